"""What a follower does when it is killed, and what must be true of the store whenever it was killed."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from sqlalchemy import func, select
from tests.faults.places import opened
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator
from tests.support.store_dumps import dump_of, fresh_dump

from labour_ledger.indexer.audit import audit
from labour_ledger.indexer.rebuild import rebuild
from labour_ledger.indexer.steps import SyncLimits
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.ownership import INDEX_TABLES
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.basis import PartyClass

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
LIMITS = SyncLimits(most_blocks=3, header_window_blocks=12)
BLOCKS = 24
INDEXED = 10
DEPTH = 7


@dataclass(frozen=True)
class Phase:
    """Something that can be killed.

    Attributes:
        name: In reports.
        prepare: Makes the store that it begins with; None where it begins with nothing.
        act: Does it on the store at a URL.
        chains: The chains whose blocks the index may be at, the last one where it must end.
        whole: The index is never seen at another block than before and after.
    """

    name: str
    prepare: Callable[[Store], None] | None
    act: Callable[[str], None]
    chains: tuple[LedgerSimulator, ...]
    whole: bool = False


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


def indexer(store: Store, simulator: LedgerSimulator) -> Synchroniser:
    """Return the indexer whose steps are small, so that a blow can fall between many of them."""
    return Synchroniser(store, simulator, LEDGER, start_block=1, limits=LIMITS)


def catch_up(url: str, simulator: LedgerSimulator) -> None:
    """Index a chain as far as it can be seen."""
    with opened(url) as store:
        indexer(store, simulator).catch_up()


def follow(url: str, simulator: LedgerSimulator) -> None:
    """Index a chain block by block as it grows."""
    with opened(url) as store:
        following = indexer(store, simulator)
        for lag in range(BLOCKS - INDEXED, -1, -1):
            simulator.lag_blocks = lag
            following.catch_up()


def build_anew(url: str, simulator: LedgerSimulator) -> None:
    """Rebuild beside, and swap."""
    with opened(url) as store:
        rebuild(store, simulator, LEDGER, start_block=1, limits=LIMITS)


def phases(seed: int) -> tuple[Phase, ...]:
    """Return all phases, on chains that a seed decides."""
    dice = random.Random(seed)
    chain = LedgerSimulator()
    grow(chain, dice, BLOCKS)
    other = twin(chain)
    other.reorg(DEPTH)
    grow(other, dice, DEPTH + 2)
    begun = twin(chain)
    begun.lag_blocks = BLOCKS - INDEXED

    def with_index(of: LedgerSimulator) -> Callable[[Store], None]:
        return lambda store: (indexer(store, of).catch_up(), None)[1]

    return (
        Phase("backfill", lambda _: None, lambda url: catch_up(url, chain), (chain,)),
        Phase("follow", with_index(begun), lambda url: follow(url, twin(chain)), (chain,)),
        Phase("reorg", with_index(chain), lambda url: catch_up(url, other), (chain, other)),
        Phase("rebuild", with_index(chain), lambda url: build_anew(url, chain), (chain,), whole=True),
        Phase("migration", None, lambda url: catch_up(url, begun), (begun, chain)),
    )


def check_as_it_lies(store: Store, phase: Phase) -> None:
    """Check that readers see one block of one chain, whole."""
    with store.reading() as session:
        cursor = get_cursor(session, LEDGER)
    if cursor is None:
        assert phase.prepare is None or phase.name == "backfill", "the index is gone"
        assert _rows(store, LEDGER) == {}, "rows without a cursor"
        return
    for chain in phase.chains:
        if any(mined.block.hash == cursor.block_hash for mined in chain.blocks_mined):
            assert dump_of(store, LEDGER) == _dump_at(chain, cursor.block_number), "half of something is seen"
            break
    else:
        raise AssertionError("the index is at a block of no chain")
    if phase.whole:
        assert cursor.block_hash == phase.chains[-1].head.hash, "the index went back"


def check_in_the_end(store: Store, phase: Phase) -> None:
    """Check that after going on nothing is lost, nothing doubled and nothing left over."""
    chain = phase.chains[-1]
    indexer(store, chain).catch_up()
    if phase.name == "rebuild":
        rebuild(store, chain, LEDGER, start_block=1, limits=LIMITS)
    assert dump_of(store, LEDGER) == _dump_at(chain, chain.head.number), "something is lost or doubled"
    assert audit(store, chain, LEDGER).is_complete
    assert _rows(store, LEDGER.beside) == {}, "something is left over"


@cache
def _dumps() -> dict[tuple[bytes, int], bytes]:
    return {}


def _dump_at(chain: LedgerSimulator, number: int) -> bytes:
    known = (chain.blocks_mined[number].block.hash, number)
    if known not in _dumps():
        seen = twin(chain)
        seen.lag_blocks = len(seen.blocks_mined) - 1 - number
        _dumps()[known] = fresh_dump(seen, LEDGER)
    return _dumps()[known]


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
