"""The walk upstream: tier by tier through the links in force, each subject once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .links import LinksInForce
from .numbering import Numbers


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a walk went.

    Attributes:
        tiers: Subjects upstream, the nearest first.
        pairs: Number of pairs of buyer and seller on the way.
        pairs_back: Those that lead to the same or a nearer tier, or to the root.
        pairs_to_self: Those whose two ends are the same.
        is_root_supplied_by_itself: Goods of the root come back to it.
    """

    tiers: Sequence[Numbers]
    pairs: int
    pairs_back: int
    pairs_to_self: int
    is_root_supplied_by_itself: bool

    @classmethod
    def nowhere(cls) -> Walk:
        """Return the walk of whom nobody supplies."""
        return cls((), 0, 0, 0, is_root_supplied_by_itself=False)


def walk(links: LinksInForce, later: LinksInForce, root: int, deepest: int | None) -> Walk:
    """Walk upstream.

    Args:
        links: Sellers of each buyer.
        later: More of them, of as many subjects; no pair is in both.
        root: Number of the buyer to begin at.
        deepest: Last tier that is walked to; None for all.
    """
    subjects = len(links.starts) - 1
    seen = np.zeros(subjects, bool)
    places = np.empty(subjects, np.int32)
    seen[root] = True
    tiers: list[Numbers] = []
    tier = np.array([root], np.int32)
    pairs = back = to_self = 0
    root_supplied = False
    while len(tier) and (deepest is None or len(tiers) < deepest):
        reached = links.of(tier)
        buying = tier.compress(later.buys.take(tier)) if len(later) else tier[:0]
        if len(buying):
            reached = np.concatenate([reached, later.of(buying)])
        pairs += len(reached)
        root_supplied = root_supplied or bool((reached == root).any())
        to_self += links.count_self_suppliers(tier) + later.count_self_suppliers(tier)
        # `take` and `compress` need half the time of indexing by arrays, and less where no number is checked
        new = reached.compress(~seen.take(reached, mode="clip"))
        back += len(reached) - len(new)
        # each once, without sorting: of those that are the same only the last one finds its own place
        own = np.arange(len(new), dtype=np.int32)
        places[new] = own
        tier = new.compress(places.take(new, mode="clip") == own)
        seen[tier] = True
        if len(tier):
            tiers.append(tier)
    return Walk(tiers, pairs, back, to_self, root_supplied)
