"""`labour-ledger document`: evidence files and documents, kept by their hash, shown, erased, exported."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labour_ledger.errors import InputError

from .files import read_input, write_bytes, write_output
from .invocation import JsonOption, invocation_of
from .options import UidArgument
from .output import Output, counted

if TYPE_CHECKING:
    from labour_ledger.config import Settings
    from labour_ledger.evidence.documents import EvidenceFile, EvidenceFolder
    from labour_ledger.evidence.takeout import TakenFile

app = typer.Typer(
    no_args_is_help=True,
    help="Keep evidence files by their hash; show, export and erase them and the documents that name them.",
)
HashArgument = Annotated[
    str, typer.Argument(metavar="HASH", help="Hash (0x and 64 digits), as attach shows it.", show_default=False)
]


class ErasureNotConfirmed(InputError):
    """Something would be erased, and nobody said that it should be."""

    code = "erasure-not-confirmed"


def evidence_folder(settings: Settings) -> EvidenceFolder:
    """Return where this home keeps evidence files."""
    from labour_ledger.evidence.documents import FOLDER_NAME, EvidenceFolder

    return EvidenceFolder(settings.home / FOLDER_NAME)


@app.command("attach")
def attach(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File to keep: a report, a certificate, a photograph.")],
    content: Annotated[
        Path | None,
        typer.Option("--content", help="JSON file of a content, to name the file in.", show_default=False),
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="For example assessment-report or photograph.")] = None,
    holder: Annotated[str, typer.Option("--holder", help="Who keeps the file for others to ask.")] = "issuer",
    media_type: Annotated[
        str | None, typer.Option("--media-type", help="By default what the file's name says.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Keep an evidence file under its hash, and name it in a content.

    Example: labour-ledger document attach report.pdf --kind assessment-report --content audit.json

    Attach before drafting: the document that is signed names the file by its hash. The file's own name is not kept.
    Nobody here looks into files: leave registers of workers and medical records out.
    """
    import mimetypes

    invocation = invocation_of(context)
    guessed = media_type or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    folder = evidence_folder(invocation.settings())
    kept = folder.attach(read_input(file), media_type=guessed, now=int(time.time()))
    item = kept.named_in_content(holder=holder, kind=kind, language=None)
    if content is not None:
        _add_to_content(content, item)
    document = {"format": "labour-ledger/evidence@1", **kept.to_json(), "evidence": item}

    def show(output: Output) -> None:
        output.heading(f"{kept.hash_text}  {kept.media_type}, {kept.size_bytes:,} bytes")
        if content is None:
            output.line("Name it in the content's list `evidence` with:")
            output.line(json.dumps(item, indent=2))
        else:
            output.line(f"named in {content}")

    invocation.output(as_json).result(document, show)


@app.command("show")
def show(context: typer.Context, hash_text: HashArgument, as_json: JsonOption = False) -> None:
    """Show an evidence file: what it is, whether it is intact, and which documents name it.

    Example: labour-ledger document show 0x5a…
    """
    from labour_ledger.evidence.documents import parse_digest
    from labour_ledger.store.queries.naming import documents_naming

    from .connections import open_ledger

    invocation = invocation_of(context)
    settings = invocation.settings()
    folder = evidence_folder(settings)
    found = folder.find(parse_digest(hash_text))
    if found.erased_at is None:
        folder.read(found.digest)
    with open_ledger(settings) as ledger, ledger.store.reading() as session:
        named = [f"0x{document.hex()}" for document in documents_naming(session, found.hash_text)]
    document = {"format": "labour-ledger/evidence@1", **found.to_json(), "namedBy": named}
    invocation.output(as_json).result(document, lambda output: _show(output, found, named))


