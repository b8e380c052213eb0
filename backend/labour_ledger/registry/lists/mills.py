"""The Universal Mill List: palm-oil mills of the world with their group, parent and certification.

Known by its ids (`uml:PO…`). The group UNKNOWN is the list's own placeholder.
"""

from __future__ import annotations

from .cells import Row
from .formats import ListFormat
from .rows import ListedAddress, ListedCertification, ListedSite, ListSource

_CERTIFICATIONS = {"RSPO Certified": "certified", "Not RSPO Certified": "not-certified"}


def _read_mill(row: Row, source: ListSource) -> ListedSite | None:
    identifier = row.identifier("uml_id", "uml")
    name = row.required("mill_name")
    country = row.country("country", "iso3")
    latitude, longitude = row.coordinates("lat", "lng")
    certification = _certification(row)
    other_name = row.text("alternative_name")
    if identifier is None:
        return None
    return ListedSite(
        row_number=row.number,
        key=str(identifier),
        name=name,
        alternative_names=(other_name,) if other_name and other_name != name else (),
        country=country,
        address=ListedAddress(district=row.text("district"), region=row.text("province")),
        latitude=latitude,
        longitude=longitude,
        precision="approximate" if latitude else "",
        identifiers=(identifier,),
        sectors=("Palm oil",),
        parent=row.text_unless("parent_company", ("UNKNOWN",), "an unknown parent"),
        group=row.text_unless("group_name", ("UNKNOWN",), "an unknown group"),
        certification=certification,
        source=source,
    )


def _certification(row: Row) -> ListedCertification | None:
    status, kind, date = row.text("rspo_status"), row.text("rspo_type"), row.us_date("rspo_status_date")
    if not status:
        return None
    listed = _CERTIFICATIONS.get(status)
    if listed is None:
        row.note("rspo_status", "certification-unknown", "not a certification status of this list; nothing was taken")
        return None
    return ListedCertification(scheme="RSPO", listed=listed, result=kind or status, as_of=date)


UNIVERSAL_MILL_LIST = ListFormat(
    name="universal-mill-list",
    title="Universal Mill List",
    publisher="World Resources Institute and partners",
    licence="CC BY 4.0",
    required=frozenset({"uml_id", "mill_name", "iso3", "country", "lat", "lng", "group_name", "parent_company"}),
    optional=frozenset({"rspo_status", "rspo_type", "rspo_status_date", "province", "district", "alternative_name"}),
    unread=frozenset({"confidence"}),
    read=_read_mill,
)
