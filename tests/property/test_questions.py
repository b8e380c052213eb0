"""Questions about random ledgers: tiers as they are walked elsewhere, statuses as those of the single question."""

from pathlib import Path

import networkx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT
from tests.support.random_supply import DAY_S, STANDARDS, RandomSupply
from tests.support.stores import empty_store_url

from labour_ledger.diligence.questions.asking import ask
from labour_ledger.diligence.questions.catalogue import QUESTIONS
from labour_ledger.diligence.questions.resting import records_of_answer
from labour_ledger.diligence.questions.scope import upstream_of
from labour_ledger.diligence.questions.statuses import statuses_of
from labour_ledger.diligence.snapshot.keeper import SnapshotKeeper
from labour_ledger.diligence.status import site_status
from labour_ledger.diligence.tiers import TierQuestion, TierSource
from labour_ledger.diligence.tiers_stored import StoredTiers
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.schemas.catalogue import schema_ids_by_hash
from labour_ledger.store.queries import save_documents
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import FlagCode, format_time

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
OF_A_BUYER = [question for question in QUESTIONS if "buyer" in question.parameters]


def compare_tiers(
    session: Session, memory: TierSource, world: RandomSupply, root: bytes, valid_at: int, known_at: int
) -> None:
    schema = world.random.choice(STANDARDS)
    deepest = world.random.choice([None, None, 1, 2])
    stored = StoredTiers(session, LEDGER).upstream(TierQuestion(root, schema, valid_at, known_at, deepest))
    values = {
        "buyer": to_hex(root),
        "standard": schema_ids_by_hash()[schema],
        "valid_at": format_time(valid_at),
        "known_at": format_time(known_at),
        **({} if deepest is None else {"tiers": str(deepest)}),
    }
    answer = ask(session, LEDGER, "coverage", values, limit=None)
    assert ask(session, LEDGER, "coverage", values, limit=None, tiers=memory) == answer
    expected = {
        tier.depth: (tier.sites, tier.covered, {code.value: count for code, count in tier.codes.items()})
        for tier in stored.tiers
    }
    found = {
        row.values["tier"]: (row.values["sites"], row.values["covered"], row.values["sitesByCode"])
        for row in answer.rows
    }
    assert found == expected
    assert answer.summary["unregistered"] == stored.total.dangling
    scope = upstream_of(
        StoredTiers(session, LEDGER), session, LEDGER, root, valid_at=valid_at, known_at=known_at, tiers=deepest
    )
    assert len(scope.pairs) == stored.pairs
    graph = networkx.DiGraph((pair.buyer, pair.seller) for pair in scope.pairs)
    on_circles = {subject for circle in networkx.simple_cycles(graph) for subject in circle}
    assert set(scope.chain.circular) == on_circles


def compare_questions(
    session: Session, memory: TierSource, world: RandomSupply, root: bytes, valid_at: int, known_at: int
) -> None:
    dates = {"valid_at": format_time(valid_at), "known_at": format_time(known_at)}
    needed = {
        "standard": schema_ids_by_hash()[world.random.choice(STANDARDS)],
        "since": format_time(min(valid_at, known_at) - 300 * DAY_S),
        "until": format_time(valid_at),
        "party": str(world.random.choice(world.parties)[0]),
        "goods": "Palm Fruit",
        "topic": "deception",
    }
    for question in OF_A_BUYER:
        values = {name: needed[name] for name in question.required if name != "buyer"} | {"buyer": to_hex(root)}
        values |= {name: text for name, text in dates.items() if name in question.optional}
        if "tiers" in question.optional:
            values |= world.random.choice([{}, {}, {"tiers": "1"}, {"tiers": "2"}])
        stored = ask(session, LEDGER, question.name, values, limit=None)
        assert ask(session, LEDGER, question.name, values, limit=None, tiers=memory) == stored
        if question in world.random.sample(OF_A_BUYER, 3):
            listed = records_of_answer(session, LEDGER, question.name, values, limit=1000)
            assert records_of_answer(session, LEDGER, question.name, values, limit=1000, tiers=memory) == listed


def compare_statuses(session: Session, world: RandomSupply, valid_at: int, known_at: int) -> None:
    schema = world.random.choice(STANDARDS)
    many = statuses_of(session, LEDGER, world.sites, schema=schema, valid_at=valid_at, known_at=known_at)
    for site in world.sites:
        single = site_status(
            session,
            LEDGER,
            site,
            schema_id=schema_ids_by_hash()[schema],
            valid_at_text=format_time(valid_at),
            known_at_text=format_time(known_at),
        ).status
        flags = tuple(flag for flag in single.flags if flag.code is not FlagCode.IDENTITY_UNCHECKED)
        found = many[site]
        assert (found.code, found.flags, found.winning, found.losing, found.conflicts, found.reasons) == (
            single.code,
            flags,
            single.winning,
            single.losing,
            single.conflicts,
            single.reasons,
        )


@settings(
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=20,
)
@given(seed=st.integers(0, 2**32), acts=st.integers(1, 60))
def test_answers_about_a_random_ledger_are_those_of_the_single_questions(tmp_path: Path, seed: int, acts: int) -> None:
    world = RandomSupply(seed)
    world.go_on(acts)
    store = open_store(empty_store_url("sqlite", tmp_path))
    try:
        with store.unit_of_work() as work:
            save_documents(work.session, world.supply.documents)
        Synchroniser(store, world.simulator, LEDGER, start_block=1).catch_up()
        now = world.simulator.head.timestamp
        dates = [(now, now), (now - world.random.randint(0, 500) * DAY_S, now - world.random.randint(0, 60))]
        memory = SnapshotKeeper(store, LEDGER).refresh()
        with store.reading() as session:
            for valid_at, known_at in dates:
                compare_statuses(session, world, valid_at, known_at)
                for root in world.random.sample(world.sites, 2):
                    compare_tiers(session, memory, world, root, valid_at, known_at)
            compare_questions(session, memory, world, world.random.choice(world.sites), *world.random.choice(dates))
    finally:
        store.close()
