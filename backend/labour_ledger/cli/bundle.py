"""`labour-ledger bundle`: a file from which an auditor checks a whole history without any server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labour_ledger.errors import InputError

from .invocation import JsonOption, invocation_of
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.evidence.bundles import BuiltBundle

BUILT_FORMAT = "labour-ledger/bundle-built@1"


class BundleUnclear(InputError):
    """Neither a site nor a party was named, or both, or an option does not go with what was named."""

    code = "bundle-unclear"


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("bundle", epilog="Example: labour-ledger bundle LL-7K3M-92QF -o bundle.json --schema ilo/c029@1930")(
        bundle
    )


def bundle(
    context: typer.Context,
    file: Annotated[
        Path, typer.Option("--output", "-o", help="File to write; - writes to stdout.", show_default=False)
    ],
    site: Annotated[
        str | None,
        typer.Argument(
            help="Handle, scheme:value, full id, or its first digits. Left out with --party.", show_default=False
        ),
    ] = None,
    schema: Annotated[
        str | None,
        typer.Option(
            "--schema", help="Show the records of this schema and those that act on them; others stay bare hashes."
        ),
    ] = None,
    party: Annotated[
        int | None, typer.Option("--party", min=1, help="Instead of a site: all that this party ever issued.")
    ] = None,
    documents: Annotated[
        bool, typer.Option("--documents/--no-documents", help="Disclose the documents that are held here.")
    ] = True,
    block: Annotated[
        str,
        typer.Option("--block", help="Block to prove: its number, safe, finalized, or the latest in the index."),
    ] = "latest",
    since: Annotated[
        str | None,
        typer.Option("--since", help="Head that was verified before (0x and 64 digits): only what came after."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write a proof bundle: everything recorded about a site up to a block, and the proof that nothing was left out.

    Whoever gets the file checks it with labour-ledger-verify and a trust file of their own, without a server and
    without believing us. The histories are held against the chain before a byte is written.
    """
    from labour_ledger.diligence.subjects import find_subject
    from labour_ledger.evidence.bundles import build_party_bundle, build_subject_bundle
    from labour_ledger.evidence.pinned_block import parse_block

    from .connections import connect_node, open_ledger
    from .subjects import parse_uid

    _refuse_unclear(site, party, schema)
    head = None if since is None else parse_uid(since)
    pinned = parse_block(block)
    invocation = invocation_of(context)
    settings = invocation.settings()
    with (
        open_ledger(settings) as ledger,
        connect_node(settings, ledger.deployment) as client,
        ledger.store.reading() as session,
    ):
        if party is not None:
            built = build_party_bundle(
                session, client, ledger.key, party, block=pinned, include_documents=documents, since=head
            )
        else:
            built = build_subject_bundle(
                session,
                client,
                ledger.key,
                find_subject(session, ledger.key, str(site)),
                schema_id=schema,
                block=pinned,
                include_documents=documents,
                since=head,
            )
        _write(invocation.output(as_json), built, file)


def _refuse_unclear(site: str | None, party: int | None, schema: str | None) -> None:
    if (site is None) == (party is None) or (party is not None and schema is not None):
        raise BundleUnclear(
            "name a site, or a party with --party; --schema goes with a site only",
            hint="labour-ledger bundle --help shows both forms.",
        )


def _write(output: Output, built: BuiltBundle, file: Path) -> None:
    from labour_ledger_verify.hexadecimal import to_hex

    from .files import write_pieces

    if str(file) == "-":
        for piece in built.text:
            output.raw(piece)
        return
    size = write_pieces(file, built.text)
    document = {
        "format": BUILT_FORMAT,
        "file": str(file),
        "bytes": size,
        "entries": built.entries,
        "head": to_hex(built.head),
        "block": {"number": built.header.number, "hash": to_hex(built.header.hash), "time": built.header.timestamp},
    }
    output.result(document, lambda shown: _show(shown, built, file, size))


def _show(output: Output, built: BuiltBundle, file: Path, size: int) -> None:
    from labour_ledger_verify.hexadecimal import to_hex
    from labour_ledger_verify.status import format_time

    output.heading(f"{file}: {built.entries} entries, {size:,} bytes")
    output.fields(
        [
            ("complete up to", f"block {built.header.number} of {format_time(built.header.timestamp)}"),
            ("block hash", to_hex(built.header.hash)),
            ("head", f"{to_hex(built.head)} (a later bundle can go on from it: --since)"),
        ]
    )
    output.line(f"To check it, anywhere: labour-ledger-verify {file} --trust trust.json")
