from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from labour_ledger.attesting.draft import Terms, draft_attestation
from labour_ledger.attesting.resigning import NotToBeRepeated, draft_again
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger.schemas.codes import Outcome
from labour_ledger.store.results import IndexedRecord, Position
from labour_ledger_verify.attestation import Domain

C029 = "ilo/c029@1930"
DAY_S = 86_400
NOW = 1_800_000_000
DOMAIN = Domain(31337, b"\x05" * 20)
OLD, NEW = b"\x01" * 20, b"\x02" * 20


def said(valid_from: int, valid_until: int) -> tuple[IndexedRecord, dict[str, Any]]:
    terms = Terms(outcome=Outcome.CONFORMS_WITH_FINDINGS, valid_from=valid_from, valid_until=valid_until)
    example = load_schema(C029).examples[0]
    draft = draft_attestation(C029, b"\x41" * 32, example, domain=DOMAIN, issuer=OLD, now=NOW, terms=terms)
    record = IndexedRecord(draft.uid, draft.attestation, 0, NOW, Position(1, 0), bytes(32), None)
    return record, dict(draft.document)


def test_draft_again_says_the_same_and_names_the_old() -> None:
    record, document = said(NOW - DAY_S, NOW + 30 * DAY_S)
    again = draft_again(record, document, domain=DOMAIN, issuer=NEW, now=NOW)
    expected = replace(
        record.attestation,
        issuer=NEW,
        nonce=again.attestation.nonce,
        deadline=again.attestation.deadline,
        document_hash=again.attestation.document_hash,
        ref_uid=record.uid,
    )
    assert again.attestation == expected
    assert again.document["content"] == document["content"]
    assert again.document["salt"] != document["salt"]


def test_draft_again_keeps_within_what_the_schema_allows_today() -> None:
    schema = load_schema(C029)
    record, document = said(NOW - 5_000 * DAY_S, NOW + 5_000 * DAY_S)
    again = draft_again(record, document, domain=DOMAIN, issuer=NEW, now=NOW).attestation
    assert NOW - schema.longest_backdating_days * DAY_S < again.valid_from
    assert again.valid_until < NOW + schema.longest_validity_days * DAY_S


def test_draft_again_of_a_period_that_is_over_is_refused() -> None:
    record, document = said(NOW - 2 * DAY_S, NOW)
    with pytest.raises(NotToBeRepeated, match="over"):
        draft_again(record, document, domain=DOMAIN, issuer=NEW, now=NOW)


def test_draft_again_without_its_document_is_refused() -> None:
    record, _ = said(NOW - DAY_S, NOW + DAY_S)
    with pytest.raises(NotToBeRepeated, match="not held"):
        draft_again(record, None, domain=DOMAIN, issuer=NEW, now=NOW)
