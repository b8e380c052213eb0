"""`labour-ledger-verify trust`: makes, shows and extends the file in which an auditor keeps what they believe.

Writes trust files and returns what is to be printed; `cli` prints it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from labour_ledger_verify.attestation import parse_uint64
from labour_ledger_verify.errors import ConfigurationError, InputError
from labour_ledger_verify.hexadecimal import parse_hex, to_checksum_address, to_hex
from labour_ledger_verify.reporting.words import utc_text
from labour_ledger_verify.trust import FINALITIES, LARGEST_TRUST_BYTES, TRUST_FORMAT, Trust, parse_trust

from .files import read_limited

ADVICE: Final = (
    "What nodes and operators say is only as good as they are. Compare the contract's address, both code hashes and "
    "the block hash with a source that does not depend on who sends you bundles."
)
DEFAULT_TOLERANCE_S: Final = 15
DEFAULT_GREATEST_AGE_S: Final = 30 * 86_400


def add_trust_commands(parser: argparse.ArgumentParser) -> None:
    """Give a parser the three commands."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    init = commands.add_parser("init", help="write a new trust file", allow_abbrev=False)
    init.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="file to write; must not exist")
    init.add_argument("--contract", required=True, metavar="0xADDRESS", help="the ledger")
    init.add_argument("--chain-id", type=int, metavar="N")
    init.add_argument("--code-hash", metavar="0xHASH", help="keccak256 of the ledger's code")
    init.add_argument("--council", metavar="0xADDRESS")
    init.add_argument("--council-code-hash", metavar="0xHASH")
    init.add_argument("--header-fields", type=int, metavar="N", help="how many fields the chain's headers have")
    init.add_argument("--finality", choices=FINALITIES, default="finalized")
    init.add_argument("--greatest-age", type=int, default=DEFAULT_GREATEST_AGE_S, metavar="SECONDS")
    init.add_argument("--block", metavar="NUMBER:0xHASH", help="a block to trust")
    init.add_argument("--rpc", metavar="URL", help="ask this node for whatever is left out")
    init.set_defaults(run=_init)
    show = commands.add_parser("show", help="say in words what a trust file pins", allow_abbrev=False)
    show.add_argument("file", type=Path, metavar="FILE")
    show.set_defaults(run=_show)
    add = commands.add_parser("add-block", help="trust one more block", allow_abbrev=False)
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("block", metavar="NUMBER:0xHASH")
    add.set_defaults(run=_add_block)


def run_trust_command(options: argparse.Namespace) -> str:
    """Run a parsed command and return what it says.

    Raises:
        ConfigurationError: A file that cannot be used or written, or an argument of another form.
    """
    try:
        run: Callable[[argparse.Namespace], str] = options.run
        return run(options)
    except InputError as error:
        raise ConfigurationError(error.message, hint=error.hint or "The help shows the form.") from error
    except OSError as error:
        raise ConfigurationError(f"cannot write: {error}", hint="Check the path and its permissions.") from error


def _init(options: argparse.Namespace) -> str:
    fields: dict[str, Any] = {"format": TRUST_FORMAT, "contract": options.contract}
    given = {
        "chainId": options.chain_id,
        "contractCodeHash": options.code_hash,
        "council": options.council,
        "councilCodeHash": options.council_code_hash,
        "headerFields": options.header_fields,
        "trustedBlocks": None if options.block is None else [_parse_block(options.block)],
    }
    if options.rpc is not None:
        from .rpc import describe_ledger

        asked = describe_ledger(options.rpc, options.contract, options.finality, options.council)
        given = {name: asked[name] if value is None else value for name, value in given.items()}
    if given["chainId"] is None:
        raise ConfigurationError("--chain-id is needed", hint="Or name a node to ask with --rpc.")
    header_fields = given.pop("headerFields")
    fields |= {name: value for name, value in given.items() if value is not None}
    if header_fields is not None:
        fields["chainProfile"] = {
            "headerFields": header_fields,
            "finality": options.finality,
            "timeToleranceSeconds": DEFAULT_TOLERANCE_S,
        }
    fields["greatestBlockAgeSeconds"] = options.greatest_age
    data = _encode(fields)
    trust = parse_trust(data)
    with options.output.open("xb") as file:
        file.write(data)
    return f"{options.output}: written.\n{describe(trust)}\n\n{ADVICE}"


def _show(options: argparse.Namespace) -> str:
    return describe(parse_trust(read_limited(options.file, LARGEST_TRUST_BYTES)))


def _add_block(options: argparse.Namespace) -> str:
    data = read_limited(options.file, LARGEST_TRUST_BYTES)
    parse_trust(data)
    fields = json.loads(data)
    block = _parse_block(options.block)
    blocks = fields.setdefault("trustedBlocks", [])
    for known in blocks:
        if known["number"] == block["number"] and known["hash"] != block["hash"]:
            raise ConfigurationError(
                f"block {block['number']} is in the file with the hash {known['hash']}",
                hint="One of the two is wrong. Find out which before you change anything.",
            )
    if block not in [{"number": known["number"], "hash": known["hash"]} for known in blocks]:
        blocks.append(block)
    changed = _encode(fields)
    trust = parse_trust(changed)
    # whole or not at all: a trust file cut short would be lost
    partial = options.file.with_name(options.file.name + ".partial")
    partial.write_bytes(changed)
    partial.replace(options.file)
    return describe(trust)


def describe(trust: Trust) -> str:
    """Return in words what a trust file pins."""

    def pinned(value: bytes | None) -> str:
        return "not pinned: bundles cannot be checked" if value is None else to_hex(value)

    council = to_checksum_address(trust.council) if trust.council is not None else pinned(None)
    lines = [
        f"chain          {trust.domain.chain_id}",
        f"ledger         {to_checksum_address(trust.domain.verifying_contract)}",
        f"  code hash    {pinned(trust.contract_code_hash)}",
        f"council        {council}",
        f"  code hash    {pinned(trust.council_code_hash)}",
    ]
    for block in trust.trusted_blocks:
        time = "" if block.timestamp is None else f"  of {utc_text(block.timestamp)}"
        lines.append(f"block          {block.number} {to_hex(block.hash)}{time}")
    if trust.chain_profile is not None:
        profile = trust.chain_profile
        lines.append(
            f"headers        {profile.header_fields} fields; final: {profile.finality}; "
            f"ahead of the clock by at most {profile.time_tolerance_s} s"
        )
    if trust.greatest_block_age_s is not None:
        lines.append(f"greatest age   {trust.greatest_block_age_s} s")
    if trust.endpoints is not None:
        urls = ", ".join(trust.endpoints.urls)
        lines.append(f"nodes          {urls}; {trust.endpoints.agree} of them have to agree")
    for signer in trust.signers.values():
        lines.append(f"signer         {to_checksum_address(signer.address)}  {signer.name}".rstrip())
    return "\n".join(lines)


def _parse_block(text: str) -> dict[str, str]:
    number, _, block_hash = text.partition(":")
    parse_uint64(number, "block: the number before the colon")
    parse_hex(block_hash, 32, "block: the hash after the colon")
    return {"number": number, "hash": block_hash}


def _encode(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, indent=2).encode() + b"\n"
