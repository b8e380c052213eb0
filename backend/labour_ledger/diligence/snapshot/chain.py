"""The chain of a buyer: who is in it and how far away, by which links, and who in it supplies itself."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from labour_ledger.diligence.questions.cycles import shortest_cycle
from labour_ledger.diligence.tiers import Chain
from labour_ledger.store.link_results import LinkedPair

from .circles import circular_numbers
from .links import pair_keys
from .numbering import Numbers, taken
from .view import View
from .walk import Walk, walk

_SELLER_MASK = 2**32 - 1


def read_chain(view: View, root: int, *, deepest: int | None, most: int) -> Chain:
    """Return the chain of a buyer.

    Args:
        view: What holds on the dates asked for.
        root: Number of the buyer.
        deepest: The last tier; None for all.
        most: Subjects in the chain, above which only their number is told.
    """
    found = walk(view.links, view.later_links, root, deepest)
    size = 1 + sum(map(len, found.tiers))
    if size > most:
        return Chain(size)
    members = _Members(view, root, found, deepest)
    circular = members.circular if found.pairs_back else []
    return Chain(
        size,
        depths=members.depths,
        unregistered=members.unregistered,
        circular=tuple(members.subjects[place] for place in circular),
        cycle=tuple(members.subjects[place] for place in members.cycle(circular)),
        list_pairs=members.list_pairs,
    )


class _Members:
    """The subjects of a chain in order of their ids: their places stand for them in pairs."""

    def __init__(self, view: View, root: int, found: Walk, deepest: int | None) -> None:
        numbers = np.concatenate([np.array([root], np.int32), *found.tiers])
        depths = np.repeat(np.arange(len(found.tiers) + 1), [1, *map(len, found.tiers)])
        ids: list[bytes] = taken(view.contents.numbering.ids, numbers.astype(np.intp)).tolist()
        order = sorted(range(len(ids)), key=ids.__getitem__)
        self.subjects = [ids[place] for place in order]
        self._view, self._deepest = view, deepest
        self._numbers, self._depths = numbers[order], depths[order]
        self._root = order.index(0)

    @property
    def depths(self) -> dict[bytes, int]:
        """By subject, the nearest first."""
        nearest_first = np.argsort(self._depths, kind="stable")
        depths = self._depths[nearest_first].tolist()
        return {self.subjects[place]: depth for place, depth in zip(nearest_first.tolist(), depths, strict=True)}

    @property
    def unregistered(self) -> tuple[bytes, ...]:
        """Those that nobody had registered, the buyer left out."""
        unknown = self._view.contents.numbering.registered_at[self._numbers] > self._view.known_at
        unknown[self._root] = False
        return tuple(self.subjects[place] for place in np.flatnonzero(unknown).tolist())

    @cached_property
    def circular(self) -> list[int]:
        """The places of those that supply themselves, the nearest first."""
        places = circular_numbers(*self._pairs, len(self.subjects))
        return sorted(places, key=self._depths.__getitem__)

    def cycle(self, circular: list[int]) -> tuple[int, ...]:
        """Return the places on a shortest way round, given those of all that lie on one."""
        if not circular:
            return ()
        buyers, sellers = self._pairs
        is_circular = np.zeros(len(self.subjects), bool)
        is_circular[circular] = True
        among = is_circular.take(buyers) & is_circular.take(sellers)
        pairs = zip(buyers[among].tolist(), sellers[among].tolist(), strict=True)
        return shortest_cycle(pairs, circular, through=self._root)

    def list_pairs(self) -> tuple[LinkedPair, ...]:
        """Return the links that were followed, in order of their ids."""
        subjects = self.subjects
        ends = zip(*(places.tolist() for places in self._pairs), strict=True)
        return tuple(LinkedPair(subjects[buyer], subjects[seller]) for buyer, seller in ends)

    @cached_property
    def _pairs(self) -> tuple[Numbers, Numbers]:
        """Places of buyers and of sellers, in order."""
        places = np.empty(len(self._view.contents.numbering), np.int32)
        places[self._numbers] = np.arange(len(self._numbers), dtype=np.int32)
        buying = self._numbers if self._deepest is None else self._numbers[self._depths < self._deepest]
        keys = []
        for links in (self._view.links, self._view.later_links):
            counts = links.starts.take(buying + 1) - links.starts.take(buying)
            keys.append(pair_keys(np.repeat(places.take(buying), counts), places.take(links.of(buying))))
        ordered = np.sort(np.concatenate(keys))
        return (ordered >> 32).astype(np.int32), (ordered & _SELLER_MASK).astype(np.int32)
