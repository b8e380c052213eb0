"""Facility lists as contributed to the Open Supply Hub: country, name, address, sector and geocoded place.

The lists carry no ids: two rows are the same site when name, country and address agree, across all contributed lists.
"""

from __future__ import annotations

from dataclasses import replace

from .cells import Row
from .formats import ListFormat, row_key
from .rows import ListedAddress, ListedSite, ListSource


def _read_facility(row: Row, source: ListSource) -> ListedSite:
    name, country, address = row.required("name"), row.country("country"), row.required("address")
    latitude, longitude = row.coordinates("lat", "lng")
    number = row.text("list_id")
    return ListedSite(
        row_number=row.number,
        key=row_key("osh", name, country, address),
        name=name,
        country=country,
        address=ListedAddress(full=address),
        latitude=latitude,
        longitude=longitude,
        precision="approximate" if latitude else "",
        sectors=tuple(sector for part in row.text("sector").split("|") if (sector := part.strip())),
        source=replace(source, edition=f"contributed list {number}" if number else ""),
    )


OPEN_SUPPLY_HUB = ListFormat(
    name="open-supply-hub",
    title="Facility lists contributed to the Open Supply Hub",
    publisher="Open Supply Hub",
    licence="MIT",
    required=frozenset({"country", "name", "address", "sector", "lat", "lng"}),
    optional=frozenset({"list_id"}),
    unread=frozenset(),
    read=_read_facility,
)
