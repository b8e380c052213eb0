"""How one history reads at the valid date: what holds, what ended, what no longer counts.

Implements rules R8 to R18, R23 and R29 of docs/status-rule.md for one history; `rule` puts several together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from labour_ledger_verify.basis import PartyClass

from .acting import Role
from .burdens import Burden, find_burdens
from .model import Outcome, SubjectFacts
from .settling import Place, settle
from .standing import Item, Question, read_history


@dataclass(frozen=True, slots=True)
class Ended:
    """A negative that ended, with the records that ended it."""

    negative: Item
    by: tuple[Item, ...]

    @property
    def is_remedied(self) -> bool:
        """Whether remedy confirmations alone would have ended it, so that it reads as remedied (R18)."""
        return any(not ender.is_positive for ender in self.by)

    @property
    def has_workers(self) -> bool:
        """Whether a workers' organisation had a part in ending it."""
        return any(ender.party_class is PartyClass.WORKERS_ORGANISATION for ender in self.by)


@dataclass(slots=True)
class Reading:
    """One history, read for one question. Every list is in history order.

    Attributes:
        items: All items of the history.
        burdens: Burden of each item, by position.
        standing: Negatives in effect.
        ended: Negatives that ended.
        supporting: Positives in force that nothing took away or replaced.
        limiting: Positives within their period that were taken away: they support nothing, and still limit (R23).
        inconclusive: Inconclusive assessments in force.
        early: Positives whose period has not begun.
        late: Positives whose period is over.
        revoked: Positives that were revoked.
        replaced: Positives and inconclusives that were replaced.
    """

    items: Sequence[Item]
    burdens: Sequence[Burden]
    standing: list[Item] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    supporting: list[Item] = field(default_factory=list)
    limiting: list[Item] = field(default_factory=list)
    inconclusive: list[Item] = field(default_factory=list)
    early: list[Item] = field(default_factory=list)
    late: list[Item] = field(default_factory=list)
    revoked: list[Item] = field(default_factory=list)
    replaced: list[Item] = field(default_factory=list)

    @property
    def remedied(self) -> list[Ended]:
        """Negatives that ended by remedy confirmations."""
        return [ended for ended in self.ended if ended.is_remedied]

    def burden(self, item: Item) -> Burden:
        """Return what weighs on an item of this history."""
        return self.burdens[item.position]


def read(facts: SubjectFacts, question: Question) -> Reading:
    """Read one history for a question.

    Raises:
        InputError: A record has an outcome that this version of the rule does not know.
    """
    place = Place(facts.country, question.valid_at)
    items = read_history(facts, question)
    settle(items, place)
    reading = Reading(items, find_burdens(items))
    for item in items:
        if item.is_negative:
            _place_negative(reading, item, place)
        elif item.done and item.superseding:
            reading.replaced.append(item)
        elif item.is_positive:
            _place_positive(reading, item, place.valid_at)
        elif item.is_inconclusive and item.record.valid_from <= place.valid_at < item.until:
            reading.inconclusive.append(item)
    return reading


def _place_negative(reading: Reading, item: Item, place: Place) -> None:
    if place.valid_at < _starts(item):
        return
    enders = _enders(reading, item, place.country)
    if enders:
        reading.ended.append(Ended(item, tuple(sorted(enders, key=lambda ender: ender.position))))
    else:
        reading.standing.append(item)


def _starts(negative: Item) -> int:
    dispute = negative.target if negative.role is Role.RULING else None
    disputed = dispute.target if dispute is not None else None
    return negative.acts_from if disputed is None else min(negative.acts_from, disputed.acts_from)


def _enders(reading: Reading, negative: Item, country: str) -> list[Item]:
    workers = [act for act in negative.confirmations if act.party_class is PartyClass.WORKERS_ORGANISATION]
    if negative.record.outcome == Outcome.ZERO_TOLERANCE:
        others = [act for act in negative.confirmations if _may_confirm_second(act, country)]
        # One party that was re-classed between two confirmations is still one party.
        two_parties = len({act.party for act in workers + others}) > 1
        return workers + others if workers and others and two_parties else []
    clearing = [act for act in negative.superseding if not reading.burden(act).weighs]
    return clearing + workers + [act for act in negative.confirmations if act.is_government_of(country)]


def _may_confirm_second(act: Item, country: str) -> bool:
    if act.party_class is PartyClass.GOVERNMENT:
        return act.is_government_of(country)
    return act.party_class not in {PartyClass.WORKERS_ORGANISATION, PartyClass.BUSINESS}


def _place_positive(reading: Reading, item: Item, valid_at: int) -> None:
    has_begun = valid_at >= item.record.valid_from
    in_period = has_begun and valid_at < item.until
    if item.done and item.revocations:
        reading.revoked.append(item)
    if item.is_taken_away:
        if in_period:
            reading.limiting.append(item)
    elif in_period:
        reading.supporting.append(item)
    else:
        (reading.late if has_begun else reading.early).append(item)
