"""Applications and claims: forms, what the desk holds, and what was decided."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import Address, ClassName, Country, Hash, Instant, Model, with_example
from .day_examples import (
    APPLICATION_FORM_EXAMPLE,
    CLAIM_FORM_EXAMPLE,
    DECISION_EXAMPLE,
    GRANT_EXAMPLE,
    REFUSAL_EXAMPLE,
)
from .drafts import NoteText, Signing, SiteText

StateName = Literal["pending", "approved", "refused"]
DeciderText = Annotated[
    str, Field(min_length=1, max_length=200, description="Who decides, such as a role; no personal data")
]


class ApplicationForm(Model):
    """An organisation that wants to become a party."""

    model_config = with_example(APPLICATION_FORM_EXAMPLE)

    key: Annotated[Address, Field(description="Its first key, an account's; it will sign the application")]
    name: str = Field(min_length=1, max_length=300, description="Registered name")
    class_: ClassName = Field(alias="class")
    country: Country | None = None
    website: str | None = Field(None, max_length=300, description="https://…")


class EvidenceNamed(Model):
    """A file that a claim rests on; it stays with the claimant."""

    name: str = Field(min_length=1, max_length=200)
    hash: Hash = Field(description="keccak-256 of its bytes")
    size: int = Field(ge=0, lt=2**53, description="In bytes")


class ClaimForm(Model):
    """A party that asks to be named the controller of a site."""

    model_config = with_example(CLAIM_FORM_EXAMPLE)

    key: Signing
    site: SiteText
    evidence: list[EvidenceNamed] = Field([], max_length=100)
    note: NoteText = ""


class PreparedApplication(Model):
    """What the applicant signs; nothing was kept."""

    id: Hash
    typed_data: dict[str, Any] = Field(description="For `eth_signTypedData_v4` (EIP-712)")
    file: dict[str, Any] = Field(description="To send to POST /v1/applications once `signature` is filled in")


class PreparedClaim(Model):
    """What the claimant signs, twice; nothing was kept."""

    id: Hash
    deadline: Instant = Field(description="A claim that is not granted until then lapses")
    change_typed_data: dict[str, Any] = Field(description="For `changeSignature`: what the ledger will be given")
    claim_typed_data: dict[str, Any] = Field(description="For `claimSignature`: what binds the evidence to it")
    file: dict[str, Any] = Field(description="To send to POST /v1/claims once both signatures are filled in")


class PreparedGrant(Model):
    """What a registrar, or the present controller, signs to grant a claim; nothing was sent."""

    party: int = Field(description="Whose key it is")
    typed_data: dict[str, Any] = Field(description="For `eth_signTypedData_v4` (EIP-712)")


class Decided(Model):
    """What was decided on a request."""

    state: StateName
    decided_by: str | None
    decided_at: Instant | None
    reason: str | None


class Application(Decided):
    """An application as the desk holds it."""

    id: Hash
    name: str
    class_: ClassName = Field(alias="class")
    country: Country | None
    key: Address
    profile_hash: Hash
    made_at: Instant
    received_at: Instant
    proposal: Hash | None = Field(description="Proposal of the council that carries it out")
    party: int | None = Field(description="Its number; null in lists, and until the ledger has one")
    key_added: bool = Field(description="Its key may sign; false in lists")


class EvidenceOfClaim(EvidenceNamed):
    """A file that was signed for."""

    algorithm: Literal["keccak256"]


class Claim(Decided):
    """A claim as the desk holds it."""

    id: Hash
    handle: str
    subject: Hash
    claimed_by: int = Field(description="Number of the claiming party")
    key: Address
    deadline: Instant
    evidence: list[EvidenceOfClaim]
    note: str | None


class _DeskPage(Model):
    next: str | None = Field(description="Link to the next page; null at the end")
    next_cursor: str | None


class Applications(_DeskPage):
    """A page of applications, oldest first."""

    items: list[Application]


class Claims(_DeskPage):
    """A page of claims, oldest first."""

    items: list[Claim]


class ApprovalForm(Model):
    """That an application is approved."""

    model_config = with_example(DECISION_EXAMPLE)

    by: DeciderText
    member: Address | None = Field(None, description="Where members decide: the account of the one who proposes")
    proposal: Hash | None = Field(None, description="Where members decide: the proposal that was made")


class RefusalForm(Model):
    """That a request is refused, and why; who asked will read it."""

    model_config = with_example(REFUSAL_EXAMPLE)

    by: DeciderText
    reason: str = Field(max_length=500)


class GrantForm(Model):
    """That a claim is granted, signed by a registrar for the country or by the present controller."""

    model_config = with_example(GRANT_EXAMPLE)

    by: DeciderText
    key: Address = Field(description="The key that signed")
    signature: str = Field(pattern=r"^0x([0-9a-f]{2}){1,4096}$", description="Over the typed data of the preparation")


class GrantKeyForm(Model):
    """Who is about to grant a claim."""

    key: Signing


class Transaction(Model):
    """A transaction that the council, or a member of it, has to sign and send."""

    from_: Address = Field(alias="from")
    to: Address
    data: str
    words: str


class Approval(Model):
    """What became of an approval."""

    application: Application
    transactions: list[Transaction] = Field(description="What has to be sent before approving again; empty when done")
