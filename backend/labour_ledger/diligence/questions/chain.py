"""The records that an answer about a whole chain rests on, listed only when somebody asks: there may be very many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import overload

from labour_ledger.diligence.tiers import Upstream, UpstreamSite
from labour_ledger.store.link_results import LinkedPair
from labour_ledger_verify.status import StatusCode

from .grounds import LINKS, deciding_records, links_of
from .inquiry import Inquiry
from .model import Grounds


def coverage_grounds(inquiry: Inquiry, upstream: Upstream) -> tuple[Grounds, ...]:
    """Return the records that decide the statuses of each tier, and the links that were followed."""
    chain = _Chain(upstream)
    decide = deciding_records(inquiry, [upstream.question.schema])
    tiers = tuple(
        Grounds(
            f"tier {tier.depth}",
            _Later(tier.sites - tier.codes.get(StatusCode.UNKNOWN, 0), partial(chain.known, tier.depth)),
            decide,
            (tier.depth,),
        )
        for tier in upstream.tiers
    )
    total = upstream.total
    ends = total.sites + total.dangling + upstream.is_root_supplied_by_itself
    return (*tiers, Grounds(LINKS, _Later(ends, chain.everybody), links_of(inquiry, chain.has_followed)))


class _Chain:
    """The sites of an upstream by tier, listed only when somebody asks for them: there may be very many."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    @cached_property
    def _sites(self) -> Sequence[UpstreamSite]:
        return self._upstream.sites()

    @cached_property
    def _depths(self) -> Mapping[bytes, int]:
        return {self._upstream.question.root: 0, **{site.subject: site.depth for site in self._sites}}

    def known(self, depth: int) -> list[bytes]:
        """Return the sites of a tier of which something is known, by id."""
        return [
            site.subject
            for site in self._sites
            if site.depth == depth and site.is_registered and site.status.code is not StatusCode.UNKNOWN
        ]

    def everybody(self) -> list[bytes]:
        """Return all ends of links, registered or not, by id; the buyer where goods of it come back."""
        root = [self._upstream.question.root] if self._upstream.is_root_supplied_by_itself else []
        return sorted([*root, *(site.subject for site in self._sites)])

    def has_followed(self, pair: LinkedPair) -> bool:
        """Return whether a link was followed: its buyer is in the chain, and not in the last tier looked at."""
        depth, deepest = self._depths.get(pair.buyer), self._upstream.question.deepest
        return depth is not None and (deepest is None or depth < deepest)


class _Later(Sequence[bytes]):
    """Subjects whose number is known, and which are listed when they are needed."""

    def __init__(self, number: int, listed: Callable[[], list[bytes]]) -> None:
        self._number, self._list = number, listed

    @cached_property
    def _listed(self) -> list[bytes]:
        return self._list()

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, place: int) -> bytes: ...

    @overload
    def __getitem__(self, place: slice) -> list[bytes]: ...

    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:
        return self._listed[place]
