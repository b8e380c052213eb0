"""Forms for what somebody is about to sign, and what is given back to be signed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import Address, Hash, Model, OutcomeName, with_example
from .day_examples import (
    ACT_EXAMPLE,
    ANNOUNCEMENT_EXAMPLE,
    BATCH_EXAMPLE,
    CORRECTION_EXAMPLE,
    PREPARED_EXAMPLE,
    SAME_SITE_EXAMPLE,
    SITE_CHANGE_EXAMPLE,
    STATEMENT_EXAMPLE,
)
from .submissions import BasisFound

SiteText = Annotated[
    str, Field(min_length=1, max_length=200, description="Handle, `scheme:value`, full id, or first digits of one")
]
SchemaText = Annotated[str, Field(min_length=1, max_length=200, examples=["ilo/c029@1930"])]
DateText = Annotated[str, Field(min_length=1, max_length=40, description="Date, or an instant with its offset")]
NoteText = Annotated[str, Field(max_length=500, description="More words, without personal data; empty for none")]
LanguageText = Annotated[str, Field(min_length=2, max_length=35, description="Of the note, BCP 47")]
Signing = Annotated[Address, Field(description="The key that will sign; the key itself stays where it is")]
Content = Annotated[
    dict[str, Any], Field(description="Content of the document, as `GET /v1/schemas/{schema_id}` describes it")
]
ActName = Literal[
    "dispute",
    "ruling",
    "reply",
    "remedy-plan",
    "remedy-claim",
    "remedy-confirmation",
    "revocation",
    "suspension",
    "reinstatement",
]


Forced = Annotated[bool, Field(description="Say it also where the status rule would not look at it; submit it so too")]


class StatementForm(Model):
    """An assessment, or a statement under any schema."""

    model_config = with_example(STATEMENT_EXAMPLE)

    key: Signing
    site: SiteText
    schema_id: SchemaText = Field(alias="schema")
    content: Content
    outcome: OutcomeName | None = Field(None, description="May be left out where the schema has only one")
    valid_from: DateText | None = Field(None, description="Beginning; now by default")
    valid_until: DateText | None = Field(None, description="Last day or instant; by default as long as allowed")
    ref: Hash | None = Field(None, description="Uid of the earlier record that it is about")
    for_queue: bool = Field(False, description="Round the dates, so that they do not say when it was drafted")
    force: Forced = False


class AnnouncementForm(Model):
    """The announcement of an assessment; until its result is recorded, it shows as not concluded."""

    model_config = with_example(ANNOUNCEMENT_EXAMPLE)

    key: Signing
    site: SiteText
    schema_id: SchemaText = Field(alias="schema", description="The standard to assess by")
    content: Content


class ActForm(Model):
    """What somebody says of, or does to, a record: its kind stands in the path."""

    model_config = with_example(ACT_EXAMPLE)

    key: Signing
    record: Hash = Field(description="Uid of the record; of a ruling the dispute, of a reinstatement the suspension")
    content: Content
    outcome: OutcomeName | None = Field(None, description="Of a ruling: what acts")
    for_queue: bool = Field(False, description="Round the dates, so that they do not say when it was drafted")
    force: Forced = False


class CorrectionForm(Model):
    """A record of one's own said anew, with a few fields changed."""

    model_config = with_example(CORRECTION_EXAMPLE)

    key: Signing
    record: Hash
    set_: list[Annotated[str, Field(max_length=2000)]] = Field(
        [], alias="set", max_length=100, description="`path=value` in the content, such as findings[0].dueDate=…"
    )
    remove: list[Annotated[str, Field(max_length=200)]] = Field([], max_length=100, description="Paths to leave out")
    outcome: OutcomeName | None = None
    valid_from: DateText | None = None
    valid_until: DateText | None = None
    force: Forced = False


class SiteChangeForm(Model):
    """What became of a site, stated by who knows it."""

    model_config = with_example(SITE_CHANGE_EXAMPLE)

    key: Signing
    site: SiteText
    relation: Literal["closed", "reopened", "moved-to", "merged-into"]
    since: DateText = Field(alias="from", description="Day from which it is so")
    other: SiteText | None = Field(None, description="The site that it moved to or was merged into")
    note: NoteText = ""
    language: LanguageText = "en"


class SameSiteForm(Model):
    """That two registrations are one site; negatives, disputes and suspensions then cross over."""

    model_config = with_example(SAME_SITE_EXAMPLE)

    key: Signing
    site: SiteText
    other: SiteText
    reason_code: Annotated[str, Field(max_length=60)] = "registered-twice"
    matched_on: list[Annotated[str, Field(max_length=60)]] = Field(min_length=1, max_length=20)
    note: NoteText = ""
    language: LanguageText = "en"


class BatchForm(Model):
    """Drafts of one key, to be signed together."""

    model_config = with_example(BATCH_EXAMPLE)

    drafts: list[dict[str, Any]] = Field(min_length=1, max_length=100, description="Each a `draft` as given here")


class Prepared(Model):
    """What is about to be signed, and what would become of it; nothing was sent or kept."""

    model_config = with_example(PREPARED_EXAMPLE)

    uid: Hash
    basis: BasisFound
    effect: str | None = Field(description="What it would do to the record that it names")
    typed_data: dict[str, Any] = Field(description="For `eth_signTypedData_v4` (EIP-712)")
    file: dict[str, Any] = Field(description="To send to POST /v1/attestations once `signature` is filled in")
    draft: dict[str, Any] = Field(description="The same for `labour-ledger attest sign`")


class PreparedBatch(Model):
    """Drafts as one thing to sign; nothing was sent or kept."""

    uids: list[Hash]
    typed_data: dict[str, Any] = Field(description="For `eth_signTypedData_v4` (EIP-712)")
    file: dict[str, Any] = Field(description="To send to POST /v1/attestations once `signature` is filled in")
