"""Disputes and suspensions that weigh on a positive, its own and those that pass on to it.

Implements rules R25 and R30 of docs/status-rule.md. What is kept per record is small and of fixed size, so that a long
chain of replacements costs no more than its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .acting import Role
from .settling import PARTIES_THAT_DISPUTE_TOGETHER, is_strong_dispute
from .standing import Item


@dataclass(frozen=True, slots=True)
class Burden:
    """What weighs on a record at the valid date.

    Attributes:
        is_suspended: A suspension is in effect.
        has_strong_dispute: A workers' organisation or a government disputes it.
        disputing_parties: Other parties that dispute it, no more of them than make it disputed.
    """

    is_suspended: bool = False
    has_strong_dispute: bool = False
    disputing_parties: frozenset[int] = frozenset()

    @property
    def is_disputed(self) -> bool:
        """Whether the disputes together make the record read as disputed."""
        return self.has_strong_dispute or len(self.disputing_parties) >= PARTIES_THAT_DISPUTE_TOGETHER

    @property
    def weighs(self) -> bool:
        """Whether the record is suspended or disputed, and so ends no negative."""
        return self.is_suspended or self.is_disputed

    def joined_with(self, other: Burden) -> Burden:
        """Return both burdens together."""
        if other is NO_BURDEN:
            return self
        if self is NO_BURDEN:
            return other
        parties = self.disputing_parties | other.disputing_parties
        return Burden(
            self.is_suspended or other.is_suspended,
            self.has_strong_dispute or other.has_strong_dispute,
            frozenset(sorted(parties)[:PARTIES_THAT_DISPUTE_TOGETHER]),
        )


NO_BURDEN: Final = Burden()
_WEIGHING: Final = frozenset({Role.SUSPENSION, Role.DISPUTE})


def find_burdens(items: Sequence[Item]) -> list[Burden]:
    """Return the burden of each item of a settled history, by position; only positives and inconclusives carry one."""
    burdens = [NO_BURDEN] * len(items)
    of_party: dict[int, Burden] = {}
    acted_on = [item for item in items if item.done]
    in_effect = {act.position for item in acted_on for act in _weighing_on(item)}
    for item in items:
        target = item.target
        if item.position in in_effect and target is not None and target.is_positive:
            of_party[target.party] = of_party.get(target.party, NO_BURDEN).joined_with(_burden_of_act(item))
        elif item.is_positive or item.is_inconclusive:
            passed_on = burdens[item.replaces.position] if item.replaces is not None else NO_BURDEN
            burden = (_own_burden(item) if item.done else NO_BURDEN).joined_with(passed_on)
            if item.is_positive:
                # Without this, leaving the disputed or suspended record unnamed would be the way out of R30.
                carried = of_party.get(item.party, NO_BURDEN)
                of_party[item.party] = carried.joined_with(passed_on)
                burden = burden.joined_with(carried)
            burdens[item.position] = burden
    return burdens


def acts_behind(items: Sequence[Item], burdened: Sequence[Item]) -> list[Item]:
    """Return the suspensions and disputes in effect that weigh on some of a history's items, in history order."""
    weighed = {item.position for item in burdened}
    latest: dict[int, int] = {}
    for item in reversed(items):
        is_weighed = item.position in weighed
        if is_weighed and item.is_positive:
            latest.setdefault(item.party, item.position)
        if item.replaces is not None and (is_weighed or item.party in latest):
            weighed.add(item.replaces.position)
    found = [
        act
        for item in items
        if item.done
        for act in _weighing_on(item)
        if item.position in weighed or (item.is_positive and act.position < latest.get(item.party, 0))
    ]
    return sorted(found, key=lambda act: act.position)


def _weighing_on(item: Item) -> list[Item]:
    return [act for act in item.done if act.role in _WEIGHING]


def _own_burden(item: Item) -> Burden:
    burden = NO_BURDEN
    for act in _weighing_on(item):
        burden = burden.joined_with(_burden_of_act(act))
    return burden


def _burden_of_act(act: Item) -> Burden:
    if act.role is Role.SUSPENSION:
        return Burden(is_suspended=True)
    if is_strong_dispute(act):
        return Burden(has_strong_dispute=True)
    return Burden(disputing_parties=frozenset({act.party}))
