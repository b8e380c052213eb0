"""What a follower does when it is killed, and what must be true of the store whenever it was killed."""

from __future__ import annotations

import copy
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from tests.faults.places import opened
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator
from tests.support.store_dumps import dump_of

from labour_ledger.chain.reader import ChainReader
from labour_ledger.indexer.audit import audit
from labour_ledger.indexer.errors import IndexEmpty
from labour_ledger.indexer.rebuild import rebuild
from labour_ledger.indexer.steps import SyncLimits
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.ownership import FACT_TABLES, INDEX_TABLES
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.hexadecimal import to_hex

SIMULATED = LedgerKey(CHAIN_ID, CONTRACT)
LIMITS = SyncLimits(most_blocks=3, header_window_blocks=12)
BLOCKS = 24
INDEXED = 10
DEPTH = 7


class Known:
    """A chain of which it is known what its index must be at every block."""

    def __init__(self, reader: ChainReader, ledger: LedgerKey, start_block: int) -> None:
        self.reader = reader
        self.ledger = ledger
        self.start_block = start_block
        head = reader.block("latest")
        assert head is not None
        self.head = head
        self._hashes = {block.number: block.hash for block in reader.blocks(0, head.number)}
        with tempfile.TemporaryDirectory() as directory, opened(f"sqlite:///{directory}/known.db") as store:
            self.indexer(store).catch_up()
            self.projected = _projected(store, ledger)
            self._lines = [json.loads(line) for line in dump_of(store, ledger).splitlines()]

    def indexer(self, store: Store, limits: SyncLimits = LIMITS) -> Synchroniser:
        """Return an indexer whose steps are small, so that a blow can fall between many of them."""
        return Synchroniser(store, self.reader, self.ledger, start_block=self.start_block, limits=limits)

    def seen_through(self, reader: ChainReader) -> Known:
        """Return the same knowledge of a chain that is read otherwise."""
        other = copy.copy(self)
        other.reader = reader
        return other

    def has(self, number: int, block_hash: str) -> bool:
        """Return whether a block is one of this chain."""
        return number in self._hashes and to_hex(self._hashes[number]) == block_hash

    def index_at(self, number: int) -> list[dict[str, object]]:
        """Return the lines of the dump at a block."""
        first = {**self._lines[0], "blockNumber": number, "blockHash": to_hex(self._hashes[number])}
        return [first, *(line for line in self._lines[1:] if line["block_number"] <= number)]


@dataclass(frozen=True)
class Phase:
    """Something that can be killed.

    Attributes:
        name: In reports.
        prepare: Makes the store that it begins with; None where it begins with nothing.
        act: Does it on the store at a URL.
        chains: The chains whose blocks the index may be at, the last one where it must end.
        whole: The index is never seen at another block than the last.
        fresh: There may be no index yet.
    """

    name: str
    prepare: Callable[[Store], None] | None
    act: Callable[[str], None]
    chains: tuple[Known, ...]
    whole: bool = False
    fresh: bool = False


def grow(simulator: LedgerSimulator, dice: random.Random, blocks: int) -> None:
    """Mine blocks in which one thing or another happens."""
    schema = b"s" * 32
    for _ in range(blocks):
        for place in range(dice.randrange(4)):
            name = f"{simulator.head.number} {place}"
            act = dice.choice(["subject", "record", "batch", "party"])
            if act == "subject":
                simulator.register_subject(name, identifiers=[("os", name)])
            elif act == "party":
                simulator.register_party(PartyClass.AUDITOR)
            else:
                subjects = [bytes([dice.randrange(6)]) * 32 for _ in range(1 if act == "record" else 3)]
                simulator.record(1, PartyClass.AUDITOR, *subjects, schema=schema)
        simulator.mine()


def twin(simulator: LedgerSimulator) -> LedgerSimulator:
    """Return a chain that shares the blocks mined so far and goes its own way from now on."""
    other = copy.copy(simulator)
    other.blocks_mined = [*simulator.blocks_mined]
    other.questions = []
    return other


def catch_up(url: str, chain: Known) -> None:
    """Index a chain as far as it can be seen."""
    with opened(url) as store:
        chain.indexer(store).catch_up()


