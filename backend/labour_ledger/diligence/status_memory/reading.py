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
            # nothing was read, so that no later state can be told from this one by what was recorded since
            self._found.look = None if look is None else look._replace(place=None)
            return Findings(self._found, {}, (), NOTHING_STAYS, same_state=False)
        if self._touched is None or self._touched.schemas:
            self._found.schemas = self._state.schemas()
        asked = ((self._subject(question), question.schema) for question in questions)
        self._check({(subject, schema) for subject, schema in asked if subject is not None})
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

    def _check(self, places: set[Place]) -> None:
        """Read what is not known of subjects under schemas, and look whether the rest is still so."""
        touched = self._touched
        stale: dict[Place, Material] = {}
        missing: set[Place] = set()
        for place in places:
            material = self._kept.get(place)
            if material is None or touched is None or material.depends_on & touched.subjects:
                missing.add(place)
            elif material.version != self._version:
                stale[place] = material
        missing |= self._changed(stale)
        if missing:
            self._read(missing)

    @property
    def _version(self) -> Hashable:
        return None if self._found.look is None else self._found.look.version

    def _changed(self, materials: Mapping[Place, Material]) -> set[Place]:
        """Return the places of which documents or names came or went; of the others that is confirmed."""
        if not materials:
            return set()
        names = self._state.names({subject for subject, _ in materials})
        held = self._state.held(frozenset[bytes]().union(*(one.looked_for for one in materials.values())))
        self._read_parties({number for one in materials.values() for number in one.parties})
        self._read_keys({key for one in materials.values() for key in one.issuers})
        changed = set()
        for place, material in materials.items():
            same_parties = all(self._party_name(number) == name for number, name in material.parties.items())
            if same_parties and names.get(place[0]) == material.name and held & material.looked_for == material.held:
                self._confirmed.append(place)
            else:
                changed.add(place)
        return changed

    def _read(self, places: set[Place]) -> None:
        """Read subjects under schemas with all that are joined to them; None stands for those of which that fails."""
        for place in places:
            self._made[place] = None
        try:
            histories, joined = self._histories(places)
            records = [record for history in histories.values() for record in history.records]
            self._read_parties(parties_of(records))
            self._read_keys({record.attestation.issuer for record in records})
        except RuleInputError:
            # a basis of a newer version; the long way says which
            return
        party_names = self._party_names(parties_of(records))
        for subject, schema in places & histories.keys():
            named = joined[subject, schema]
            twins = [histories[twin, schema] for twin in named if (twin, schema) in histories]
            if len(histories[subject, schema].rows) + sum(len(twin.rows) for twin in twins) > MOST_RECORDS:
                continue
            self._made[subject, schema] = make_material(
                histories[subject, schema],
                twins,
                depends_on=frozenset({subject, *named}),
                party_names=party_names,
                version=self._version,
            )

    def _histories(self, places: set[Place]) -> tuple[dict[Place, History], dict[Place, tuple[bytes, ...]]]:
        """Return histories with those of all joined subjects, and for each place asked about who is joined to it."""
        found: dict[Place, History] = {}
        asked: set[Place] = set()
        missing = places
        while missing:
            asked |= missing
            found.update(self._histories_of(missing))
            joined = {place: self._joined(place, found) for place in places & found.keys()}
            missing = {(twin, place[1]) for place, twins in joined.items() for twin in twins} - asked
        return found, joined

    def _joined(self, place: Place, histories: Mapping[Place, History]) -> tuple[bytes, ...]:
        own = histories[place].facts
        if not joined_subjects(own, known_at=self._block_time):
            return ()
        facts = [history.facts for (_, schema), history in histories.items() if schema == place[1]]
        return joined_subjects(own, known_at=self._block_time, twins=facts)

    def _histories_of(self, places: set[Place]) -> dict[Place, History]:
        schemas = {*ACTING, *(schema for _, schema in places)}
        registered = self._state.subjects({subject for subject, _ in places}, schemas)
        bounded = [subject for subject, row in registered.items() if row.records <= MOST_RECORDS]
        entries = self._state.entries(bounded)
        by_subject: dict[bytes, list[RecordRow]] = {}
        for row in self._state.records(bounded, schemas):
            by_subject.setdefault(row.record.attestation.subject, []).append(row)
        found = {}
        for subject, schema in places:
            if subject not in entries:
                continue
            looked_at = {*ACTING, schema}
            rows = [row for row in by_subject.get(subject, ()) if row.record.attestation.schema in looked_at]
            history = make_history(registered[subject], entries[subject], rows, schema=schema)
            if history is not None:
                found[subject, schema] = history
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
