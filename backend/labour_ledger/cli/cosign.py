"""`labour-ledger attest cosign`: one document signed by several, in a file that is passed around."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .attest import parse_terms, read_content
from .files import read_input, write_output
from .invocation import JsonOption, invocation_of
from .options import KeyOption, SiteArgument
from .output import Output
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.attesting.cosignature import Cosignature
    from labour_ledger.config import Settings

app = typer.Typer(
    no_args_is_help=True,
    help="Let auditor, site and workers' representatives sign the same document, in a file that is passed around.",
)
FileArgument = Annotated[Path, typer.Argument(help="The file that is passed around.", show_default=False)]


@app.command("start")
def start(
    context: typer.Context,
    site: SiteArgument,
    schema: Annotated[str, typer.Option("--schema", help="Schema id, such as ilo/c029@1930.", show_default=False)],
    content: Annotated[
        Path, typer.Option("--content", help="JSON file with the content; - for stdin.", show_default=False)
    ],
    signer: Annotated[
        list[str],
        typer.Option(
            "--signer",
            help="role=key, for each who signs: auditor=certifier, site=0x3C44…, workers_organisation=0x90F7…; "
            "a key is a label of yours or an address.",
            show_default=False,
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.", show_default=False)],
    outcome: Annotated[
        str | None, typer.Option("--outcome", help="conforms, does_not_conform, …; statements need none.")
    ] = None,
    valid_from: Annotated[str | None, typer.Option("--valid-from", help="Date or instant; now by default.")] = None,
    valid_until: Annotated[
        str | None, typer.Option("--valid-until", help="Last day or instant; by default as long as the schema allows.")
    ] = None,
    ref: Annotated[str | None, typer.Option("--ref", help="Uid of the earlier record it is about.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Write down what several are to sign; nothing is signed or sent.

    Example: labour-ledger attest cosign start LL-7K3M-92QF --schema ilo/c155@1981 --outcome conforms
    --content visit.json --signer auditor=certifier --signer site=0x3C44… -o visit.cosign.json

    Each signer gets a record of their own about the same document; all but the first name the first.
    """
    from labour_ledger.attesting.cosignature import start_cosignature
    from labour_ledger.attesting.draft import draft_attestation
    from labour_ledger.attesting.validate import refuse_problems
    from labour_ledger.schemas.codes import Outcome

    from .connections import load_ledger_key, time_now
    from .subjects import find_subject

    settings = invocation_of(context).settings()
    deployment, _ = load_ledger_key(settings)
    signers = [_signer(settings, text) for text in signer]
    subject = find_subject(settings, site)
    now = time_now(settings, deployment)
    first = draft_attestation(
        schema,
        subject.subject,
        read_content(content),
        domain=deployment.domain,
        issuer=signers[0][1],
        now=now,
        terms=parse_terms(outcome, valid_from, valid_until, ref),
    )
    refuse_problems(first.attestation, first.document, now=now, subject_kind=subject.kind)
    printer = invocation_of(context).output(as_json)
    _write(printer, start_cosignature(first, signers, now=now), output)
    if first.attestation.outcome in (Outcome.DOES_NOT_CONFORM, Outcome.ZERO_TOLERANCE):
        printer.note(
            f"note: this makes {len(signers)} negative records, and a remedy has to be confirmed of each of them. "
            "Often one is enough, with replies of the others: labour-ledger reply"
        )


@app.command("sign")
def sign(
    context: typer.Context,
    file: FileArgument,
    key: KeyOption,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Add your signature to the file; needs no network.

    Example: labour-ledger attest cosign sign visit.cosign.json --key mill-manager

    Read the document before: you sign all of it. Signatures that are in the file are checked.
    """
    from labour_ledger.attesting.cosignature import parse_cosignature

    from .connections import unlock_key

    invocation = invocation_of(context)
    found = parse_cosignature(read_input(file), what=str(file))
    signer = unlock_key(invocation.settings(), key, password_file)
    _write(invocation.output(as_json), found.signed_by(signer), file)


@app.command("show")
def show(context: typer.Context, file: FileArgument, as_json: JsonOption = False) -> None:
    """Show what is being signed, who has signed and who is missing.

    Example: labour-ledger attest cosign show visit.cosign.json
    """
    from labour_ledger.attesting.cosignature import parse_cosignature

    found = parse_cosignature(read_input(file), what=str(file))

    def print_it(output: Output) -> None:
        output.raw(json.dumps(dict(found.document), ensure_ascii=False, indent=2) + "\n")
        _show_places(output, found)

    invocation_of(context).output(as_json).result(_state(found, file), print_it)


def _signer(settings: Settings, text: str) -> tuple[str, bytes]:
    """Read `role=key`."""
    from labour_ledger.attesting import keys
    from labour_ledger.errors import InputError
    from labour_ledger_verify import errors as verify_errors
    from labour_ledger_verify.hexadecimal import parse_address

    role, sign, name = text.partition("=")
    if not sign:
        raise InputError(f"--signer {text[:60]!r} is not role=key", hint="Such as auditor=certifier.")
    if not name.startswith("0x"):
        return role.strip(), keys.find_key(settings.keystore_dir, name.strip()).address
    try:
        return role.strip(), parse_address(name.strip(), "--signer")
    except verify_errors.InputError as error:
        raise InputError(error.message, hint=error.hint) from error


def _write(output: Output, found: Cosignature, file: Path) -> None:
    write_output(file, json.dumps(found.to_json(), ensure_ascii=False, indent=2) + "\n")

    def print_it(shown: Output) -> None:
        _show_places(shown, found)
        shown.line(f"written to {file}")

    output.result(_state(found, file), print_it)


def _show_places(output: Output, found: Cosignature) -> None:
    rows = [(place.words, "missing" if place.signature is None else "signed") for place in found.places]
    output.table(("signer", ""), rows)
    if not found.missing:
        output.line("nobody is missing; send it with: labour-ledger attest submit FILE")


def _state(found: Cosignature, file: Path) -> dict[str, object]:
    return {
        "format": "labour-ledger/cosignature-state@1",
        "file": str(file),
        "signed": [place.role for place in found.places if place.signature is not None],
        "missing": [place.role for place in found.missing],
    }
