"""From a file to rows: which kind of list it is, and its rows as a stream.

It knows all formats and none of their columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labour_ledger.errors import InputError
from labour_ledger.registry.identifiers import Identifier

from .brand_mills import BRAND_MILLS
from .cells import CountryChoice, Row
from .column_map import mapped_columns
from .countries import CountrySpellings
from .csv_file import CsvRecord, file_sha256, read_records
from .formats import ListFormat
from .mills import UNIVERSAL_MILL_LIST
from .nike import NIKE_2021, NIKE_2025
from .open_supply_hub import OPEN_SUPPLY_HUB
from .plain import PLAIN
from .rows import ListedLink, ListedSite, ListItem, ListSource, ProblemSeverity, RowProblem

FORMATS: Final = (UNIVERSAL_MILL_LIST, NIKE_2021, NIKE_2025, BRAND_MILLS, OPEN_SUPPLY_HUB, PLAIN)
"""Formats in the order in which a header is tried; the least particular last."""


class ListFormatUnknown(InputError):
    """No known kind of list has this header, or no format has the name given."""

    code = "list-format-unknown"


class ListColumnsInvalid(InputError):
    """The header lacks columns of the format, or has one twice."""

    code = "list-columns-invalid"


@dataclass(frozen=True, slots=True)
class SourceOverride:
    """What the person who imports knows about a list better than its format does; empty leaves it."""

    title: str = ""
    publisher: str = ""
    edition: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class LoadedList:
    """A whole list in memory.

    Attributes:
        format: Name of its format.
        path: The file.
        source: Title, publisher, licence and hash of the list.
        row_count: Rows after the header, blank ones not counted.
        sites: Sites of the rows that were taken.
        links: Links of the rows that were taken.
        problems: What was refused or noted, in row order.
        country_spellings: Countries spelled in several ways, with the rows of each spelling.
        listed: Identifiers of all sites in the list, also of rows that were refused.
    """

    format: str
    path: Path
    source: ListSource
    row_count: int
    sites: tuple[ListedSite, ...]
    links: tuple[ListedLink, ...]
    problems: tuple[RowProblem, ...]
    country_spellings: Mapping[str, Mapping[str, int]]
    listed: frozenset[Identifier]

    @property
    def refused(self) -> tuple[RowProblem, ...]:
        """The problems because of which rows were not taken."""
        return tuple(problem for problem in self.problems if problem.severity is ProblemSeverity.REFUSED)

    @property
    def noted(self) -> tuple[RowProblem, ...]:
        """The problems of rows that were taken all the same."""
        return tuple(problem for problem in self.problems if problem.severity is ProblemSeverity.NOTED)


def format_named(name: str) -> ListFormat:
    """Return a format by its name.

    Raises:
        ListFormatUnknown: There is none; names those there are.
    """
    for known in FORMATS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise ListFormatUnknown(f"{name!r} is not a list format", hint=f"Known formats: {names}.")


def detect_format(columns: Sequence[str], where: str) -> ListFormat:
    """Return the format whose columns a header has.

    Args:
        columns: The header.
        where: Name of the file, for errors.

    Raises:
        ListFormatUnknown: None fits; says which comes nearest and what it lacks.
    """
    found = frozenset(columns)
    for known in FORMATS:
        if known.required <= found and (known is not PLAIN or found <= known.known):
            return known
    if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        raise ListFormatUnknown(
            f"{where}: the header has one column with semicolons or tabs in it",
            hint="Export the list with commas between the columns.",
        )
    nearest = max(FORMATS, key=lambda known: len(known.known & found) - len(known.required - found))
    missing, strange = sorted(nearest.required - found), sorted(found - nearest.known)
    raise ListFormatUnknown(
        f"{where}: no known list has these columns; nearest is {nearest.name}"
        + (f", without {', '.join(missing)}" if missing else "")
        + (f", with {', '.join(strange)} besides" if strange else ""),
        hint="Rename the columns, or name the format; a plain list needs only name and country.",
        context={"nearest": nearest.name, "missing": missing, "strange": strange},
    )


class ListReader:
    """A list as a stream: iterate to get its sites, links and problems; the problems of a row come before it.

    Attributes:
        format: The format, told by the header or chosen.
        source: Title, publisher, licence and hash of the list.
        spellings: How countries were spelled in the rows read so far.
        listed: Identifiers of sites in the rows read so far, refused ones too.
    """

    def __init__(
        self,
        path: Path,
        *,
        format_name: str | None = None,
        believe: CountryChoice | None = None,
        override: SourceOverride | None = None,
        column_map: Mapping[str, str] | None = None,
    ) -> None:
        """Open a list and read its header.

        Args:
            path: UTF-8 CSV file.
            format_name: Name of a format, or None to tell it by the header.
            believe: What to believe where country name and code contradict; None refuses such rows.
            override: What is better known about the list than its format says.
            column_map: Columns of the file by those of the plain list; the file is then read as a plain list.

        Raises:
            ListUnreadable, ListBroken: The file cannot be read; also while iterating.
            ListFormatUnknown, ListColumnsInvalid: It is not such a list.
            ColumnMapInvalid: The map does not fit the file.
        """
        self._records = read_records(path)
        self._columns = _columns(next(self._records), path)
        if column_map is not None:
            self._columns = mapped_columns(self._columns, column_map, str(path))
            format_name = PLAIN.name
        self._believe = believe
        self.format = _chosen(format_name, self._columns, path)
        self.source = _source(self.format, path, override or SourceOverride())
        self.spellings = CountrySpellings()
        self.listed: set[Identifier] = set()

    def __iter__(self) -> Iterator[ListItem]:
        for column in self._columns:
            if column not in self.format.required | self.format.optional:
                reason = "this column is not read" + (" on purpose" if column in self.format.unread else "")
                yield RowProblem(1, column, "column-unread", column, reason, ProblemSeverity.NOTED)
        for record in self._records:
            yield from self._read(record)

    def _read(self, record: CsvRecord) -> Iterator[ListItem]:
        if not any(cell.strip() for cell in record.cells):
            yield RowProblem(record.number, "", "row-blank", "", "the row is blank", ProblemSeverity.NOTED)
            return
        if len(record.cells) != len(self._columns):
            yield _ragged(record, len(self._columns))
            return
        cells = dict(zip(self._columns, record.cells, strict=True))
        row = Row(record.number, cells, spellings=self.spellings, believe=self._believe)
        item = self.format.read(row, self.source)
        if isinstance(item, ListedSite):
            self.listed.update(item.identifiers)
        yield from row.problems
        if item is not None and not row.refused:
            yield item


def load_list(
    path: Path,
    *,
    format_name: str | None = None,
    believe: CountryChoice | None = None,
    override: SourceOverride | None = None,
    column_map: Mapping[str, str] | None = None,
) -> LoadedList:
    """Read a whole list; arguments and errors are those of `ListReader`."""
    reader = ListReader(path, format_name=format_name, believe=believe, override=override, column_map=column_map)
    sites: list[ListedSite] = []
    links: list[ListedLink] = []
    problems: list[RowProblem] = []
    for item in reader:
        if isinstance(item, ListedSite):
            sites.append(item)
        elif isinstance(item, ListedLink):
            links.append(item)
        else:
            problems.append(item)
    refused_rows = {problem.row_number for problem in problems if problem.severity is ProblemSeverity.REFUSED}
    return LoadedList(
        format=reader.format.name,
        path=path,
        source=reader.source,
        row_count=len(sites) + len(links) + len(refused_rows),
        sites=tuple(sites),
        links=tuple(links),
        problems=tuple(problems),
        country_spellings=reader.spellings.several(),
        listed=frozenset(reader.listed),
    )


def _chosen(format_name: str | None, columns: Sequence[str], path: Path) -> ListFormat:
    if format_name is None:
        return detect_format(columns, str(path))
    chosen = format_named(format_name)
    missing = sorted(chosen.required - set(columns))
    if missing:
        raise ListColumnsInvalid(
            f"{path}: row 1: a {chosen.name} list has the columns {', '.join(missing)}, this one does not",
            hint="Choose another format or add the columns.",
            context={"missing": missing},
        )
    return chosen


def _columns(header: CsvRecord, path: Path) -> list[str]:
    columns = [cell.strip() for cell in header.cells]
    twice = sorted(column for column, count in Counter(columns).items() if count > 1)
    if twice:
        raise ListColumnsInvalid(
            f"{path}: row 1: the columns {', '.join(repr(column) for column in twice)} appear twice",
            hint="Keep one of each.",
            context={"twice": twice},
        )
    return columns


def _source(chosen: ListFormat, path: Path, override: SourceOverride) -> ListSource:
    return ListSource(
        title=override.title or chosen.title,
        publisher=override.publisher or chosen.publisher,
        edition=override.edition,
        licence=override.licence or chosen.licence,
        file_hash=file_sha256(path),
    )


def _ragged(record: CsvRecord, column_count: int) -> RowProblem:
    return RowProblem(
        record.number,
        "",
        "row-ragged",
        f"{len(record.cells)} cells",
        f"the row has {len(record.cells)} cells, the header {column_count} columns",
        ProblemSeverity.REFUSED,
        hint="Look for a comma inside a cell without quotation marks.",
    )
