"""Bundles from JSON: step 1.

Implements sections 2 and 3 of docs/bundle-format.md: every field of its exact form, no unknown ones, each signature of
a record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from .attestation import Attestation, parse_uint64
from .bundle import BUNDLE_FORMAT, Bundle, PartyPart, ShownRecord, SignaturePart, Since, SubjectPart
from .document import JsonValue, parse_json_strict
from .entry_json import entry_from_json
from .errors import InputError
from .fields import exact_fields, parse_list, parse_number
from .hexadecimal import parse_hex
from .history import RECORDED, Entry

LARGEST_BUNDLE_BYTES: Final = 64 * 2**20
MOST_ENTRIES: Final = 1_000_000

_T = TypeVar("_T")


def parse_bundle(data: bytes, *, what: str = "bundle") -> Bundle:
    """Read a bundle strictly (step 1).

    Args:
        data: UTF-8 JSON.
        what: Name of the input for errors.

    Raises:
        InputError: Too large, not JSON, or not the form of docs/bundle-format.md, with the JSON path.
    """
    if len(data) > LARGEST_BUNDLE_BYTES:
        raise InputError(f"{what}: larger than {LARGEST_BUNDLE_BYTES} bytes")
    return bundle_from_json(parse_json_strict(data, what=what), what)


def bundle_from_json(value: JsonValue, what: str = "bundle") -> Bundle:
    """Read the JSON object of a bundle strictly.

    Raises:
        InputError: Not the form of docs/bundle-format.md, with the JSON path.
    """
    names = ("format", "header", "nodes", "subjects", "parties", "issued", "signatures", "documents")
    fields = exact_fields(value, names, what)
    if fields["format"] != BUNDLE_FORMAT:
        raise InputError(f"{what}.format: must be {BUNDLE_FORMAT}", hint="A newer verifier may know another format.")
    bundle = Bundle(
        header=parse_hex(fields["header"], None, f"{what}.header"),
        nodes=_read_list(fields["nodes"], f"{what}.nodes", lambda item, where: parse_hex(item, None, where)),
        subjects=_read_list(fields["subjects"], f"{what}.subjects", _subject_from_json),
        parties=_read_list(fields["parties"], f"{what}.parties", _party_from_json),
        issued=_read_list(fields["issued"], f"{what}.issued", _issued_from_json),
        signatures=_read_list(fields["signatures"], f"{what}.signatures", _signature_from_json),
        documents=_read_list(fields["documents"], f"{what}.documents", _disclosed_from_json),
    )
    _check_shape(bundle, what)
    _check_signed(bundle, what)
    return bundle


def _check_shape(bundle: Bundle, what: str) -> None:
    if bundle.count_entries() > MOST_ENTRIES:
        raise InputError(f"{what}: more than {MOST_ENTRIES} entries")
    if not bundle.subjects and not bundle.issued:
        raise InputError(f"{what}: neither a subject nor what a party issued is in it")
    for name, ids in (
        ("subjects", [part.subject for part in bundle.subjects]),
        ("parties", [part.party for part in bundle.parties]),
        ("issued", [part.party for part in bundle.issued]),
    ):
        if len(set(ids)) != len(ids):
            raise InputError(f"{what}.{name}: one of them appears twice")


def _check_signed(bundle: Bundle, what: str) -> None:
    """Check that each shown record says in the right way which signature it has, and that each signature is of one."""
    used: set[int] = set()
    for number, part in enumerate(bundle.subjects):
        for place, entry in enumerate(part.entries):
            if not isinstance(entry, ShownRecord):
                continue
            where = f"{what}.subjects[{number}].entries[{place}].signed"
            if entry.signature >= len(bundle.signatures):
                raise InputError(f"{where}.signature: there are only {len(bundle.signatures)} signatures")
            used.add(entry.signature)
            hashes = bundle.signatures[entry.signature].struct_hashes
            if (hashes is None) != (entry.item is None):
                raise InputError(f"{where}: a record names an item if, and only if, its signature is that of a batch")
            if hashes is not None and entry.item is not None and entry.item >= len(hashes):
                raise InputError(f"{where}.item: the batch has only {len(hashes)} items")
    if len(used) != len(bundle.signatures):
        raise InputError(f"{what}.signatures: one of them is of no record in the bundle")


def _subject_from_json(value: object, where: str) -> SubjectPart:
    fields = exact_fields(value, ("subject", "entries"), where, optional=("identity", "since"))
    return SubjectPart(
        subject=parse_hex(fields["subject"], 32, f"{where}.subject"),
        entries=_read_list(fields["entries"], f"{where}.entries", _subject_entry_from_json),
        identity=_document(fields, "identity", where),
        since=_since_from_json(fields, where),
    )


def _party_from_json(value: object, where: str) -> PartyPart:
    fields = exact_fields(value, ("party", "entries"), where, optional=("profile",))
    return PartyPart(
        party=parse_uint64(fields["party"], f"{where}.party"),
        entries=_read_list(fields["entries"], f"{where}.entries", _entry_from_json),
        profile=_document(fields, "profile", where),
    )


def _issued_from_json(value: object, where: str) -> PartyPart:
    fields = exact_fields(value, ("party", "entries"), where, optional=("since",))
    return PartyPart(
        party=parse_uint64(fields["party"], f"{where}.party"),
        entries=_read_list(fields["entries"], f"{where}.entries", _entry_from_json),
        since=_since_from_json(fields, where),
    )


def _document(fields: Mapping[str, object], name: str, where: str) -> JsonValue | None:
    return _disclosed_from_json(fields[name], f"{where}.{name}") if name in fields else None


def _disclosed_from_json(value: object, where: str) -> JsonValue:
    if not isinstance(value, dict):
        raise InputError(f"{where}: must be an object", hint="Leave a document out when it is not disclosed.")
    return value


def _since_from_json(fields: Mapping[str, object], where: str) -> Since | None:
    if "since" not in fields:
        return None
    since = exact_fields(fields["since"], ("head", "entries"), f"{where}.since")
    return Since(
        parse_hex(since["head"], 32, f"{where}.since.head"),
        parse_uint64(since["entries"], f"{where}.since.entries"),
    )


def _entry_from_json(value: object, where: str) -> Entry:
    if not isinstance(value, dict):
        raise InputError(f"{where}: must be an object")
    return entry_from_json(value, where)


def _subject_entry_from_json(value: object, where: str) -> Entry | ShownRecord:
    if not isinstance(value, dict) or "attestation" not in value:
        return _entry_from_json(value, where)
    fields = exact_fields(value, ("type", "attestation", "signed", "basis", "recordedAt"), where)
    if fields["type"] != RECORDED.name:
        raise InputError(f"{where}.type: only {RECORDED.name} has an attestation")
    signed = exact_fields(fields["signed"], ("signature",), f"{where}.signed", optional=("item",))
    return ShownRecord(
        attestation=Attestation.from_json(fields["attestation"], f"{where}.attestation"),
        basis=int.from_bytes(parse_hex(fields["basis"], 32, f"{where}.basis"), "big"),
        recorded_at=parse_uint64(fields["recordedAt"], f"{where}.recordedAt"),
        signature=_place(signed["signature"], f"{where}.signed.signature"),
        item=_place(signed["item"], f"{where}.signed.item") if "item" in signed else None,
    )


def _signature_from_json(value: object, where: str) -> SignaturePart:
    fields = exact_fields(value, ("signature",), where, optional=("structHashes",))
    struct_hashes = None
    if "structHashes" in fields:
        struct_hashes = _read_list(
            fields["structHashes"], f"{where}.structHashes", lambda item, place: parse_hex(item, 32, place)
        )
    return SignaturePart(parse_hex(fields["signature"], None, f"{where}.signature"), struct_hashes)


def _read_list(value: object, where: str, read: Callable[[object, str], _T]) -> tuple[_T, ...]:
    items = parse_list(value, where, most=MOST_ENTRIES)
    return tuple(read(item, f"{where}[{place}]") for place, item in enumerate(items))


def _place(value: object, where: str) -> int:
    return parse_number(value, where, lowest=0, highest=MOST_ENTRIES)