@app.command("list")
def list_files(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the evidence files that are held or were erased.

    Example: labour-ledger document list
    """
    invocation = invocation_of(context)
    files = list(evidence_folder(invocation.settings()).listed())
    rows = [(file.hash_text, file.media_type, f"{file.size_bytes:,}", _state(file)) for file in files]
    invocation.output(as_json).result(
        {"format": "labour-ledger/evidence-list@1", "files": [file.to_json() for file in files]},
        lambda output: output.table(("hash", "what it is", "bytes", "state"), rows),
    )


@app.command("erase")
def erase(
    context: typer.Context,
    hash_text: HashArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept in place of the file.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Erase without asking.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Erase an evidence file, or a document by its hash; what is recorded stays provable without it.

    Example: labour-ledger document erase 0x5a… --reason "names a worker"

    The chain holds hashes only. Copies in bundles that were given away are not reached: ask those who have them.
    """
    from labour_ledger.diligence.documents import document as held_document
    from labour_ledger.evidence.documents import EvidenceNotHeld, parse_digest
    from labour_ledger.store import queries

    from .connections import open_ledger

    invocation = invocation_of(context)
    settings = invocation.settings()
    digest = parse_digest(hash_text)
    folder = evidence_folder(settings)
    try:
        folder.find(digest)
        what = "evidence"
    except EvidenceNotHeld:
        what = "document"
    if not yes and not typer.confirm(f"Erase the {what} 0x{digest.hex()} for good?", err=True):
        raise ErasureNotConfirmed("nothing was erased", hint="Give --yes to erase without being asked.")
    if what == "evidence":
        folder.erase(digest, reason=reason, now=int(time.time()))
    else:
        with open_ledger(settings) as ledger:
            with ledger.store.reading() as session:
                held_document(session, digest)
            with ledger.store.unit_of_work() as work:
                queries.delete_document(work.session, digest)
    invocation.output(as_json).result(
        {"format": "labour-ledger/erased@1", "what": what, "hash": f"0x{digest.hex()}"},
        lambda output: output.line(f"{what} 0x{digest.hex()} erased; records that name it stay as they are"),
    )


@app.command("export")
def export(
    context: typer.Context,
    uid: UidArgument,
    folder: Annotated[Path, typer.Option("--output", "-o", help="Folder to write to.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Write a record as the file that was signed, its document, and the evidence files that it names.

    Example: labour-ledger document export 0x12ab… -o record

    The signed file can be checked anywhere: labour-ledger-verify record/signed.json
    """
    from labour_ledger.diligence.documents import document as held_document
    from labour_ledger.diligence.records import attestation_by_uid
    from labour_ledger.evidence.documents import evidence_of
    from labour_ledger.evidence.takeout import TakenFile, evidence_files
    from labour_ledger_verify.document import parse_json_strict

    from .connections import open_ledger
    from .subjects import parse_uid

    invocation = invocation_of(context)
    settings = invocation.settings()
    with open_ledger(settings) as ledger, ledger.store.reading() as session:
        answer = attestation_by_uid(session, ledger.key, parse_uid(uid))
        held = held_document(session, answer.signed.record.attestation.document_hash)
    document = parse_json_strict(held.canonical_json, what="document")
    files = [TakenFile("document.json", held.canonical_json)]
    signed = answer.signed_file()
    if signed is not None:
        files.append(TakenFile("signed.json", (json.dumps(signed.to_json(), indent=2) + "\n").encode()))
    files += evidence_files(set(evidence_of(document)), evidence_folder(settings))
    written = write_folder(folder, files)
    invocation.output(as_json).result(
        {"format": "labour-ledger/written@1", "folder": str(folder), "files": written},
        lambda output: output.line(f"{counted(len(written), 'file')} written to {folder}"),
    )


def write_folder(folder: Path, files: Iterable[TakenFile]) -> list[str]:
    """Write files below a folder, and return their paths.

    Raises:
        FileUnusable: One cannot be written.
        InputError: The folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty", hint="Name a new folder, so that nothing old is taken for new.")
    written = []
    for taken in files:
        place = folder / taken.path
        place.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(place, taken.data)
        written.append(taken.path)
    return written


def _add_to_content(file: Path, item: dict[str, str]) -> None:
    from labour_ledger_verify.document import parse_json_strict

    value = parse_json_strict(read_input(file), what=str(file))
    listed = value.get("evidence", []) if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(listed, list):
        raise InputError(f"{file}: not a content with a list `evidence`", hint="Begin from: labour-ledger schemas show")
    if item["hash"] not in [one.get("hash") for one in listed if isinstance(one, dict)]:
        value["evidence"] = [*listed, item]
    write_output(file, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _show(output: Output, found: EvidenceFile, named: list[str]) -> None:
    output.heading(found.hash_text)
    output.fields(
        [
            ("what it is", f"{found.media_type}, {found.size_bytes:,} bytes"),
            ("state", _state(found)),
            ("named by", ", ".join(named) or "no document that is held"),
        ]
    )


def _state(file: EvidenceFile) -> str:
    from labour_ledger_verify.status import format_time

    if file.erased_at is None:
        return f"held since {format_time(file.attached_at)}"
    return f"erased {format_time(file.erased_at)}" + (f": {file.reason}" if file.reason else "")
