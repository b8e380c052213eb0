"""What a list says, row by row, in one shape for all lists.

Plain values only: readers make them, the registration and the planned statements use them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from labour_ledger.registry.identifiers import Identifier


class ProblemSeverity(StrEnum):
    """Whether a row with the problem is taken."""

    REFUSED = "refused"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something about one row that a person should know.

    Attributes:
        row_number: Row of the file as a spreadsheet counts it; the header is row 1.
        field: Column or JSON path.
        code: Stable kebab-case name of the problem, to group a report by.
        found: What stood there; empty where it must not be repeated.
        reason: What is wrong, in plain words.
        severity: Whether the row was taken.
        hint: What to do; empty where nothing needs doing.
    """

    row_number: int
    field: str
    code: str
    found: str
    reason: str
    severity: ProblemSeverity
    hint: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the problem as plain JSON values."""
        return {
            "row": self.row_number,
            "field": self.field,
            "code": self.code,
            "found": self.found,
            "reason": self.reason,
            "severity": self.severity.value,
            "hint": self.hint,
        }


@dataclass(frozen=True, slots=True)
class ListSource:
    """Where rows were read.

    Attributes:
        title: Title of the list.
        publisher: Who publishes it, or "" where that is unknown.
        edition: Edition, version or date as the list gives it, or "".
        licence: Licence or terms in at most 80 characters, or "".
        file_hash: SHA-256 of the file, 32 bytes.
    """

    title: str
    publisher: str
    edition: str
    licence: str
    file_hash: bytes


@dataclass(frozen=True, slots=True)
class ListedAddress:
    """A business address, in one line or in parts; absent parts are empty."""

    full: str = ""
    street: str = ""
    locality: str = ""
    district: str = ""
    region: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class ListedCertification:
    """What a list says about a certificate of a site.

    Attributes:
        scheme: Name of the scheme.
        listed: `certified` or `not-certified`.
        result: The list's own words.
        as_of: Date as YYYY-MM-DD, or "".
    """

    scheme: str
    listed: str
    result: str
    as_of: str


@dataclass(frozen=True, slots=True)
class ListedSite:
    """One site as one row of a list describes it; what the row does not say is empty.

    Attributes:
        row_number: Row of the file, the header is row 1.
        key: What makes two rows of this family of lists the same site.
        name: Name as listed.
        alternative_names: Further names.
        country: ISO 3166-1 alpha-2.
        address: Business address.
        latitude: Degrees north as a decimal string.
        longitude: Degrees east as a decimal string.
        precision: How exact the place is, a word of `ledger/site-registration@1`, or "".
        identifiers: Published identifiers in canonical form.
        sectors: Sectors as the list spells them.
        workforce: Band of workers, a word of `ledger/site-registration@1`, or "".
        parent: Parent organisation.
        group: Group of companies.
        certification: Listed certification.
        supplies: Identifiers of the sites it delivers to.
        supplies_since: Since when, as YYYY-MM-DD, or "".
        generated: Whether the list itself says that the site is made up.
        source: The list.
    """

    row_number: int
    key: str
    name: str
    country: str
    source: ListSource
    alternative_names: tuple[str, ...] = ()
    address: ListedAddress = ListedAddress()
    latitude: str = ""
    longitude: str = ""
    precision: str = ""
    identifiers: tuple[Identifier, ...] = ()
    sectors: tuple[str, ...] = ()
    workforce: str = ""
    parent: str = ""
    group: str = ""
    certification: ListedCertification | None = None
    supplies: tuple[Identifier, ...] = ()
    supplies_since: str = ""
    generated: bool = False


@dataclass(frozen=True, slots=True)
class ListedLink:
    """One row that says that a buyer was supplied by a site in a year.

    Attributes:
        row_number: Row of the file, the header is row 1.
        buyer: Name of the buyer as listed.
        seller: Identifier of the site.
        year: Calendar year of the buyer's report.
        source: The list.
    """

    row_number: int
    buyer: str
    seller: Identifier
    year: int
    source: ListSource


ListItem = ListedSite | ListedLink | RowProblem
"""What a reader yields; the problems of a row come before the row."""
