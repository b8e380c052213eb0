"""The command `labour-ledger-verify`: files in, a report and an exit code out.

The only module of the verifier that knows the clock, and prints. `labour-ledger verify` calls the same `main`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Final

from labour_ledger_verify import __version__
from labour_ledger_verify.errors import ConfigurationError
from labour_ledger_verify.reporting.words import REPORT_FORMAT, VERDICTS, printable, utc_text
from labour_ledger_verify.steps import worst_exit

from .check import Request, check
from .files import Found, read_all
from .many import check_many
from .options import Parser, make_parser, read_request

EXIT_BUG: Final = 70  # EX_SOFTWARE; Python's own 1 would read as "proven false"
EXIT_INTERRUPTED: Final = 130
EXIT_NOT_REPORTED: Final = 4
TRUST_COMMAND: Final = "trust"
SILENT_FOR_S: Final = 2.0
"""Only a run that takes longer shows a counter."""


def main(argv: Sequence[str] | None = None, *, prog: str = "labour-ledger-verify") -> int:
    """Run the command.

    Args:
        argv: Arguments without the name of the command; those of the process when left out.
        prog: Name of the command in its help.

    Returns:
        The exit code; see the help.
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    _accept_every_character()
    try:
        if arguments[:1] == [TRUST_COMMAND]:
            return _run_trust(arguments[1:], f"{prog} {TRUST_COMMAND}")
        return _run(make_parser(prog).parse_args(arguments))
    except ConfigurationError as error:
        print(printable(f"{prog}: {error.message}"), file=sys.stderr)
        print(printable(f"Hint: {error.hint}"), file=sys.stderr)
        return error.exit_code
    except SystemExit as finished:  # --help and --version
        return int(finished.code or 0)
    except BrokenPipeError:
        # the reader went away; Python would complain again when it flushes on exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_NOT_REPORTED
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception:
        traceback.print_exc()
        return EXIT_BUG


def _accept_every_character() -> None:
    """Show as an escape what the encoding of the terminal lacks, instead of failing with a report half printed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _run_trust(arguments: Sequence[str], prog: str) -> int:
    from .trust_command import add_trust_commands, run_trust_command

    parser = Parser(prog=prog, description="Makes, shows and extends the file that says what you trust.")
    add_trust_commands(parser)
    text = run_trust_command(parser.parse_args(arguments))
    _print("\n".join(printable(line) for line in text.split("\n")))
    return 0


def _run(options: argparse.Namespace) -> int:
    request = read_request(options, now=int(time.time()))
    answer = _answering(request, as_json=options.json, quiet=options.quiet)
    counter = _Counter(shown=not options.quiet and sys.stderr.isatty())
    codes: list[int] = []
    reports: list[object] = []
    for found, (code, rendered) in check_many(read_all(options.paths, excluded=options.trust), answer):
        codes.append(code)
        counter.count(len(codes))
        if options.json:
            reports.append(rendered)
        elif not options.quiet:
            _print(f"{VERDICTS[code]}  {printable(found.place)}\n{rendered}\n")
    counter.clear()
    worst = worst_exit(codes)
    if options.json:
        _print(json.dumps(_reports_to_json(reports, worst, request.now), indent=2))
    elif len(codes) > 1 and not options.quiet:
        _print(_summary(codes))
    return worst


def _answering(request: Request, *, as_json: bool, quiet: bool) -> Callable[[Found], tuple[int, object]]:
    """Return what turns a text into its exit code and what is printed of it: small, as it may come from a process."""

    def answer(found: Found) -> tuple[int, object]:
        report = check(found.content, request)
        if quiet:
            return report.exit_code, None
        if as_json:
            return report.exit_code, {"name": found.name, "line": found.line or None, **report.to_json()}
        return report.exit_code, report.to_text()

    return answer


class _Counter:
    """Says on standard error how many texts were checked, once a run takes long."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._next = time.monotonic() + SILENT_FOR_S
        self._width = 0

    def count(self, number: int) -> None:
        if self._shown and time.monotonic() >= self._next:
            self._next = time.monotonic() + 0.5
            text = f"checked: {number}"
            self._width = len(text)
            print(f"\r{text}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self._width:
            print("\r" + " " * self._width + "\r", end="", file=sys.stderr, flush=True)


def _reports_to_json(reports: Sequence[object], worst: int, now: int) -> dict[str, object]:
    return {
        "format": REPORT_FORMAT,
        "verifier": __version__,
        "checkedAt": utc_text(now),
        "exit": worst,
        "files": list(reports),
    }


def _summary(codes: Sequence[int]) -> str:
    counts = ", ".join(f"{codes.count(code)} {verdict.lower()}" for code, verdict in VERDICTS.items() if code in codes)
    return f"{len(codes)} files: {counts}."


def _print(text: str) -> None:
    encoding = sys.stdout.encoding
    print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)
