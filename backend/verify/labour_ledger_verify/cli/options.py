"""The options of the command `labour-ledger-verify`, and what they ask for.

Turns a command line into a request; reads the trust file and no other, and prints nothing.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from labour_ledger_verify import __version__
from labour_ledger_verify.attestation import LARGEST_CHAIN_ID, Domain
from labour_ledger_verify.errors import ConfigurationError, InputError
from labour_ledger_verify.hexadecimal import parse_address, parse_hex
from labour_ledger_verify.trust import LARGEST_TRUST_BYTES, Endpoints, Trust, parse_trust
from labour_ledger_verify.verification import Pins

from .check import Request
from .files import read_limited

if TYPE_CHECKING:  # only bundles need it, and start-up time counts
    from labour_ledger_verify.question import Question

OF_TRUST_FILE: Final = "trust"

_DESCRIPTION: Final = """\
Checks signed labour-standard attestations and proof bundles from files alone: no server, no network, no trust in
whoever sent them.

Each file is one proof bundle, signed attestation or signed batch, as JSON, or one of them on each line (JSON Lines).
It is held against what you know from elsewhere: a trust file (labour-ledger-verify trust --help), or for signed files
the ledger and the signer.
"""
_EPILOG: Final = """\
examples:
  labour-ledger-verify bundle.json --trust trust.json --schema ilo/c029@1930
  labour-ledger-verify bundle.json --trust trust.json --schema ilo/c029@1930 --at 2025-06-30 --known-at 2025-06-30
  labour-ledger-verify bundle.json --trust trust.json --schema ilo/c029@1930 --subject os:MY2021250D1DTN7 \\
      --require conforms,conforms_with_findings
  labour-ledger-verify audit.json --trust trust.json
  labour-ledger-verify audit.json --domain 1:0xLEDGER --signer 0xSIGNER
  labour-ledger-verify received/ --trust trust.json --json > report.json

exit codes:
  0  sound: the ledger holds exactly this; of a signed file: the trusted signer signed exactly this
  1  proven false: a history, a signature, a document or a block is not what it should be; or --require is not met
  2  bad input: a file cannot be read, or is neither a bundle nor a signed attestation
  4  could not check: nothing wrong was found, but something needed is missing
  5  configuration: the trust file or the command line is wrong
Of several files the worst counts, in the order 2, 1, 4, 0.

