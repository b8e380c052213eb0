"""A chain of one's own: anvil as a child process, for demonstrations, development and tests.

It starts in the past if asked, so that there is a "last month" to ask about; its state survives a restart in a file. It
is always stopped: at the end of the `with` block, of the program, or (on Linux) of the thread that started it, should
the program be killed.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import Final

from eth_account import Account

from labour_ledger.errors import ConfigurationError
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.hexadecimal import to_hex

from .death_pact import death_pact
from .deployment import CouncilMember, CouncilRules
from .node import parse_number
from .rpc import JsonRpc
from .signing import LocalSigner

LOCAL_CHAIN_ID: Final = 31337
BLOCK_GAS_LIMIT: Final = 60_000_000
MNEMONIC: Final = "test test test test test test test test test test test junk"
"""The public phrase of development chains; its accounts own nothing anywhere else."""
COUNCIL_ACCOUNT: Final = 0
"""Of these accounts: the council where it is one account."""
RELAY_ACCOUNT: Final = 1
"""Of these accounts: the one that pays for what others signed."""
MEMBER_ACCOUNTS: Final = {
    "government": (0, PartyClass.GOVERNMENT),
    "employers": (2, PartyClass.EMPLOYERS_ORGANISATION),
    "workers": (3, PartyClass.WORKERS_ORGANISATION),
}
"""Of these accounts: the members of a local ledger's council, by the names that the command line has for them."""
LOCAL_DELAY_S: Final = 5
"""Of a local council: enough to be seen. The chain's clock is put forward by it, so nobody waits."""

_READY_WITHIN_S: Final = 20.0
_STOPPED_WITHIN_S: Final = 20.0
_POLL_S: Final = 0.01
_LISTENING: Final = re.compile(rb"Listening on 127\.0\.0\.1:(\d+)")
_TAKEN: Final = "Address already in use"
_PORT_HINT: Final = (
    "Perhaps `labour-ledger run` or `labour-ledger chain up` is running already. Stop what uses the port, or choose "
    "another: LABOUR_LEDGER_RPC_URL=http://127.0.0.1:18545"
)
_STATE_HINT: Final = "Perhaps its state file is damaged or of another version of anvil; move it away to begin anew."


