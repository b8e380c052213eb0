"""`labour-ledger sealed`: a finding that is committed now and opened later, by its day or by two classes together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from .attest import read_content
from .files import FileUnusable, read_input, write_output
from .invocation import JsonOption, invocation_of
from .options import SiteArgument, UidArgument
from .output import Output
from .passwords import PasswordFile, read_password
from .sending import Planned, Sending, draft_and_send, with_sending

if TYPE_CHECKING:
    from labour_ledger.attesting.sealed import Closed
    from labour_ledger.config import Settings

    from .connections import Ledger

app = typer.Typer(
    no_args_is_help=True,
    help="Commit to a finding without showing it, and open it later: on a day, or by two classes together.",
)
_FOLDER: Final = "sealed"


@app.command("commit")
@with_sending
def commit(
    context: typer.Context,
    site: SiteArgument,
    sending: Sending,
    content: Annotated[
        Path,
        typer.Option(
            "--content", help="JSON file with the finding (ledger/sealed-finding@1); - for stdin.", show_default=False
        ),
    ],
    opens_on: Annotated[
        str, typer.Option("--opens-on", help="Day from which you may open it alone.", show_default=False)
    ],
    opened_by: Annotated[
        list[str],
        typer.Option(
            "--opened-by",
            help="A class that can open it before, with another: workers_organisation, government, auditor, "
            "civil_society, international_organisation. Give two.",
            show_default=False,
        ),
    ],
    shares: Annotated[
        Path, typer.Option("--shares", help="Folder for the files of the two classes.", show_default=False)
    ],
    seal_password_file: Annotated[
        Path | None,
        typer.Option("--seal-password-file", help="File with the password of the seal.", show_default=False),
    ] = None,
) -> None:
    """Record the hash of a finding, and keep the finding encrypted.

    Example: labour-ledger sealed commit LL-7K3M-92QF --key union --content finding.json --opens-on 2027-01-31
    --opened-by workers_organisation --opened-by government --shares ./shares

    Hand each share to a party of its class and delete it here. One share alone opens nothing; both open it without you.
    Delete the file with the finding too: what is kept is encrypted under the password of the seal.
    """
    from labour_ledger.attesting.draft import draft_attestation
    from labour_ledger.attesting.sealed import SEALED, close, finding_document
    from labour_ledger_verify.document import document_hash
    from labour_ledger_verify.hexadecimal import to_hex

    said = read_content(content)

    def plan(ledger: Ledger, issuer: bytes, now: int) -> Planned:
        from .subjects import site_finder

        subject = site_finder(ledger)(site).subject
        finding = finding_document(subject, said)
        record = {"commitment": to_hex(document_hash(finding)), "opensOn": opens_on, "openedBy": opened_by}
        draft = draft_attestation(SEALED, subject, record, domain=ledger.deployment.domain, issuer=issuer, now=now)

        def keep() -> None:
            password = read_password(seal_password_file, prompt="Password of the new seal", confirm=True)
            seal, for_classes = close(finding, draft.uid, draft.document, password)
            for share in for_classes:
                _write(shares / f"{to_hex(draft.uid)[2:10]}.{share.party_class}.share.json", share.to_json())
            _write(_folder(invocation_of(context).settings()) / f"{to_hex(draft.uid)[2:]}.json", seal.to_json())

        return Planned(draft, before_sending=keep)

    draft_and_send(context, sending, plan)


@app.command("open")
def open_seal(
    context: typer.Context,
    uid: UidArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="File for the finding.", show_default=False)],
    share: Annotated[
        list[Path] | None,
        typer.Option("--share", help="Files of the two classes, to open before the day. Give two.", show_default=False),
    ] = None,
    seal_password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Open a sealed finding, check it against the ledger, and write it to a file.

    Example: labour-ledger sealed open 0x5f0c… --share workers.share.json --share government.share.json -o finding.json

    Its document is kept with the others, where anyone who asks for its hash finds it.
    """
    from labour_ledger.attesting.sealed import open_with_password, open_with_shares, parse_seal, parse_share
    from labour_ledger.attesting.submit import chain_time, stored_document
    from labour_ledger.errors import InputError
    from labour_ledger.store.queries import save_documents

    from .connections import connect_node, open_ledger
    from .subjects import parse_uid

    invocation = invocation_of(context)
    settings = invocation.settings()
    wanted = parse_uid(uid)
    if share and len(share) != 2:
        raise InputError(f"two shares open a seal, not {len(share)}", hint="Give --share twice.")
    with open_ledger(settings) as ledger, connect_node(settings, ledger.deployment) as client:
        now = chain_time(client)
        if share:
            one, other = (parse_share(read_input(file), what=str(file)) for file in share)
            _refuse_another(ledger, wanted, one.closed)
            finding = open_with_shares(one, other)
        else:
            file = _folder(settings) / f"{wanted.hex()}.json"
            seal = parse_seal(read_input(file), what=str(file))
            _refuse_another(ledger, wanted, seal.closed)
            password = read_password(seal_password_file, prompt="Password of the seal")
            finding = open_with_password(seal, password, now=now)
        write_output(output, json.dumps(finding, ensure_ascii=False, indent=2) + "\n")
        with ledger.store.unit_of_work() as work:
            save_documents(work.session, [stored_document(finding, now)])
    _show_opened(invocation.output(as_json), finding, output)


