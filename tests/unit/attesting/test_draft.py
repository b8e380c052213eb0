from __future__ import annotations

import json
from typing import Any

import pytest

from labour_ledger.attesting.dates import NO_END
from labour_ledger.attesting.draft import (
    LONGEST_TO_RECORD_S,
    Draft,
    DraftInvalid,
    Terms,
    draft_attestation,
    parse_draft,
    parse_outcome,
)
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.errors import InputError
from labour_ledger.schemas.catalogue import SchemaUnknown
from labour_ledger.schemas.codes import Outcome
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.document import document_hash

NOW = 1_790_000_000
SUBJECT = bytes.fromhex("11" * 32)
DAY = 86_400


@pytest.fixture
def draft(domain: Domain, signer: LocalSigner, assessment: dict[str, Any]) -> Draft:
    return draft_attestation(
        "ilo/c029@1930",
        SUBJECT,
        assessment,
        domain=domain,
        issuer=signer.address,
        now=NOW,
        terms=Terms(outcome=Outcome.CONFORMS),
    )


def test_draft_attestation_commits_to_its_document(draft: Draft, assessment: dict[str, Any]) -> None:
    assert draft.attestation.document_hash == document_hash(draft.document)
    assert draft.document["content"] == assessment
    assert draft.document["subject"] == "0x" + "11" * 32
    assert draft.uid == draft.attestation.uid(draft.domain.separator)


def test_draft_attestation_twice_has_other_salt_and_nonce(
    domain: Domain, signer: LocalSigner, assessment: dict[str, Any]
) -> None:
    one, two = (
        draft_attestation(
            "ilo/c029@1930",
            SUBJECT,
            assessment,
            domain=domain,
            issuer=signer.address,
            now=NOW,
            terms=Terms(outcome=Outcome.CONFORMS),
        )
        for _ in range(2)
    )
    assert one.document["salt"] != two.document["salt"]
    assert one.attestation.nonce != two.attestation.nonce


def test_draft_attestation_defaults_come_from_schema_and_time(draft: Draft) -> None:
    assert draft.attestation.valid_from == NOW
    assert draft.attestation.valid_until == NOW + 1096 * DAY - DAY
    assert draft.attestation.deadline == NOW + LONGEST_TO_RECORD_S
    assert draft.attestation.ref_uid == bytes(32)


def test_draft_attestation_statement_has_its_only_outcome_and_no_end(domain: Domain, signer: LocalSigner) -> None:
    draft = draft_attestation("ledger/reply@1", SUBJECT, {}, domain=domain, issuer=signer.address, now=NOW)
    assert draft.attestation.outcome == Outcome.STATEMENT
    assert draft.attestation.valid_until == NO_END


def test_draft_attestation_starting_later_still_ends_within_the_longest_from_now(
    domain: Domain, signer: LocalSigner, assessment: dict[str, Any]
) -> None:
    terms = Terms(outcome=Outcome.CONFORMS, valid_from=NOW + 30 * DAY)
    draft = draft_attestation(
        "ilo/c029@1930", SUBJECT, assessment, domain=domain, issuer=signer.address, now=NOW, terms=terms
    )
    assert draft.attestation.valid_until == NOW + 1095 * DAY


def test_draft_attestation_terms_given_are_kept(
    domain: Domain, signer: LocalSigner, assessment: dict[str, Any]
) -> None:
    terms = Terms(Outcome.ZERO_TOLERANCE, 5, 6, b"\x07" * 32, 8)
    made = draft_attestation(
        "ilo/c029@1930", SUBJECT, assessment, domain=domain, issuer=signer.address, now=NOW, terms=terms
    ).attestation
    assert (made.outcome, made.valid_from, made.valid_until, made.ref_uid, made.deadline) == (4, 5, 6, b"\x07" * 32, 8)


def test_draft_attestation_without_an_outcome_where_several_are_allowed_lists_them(
    domain: Domain, signer: LocalSigner, assessment: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match="outcome must be given") as caught:
        draft_attestation("ilo/c029@1930", SUBJECT, assessment, domain=domain, issuer=signer.address, now=NOW)
    assert "conforms_with_findings" in caught.value.hint


def test_draft_attestation_unknown_schema_is_refused(domain: Domain, signer: LocalSigner) -> None:
    with pytest.raises(SchemaUnknown):
        draft_attestation("ilo/c29", SUBJECT, {}, domain=domain, issuer=signer.address, now=NOW)


def test_draft_attestation_content_with_a_float_is_refused(domain: Domain, signer: LocalSigner) -> None:
    with pytest.raises(InputError, match="not whole"):
        draft_attestation("ledger/reply@1", SUBJECT, {"x": 0.5}, domain=domain, issuer=signer.address, now=NOW)


def test_parse_draft_reads_what_was_written(draft: Draft) -> None:
    assert parse_draft(json.dumps(draft.to_json()).encode()) == draft


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"format": "labour-ledger/draft@2"}'])
def test_parse_draft_other_file_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(DraftInvalid, match=r"mill\.json"):
        parse_draft(data, what="mill.json")


@pytest.mark.parametrize("part", ["format", "domain", "attestation", "document"])
def test_parse_draft_missing_field_is_refused(draft: Draft, part: str) -> None:
    fields = {name: value for name, value in draft.to_json().items() if name != part}
    with pytest.raises(DraftInvalid):
        parse_draft(json.dumps(fields).encode())


def test_parse_draft_extra_field_is_refused(draft: Draft) -> None:
    with pytest.raises(DraftInvalid):
        parse_draft(json.dumps({**draft.to_json(), "note": "x"}).encode())


def test_parse_draft_document_edited_by_hand_is_refused(draft: Draft) -> None:
    fields = draft.to_json()
    fields["document"] = {**draft.document, "content": {"edited": True}}
    with pytest.raises(DraftInvalid, match="not the one"):
        parse_draft(json.dumps(fields).encode())


@pytest.mark.parametrize("text", ["conforms_with_findings", "Conforms with findings", " conforms-with-findings "])
def test_parse_outcome_as_people_write_it_is_found(text: str) -> None:
    assert parse_outcome(text) is Outcome.CONFORMS_WITH_FINDINGS


@pytest.mark.parametrize("text", ["", "ok", "1"])
def test_parse_outcome_other_text_lists_the_outcomes(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_outcome(text)
    assert "does_not_conform" in caught.value.hint
