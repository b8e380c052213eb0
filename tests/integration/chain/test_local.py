"""The local chain: found, started, moved in time, kept over a restart, always stopped."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.ledger_world import WORLD_START, build_world

from labour_ledger.chain.anvil import StateInUse, find_anvil
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.errors import NodeUnavailable
from labour_ledger.chain.local import development_key, start_chain
from labour_ledger.errors import ConfigurationError
from labour_ledger_verify.hexadecimal import to_checksum_address
from labour_ledger_verify.history import HistoryKind

AUDITED = "ilo/c029@1930"


def test_start_chain_in_the_past_travels_forward() -> None:
    with start_chain(timestamp=WORLD_START) as chain:
        assert chain.timestamp() == WORLD_START
        chain.travel_to(WORLD_START + 1000)
        assert chain.timestamp() == WORLD_START + 1000
        chain.travel_by(86_400)
        assert chain.timestamp() >= WORLD_START + 1000 + 86_400
        with pytest.raises(NodeUnavailable):
            chain.travel_to(WORLD_START)


def test_stop_ends_the_process_and_may_be_repeated() -> None:
    chain = start_chain()
    pid = chain.pid
    chain.stop()
    chain.stop()
    assert not chain.running
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_start_chain_with_state_file_keeps_ledger_and_old_heads(tmp_path: Path) -> None:
    state = tmp_path / "chain" / "state.json"
    with start_chain(timestamp=WORLD_START, state=state) as chain:
        world = build_world(chain)
        before = world.latest_block()
        old_head = world.client.history_head(HistoryKind.SUBJECT, world.sites[0], before)
        world.record("auditor", world.attestation("auditor", world.sites[0], AUDITED, outcome=1))
        last = world.client.block("latest")
        assert last is not None
        head = world.client.history_head(HistoryKind.SUBJECT, world.sites[0], last.number)
        events = world.client.events(0, last.number)
        world.client.close()

    with start_chain(state=state) as again, LedgerClient(again.url, world.deployment.contract) as client:
        assert client.block(last.number) == last
        assert client.events(0, last.number) == events
        assert client.history_head(HistoryKind.SUBJECT, world.sites[0], last.number) == head
        assert client.history_head(HistoryKind.SUBJECT, world.sites[0], before) == old_head
        again.travel_by(60)
        moved = client.block("latest")
        assert moved is not None
        assert moved.timestamp >= last.timestamp + 60


def test_start_chain_on_taken_port_says_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigurationError, match="anvil did not start") as refused:
            start_chain(port=taken.getsockname()[1])
    assert "LABOUR_LEDGER_RPC_URL" in refused.value.hint


def test_start_chain_with_damaged_state_does_not_blame_the_port(tmp_path: Path) -> None:
    state = tmp_path / "chain.json"
    state.write_text("{")
    with pytest.raises(ConfigurationError, match="anvil did not start") as refused:
        start_chain(state=state)
    assert "state file" in refused.value.hint


def test_chain_whose_program_was_killed_keeps_its_state_until_it_is_written(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from labour_ledger.chain.local import start_chain\n"
        "chain = start_chain(state=Path(sys.argv[1]))\n"
        "chain.mine(300)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(state)], check=False)
    assert done.returncode == -9
    with start_chain(state=state) as again:
        assert int(again.rpc.request("eth_blockNumber"), 16) >= 300
        with pytest.raises(StateInUse):
            start_chain(state=state)


def test_chain_of_killed_program_is_stopped() -> None:
    program = (
        "import os, signal, sys\n"
        "from labour_ledger.chain.local import start_chain\n"
        "print(start_chain().pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == -9
    anvil = Path(f"/proc/{int(done.stdout)}/cmdline")
    for _ in range(200):
        if not anvil.exists() or b"anvil" not in anvil.read_bytes():
            break
        subprocess.run(["sleep", "0.05"], check=True)
    assert not anvil.exists() or b"anvil" not in anvil.read_bytes()


def test_reorganise_replaces_the_last_blocks() -> None:
    with start_chain(timestamp=WORLD_START) as chain, LedgerClient(chain.url, bytes(20)) as client:
        chain.mine(3)
        old = client.blocks(0, 3)
        chain.reorganise(2)
        new = client.blocks(0, 3)
        assert [block.hash for block in new[:2]] == [block.hash for block in old[:2]]
        assert [new[place].hash != old[place].hash for place in (2, 3)] == [True, True]


def test_fund_gives_an_account_ether() -> None:
    with start_chain() as chain:
        chain.fund(bytes(19) + b"\x55", 10**18)
        assert int(chain.rpc.request("eth_getBalance", "0x" + "00" * 19 + "55", "latest"), 16) == 10**18


def test_development_key_first_is_the_well_known_one() -> None:
    assert to_checksum_address(development_key(0).address) == "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"


def test_find_anvil_prefers_the_binary_of_the_given_project(tmp_path: Path) -> None:
    binary = tmp_path / "node_modules" / "@foundry-rs" / "anvil-any-os" / "bin" / "anvil"
    binary.parent.mkdir(parents=True)
    binary.write_text("")
    binary.chmod(0o755)
    assert find_anvil(tmp_path) == binary
