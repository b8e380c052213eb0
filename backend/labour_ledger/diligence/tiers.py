"""What lies upstream of a buyer, tier by tier, with the status of every site: the question and its answer.

Two things answer it, equal by test: `tiers_stored.StoredTiers` from the store, and `snapshot.Snapshot` from memory.
Callers take a `TierSource` and do not care which. Nothing here reads or computes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from labour_ledger.store.link_results import LinkedPair
from labour_ledger.store.results import Position
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import FlagCode, StatusCode

_Code = TypeVar("_Code", StatusCode, FlagCode)

CODES: Final[tuple[StatusCode, ...]] = tuple(StatusCode)
"""Every code in the order of precedence, the worst first."""
PAIR_FLAGS: Final[tuple[FlagCode, ...]] = tuple(flag for flag in FlagCode if flag is not FlagCode.IDENTITY_UNCHECKED)
"""Flags that are told for many sites at once; whether an identity was checked is told of one site alone."""
COVERED_CODES: Final = frozenset(CODES[: CODES.index(StatusCode.REMEDIED) + 1])
"""Codes that somebody else than the site or a business looked, and said something that counts on the date."""


@dataclass(frozen=True, slots=True)
class PairStatus:
    """The status of one subject under one schema, without the records it rests on.

    Attributes:
        code: As the status rule says.
        flags: Of `PAIR_FLAGS`, in their order.
    """

    code: StatusCode
    flags: tuple[FlagCode, ...] = ()


UNKNOWN_PAIR: Final = PairStatus(StatusCode.UNKNOWN)


@dataclass(frozen=True, slots=True)
class TierQuestion:
    """What is asked.

    Attributes:
        root: The buyer, 32 bytes.
        schema: 32 bytes; one whose records act cannot be asked for.
        valid_at: Links and statuses for this time, Unix seconds.
        known_at: Only what was recorded by then, Unix seconds; not later than the block of the answer.
        deepest: Last tier that is looked at; None for all.
    """

    root: bytes
    schema: bytes
    valid_at: int
    known_at: int
    deepest: int | None = None


@dataclass(frozen=True, slots=True)
class UpstreamSite:
    """A subject upstream.

    Attributes:
        subject: 32 bytes.
        depth: The nearest tier it is in; 1 supplies the root directly.
        is_registered: The ledger had it by the time of knowledge; otherwise the link to it dangles.
        status: Under the schema asked for.
    """

    subject: bytes
    depth: int
    is_registered: bool
    status: PairStatus


@dataclass(frozen=True, slots=True)
class Tier:
    """Everything at one distance from the root.

    Attributes:
        depth: The distance, from 1.
        codes: Number of registered subjects of each code, in the order of `CODES`; codes that nobody has are left out.
        flags: Number of registered subjects with each flag, in the order of `PAIR_FLAGS`, likewise.
        dangling: Number of subjects that links name and nobody registered; they are in none of the other numbers.
    """

    depth: int
    codes: Mapping[StatusCode, int]
    flags: Mapping[FlagCode, int]
    dangling: int

    @property
    def sites(self) -> int:
        """Number of registered subjects."""
        return sum(self.codes.values())

    @property
    def covered(self) -> int:
        """Number of registered subjects that were looked at independently, whatever was found (`COVERED_CODES`)."""
        return sum(count for code, count in self.codes.items() if code in COVERED_CODES)

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "depth": self.depth,
            "sites": self.sites,
            "codes": {code.value: count for code, count in self.codes.items()},
            "flags": {flag.value: count for flag, count in self.flags.items()},
            "covered": self.covered,
            "dangling": self.dangling,
        }


@dataclass(frozen=True)
class Upstream:
    """What lies upstream of a buyer.

    Attributes:
        question: What was asked.
        tiers: The nearest first; none where nothing supplies the root.
        pairs: Number of pairs of buyer and seller with a link in force, both within the tiers looked at or the root.
        pairs_back: Those of them that lead to the same or a nearer tier, or to the root. Without one there is no cycle.
        pairs_to_self: Those of them whose two ends are the same subject.
        is_root_supplied_by_itself: Goods of the root come back to it, through however many tiers.
        list_sites: Gives the subjects; see `sites`.
    """

    question: TierQuestion
    tiers: tuple[Tier, ...]
    pairs: int
    pairs_back: int
    pairs_to_self: int
    is_root_supplied_by_itself: bool
    list_sites: Callable[[], Sequence[UpstreamSite]] = field(repr=False, compare=False)

    @property
    def depth(self) -> int:
        """Number of tiers."""
        return len(self.tiers)

    @property
    def total(self) -> Tier:
        """All tiers as one; its depth is that of the last."""
        return Tier(
            depth=self.depth,
            codes=_summed(CODES, [tier.codes for tier in self.tiers]),
            flags=_summed(PAIR_FLAGS, [tier.flags for tier in self.tiers]),
            dangling=sum(tier.dangling for tier in self.tiers),
        )

    @property
    def worst_known(self) -> StatusCode | None:
        """The worst code that is not unknown; None where nothing is known of any site."""
        found = {code for tier in self.tiers for code in tier.codes} - {StatusCode.UNKNOWN}
        return next((code for code in CODES if code in found), None)

    def sites(self) -> Sequence[UpstreamSite]:
        """Return all subjects, by tier and then by id; made only when asked for, as there may be very many."""
        return self.list_sites()

    def to_json(self) -> dict[str, object]:
        """Return the JSON form, without the single sites."""
        total = self.total.to_json()
        del total["depth"]
        return {
            "root": to_hex(self.question.root),
            "depth": self.depth,
            "total": total,
            "worstKnown": None if self.worst_known is None else self.worst_known.value,
            "pairs": self.pairs,
            "pairsBack": self.pairs_back,
            "pairsToSelf": self.pairs_to_self,
            "rootSuppliedByItself": self.is_root_supplied_by_itself,
            "tiers": [tier.to_json() for tier in self.tiers],
        }


@dataclass(frozen=True)
class Chain:
    """Who is upstream of a buyer and by which links, whatever is known of them.

    Attributes:
        size: Number of subjects, the buyer among them.
        depths: By subject, how many links away from the buyer it is at least, the nearest first, then in order of ids:
            the buyer itself (0) and those that nobody registered among them.
        unregistered: Subjects that were not registered by the time of knowledge, in order of ids, the buyer left out.
        circular: Subjects through which goods come back to one that they came from, the nearest first, then in order
            of ids; the buyer may be one.
        cycle: One shortest way round among them, as `questions.cycles.shortest_cycle` finds it.
        list_pairs: Gives the links that were followed, each pair once, in order of ids.
    """

    size: int
    depths: Mapping[bytes, int] = field(default_factory=dict)
    unregistered: tuple[bytes, ...] = ()
    circular: tuple[bytes, ...] = ()
    cycle: tuple[bytes, ...] = ()
    list_pairs: Callable[[], tuple[LinkedPair, ...]] = field(default=tuple, repr=False, compare=False)


class TierSource(Protocol):
    """Answers about tiers and about many sites at once, as of one block."""

    @property
    def block_number(self) -> int:
        """The block that the answers are complete up to."""
        ...

    @property
    def block_hash(self) -> bytes:
        """The hash of that block, 32 bytes: another one may have the same number."""
        ...

    def upstream(self, question: TierQuestion) -> Upstream:
        """Return what lies upstream of a buyer, through all tiers.

        Raises:
            AnswerNotPossible: The rule lacks something for one of the sites.
            QuestionInvalid: The schema is one whose records act.
        """
        ...

    def chain(self, root: bytes, *, valid_at: int, known_at: int, deepest: int | None, most: int) -> Chain:
        """Return who is upstream of a buyer and by which links.

        Args:
            root: The buyer, 32 bytes.
            valid_at: Only links whose period holds this time, Unix seconds.
            known_at: Only links recorded, and not revoked, by this time, Unix seconds.
            deepest: The last tier that is looked at; None for all.
            most: Of a chain of more subjects than so many, at least 1, only a number above it is told.
        """
        ...

    def statuses(
        self, subjects: Sequence[bytes], schemas: Sequence[bytes], *, valid_at: int, known_at: int
    ) -> list[list[PairStatus]]:
        """Return the status of each of some subjects (outer list) under each of some schemas (inner lists).

        Subjects that nobody registered are unknown.

        Args:
            subjects: 32 bytes each.
            schemas: 32 bytes each.
            valid_at: Unix seconds.
            known_at: Unix seconds.

        Raises:
            AnswerNotPossible: The rule lacks something for one of the sites.
            QuestionInvalid: A schema is one whose records act.
        """
        ...

    def deciding(
        self, subjects: Sequence[bytes], schema: bytes, *, valid_at: int, known_at: int
    ) -> list[tuple[Position, ...]]:
        """Return for each of some subjects the places of the records that its status rests on.

        They are those that `Status.winning` of the status rule names, in its order: in that of the chain, the subject's
        own before those of joined subjects. None where the status is unknown. `store.queries.places.uids_at` returns
        the uids of all of them in one query.

        Args:
            subjects: 32 bytes each; a page of them, not all sites of a large answer.
            schema: 32 bytes.
            valid_at: Unix seconds.
            known_at: Unix seconds.

        Raises:
            AnswerNotPossible: The rule lacks something for one of the sites.
            QuestionInvalid: The schema is one whose records act.
        """
        ...


def _summed(order: Iterable[_Code], counts: Sequence[Mapping[_Code, int]]) -> dict[_Code, int]:
    sums = {code: sum(count.get(code, 0) for count in counts) for code in order}
    return {code: number for code, number in sums.items() if number}
