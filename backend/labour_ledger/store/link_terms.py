"""What a document of `ledger/supply-link@1` says of a link, read from its canonical JSON.

Whether the document was valid was decided where it came in; here only what a question about links needs is taken.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import msgspec

SUPPLY_LINK_ID: Final = "ledger/supply-link@1"
NO_END: Final = 2**48 - 1
"""Time that stands for "has no end" and "was not revoked", as in docs/history-format.md."""

_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAY_S: Final = 86_400
_HASH_DIGITS: Final = 64


@dataclass(frozen=True, slots=True)
class LinkTerms:
    """A link as its document states it.

    Attributes:
        document_hash: Of the document, 32 bytes.
        network: The subject that the document names, under which it may be recorded, 32 bytes.
        buyer: Subject, 32 bytes.
        seller: Subject, 32 bytes.
        goods: HS codes in the order of the document.
        valid_from: First second of the period, Unix seconds.
        valid_until: First second after it; `NO_END` while it goes on.
        stated_by: `buyer`, `seller`, `both` or `published-list`, as the document claims.
    """

    document_hash: bytes
    network: bytes
    buyer: bytes
    seller: bytes
    goods: tuple[str, ...]
    valid_from: int
    valid_until: int
    stated_by: str

    def to_row(self) -> dict[str, Any]:
        """Return the row of `own_link_terms`."""
        return {**asdict(self), "goods": json.dumps(self.goods, separators=(",", ":"))}


class _Period(msgspec.Struct):
    start: date = msgspec.field(name="from")
    until: date | None = None


class _Content(msgspec.Struct):
    buyer: str
    seller: str
    period: _Period
    stated_by: str = msgspec.field(name="statedBy")
    goods: tuple[str, ...] = ()


class _Document(msgspec.Struct):
    content: _Content


def read_link_terms(document_hash: bytes, network: bytes, canonical_json: bytes) -> LinkTerms | None:
    """Return what a document says of a link, or None if it does not have the form of one.

    Args:
        document_hash: Its hash, 32 bytes.
        network: The subject that it names, 32 bytes.
        canonical_json: The document.
    """
    try:
        content = msgspec.json.decode(canonical_json, type=_Document).content
        buyer, seller = _subject(content.buyer), _subject(content.seller)
    except ValueError:
        return None
    return LinkTerms(
        document_hash=document_hash,
        network=network,
        buyer=buyer,
        seller=seller,
        goods=content.goods,
        valid_from=_midnight(content.period.start),
        valid_until=NO_END if content.period.until is None else _midnight(content.period.until, days_later=1),
        stated_by=content.stated_by,
    )


def _subject(text: str) -> bytes:
    digits = text.removeprefix("0x")
    if len(digits) != _HASH_DIGITS:
        raise ValueError("not the id of a subject")
    return bytes.fromhex(digits)


def _midnight(day: date, *, days_later: int = 0) -> int:
    # by day number: the day after the last one that a date can name has no date, and a link may end there
    return max(0, day.toordinal() - _EPOCH + days_later) * _DAY_S
