"""Keeping a snapshot: read by several processes, put in place at once, brought forward or built anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT
from tests.support.random_supply import STANDARDS, RandomSupply
from tests.support.stores import empty_store_url

from labour_ledger.diligence.basis import read_basis
from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.diligence.snapshot import SnapshotKeeper
from labour_ledger.diligence.snapshot.gathering import Gathered, gather
from labour_ledger.diligence.tiers import TierQuestion
from labour_ledger.indexer.errors import IndexEmpty
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import delete_document, get_cursor, save_documents
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store
from labour_ledger_verify.attestation import schema_hash

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)


@dataclass
class Kept:
    """A random ledger, its store, and who keeps its snapshot."""

    world: RandomSupply
    store: Store
    keeper: SnapshotKeeper

    def index(self, *, documents: bool = True) -> None:
        if documents:
            with self.store.unit_of_work() as work:
                save_documents(work.session, self.world.supply.documents)
        Synchroniser(self.store, self.world.simulator, LEDGER, start_block=1).catch_up()


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    world = RandomSupply(11)
    world.go_on(40)
    store = open_store(empty_store_url(request.param, tmp_path))
    yield Kept(world, store, SnapshotKeeper(store, LEDGER))
    store.close()


def rows_of(gathered: Gathered) -> tuple[object, ...]:
    ids = [bytes(found) for found in gathered.numbering.ids]
    links = zip(*gathered.links.columns, strict=True)
    found = [(ids[buyer], ids[seller], *times) for buyer, seller, *times in links]
    records = gathered.records.columns(np.zeros(0, np.int32), [])
    said = {
        schema: sorted(
            (ids[subject], *more)
            for subject, *more in zip(held.subjects, held.recorded_at, held.outcomes, held.methods, strict=True)
        )
        for schema, held in records.items()
    }
    return sorted(found), said, gathered.records.acted_on, sorted(gathered.records.revoking)


def test_gather_by_several_processes_reads_the_same(kept: Kept) -> None:
    kept.index()
    with kept.store.reading() as session:
        cursor = get_cursor(session, LEDGER)
        assert cursor is not None
        alone = rows_of(gather(session, LEDGER, cursor))
        assert rows_of(gather(session, LEDGER, cursor, many_rows=0)) == alone
    assert all(alone)


def test_gather_of_a_block_that_another_process_does_not_see_reads_alone(kept: Kept) -> None:
    kept.index()
    with kept.store.reading() as session:
        cursor = get_cursor(session, LEDGER)
        assert cursor is not None
        kept.world.go_on(3)
        kept.index()
        assert rows_of(gather(session, LEDGER, cursor, many_rows=0)) == rows_of(gather(session, LEDGER, cursor))
        assert read_basis(session, LEDGER).block_number == cursor.block_number


def test_refresh_without_news_keeps_the_snapshot(kept: Kept) -> None:
    kept.index()
    first = kept.keeper.refresh()
    assert kept.keeper.refresh() is first is kept.keeper.current
    assert kept.keeper.report.was_built
    assert kept.keeper.report.nbytes == first.nbytes > 0


def test_refresh_of_an_empty_index_says_so_and_leaves_what_there_is(kept: Kept) -> None:
    with pytest.raises(IndexEmpty):
        kept.keeper.refresh()
    assert kept.keeper.current is None


def test_refresh_brings_forward_and_readers_keep_theirs(kept: Kept) -> None:
    kept.index()
    first = kept.keeper.refresh()
    question = TierQuestion(kept.world.sites[0], STANDARDS[0], first.cursor.block_time, first.cursor.block_time)
    before = first.upstream(question)
    kept.world.link()
    kept.world.assess()
    kept.world.simulator.mine()
    kept.index()
    second = kept.keeper.refresh()
    assert not kept.keeper.report.was_built
    assert second.block_number > first.block_number
    assert first.upstream(question) == before == second.upstream(question)


def test_refresh_after_a_reorganisation_builds_anew(kept: Kept) -> None:
    kept.index()
    kept.keeper.refresh()
    kept.world.simulator.reorg(1)
    kept.world.simulator.mine(3)
    kept.index()
    assert kept.keeper.refresh().cursor.block_hash == kept.world.simulator.head.hash
    assert kept.keeper.report.was_built


def test_refresh_after_documents_came_or_went_builds_anew(kept: Kept) -> None:
    kept.index(documents=False)
    assert len(kept.keeper.refresh().links) == 0
    kept.index()
    found = kept.keeper.refresh()
    assert len(found.links) == len(kept.world.supply.documents) > 0
    with kept.store.unit_of_work() as work:
        delete_document(work.session, kept.world.supply.documents[0].document_hash)
    assert len(kept.keeper.refresh().links) == len(found.links) - 1


def test_question_later_than_the_block_or_about_acts_is_refused(kept: Kept) -> None:
    kept.index()
    snapshot = kept.keeper.refresh()
    now = snapshot.cursor.block_time
    with pytest.raises(QuestionInvalid, match="later than the last block"):
        snapshot.upstream(TierQuestion(bytes(32), STANDARDS[0], now + 1, now))
    with pytest.raises(QuestionInvalid, match="records act on others"):
        snapshot.upstream(TierQuestion(bytes(32), schema_hash("ledger/dispute@1"), now, now))
    assert snapshot.upstream(TierQuestion(bytes(32), STANDARDS[0], now, now)).tiers == ()
