"""Query parameters that several routes have."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Parameters(BaseModel):
    """Query parameters; one that is not known is refused, as a misspelt date would silently ask about today."""

    model_config = ConfigDict(extra="forbid")


class PageParameters(Parameters):
    """Where a page begins, and how long it is."""

    cursor: str | None = Field(None, description="`nextCursor` of the page before", max_length=400)
    limit: int = Field(50, ge=1, le=200)
