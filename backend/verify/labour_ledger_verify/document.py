"""Documents: strict JSON in, canonical JSON (RFC 8785) and its hash out.

Implements section 5 of docs/history-format.md. It knows the envelope of a document, not what its content means, and
reads no files.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

import rfc8785

from .errors import DocumentFalse, InputError
from .hexadecimal import parse_hex
from .keccak import keccak256

JsonValue = Any
"""A parsed JSON value; documents are data of many shapes, so their type is not narrowed here."""

LARGEST_INTEGER: Final = 2**53 - 1
"""Beyond it JSON readers disagree about numbers (RFC 8785, 3.2.2.3)."""
GREATEST_DEPTH: Final = 64
"""Objects and arrays inside each other; deeper nesting is refused before it can exhaust the stack of a reader."""
_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""A JSON string, or an unclosed one up to the end, so that the search stays linear on any input."""
_NO_BRACKETS: Final = bytes(byte for byte in range(256) if byte not in b"[]{}")
ENVELOPE_FIELDS: Final = frozenset({"v", "schema", "subject", "salt", "content"})


def parse_json_strict(data: bytes, *, what: str = "file") -> JsonValue:
    """Parse JSON so that two readers cannot see two things in it.

    Args:
        data: UTF-8 JSON text.
        what: Name of the input for error messages.

    Returns:
        The parsed value; numbers are integers only.

    Raises:
        InputError: Not UTF-8 or JSON, a key twice in one object, a number that is not whole or beyond
            ±(2^53 − 1), or nesting deeper than 64.
    """

    def unique(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        found: dict[str, JsonValue] = {}
        for key, value in pairs:
            if key in found:
                raise InputError(
                    f"{what}: the key {key!r} appears twice in one object",
                    hint="Two readers could see two documents; keep one of them.",
                )
            found[key] = value
        return found

    def whole(text: str) -> int:
        if len(text) > 17 or abs(int(text)) > LARGEST_INTEGER:
            raise InputError(
                f"{what}: the number {text[:24]} is beyond 2^53 - 1",
                hint="Write larger numbers as decimal strings.",
            )
        return int(text)

    def refuse(text: str) -> int:
        raise InputError(f"{what}: {text[:24]} is not a whole number", hint="Write decimals as strings.")

    _refuse_depth(data, what)
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=unique,
            parse_int=whole,
            parse_float=refuse,
            parse_constant=refuse,
        )
    except UnicodeDecodeError as error:
        raise InputError(f"{what}: not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise InputError(
            f"{what}: not JSON at line {error.lineno}, column {error.colno}: {error.msg}",
            hint="The file may be cut short or edited by hand; get it again.",
        ) from error


def _refuse_depth(data: bytes, what: str) -> None:
    """Refuse deep nesting before parsing: the parser of the standard library recurses on the C stack and can crash."""
    depth = 0
    for bracket in _STRING.sub(b"", data).translate(None, delete=_NO_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > GREATEST_DEPTH:
            raise InputError(f"{what}: nested deeper than {GREATEST_DEPTH} levels")


def canonical_json(value: JsonValue) -> bytes:
    """Return the canonical UTF-8 bytes of a JSON value (RFC 8785).

    Raises:
        InputError: The value has no canonical form here: a float, an integer beyond ±(2^53 − 1), a lone
            surrogate, another type.
    """
    _refuse_floats(value)
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise InputError(f"document: no canonical form: {error}") from error


def _refuse_floats(value: JsonValue) -> None:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, float):
            raise InputError("document: a number is not whole", hint="Write decimals as strings.")
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list | tuple):
            stack.extend(item)


def document_hash(document: JsonValue) -> bytes:
    """Return `keccak256(JCS(document))`, 32 bytes.

    Source: docs/history-format.md section 5; RFC 8785.

    Raises:
        InputError: The document has no canonical form.
    """
    return keccak256(canonical_json(document))


def check_document(document: JsonValue, *, expected_hash: bytes, subject: bytes, schema: bytes) -> None:
    """Check that a document is the one an attestation committed to.

    Args:
        document: The parsed document.
        expected_hash: `documentHash` of the attestation, 32 bytes.
        subject: Subject of the attestation, 32 bytes.
        schema: Schema of the attestation, 32 bytes.

    Raises:
        InputError: The envelope is not that of a document.
        DocumentFalse: Another hash, subject or schema.
    """
    refuse_other_envelope(document)
    found = document_hash(document)
    if found != expected_hash:
        raise DocumentFalse(
            f"document: its hash is 0x{found.hex()}, the attestation committed to 0x{expected_hash.hex()}",
            hint="The document was edited, or belongs to another attestation.",
        )
    own_subject, own_schema = about_what(document)
    if own_subject != subject:
        raise DocumentFalse("document.subject: another subject than the attestation's")
    if own_schema != schema:
        raise DocumentFalse(f"document.schema: {document['schema']} is not the schema of the attestation")


def refuse_other_envelope(document: JsonValue) -> None:
    """Check that a parsed value has the envelope of a document.

    Raises:
        InputError: It has not.
    """
    if not isinstance(document, dict) or set(document) != ENVELOPE_FIELDS:
        raise InputError(
            "document: the fields must be v, schema, subject, salt and content",
            context={"fields": sorted(document) if isinstance(document, dict) else None},
        )
    if document["v"] != 1 or isinstance(document["v"], bool):
        raise InputError("document.v: only version 1 is known", hint="A newer verifier may know it.")
    if not isinstance(document["schema"], str):
        raise InputError("document.schema: must be text such as ilo/c029@1930")
    parse_hex(document["salt"], 32, "document.salt")


def about_what(document: JsonValue) -> tuple[bytes, bytes]:
    """Return the subject and the schema's name on chain, 32 bytes each, of a document with a checked envelope.

    Raises:
        InputError: The subject is of another form.
    """
    return parse_hex(document["subject"], 32, "document.subject"), keccak256(document["schema"].encode())