A sound signed file does not show that it was recorded on the ledger, that the signer was accredited, or that it is in
force. A sound bundle does.
"""


class Parser(argparse.ArgumentParser):
    """Tells what is wrong with a command line by an error of this package.

    Raises:
        ConfigurationError: By `parse_args`.
    """

    def error(self, message: str) -> NoReturn:
        """Raise instead of exiting with 2 as argparse does, which here means that a file is bad."""
        raise ConfigurationError(message, hint=f"{self.prog} --help lists the options.")


def make_parser(prog: str) -> Parser:
    """Return the parser of the command, whose help calls it `prog`."""
    parser = Parser(
        prog=prog,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "paths", nargs="+", metavar="FILE|DIR|-", help="files, folders of them, or - for standard input"
    )
    parser.add_argument("--trust", type=Path, metavar="FILE", help="trust file: the ledger, its blocks, known signers")
    asked = parser.add_argument_group("of bundles")
    asked.add_argument("--schema", metavar="ID", help="ask for the status under this standard, such as ilo/c029@1930")
    asked.add_argument("--at", metavar="DATE", help="for this date; the block's when left out")
    asked.add_argument("--known-at", metavar="DATE", help="as it was known on this date; the block's when left out")
    asked.add_argument("--require", metavar="CODE,…", help="end with 1 unless the status is one of these")
    asked.add_argument("--subject", metavar="ID", help="the subject you mean: full id, or an identifier as os:MY123")
    asked.add_argument("--since", metavar="0xHEAD", help="head that you verified before")
    asked.add_argument(
        "--rpc",
        action="append",
        default=[],
        metavar="URL",
        help="ask this node for the block's hash, and whether more was recorded since; may be repeated. "
        f"'{OF_TRUST_FILE}' stands for those of the trust file",
    )
    asked.add_argument("--agree", type=int, metavar="N", help="how many of the nodes have to agree; all when left out")
    signed = parser.add_argument_group("of signed files")
    signed.add_argument("--domain", metavar="CHAINID:0xADDRESS", help="the ledger, instead of a trust file")
    signed.add_argument(
        "--signer", action="append", default=[], metavar="0xADDRESS", help="accept this issuer only; may be repeated"
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print one JSON report of all files")
    output.add_argument("--quiet", action="store_true", help="print nothing; the exit code answers")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return parser


def read_request(options: argparse.Namespace, *, now: int) -> Request:
    """Return what parsed options ask for.

    Args:
        options: Of the parser.
        now: Time of the check, Unix seconds.

    Raises:
        ConfigurationError: Options that do not go together or have another form, or a trust file that cannot be used.
    """
    trust = _read_trust(options)
    try:
        required = frozenset(parse_address(signer, "--signer") for signer in options.signer)
        domain = None if options.domain is None else _parse_domain(options.domain)
        since = None if options.since is None else parse_hex(options.since, 32, "--since")
    except InputError as error:
        raise ConfigurationError(error.message, hint=error.hint or "The help shows the form.") from error
    question = _read_question(options, since)
    endpoints = _read_endpoints(options, trust)
    if trust is None:
        return Request(now, Pins(domain, required), None, question, endpoints)
    if domain is not None:
        raise ConfigurationError("--domain and --trust exclude each other", hint="The trust file names the ledger.")
    return Request(now, Pins.of_trust(trust, required), trust, question, endpoints)


def _read_question(options: argparse.Namespace, since: bytes | None) -> Question | None:
    asked = (options.schema, options.at, options.known_at, options.require, options.subject, since)
    if all(value is None for value in asked):
        return None
    from labour_ledger_verify.question import ask

    require = tuple(code.strip() for code in options.require.split(",")) if options.require is not None else ()
    return ask(
        schema_id=options.schema,
        valid_at=options.at,
        known_at=options.known_at,
        require=require,
        subject=options.subject,
        since=since,
    )


def _read_endpoints(options: argparse.Namespace, trust: Trust | None) -> Endpoints | None:
    known = trust.endpoints if trust is not None else None
    urls: list[str] = []
    for url in options.rpc:
        if url == OF_TRUST_FILE and known is None:
            raise ConfigurationError("--rpc trust: the trust file names no nodes", hint="Give their addresses.")
        if url != OF_TRUST_FILE and not url.startswith(("http://", "https://")):
            raise ConfigurationError(f"--rpc {url}: must begin with http:// or https://", hint="Or: --rpc trust")
        urls += known.urls if url == OF_TRUST_FILE and known is not None else [url]
    distinct = tuple(dict.fromkeys(urls))
    if not distinct:
        if options.agree is not None:
            raise ConfigurationError("--agree is of nodes, and none is named", hint="Name them with --rpc.")
        return None
    of_file = known.agree if known is not None and distinct == known.urls else len(distinct)
    agree = of_file if options.agree is None else options.agree
    if not 1 <= agree <= len(distinct):
        raise ConfigurationError(f"--agree must be from 1 to {len(distinct)}", hint="So many nodes are named.")
    return Endpoints(distinct, agree)


def _read_trust(options: argparse.Namespace) -> Trust | None:
    if options.trust is None:
        return None
    try:
        data = read_limited(options.trust, LARGEST_TRUST_BYTES)
    except InputError as error:
        raise ConfigurationError(f"trust file {error.message}", hint="Check the path given to --trust.") from error
    return parse_trust(data)


def _parse_domain(text: str) -> Domain:
    chain_id, separator, address = text.partition(":")
    digits = chain_id.isascii() and chain_id.isdigit() and len(chain_id) < 17
    if not separator or not digits or not 1 <= int(chain_id) <= LARGEST_CHAIN_ID:
        raise InputError("--domain: must be a chain id and the ledger's address, such as 1:0x…")
    return Domain(int(chain_id), parse_address(address, "--domain"))
