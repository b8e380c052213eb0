"""What the statuses of one subject under one schema are made of, whatever the dates: facts for the rule, and records.

It holds what it was read from, so that it can be told whether that is still so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from labour_ledger.diligence.people import Names
from labour_ledger.diligence.records import RecordView, Reference
from labour_ledger.diligence.subjects import subject_json
from labour_ledger.evidence.disclosed import fitting_identity
from labour_ledger.store.results import IndexedRecord, SubjectSummary
from labour_ledger.store.status_rows import RecordRow, SubjectRow
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.document import parse_json_strict
from labour_ledger_verify.history import SUBJECT_CLOSED, SUBJECT_REGISTERED, SUBJECT_REOPENED, Entry
from labour_ledger_verify.status import ACTING_SCHEMA_IDS, SubjectFacts, facts_of_history

ACTING: Final = tuple(schema_hash(schema_id) for schema_id in ACTING_SCHEMA_IDS)
MOST_RECORDS: Final = 64
"""Of a subject, under one schema and those that act on it; with more, the rule takes too long for an event loop."""
_NOTHING: Final = bytes(32)
_OVERHEAD_BYTES: Final = 4000
_RECORD_BYTES: Final = 4000
"""Roughly what a record takes: as a value, as a fact, and as it is shown."""


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party by its name alone."""

    name: str | None


class ForeignReference(Exception):
    """A record names something outside of the histories that were read."""


