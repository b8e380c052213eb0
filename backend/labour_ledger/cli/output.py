"""The only place that prints: results on stdout, everything else on stderr.

Text is for people, in their words; `--json` is one JSON document on stdout, whose `format` names its version. Text
from lists and documents is shown without control characters, so that it cannot steer a terminal.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TextIO

from labour_ledger.errors import InputError
from labour_ledger_verify.errors import ExplainedError

from .error_words import ErrorWords, words_for_reader

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from labour_ledger.words.reader import Reader

_PIPE_WIDTH: Final = 200
"""Columns when stdout is no terminal: wide enough that a table's cells are not broken for the next program."""

_COUNT: Final = re.compile(r"[\d,]+( [a-z]+)?|\d+\.\d+ %")
"""What counts alone in a cell, with what it counts."""


class UsageWrong(InputError):
    """A command was called with words or options that it does not have."""

    code = "usage"

    def __init__(self, message: str) -> None:
        super().__init__(message, hint="Add --help to the command to see its use.")


class Output:
    """Prints for one command.

    Attributes:
        as_json: Whether the result is one JSON document instead of text.
    """

    def __init__(self, *, as_json: bool, reader: Reader | None = None) -> None:
        """Make a printer that says its lines, headings and labels in a reader's words; by default as they are."""
        self.as_json = as_json
        self._reader = reader

    def result(self, document: Mapping[str, object], show: Callable[[Output], None]) -> None:
        """Print a command's result.

        Args:
            document: For `--json`; plain JSON values.
            show: Prints the same for people, by the methods of this object.
        """
        if self.as_json:
            self.raw(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        else:
            show(self)

    def said(self, text: str, code: str = "") -> str:
        """Return a sentence of the program in the reader's words, for a cell of a table or a part of a line.

        Args:
            text: In English.
            code: Of the error that says it, if one does.
        """
        if self._reader is None or self._reader.language == "en":
            return text if self._reader is None else self._reader.numbers_in(text)
        from labour_ledger.words.sentences import translate

        words = self._reader.say(text) if self._reader.has(text) else translate(text, self._reader.language, code)
        return self._reader.numbers_in(words)

    def labelled(self, label: str, text: str = "") -> str:
        """Return a label and a sentence behind it, both in the reader's words, with the colon of the language."""
        said = {"label": self.said(label), "text": self.said(text)}
        form = "{label}: {text}"
        return (form.format_map(said) if self._reader is None else self._reader.say(form, **said)).rstrip()

    def line(self, text: str = "") -> None:
        """Print a line of text."""
        self._stdout().print(printable(self._line_said(text)), markup=False, highlight=False, soft_wrap=True)

    def heading(self, text: str) -> None:
        """Print a line that stands out on a terminal."""
        self._stdout().print(
            printable(self._line_said(text)), style="bold", markup=False, highlight=False, soft_wrap=True
        )

    def fields(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Print names and values in two columns; pairs without a value are left out."""
        from rich.table import Table

        table = Table.grid(padding=(0, 2))
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in pairs:
            if value:
                table.add_row(_cell(self.said(name)), _cell(self._value_said(value)))
        self._print_table(table)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table; nothing but its heading when there are no rows."""
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for column in columns:
            table.add_column(_cell(self.said(column)), overflow="fold")
        for row in rows:
            table.add_row(*(_cell(self._value_said(value)) for value in row))
        self._print_table(table)

    def raw(self, text: str) -> None:
        """Print text exactly as it is and in UTF-8, for what is meant to be saved or piped: files, dumps."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8"))
        else:
            sys.stdout.write(text)
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """Tell people something beside the result, on stderr."""
        self._stderr().print(printable(self.said(text)), markup=False, highlight=False, soft_wrap=True)

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

    @contextlib.contextmanager
    def reading(self, description: str) -> Iterator[Callable[[int, int, str], None]]:
        """Show on stderr how far a long reading is, how fast, and the time left; only on a terminal.

        Args:
            description: What is being read.

        Yields:
            A function that is told how many steps are done, of how many, and the rate in words.
        """
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        hidden = not sys.stderr.isatty()
        with Progress(*columns, console=self._stderr(), transient=True, disable=hidden) as progress:
            task = progress.add_task(printable(description), total=None, rate="")

            def show(done: int, total: int, rate: str) -> None:
                progress.update(task, completed=done, total=total, rate=rate)

            yield show

    def _line_said(self, text: str) -> str:
        """Return a line in the reader's words; what spans several lines is a file or a document, and stays."""
        if "\n" in text:
            return text
        words = text.lstrip()
        return text[: len(text) - len(words)] + self.said(words)

    def _value_said(self, value: str) -> str:
        """Return a value with its number in the reader's form; a name stays, though it holds one."""
        return self.said(value) if _COUNT.fullmatch(value) else value

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
        return _console(sys.stdout)

    @staticmethod
    def _stderr() -> Console:
        return _console(sys.stderr)


def accept_every_character() -> None:
    """Let stdout and stderr show as an escape what their encoding lacks, instead of failing half-way.

    Names of sites are of every script; a locale such as C knows ASCII alone.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def leave_stdout() -> None:
    """Send what is left to nowhere once the reader of stdout is gone; Python would complain of it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_error(error: ExplainedError, *, as_json: bool, words: ErrorWords | None = None) -> None:
    """Tell on stderr what was wrong, where, and what to do next.

    Args:
        error: What was wrong.
        as_json: As one JSON document, in English.
        words: What to tell people in their language; by default what the error says.
    """
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
    told, meaning, advice = words or words_for_reader(error, (), {})
    sys.stderr.write(f"{printable(told)}\n")
    for line in filter(None, (meaning, advice)):
        sys.stderr.write(f"  {printable(line)}\n")


def counted(number: int, thing: str) -> str:
    """Return a number with what it counts, such as `1 row` or `2 rows`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


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


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(file=stream, width=None if stream.isatty() else _PIPE_WIDTH)
