"""What acts do to the records that they name, and to each other.

Implements rules R6, R7, R14 to R17, R19 to R29 and R31 to R32 of docs/status-rule.md. An act names only earlier
records, so one sweep from the last record to the first meets every act after all that was done to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from labour_ledger_verify.basis import PartyClass

from .acting import DISPUTABLE, REVOCABLE, Role
from .model import Outcome
from .standing import Item, may_rule

_HELPFUL: Final = frozenset({Outcome.STATEMENT, Outcome.CONFORMS})
_STRONG_DISPUTERS: Final = frozenset({PartyClass.WORKERS_ORGANISATION, PartyClass.GOVERNMENT})
PARTIES_THAT_DISPUTE_TOGETHER: Final = 2
"""How many parties, none of them workers or a government, must dispute a record before it reads as disputed (R25)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and for when acts are judged: the subject's country, and the valid date in Unix seconds."""

    country: str
    valid_at: int


def settle(items: Sequence[Item], place: Place) -> None:
    """Fill in, on each item of a history, the acts that are entitled and in effect."""
    for item in reversed(items):
        if item.target is not None and item.role in _SETTLERS:
            _SETTLERS[item.role](item, item.target, place)
    for item in items:
        if isinstance(item.done, list):
            item.done.reverse()


def is_strong_dispute(dispute: Item) -> bool:
    """Whether a dispute alone makes a record disputed: by a workers' organisation or a government (R25)."""
    return dispute.party_class in _STRONG_DISPUTERS


def is_disputed(disputes: Sequence[Item]) -> bool:
    """Whether disputes of one record make it disputed (R25)."""
    parties = {dispute.party for dispute in disputes}
    return any(map(is_strong_dispute, disputes)) or len(parties) >= PARTIES_THAT_DISPUTE_TOGETHER


def supersedes(act: Item, target: Item) -> bool:
    """Whether a positive may replace or clear what it names: same party and not weaker, or stronger (R14, R31)."""
    if act.party == target.party:
        return act.strength >= target.strength and (not act.is_self or target.is_positive)
    return act.strength > target.strength


def _helps(act: Item, place: Place, outcomes: frozenset[Outcome] = _HELPFUL) -> bool:
    """R7: an act helps from its own recording on, if nothing took it away and it says what helping takes."""
    return not act.is_taken_away and act.record.outcome in outcomes and act.record.recorded_at <= place.valid_at


def _has_helping_interest(act: Item, root: Item) -> bool:
    """R17: a party that counts as self helps nothing but a positive of its own."""
    return act.is_self and not (root.is_positive and root.party == act.party)


def _settle_revocation(act: Item, target: Item, place: Place) -> None:
    if target.role is Role.DISPUTE:
        root = target.target
        improves = root is None or root.is_positive or root.role is Role.CONFIRMATION
        barred = root is not None and improves and _has_helping_interest(act, root)
        if act.party == target.party and _helps(act, place) and not barred:
            target.note(act)
    elif target.role in REVOCABLE and _may_withdraw(act, target):
        target.note(act)


def _settle_suspension(act: Item, target: Item, place: Place) -> None:
    started = act.record.recorded_at <= place.valid_at
    if target.role in DISPUTABLE and _may_withdraw(act, target) and started and not act.done:
        target.note(act)


def _settle_reinstatement(act: Item, target: Item, place: Place) -> None:
    root = target.target
    if target.role is not Role.SUSPENSION or root is None or act.party != target.party:
        return
    if _helps(act, place) and not _has_helping_interest(act, root):
        target.note(act)


def _settle_dispute(act: Item, target: Item, place: Place) -> None:
    entitled = is_strong_dispute(act) or act.party_class is PartyClass.CIVIL_SOCIETY or act.is_self
    if target.role in DISPUTABLE and entitled and not act.done:
        target.note(act)


def _settle_ruling(act: Item, dispute: Item, place: Place) -> None:
    disputed = dispute.target
    if disputed is None or not may_rule(act, place.country):
        return
    if act.is_negative:
        disputed.note(act)
        dispute.note(act)
    elif _helps(act, place, frozenset({Outcome.CONFORMS})) and not act.is_self and act.party != disputed.party:
        dispute.note(act)


def _settle_confirmation(act: Item, target: Item, place: Place) -> None:
    stands = _helps(act, place) and not act.suspensions and not is_disputed(act.disputes)
    if target.is_negative and stands and not act.is_self:
        target.note(act)


def _settle_assessment(act: Item, target: Item, place: Place) -> None:
    in_time = place.valid_at >= max(act.record.recorded_at, act.record.valid_from)
    if not act.is_positive or not in_time or not supersedes(act, target):
        return
    if target.is_negative:
        trusted = act.party == target.party or act.is_independent
        if trusted and not act.is_taken_away and target.record.outcome == Outcome.DOES_NOT_CONFORM:
            target.note(act)
    elif target.is_positive or target.is_inconclusive:
        act.replaces = target
        if not act.is_taken_away:
            target.note(act)
        if target.is_positive:
            # A replaced record that comes back must not reach further than what replaced it, or taking the
            # replacement away would improve the answer (R32).
            target.until = min(target.until, act.until)


def _may_withdraw(act: Item, target: Item) -> bool:
    # No record has party 0, so an accreditor of 0 (the council, or none) matches nobody.
    return act.party in {target.party, target.record.basis.accreditor}


_Settler = Callable[[Item, Item, Place], None]
_SETTLERS: Final[Mapping[Role, _Settler]] = MappingProxyType(
    {
        Role.ASSESSMENT: _settle_assessment,
        Role.REVOCATION: _settle_revocation,
        Role.SUSPENSION: _settle_suspension,
        Role.REINSTATEMENT: _settle_reinstatement,
        Role.DISPUTE: _settle_dispute,
        Role.RULING: _settle_ruling,
        Role.CONFIRMATION: _settle_confirmation,
    }
)
