"""One subject to be registered: its salt, its id and its identity document, from the secret of its registrar.

It knows no list and no store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.schemas.content import validate_content
from labour_ledger.store.results import SiteProfile
from labour_ledger_verify.attestation import subject_id
from labour_ledger_verify.document import JsonValue, document_hash

from .identifiers import Identifier
from .identity import IDENTITY_SCHEMA, identity_document, secret_salt

NO_IDENTITY: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Registrar:
    """Who registers, and the secret from which its salts are made.

    Attributes:
        party: Number of the party.
        seed: 32 secret random bytes; the same seed finds the same subjects again.
    """

    party: int
    seed: bytes


@dataclass(frozen=True, slots=True)
class PlannedSubject:
    """A subject that is to be registered.

    Attributes:
        key: What the salt was made from.
        subject: Its id, 32 bytes.
        salt: 32 bytes, public once registered.
        kind: What it is.
        country: Two letters, or "" for none.
        identifiers: Identifiers it will claim.
        document: Identity document, None for a subject without identity.
        identity_hash: Hash of the document; zero without one.
        profile: What people search and read, None without identity.
    """

    key: str
    subject: bytes
    salt: bytes
    kind: SubjectKind
    country: str
    identifiers: tuple[Identifier, ...]
    document: Mapping[str, JsonValue] | None
    identity_hash: bytes
    profile: SiteProfile | None


def plan_subject(
    registrar: Registrar,
    key: str,
    kind: SubjectKind,
    *,
    country: str = "",
    identifiers: tuple[Identifier, ...] = (),
    content: JsonValue | None = None,
    profile: SiteProfile | None = None,
) -> PlannedSubject:
    """Return the subject that a key stands for, with its identity document if it has a content.

    Raises:
        DocumentInvalid, PersonalDataRefused: The content cannot be signed.
        SeedInvalid: The registrar's seed is not 32 bytes.
    """
    salt = secret_salt(registrar.seed, "subject", key)
    subject = subject_id(registrar.party, salt)
    document = None
    if content is not None:
        validate_content(IDENTITY_SCHEMA, content)
        document = identity_document(content, subject=subject, seed=registrar.seed, key=key)
    return PlannedSubject(
        key=key,
        subject=subject,
        salt=salt,
        kind=kind,
        country=country,
        identifiers=identifiers,
        document=document,
        identity_hash=NO_IDENTITY if document is None else document_hash(document),
        profile=profile,
    )
