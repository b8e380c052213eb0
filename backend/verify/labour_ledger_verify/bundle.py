"""Bundles: the parts of the file, parsed.

Section 2 of docs/bundle-format.md. A parsed bundle is well-formed and proves nothing yet; `bundle_reading` makes it
from JSON, `bundle_writing` does the reverse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from .attestation import Attestation
from .document import JsonValue
from .history import Entry

BUNDLE_FORMAT: Final = "labour-ledger/bundle@1"


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A `Recorded` entry with the attestation that it stands for.

    Attributes:
        attestation: Its body; uid and schema follow from it.
        basis: The basis word as folded.
        recorded_at: Unix seconds.
        signature: Place in the bundle's signatures.
        item: Place in the batch's struct hashes, or None when it was signed alone.
    """

    attestation: Attestation
    basis: int
    recorded_at: int
    signature: int
    item: int | None


class Since(NamedTuple):
    """An earlier verified head that a history continues from, and how many entries made it."""

    head: bytes
    entries: int


@dataclass(frozen=True, slots=True)
class SubjectPart:
    """A subject's history; bare and shown entries in order."""

    subject: bytes
    entries: tuple[Entry | ShownRecord, ...]
    identity: JsonValue | None = None
    since: Since | None = None


@dataclass(frozen=True, slots=True)
class PartyPart:
    """A party's history, or what it issued."""

    party: int
    entries: tuple[Entry, ...]
    profile: JsonValue | None = None
    since: Since | None = None


class SignaturePart(NamedTuple):
    """A signature; for a batch with the struct hashes of all its attestations in order."""

    signature: bytes
    struct_hashes: tuple[bytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """A well-formed bundle."""

    header: bytes
    nodes: tuple[bytes, ...]
    subjects: tuple[SubjectPart, ...]
    parties: tuple[PartyPart, ...]
    issued: tuple[PartyPart, ...]
    signatures: tuple[SignaturePart, ...]
    documents: tuple[JsonValue, ...]

    @property
    def about(self) -> SubjectPart | PartyPart:
        """The history that the bundle is about: the first subject's, or else what the first party issued."""
        return self.subjects[0] if self.subjects else self.issued[0]

    def count_entries(self) -> int:
        """Return how many entries all histories have together."""
        subjects = sum(len(part.entries) for part in self.subjects)
        return subjects + sum(len(part.entries) for part in (*self.parties, *self.issued))
