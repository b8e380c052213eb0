"""What is passed around, waits, or is kept: files for co-signature, the queue, evidence files."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .base import Address, Hash, Instant, Model, OutcomeName, with_example
from .day_examples import COSIGNATURE_FORM_EXAMPLE
from .drafts import Content, DateText, SchemaText, SiteText
from .submissions import BasisFound, Submitted

RoleName = Literal[
    "government",
    "auditor",
    "workers_organisation",
    "international_organisation",
    "employers_organisation",
    "civil_society",
    "research",
    "statistics_office",
    "business",
    "site",
]


class CosignerNamed(Model):
    """Who is to sign, and as whom."""

    role: RoleName
    key: Address


class CosignatureForm(Model):
    """A document that several are to sign."""

    model_config = with_example(COSIGNATURE_FORM_EXAMPLE)

    site: SiteText
    schema_id: SchemaText = Field(alias="schema")
    content: Content
    signers: list[CosignerNamed] = Field(min_length=2, max_length=16)
    outcome: OutcomeName | None = None
    valid_from: DateText | None = None
    valid_until: DateText | None = None
    ref: Hash | None = None


class CosignerPlace(Model):
    """Where one signs."""

    role: RoleName
    key: Address
    uid: Hash = Field(description="Of the record that this one makes")
    signed: bool
    basis: BasisFound | None = Field(description="In which capacity it would be recorded; null where nobody asked")
    typed_data: dict[str, Any] | None = Field(description="What this one signs; null where the signature is there")


class CosignatureState(Model):
    """A file that is passed around: who has signed, and what the others sign."""

    places: list[CosignerPlace]
    missing: list[RoleName]
    notes: list[str] = Field(description="What to consider before signing")
    file: dict[str, Any] = Field(description="`signers[n].signature` is filled in by each; then pass it on")


class CosignatureSubmitted(Model):
    """What became of a co-signed document: a record for each signer, in order."""

    submissions: list[Submitted]


class QueueAdded(Model):
    """What waits now."""

    waiting: int
    not_after: Instant = Field(description="It is sent until then at the latest")
    tells_when_drafted: bool = Field(description="Its dates say when it was drafted: better draft it with `forQueue`")


class Queue(Model):
    """How much waits; not who signed it."""

    waiting: int
    all_sent_by: Instant | None


class ReleaseForm(Model):
    """How much company is waited for."""

    batch: int = Field(10, ge=1, le=10_000, description="So many leave together, unless one has waited its time")


class RefusedFile(Model):
    """What the ledger will not take; it was laid aside."""

    file: str
    reason: str


class Released(Model):
    """What became of the queue."""

    submissions: list[Submitted]
    refused: list[RefusedFile]
    waiting: int
    issuers: int = Field(description="How many different keys signed what was sent; one alone is easily guessed")


class EvidenceItem(Model):
    """How a content's list `evidence` names the file."""

    algorithm: Literal["sha256"]
    hash: Hash
    media_type: str
    holder: str
    kind: str | None = None
    language: str | None = None


class EvidenceKept(Model):
    """A file that is held, or was."""

    hash: Hash = Field(description="SHA-256 of its bytes")
    media_type: str
    size_bytes: int = Field(alias="bytes")
    attached_at: Instant
    erased_at: Instant | None
    reason: str = Field(description="Why it was erased; empty while it is held")


class EvidenceAttached(EvidenceKept):
    """A file that is held now."""

    evidence: EvidenceItem


class EvidenceShown(EvidenceKept):
    """A file, and which documents name it."""

    named_by: list[Hash]


class EvidenceList(Model):
    """A page of files that are held or were, by hash."""

    items: list[EvidenceKept]
    next: str | None
    next_cursor: str | None
