"""Watch lists as their publishers give them: the UFLPA Entity List, and CBP's withhold-release orders and findings.

From files to entries with every name that a row gives. No list comes with the program, and nothing here compares.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labour_ledger.errors import InputError
from labour_ledger.store.queries.context import ListEdition
from labour_ledger.store.queries.watch_lists import WatchEntry

from .lists.cells import Row
from .lists.csv_file import file_sha256
from .lists.formats import folded
from .lists.rows import RowProblem
from .lists.table import Table

UFLPA: Final = "uflpa-entity-list"
CBP_ORDERS: Final = "cbp-withhold-release-orders"
_CHINA: Final = "CN"
_NAME_COLUMNS: Final = ("Name of Entity", "Entity Name", "Entity")
_ALIASES: Final = re.compile(
    r"\((?:including|and|formerly|also)\b(?:[^():]*?\baliase?s?\b\s*:?|\s*known as)\s*"
    r"(?P<names>[^()]*(?:\([^()]*\)[^()]*)*)\)",
    re.IGNORECASE,
)
_SUBSIDIARIES: Final = re.compile(
    r"\band its (?:[\w-]+ )*?(?:subsidiary|subsidiaries(?:, which include)?)\s+(?P<names>[A-Z].*)$"
)
_AND_THE_REST: Final = re.compile(
    r",?\s+and (?:its )?(?:subsidiaries|subordinate and affiliated entities)\s*$", re.IGNORECASE
)
_BETWEEN_NAMES: Final = re.compile(r"\s*;\s*(?:and\s+)?|\s+and\s+(?:formerly |also )?known as\s+|,\s+and\s+")
_LEGAL_COMMA: Final = re.compile(r",\s*(?=(?:Ltd|Inc|LLC|Limited|Corp)\b)", re.IGNORECASE)


class WatchListUnknown(InputError):
    """No known watch list has this header."""

    code = "watch-list-unknown"


@dataclass(frozen=True, slots=True)
class ReadWatchList:
    """A watch list in memory.

    Attributes:
        source: The edition.
        entries: Its entities.
        problems: Rows that were refused or noted, in row order.
    """

    source: ListEdition
    entries: tuple[WatchEntry, ...]
    problems: tuple[RowProblem, ...]


def read_watch_list(path: Path, *, edition: str, imported_at: int) -> ReadWatchList:
    """Read a watch list; which one it is, its header tells.

    Args:
        path: UTF-8 CSV file: the table of the UFLPA Entity List saved as CSV, or CBP's data set of orders and findings.
        edition: Version or date of the list, as whoever imports it knows it.
        imported_at: Unix seconds.

    Raises:
        ListUnreadable, ListBroken, ListColumnsInvalid: The file cannot be read.
        WatchListUnknown: It is no such list.
    """
    table = Table(path)
    name_column = next((column for column in _NAME_COLUMNS if table.has([column, "Effective Date"])), None)
    if name_column is None:
        raise WatchListUnknown(
            f"{path}: no known watch list has the columns {', '.join(table.columns)}",
            hint=(
                f"{UFLPA} has Name of Entity (or Entity Name) and Effective Date; "
                f"{CBP_ORDERS} has Entity, Country, Status, WRO/Finding and Effective Date."
            ),
            context={"columns": list(table.columns)},
        )
    orders = table.has(["Entity", "Country"])
    read: Callable[[Row, str], WatchEntry] = _order if orders else _uflpa
    entries: dict[str, WatchEntry] = {}
    problems: list[RowProblem] = []
    for row in table:
        entry = read(row, name_column)
        earlier = entries.get(entry.entry_key)
        if earlier is not None and not row.refused:
            row.note(name_column, "entry-repeated", f"the same as row {earlier.row_number}; taken once")
        elif not row.refused:
            entries[entry.entry_key] = entry
        problems.extend(row.problems)
    problems.extend(table.problems)
    title, publisher = (
        ("Withhold release orders and findings", "US Customs and Border Protection")
        if orders
        else ("UFLPA Entity List", "US Department of Homeland Security, Forced Labor Enforcement Task Force")
    )
    source = ListEdition(
        CBP_ORDERS if orders else UFLPA, title, publisher, edition, file_sha256(path), len(entries), imported_at
    )
    return ReadWatchList(
        source, tuple(entries.values()), tuple(sorted(problems, key=lambda problem: problem.row_number))
    )


def entity_names(text: str) -> tuple[str, ...]:
    """Return every name in a cell: the entity, its other names, and the subsidiaries it lists.

    `Example Co., Ltd. (including two aliases: Example Weaving; and Example Mill) and its subsidiaries` gives three.
    """
    rest = _LEGAL_COMMA.sub(" ", text)
    more: list[str] = []
    for pattern in (_ALIASES, _SUBSIDIARIES):
        match = pattern.search(rest)
        if match is not None:
            more += _split(match["names"])
            rest = rest[: match.start()] + rest[match.end() :]
    first = _AND_THE_REST.sub("", rest).strip(" ,;")
    return tuple(dict.fromkeys(name for name in (first, *more) if name))


def _split(text: str) -> list[str]:
    names = [_AND_THE_REST.sub("", name).strip(" ,;.") for name in _BETWEEN_NAMES.split(text)]
    if len(names) == 1 and " and " in names[0] and ";" not in text:
        names = names[0].split(" and ")
    return [part.strip() for name in names for part in name.split(", ") if part.strip()]


def _uflpa(row: Row, name_column: str) -> WatchEntry:
    name = row.required(name_column)
    detail = {"effectiveDate": row.required("Effective Date")}
    return _entry(row, name, _CHINA, detail)


def _order(row: Row, name_column: str) -> WatchEntry:
    name, country = row.required(name_column), row.country("Country")
    columns = {
        "status": "Status",
        "order": "WRO/Finding",
        "industry": "Industry",
        "remarks": "Remarks",
        "effectiveDate": "Effective Date",
    }
    detail = {key: text for key, column in columns.items() if (text := row.text(column))}
    return _entry(row, name, country, detail)


def _entry(row: Row, name: str, country: str, detail: dict[str, str]) -> WatchEntry:
    names = entity_names(name)
    said = json.dumps([sorted(folded(one) for one in names), country, sorted(detail.items())], ensure_ascii=False)
    key = hashlib.sha256(said.encode()).hexdigest()[:16]
    return WatchEntry(row.number, key, names, country, "", detail)
