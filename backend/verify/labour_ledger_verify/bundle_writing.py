"""Bundles to JSON, for whoever makes one; no verification needs it."""

from __future__ import annotations

from .bundle import BUNDLE_FORMAT, Bundle, PartyPart, ShownRecord, SignaturePart, Since, SubjectPart
from .document import JsonValue
from .entry_json import entry_to_json
from .hexadecimal import to_hex
from .history import RECORDED
from .keccak import uint_word


def bundle_to_json(bundle: Bundle) -> dict[str, object]:
    """Return the JSON object of a bundle's file."""
    return {
        "format": BUNDLE_FORMAT,
        "header": to_hex(bundle.header),
        "nodes": [to_hex(node) for node in bundle.nodes],
        "subjects": [_subject_to_json(part) for part in bundle.subjects],
        "parties": [_party_to_json(part) for part in bundle.parties],
        "issued": [_party_to_json(part) for part in bundle.issued],
        "signatures": [_signature_to_json(part) for part in bundle.signatures],
        "documents": list(bundle.documents),
    }


def _subject_to_json(part: SubjectPart) -> dict[str, object]:
    found: dict[str, object] = {
        "subject": to_hex(part.subject),
        "entries": [
            _shown_to_json(entry) if isinstance(entry, ShownRecord) else entry_to_json(entry) for entry in part.entries
        ],
    }
    return found | _optional_to_json("identity", part.identity, part.since)


def _party_to_json(part: PartyPart) -> dict[str, object]:
    found: dict[str, object] = {
        "party": str(part.party),
        "entries": [entry_to_json(entry) for entry in part.entries],
    }
    return found | _optional_to_json("profile", part.profile, part.since)


def _optional_to_json(name: str, document: JsonValue | None, since: Since | None) -> dict[str, object]:
    found: dict[str, object] = {}
    if document is not None:
        found[name] = document
    if since is not None:
        found["since"] = {"head": to_hex(since.head), "entries": str(since.entries)}
    return found


def _shown_to_json(record: ShownRecord) -> dict[str, object]:
    signed: dict[str, object] = {"signature": record.signature}
    if record.item is not None:
        signed["item"] = record.item
    return {
        "type": RECORDED.name,
        "attestation": record.attestation.to_json(),
        "signed": signed,
        "basis": to_hex(uint_word(record.basis)),
        "recordedAt": str(record.recorded_at),
    }


def _signature_to_json(part: SignaturePart) -> dict[str, object]:
    found: dict[str, object] = {"signature": to_hex(part.signature)}
    if part.struct_hashes is not None:
        found["structHashes"] = [to_hex(struct_hash) for struct_hash in part.struct_hashes]
    return found
