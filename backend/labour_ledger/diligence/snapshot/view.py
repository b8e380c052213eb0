"""What holds on one date, as known on one date: the links in force, the status of everyone, and the walk upstream."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from labour_ledger.diligence.tiers import TierQuestion, Upstream, UpstreamSite
from labour_ledger_verify.status import StatusCode

from .column_rule import ColumnReading
from .contents import Contents
from .links import LinksInForce
from .numbering import Numbers, as_ids
from .records import RecordColumns
from .walk import Walk, walk
from .words import CODE_PLACES, UNKNOWN, UNREGISTERED, Words, pair_status, tier_of

_WARMING_THREADS: Final = 4
_REVOKED: Final = CODE_PLACES[StatusCode.REVOKED]


@dataclass(frozen=True)
class View:
    """What holds on a date, as known on a date.

    Attributes:
        valid_at: Unix seconds.
        known_at: Unix seconds.
        contents: Of the snapshot.
        links: Those in force among the links of the last full reading.
        later_links: Those in force among the links since, but pairs that are among the former.
    """

    valid_at: int
    known_at: int
    contents: Contents
    links: LinksInForce
    later_links: LinksInForce
    _words: dict[bytes, Words] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    @property
    def nbytes(self) -> int:
        """Memory of its own arrays, bytes."""
        links = self.links.nbytes + self.later_links.nbytes
        return links + sum(words.nbytes for words in list(self._words.values()))

    def words(self, schema: bytes) -> Words:
        """Return the status of every subject under a schema (32 bytes), by number; made when first asked for."""
        found = self._words.get(schema)
        if found is None:
            with self._lock:
                found = self._words.get(schema)
                if found is None:
                    found = self._words[schema] = self._read(schema)
        return found

    def warm(self) -> None:
        """Make the statuses under every schema that has records ready, side by side; before others have the view."""
        missing = [schema for schema in self.contents.records if schema not in self._words]
        with ThreadPoolExecutor(_WARMING_THREADS) as threads:
            self._words.update(zip(missing, threads.map(self._read, missing), strict=True))

    def upstream(self, question: TierQuestion, root: int) -> Upstream:
        """Return what lies upstream of a subject.

        Args:
            question: What was asked.
            root: Number of the buyer; -1 for a subject that no link names.
        """
        found = Walk.nowhere() if root < 0 else walk(self.links, self.later_links, root, question.deepest)
        words = self.words(question.schema)
        tiers = [tier_of(depth, words.take(tier)) for depth, tier in enumerate(found.tiers, start=1)]
        return Upstream(
            question=question,
            tiers=tuple(tiers),
            pairs=found.pairs,
            pairs_back=found.pairs_back,
            pairs_to_self=found.pairs_to_self,
            is_root_supplied_by_itself=found.is_root_supplied_by_itself,
            list_sites=lambda: list(self._sites(found.tiers, words)),
        )

    def deciding(self, subjects: Sequence[bytes], schema: bytes) -> list[tuple[int, ...]]:
        """Return for each of some subjects the places of the records that its status under a schema rests on."""
        numbers = self.contents.numbering.numbers(as_ids(subjects))
        plain = np.setdiff1d(numbers[numbers >= 0], self.contents.ruled_numbers)
        plain = plain[self.contents.numbering.registered_at[plain] <= self.known_at]
        by_number = self._deciding_in_columns(schema, plain)
        ruled = self.contents.ruled
        found = []
        for subject, number in zip(subjects, numbers.tolist(), strict=True):
            if subject in ruled.facts:
                found.append(ruled.deciding(subject, schema, self.valid_at, self.known_at))
            else:
                found.append(tuple(by_number.get(number, ())))
        return found

    def carry(self, before: View, changed: Collection[bytes]) -> None:
        """Take over the statuses of an earlier view that stayed the same, and read the others.

        Args:
            before: Of an earlier time, and of nothing that this one does not have.
            changed: Subjects that something was recorded about since.
        """
        contents, since = self.contents, (before.valid_at, self.valid_at)
        by_rule = {*contents.ruled.facts.keys() & set(changed), *contents.ruled.changing(*since)}
        recorded = contents.numbering.numbers(as_ids(sorted(changed)))
        registered_at = contents.numbering.registered_at
        new = np.flatnonzero((registered_at > before.known_at) & (registered_at <= self.known_at))
        for schema, words in list(before._words.items()):
            carried = np.full(len(contents.numbering), UNREGISTERED, np.uint16)
            carried[: len(words)] = words
            carried[new] = UNKNOWN
            held = contents.records.get(schema)
            changing = recorded if held is None else np.union1d(recorded, held.changing(*since))
            self._set_plain(carried, schema, np.setdiff1d(changing[changing >= 0], contents.ruled_numbers))
            self._set_ruled(carried, schema, by_rule)
            self._words[schema] = carried

    def _read(self, schema: bytes) -> Words:
        contents = self.contents
        words = np.full(len(contents.numbering), UNKNOWN, np.uint16)
        held = contents.records.get(schema)
        if held is not None:
            self._set(words, held.first)
            self._set(words, held.of(np.unique(held.later.subjects)))
        words[contents.ruled_numbers] = UNKNOWN
        self._set_ruled(words, schema, contents.ruled.facts)
        words[contents.numbering.registered_at > self.known_at] = UNREGISTERED
        return words

    def _set_plain(self, words: Words, schema: bytes, numbers: Numbers) -> None:
        """Set the statuses of some subjects, in ascending order, that the rule itself does not read."""
        held = self.contents.records.get(schema)
        if held is not None:
            self._set(words, held.of(numbers))

    def _set(self, words: Words, records: RecordColumns) -> None:
        read = self._reading(records)
        if read is not None:
            words[read.subjects] = read.words()

    def _set_ruled(self, words: Words, schema: bytes, subjects: Collection[bytes]) -> None:
        ruled = self.contents.ruled.words(schema, self.valid_at, self.known_at, subjects)
        if ruled:
            words[self.contents.numbering.numbers(as_ids(list(ruled)))] = list(ruled.values())

    def _reading(self, records: RecordColumns) -> ColumnReading | None:
        known = records.recorded_at <= self.known_at
        if not known.all():
            records = records.at(known)
        return ColumnReading.of(records, self.valid_at, self.known_at) if len(records) else None

    def _deciding_in_columns(self, schema: bytes, numbers: Numbers) -> dict[int, list[int]]:
        held = self.contents.records.get(schema)
        read = None if held is None else self._reading(held.of(numbers))
        if read is None:
            return {}
        rows = np.flatnonzero(read.deciding())
        revoked = read.decided[read.of_subject[rows]] == _REVOKED
        found: dict[int, list[int]] = {}
        columns = (read.columns.subjects[rows], read.columns.places[rows], revoked)
        for number, place, is_revoked in zip(*(column.tolist() for column in columns), strict=True):
            acts = self.contents.revocations.acts_on(place, self.known_at) if is_revoked else []
            found.setdefault(number, []).extend((place, *acts))
        return {number: sorted(places) for number, places in found.items()}

    def _sites(self, tiers: Sequence[Numbers], words: Words) -> Iterator[UpstreamSite]:
        ids = self.contents.numbering.ids
        for depth, tier in enumerate(tiers, start=1):
            found = zip(tier.tolist(), words[tier].tolist(), strict=True)
            by_id = sorted((bytes(ids[number]), word) for number, word in found)
            for subject, word in by_id:
                yield UpstreamSite(subject, depth, is_registered=word < UNREGISTERED, status=pair_status(word))


def make_view(contents: Contents, valid_at: int, known_at: int, before: View | None = None) -> View:
    """Return what holds on a date, as known on a date; statuses are read when first asked for.

    Args:
        contents: Of the snapshot.
        valid_at: Unix seconds.
        known_at: Unix seconds.
        before: Of an earlier time, whose links this one takes over where they are still the same.
    """
    subjects = len(contents.numbering)
    if (
        before is not None
        and before.contents.links is contents.links
        and not contents.links.changes_within(before.valid_at, valid_at)
    ):
        links = before.links.grown(subjects)
    else:
        links = contents.links.in_force(subjects, valid_at, known_at)
    later = contents.later_links.in_force(subjects, valid_at, known_at).without(links)
    return View(valid_at, known_at, contents, links, later)
