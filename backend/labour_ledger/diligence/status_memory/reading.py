"""Reading what a memory of statuses lacks, all from one state of the store; it changes nothing in the memory."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from labour_ledger.store.status_rows import Look, RecordRow, StatusState, Touched
from labour_ledger_verify.errors import InputError as RuleInputError
from labour_ledger_verify.status import KeyFact, joined_subjects

from .material import ACTING, MOST_RECORDS, History, Material, make_history, make_material, parties_of
from .question import StatusQuestion

Place = tuple[bytes, bytes]
"""Subject and schema."""
Keys = Mapping[bytes, Mapping[bytes, KeyFact]]
"""For each key that signed something, what is known of all keys of its party."""

NOTHING_STAYS: Final = None


@dataclass(slots=True)
class Known:
    """What is known of a ledger, as of the look.

    Attributes:
        look: At which state of the store; None before anything was read.
        schemas: Ids of registered schemas by hash.
        subjects: By the name that they were asked for.
        parties: Names by number; a number that is no party is left out.
        keys: As `Keys`.
    """

    look: Look | None = None
    schemas: Mapping[bytes, str] = field(default_factory=dict)
    subjects: dict[str, bytes] = field(default_factory=dict)
    parties: dict[int, str | None] = field(default_factory=dict)
    keys: dict[bytes, Mapping[bytes, KeyFact]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was read, and what of the old is still so.

    Attributes:
        found: What was read now.
        materials: That were read now, by subject and schema; None where only the long way gives an answer.
        confirmed: Material that was found to be still so.
        touched: What was recorded since the look before; None if nothing of the old may be used.
        same_state: The store is in the same state as at the look before.
    """

    found: Known
    materials: Mapping[Place, Material | None]
    confirmed: Sequence[Place]
    touched: Touched | None
    same_state: bool


