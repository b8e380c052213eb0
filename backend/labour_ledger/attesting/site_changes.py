"""Statements that a site closed, opened again, moved, was merged, or is the same as another, as drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from labour_ledger.attesting.draft import Draft, Terms, draft_attestation
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.hexadecimal import to_hex

RELATION: Final = "ledger/site-relation@1"
SAME_AS: Final = "ledger/same-as@1"


def draft_site_change(
    subject: bytes,
    relation: str,
    since: str,
    *,
    other: bytes | None = None,
    note: str,
    language: str,
    domain: Domain,
    issuer: bytes,
    now: int,
) -> Draft:
    """Return the draft of a statement that a site changed.

    Args:
        subject: The site, 32 bytes.
        relation: One of the schema's: `closed`, `reopened`, `moved-to`, `merged-into`.
        since: Day from which it is so, as `2026-03-01`; judged with the document.
        other: The site that it moved to or was merged into, 32 bytes.
        note: More words, or empty.
        language: BCP 47, of the note.
        domain: Chain and contract.
        issuer: Address of the key that will sign.
        now: Unix seconds.
    """
    content: dict[str, Any] = {"relation": relation, "from": since, "language": language}
    if other is not None:
        content["otherSubject"] = to_hex(other)
    if note:
        content["note"] = note
    return draft_attestation(RELATION, subject, content, domain=domain, issuer=issuer, now=now)


def draft_same_as(
    subject: bytes,
    other: bytes,
    *,
    reason_code: str,
    matched_on: Sequence[str],
    note: str,
    language: str,
    domain: Domain,
    issuer: bytes,
    now: int,
) -> Draft:
    """Return the draft of a statement that two subjects are one.

    Args:
        subject: One of them, 32 bytes.
        other: The other, 32 bytes.
        reason_code: One of the schema's, such as `registered-twice`.
        matched_on: What agrees, such as `address`.
        note: More words, or empty; the reason `other` needs them.
        language: BCP 47, of the note.
        domain: Chain and contract.
        issuer: Address of the key that will sign.
        now: Unix seconds.
    """
    content: dict[str, Any] = {"reasonCode": reason_code, "matchedOn": list(matched_on), "language": language}
    if note:
        content["note"] = note
    terms = Terms(ref_uid=other)
    return draft_attestation(SAME_AS, subject, content, domain=domain, issuer=issuer, now=now, terms=terms)
