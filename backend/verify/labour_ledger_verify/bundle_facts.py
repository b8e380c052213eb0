"""What the status rule is told of a subject's history in a bundle.

Only carries over; which entries there are is checked before, and what they mean is judged by `status`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .basis import Basis
from .bundle import ShownRecord, SubjectPart
from .history import CONTROLLER_CHANGED, JOINED_BY, SUBJECT_REGISTERED, Entry
from .status import ControllerPeriod, Joined, Record, SubjectFacts, is_acting_schema


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A record of which the body is shown.

    Attributes:
        place: Its place among the entries of its part.
        uid: Digest of its attestation, 32 bytes.
        struct_hash: Of its attestation, 32 bytes.
        record: As the bundle has it.
        basis: Unpacked.
    """

    place: int
    uid: bytes
    struct_hash: bytes
    record: ShownRecord
    basis: Basis


@dataclass(frozen=True, slots=True)
class SubjectHistory:
    """A subject's history that folds to its head.

    Attributes:
        part: As the bundle has it.
        entries: All entries in order, shown records too.
        shown: The shown records in order.
    """

    part: SubjectPart
    entries: Sequence[Entry]
    shown: Sequence[ShownEntry]

    @property
    def subject(self) -> bytes:
        """Its 32-byte id."""
        return self.part.subject

    @property
    def is_whole(self) -> bool:
        """Whether it goes back to the registration."""
        return self.part.since is None

    @property
    def registration(self) -> Entry:
        """Its first entry; only a whole history has it."""
        return self.entries[0]

    @property
    def country(self) -> str:
        """Two letters, or empty; of a whole history."""
        return self.registration.data("country").rstrip(b"\0").decode("ascii")


def facts_of(history: SubjectHistory, schema: bytes | None, *, has_identity: bool = False) -> SubjectFacts:
    """Return the facts of a whole history.

    Args:
        history: Checked.
        schema: The schema asked for, 32 bytes; records of others that do not act are left out. None for acts alone.
        has_identity: Whether its identity document was checked.

    Raises:
        InputError: The basis of a join has a bit or value that this version does not know.
    """
    return SubjectFacts(
        subject=history.subject,
        kind=history.registration.number("kind"),
        country=history.country,
        registered_at=history.registration.recorded_at,
        controllers=tuple(
            ControllerPeriod(entry.number("controller"), entry.recorded_at)
            for entry in history.entries
            if entry.type is SUBJECT_REGISTERED or entry.type is CONTROLLER_CHANGED
        ),
        records=tuple(_records(history.shown, schema)),
        joined_by=tuple(_joined(entry) for entry in history.entries if entry.type is JOINED_BY),
        has_identity=has_identity,
    )


def _records(shown: Sequence[ShownEntry], schema: bytes | None) -> Iterator[Record]:
    for entry in shown:
        said = entry.record.attestation
        if said.schema == schema or is_acting_schema(said.schema):
            yield Record(
                uid=entry.uid,
                schema=said.schema,
                basis=entry.basis,
                recorded_at=entry.record.recorded_at,
                issuer=said.issuer,
                outcome=said.outcome,
                valid_from=said.valid_from,
                valid_until=said.valid_until,
                ref_uid=said.ref_uid,
            )


def _joined(entry: Entry) -> Joined:
    return Joined(entry.data("uid"), entry.data("subject"), Basis.unpack(entry.number("basis")), entry.recorded_at)
