"""What lists say about sites beyond their registration, as statements for someone to sign: facts, never verdicts.

Parent, group and listed certification are said about the site itself; links between sites are in `supply_links`. This
module signs and submits nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from labour_ledger_verify.document import JsonValue

from .identity import source_content
from .lists.rows import ListedCertification, ListedSite

RELATION_SCHEMA: Final = "ledger/site-relation@1"
LISTING_SCHEMA: Final = "ledger/listing@1"


@dataclass(frozen=True, slots=True)
class PlannedStatement:
    """A statement that is to be signed.

    Attributes:
        schema_id: Its schema.
        subject: What it is about, 32 bytes.
        content: Content of its document.
        valid_from: Unix seconds, None for the time of signing.
        valid_until: Unix seconds, exclusive; None for as long as the schema allows.
        row_number: Row of the file that says it, the header is row 1.
        key: Names the statement among all of its file, so that an interrupted import can go on.
    """

    schema_id: str
    subject: bytes
    content: Mapping[str, JsonValue]
    valid_from: int | None
    valid_until: int | None
    row_number: int
    key: str


def plan_site_statements(
    sites: Iterable[ListedSite], subject_of_row: Mapping[int, bytes]
) -> Iterator[PlannedStatement]:
    """Yield what a list says about its sites: parent, group, listed certification.

    Args:
        sites: Rows of one list.
        subject_of_row: Subjects of the rows; rows without one are passed over, as they were refused.
    """
    for site in sites:
        subject = subject_of_row.get(site.row_number)
        if subject is None:
            continue
        if site.parent:
            yield _relation(site, subject, "parent-organisation", site.parent)
        if site.group:
            yield _relation(site, subject, "group", site.group)
        if site.certification is not None:
            yield _listing(site, subject, site.certification)


def _relation(site: ListedSite, subject: bytes, relation: str, organisation: str) -> PlannedStatement:
    content = {
        "relation": relation,
        "organisation": {"name": organisation},
        "source": source_content(site.source, site.row_number),
    }
    return _about(site, subject, RELATION_SCHEMA, content, relation)


def _listing(site: ListedSite, subject: bytes, certification: ListedCertification) -> PlannedStatement:
    content = {
        "scheme": certification.scheme,
        "listed": certification.listed,
        "result": certification.result,
        **({"asOf": certification.as_of} if certification.as_of else {}),
        "source": source_content(site.source, site.row_number),
    }
    return _about(site, subject, LISTING_SCHEMA, content, "listing")


def _about(
    site: ListedSite, subject: bytes, schema_id: str, content: Mapping[str, JsonValue], word: str
) -> PlannedStatement:
    return PlannedStatement(
        schema_id=schema_id,
        subject=subject,
        content=content,
        valid_from=None,
        valid_until=None,
        row_number=site.row_number,
        key=f"{site.row_number}/{word}",
    )
