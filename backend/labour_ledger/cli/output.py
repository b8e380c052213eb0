"""The only place that prints: results on stdout, everything else on stderr.

Text is for people, with tables by rich; `--json` is one JSON document on stdout, whose `format` names its version. Text
from lists and documents is shown without control characters, so that it cannot steer a terminal.
"""

from __future__ import annotations

import contextlib
import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from labour_ledger_verify.errors import ExplainedError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_PIPE_WIDTH: Final = 200
"""Columns when stdout is no terminal: wide enough that a table's cells are not broken for the next program."""


class Output:
    """Prints for one command.

    Attributes:
        as_json: Whether the result is one JSON document instead of text.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def result(self, document: Mapping[str, object], show: Callable[[Output], None]) -> None:
        """Print a command's result.

        Args:
            document: For `--json`; plain JSON values.
            show: Prints the same for people, by the methods of this object.
        """
        if self.as_json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
            sys.stdout.flush()
        else:
            show(self)

    def line(self, text: str = "") -> None:
        """Print a line of text."""
        self._stdout().print(printable(text), markup=False, highlight=False, soft_wrap=True)

    def heading(self, text: str) -> None:
        """Print a line that stands out on a terminal."""
        self._stdout().print(printable(text), style="bold", markup=False, highlight=False, soft_wrap=True)

    def fields(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Print names and values in two columns; pairs without a value are left out."""
        from rich.table import Table

        table = Table.grid(padding=(0, 2))
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in pairs:
            if value:
                table.add_row(_cell(name), _cell(value))
        self._print_table(table)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table; nothing but its heading when there are no rows."""
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for column in columns:
            table.add_column(_cell(column), overflow="fold")
        for row in rows:
            table.add_row(*(_cell(value) for value in row))
        self._print_table(table)

    def raw(self, text: str) -> None:
        """Print text exactly as it is, for what is meant to be saved or piped: files, dumps."""
        sys.stdout.write(text)

    def note(self, text: str) -> None:
        """Tell people something beside the result, on stderr."""
        self._stderr().print(printable(text), markup=False, highlight=False, soft_wrap=True)

    @contextlib.contextmanager
    def progress(self, description: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """Show on stderr how long work goes on; only on a terminal.

        Args:
            description: What is being done.
            total: How many steps there are, or None when nobody knows.

        Yields:
            A function that is told how many more steps are done.
        """
        with self.progresses() as begin:
            yield begin(description, total)

    @contextlib.contextmanager
    def progresses(self) -> Iterator[Callable[[str, int | None], Callable[[int], None]]]:
        """Show on stderr how several pieces of work go on, each as it begins; only on a terminal.

        Yields:
            A function that begins a piece: it takes what is being done and how many steps there are, and returns the
            function that is told how many more steps are done.
        """
        from rich.progress import Progress

        with Progress(console=self._stderr(), transient=True, disable=not sys.stderr.isatty()) as progress:

            def begin(description: str, total: int | None = None) -> Callable[[int], None]:
                task = progress.add_task(printable(description), total=total)
                return lambda steps: progress.advance(task, steps)

            yield begin

    def _print_table(self, table: Table) -> None:
        console = self._stdout()
        if sys.stdout.isatty():
            console.print(table)
            return
        with console.capture() as captured:
            console.print(table)
        # columns are padded for a terminal; a file or pipe need not carry the padding
        sys.stdout.write("".join(line.rstrip() + "\n" for line in captured.get().splitlines()))

    @staticmethod
    def _stdout() -> Console:
        from rich.console import Console

        return Console(file=sys.stdout, width=None if sys.stdout.isatty() else _PIPE_WIDTH)

    @staticmethod
    def _stderr() -> Console:
        from rich.console import Console

        return Console(file=sys.stderr, width=None if sys.stderr.isatty() else _PIPE_WIDTH)


def print_error(error: ExplainedError, *, as_json: bool) -> None:
    """Tell on stderr what was wrong, where, and what to do next."""
    if as_json:
        document = {
            "format": "labour-ledger/error@1",
            "code": error.code,
            "message": error.message,
            "hint": error.hint,
            "context": error.context,
        }
        sys.stderr.write(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")
        return
    sys.stderr.write(f"error: {printable(error.message)} [{error.code}]\n")
    if error.hint:
        sys.stderr.write(f"  what to do: {printable(error.hint)}\n")


def print_usage_error(message: str) -> None:
    """Tell on stderr that a command was called wrongly."""
    sys.stderr.write(f"error: {printable(message)} [usage]\n  what to do: add --help to the command to see its use\n")


def printable(text: str) -> str:
    """Return text with control characters (but line breaks) replaced, so that it cannot steer a terminal."""
    return "".join(
        character
        if character == "\n" or unicodedata.category(character) not in ("Cc", "Cf")
        else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )


def _cell(value: str) -> str:
    from rich.markup import escape

    return escape(printable(value))
