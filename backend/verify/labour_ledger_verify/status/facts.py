"""From a subject's history to what the rule is told of it, the same for an index and for a bundle.

Only carries over; that the history is whole and its records are genuine is checked by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from labour_ledger_verify.attestation import Attestation
from labour_ledger_verify.basis import Basis
from labour_ledger_verify.history import CONTROLLER_CHANGED, JOINED_BY, SUBJECT_REGISTERED, Entry

from .acting import is_acting_schema
from .model import ControllerPeriod, Joined, Record, SubjectFacts


class RecordBody(Protocol):
    """A record of which the signed fields are known, however it is kept."""

    @property
    def uid(self) -> bytes:
        """Digest of its attestation, 32 bytes."""
        ...

    @property
    def attestation(self) -> Attestation:
        """Its signed fields."""
        ...

    @property
    def basis(self) -> Basis:
        """In what capacity the contract found the issuer."""
        ...

    @property
    def recorded_at(self) -> int:
        """Unix seconds."""
        ...


def facts_of_history(
    entries: Sequence[Entry], records: Iterable[RecordBody], *, schema: bytes | None, has_identity: bool = False
) -> SubjectFacts:
    """Return the facts of a subject.

    Args:
        entries: Its history in order, from its registration on.
        records: The records of this history in order.
        schema: The schema asked for, 32 bytes; records of others that do not act are left out. None for acts alone.
        has_identity: Whether its identity document was checked.

    Raises:
        InputError: A basis has a bit or value that this version does not know.
    """
    registration = entries[0]
    return SubjectFacts(
        subject=registration.data("subject"),
        kind=registration.number("kind"),
        country=registration.data("country").rstrip(b"\0").decode("ascii"),
        registered_at=registration.recorded_at,
        controllers=tuple(
            ControllerPeriod(entry.number("controller"), entry.recorded_at)
            for entry in entries
            if entry.type is SUBJECT_REGISTERED or entry.type is CONTROLLER_CHANGED
        ),
        records=tuple(_record(record) for record in records if _is_relevant(record.attestation.schema, schema)),
        joined_by=tuple(_joined(entry) for entry in entries if entry.type is JOINED_BY),
        has_identity=has_identity,
    )


def _is_relevant(schema: bytes, asked: bytes | None) -> bool:
    return schema == asked or is_acting_schema(schema)


def _record(record: RecordBody) -> Record:
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
