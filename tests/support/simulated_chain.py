"""A chain in memory that reads like a node: it mines, reorganises, lags, and can be made to lie in its logs.

Heads are always those of what really happened; `drop_log` and `alter_log` change only what `events` gives out, as a
node with missing or broken logs would. What may happen on the ledger is `ledger_simulator`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from labour_ledger.chain.errors import NodeUnavailable, NotDeployed, TooManyLogs
from labour_ledger.chain.events import Block, EntryEvent, LedgerEvent, RecordedEvent
from labour_ledger.chain.reader import BlockTag, HistoryName
from labour_ledger_verify.history import Entry, HistoryKind, fold_history, party_history_id
from labour_ledger_verify.keccak import ZERO_WORD, keccak256

START_TIME = 1_735_689_600
BLOCK_TIME_S = 12
CHAIN_ID = 31337
CONTRACT = bytes.fromhex("5fbdb2315678afecb367f032d93f642f64180aa3")
CODE_HASH = keccak256(b"code of the simulated ledger")


@dataclass
class SimulatedBlock:
    """A mined block: its header, what happened, and what its logs are said to be."""

    block: Block
    events: list[LedgerEvent]
    served: list[LedgerEvent]


@dataclass
class SimulatedChain:
    """A chain with one ledger; implements `labour_ledger.chain.reader.ChainReader`.

    What is done between two `mine` calls lands in one block, each act in a transaction of its own.
    """

    chain: int = CHAIN_ID
    genesis: bytes = b"genesis"
    contract: bytes = CONTRACT
    deployed: bool = True
    down: bool = False
    lag_blocks: int = 0
    most_events: int | None = None
    block_time_s: int = BLOCK_TIME_S
    on_events: Callable[[], None] | None = None
    blocks_mined: list[SimulatedBlock] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._fork = 0
        self._pending: list[list[LedgerEvent]] = []
        self._nonce = 0
        genesis = Block(0, keccak256(self.genesis), ZERO_WORD, START_TIME)
        self.blocks_mined = [SimulatedBlock(genesis, [], [])]

    # -------------------------------------------------------------- the chain

    @property
    def head(self) -> Block:
        return self.blocks_mined[-1].block

    def mine(self, count: int = 1) -> Block:
        """Mine what is pending, then empty blocks up to `count`."""
        for _ in range(count):
            parent = self.head
            number, time = parent.number + 1, parent.timestamp + self.block_time_s
            content = repr(self._pending).encode()
            block_hash = keccak256(parent.hash + number.to_bytes(8, "big") + bytes([self._fork % 256]) + content)
            events = self._placed(number, block_hash, time)
            self.blocks_mined.append(SimulatedBlock(Block(number, block_hash, parent.hash, time), events, [*events]))
            self._pending = []
        return self.head

    def reorg(self, depth: int) -> None:
        """Forget the newest blocks; what is mined next has other hashes."""
        kept = len(self.blocks_mined) - depth
        assert kept >= 1, "a chain keeps its first block"
        del self.blocks_mined[kept:]
        self._fork += 1
        self._pending = []

    def _placed(self, number: int, block_hash: bytes, time: int) -> list[LedgerEvent]:
        events: list[LedgerEvent] = []
        for place, transaction in enumerate(self._pending):
            transaction_hash = keccak256(block_hash + place.to_bytes(4, "big"))
            for event in transaction:
                moved = replace(
                    event,
                    block_number=number,
                    block_hash=block_hash,
                    log_index=len(events),
                    transaction_hash=transaction_hash,
                    recorded_at=time,
                )
                if isinstance(moved, EntryEvent):
                    entry = Entry(moved.entry.type, (*moved.entry.values[:-1], time))
                    moved = replace(moved, entry=entry)
                events.append(moved)
        return events

    # -------------------------------------------------------------- lies

    def drop_log(self, wanted: Callable[[LedgerEvent], bool]) -> LedgerEvent:
        """Serve the chain without the first log that is wanted; return it."""
        for mined in self.blocks_mined:
            for place, event in enumerate(mined.served):
                if wanted(event):
                    return mined.served.pop(place)
        raise LookupError("no such log")

    def alter_log(self, wanted: Callable[[LedgerEvent], bool], change: Callable[[LedgerEvent], LedgerEvent]) -> None:
        """Serve the first log that is wanted as something else."""
        for mined in self.blocks_mined:
            for place, event in enumerate(mined.served):
                if wanted(event):
                    mined.served[place] = change(event)
                    return
        raise LookupError("no such log")

    # -------------------------------------------------------------- ChainReader

    def chain_id(self) -> int:
        self._ask("chain_id")
        return self.chain

    def block(self, which: int | BlockTag) -> Block | None:
        self._ask(f"block {which}")
        newest = self._visible()
        if which == "latest":
            return newest[-1].block
        if isinstance(which, str):
            return newest[max(0, len(newest) - (3 if which == "safe" else 6))].block
        return newest[which].block if 0 <= which < len(newest) else None

    def blocks(self, first: int, last: int) -> list[Block]:
        self._ask(f"blocks {first} {last}")
        return [mined.block for mined in self._visible()[first : last + 1]]

    def events(self, from_block: int, to_block: int) -> list[LedgerEvent]:
        self._ask(f"events {from_block} {to_block}")
        found = [event for mined in self._visible()[from_block : to_block + 1] for event in mined.served]
        if self.most_events is not None and len(found) > self.most_events:
            raise TooManyLogs(f"more than {self.most_events} logs")
        if self.on_events is not None:
            self.on_events()
        return found

    def history_head(self, kind: HistoryKind, history_id: bytes, block_number: int) -> bytes:
        self._ask(f"head {kind.value}")
        return self.history_heads([(kind, history_id)], block_number)[0]

    def history_heads(self, histories: Sequence[HistoryName], block_number: int) -> list[bytes]:
        self._ask(f"heads {len(histories)}")
        entries: dict[HistoryName, list[Entry]] = {name: [] for name in histories}
        for mined in self.blocks_mined[: block_number + 1]:
            for event in mined.events:
                if isinstance(event, RecordedEvent):
                    subject: HistoryName = (HistoryKind.SUBJECT, event.subject)
                    issued: HistoryName = (HistoryKind.ISSUED, party_history_id(event.party))
                    entries.get(subject, []).append(event.subject_entry())
                    entries.get(issued, []).append(event.issued_entry())
                elif isinstance(event, EntryEvent):
                    entries.get((event.history, event.history_id), []).append(event.entry)
        return [fold_history(kind, entries[(kind, history_id)]) for kind, history_id in histories]

    def code_hash(self, block: int | BlockTag = "latest") -> bytes:
        self._ask(f"code {block}")
        if not self.deployed:
            raise NotDeployed(self.contract, "no code")
        return CODE_HASH

    def _ask(self, question: str) -> None:
        self.questions.append(question)
        if self.down:
            raise NodeUnavailable("the node does not answer")

    def _visible(self) -> list[SimulatedBlock]:
        return self.blocks_mined[: len(self.blocks_mined) - self.lag_blocks]
