"""Identity documents: what a registration commits to about a site, and the secret salts that hide it.

Salts are made from a secret import seed and the key of the row, so that a repeated import finds the same subject and
makes the same document; without the seed they are as good as random. It must not know chains or stores.
"""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from labour_ledger.errors import InputError
from labour_ledger_verify.document import JsonValue
from labour_ledger_verify.hexadecimal import to_hex

from .identifiers import Identifier
from .lists.rows import ListedAddress, ListedSite, ListSource

IDENTITY_SCHEMA: Final = "ledger/site-registration@1"
SEED_BYTES: Final = 32
SALT_BYTES: Final = 32
_ADDRESS_PARTS: Final = (
    ("full", "full"),
    ("street", "street"),
    ("locality", "locality"),
    ("district", "district"),
    ("region", "region"),
    ("postalCode", "postal_code"),
)


class SeedInvalid(InputError):
    """A secret import seed is not 32 bytes."""

    code = "seed-invalid"


def secret_salt(seed: bytes, purpose: str, key: str) -> bytes:
    """Return 32 bytes that only the holder of the seed can tell from random ones (HKDF-Expand of RFC 5869).

    Args:
        seed: 32 secret random bytes, kept by the registrar.
        purpose: What the salt is for, so that no salt is used twice.
        key: Key of the row.

    Raises:
        SeedInvalid: The seed has another length.
    """
    if len(seed) != SEED_BYTES:
        raise SeedInvalid(f"the import seed has {len(seed)} bytes, not {SEED_BYTES}", hint="Make a new one at random.")
    # the seed is random and of full length, so there is nothing to extract first (RFC 5869, 3.3)
    return HKDFExpand(hashes.SHA256(), SALT_BYTES, f"{purpose}\n{key}".encode()).derive(seed)


def identity_document(content: JsonValue, *, subject: bytes, seed: bytes, key: str) -> dict[str, JsonValue]:
    """Return the salted document of an identity, as docs/history-format.md section 5 lays it out."""
    return {
        "v": 1,
        "schema": IDENTITY_SCHEMA,
        "subject": to_hex(subject),
        "salt": to_hex(secret_salt(seed, "document", key)),
        "content": content,
    }


def site_content(site: ListedSite) -> dict[str, JsonValue]:
    """Return what the identity document of a listed site says; absent values are left out."""
    names = [{"text": site.name, "kind": "listed"}]
    names += [{"text": name, "kind": "alternative"} for name in site.alternative_names]
    optional: dict[str, JsonValue] = {
        "address": _address(site.address),
        "location": _location(site),
        "identifiers": identifier_values(site.identifiers),
        "sectors": list(site.sectors),
        "workforce": site.workforce,
        "generated": site.generated,
    }
    return {
        "names": names,
        "country": site.country,
        **{name: value for name, value in optional.items() if value},
        "source": source_content(site.source, site.row_number),
    }


def organisation_content(name: str, source: ListSource, row_number: int) -> dict[str, JsonValue]:
    """Return what the identity document of an organisation says that a list only names."""
    return {"names": [{"text": name, "kind": "listed"}], "source": source_content(source, row_number)}


def source_content(source: ListSource, row_number: int) -> dict[str, JsonValue]:
    """Return where a statement was read.

    Args:
        source: The list.
        row_number: Row of the file with the header as row 1; documents count from 1 after the header.
    """
    optional = {"publisher": source.publisher, "edition": source.edition, "licence": source.licence}
    return {
        "list": source.title,
        **{name: value for name, value in optional.items() if value},
        "row": row_number - 1,
        "fileHash": to_hex(source.file_hash),
    }


def identifier_values(identifiers: tuple[Identifier, ...]) -> list[dict[str, str]]:
    """Return identifiers as documents spell them."""
    return [{"scheme": identifier.scheme, "value": identifier.value} for identifier in identifiers]


def address_line(address: ListedAddress) -> str:
    """Return an address in one line for people."""
    return ", ".join(part for _, name in _ADDRESS_PARTS if (part := getattr(address, name)))


def _address(address: ListedAddress) -> dict[str, str]:
    return {field: part for field, name in _ADDRESS_PARTS if (part := getattr(address, name))}


def _location(site: ListedSite) -> dict[str, str]:
    if not site.latitude:
        return {}
    location = {"latitude": site.latitude, "longitude": site.longitude}
    return {**location, "precision": site.precision} if site.precision else location
