"""The demonstration on the published lists: known answers, and no verdict about a real site."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from labour_ledger.cli.main import main
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
    assert (lists["openEndedLinks"], lists["unlistedLinks"]) == (255, 868)
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


def test_ask_gives_the_known_answers_of_the_lists(on_lists, capsys):
    goods = Path(os.environ["LABOUR_LEDGER_DATA"]) / "ilab" / "ilab_goods_by_country.csv"
    assert main(["--home", str(on_lists.home), "context", "import", str(goods), "--edition", "2022"]) == 0

    def summary(name: str, *options: str) -> dict[str, object]:
        capsys.readouterr()
        home = ["--home", str(on_lists.home), "--json"]
        assert main([*home, "ask", name, "--at", "2021-06-30", "--limit", "1", *options]) == 0
        found: dict[str, object] = json.loads(capsys.readouterr().out)["summary"]
        return found

    listed = summary("listed-goods", "--goods", "Palm Fruit")
    assert (listed["links"], listed["linksListed"]) == (13_531, 12_419)
    assert summary("listed-certification")["linksCertified"] == 4_036
    shared = summary("shared-buyers", "--least", "8")
    assert (shared["sites"], shared["sitesShared"], shared["mostBuyers"]) == (1_801, 1_063, 12)
    assert summary("coverage", "--buyer", "PepsiCo", "--standard", "ilo/c029@1930")["sites"] == 1_592
