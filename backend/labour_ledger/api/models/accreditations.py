"""Accreditations that an accreditor gives and ends: forms, what is signed, what became of it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .base import Country, Hash, Model, with_example
from .day_examples import ACCREDITATION_FORM_EXAMPLE
from .drafts import DateText, SchemaText, Signing


class AccreditationForm(Model):
    """An accreditation that an accreditor gives, or ends."""

    model_config = with_example(ACCREDITATION_FORM_EXAMPLE)

    key: Signing
    action: Literal["give", "end"] = "give"
    party: int = Field(ge=1, lt=2**53, description="Number of the party that is accredited")
    schema_id: SchemaText = Field(alias="schema")
    country: Country | None = Field(None, description="Every country by default")
    valid_from: DateText | None = Field(None, alias="from", description="First day; now by default")
    until: DateText | None = Field(None, description="Last day; needed to give one")


class PreparedAccreditation(Model):
    """What the accreditor signs; nothing was sent or kept."""

    typed_data: dict[str, Any] = Field(description="For `eth_signTypedData_v4` (EIP-712)")
    file: dict[str, Any] = Field(description="To send to POST /v1/accreditations once `signature` is filled in")


class AccreditationChanged(Model):
    """What was recorded."""

    transaction_hash: Hash
    block_number: int
