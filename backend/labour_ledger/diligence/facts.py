"""From the index to what the status rule is given: facts of a subject and of every subject joined to it.

It must not judge; which joins count is asked of the rule.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from labour_ledger.store.queries import subject_history
from labour_ledger.store.results import HistoryItem, IndexedRecord, LedgerKey
from labour_ledger_verify.basis import Basis
from labour_ledger_verify.history import CONTROLLER_CHANGED, JOINED_BY, SUBJECT_REGISTERED, Entry
from labour_ledger_verify.status import (
    ControllerPeriod,
    Joined,
    Record,
    SubjectFacts,
    is_acting_schema,
    joined_subjects,
)

from .identity import is_identity_checked


def load_facts(session: Session, ledger: LedgerKey, subject: bytes, *, schema: bytes) -> SubjectFacts | None:
    """Return what the rule needs of one subject, or None if it is not registered.

    Args:
        session: A reading session.
        ledger: The ledger.
        subject: 32 bytes.
        schema: The schema asked for, 32 bytes; records of others that do not act are left out.
    """
    history = subject_history(session, ledger, subject)
    entries = [item.entry for item in history]
    registration = next((entry for entry in entries if entry.type is SUBJECT_REGISTERED), None)
    if registration is None:
        return None
    return SubjectFacts(
        subject=subject,
        kind=registration.number("kind"),
        country=registration.data("country").rstrip(b"\0").decode("ascii"),
        registered_at=registration.recorded_at,
        controllers=tuple(
            ControllerPeriod(entry.number("controller"), entry.recorded_at)
            for entry in entries
            if entry.type in (SUBJECT_REGISTERED, CONTROLLER_CHANGED)
        ),
        records=_relevant_records(history, schema),
        joined_by=tuple(_joined(entry) for entry in entries if entry.type is JOINED_BY),
        has_identity=is_identity_checked(session, entries),
    )


def load_twins(
    session: Session, ledger: LedgerKey, facts: SubjectFacts, *, schema: bytes, known_at: int
) -> tuple[SubjectFacts, ...]:
    """Return the facts of all subjects joined to one, directly or through others, as known on a date.

    Args:
        session: A reading session.
        ledger: The ledger.
        facts: Of the subject asked about.
        schema: The schema asked for, 32 bytes.
        known_at: Joins recorded later are not followed, Unix seconds.
    """
    found: dict[bytes, SubjectFacts] = {}
    # a join can name what is no subject; the rule then says that it cannot answer, so it is asked for only once
    asked: set[bytes] = set()
    while missing := set(joined_subjects(facts, known_at=known_at, twins=found.values())) - asked:
        asked |= missing
        for subject in sorted(missing):
            twin = load_facts(session, ledger, subject, schema=schema)
            if twin is not None:
                found[subject] = twin
    return tuple(found.values())


def _relevant_records(history: Sequence[HistoryItem], schema: bytes) -> tuple[Record, ...]:
    records = (item.record for item in history if item.record is not None)
    return tuple(
        _record(record)
        for record in records
        if record.attestation.schema == schema or is_acting_schema(record.attestation.schema)
    )


def _record(record: IndexedRecord) -> Record:
    attestation = record.attestation
    return Record(
        uid=record.uid,
        schema=attestation.schema,
        basis=record.basis,
        recorded_at=record.recorded_at,
        issuer=attestation.issuer,
        outcome=attestation.outcome,
        valid_from=attestation.valid_from,
        valid_until=attestation.valid_until,
        ref_uid=attestation.ref_uid,
    )


def _joined(entry: Entry) -> Joined:
    return Joined(
        uid=entry.data("uid"),
        other=entry.data("subject"),
        basis=Basis.unpack(entry.number("basis")),
        recorded_at=entry.recorded_at,
    )
