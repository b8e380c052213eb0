"""The ledger's own plain list of sites, for whoever has no list of a known shape. Documented in docs/import.md."""

from __future__ import annotations

from .cells import Row
from .formats import ListFormat, row_key
from .rows import ListedAddress, ListedSite, ListSource

_YES_NO = {"": False, "no": False, "yes": True}


def _read_site(row: Row, source: ListSource) -> ListedSite:
    name, country, address = row.required("name"), row.country("country"), row.text("address")
    latitude, longitude = row.coordinates("latitude", "longitude")
    identifiers = row.identifiers("identifiers")
    supplies = row.identifiers("supplies")
    return ListedSite(
        row_number=row.number,
        key=str(identifiers[0]) if identifiers else row_key("plain", name, country, address),
        name=name,
        alternative_names=_parts(row, "alternative_names"),
        country=country,
        address=ListedAddress(full=address),
        latitude=latitude,
        longitude=longitude,
        identifiers=identifiers,
        sectors=_parts(row, "sector"),
        workforce=row.workforce("workers"),
        parent=row.text("parent"),
        group=row.text("group"),
        supplies=supplies,
        supplies_since=_since(row, bool(supplies)),
        generated=_generated(row),
        source=source,
    )


def _parts(row: Row, field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for cell in row.text(field).split(";") if (part := cell.strip())))


def _since(row: Row, needed: bool) -> str:
    text = row.iso_date("supplies_since")
    if needed and not text:
        row.refuse("supplies_since", "value-missing", "a link needs the date it holds from", hint="Add it to the list.")
    return text


def _generated(row: Row) -> bool:
    text = row.text("generated").lower()
    if text not in _YES_NO:
        row.refuse("generated", "yes-or-no", "must be yes, no or empty", hint="Correct it.")
    return _YES_NO.get(text, False)


PLAIN = ListFormat(
    name="plain",
    title="Plain list of sites",
    publisher="",
    licence="",
    required=frozenset({"name", "country"}),
    optional=frozenset(
        {
            "address",
            "latitude",
            "longitude",
            "identifiers",
            "sector",
            "parent",
            "group",
            "alternative_names",
            "workers",
            "supplies",
            "supplies_since",
            "generated",
        }
    ),
    unread=frozenset(),
    read=_read_site,
)
