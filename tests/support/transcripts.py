"""Pages whose console blocks are run command by command, and whose output is held to what the page shows.

A block of the language `console` has commands after `$ ` (a line that begins with four blanks goes on with it) and
below each what it prints, on stdout and stderr together. `...` stands for anything in a line, alone on a line for any
lines. `<name>` stands for one word: where it first shows it is bound, later it must be the same, and commands may use
it. A block whose language is followed by a file name (`json audit.json`) is written to that file first. Blanks are not
compared.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FENCE: Final = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME: Final = re.compile(r"<([a-z-]+)>")
Run = Callable[[list[str]], str]
"""Runs a command and returns what it printed."""


@dataclass(frozen=True)
class Command:
    """One command of a page with what it should print."""

    line: str
    expected: tuple[str, ...]


@dataclass(frozen=True)
class FileBlock:
    """A file that a page shows."""

    name: str
    text: str


def steps_of(page: str) -> Iterator[Command | FileBlock]:
    """Give the commands and files of a page, in order."""
    for language, name, body in _FENCE.findall(page):
        if name:
            yield FileBlock(name, body)
        elif language == "console":
            yield from _commands(body.splitlines())


def _commands(lines: list[str]) -> Iterator[Command]:
    line, expected = "", list[str]()
    for text in lines:
        if text.startswith("$ "):
            if line:
                yield Command(line, tuple(expected))
            line, expected = text[2:].removesuffix("\\"), []
        elif text.startswith("    ") and not expected:
            line += " " + text.strip().removesuffix("\\")
        else:
            expected.append(text)
    if line:
        yield Command(line, tuple(expected))


def run_page(page: Path, folder: Path, run: Run, names: Mapping[str, str]) -> list[str]:
    """Run a page in a folder.

    Args:
        page: The Markdown file.
        folder: Where its files are written; commands must run there.
        run: Runs one command.
        names: What is bound before the page begins.

    Returns:
        Its commands, as they stand on the page.

    Raises:
        AssertionError: A command prints something else than the page shows; the message shows both.
    """
    bound = dict(names)
    ran = []
    for step in steps_of(page.read_text(encoding="utf-8")):
        if isinstance(step, FileBlock):
            (folder / step.name).write_text(_filled(step.text, bound), encoding="utf-8")
            continue
        printed = run(shlex.split(_filled(step.line, bound)))
        match = re.fullmatch(_pattern(step.expected, bound), _squeezed(printed.splitlines()))
        shown = "\n".join(step.expected)
        assert match is not None, f"{page.name}\n$ {step.line}\nshould print:\n{shown}\nbut printed:\n{printed}"
        bound |= {name.replace("_", "-"): value for name, value in match.groupdict().items() if value}
        ran.append(step.line)
    return ran


def _filled(text: str, bound: Mapping[str, str]) -> str:
    return _NAME.sub(lambda found: bound.get(found[1], found[0]), text)


def _pattern(expected: tuple[str, ...], bound: Mapping[str, str]) -> str:
    seen: set[str] = set()
    pattern = ""
    for line in _squeezed(expected).splitlines():
        pattern += r"(?:.*\n)*?" if line == "..." else _line_pattern(line, bound, seen) + r"\n"
    return pattern


def _line_pattern(line: str, bound: Mapping[str, str], seen: set[str]) -> str:
    pieces = []
    for piece in re.split(r"(\.\.\.|<[a-z-]+>)", line):
        name = piece[1:-1] if _NAME.fullmatch(piece) else ""
        if piece == "...":
            pieces.append(".*?")
        elif name and name in bound:
            pieces.append(re.escape(bound[name]))
        elif name:
            group = name.replace("-", "_")
            pieces.append(f"(?P={group})" if name in seen else rf"(?P<{group}>\S+)")
            seen.add(name)
        else:
            pieces.append(re.escape(piece))
    return "".join(pieces)


def _squeezed(lines: list[str] | tuple[str, ...]) -> str:
    kept = (" ".join(line.split()) for line in lines)
    return "".join(f"{line}\n" for line in kept if line)
