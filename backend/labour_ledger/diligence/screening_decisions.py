"""Keeping what screening found, and what a person decided about a hit.

It writes in the unit of work that it is given and never commits.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from labour_ledger.errors import InputError, NotFoundError
from labour_ledger.schemas.personal_data import refuse_personal_data
from labour_ledger.store.queries.watch_lists import HitState, WatchHit, replace_hit, save_hits
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.handle import handle_of

from .screening import Screening, ScreeningHit


class HitUnknown(NotFoundError):
    """The subject does not resemble such an entry of a list that is held here."""

    code = "hit-unknown"


class ReasonMissing(InputError):
    """A decision without a reason, or without who made it."""

    code = "reason-missing"


class StateUnknown(InputError):
    """A word is none of the states of a hit."""

    code = "hit-state-unknown"


def hit_state(text: str) -> HitState:
    """Return the state of a hit that a word means.

    Raises:
        StateUnknown: It means none.
    """
    try:
        return HitState(text)
    except ValueError as error:
        states = ", ".join(state.value for state in HitState)
        raise StateUnknown(f"{text[:40]!r} is no state of a hit", hint=f"Write one of {states}.") from error


def keep_hits(session: Session, ledger: LedgerKey, screening: Screening, *, now: int) -> None:
    """Keep hits that are not held yet, as open; decisions stay.

    Args:
        session: Of a unit of work.
        ledger: The ledger.
        screening: What was found.
        now: Unix seconds.
    """
    hits = [_hit(hit, HitState.OPEN, now) for hit in screening.hits if hit.decision is None]
    save_hits(session, ledger, hits)


def decide_hit(
    session: Session,
    ledger: LedgerKey,
    hits: Sequence[ScreeningHit],
    *,
    subject: bytes,
    entry_key: str,
    state: HitState,
    decided_by: str,
    reason: str,
    now: int,
) -> ScreeningHit:
    """Write what a person decided about a hit; it holds for every edition that lists the entity in the same words.

    Args:
        session: Of a unit of work.
        ledger: The ledger.
        hits: What screening found for the subject.
        subject: 32 bytes.
        entry_key: The listed entity, or the first characters of its key.
        state: Cleared, confirmed, or open again.
        decided_by: Who decided.
        reason: Why.
        now: Unix seconds.

    Returns:
        The hit as it was found.

    Raises:
        ReasonMissing: No reason, or nobody who decided.
        PersonalDataRefused: Reason or decider seem to hold personal data.
        HitUnknown: No hit of the subject, or several, have that key.
    """
    if not reason.strip() or not decided_by.strip():
        raise ReasonMissing("a decision needs a reason and who made it", hint="Give --reason and --by.")
    refuse_personal_data({"reason": reason, "decidedBy": decided_by}, "$")
    found = [hit for hit in hits if hit.subject == subject and hit.entry.entry_key.startswith(entry_key)]
    if len(found) != 1:
        raise HitUnknown(
            f"{handle_of(subject)} has {len(found)} hits whose entry begins with {entry_key[:20]!r}",
            hint="`labour-ledger watchlist screen` lists the hits with the keys of their entries.",
        )
    (hit,) = found
    replace_hit(session, ledger, _hit(hit, state, now, decided_by=decided_by.strip(), reason=reason.strip()))
    return hit


def _hit(hit: ScreeningHit, state: HitState, now: int, *, decided_by: str = "", reason: str = "") -> WatchHit:
    return WatchHit(
        list_name=hit.source.name,
        entry_key=hit.entry.entry_key,
        subject=hit.subject,
        state=state,
        edition=hit.source.edition,
        score=hit.score,
        found_at=now,
        decided_by=decided_by,
        decided_at=now if decided_by else None,
        reason=reason,
    )
