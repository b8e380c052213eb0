"""Applications and claims as the JSON that commands and the API show: what was asked for, and what became of it."""

from __future__ import annotations

from labour_ledger.attesting.admission import Admission
from labour_ledger.attesting.applications import SignedApplication
from labour_ledger.attesting.site_claims import SignedClaim
from labour_ledger.schemas.codes import code_name
from labour_ledger.store.queries.requests import DeskRequest
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.status import format_time


def application_json(
    request: DeskRequest, signed: SignedApplication, standing: Admission | None = None
) -> dict[str, object]:
    """Return the JSON form of an application.

    Args:
        request: As the desk holds it.
        signed: What was signed.
        standing: What the ledger has of it; `party` is null without it, and until the ledger has one.
    """
    return {
        "id": to_hex(request.request_id),
        "name": signed.profile.name,
        "class": code_name(signed.party_class),
        "country": signed.profile.country or None,
        "key": to_checksum_address(signed.application.key),
        "profileHash": to_hex(signed.profile.hash),
        "madeAt": format_time(signed.application.made_at),
        "receivedAt": format_time(request.received_at),
        **_decision_json(request),
        "proposal": None if request.proposal is None else to_hex(request.proposal),
        "party": None if standing is None else standing.party,
        "keyAdded": standing is not None and standing.key_added,
    }


def claim_json(request: DeskRequest, signed: SignedClaim) -> dict[str, object]:
    """Return the JSON form of a claim as the desk holds it."""
    return {
        "id": to_hex(request.request_id),
        "handle": handle_of(signed.change.subject),
        "subject": to_hex(signed.change.subject),
        "claimedBy": signed.change.controller,
        "key": to_checksum_address(signed.change.issuer),
        "deadline": format_time(signed.change.deadline),
        "evidence": signed.document["evidence"],
        "note": signed.document.get("note"),
        **_decision_json(request),
    }


def _decision_json(request: DeskRequest) -> dict[str, object]:
    return {
        "state": request.state.value,
        "decidedBy": request.decided_by or None,
        "decidedAt": None if request.decided_at is None else format_time(request.decided_at),
        "reason": request.reason or None,
    }