class LocalChain:
    """A running anvil on the loopback interface."""

    def __init__(self, process: subprocess.Popen[bytes], url: str) -> None:
        self.url = url
        self._process = process
        self.rpc = JsonRpc(url, timeout_s=30.0)
        atexit.register(self.stop)

    def __enter__(self) -> LocalChain:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """Process id of anvil."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether anvil still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Stop anvil, which writes its state first if it has a file for it. Stopping twice is harmless."""
        atexit.unregister(self.stop)
        self.rpc.close()
        if self.running:
            self._process.terminate()
        try:
            self._process.wait(_STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def travel_to(self, timestamp: int) -> None:
        """Mine a block at a time, Unix seconds; the clock of the chain runs on from there.

        Raises:
            NodeUnavailable: The time is not after the latest block.
        """
        self.rpc.request("evm_setNextBlockTimestamp", timestamp)
        self.mine()

    def travel_by(self, seconds: int) -> None:
        """Put the chain's clock forward and mine a block."""
        pass_time(self.rpc, seconds)

    def mine(self, blocks: int = 1) -> None:
        """Mine empty blocks, or one with what is pending."""
        self.rpc.request("anvil_mine", hex(blocks))

    def reorganise(self, depth: int) -> None:
        """Replace the last blocks by empty ones; their transactions are lost."""
        self.rpc.request("anvil_reorg", depth, [])

    def fund(self, address: bytes, wei: int) -> None:
        """Give an address a balance."""
        self.rpc.request("anvil_setBalance", to_hex(address), hex(wei))

    def timestamp(self) -> int:
        """Return the time of the latest block, Unix seconds."""
        return parse_number(self.rpc.request("eth_getBlockByNumber", "latest", False)["timestamp"])


def start_chain(
    *,
    port: int = 0,
    timestamp: int | None = None,
    state: Path | None = None,
    chain_id: int = LOCAL_CHAIN_ID,
    project: Path | None = None,
) -> LocalChain:
    """Start anvil and wait until it answers.

    Args:
        port: On the loopback interface; 0 for a free one.
        timestamp: Time of the first block, Unix seconds; None for now. Ignored when `state` exists.
        state: File that the chain is read from, if it exists, and written to when it stops.
        chain_id: EIP-155 id.
        project: Directory whose `node_modules` is searched for anvil first; the working directory by default.

    Raises:
        ConfigurationError: anvil is not installed, or does not start.
    """
    command = [str(find_anvil(project)), "--host", "127.0.0.1", "--port", str(port), "--chain-id", str(chain_id)]
    command += ["--hardfork", "prague", "--gas-limit", str(BLOCK_GAS_LIMIT), "--mnemonic", MNEMONIC]
    if state is not None:
        state.parent.mkdir(parents=True, exist_ok=True)
        command += ["--state", str(state), "--preserve-historical-states"]
    if timestamp is not None and (state is None or not state.exists()):
        command += ["--timestamp", str(timestamp)]
    with NamedTemporaryFile(prefix="labour-ledger-anvil-") as log:
        # a session of its own: Ctrl-C reaches this program alone, which then stops the chain in order
        process = subprocess.Popen(  # noqa: S603 - the program found above, without a shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=death_pact(),
        )
        try:
            return LocalChain(process, f"http://127.0.0.1:{_listening_port(process, Path(log.name))}")
        except BaseException:
            process.kill()
            process.wait()
            raise


def find_anvil(project: Path | None = None) -> Path:
    """Return the anvil binary: of the project's `node_modules`, else of the PATH.

    The npm package's own command is a Node wrapper; the platform's binary behind it is taken, so that stopping the
    process stops the chain.

    Raises:
        ConfigurationError: It is installed nowhere.
    """
    for directory in _project_directories(project):
        for binary in sorted((directory / "node_modules" / "@foundry-rs").glob("anvil-*/bin/anvil")):
            if os.access(binary, os.X_OK):
                return binary
    found = shutil.which("anvil")
    if found is None:
        raise ConfigurationError(
            "anvil, the local Ethereum node, is not installed",
            hint="Run `make setup` (or `npm ci`) in the project, or put anvil of Foundry on the PATH.",
        )
    return Path(found)


def development_key(index: int) -> LocalSigner:
    """Return a funded account of the local chain, from 0 to 9; its key is public."""
    Account.enable_unaudited_hdwallet_features()
    account = Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}")
    return LocalSigner(bytes(account.key))


def member_keys() -> dict[str, LocalSigner]:
    """Return the members' accounts of a local ledger's council, by their names."""
    return {name: development_key(index) for name, (index, _) in MEMBER_ACCOUNTS.items()}


def local_council() -> CouncilRules:
    """Return how a local ledger's council decides: all three members, after a delay of seconds."""
    members = tuple(
        CouncilMember(development_key(index).address, party_class) for index, party_class in MEMBER_ACCOUNTS.values()
    )
    return CouncilRules(members, threshold=len(members), delay_s=LOCAL_DELAY_S)


def pass_time(rpc: JsonRpc, seconds: int) -> None:
    """Put the clock of a local chain forward and mine a block."""
    rpc.request("evm_increaseTime", seconds)
    rpc.request("anvil_mine", "0x1")


def _project_directories(project: Path | None) -> Iterator[Path]:
    start = (project or Path.cwd()).resolve()
    yield start
    yield from start.parents
    # an editable installation lies inside the project
    yield from Path(__file__).resolve().parents


def _listening_port(process: subprocess.Popen[bytes], log: Path) -> int:
    give_up_at = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < give_up_at:
        found = _LISTENING.search(log.read_bytes())
        if found:
            return int(found[1])
        if process.poll() is not None:
            break
        time.sleep(_POLL_S)
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    last = said[-1] if said else "it said nothing"
    raise ConfigurationError(f"anvil did not start: {last}", hint=_PORT_HINT if _TAKEN in last else _STATE_HINT)
