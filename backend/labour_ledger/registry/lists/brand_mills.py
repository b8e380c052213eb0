"""Links of consumer brands to the palm-oil mills they reported, one row for each brand, mill and year."""

from __future__ import annotations

from .cells import Row
from .formats import ListFormat
from .rows import ListedLink, ListSource

_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def _read_link(row: Row, source: ListSource) -> ListedLink | None:
    seller = row.identifier("uml_id", "uml")
    buyer, year = row.required("consumer_brand"), row.required("report_year")
    if year and not (len(year) == 4 and year.isascii() and year.isdigit() and _FIRST_YEAR <= int(year) < _LAST_YEAR):
        row.refuse("report_year", "year-invalid", "must be a year such as 2021", hint="Correct it.")
    if seller is None or row.refused:
        return None
    return ListedLink(row_number=row.number, buyer=buyer, seller=seller, year=int(year), source=source)


BRAND_MILLS = ListFormat(
    name="brand-mills",
    title="Palm-oil mills reported by consumer brands",
    publisher="PalmWatch, from the brands' own mill lists",
    licence="Facts published by the brands; attribute PalmWatch/IDI",
    required=frozenset({"consumer_brand", "report_year", "uml_id"}),
    optional=frozenset(),
    unread=frozenset(),
    read=_read_link,
)
