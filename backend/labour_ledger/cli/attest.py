"""`labour-ledger attest`: draft, sign and submit attestations, one or a sheet of many.

Drafting and signing work without a network; `sheet_command` holds the import of sheets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import sheet_command, sheet_signing, sheet_template
from .files import read_input, write_output
from .invocation import JsonOption, invocation_of
from .options import ForceOption, KeyOption, OutputFile, RelayOption, RelayPasswordFile, SiteArgument
from .output import Output, counted
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.attesting.draft import Terms
    from labour_ledger.attesting.submit import Submitted
    from labour_ledger_verify.signed_file import SignedFile

app = typer.Typer(
    no_args_is_help=True,
    help="Draft, sign and submit attestations: alone, or many from a sheet.",
)
app.command("import")(sheet_command.import_sheet)
app.command("receipts")(sheet_command.receipts)
app.command("sign-sheet")(sheet_signing.sign_sheet)
app.command("template")(sheet_template.template)


@app.command("draft")
def draft(
    context: typer.Context,
    site: SiteArgument,
    schema: Annotated[str, typer.Option("--schema", help="Schema id, such as ilo/c029@1930.", show_default=False)],
    key: KeyOption,
    content: Annotated[
        Path, typer.Option("--content", help="JSON file with the content; - for stdin.", show_default=False)
    ],
    outcome: Annotated[
        str | None, typer.Option("--outcome", help="conforms, does_not_conform, …; statements need none.")
    ] = None,
    valid_from: Annotated[str | None, typer.Option("--valid-from", help="Date or instant; now by default.")] = None,
    valid_until: Annotated[
        str | None, typer.Option("--valid-until", help="Last day or instant; by default as long as the schema allows.")
    ] = None,
    ref: Annotated[str | None, typer.Option("--ref", help="Uid of the earlier record it is about.")] = None,
    for_queue: Annotated[
        bool, typer.Option("--for-queue", help="Round the dates, so that they do not say when it was drafted.")
    ] = False,
    output: OutputFile = None,
    as_json: JsonOption = False,
) -> None:
    """Write down what is to be signed, checked against its schema, with a random salt and nonce.

    Example: labour-ledger attest draft LL-7K3M-92QF --schema ilo/c029@1930 --outcome conforms --key certifier
    --content audit.json -o draft.json

    Nothing is signed or sent. The content is refused if it does not fit the schema or holds personal data.
    """
    from labour_ledger.attesting import keys
    from labour_ledger.attesting.draft import draft_attestation
    from labour_ledger.attesting.relay_queue import rounded_terms
    from labour_ledger.attesting.validate import refuse_problems

    from .connections import load_ledger_key, time_now
    from .subjects import find_subject

    invocation = invocation_of(context)
    settings = invocation.settings()
    deployment, _ = load_ledger_key(settings)
    issuer = keys.find_key(settings.keystore_dir, key).address
    subject = find_subject(settings, site)
    now = time_now(settings, deployment)
    terms = parse_terms(outcome, valid_from, valid_until, ref)
    made = draft_attestation(
        schema,
        subject.subject,
        read_content(content),
        domain=deployment.domain,
        issuer=issuer,
        now=now,
        terms=rounded_terms(terms, now=now) if for_queue else terms,
    )
    refuse_problems(made.attestation, made.document, now=now, subject_kind=subject.kind)
    _write(invocation.output(as_json), made.to_json(), output, "draft")


@app.command("sign")
def sign(
    context: typer.Context,
    drafts: Annotated[list[Path], typer.Argument(help="Draft files; several are signed as one batch.")],
    key: KeyOption,
    password_file: PasswordFile = None,
    output: OutputFile = None,
    as_json: JsonOption = False,
) -> None:
    """Sign drafts with a key of yours; needs no network.

    Example: labour-ledger attest sign draft.json --key certifier -o signed.json

    The signed file can be sent by anyone (attest submit, or POST /v1/attestations) and checked by anyone (verify).
    """
    from labour_ledger.attesting.draft import parse_draft
    from labour_ledger.attesting.sign import sign_draft, sign_drafts

    from .connections import unlock_key

    invocation = invocation_of(context)
    parsed = [parse_draft(read_input(file), what=str(file)) for file in drafts]
    signer = unlock_key(invocation.settings(), key, password_file)
    signed = sign_draft(parsed[0], signer) if len(parsed) == 1 else sign_drafts(parsed, signer)
    _write(invocation.output(as_json), signed.to_json(), output, "signed file")


@app.command("submit")
def submit(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Signed files; - for stdin. One may hold many, one a line.")],
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Check signed files, keep their documents, and send them to the ledger.

    Example: labour-ledger attest submit signed.json

    What is recorded already is answered with its uid and not sent again. A refusal names the contract's reason (exit
    code 3); then nothing of that file was recorded.
    """
    from labour_ledger.attesting.cosignature import refuse_if_one_is_refused
    from labour_ledger.attesting.rehearsal import refuse_without_effect
    from labour_ledger.attesting.submit import chain_time

    from .connections import open_ledger, open_submitter

    invocation = invocation_of(context)
    settings = invocation.settings()
    output = invocation.output(as_json)
    groups = [group for file in files for group in _signed_groups(read_input(file), str(file))]
    done: list[Submitted] = []
    with (
        open_ledger(settings) as ledger,
        open_submitter(settings, ledger, relay, relay_password_file) as submitter,
        output.progress("submitting", len(groups)) as advance,
    ):
        for group in groups:
            if not force:
                refuse_without_effect([found for item in group for found in item.attestations], submitter)
            if len(group) > 1:
                refuse_if_one_is_refused(group, submitter)
            done += [submitter.submit(item, now=chain_time(submitter.relay.client)) for item in group]
            advance(1)
    output.result(submissions_json(done), lambda output: show_submissions(output, done))


