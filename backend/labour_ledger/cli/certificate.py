"""`labour-ledger certificate`: a checked bundle as a page for people who read paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from labour_ledger.errors import InputError

from .invocation import JsonOption, invocation_of

SUFFIXES: Final = (".html", ".pdf")


class CertificateNameInvalid(InputError):
    """The name of the file does not say what kind of page is wanted."""

    code = "certificate-name-invalid"


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    example = "labour-ledger certificate bundle.json --trust trust.json --schema ilo/c029@1930 -o certificate.pdf"
    app.command("certificate", epilog=f"Example: {example}")(certificate)


def certificate(
    context: typer.Context,
    bundle: Annotated[Path, typer.Argument(help="A bundle about a site; - reads stdin.", show_default=False)],
    trust: Annotated[Path, typer.Option("--trust", help="Your trust file.", show_default=False)],
    schema: Annotated[str, typer.Option("--schema", help="Schema id, such as ilo/c029@1930.", show_default=False)],
    file: Annotated[Path, typer.Option("--output", "-o", help="File to write: .html or .pdf.", show_default=False)],
    at: Annotated[str | None, typer.Option("--at", help="For which date; the time of the block by default.")] = None,
    known_at: Annotated[
        str | None, typer.Option("--known-at", help="As known on which date; the time of the block by default.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check a bundle and print what was found: status, reasons, what it rests on, and how to check it again.

    Nothing is written unless the bundle is sound; the exit code is then that of labour-ledger-verify.
    """
    import time

    from labour_ledger.evidence.certificate import certify
    from labour_ledger.evidence.certificate_pages import certificate_html, certificate_pdf
    from labour_ledger_verify import __version__
    from labour_ledger_verify.bundle_verification import verify_bundle
    from labour_ledger_verify.trust import parse_trust

    from .files import read_input, write_bytes

    if file.suffix not in SUFFIXES:
        raise CertificateNameInvalid(f"{file}: must end in {' or '.join(SUFFIXES)}", hint="Name the file by its kind.")
    output = invocation_of(context).output(as_json)
    data, trusted, now = read_input(bundle), parse_trust(read_input(trust)), int(time.time())
    report = verify_bundle(data, trusted, schema_id=schema, valid_at=at, known_at=known_at, now=now)
    if report.exit_code != 0:
        output.note(report.to_text())
        raise typer.Exit(report.exit_code)
    found = certify(report.to_json(), trusted, data, bundle_name=bundle.name, verifier=__version__, now=now)
    page = certificate_pdf(found, now=now) if file.suffix == ".pdf" else certificate_html(found).encode("utf-8")
    write_bytes(file, page)
    document = {"format": "labour-ledger/certificate-made@1", "file": str(file), "status": found.status}
    output.result(document, lambda shown: shown.heading(f"{file}: {found.status}"))
