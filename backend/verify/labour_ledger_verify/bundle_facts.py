"""What the status rule is told of a subject's history in a bundle.

Only carries over; which entries there are is checked before, and what they mean is judged by `status`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .attestation import Attestation
from .basis import Basis
from .bundle import ShownRecord, SubjectPart
from .history import Entry
from .status import SubjectFacts, facts_of_history


class ShownEntry(NamedTuple):
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

    @property
    def attestation(self) -> Attestation:
        """Its signed fields."""
        return self.record.attestation

    @property
    def recorded_at(self) -> int:
        """Unix seconds."""
        return self.record.recorded_at


class SubjectHistory(NamedTuple):
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
    return facts_of_history(history.entries, history.shown, schema=schema, has_identity=has_identity)
