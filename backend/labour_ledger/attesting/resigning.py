"""Saying again, with a sound key, what a doubtful key said: drafts that replace doubtful assessments.

Whether each of them is true, the organisation must find out itself before it signs; this module only keeps what was
said, and shortens its period to what the schema allows today.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from labour_ledger.attesting.draft import Draft, Terms, draft_attestation
from labour_ledger.errors import InputError
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger.schemas.codes import Outcome
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.hexadecimal import to_hex

_DAY_S: Final = 86_400


class NotToBeRepeated(InputError):
    """A record cannot be said again: its period is over, or its document is not held here."""

    code = "not-to-be-repeated"


def draft_again(
    record: IndexedRecord, document: Mapping[str, Any] | None, *, domain: Domain, issuer: bytes, now: int
) -> Draft:
    """Return the draft of an assessment that says the same as a doubtful one, and names it.

    Args:
        record: The doubtful record.
        document: Its document, or None where it is not held.
        domain: Chain and contract.
        issuer: Address of the key that will sign, 20 bytes.
        now: Unix seconds, the chain's time.

    Raises:
        NotToBeRepeated: Its period is over, or its document is not held.
    """
    said = record.attestation
    if document is None:
        raise NotToBeRepeated(
            f"the document of {to_hex(record.uid)[:12]} is not held here",
            hint="Draft a new record from your own files, with --ref and its uid.",
        )
    if said.valid_until <= now:
        raise NotToBeRepeated(f"the period of {to_hex(record.uid)[:12]} is over", hint="Assess the site anew.")
    schema = load_schema(document["schema"])
    # a day of room: the block that records has a later time than now
    earliest = now - schema.longest_backdating_days * _DAY_S + _DAY_S if schema.longest_backdating_days else 0
    latest = now + schema.longest_validity_days * _DAY_S - _DAY_S if schema.longest_validity_days else said.valid_until
    return draft_attestation(
        schema.id,
        said.subject,
        document["content"],
        domain=domain,
        issuer=issuer,
        now=now,
        terms=Terms(
            outcome=Outcome(said.outcome),
            valid_from=max(said.valid_from, earliest),
            valid_until=min(said.valid_until, latest),
            ref_uid=record.uid,
        ),
    )
