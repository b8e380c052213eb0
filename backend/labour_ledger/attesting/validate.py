"""Checks before anything is signed or sent: the document, the outcome, the dates, the reference.

Refusals that the contract would make carry the contract's error name, so that a report reads the same whether this
module or the contract refused an item. What only the chain knows (keys, accreditations, nonces) is asked of the
contract's `check` by `dry_run`. This module changes nothing anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from labour_ledger.errors import InputError, LabourLedgerError
from labour_ledger.schemas.catalogue import Schema, SchemaUnknown, load_schema, schema_ids_by_hash
from labour_ledger.schemas.codes import Outcome, SubjectKind, code_name
from labour_ledger.schemas.content import validate_document
from labour_ledger_verify.attestation import Attestation, schema_hash
from labour_ledger_verify.document import document_hash
from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.hexadecimal import to_hex

_DAY_S: Final = 86_400
_NO_REFERENCE: Final = bytes(32)


class AttestationInvalid(InputError):
    """An attestation or its document would be refused, or would mean nothing.

    Attributes:
        problems: All that is wrong.
    """

    code = "attestation-invalid"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(
            "; ".join(f"{problem.field}: {problem.message}" for problem in problems),
            hint=" ".join(dict.fromkeys(problem.hint for problem in problems if problem.hint)),
            context={"problems": [problem.to_json() for problem in problems]},
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        name: The contract's error where it would refuse this, else a kebab-case code of our own.
        field: Field of the attestation, or JSON path in the document.
        message: What is wrong.
        hint: What to do.
    """

    name: str
    field: str
    message: str
    hint: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the JSON form."""
        return {"name": self.name, "field": self.field, "message": self.message, "hint": self.hint}


def find_problems(
    attestation: Attestation, document: Mapping[str, Any] | None, *, now: int, subject_kind: SubjectKind | None = None
) -> tuple[Problem, ...]:
    """Return everything that is wrong with an attestation, without asking a chain.

    Args:
        attestation: Signed or not.
        document: Its document, or None where it is not disclosed here: then only the attestation is checked.
        now: Unix seconds; the chain's time where it is known.
        subject_kind: What the subject is, where it is known.

    Returns:
        The problems; empty when nothing is wrong.

    Raises:
        SchemaUnknown: The document names a schema that is not in the catalogue.
    """
    problems: list[Problem] = []
    if document is not None:
        problems += _document_problems(attestation, document)
    schema = _schema_of(attestation, document)
    problems += _date_problems(attestation, schema, now)
    if schema is not None:
        problems += _schema_problems(attestation, schema, subject_kind)
        problems += _result_problems(attestation, schema, document)
    return tuple(problems)


def refuse_problems(
    attestation: Attestation, document: Mapping[str, Any] | None, *, now: int, subject_kind: SubjectKind | None = None
) -> None:
    """Check an attestation without asking a chain; as `find_problems`.

    Raises:
        AttestationInvalid: With every problem.
        SchemaUnknown: As `find_problems`.
    """
    problems = find_problems(attestation, document, now=now, subject_kind=subject_kind)
    if problems:
        raise AttestationInvalid(problems)


def problem_of(error: LabourLedgerError, field: str = "") -> Problem:
    """Return an error as a problem, for reports with a line per item."""
    return Problem(str(error.context.get("error") or error.code), field, error.message, error.hint)


def _schema_of(attestation: Attestation, document: Mapping[str, Any] | None) -> Schema | None:
    schema_id = schema_ids_by_hash().get(attestation.schema)
    if schema_id is None and document is not None:
        return load_schema(str(document.get("schema")))
    return load_schema(schema_id) if schema_id is not None else None


def _document_problems(attestation: Attestation, document: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        validate_document(document)
        found = document_hash(document)
    except SchemaUnknown:
        raise
    except InputError as error:
        yield from _document_refusal(error)
        return
    except VerifyError as error:
        yield Problem("document-invalid", "document", error.message, error.hint)
        return
    if found != attestation.document_hash:
        yield Problem("document-false", "documentHash", "is not the hash of the document", "Draft it anew.")
    if document["subject"] != to_hex(attestation.subject):
        yield Problem("document-false", "$.subject", "is another subject than the attestation's", "Draft it anew.")
    if schema_hash(document["schema"]) != attestation.schema:
        yield Problem("document-false", "$.schema", "is another schema than the attestation's", "Draft it anew.")


def _document_refusal(error: InputError) -> Iterator[Problem]:
    """Spread an error that carries many places over one problem for each."""
    places = error.context.get("violations") or error.context.get("found")
    if not isinstance(places, list):
        yield Problem(error.code, "document", error.message, error.hint)
        return
    for place in places:
        message = str(place.get("message") or place.get("kind") or error.message)
        yield Problem(error.code, str(place.get("path", "document")), message, str(place.get("hint", error.hint)))


def _date_problems(attestation: Attestation, schema: Schema | None, now: int) -> Iterator[Problem]:
    if attestation.deadline < now:
        yield Problem("AttestationDeadlinePassed", "deadline", "is over: it can no longer be recorded", "Sign it anew.")
    if attestation.valid_from >= attestation.valid_until:
        yield Problem("ValidityEmpty", "validUntil", "must be after validFrom", "Check the two dates.")
    if schema is None:
        return
    longest, backdating = schema.longest_validity_days, schema.longest_backdating_days
    if longest and attestation.valid_until > now + longest * _DAY_S:
        yield Problem(
            "ValidityTooLong", "validUntil", f"is more than {longest} days from now", f"{schema.id} allows no more."
        )
    if backdating and attestation.valid_from < now - backdating * _DAY_S:
        yield Problem(
            "BackdatingTooLong", "validFrom", f"is more than {backdating} days ago", f"{schema.id} allows no more."
        )


def _schema_problems(attestation: Attestation, schema: Schema, subject_kind: SubjectKind | None) -> Iterator[Problem]:
    if not schema.on_chain:
        yield Problem("schema-not-on-chain", "schema", f"{schema.id} is never recorded as an attestation")
    if attestation.outcome not in schema.outcomes:
        allowed = ", ".join(code_name(outcome) for outcome in schema.outcomes)
        found = code_name(Outcome(attestation.outcome))
        yield Problem("OutcomeNotAllowed", "outcome", f"{schema.id} has no outcome {found}", f"It allows {allowed}.")
    if subject_kind is not None and subject_kind not in schema.kinds_of_subject:
        allowed = ", ".join(code_name(kind) for kind in schema.kinds_of_subject)
        yield Problem(
            "subject-kind-not-allowed",
            "subject",
            f"{schema.id} says nothing of a {code_name(subject_kind)}",
            f"It is about: {allowed}.",
        )
    if schema.acting and attestation.ref_uid == _NO_REFERENCE:
        yield Problem(
            "reference-missing", "refUid", f"{schema.id} acts on an earlier record and names none", "Give its uid."
        )


def _result_problems(attestation: Attestation, schema: Schema, document: Mapping[str, Any] | None) -> Iterator[Problem]:
    """Hold the outcome to the scheme's own word for the result."""
    content = None if document is None else document.get("content")
    result = content.get("schemeResult") if isinstance(content, Mapping) else None
    word = result.get("result") if isinstance(result, Mapping) else None
    allowed = schema.results.get(word) if isinstance(word, str) else None
    if allowed is not None and attestation.outcome not in allowed:
        names = " or ".join(code_name(outcome) for outcome in allowed)
        yield Problem(
            "outcome-not-of-result",
            "outcome",
            f"the scheme's result {word} means {names}",
            "Correct the outcome, or the result in the document.",
        )