def follow(url: str, chain: Known) -> None:
    """Index a chain block by block as it grows."""
    assert isinstance(chain.reader, LedgerSimulator)
    seen = twin(chain.reader)
    with opened(url) as store:
        following = chain.seen_through(seen).indexer(store)
        for lag in range(BLOCKS - INDEXED, -1, -1):
            seen.lag_blocks = lag
            following.catch_up()


def build_anew(url: str, chain: Known) -> None:
    """Rebuild beside, and swap."""
    with opened(url) as store:
        rebuild(store, chain.reader, chain.ledger, start_block=chain.start_block, limits=LIMITS)


def phases(seed: int) -> Iterator[Phase]:
    """Return the phases on simulated chains that a seed decides."""
    dice = random.Random(seed)
    simulator = LedgerSimulator()
    grow(simulator, dice, BLOCKS)
    other = twin(simulator)
    other.reorg(DEPTH)
    grow(other, dice, DEPTH + 2)
    begun = twin(simulator)
    begun.lag_blocks = BLOCKS - INDEXED
    first, second, part = (Known(chain, SIMULATED, 1) for chain in (simulator, other, begun))

    def indexed(chain: Known) -> Callable[[Store], None]:
        return lambda store: (chain.indexer(store).catch_up(), None)[1]

    yield Phase("backfill", lambda _: None, lambda url: catch_up(url, first), (first,), fresh=True)
    yield Phase("follow", indexed(part), lambda url: follow(url, first), (first,))
    yield Phase("reorg", indexed(first), lambda url: catch_up(url, second), (first, second))
    yield Phase("rebuild", indexed(first), lambda url: build_anew(url, first), (first,), whole=True)
    yield Phase("migration", None, lambda url: catch_up(url, part), (part,), fresh=True)


def check_as_it_lies(store: Store, phase: Phase) -> None:
    """Check that readers see one block of one chain, whole."""
    ledger = phase.chains[-1].ledger
    try:
        found = [json.loads(line) for line in dump_of(store, ledger).splitlines()]
    except IndexEmpty:
        assert phase.fresh, "the index is gone"
        return
    number, block_hash = found[0]["blockNumber"], found[0]["blockHash"]
    chain = next((chain for chain in phase.chains if chain.has(number, block_hash)), None)
    assert chain is not None, "the index is at a block of no chain"
    assert found == chain.index_at(number), "half of something is seen"
    assert not phase.whole or number == chain.head.number, "the index went back"


def check_in_the_end(store: Store, phase: Phase) -> None:
    """Check that after going on nothing is lost, nothing doubled and nothing left over."""
    chain = phase.chains[-1]
    chain.indexer(store).catch_up()
    if phase.whole:
        rebuild(store, chain.reader, chain.ledger, start_block=chain.start_block, limits=LIMITS)
    found = [json.loads(line) for line in dump_of(store, chain.ledger).splitlines()]
    assert found == chain.index_at(chain.head.number), "something is lost or doubled"
    assert _projected(store, chain.ledger) == chain.projected, "the projection is another"
    assert audit(store, chain.reader, chain.ledger).is_complete
    assert _rows(store, chain.ledger.beside) == {}, "something is left over"


def _projected(store: Store, ledger: LedgerKey) -> dict[str, list[tuple[object, ...]]]:
    tables = [table for table in INDEX_TABLES if table not in FACT_TABLES and table.name != "index_cursor"]
    with store.reading() as session:
        return {
            table.name: sorted(
                tuple(row)
                for row in session.execute(
                    select(table).where(table.c.chain_id == ledger.chain_id, table.c.contract == ledger.contract)
                )
            )
            for table in tables
        }


def _rows(store: Store, ledger: LedgerKey) -> dict[str, int]:
    with store.reading() as session:
        counts = {
            table.name: session.execute(
                select(func.count())
                .select_from(table)
                .where(table.c.chain_id == ledger.chain_id, table.c.contract == ledger.contract)
            ).scalar_one()
            for table in INDEX_TABLES
        }
    return {name: count for name, count in counts.items() if count}
