"""The profile of an organisation: the document whose hash is committed when the council registers it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from labour_ledger.errors import InputError
from labour_ledger.schemas.content import validate_document
from labour_ledger.store import queries
from labour_ledger.store.results import StoredDocument
from labour_ledger.store.session import Store
from labour_ledger_verify.document import canonical_json, document_hash
from labour_ledger_verify.hexadecimal import to_hex

PROFILE_SCHEMA: Final = "ledger/party-profile@1"
_NO_SUBJECT: Final = bytes(32)
"""A party has no number before it is registered (docs/history-format.md, section 5)."""


@dataclass(frozen=True, slots=True)
class PartyProfile:
    """A profile that can be committed to.

    Attributes:
        name: Registered name of the organisation.
        country: Two letters, or empty.
        document: With its envelope and a random salt.
        website: Its web address, or empty.
    """

    name: str
    country: str
    document: Mapping[str, Any]
    website: str = ""

    @property
    def hash(self) -> bytes:
        """What is committed to on the chain, 32 bytes."""
        return document_hash(self.document)


def draft_profile(name: str, country: str, website: str = "") -> PartyProfile:
    """Return the profile of an organisation.

    Args:
        name: Registered name.
        country: Two capital letters, or empty for an organisation of no country.
        website: Its web address, or empty.

    Raises:
        DocumentInvalid: The name or the country is not what the schema allows.
        PersonalDataRefused: The name looks like personal data.
    """
    content: dict[str, Any] = {"names": [{"text": name, "kind": "registered"}]}
    if country:
        content["country"] = country
    if website:
        content["webAddress"] = website
    document = {
        "v": 1,
        "schema": PROFILE_SCHEMA,
        "subject": to_hex(_NO_SUBJECT),
        "salt": to_hex(secrets.token_bytes(32)),
        "content": content,
    }
    return read_profile(document)


def read_profile(document: Mapping[str, Any]) -> PartyProfile:
    """Return the profile that a document is.

    Raises:
        DocumentInvalid: It does not fit its schema.
        InputError: It is a document of another schema.
        PersonalDataRefused: It seems to hold personal data.
    """
    validate_document(document)
    if document["schema"] != PROFILE_SCHEMA or document["subject"] != to_hex(_NO_SUBJECT):
        raise InputError(
            "the document is not the profile of a party", hint="Make one with: labour-ledger party apply --help"
        )
    content = document["content"]
    return PartyProfile(
        content["names"][0]["text"], content.get("country", ""), document, content.get("webAddress", "")
    )


def keep_profile(store: Store, profile: PartyProfile, *, now: int) -> None:
    """Keep a profile, so that answers can name the party.

    Args:
        store: Where.
        profile: What.
        now: Unix seconds.

    Raises:
        StoreUnavailable: It could not be kept; nothing may be sent.
    """
    stored = StoredDocument(profile.hash, PROFILE_SCHEMA, _NO_SUBJECT, canonical_json(profile.document), now)
    with store.unit_of_work() as work:
        queries.save_documents(work.session, [stored])
        queries.save_party_profile(
            work.session, profile.hash, name=profile.name, country=profile.country, website=profile.website
        )
