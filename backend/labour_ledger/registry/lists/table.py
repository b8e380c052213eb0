"""A CSV file as rows of named cells, for lists that are not of sites.

It knows headers and broken rows, not what a list means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from .cells import Row
from .csv_file import read_records
from .reading import ListColumnsInvalid
from .rows import ProblemSeverity, RowProblem


class Table:
    """An open table: iterate once to get its rows; the problems of rows that are no rows are in `problems`.

    Attributes:
        columns: The header, without the spaces around its words.
        problems: Blank rows and rows with another number of cells than the header, so far.
    """

    def __init__(self, path: Path) -> None:
        """Open a UTF-8 CSV file and read its header.

        Raises:
            ListUnreadable, ListBroken: The file cannot be read; also while iterating.
            ListColumnsInvalid: A column appears twice.
        """
        self._records = read_records(path)
        self.columns = tuple(cell.strip() for cell in next(self._records).cells)
        self.problems: list[RowProblem] = []
        twice = sorted(column for column, count in Counter(self.columns).items() if count > 1)
        if twice:
            raise ListColumnsInvalid(
                f"{path}: row 1: the columns {', '.join(repr(column) for column in twice)} appear twice",
                hint="Keep one of each.",
                context={"twice": twice},
            )

    def has(self, columns: Collection[str]) -> bool:
        """Return whether the header has all these columns."""
        return set(columns) <= set(self.columns)

    def __iter__(self) -> Iterator[Row]:
        for record in self._records:
            if not any(cell.strip() for cell in record.cells):
                self.problems.append(
                    RowProblem(record.number, "", "row-blank", "", "the row is blank", ProblemSeverity.NOTED)
                )
            elif len(record.cells) != len(self.columns):
                self.problems.append(
                    RowProblem(
                        record.number,
                        "",
                        "row-ragged",
                        f"{len(record.cells)} cells",
                        f"the row has {len(record.cells)} cells, the header {len(self.columns)} columns",
                        ProblemSeverity.REFUSED,
                        hint="Look for a comma inside a cell without quotation marks.",
                    )
                )
            else:
                yield Row(record.number, dict(zip(self.columns, record.cells, strict=True)))
