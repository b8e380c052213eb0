"""Keeping a snapshot: read by several processes, put in place at once, brought forward or built anew."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT
from tests.support.random_supply import STANDARDS, RandomSupply
from tests.support.stores import empty_store_url

from labour_ledger.diligence.basis import read_basis
from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.diligence.snapshot import building
from labour_ledger.diligence.snapshot.gathering import Acts, FindActs, Gathered, gather, gather_alone
from labour_ledger.diligence.snapshot.keeper import SnapshotKeeper
from labour_ledger.diligence.snapshot.numbering import as_ids
from labour_ledger.diligence.tiers import TierQuestion
from labour_ledger.diligence.tiers_stored import StoredTiers
from labour_ledger.indexer.errors import IndexEmpty
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.column_rows import LAST_TIME, ColumnAddress, ColumnsUnreadable
from labour_ledger.store.queries import delete_document, get_cursor, save_documents
from labour_ledger.store.results import Cursor, LedgerKey
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


def found_acts(acted_on: Collection[bytes], revoking: Sequence[int]) -> tuple[Collection[bytes], Sequence[int]]:
    return acted_on, revoking


def everything(kept: Kept, session: Session, cursor: Cursor, *, many_rows: int) -> tuple[object, ...]:
    gathered = gather(session, LEDGER, cursor, found_acts, many_rows=many_rows)
    assert gathered is not None
    ids = [bytes(found) for found in gathered.numbering.ids]
    assert gathered.numbering.numbers(as_ids(ids)).tolist() == list(range(len(ids)))
    links = [(ids[buyer], ids[seller], *times) for buyer, seller, *times in zip(*gathered.links.columns, strict=True)]
    said = {
        schema: sorted((ids[subject], *more) for subject, *more in zip(*held.columns, strict=True))
        for schema, held in gathered.records.items()
    }
    acted_on, revoking = gathered.acts
    return sorted(links), said, sorted(acted_on), sorted(revoking)


def test_gather_by_another_process_reads_the_same(kept: Kept) -> None:
    kept.index()
    with kept.store.reading() as session:
        cursor = get_cursor(session, LEDGER)
        assert cursor is not None
        alone = everything(kept, session, cursor, many_rows=10**6)
        assert everything(kept, session, cursor, many_rows=0) == alone
    assert all(alone)


def test_gather_of_a_block_that_another_process_does_not_see_gives_nothing(kept: Kept) -> None:
    kept.index()
    with kept.store.reading() as session:
        cursor = get_cursor(session, LEDGER)
        assert cursor is not None
        kept.world.go_on(3)
        kept.index()
        assert gather(session, LEDGER, cursor, found_acts, many_rows=0) is None
        assert read_basis(session, LEDGER).block_number == cursor.block_number


@pytest.mark.parametrize("moves", [1, 9])
def test_build_while_the_index_moves_reads_its_newest_block(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    kept.index()
    left = [moves]

    def moving(session: Session, ledger: LedgerKey, cursor: Cursor, find_acts: FindActs[Acts]) -> Gathered[Acts] | None:
        if not left[0]:
            return gather_alone(session, ledger, find_acts)
        left[0] -= 1
        kept.world.go_on(1)
        kept.index()
        return None

    monkeypatch.setattr(building, "gather", moving)
    snapshot = kept.keeper.refresh()
    assert snapshot.block_number == kept.world.simulator.head.number
    with kept.store.reading() as session:
        stored = StoredTiers(session, LEDGER)
        dates = {"valid_at": snapshot.cursor.block_time, "known_at": snapshot.cursor.block_time}
        assert snapshot.statuses(kept.world.sites, STANDARDS, **dates) == stored.statuses(
            kept.world.sites, STANDARDS, **dates
        )


def test_gather_of_a_store_that_cannot_be_opened_says_so(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.index()
    nowhere = ColumnAddress(is_postgresql=False, place="/nowhere/store.db")
    monkeypatch.setattr("labour_ledger.diligence.snapshot.gathering.address_of", lambda session: nowhere)
    with kept.store.reading() as session:
        cursor = get_cursor(session, LEDGER)
        assert cursor is not None
        with pytest.raises(ColumnsUnreadable, match="could not be read as a whole"):
            everything(kept, session, cursor, many_rows=0)


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


def test_refresh_after_links_were_revoked_marks_each_of_them(kept: Kept) -> None:
    party = kept.world.parties[0][0]
    sites = kept.world.sites[:2]
    uids = [kept.world.supply.link(kept.world.network, *sites, party=party, start="2019-01-01") for _ in range(4)]
    kept.world.simulator.mine()
    kept.index()
    built = kept.keeper.refresh()
    # the same link four times: two of the old ones are revoked, one of them twice, and a new one at once
    later = kept.world.supply.link(kept.world.network, *sites, party=party, start="2019-01-01")
    for uid in (uids[0], uids[1], uids[1], later):
        kept.world.supply.revoke(kept.world.network, uid, party=party)
    kept.world.simulator.mine()
    kept.world.supply.revoke(kept.world.network, uids[0], party=party)
    kept.world.simulator.mine()
    kept.index()
    forward = kept.keeper.refresh()
    assert not kept.keeper.report.was_built
    kept.keeper.forget()
    anew = kept.keeper.refresh()
    assert kept.keeper.report.was_built
    merged = forward.contents.links.with_links(forward.contents.later_links)
    rows = [sorted(zip(*columns, strict=True)) for columns in (merged.columns, anew.contents.links.columns)]
    assert rows[0] == rows[1]
    assert sum(merged.revoked_at < LAST_TIME) == 3 + sum(built.contents.links.revoked_at < LAST_TIME)


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
    assert kept.keeper.refresh().contents.links_count == 0
    kept.index()
    found = kept.keeper.refresh()
    assert found.contents.links_count == len(kept.world.supply.documents) > 0
    with kept.store.unit_of_work() as work:
        delete_document(work.session, kept.world.supply.documents[0].document_hash)
    assert kept.keeper.refresh().contents.links_count == found.contents.links_count - 1


def test_question_later_than_the_block_or_about_acts_is_refused(kept: Kept) -> None:
    kept.index()
    snapshot = kept.keeper.refresh()
    now = snapshot.cursor.block_time
    with pytest.raises(QuestionInvalid, match="later than the last block"):
        snapshot.upstream(TierQuestion(bytes(32), STANDARDS[0], now + 1, now))
    with pytest.raises(QuestionInvalid, match="records act on others"):
        snapshot.upstream(TierQuestion(bytes(32), schema_hash("ledger/dispute@1"), now, now))
    assert snapshot.upstream(TierQuestion(bytes(32), STANDARDS[0], now, now)).tiers == ()