@app.command("list")
def list_seals(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the seals that you hold; what they say is not looked at.

    Example: labour-ledger sealed list
    """
    from labour_ledger.attesting.sealed import parse_seal
    from labour_ledger.store.queries import held_documents, records_by_uid
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.hexadecimal import parse_hex, to_hex

    from .connections import open_ledger

    invocation = invocation_of(context)
    settings = invocation.settings()
    files = sorted(_folder(settings).glob("*.json"))
    seals = [parse_seal(read_input(file), what=str(file)).closed for file in files]
    with open_ledger(settings) as ledger, ledger.store.reading() as session:
        recorded = records_by_uid(session, ledger.key, [seal.uid for seal in seals])
        opened = held_documents(session, [seal.commitment for seal in seals])
    rows = [
        {
            "uid": to_hex(seal.uid),
            "site": handle_of(parse_hex(seal.document["subject"], 32, "subject")),
            "opensOn": seal.document["content"]["opensOn"],
            "openedBy": list(seal.document["content"]["openedBy"]),
            "state": "opened"
            if seal.commitment in opened
            else "closed"
            if seal.uid in recorded
            else "not in the index",
        }
        for seal in seals
    ]

    def show(output: Output) -> None:
        columns = ("uid", "site", "opensOn", "openedBy", "state")
        shown = [[" + ".join(row[name]) if name == "openedBy" else str(row[name]) for name in columns] for row in rows]
        output.table(("uid", "site", "opens on", "or by", "state"), shown)

    invocation.output(as_json).result({"format": "labour-ledger/seals@1", "items": rows}, show)


def _refuse_another(ledger: Ledger, uid: bytes, closed: Closed) -> None:
    """Hold a file to the record that it says it belongs to."""
    from labour_ledger.attesting.sealed import SealInvalid
    from labour_ledger_verify.document import document_hash

    from .subjects import find_indexed_record

    record = find_indexed_record(ledger, uid.hex())
    if closed.uid != uid or document_hash(closed.document) != record.attestation.document_hash:
        raise SealInvalid(
            "the file is not of that record",
            hint="Give the file that was made for this uid; labour-ledger sealed list shows yours.",
        )


def _show_opened(output: Output, finding: dict[str, Any], file: Path) -> None:
    content = finding["content"]

    def show(shown: Output) -> None:
        shown.line("it is the finding that the record commits to")
        shown.fields([(name, str(content[name])) for name in ("topic", "severity", "observedIn")])
        shown.line(f"written to {file}")

    output.result({"format": "labour-ledger/seal-opened@1", "file": str(file), "document": finding}, show)


def _folder(settings: Settings) -> Path:
    return settings.home / _FOLDER


def _write(file: Path, document: dict[str, object]) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnusable(f"{file.parent}: {error.strerror}", hint="Choose a place that you can write to.") from error
    write_output(file, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    file.chmod(0o600)
