"""Rebuild every head from the logs and the block times alone, by `docs/history-format.md` 3.

Written from the document with eth_abi, not with the fold of `labour_ledger_verify`, so that the two can disagree.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

# event -> (entry type, name of the argument that selects the history, words)
SUBJECT_ENTRIES: dict[str, tuple[int, str, str]] = {
    "SubjectRegistered": (
        1,
        "subject",
        "bytes32 subject,uint8 kind,bytes2 country,uint64 controller,uint64 registrar,bytes32 identityHash",
    ),
    "Recorded": (2, "subject", "bytes32 uid,bytes32 schema,uint256 basis"),
    "IdentifierClaimed": (3, "subject", "bytes32 identifier"),
    "IdentifierReassigned": (4, "subject", "bytes32 identifier,bytes32 toSubject"),
    "ControllerChanged": (5, "subject", "uint64 previousController,uint64 controller,uint64 authority"),
    "SubjectClosed": (6, "subject", ""),
    "SubjectReopened": (7, "subject", ""),
    "JoinedBy": (8, "joined", "bytes32 uid,bytes32 subject,uint256 basis"),
}
PARTY_ENTRIES: dict[str, tuple[int, str, str]] = {
    "PartyRegistered": (16, "party", "uint64 party,uint8 class,bytes2 country,bytes32 profileHash"),
    "KeyAdded": (17, "party", "address key,uint8 kind,uint8 role,uint48 notBefore,uint48 notAfter,address by"),
    "KeyRetired": (18, "party", "address key,address by"),
    "KeyCompromised": (19, "party", "address key,uint48 compromisedFrom,address by"),
    "KeySuspended": (20, "party", "address key,uint48 suspendedUntil"),
    "PartySuspended": (21, "party", "uint48 suspendedUntil"),
    "PartyReinstated": (22, "party", ""),
    "PartyReclassed": (23, "party", "uint8 class"),
    "AccreditationGiven": (
        24,
        "party",
        "bytes32 schema,bytes2 country,uint48 from,uint48 until,uint64 accreditor,bool mayAccredit",
    ),
    "AccreditationEnded": (25, "party", "bytes32 schema,bytes2 country,uint64 by"),
}
SCHEMA_ENTRIES: dict[str, tuple[int, str]] = {
    "SchemaRegistered": (
        48,
        "bytes32 schema,uint16 issuerClasses,uint8 outcomes,uint8 flags,uint48 longestValidity,"
        "uint48 longestBackdating,bytes32 contentHash",
    ),
    "SchemaRetired": (49, "bytes32 schema"),
}
ISSUED = 32
ZERO = bytes(32)


@dataclass
class Heads:
    """The heads that a reader of the logs arrives at."""

    subjects: dict[bytes, bytes] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    parties: dict[int, bytes] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    issued: dict[int, bytes] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    schemas: bytes = ZERO


def fold(entry_type: int, head: bytes, words: str, values: dict[str, Any], recorded_at: int) -> bytes:
    """Return the head after one entry."""
    pairs = [word.split(" ") for word in words.split(",")] if words else []
    types = ["uint256", "bytes32", *(kind for kind, _ in pairs), "uint64"]
    return bytes(keccak(encode(types, [entry_type, head, *(values[name] for _, name in pairs), recorded_at])))


def heads_from_logs(events: list[tuple[str, dict[str, Any], int]]) -> Heads:
    """Fold decoded events (name, arguments, block time) in chain order."""
    heads = Heads()
    for name, values, recorded_at in events:
        if name in SUBJECT_ENTRIES:
            entry_type, selector, words = SUBJECT_ENTRIES[name]
            subject = bytes(values[selector])
            heads.subjects[subject] = fold(entry_type, heads.subjects[subject], words, values, recorded_at)
        if name in PARTY_ENTRIES:
            entry_type, selector, words = PARTY_ENTRIES[name]
            party = values[selector]
            heads.parties[party] = fold(entry_type, heads.parties[party], words, values, recorded_at)
        if name in SCHEMA_ENTRIES:
            entry_type, words = SCHEMA_ENTRIES[name]
            heads.schemas = fold(entry_type, heads.schemas, words, values, recorded_at)
        if name == "Recorded":
            party = values["basis"] & (2**64 - 1)
            words = "bytes32 uid,bytes32 subject"
            heads.issued[party] = fold(ISSUED, heads.issued[party], words, values, recorded_at)
    return heads
