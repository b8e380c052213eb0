"""The factory lists of Nike in the shapes of 2021 and 2025.

The lists carry no ids: two rows are the same site when name, country and city agree, so that a factory keeps its
subject from one edition to the next. Shares of women and migrants are left unread: they are personal in small sites.
"""

from __future__ import annotations

from .cells import Row
from .formats import ListFormat, row_key
from .rows import ListedAddress, ListedSite, ListSource

_UNREAD = frozenset({"region", "line_workers", "pct_female", "pct_migrant"})
_NO_GROUP = ("NO GROUP (AP)", "NO GROUP (EQ)", "NO GROUP (FW)", "NO GROUP")


def _read_factory(row: Row, source: ListSource) -> ListedSite:
    name, country, city = row.required("name"), row.country("country"), row.text("city")
    latitude, longitude = row.coordinates("lat", "lng")
    product, facility = row.text("product_type"), row.text("facility_type")
    sectors = dict.fromkeys(word.capitalize() for word in (product, facility) if word)
    return ListedSite(
        row_number=row.number,
        key=row_key("nike", name, country, city),
        name=name,
        country=country,
        address=ListedAddress(
            street=row.text("address"),
            locality=city,
            region=row.text("state"),
            postal_code=row.postal_code("postal_code"),
        ),
        latitude=latitude,
        longitude=longitude,
        precision="street" if latitude else "",
        sectors=tuple(sectors),
        workforce=row.workforce("workers"),
        group=row.text_unless("supplier_group", _NO_GROUP, "no group"),
        source=source,
    )


NIKE_2021 = ListFormat(
    name="nike-2021",
    title="Nike Manufacturing Map 2021",
    publisher="Nike, Inc.",
    licence="Facts published by Nike, with attribution",
    required=frozenset({"name", "supplier_group", "address", "city", "country", "lat", "lng", "product_type"}),
    optional=frozenset({"state", "postal_code", "workers"}),
    unread=_UNREAD | {"tier", "brand"},
    read=_read_factory,
)

NIKE_2025 = ListFormat(
    name="nike-2025",
    title="Nike Manufacturing Map 2025",
    publisher="Nike, Inc.",
    licence="Facts published by Nike, with attribution",
    required=frozenset({"name", "facility_type", "product_type", "supplier_group", "city", "country"}),
    optional=frozenset({"state", "postal_code", "workers"}),
    unread=_UNREAD | {"brands"},
    read=_read_factory,
)
