"""The demonstration on the published lists: known answers, and no verdict about a real site."""

from __future__ import annotations

import os

import pytest

from labour_ledger.schemas.catalogue import schema_ids_by_hash
from labour_ledger.store import queries
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store


@pytest.fixture(scope="module")
def on_lists(perform):
    return perform("--data", os.environ["LABOUR_LEDGER_DATA"])


def test_perform_records_what_the_lists_say(on_lists):
    lists = on_lists.stage("lists")
    assert lists["attestations"] >= 10_000
    assert lists["links"] == 13_531
    assert lists["unlistedLinks"] == 868
    mills = lists["lists"]["palm/uml_mills.csv"]
    assert (mills["rows"], mills["registered"], mills["refused"]) == (2_095, 2_069, 26)


def test_perform_says_nothing_but_facts_about_real_sites(on_lists):
    names = schema_ids_by_hash()
    store = open_store(f"sqlite:///{on_lists.home / 'labour-ledger.db'}")
    try:
        with store.reading() as session:
            (ledger,) = queries.list_ledgers(session)
            assert isinstance(ledger, LedgerKey)
            verdicts = 0
            for party in range(1, 10):
                for record in queries.issued_records(session, ledger, party):
                    if names[record.attestation.schema].startswith("ledger/"):
                        continue
                    verdicts += 1
                    subject = queries.get_subject(session, ledger, record.attestation.subject)
                    assert subject is not None
                    assert subject.summary.name is not None
                    assert "generated" in subject.summary.name or "fictitious" in subject.summary.name
            assert verdicts > 4_000
    finally:
        store.close()
