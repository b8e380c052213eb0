"""What holds on one date, as known on one date: the links in force, the status of everyone, and the walk upstream."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from labour_ledger.diligence.tiers import TierQuestion, Upstream, UpstreamSite

from .links import LinkColumns, LinksInForce
from .numbering import Numbering, Numbers, as_ids
from .records import RecordColumns
from .ruled import RuledSubjects
from .words import UNKNOWN, UNREGISTERED, Words, pair_status, tier_of


@dataclass(frozen=True)
class _Walk:
    """Subjects upstream by tier, and what was seen of the pairs on the way."""

    tiers: list[Numbers]
    pairs: int
    pairs_back: int
    pairs_to_self: int
    is_root_supplied_by_itself: bool


@dataclass(frozen=True)
class View:
    """What holds on a date, as known on a date.

    Attributes:
        valid_at: Unix seconds.
        known_at: Unix seconds.
        numbering: Subjects as numbers.
        links: Those in force.
        records: Assessments by schema.
        ruled: What the rule itself reads.
    """

    valid_at: int
    known_at: int
    numbering: Numbering
    links: LinksInForce
    records: Mapping[bytes, RecordColumns]
    ruled: RuledSubjects
    _words: dict[bytes, Words] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    @property
    def nbytes(self) -> int:
        """Memory of its own arrays, bytes."""
        return self.links.nbytes + sum(words.nbytes for words in list(self._words.values()))

    def words(self, schema: bytes) -> Words:
        """Return the status of every subject under a schema (32 bytes), by number; made when first asked for."""
        found = self._words.get(schema)
        if found is None:
            with self._lock:
                found = self._words.get(schema)
                if found is None:
                    found = self._words[schema] = self._read(schema)
        return found

    def upstream(self, question: TierQuestion, root: int) -> Upstream:
        """Return what lies upstream of a subject.

        Args:
            question: What was asked.
            root: Number of the buyer; -1 for a subject that no link names.
        """
        walk = self._walk(root, question.deepest) if root >= 0 else _Walk([], 0, 0, 0, is_root_supplied_by_itself=False)
        words = self.words(question.schema)
        tiers = [tier_of(depth, words[tier]) for depth, tier in enumerate(walk.tiers, start=1)]
        return Upstream(
            question=question,
            tiers=tuple(tiers),
            pairs=walk.pairs,
            pairs_back=walk.pairs_back,
            pairs_to_self=walk.pairs_to_self,
            is_root_supplied_by_itself=walk.is_root_supplied_by_itself,
            list_sites=lambda: list(self._sites(walk.tiers, words)),
        )

    def carry(self, before: View, changed: Collection[bytes]) -> None:
        """Take over the statuses of an earlier view that stayed the same, and read the others.

        Args:
            before: Of an earlier time, and of nothing that this one does not have.
            changed: Subjects that something was recorded about since; the rule itself reads them.
        """
        again = {*changed, *self.ruled.changing(before.valid_at, self.valid_at)}
        numbers = self.numbering.numbers(as_ids(sorted(again)))
        for schema, words in list(before._words.items()):
            held = before.records.get(schema)
            if held is None or held.next_change(before.valid_at) > self.valid_at:
                carried = np.full(len(self.numbering), UNREGISTERED, np.uint16)
                carried[: len(words)] = words
                carried[(carried == UNREGISTERED) & (self.numbering.registered_at <= self.known_at)] = UNKNOWN
                carried[numbers] = UNKNOWN
                self._words[schema] = self._ruled(schema, carried, again)

    def _ruled(self, schema: bytes, words: Words, subjects: Collection[bytes] | None = None) -> Words:
        ruled = self.ruled.words(schema, self.valid_at, self.known_at, subjects)
        if ruled:
            words[self.numbering.numbers(as_ids(list(ruled)))] = list(ruled.values())
        words[self.numbering.registered_at > self.known_at] = UNREGISTERED
        return words

    def _read(self, schema: bytes) -> Words:
        count = len(self.numbering)
        held = self.records.get(schema)
        words = np.full(count, UNKNOWN, np.uint16) if held is None else held.words(count, self.valid_at, self.known_at)
        return self._ruled(schema, words)

    def _walk(self, root: int, deepest: int | None) -> _Walk:
        starts, sellers = self.links.starts, self.links.sellers
        seen = np.zeros(len(self.numbering), bool)
        places = np.empty(len(self.numbering), np.int32)
        seen[root] = True
        tiers: list[Numbers] = []
        tier = np.array([root], np.int32)
        pairs = back = to_self = 0
        root_supplied = False
        while len(tier) and (deepest is None or len(tiers) < deepest):
            first, counts = starts[tier], starts[tier + 1] - starts[tier]
            total = int(counts.sum())
            reached = sellers[_ranges(first, counts, total)]
            pairs += total
            root_supplied = root_supplied or bool((reached == root).any())
            to_self += _count_among(self.links.self_suppliers, tier)
            new = reached[~seen[reached]]
            back += total - len(new)
            # each once, without sorting: of those that are the same only the last one finds its own place
            places[new] = np.arange(len(new), dtype=np.int32)
            tier = new[places[new] == np.arange(len(new), dtype=np.int32)]
            seen[tier] = True
            if len(tier):
                tiers.append(tier)
        return _Walk(tiers, pairs, back, to_self, root_supplied)

    def _sites(self, tiers: Sequence[Numbers], words: Words) -> Iterator[UpstreamSite]:
        for depth, tier in enumerate(tiers, start=1):
            found = zip(tier.tolist(), words[tier].tolist(), strict=True)
            by_id = sorted((bytes(self.numbering.ids[number]), word) for number, word in found)
            for subject, word in by_id:
                yield UpstreamSite(subject, depth, is_registered=word < UNREGISTERED, status=pair_status(word))


def make_view(
    numbering: Numbering,
    links: LinkColumns,
    records: Mapping[bytes, RecordColumns],
    ruled: RuledSubjects,
    valid_at: int,
    known_at: int,
) -> View:
    """Return what holds on a date, as known on a date; statuses are read when first asked for."""
    return View(valid_at, known_at, numbering, links.in_force(len(numbering), valid_at, known_at), records, ruled)


def _ranges(first: Numbers, counts: Numbers, total: int) -> NDArray[np.int32]:
    """Return the places of all ranges that begin at `first` and are `counts` long, one after the other."""
    ends = np.cumsum(counts, dtype=np.int32)
    return np.repeat(first - (ends - counts), counts) + np.arange(total, dtype=np.int32)


def _count_among(ordered: Numbers, wanted: Numbers) -> int:
    """Return how many of some numbers are among those of an ascending list."""
    if not len(ordered):
        return 0
    return int((ordered[np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)] == wanted).sum())
