from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from labour_ledger.attesting.draft import Draft, Terms, draft_attestation
from labour_ledger.attesting.validate import AttestationInvalid, find_problems, problem_of, refuse_problems
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.errors import InputError
from labour_ledger.schemas.catalogue import SchemaUnknown, load_schema
from labour_ledger.schemas.codes import Outcome, SubjectKind
from labour_ledger_verify.attestation import Domain, schema_hash

NOW = 1_790_000_000
DAY = 86_400
SUBJECT = bytes.fromhex("11" * 32)


@pytest.fixture
def draft(domain: Domain, signer: LocalSigner, assessment: dict[str, Any]) -> Draft:
    terms = Terms(outcome=Outcome.CONFORMS)
    return draft_attestation(
        "ilo/c029@1930", SUBJECT, assessment, domain=domain, issuer=signer.address, now=NOW, terms=terms
    )


def changed(draft: Draft, **fields: Any) -> tuple[tuple[str, str], ...]:
    attestation = dataclasses.replace(draft.attestation, **fields)
    return tuple((problem.name, problem.field) for problem in find_problems(attestation, draft.document, now=NOW))


def test_find_problems_of_a_fresh_draft_are_none(draft: Draft) -> None:
    assert find_problems(draft.attestation, draft.document, now=NOW, subject_kind=SubjectKind.SITE) == ()
    refuse_problems(draft.attestation, draft.document, now=NOW)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"deadline": NOW - 1}, ("AttestationDeadlinePassed", "deadline")),
        ({"valid_until": NOW}, ("ValidityEmpty", "validUntil")),
        ({"valid_until": NOW + 1096 * DAY + 1}, ("ValidityTooLong", "validUntil")),
        ({"valid_from": NOW - 365 * DAY - 1}, ("BackdatingTooLong", "validFrom")),
        ({"outcome": 0}, ("OutcomeNotAllowed", "outcome")),
        ({"document_hash": bytes(32)}, ("document-false", "documentHash")),
        ({"subject": bytes(32)}, ("document-false", "$.subject")),
        ({"schema": schema_hash("ilo/c105@1957")}, ("document-false", "$.schema")),
    ],
)
def test_find_problems_one_field_wrong_is_named_as_the_contract_would(
    draft: Draft, fields: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert changed(draft, **fields) == (problem,)


@pytest.mark.parametrize(
    "fields",
    [
        {"deadline": NOW},
        {"valid_until": NOW + 1},
        {"valid_until": NOW + 1096 * DAY},
        {"valid_from": NOW - 365 * DAY},
        {"outcome": 5},
    ],
)
def test_find_problems_at_the_limit_are_none(draft: Draft, fields: dict[str, Any]) -> None:
    assert changed(draft, **fields) == ()


def test_find_problems_all_are_reported_at_once(draft: Draft) -> None:
    found = changed(draft, deadline=0, outcome=0, valid_until=0)
    assert [name for name, _ in found] == ["AttestationDeadlinePassed", "ValidityEmpty", "OutcomeNotAllowed"]


def test_find_problems_kind_of_subject_not_meant_is_refused(draft: Draft) -> None:
    (problem,) = find_problems(draft.attestation, draft.document, now=NOW, subject_kind=SubjectKind.NETWORK)
    assert problem.name == "subject-kind-not-allowed"
    assert "network" in problem.message


def test_find_problems_act_that_names_no_record_is_refused(domain: Domain, signer: LocalSigner) -> None:
    content = load_schema("ledger/revocation@1").examples[0]
    act = draft_attestation("ledger/revocation@1", SUBJECT, content, domain=domain, issuer=signer.address, now=NOW)
    assert [problem.name for problem in find_problems(act.attestation, act.document, now=NOW)] == ["reference-missing"]


def test_find_problems_document_with_extra_field_is_named_by_its_path(
    domain: Domain, signer: LocalSigner, assessment: dict[str, Any]
) -> None:
    wrong = draft_attestation(
        "ilo/c029@1930",
        SUBJECT,
        {**assessment, "mood": "good", "technique": "guess"},
        domain=domain,
        issuer=signer.address,
        now=NOW,
        terms=Terms(outcome=Outcome.CONFORMS),
    )
    problems = find_problems(wrong.attestation, wrong.document, now=NOW)
    assert {problem.field for problem in problems} == {"$.content.mood", "$.content.technique"}


def test_find_problems_personal_data_is_named_without_repeating_it(
    domain: Domain, signer: LocalSigner, assessment: dict[str, Any]
) -> None:
    wrong = draft_attestation(
        "ilo/c029@1930",
        SUBJECT,
        {**assessment, "note": "ask jane.doe@example.org"},
        domain=domain,
        issuer=signer.address,
        now=NOW,
        terms=Terms(outcome=Outcome.CONFORMS),
    )
    with pytest.raises(AttestationInvalid) as caught:
        refuse_problems(wrong.attestation, wrong.document, now=NOW)
    (problem,) = caught.value.problems
    assert (problem.name, problem.field) == ("personal-data-refused", "$.content.note")
    assert "jane" not in str(caught.value) + caught.value.hint + repr(caught.value.context)


def test_find_problems_without_the_document_checks_the_rest(draft: Draft) -> None:
    attestation = dataclasses.replace(draft.attestation, outcome=0)
    assert [problem.name for problem in find_problems(attestation, None, now=NOW)] == ["OutcomeNotAllowed"]


def test_find_problems_schema_not_in_the_catalogue_without_a_document_checks_dates(draft: Draft) -> None:
    attestation = dataclasses.replace(draft.attestation, schema=bytes(32), deadline=0)
    names = [problem.name for problem in find_problems(attestation, None, now=NOW)]
    assert names == ["AttestationDeadlinePassed"]


def test_find_problems_document_of_an_unknown_schema_is_refused(draft: Draft) -> None:
    attestation = dataclasses.replace(draft.attestation, schema=bytes(32))
    with pytest.raises(SchemaUnknown):
        find_problems(attestation, {**draft.document, "schema": "ilo/c999@1999"}, now=NOW)


def test_find_problems_schema_never_recorded_is_refused(domain: Domain, signer: LocalSigner) -> None:
    content = load_schema("ledger/party-profile@1").examples[0]
    draft = draft_attestation(
        "ledger/party-profile@1",
        SUBJECT,
        content,
        domain=domain,
        issuer=signer.address,
        now=NOW,
        terms=Terms(outcome=Outcome.STATEMENT),
    )
    assert "schema-not-on-chain" in [
        problem.name for problem in find_problems(draft.attestation, draft.document, now=NOW)
    ]


def test_problem_of_an_error_of_the_contract_carries_its_name() -> None:
    error = InputError("no", hint="do", context={"error": "AccreditationMissing"})
    assert problem_of(error, "site").to_json() == {
        "name": "AccreditationMissing",
        "field": "site",
        "message": "no",
        "hint": "do",
    }


@pytest.mark.parametrize(
    ("word", "outcome", "problems"),
    [
        ("D", Outcome.DOES_NOT_CONFORM, ()),
        ("D", Outcome.CONFORMS, ("outcome-not-of-result",)),
        ("zero-tolerance", Outcome.DOES_NOT_CONFORM, ("outcome-not-of-result",)),
    ],
)
def test_find_problems_outcome_is_held_to_the_schemes_own_word(
    domain: Domain, signer: LocalSigner, word: str, outcome: Outcome, problems: tuple[str, ...]
) -> None:
    content = dict(load_schema("amfori/bsci@2").examples[0])
    content["schemeResult"] = {**content["schemeResult"], "result": word}
    made = draft_attestation(
        "amfori/bsci@2", SUBJECT, content, domain=domain, issuer=signer.address, now=NOW, terms=Terms(outcome=outcome)
    )
    found = find_problems(made.attestation, made.document, now=NOW)
    assert tuple(problem.name for problem in found) == problems
