"""Requests that others sent to this desk: kept as they were signed, listed, and what was decided on them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import select, update
from sqlmodel import Session

from labour_ledger.store.own_request_tables import OwnRequest
from labour_ledger.store.results import IndexedRecord, LedgerKey
from labour_ledger.store.tables import table_of

from .statements import PARTY, RECORD, AnyRow, of_ledger, record_of
from .writing import insert_missing

REQUEST: Final = table_of(OwnRequest)


class RequestKind(StrEnum):
    """What is asked for."""

    APPLICATION = "application"
    CLAIM = "claim"


class RequestState(StrEnum):
    """What was decided."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class DeskRequest:
    """A request with what was decided on it.

    Attributes:
        request_id: What its signature is over, 32 bytes.
        kind: What is asked for.
        signed_json: The file as it was signed.
        state: What was decided.
        proposal: Proposal of the council that carries it out, 32 bytes; None where there is none.
        decided_by: Who decided, or "".
        decided_at: When, Unix seconds, else None.
        reason: Why, or "".
        received_at: When it came, Unix seconds.
    """

    request_id: bytes
    kind: RequestKind
    signed_json: str
    state: RequestState = RequestState.PENDING
    proposal: bytes | None = None
    decided_by: str = ""
    decided_at: int | None = None
    reason: str = ""
    received_at: int = 0


def save_request(session: Session, ledger: LedgerKey, request: DeskRequest) -> None:
    """Keep a request that came; one that is there already stays as it is."""
    row = {
        "chain_id": ledger.chain_id,
        "contract": ledger.contract,
        "request_id": request.request_id,
        "kind": request.kind.value,
        "signed_json": request.signed_json,
        "state": request.state.value,
        "proposal": request.proposal,
        "decided_by": request.decided_by,
        "decided_at": request.decided_at,
        "reason": request.reason,
        "received_at": request.received_at,
    }
    insert_missing(session, REQUEST, [row])


def save_request_decision(
    session: Session,
    ledger: LedgerKey,
    request_id: bytes,
    *,
    state: RequestState,
    decided_by: str,
    decided_at: int,
    reason: str = "",
    proposal: bytes | None = None,
) -> bool:
    """Write what was decided on a request; an earlier decision is replaced, but never an approval by a refusal.

    Returns:
        Whether it was written.
    """
    statement = update(REQUEST).where(of_ledger(REQUEST, ledger), REQUEST.c.request_id == request_id)
    if state is RequestState.REFUSED:
        # somebody else may have approved it since it was read, and what is approved is on the chain
        statement = statement.where(REQUEST.c.state != RequestState.APPROVED.value)
    decided = {"decided_by": decided_by, "decided_at": decided_at, "reason": reason, "proposal": proposal}
    done = session.execute(statement.values(state=state.value, **decided).returning(REQUEST.c.request_id))
    return done.one_or_none() is not None


def list_requests(
    session: Session, ledger: LedgerKey, kind: RequestKind, *, state: RequestState | None = None
) -> tuple[DeskRequest, ...]:
    """Return requests of one kind, oldest first; a desk has few enough to return all."""
    statement = select(REQUEST).where(of_ledger(REQUEST, ledger), REQUEST.c.kind == kind.value)
    if state is not None:
        statement = statement.where(REQUEST.c.state == state.value)
    rows = session.execute(statement.order_by(REQUEST.c.received_at, REQUEST.c.request_id))
    return tuple(_request(row) for row in rows)


def party_with_profile(session: Session, ledger: LedgerKey, profile_hash: bytes) -> int | None:
    """Return the number of the first party registered with a profile (32 bytes), or None."""
    statement = select(PARTY.c.party).where(of_ledger(PARTY, ledger), PARTY.c.profile_hash == profile_hash)
    number: int | None = session.execute(statement.order_by(PARTY.c.party).limit(1)).scalar_one_or_none()
    return number


def records_of_key(session: Session, ledger: LedgerKey, party: int, key: bytes) -> tuple[IndexedRecord, ...]:
    """Return what one key (20 bytes) of a party signed, in the order in which it was recorded."""
    statement = select(RECORD).where(of_ledger(RECORD, ledger), RECORD.c.party == party, RECORD.c.issuer == key)
    rows = session.execute(statement.order_by(RECORD.c.block_number, RECORD.c.log_index))
    return tuple(record_of(row) for row in rows)


def _request(row: AnyRow) -> DeskRequest:
    return DeskRequest(
        request_id=row.request_id,
        kind=RequestKind(row.kind),
        signed_json=row.signed_json,
        state=RequestState(row.state),
        proposal=row.proposal,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        received_at=row.received_at,
    )
