"""Statuses from memory: what was read once stays until something was recorded about its subject, or a document came.

An answer is that of `diligence.status.site_status`, to the byte, or there is none here and that is the way to take. The
rule is asked anew for every answer: what is kept is what it is given.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable
from functools import lru_cache
from typing import Final

import msgspec

from labour_ledger.diligence.basis import basis_at
from labour_ledger.diligence.status import STATUS_FORMAT, shown_uids
from labour_ledger.schemas.catalogue import schema_ids_by_hash
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger.store.status_readers import StatusReader
from labour_ledger.store.status_rows import Touched
from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import KeyFact, Status, evaluate_status, joined_subjects, resolve_dates

from .material import ForeignReference, Material
from .question import StatusQuestion
from .reading import Findings, Known, Place, Reading

MOST_BYTES: Final = 128 * 2**20
"""Of material together, roughly; beyond that goes first what was not asked for the longest."""
_MOST_NAMES: Final = 100_000


class StatusMemory:
    """Answers of one ledger. Whoever calls `take` and `answer` does so from one thread; `read` may run in another."""

    def __init__(self, reader: StatusReader, ledger: LedgerKey, *, most_bytes: int = MOST_BYTES) -> None:
        """Make one that knows nothing yet.

        Args:
            reader: Of the store.
            ledger: The ledger.
            most_bytes: Memory for material.
        """
        self._reader = reader
        self._ledger = ledger
        self._most_bytes = most_bytes
        self._known = Known()
        self._materials: OrderedDict[Place, Material] = OrderedDict()
        self._bytes = 0
        self._by_subject: dict[bytes, set[Place]] = {}
        self._schema_names: dict[bytes, str] = {}

    @property
    def version(self) -> Hashable | None:
        """Of the state of the store that answers are of; None before anything was read."""
        return None if self._known.look is None else self._known.look.version

    @property
    def nbytes(self) -> int:
        """Roughly the memory that material takes, bytes."""
        return self._bytes

    def has(self, question: StatusQuestion) -> bool:
        """Return whether everything that a question needs was read from the state that `version` is of."""
        place = self._place(question)
        material = None if place is None else self._materials.get(place)
        return material is not None and material.version == self.version

    def read(self, questions: Iterable[StatusQuestion]) -> Findings:
        """Read what questions need, from one state of the store; nothing changes until it is given to `take`.

        Raises:
            UnavailableError: The store does not answer.
        """
        with self._reader.state(self._ledger, self._known.look) as (state, look):
            return Reading(state, look, self._known, self._materials).answer_for(questions)

    def take(self, findings: Findings) -> None:
        """Take what was read, and drop what is not so any more. Findings are taken in the order of their reading."""
        found, known = findings.found, self._known
        self._drop(findings.touched)
        if findings.touched is None or findings.touched.schemas:
            known.schemas = found.schemas
            self._schema_names = {**schema_ids_by_hash(), **{key: name for key, name in found.schemas.items() if name}}
            for kept in self._materials.values():
                kept.shown.clear()
        if not findings.same_state:
            known.parties = {}
        known.look = found.look
        known.parties.update(found.parties)
        known.keys.update(found.keys)
        if len(known.subjects) > _MOST_NAMES:
            known.subjects = {}
        known.subjects.update(found.subjects)
        for place in findings.confirmed:
            if place in self._materials:
                self._materials[place].version = self.version
        for place, material in findings.materials.items():
            self._forget(place)
            if material is not None:
                self._keep(place, material)

    def answer(self, question: StatusQuestion) -> bytes | None:
        """Return the answer as JSON, or None where the long way has to be taken, be it to say what is wrong."""
        place = self._place(question)
        if place is None or not self.has(question):
            return None
        look, schema_id = self._known.look, self._known.schemas.get(question.schema)
        if look is None or look.cursor is None or schema_id is None:
            return None
        material = self._materials[place]
        self._materials.move_to_end(place)
        try:
            dates = _dates(question.valid_at_text, question.known_at_text, look.cursor.block_time)
            status = evaluate_status(
                material.facts,
                schema=question.schema,
                valid_at=dates[0],
                known_at=dates[1],
                keys=self._keys_of(material, dates[1]),
                twins=material.twins,
            )
            shown = shown_uids(status) if question.with_records else ()
            records = [material.show(uid, self._schema_names) for uid in shown]
        except (VerifyError, ForeignReference):
            return None
        schema = msgspec.json.encode({"id": schema_id, "hash": to_hex(question.schema)})
        basis = self._basis(look.cursor, status)
        return _joined(material.subject, schema, status, records if question.with_records else None, basis)

    def _basis(self, cursor: Cursor, status: Status) -> bytes:
        dates = {"valid_at": status.valid_at, "known_at": status.known_at}
        basis = basis_at(self._ledger, cursor, **dates, uids=status.winning)
        return msgspec.json.encode(basis.to_json())

    def _keys_of(self, material: Material, known_at: int) -> dict[bytes, KeyFact]:
        """Return the facts of keys that the long way would have: those of histories that are joined by that date."""
        issuers: Collection[bytes] = material.issuers
        if material.twins:
            joined = joined_subjects(material.facts, known_at=known_at, twins=material.twins)
            histories = (material.facts, *(twin for twin in material.twins if twin.subject in joined))
            issuers = {record.issuer for facts in histories for record in facts.records}
        found: dict[bytes, KeyFact] = {}
        for issuer in issuers:
            found.update(self._known.keys[issuer])
        return found

    def _place(self, question: StatusQuestion) -> Place | None:
        subject = question.subject or self._known.subjects.get(question.name)
        return None if subject is None else (subject, question.schema)

    def _drop(self, touched: Touched | None) -> None:
        known = self._known
        if touched is None:
            self._materials.clear()
            self._by_subject.clear()
            self._bytes = 0
            known.subjects, known.keys = {}, {}
            return
        for place in {place for subject in touched.subjects for place in self._by_subject.get(subject, ())}:
            self._forget(place)
        if touched.entered:
            known.subjects = {}
        if touched.parties:
            known.keys = {}

    def _keep(self, place: Place, material: Material) -> None:
        self._materials[place] = material
        for subject in material.depends_on:
            self._by_subject.setdefault(subject, set()).add(place)
        self._bytes += material.nbytes
        while self._bytes > self._most_bytes:
            self._forget(next(iter(self._materials)))

    def _forget(self, place: Place) -> None:
        material = self._materials.pop(place, None)
        if material is None:
            return
        self._bytes -= material.nbytes
        for subject in material.depends_on:
            places = self._by_subject[subject]
            places.discard(place)
            if not places:
                del self._by_subject[subject]


# strptime takes as long as the rule
_dates = lru_cache(maxsize=1024)(resolve_dates)


def _joined(subject: bytes, schema: bytes, status: Status, records: Collection[bytes] | None, basis: bytes) -> bytes:
    """Return the form of `StatusAnswer.to_json` from parts that are JSON already."""
    return b'{"format":"%b","subject":%b,"schema":%b,"status":%b,"records":%b,"basis":%b}' % (
        STATUS_FORMAT.encode(),
        subject,
        schema,
        msgspec.json.encode(status.to_json()),
        b"null" if records is None else b"[%b]" % b",".join(records),
        basis,
    )