def _signed_groups(data: bytes, what: str) -> list[tuple[SignedFile, ...]]:
    """Read signed files; what several signed together is one group, which needs the signatures of all."""
    from labour_ledger.attesting.cosignature import is_cosignature, parse_cosignature
    from labour_ledger.attesting.submit import parse_signed_files

    if is_cosignature(data):
        return [parse_cosignature(data, what=what).complete()]
    return [(item,) for item in parse_signed_files(data, what=what)]


def submissions_json(done: list[Submitted]) -> dict[str, object]:
    """Return what became of signed files, for `--json`."""
    return {"format": "labour-ledger/submissions@1", "submissions": [item.to_json() for item in done]}


def show_submissions(output: Output, done: list[Submitted]) -> None:
    """Print what became of signed files."""
    rows = []
    for item in done:
        where = "was recorded before" if item.already_recorded else f"block {item.block_number}"
        rows += [(f"0x{uid.hex()}", where) for uid in item.uids]
    output.table(("uid", "recorded"), rows)
    gas = sum(item.gas_used for item in done)
    if gas:
        output.line(f"{counted(len(rows), 'attestation')}, {gas:,} gas, {gas // len(rows):,} each")


def parse_terms(outcome: str | None, valid_from: str | None, valid_until: str | None, ref: str | None) -> Terms:
    """Read the options that say what of an attestation is not its content."""
    from labour_ledger.attesting.dates import parse_end, parse_start
    from labour_ledger.attesting.draft import NO_REFERENCE, Terms, parse_outcome

    from .subjects import parse_uid

    return Terms(
        outcome=None if outcome is None else parse_outcome(outcome, "--outcome"),
        valid_from=None if valid_from is None else parse_start(valid_from, "--valid-from"),
        valid_until=None if valid_until is None else parse_end(valid_until, "--valid-until"),
        ref_uid=NO_REFERENCE if ref is None else parse_uid(ref),
    )


def read_content(file: Path) -> dict[str, Any]:
    """Read the content of a document from a JSON file.

    Raises:
        FileUnusable: It cannot be read.
        InputError: It is no JSON object.
    """
    from labour_ledger.errors import InputError
    from labour_ledger_verify.document import parse_json_strict

    value = parse_json_strict(read_input(file), what=str(file))
    if not isinstance(value, dict):
        raise InputError(
            f"{file}: the content must be a JSON object", hint="See labour-ledger schemas or docs/schemas.md."
        )
    return value


def _write(output: Output, document: Mapping[str, object], file: Path | None, what: str) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if file is None:
        output.raw(text)
        return
    write_output(file, text)
    output.result(
        {"format": "labour-ledger/written@1", "file": str(file)},
        lambda output: output.line(f"{what} written to {file}"),
    )
