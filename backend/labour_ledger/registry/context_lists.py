"""Lists of the US Department of Labor about countries and goods, from files to facts in the list's own words.

They say what is known of a country or of a good in it, never anything of a site: nothing here judges, and no value is
made into another. It must not write to the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labour_ledger.errors import InputError
from labour_ledger.store.queries.context import ContextFact, ListEdition

from .lists.cells import Row
from .lists.csv_file import file_sha256
from .lists.rows import RowProblem
from .lists.table import Table

_PUBLISHER: Final = "US Department of Labor, Bureau of International Labor Affairs"
_CONVENTIONS: Final = ("c138", "c182", "crc", "crc_opac", "crc_opsc", "palermo_tip")
_EXPLOITATION: Final = ("child_labor", "forced_labor", "forced_child_labor", "derived_labor_exploitation")


class ContextListUnknown(InputError):
    """No known list about countries has this header."""

    code = "context-list-unknown"


class ListRowsRefused(InputError):
    """Rows of a list cannot be taken, and the import was to be all or nothing."""

    code = "list-rows-refused"

    def __init__(self, path: Path, problems: Sequence[RowProblem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        rows = len({problem.row_number for problem in problems})
        super().__init__(
            f"{path}: {rows} {'row' if rows == 1 else 'rows'} cannot be taken, so nothing was kept; first row "
            f"{first.row_number}, {first.field or 'whole row'}: {first.found[:60]!r}: {first.reason}",
            hint="Correct the rows, or keep the good ones only (--accept-good-rows).",
            context={"problems": [problem.to_json() for problem in problems]},
        )


@dataclass(frozen=True, slots=True)
class ReadContext:
    """A list in memory.

    Attributes:
        source: The edition.
        facts: What its rows say.
        problems: Rows that were refused or noted, in row order.
    """

    source: ListEdition
    facts: tuple[ContextFact, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    name: str
    title: str
    required: tuple[str, ...]
    facts: Callable[[Row], Iterator[tuple[str, str, str, str]]]
    """Gives topic, territory, good and value."""


def read_context_list(path: Path, *, edition: str, imported_at: int) -> ReadContext:
    """Read a list about countries; its kind is told by its header.

    Args:
        path: UTF-8 CSV file.
        edition: Version or date of the list, as whoever imports it knows it.
        imported_at: Unix seconds.

    Raises:
        ListUnreadable, ListBroken, ListColumnsInvalid: The file cannot be read.
        ContextListUnknown: It is no such list.
    """
    table = Table(path)
    form = next((form for form in _FORMS if table.has(form.required)), None)
    if form is None:
        known = "; ".join(f"{form.name}: {', '.join(form.required)}" for form in _FORMS)
        raise ContextListUnknown(
            f"{path}: no known list about countries has the columns {', '.join(table.columns)}",
            hint=f"Known lists and the columns they are told by: {known}.",
            context={"columns": list(table.columns)},
        )
    facts: list[ContextFact] = []
    problems: list[RowProblem] = []
    rows = 0
    for row in table:
        country = row.country("country")
        found = [ContextFact(row.number, topic, country, *rest) for topic, *rest in form.facts(row)]
        problems.extend(row.problems)
        if not row.refused:
            facts.extend(found)
            rows += 1
    problems.extend(table.problems)
    source = ListEdition(form.name, form.title, _PUBLISHER, edition, file_sha256(path), rows, imported_at)
    return ReadContext(source, tuple(facts), tuple(sorted(problems, key=lambda problem: problem.row_number)))


def _goods(row: Row) -> Iterator[tuple[str, str, str, str]]:
    good = row.required("good")
    for topic in _EXPLOITATION:
        value = row.text(topic)
        if value != "No":
            yield topic, "", good, value


def _conventions(row: Row) -> Iterator[tuple[str, str, str, str]]:
    for topic in (*_CONVENTIONS, "advancement_level_2022"):
        yield topic, "", "", row.text(topic)


def _indicators(row: Row) -> Iterator[tuple[str, str, str, str]]:
    yield row.required("indicator"), row.text("territory"), "", row.text("value")


def _legal_standards(row: Row) -> Iterator[tuple[str, str, str, str]]:
    topic, territory = row.required("standard"), row.text("territory")
    parts = (("exists", row.text("exists")), ("age", row.text("age")))
    conforms = ("conforms to international standard", row.text("conforms_to_intl_standard"))
    yield topic, territory, "", "; ".join(f"{name}: {value}" for name, value in (*parts, conforms) if value)


def _statistics(row: Row) -> Iterator[tuple[str, str, str, str]]:
    ages = row.text("age_range")
    for topic in ("pct_working_children", "attendance_pct_5_14", "primary_completion_rate"):
        value = row.text(topic)
        if value:
            aged = topic == "pct_working_children" and ages
            yield topic, "", "", f"{value} (ages {ages})" if aged else value


def _actions(row: Row) -> Iterator[tuple[str, str, str, str]]:
    yield f"suggested action: {row.required('area')}", "", "", row.required("action")


_FORMS: Final = (
    _Form(
        "ilab-goods",
        "List of Goods Produced by Child Labor or Forced Labor",
        ("good", "country", "child_labor", "forced_labor"),
        _goods,
    ),
    _Form("ilab-conventions", "Ratifications of child-labour conventions", ("country", "c138", "c182"), _conventions),
    _Form(
        "ilab-enforcement",
        "Enforcement of laws on child labour",
        ("country", "territory", "indicator", "value"),
        _indicators,
    ),
    _Form(
        "ilab-legal-standards",
        "Legal standards on child labour",
        ("country", "territory", "standard", "exists", "conforms_to_intl_standard"),
        _legal_standards,
    ),
    _Form(
        "ilab-statistics",
        "Statistics on children's work and education",
        ("country", "age_range", "pct_working_children"),
        _statistics,
    ),
    _Form("ilab-suggested-actions", "Suggested government actions", ("country", "area", "action"), _actions),
)