class Reading:
    """One reading, from one state of the store."""

    def __init__(self, state: StatusState, look: Look, known: Known, materials: Mapping[Place, Material]) -> None:
        """Find out what of what is known may still be used.

        Args:
            state: The state.
            look: How far the index is in it.
            known: What is known; it is not changed.
            materials: That are kept, by subject and schema; likewise.
        """
        self._state = state
        self._known = known
        self._kept = materials
        self._made: dict[Place, Material | None] = {}
        self._found = Known(look)
        before = known.look
        self._same_state = before is not None and look.version is not None and before.version == look.version
        self._touched = self._find_touched(look)
        self._block_time = 0 if look.cursor is None else look.cursor.block_time
        self._confirmed: list[Place] = []

    def answer_for(self, questions: Iterable[StatusQuestion]) -> Findings:
        """Return all that these questions need and that is not known."""
        look = self._found.look
        if look is None or look.cursor is None or not look.cursor.ready:
            return Findings(self._found, {}, (), NOTHING_STAYS, same_state=False)
        if self._touched is None or self._touched.schemas:
            self._found.schemas = self._state.schemas()
        by_schema: dict[bytes, set[bytes]] = {}
        for question in questions:
            subject = self._subject(question)
            if subject is not None:
                by_schema.setdefault(question.schema, set()).add(subject)
        for schema, subjects in by_schema.items():
            self._check(schema, subjects)
        return Findings(self._found, self._made, self._confirmed, self._touched, self._same_state)

    def _find_touched(self, look: Look) -> Touched | None:
        before = self._known.look
        if before is None or before.place is None or look.cursor is None:
            return NOTHING_STAYS
        if self._same_state:
            return Touched(frozenset(), frozenset(), parties=False, schemas=False)
        return self._state.touched_since(before.place, look.cursor.block_number)

    def _subject(self, question: StatusQuestion) -> bytes | None:
        if question.subject is not None:
            return question.subject
        if self._touched is not None and not self._touched.entered and question.name in self._known.subjects:
            return self._known.subjects[question.name]
        if question.identifier is not None:
            subject = self._state.holder(question.identifier)
        else:
            meant = self._state.subjects_between(*question.within)
            subject = meant[0] if len(meant) == 1 else None
        if subject is not None:
            self._found.subjects[question.name] = subject
        return subject

    def _check(self, schema: bytes, subjects: set[bytes]) -> None:
        """Read what is not known of subjects under a schema, and look whether the rest is still so."""
        touched = self._touched
        stale: dict[bytes, Material] = {}
        missing: set[bytes] = set()
        for subject in subjects:
            material = self._kept.get((subject, schema))
            if material is None or touched is None or material.depends_on & touched.subjects:
                missing.add(subject)
            elif material.version != self._version:
                stale[subject] = material
        missing |= self._changed(schema, stale)
        if missing:
            self._read(schema, missing)

    @property
    def _version(self) -> Hashable:
        return None if self._found.look is None else self._found.look.version

    def _changed(self, schema: bytes, materials: Mapping[bytes, Material]) -> set[bytes]:
        """Return the subjects of which documents or names came or went; of the others that is confirmed."""
        if not materials:
            return set()
        names = self._state.names(materials)
        held = self._state.held(frozenset[bytes]().union(*(one.looked_for for one in materials.values())))
        self._read_parties({number for one in materials.values() for number in one.parties})
        self._read_keys({key for one in materials.values() for key in one.issuers})
        changed = set()
        for subject, material in materials.items():
            same_parties = all(self._party_name(number) == name for number, name in material.parties.items())
            if same_parties and names.get(subject) == material.name and held & material.looked_for == material.held:
                self._confirmed.append((subject, schema))
            else:
                changed.add(subject)
        return changed

    def _read(self, schema: bytes, subjects: set[bytes]) -> None:
        """Read subjects under a schema with all that are joined to them; None stands for those of which that fails."""
        for subject in subjects:
            self._made[subject, schema] = None
        try:
            histories, joined = self._histories(schema, subjects)
            records = [record for history in histories.values() for record in history.records]
            self._read_parties(parties_of(records))
            self._read_keys({record.attestation.issuer for record in records})
        except RuleInputError:
            # a basis of a newer version; the long way says which
            return
        party_names = self._party_names(parties_of(records))
        for subject in subjects & histories.keys():
            twins = [histories[twin] for twin in joined[subject] if twin in histories]
            self._made[subject, schema] = make_material(
                histories[subject],
                twins,
                depends_on=frozenset({subject, *joined[subject]}),
                party_names=party_names,
                version=self._version,
            )

    def _histories(
        self, schema: bytes, subjects: set[bytes]
    ) -> tuple[dict[bytes, History], dict[bytes, tuple[bytes, ...]]]:
        """Return the histories of subjects and of all joined to them, and for each of the first who is joined to it."""
        found: dict[bytes, History] = {}
        asked: set[bytes] = set()
        missing = subjects
        while missing:
            asked |= missing
            found.update(self._histories_of(schema, missing))
            joined = {subject: self._joined(subject, found) for subject in subjects & found.keys()}
            missing = {twin for twins in joined.values() for twin in twins} - asked
        return found, joined

    def _joined(self, subject: bytes, histories: Mapping[bytes, History]) -> tuple[bytes, ...]:
        own = histories[subject].facts
        if not joined_subjects(own, known_at=self._block_time):
            return ()
        facts = [history.facts for history in histories.values()]
        return joined_subjects(own, known_at=self._block_time, twins=facts)

    def _histories_of(self, schema: bytes, subjects: set[bytes]) -> dict[bytes, History]:
        schemas = (*ACTING, schema)
        registered = self._state.subjects(subjects, schemas)
        bounded = [subject for subject, row in registered.items() if row.records <= MOST_RECORDS]
        entries = self._state.entries(bounded)
        rows = self._state.records(bounded, schemas)
        by_subject: dict[bytes, list[RecordRow]] = {}
        for row in rows:
            by_subject.setdefault(row.record.attestation.subject, []).append(row)
        found = {}
        for subject in bounded:
            history = make_history(
                registered[subject], entries.get(subject, ()), by_subject.get(subject, ()), schema=schema
            )
            if history is not None:
                found[subject] = history
        return found

    def _read_parties(self, numbers: set[int]) -> None:
        wanted = [number for number in numbers if not self._has_party(number)]
        self._found.parties.update(self._state.party_names(wanted))

    def _read_keys(self, keys: set[bytes]) -> None:
        kept = self._known.keys if self._touched is not None and not self._touched.parties else {}
        wanted = [key for key in keys if key not in kept and key not in self._found.keys]
        self._found.keys.update(self._state.keys(wanted))

    def _has_party(self, number: int) -> bool:
        return number in self._found.parties or (self._same_state and number in self._known.parties)

    def _party_name(self, number: int) -> str | None:
        kept = self._known.parties if self._same_state else {}
        return self._found.parties.get(number, kept.get(number))

    def _party_names(self, numbers: set[int]) -> dict[int, str | None]:
        return {number: self._party_name(number) for number in numbers if self._has_party(number)}
