"""Identifiers of a subject: those that its history holds, and those that its identity document claims.

Implements the last part of step 7 of docs/bundle-format.md, for bundles and for whoever keeps identity documents. What
an identifier means is nobody's business here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .attestation import identifier_hash, schema_hash
from .document import JsonValue
from .errors import IdentifierFalse
from .fields import exact_fields, parse_list, parse_text
from .history import IDENTIFIER_CLAIMED, IDENTIFIER_REASSIGNED, Entry

IDENTITY_SCHEMA: Final = schema_hash("ledger/site-registration@1")
MOST_IDENTIFIERS: Final = 1000


def held_identifiers(entries: Sequence[Entry]) -> set[bytes]:
    """Return the identifiers that a subject claimed and that were not reassigned since, 32 bytes each."""
    held: set[bytes] = set()
    for entry in entries:
        if entry.type is IDENTIFIER_CLAIMED:
            held.add(entry.data("identifier"))
        elif entry.type is IDENTIFIER_REASSIGNED:
            held.discard(entry.data("identifier"))
    return held


def refuse_identifiers_not_held(content: JsonValue, entries: Sequence[Entry], where: str) -> None:
    """Refuse the content of an identity document that claims what the ledger does not hold for its subject.

    Args:
        content: Of a document that was checked against the registration.
        entries: The subject's whole history in order.
        where: What the document is, for errors.

    Raises:
        IdentifierFalse: It claims an identifier that was never claimed on the ledger, or was reassigned.
        InputError: Its identifiers are not a list of schemes and values.
    """
    held = held_identifiers(entries)
    for scheme, value in _listed_identifiers(content, where):
        if identifier_hash(scheme, value) not in held:
            raise IdentifierFalse(
                f"{where}: claims {scheme}:{value}, which the ledger does not hold for this subject",
                hint="It was never claimed, or was reassigned to another subject.",
            )


def _listed_identifiers(content: JsonValue, where: str) -> list[tuple[str, str]]:
    listed = content.get("identifiers", []) if isinstance(content, dict) else []
    found = []
    for place, item in enumerate(parse_list(listed, f"{where}: identifiers", most=MOST_IDENTIFIERS)):
        fields = exact_fields(item, ("scheme", "value"), f"{where}: identifiers[{place}]")
        scheme = parse_text(fields["scheme"], f"{where}: identifiers[{place}].scheme", longest=64)
        value = parse_text(fields["value"], f"{where}: identifiers[{place}].value", longest=200)
        found.append((scheme, value))
    return found