@dataclass(slots=True)
class Material:
    """What statuses of a subject under a schema are made of.

    Attributes:
        facts: For the rule.
        twins: Of all subjects that are joined to it by now.
        depends_on: The subject and all joined to it, also such as are not registered.
        subject: The subject as every answer refers to it, as JSON.
        name: From its identity document; None if it is not held.
        records: By uid.
        documents: That are held, by hash, as they were hashed.
        looked_for: Hashes of all documents that could be held.
        held: Those of them that are.
        issuers: Keys that signed the records.
        parties: Names of those in the records' bases; a party that is not registered is left out.
        version: Of the store, at which all this was so.
        shown: Records as JSON, made when they are first shown.
    """

    facts: SubjectFacts
    twins: tuple[SubjectFacts, ...]
    depends_on: frozenset[bytes]
    subject: bytes
    name: str | None
    records: Mapping[bytes, IndexedRecord]
    documents: Mapping[bytes, str]
    looked_for: frozenset[bytes]
    held: frozenset[bytes]
    issuers: frozenset[bytes]
    parties: Mapping[int, str | None]
    version: object
    shown: dict[bytes, bytes] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Roughly the memory that it takes, bytes."""
        documents = sum(map(len, self.documents.values()))
        return _OVERHEAD_BYTES + _RECORD_BYTES * len(self.records) + 4 * documents

    def show(self, uid: bytes, schemas: Mapping[bytes, str]) -> bytes:
        """Return a record as `RecordView.to_json` has it, as JSON.

        Args:
            uid: Of one of the records.
            schemas: Ids by hash.

        Raises:
            ForeignReference: It names something that only the store can say what it is.
        """
        found = self.shown.get(uid)
        if found is None:
            found = self.shown[uid] = self._rendered(self.records[uid], schemas)
        return found

    def _rendered(self, record: IndexedRecord, schemas: Mapping[bytes, str]) -> bytes:
        ref_uid = record.attestation.ref_uid
        reference = None
        if ref_uid != _NOTHING:
            if ref_uid not in self.records:
                raise ForeignReference
            reference = Reference(self.records[ref_uid], None, ref_uid if ref_uid in schemas else None)
        names = Names({number: PartyName(name) for number, name in self.parties.items()}, schemas)
        found = RecordView(record, names, reference, document=None).to_json()
        document = self.documents.get(record.attestation.document_hash)
        if document is not None:
            found["document"] = _as_shown(document)
        return msgspec.json.encode(found)


@dataclass(frozen=True, slots=True)
class History:
    """A subject's history as it was read.

    Attributes:
        subject: As registered.
        entries: But for records, in order.
        rows: Records under the schema asked for and those that act, in order.
        facts: For the rule.
    """

    subject: SubjectRow
    entries: Sequence[Entry]
    rows: Sequence[RecordRow]
    facts: SubjectFacts

    @property
    def records(self) -> list[IndexedRecord]:
        """The records alone."""
        return [row.record for row in self.rows]


def make_history(
    subject: SubjectRow, entries: Sequence[Entry], rows: Sequence[RecordRow], *, schema: bytes
) -> History | None:
    """Return what was read with the facts in it; None if it does not begin with a registration.

    Raises:
        InputError: A record's basis has a bit or value that this version does not know.
    """
    if not entries or entries[0].type is not SUBJECT_REGISTERED:
        return None
    identity = None
    if subject.identity_json is not None:
        identity = fitting_identity(subject.identity_hash, subject.identity_json.encode("utf-8"), entries)
    records = [row.record for row in rows]
    facts = facts_of_history(entries, records, schema=schema, has_identity=identity is not None)
    return History(subject, entries, rows, facts)


def make_material(
    own: History,
    twins: Sequence[History],
    *,
    depends_on: frozenset[bytes],
    party_names: Mapping[int, str | None],
    version: object,
) -> Material:
    """Return histories as material.

    Args:
        own: Of the subject.
        twins: Of the subjects joined to it, as far as there are such.
        depends_on: The subject and all that are joined to it.
        party_names: Of all parties in the records' bases.
        version: Of the store that this was read from.
    """
    histories = (own, *twins)
    rows = [row for history in histories for row in history.rows]
    documents = {r.record.attestation.document_hash: r.document_json for r in rows if r.document_json is not None}
    identities = {history.subject.identity_hash for history in histories}
    held = {one.subject.identity_hash for one in histories if one.subject.identity_json is not None}
    parties = parties_of([row.record for row in rows])
    return Material(
        facts=own.facts,
        twins=tuple(twin.facts for twin in twins),
        depends_on=depends_on,
        subject=msgspec.json.encode(subject_json(_summary(own))),
        name=own.subject.name,
        records={row.record.uid: row.record for row in rows},
        documents=documents,
        looked_for=frozenset({*identities, *(row.record.attestation.document_hash for row in rows)}),
        held=frozenset({*held, *documents}),
        issuers=frozenset(row.record.attestation.issuer for row in rows),
        parties={number: party_names[number] for number in parties if number in party_names},
        version=version,
    )


def parties_of(records: Sequence[IndexedRecord]) -> set[int]:
    """Return the parties that records name, the council left out."""
    return {number for record in records for number in (record.basis.party, record.basis.accreditor)} - {0}


def _summary(history: History) -> SubjectSummary:
    subject = history.subject
    noted = [entry.type for entry in history.entries if entry.type in (SUBJECT_CLOSED, SUBJECT_REOPENED)]
    return SubjectSummary(
        subject=subject.subject,
        kind=subject.kind,
        country=subject.country,
        controller=history.facts.controllers[-1].party,
        registrar=subject.registrar,
        registered_at=subject.recorded_at,
        identity_hash=subject.identity_hash,
        closed=bool(noted) and noted[-1] is SUBJECT_CLOSED,
        name=subject.name,
    )


def _as_shown(canonical_json: str) -> Any:  # noqa: ANN401 - JSON that is already text
    data = canonical_json.encode("utf-8")
    try:
        if msgspec.json.encode(_PLAIN.decode(data)) == data:
            return msgspec.Raw(data)
    except (msgspec.DecodeError, ValueError):
        pass
    # not as it would be written: the strict reader says why, or what else is to be shown
    return parse_json_strict(data, what="document")


def _refuse_number(text: str) -> float:
    raise ValueError(text)


_PLAIN: Final = msgspec.json.Decoder(float_hook=_refuse_number)
"""Reads what has no keys twice, as these would not be written again, and whole numbers only."""
