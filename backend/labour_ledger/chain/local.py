"""A chain of one's own: anvil as a child process, for demonstrations, development and tests.

It starts in the past if asked, so that there is a "last month" to ask about; its state survives a restart in a file. It
is always stopped: at the end of the `with` block, of the program, or (on Linux) of the thread that started it, should
the program be killed. One state file is of one chain at a time.
"""

from __future__ import annotations

import atexit
from pathlib import Path
from types import TracebackType
from typing import Final

from eth_account import Account

from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.hexadecimal import to_hex

from .anvil import Anvil
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


class LocalChain:
    """A running anvil on the loopback interface."""

    def __init__(self, process: Anvil) -> None:
        self.url = process.url
        self._process = process
        self.rpc = JsonRpc(self.url, timeout_s=30.0)
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
    def news_url(self) -> str:
        """Where it tells of new blocks, over a WebSocket."""
        return self.url.replace("http", "ws", 1)

    @property
    def running(self) -> bool:
        """Whether anvil still runs."""
        return self._process.running

    def stop(self) -> None:
        """Stop anvil, which writes its state first if it has a file for it. Stopping twice is harmless."""
        atexit.unregister(self.stop)
        self.rpc.close()
        self._process.stop()

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
        StateInUse: Another chain is running on the state.
    """
    options = ["--host", "127.0.0.1", "--port", str(port), "--chain-id", str(chain_id), "--mnemonic", MNEMONIC]
    options += ["--hardfork", "prague", "--gas-limit", str(BLOCK_GAS_LIMIT)]
    if timestamp is not None and (state is None or not state.exists()):
        options += ["--timestamp", str(timestamp)]
    return LocalChain(Anvil(options, state=state, project=project))


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
