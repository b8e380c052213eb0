"""Ways on which goods come back to where they came from: which subjects lie on one, and one shortest way by name.

It knows pairs of buyers and sellers, by ids or by numbers, and nothing of ledgers.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

End = TypeVar("End", bound=Hashable)
"""How a buyer or seller is called."""
MOST_STEPS: Final = 200_000
"""Links that a search for a way round may follow: a fraction of a second."""


def circular_subjects(pairs: Iterable[tuple[End, End]]) -> frozenset[End]:
    """Return the subjects that supply themselves, directly or through others; given buyers with sellers."""
    core = _without_ends(pairs)
    if not core:
        return frozenset()
    # most networks have no way round, and are spared the library's start
    import networkx

    graph = networkx.DiGraph(core)
    circles = (found for found in networkx.strongly_connected_components(graph) if len(found) > 1)
    return frozenset({buyer for buyer, seller in core if buyer == seller}.union(*circles))


def _without_ends(pairs: Iterable[tuple[End, End]]) -> list[tuple[End, End]]:
    """Return what is left once sellers that buy from nobody are taken away, again and again; no way round is."""
    buyers: dict[End, list[End]] = {}
    bought: Counter[End] = Counter()
    listed = list(pairs)
    for buyer, seller in listed:
        buyers.setdefault(seller, []).append(buyer)
        bought[buyer] += 1
    ends = [seller for seller in buyers if not bought[seller]]
    while ends:
        for buyer in buyers.get(ends.pop(), ()):
            bought[buyer] -= 1
            if not bought[buyer]:
                ends.append(buyer)
    return [(buyer, seller) for buyer, seller in listed if bought[buyer] and bought[seller]]


def shortest_cycle(
    pairs: Iterable[tuple[End, End]], circular: Sequence[End], *, through: End, most_steps: int = MOST_STEPS
) -> tuple[End, ...]:
    """Return one shortest way round, each subject supplied by the next and the last by the first; none without one.

    If a certain subject lies on a way round, it is one through that. Else it is the shortest that was found before the
    steps were used up; in networks of some thousand links that is the shortest there is.

    Args:
        pairs: Buyers with sellers.
        circular: Those of `circular_subjects`, in the order in which they are tried.
        through: The subject to prefer.
        most_steps: Links that may be followed.
    """
    on_circles = set(circular)
    suppliers: dict[End, list[End]] = {}
    for buyer, seller in pairs:
        if buyer in on_circles and seller in on_circles:
            suppliers.setdefault(buyer, []).append(seller)
    if through not in on_circles:
        # nothing is shorter, and it is seen without a search
        of_themselves = [(subject,) for subject in circular if subject in suppliers.get(subject, ())]
        if of_themselves:
            return of_themselves[0]
    best: tuple[End, ...] = ()
    steps = most_steps
    for start in (through,) if through in on_circles else circular:
        found, used = _cycle_through(start, suppliers, len(best), steps)
        steps -= used
        best = found or best
        if steps <= 0:
            break
    return best


def _cycle_through(
    start: End, suppliers: Mapping[End, Sequence[End]], shorter_than: int, most_steps: int
) -> tuple[tuple[End, ...], int]:
    """Return a shortest way from a subject back to it, and the links that were followed.

    Args:
        start: Where to begin.
        suppliers: By buyer.
        shorter_than: Only a way of fewer subjects is wanted; 0 for any.
        most_steps: Links that may be followed.
    """
    reached_from: dict[End, End] = {}
    depths = {start: 1}
    waiting = deque([start])
    used = 0
    while waiting and used < most_steps:
        buyer = waiting.popleft()
        if shorter_than and depths[buyer] >= shorter_than:
            break
        for seller in suppliers.get(buyer, ()):
            used += 1
            if seller == start:
                return _way(reached_from, start, buyer), used
            if seller not in depths:
                depths[seller], reached_from[seller] = depths[buyer] + 1, buyer
                waiting.append(seller)
    return (), used


def _way(reached_from: Mapping[End, End], start: End, end: End) -> tuple[End, ...]:
    way = [end]
    while way[-1] != start:
        way.append(reached_from[way[-1]])
    return tuple(reversed(way))
