"""The command `labour-ledger-verify`: files in, a report and an exit code out.

The only module of the verifier that reads files and the clock, and prints. `labour-ledger verify` calls the same
`main`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NoReturn

from . import __version__
from .attestation import LARGEST_CHAIN_ID, Domain
from .errors import ConfigurationError, InputError
from .hexadecimal import parse_address
from .report import REPORT_FORMAT, VERDICTS, Report, printable, utc_text, worst_exit
from .signed_file import LARGEST_FILE_BYTES, split_json_lines
from .trust import LARGEST_TRUST_BYTES, parse_trust
from .verification import Pins, refuse_unparsed, verify_signed_file

EXIT_BUG: Final = 70  # EX_SOFTWARE; Python's own 1 would read as "proven false"
EXIT_INTERRUPTED: Final = 130
EXIT_NOT_REPORTED: Final = 4
SUFFIXES: Final = frozenset({".json", ".jsonl", ".ndjson"})
STANDARD_INPUT: Final = "-"

_DESCRIPTION: Final = """\
Checks signed labour-standard attestations from files alone: no server, no network, no trust in whoever sent them.

Each file is one signed attestation or batch, as JSON, or one of them on each line (JSON Lines). It is held against what
you know from elsewhere: a trust file, or the ledger and the signer.
"""
_EPILOG: Final = """\
examples:
  labour-ledger-verify audit.json --trust trust.json
  labour-ledger-verify audit.json --domain 1:0xLEDGER --signer 0xSIGNER
  labour-ledger-verify received/ --trust trust.json --json > report.json

exit codes:
  0  sound: the trusted signer signed exactly this, for the trusted ledger
  1  proven false: a signature, a document, the ledger or the signer is not what it should be
  2  bad input: a file cannot be read, or is not a signed attestation
  4  could not check: nothing wrong was found, but something needed is missing
  5  configuration: the trust file or the command line is wrong
Of several files the worst counts, in the order 2, 1, 4, 0.

A sound file does not show that it was recorded on the ledger, that the signer was accredited, or that it is in force.
"""

_Found = tuple[str, int, bytes | InputError]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # argparse would exit with 2, which here means that a file is bad
        raise ConfigurationError(message, hint=f"{self.prog} --help lists the options.")


def main(argv: Sequence[str] | None = None, *, prog: str = "labour-ledger-verify") -> int:
    """Run the command.

    Args:
        argv: Arguments without the name of the command; those of the process when left out.
        prog: Name of the command in its help.

    Returns:
        The exit code; see the help.
    """
    try:
        return _run(_parser(prog).parse_args(argv))
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


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog=prog,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "paths", nargs="+", metavar="FILE|DIR|-", help="files, folders of them, or - for standard input"
    )
    parser.add_argument("--trust", type=Path, metavar="FILE", help="trust file: the ledger, and the signers you know")
    parser.add_argument("--domain", metavar="CHAINID:0xADDRESS", help="the ledger, instead of a trust file")
    parser.add_argument(
        "--signer", action="append", default=[], metavar="0xADDRESS", help="accept this issuer only; may be repeated"
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print one JSON report of all files")
    output.add_argument("--quiet", action="store_true", help="print nothing; the exit code answers")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return parser


def _run(options: argparse.Namespace) -> int:
    pins = _read_pins(options)
    now = int(time.time())
    reports: list[tuple[str, int, Report]] = []
    for name, line, found in _read_all(options.paths, excluded=options.trust):
        if isinstance(found, InputError):
            report = refuse_unparsed(found, now=now)
        else:
            report = verify_signed_file(found, pins, now=now)
        reports.append((name, line, report))
        if not options.json and not options.quiet:
            place = f"{name}, line {line}" if line else name
            _print(f"{VERDICTS[report.exit_code]}  {printable(place)}\n{report.to_text()}\n")
    worst = worst_exit(report.exit_code for _, _, report in reports)
    if options.json:
        _print(json.dumps(_reports_to_json(reports, worst, now), indent=2))
    elif len(reports) > 1 and not options.quiet:
        _print(_summary([report.exit_code for _, _, report in reports]))
    return worst


def _read_pins(options: argparse.Namespace) -> Pins:
    try:
        required = frozenset(parse_address(signer, "--signer") for signer in options.signer)
        domain = None if options.domain is None else _parse_domain(options.domain)
    except InputError as error:
        raise ConfigurationError(error.message, hint=error.hint or "The help shows the form.") from error
    if options.trust is None:
        return Pins(domain, required)
    if domain is not None:
        raise ConfigurationError("--domain and --trust exclude each other", hint="The trust file names the ledger.")
    try:
        data = _read_limited(options.trust, LARGEST_TRUST_BYTES)
    except InputError as error:
        raise ConfigurationError(f"trust file {error.message}", hint="Check the path given to --trust.") from error
    return Pins.of_trust(parse_trust(data), required)


def _parse_domain(text: str) -> Domain:
    chain_id, separator, address = text.partition(":")
    digits = chain_id.isascii() and chain_id.isdigit() and len(chain_id) < 17
    if not separator or not digits or not 1 <= int(chain_id) <= LARGEST_CHAIN_ID:
        raise InputError("--domain: must be a chain id and the ledger's address, such as 1:0x…")
    return Domain(int(chain_id), parse_address(address, "--domain"))


def _read_all(paths: Sequence[str], *, excluded: Path | None) -> Iterator[_Found]:
    """Yield name, line (0: the whole file) and content of each signed file, or why it cannot be read."""
    for name in paths:
        if name == STANDARD_INPUT:
            yield from _split("standard input", sys.stdin.buffer.read(LARGEST_FILE_BYTES + 1))
        elif Path(name).is_dir():
            yield from _read_folder(Path(name), excluded)
        else:
            yield from _read_file(Path(name))


def _read_folder(folder: Path, excluded: Path | None) -> Iterator[_Found]:
    trust = excluded.resolve() if excluded else None
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES and path.is_file()]
    signed = [path for path in files if path.resolve() != trust]
    if not signed:
        yield str(folder), 0, InputError("folder: holds no file named .json, .jsonl or .ndjson")
    for path in signed:
        yield from _read_file(path)


def _read_file(path: Path) -> Iterator[_Found]:
    try:
        data = _read_limited(path, LARGEST_FILE_BYTES)
    except InputError as error:
        yield str(path), 0, error
    else:
        yield from _split(str(path), data)


def _read_limited(path: Path, limit: int) -> bytes:
    """Return at most one byte more than `limit`, which the parser then refuses by its length."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read: {error.strerror}", hint="Check the path and its permissions."
        ) from error


def _split(name: str, data: bytes) -> Iterator[_Found]:
    if len(data) > LARGEST_FILE_BYTES:
        yield name, 0, data
    else:
        yield from ((name, line, text) for line, text in split_json_lines(data))


def _reports_to_json(reports: Sequence[tuple[str, int, Report]], worst: int, now: int) -> dict[str, object]:
    return {
        "format": REPORT_FORMAT,
        "verifier": __version__,
        "checkedAt": utc_text(now),
        "exit": worst,
        "files": [{"name": name, "line": line or None, **report.to_json()} for name, line, report in reports],
    }


def _summary(codes: Sequence[int]) -> str:
    counts = ", ".join(f"{codes.count(code)} {verdict.lower()}" for code, verdict in VERDICTS.items() if code in codes)
    return f"{len(codes)} signed files: {counts}."


def _print(text: str) -> None:
    encoding = sys.stdout.encoding
    print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)
