"""Acts and statements about earlier records, as drafts that name the record they are about.

An act is an attestation like any other, on the subject of the record it names. Whether its issuer may act is judged by
the status rule for whoever asks (docs/status-rule.md), so a draft here is made for anyone; `effects` says beforehand
what the rule will make of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from labour_ledger.attesting.draft import Draft, Terms, draft_attestation
from labour_ledger.errors import InputError
from labour_ledger.schemas.codes import Outcome, code_name
from labour_ledger_verify.attestation import Domain

REVOCATION: Final = "ledger/revocation@1"
SUSPENSION: Final = "ledger/suspension@1"
REINSTATEMENT: Final = "ledger/reinstatement@1"
DISPUTE: Final = "ledger/dispute@1"
RULING: Final = "ledger/ruling@1"
REPLY: Final = "ledger/reply@1"
REMEDY_PLAN: Final = "ledger/remedy-plan@1"
REMEDY_CLAIM: Final = "ledger/remedy-claim@1"
REMEDY_CONFIRMATION: Final = "ledger/remedy-confirmation@1"


@dataclass(frozen=True, slots=True)
class RecordNamed:
    """The record that an act is about.

    Attributes:
        uid: 32 bytes.
        subject: Its subject, 32 bytes: acts count only in the same history.
    """

    uid: bytes
    subject: bytes


def draft_revocation(
    record: RecordNamed, *, reason_code: str, note: str, language: str, domain: Domain, issuer: bytes, now: int
) -> Draft:
    """Return the draft of a revocation.

    Args:
        record: What is revoked.
        reason_code: One of the schema's, such as `factual-error`; judged with the document.
        note: More words, or empty; the reason `other` needs them.
        language: BCP 47, of the note.
        domain: Chain and contract.
        issuer: Address of the key that will sign.
        now: Unix seconds.
    """
    return draft_act(
        REVOCATION,
        record,
        {"reasonCode": reason_code},
        note=note,
        language=language,
        domain=domain,
        issuer=issuer,
        now=now,
    )


def draft_dispute(
    record: RecordNamed,
    *,
    grounds: Sequence[str],
    sought: str,
    topics: Sequence[str] = (),
    note: str,
    language: str,
    domain: Domain,
    issuer: bytes,
    now: int,
) -> Draft:
    """Return the draft of a dispute.

    Args:
        record: What is disputed.
        grounds: One or more of the schema's, such as `workers-not-heard`.
        sought: What is asked for, such as `re-assessment`.
        topics: What it is about, such as `debt-bondage`.
        note: More words, or empty; the ground `other` needs them.
        language: BCP 47, of the note.
        domain: Chain and contract.
        issuer: Address of the key that will sign.
        now: Unix seconds.
    """
    content = {"grounds": list(grounds), "sought": sought, "topics": list(topics)}
    return draft_act(DISPUTE, record, content, note=note, language=language, domain=domain, issuer=issuer, now=now)


def draft_ruling(
    record: RecordNamed,
    *,
    outcome: Outcome,
    procedure: str,
    decision: str,
    decided_on: str,
    topics: Sequence[str] = (),
    note: str,
    language: str,
    domain: Domain,
    issuer: bytes,
    now: int,
) -> Draft:
    """Return the draft of a ruling on a dispute.

    Args:
        record: The dispute.
        outcome: What acts: conforms dismisses it, does-not-conform and zero tolerance uphold it.
        procedure: One of the schema's, such as `labour-inspection`.
        decision: What explains it: `dismissed`, `upheld`, `upheld-in-part` or `no-decision`.
        decided_on: Day, as `2026-05-20`.
        topics: What it is about.
        note: More words, or empty.
        language: BCP 47, of the note.
        domain: Chain and contract.
        issuer: Address of the key that will sign.
        now: Unix seconds.

    Raises:
        InputError: Outcome and decision contradict each other.
    """
    refuse_contradiction(outcome, decision)
    content = {"procedure": procedure, "decision": decision, "decidedOn": decided_on, "topics": list(topics)}
    return draft_act(
        RULING, record, content, note=note, language=language, domain=domain, issuer=issuer, now=now, outcome=outcome
    )


def refuse_contradiction(outcome: Outcome, decision: str) -> None:
    """Raise if a ruling's outcome, which acts, and its decision, which explains, say different things.

    Raises:
        InputError: They do.
    """
    upholds = {"upheld": True, "upheld-in-part": True, "dismissed": False}.get(decision)
    acts = {Outcome.DOES_NOT_CONFORM: True, Outcome.ZERO_TOLERANCE: True, Outcome.CONFORMS: False}.get(outcome)
    if upholds is not acts:
        raise InputError(
            f"the decision {decision[:40]} and the outcome {code_name(outcome)} contradict each other",
            hint="dismissed goes with conforms, upheld with does_not_conform or zero_tolerance, no-decision with "
            "statement or inconclusive.",
            context={"field": "outcome"},
        )


def draft_act(
    schema_id: str,
    record: RecordNamed,
    content: Mapping[str, Any],
    *,
    note: str,
    language: str,
    domain: Domain,
    issuer: bytes,
    now: int,
    outcome: Outcome | None = None,
) -> Draft:
    """Return the draft of an act, or of a statement, about a record.

    Args:
        schema_id: Such as `ledger/reply@1`.
        record: What it is about.
        content: Fields of its schema, but note and language; empty lists and texts are left out.
        note: More words, or empty.
        language: BCP 47, of the note.
        domain: Chain and contract.
        issuer: Address of the key that will sign.
        now: Unix seconds.
        outcome: Where the schema allows several, as rulings do.
    """
    said = {**content, "note": note, "language": language}
    return draft_attestation(
        schema_id,
        record.subject,
        {name: value for name, value in said.items() if value not in ("", [], None)},
        domain=domain,
        issuer=issuer,
        now=now,
        terms=Terms(ref_uid=record.uid, outcome=outcome),
    )
