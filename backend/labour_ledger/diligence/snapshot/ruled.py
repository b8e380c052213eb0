"""Subjects on whose records acts bear: their facts in memory, and the status rule itself over each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from labour_ledger.diligence.errors import named_errors
from labour_ledger.store.column_rows import LAST_TIME
from labour_ledger.store.queries import key_facts
from labour_ledger.store.queries.many_subjects import histories_of_subjects
from labour_ledger.store.queries.places import place_number
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.history import SUBJECT_REGISTERED
from labour_ledger_verify.status import (
    EXPIRING_WITHIN_S,
    KeyFact,
    Status,
    SubjectFacts,
    evaluate_status,
    facts_of_history,
    joined_subjects,
)

from .acting import ACTING, SAME_AS
from .words import word_of


@dataclass(frozen=True, slots=True)
class RuledSubject:
    """Facts of one subject.

    Attributes:
        acts: With the records that act, and no others.
        assessed: With the assessments of a schema too, for each schema that has some.
        places: Of all these records on the chain, as numbers, by uid.
    """

    acts: SubjectFacts
    assessed: Mapping[bytes, SubjectFacts]
    places: Mapping[bytes, int]

    def under(self, schema: bytes) -> SubjectFacts:
        """Return what the rule needs for a schema, 32 bytes."""
        return self.assessed.get(schema, self.acts)

    @property
    def is_joined(self) -> bool:
        """Whether a record joins it to another subject, be it that this counts or not."""
        return bool(self.acts.joined_by) or any(record.schema == SAME_AS for record in self.acts.records)

    def says_something(self, schema: bytes) -> bool:
        """Return whether anything of it can bear on a schema: an assessment, an announcement of one, or a join."""
        if schema in self.assessed or self.is_joined:
            return True
        return any(record.ref_uid == schema for record in self.acts.records)

    def times(self) -> Iterator[int]:
        """Yield the times at which something of it can change by itself, Unix seconds."""
        for record in (record for facts in self.assessed.values() for record in facts.records):
            yield from (record.valid_from, record.valid_until, record.valid_until - EXPIRING_WITHIN_S)


@dataclass(frozen=True)
class RuledSubjects:
    """Facts of subjects that the rule itself reads.

    Attributes:
        facts: By subject, 32 bytes.
        keys: Of every party that signed one of the records.
    """

    facts: Mapping[bytes, RuledSubject]
    keys: Mapping[bytes, KeyFact]

    def twins(self, subject: bytes, schema: bytes, known_at: int) -> tuple[SubjectFacts, ...]:
        """Return the facts of all subjects joined to one, as known on a date; those that are missing are left out."""
        facts = self.facts[subject].under(schema)
        found: dict[bytes, SubjectFacts] = {}
        while True:
            joined = set(joined_subjects(facts, known_at=known_at, twins=found.values()))
            missing = [other for other in joined - set(found) if other in self.facts]
            if not missing:
                return tuple(found.values())
            found |= {other: self.facts[other].under(schema) for other in missing}

    def words(
        self, schema: bytes, valid_at: int, known_at: int, subjects: Iterable[bytes] | None = None
    ) -> dict[bytes, int]:
        """Return the status of each subject under a schema, as a number; those of which nothing is said are left out.

        Args:
            schema: 32 bytes.
            valid_at: Unix seconds.
            known_at: Unix seconds.
            subjects: Only these; None for all.

        Raises:
            AnswerNotPossible: The history of a joined subject is missing.
        """
        found = {}
        with named_errors():
            for subject in self.facts if subjects is None else subjects:
                facts = self.facts[subject]
                if facts.acts.registered_at <= known_at and facts.says_something(schema):
                    found[subject] = word_of(self._status(subject, schema, valid_at, known_at))
        return found

    def deciding(self, subject: bytes, schema: bytes, valid_at: int, known_at: int) -> tuple[int, ...]:
        """Return the places of the records that the status of one of the subjects rests on, as numbers.

        Args:
            subject: 32 bytes.
            schema: 32 bytes.
            valid_at: Unix seconds.
            known_at: Unix seconds.

        Raises:
            AnswerNotPossible: The history of a joined subject is missing.
        """
        if self.facts[subject].acts.registered_at > known_at:
            return ()
        with named_errors():
            winning = self._status(subject, schema, valid_at, known_at).winning
        of = (subject, *(twin.subject for twin in self.twins(subject, schema, known_at)))
        places = {uid: place for one in of for uid, place in self.facts[one].places.items()}
        return tuple(places[uid] for uid in winning)

    def _status(self, subject: bytes, schema: bytes, valid_at: int, known_at: int) -> Status:
        return evaluate_status(
            self.facts[subject].under(schema),
            schema=schema,
            valid_at=valid_at,
            known_at=known_at,
            keys=self.keys,
            twins=self.twins(subject, schema, known_at),
        )

    def changing(self, after: int, until: int) -> set[bytes]:
        """Return the subjects whose status can change by itself after one time and up to another, Unix seconds.

        A joined subject changes with those that it is joined to.
        """
        subjects, times = self._times
        found = {subjects[place] for place in np.flatnonzero((times > after) & (times <= until)).tolist()}
        return found | self._joined

    @cached_property
    def _times(self) -> tuple[list[bytes], NDArray[np.int64]]:
        """Times at which something changes by itself, and of whom."""
        found = [(subject, min(time, LAST_TIME)) for subject, facts in self.facts.items() for time in facts.times()]
        return [subject for subject, _ in found], np.array([time for _, time in found], np.int64)

    @cached_property
    def _joined(self) -> frozenset[bytes]:
        return frozenset(subject for subject, facts in self.facts.items() if facts.is_joined)


def load_ruled(
    session: Session, ledger: LedgerKey, subjects: Collection[bytes], schemas: Collection[bytes]
) -> RuledSubjects:
    """Read the facts of some subjects, and of all that are joined to them.

    Args:
        session: A reading session.
        ledger: The ledger.
        subjects: 32 bytes each; those that nobody registered are left out.
        schemas: Assessed ones, 32 bytes each.
    """
    facts: dict[bytes, RuledSubject] = {}
    wanted = set(subjects)
    asked: set[bytes] = set()
    while wanted:
        asked |= wanted
        found = _facts(session, ledger, wanted, schemas)
        facts |= found
        # who was joined on some date before is among those who are joined now: joins are not undone
        named = (joined_subjects(one.acts, known_at=LAST_TIME) for one in found.values())
        wanted = {other for others in named for other in others} - asked
    issuers = {
        record.issuer
        for one in facts.values()
        for under in (one.acts, *one.assessed.values())
        for record in under.records
    }
    return RuledSubjects(facts, key_facts(session, ledger, issuers) if issuers else {})


def merged(older: RuledSubjects, newer: RuledSubjects) -> RuledSubjects:
    """Return both, the newer facts where a subject is in both."""
    return RuledSubjects({**older.facts, **newer.facts}, {**older.keys, **newer.keys})


def _facts(
    session: Session, ledger: LedgerKey, subjects: Collection[bytes], schemas: Collection[bytes]
) -> dict[bytes, RuledSubject]:
    found = {}
    for subject, items in histories_of_subjects(session, ledger, subjects, ACTING | set(schemas)).items():
        if items[0].entry.type is not SUBJECT_REGISTERED:
            continue
        entries = [item.entry for item in items]
        records = [item.record for item in items if item.record is not None]
        held = {record.attestation.schema for record in records} - ACTING
        found[subject] = RuledSubject(
            acts=facts_of_history(entries, records, schema=None, has_identity=True),
            assessed={schema: facts_of_history(entries, records, schema=schema, has_identity=True) for schema in held},
            places={item.record.uid: place_number(item.position) for item in items if item.record is not None},
        )
    return found
