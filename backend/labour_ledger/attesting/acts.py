"""Acts on earlier records: revocations and disputes as drafts that name the record they act on.

An act is an attestation like any other, on the subject of the record it names. Whether its issuer may act is judged by
the status rule for whoever asks (docs/status-rule.md), so a draft here is made for anyone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from labour_ledger.attesting.draft import Draft, Terms, draft_attestation
from labour_ledger_verify.attestation import Domain

REVOCATION: Final = "ledger/revocation@1"
DISPUTE: Final = "ledger/dispute@1"


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
    content: dict[str, Any] = {"reasonCode": reason_code, "language": language}
    return _draft(REVOCATION, record, content, note=note, domain=domain, issuer=issuer, now=now)


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
    content: dict[str, Any] = {"grounds": list(grounds), "sought": sought, "language": language}
    if topics:
        content["topics"] = list(topics)
    return _draft(DISPUTE, record, content, note=note, domain=domain, issuer=issuer, now=now)


def _draft(
    schema_id: str,
    record: RecordNamed,
    content: Mapping[str, Any],
    *,
    note: str,
    domain: Domain,
    issuer: bytes,
    now: int,
) -> Draft:
    return draft_attestation(
        schema_id,
        record.subject,
        {**content, "note": note} if note else content,
        domain=domain,
        issuer=issuer,
        now=now,
        terms=Terms(ref_uid=record.uid),
    )
