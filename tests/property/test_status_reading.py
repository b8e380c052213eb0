"""A status read through what is held under each schema equals the pure rule over the whole history, for any dates."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, START_TIME, LedgerSimulator
from tests.support.stores import KINDS, empty_store_url

from labour_ledger.diligence.facts import load_facts, load_twins
from labour_ledger.indexer.steps import SyncLimits
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import key_facts, subject_history
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.status import Status, SubjectFacts, evaluate_status, facts_of_history

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
ASKED, OTHER, LINK = (schema_hash(text) for text in ("ilo/c029@1930", "ilo/c138@1973", "ledger/supply-link@1"))
REVOCATION, DISPUTE, SAME_AS = (schema_hash(f"ledger/{name}@1") for name in ("revocation", "dispute", "same-as"))
CLASSES = (PartyClass.AUDITOR, PartyClass.WORKERS_ORGANISATION, PartyClass.BUSINESS)

RECORDS = st.tuples(
    st.sampled_from(["record"] * 4 + ["mine", "reorganise", "look"]),
    st.integers(0, 2),
    st.integers(0, 1),
    st.sampled_from([ASKED, ASKED, OTHER, LINK, REVOCATION, DISPUTE, SAME_AS]),
    st.integers(0, 5),
    st.integers(0, 20),
)


def act(simulator: LedgerSimulator, sites: Sequence[bytes], uids: list[bytes], step: tuple[Any, ...]) -> None:
    name, party, site, schema, outcome, named = step
    if name == "record":
        ref_uid = bytes(32)
        if schema in (REVOCATION, DISPUTE) and uids:
            ref_uid = uids[named % len(uids)]
        elif schema == SAME_AS:
            ref_uid = sites[1 - site]
        uids += simulator.record(
            party + 1, CLASSES[party], sites[site], schema=schema, outcome=outcome, ref_uid=ref_uid
        )
    elif name == "mine":
        simulator.mine()
    elif name == "reorganise":
        simulator.mine()
        simulator.reorg(1)
        simulator.mine(2)


def whole_facts(session: Session, subject: bytes, schema: bytes) -> SubjectFacts:
    items = subject_history(session, LEDGER, subject)
    records = (item.record for item in items if item.record is not None)
    return facts_of_history([item.entry for item in items], records, schema=schema, has_identity=False)


def evaluated(
    session: Session, facts: SubjectFacts, twins: Sequence[SubjectFacts], schema: bytes, dates: tuple[int, int]
) -> Status:
    issuers = {record.issuer for history in (facts, *twins) for record in history.records}
    keys = key_facts(session, LEDGER, issuers)
    return evaluate_status(facts, schema=schema, valid_at=dates[0], known_at=dates[1], keys=keys, twins=twins)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(
    steps=st.lists(RECORDS, min_size=3, max_size=30),
    dates=st.tuples(st.integers(-50, 600), st.integers(-50, 600)),
    schema=st.sampled_from([ASKED, OTHER]),
)
def test_status_read_through_the_projection_equals_the_rule_over_the_whole_history(
    kind: str, steps: Sequence[tuple[Any, ...]], dates: tuple[int, int], schema: bytes
) -> None:
    simulator = LedgerSimulator()
    for party_class in CLASSES:
        simulator.register_party(party_class, "ID")
    sites = [simulator.register_subject(name) for name in ("mill", "plantation")]
    simulator.mine()
    at = (START_TIME + dates[0], START_TIME + dates[1])
    uids: list[bytes] = []
    with tempfile.TemporaryDirectory() as directory:
        store = open_store(empty_store_url(kind, Path(directory)))
        indexer = Synchroniser(store, simulator, LEDGER, start_block=1, limits=SyncLimits(most_blocks=3))
        for step in steps:
            act(simulator, sites, uids, step)
            if step[0] == "look":
                indexer.catch_up()
        simulator.mine(2)
        indexer.catch_up()
        with store.reading() as session:
            for site, other in (sites, sites[::-1]):
                facts = load_facts(session, LEDGER, site, schema=schema)
                assert facts == whole_facts(session, site, schema)
                twins = load_twins(session, LEDGER, facts, schema=schema, known_at=at[1])
                whole_twins = [whole_facts(session, other, schema)] if twins else []
                assert evaluated(session, facts, twins, schema, at) == evaluated(
                    session, whole_facts(session, site, schema), whole_twins, schema, at
                )
        store.close()
