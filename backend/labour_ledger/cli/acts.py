"""`labour-ledger revoke` and `labour-ledger dispute`: acts on earlier records, drafted, signed and sent in one go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .attest import show_submissions, submissions_json
from .invocation import JsonOption, invocation_of
from .options import DryRunOption, KeyOption, RelayOption, RelayPasswordFile, UidArgument
from .output import Output
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.attesting.acts import RecordNamed
    from labour_ledger.attesting.draft import Draft
    from labour_ledger.chain.state import CheckedAttestation
    from labour_ledger_verify.attestation import Domain

NoteOption = Annotated[str, typer.Option("--note", help="More words, at most 500 characters; no personal data.")]
LanguageOption = Annotated[str, typer.Option("--language", help="Language of the note, such as en or es-MX.")]
DraftAct = Callable[["RecordNamed", "Domain", bytes, int], "Draft"]


def register(app: typer.Typer) -> None:
    """Add the commands to the root."""
    app.command("revoke")(revoke)
    app.command("dispute")(dispute)


def revoke(
    context: typer.Context,
    uid: UidArgument,
    key: KeyOption,
    reason: Annotated[
        str, typer.Option("--reason", help="Such as issued-in-error, factual-error, superseded.", show_default=False)
    ],
    note: NoteOption = "",
    language: LanguageOption = "en",
    dry_run: DryRunOption = False,
    password_file: PasswordFile = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Withdraw a record that your organisation issued, or whose issuer it accredited.

    Example: labour-ledger revoke 0x5f0c… --key certifier --reason factual-error

    It stays in the history, with the time from which it no longer counts. A negative record is only flagged: it is
    ended by a remedy that others confirm, never by its withdrawal.
    """
    from labour_ledger.attesting.acts import draft_revocation

    def draft(record: RecordNamed, domain: Domain, issuer: bytes, now: int) -> Draft:
        return draft_revocation(
            record, reason_code=reason, note=note, language=language, domain=domain, issuer=issuer, now=now
        )

    _act(context, uid, key, password_file, draft, dry_run, relay, relay_password_file, as_json)


def dispute(
    context: typer.Context,
    uid: UidArgument,
    key: KeyOption,
    ground: Annotated[
        list[str],
        typer.Option(
            "--ground", help="Such as workers-not-heard, records-falsified; may be repeated.", show_default=False
        ),
    ],
    sought: Annotated[
        str, typer.Option("--sought", help="correction, re-assessment, withdrawal or remedy.", show_default=False)
    ],
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="What it is about, such as debt-bondage; may be repeated.")
    ] = None,
    note: NoteOption = "",
    language: LanguageOption = "en",
    dry_run: DryRunOption = False,
    password_file: PasswordFile = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Say that a record is wrong or incomplete; it stands until you withdraw it or a ruling ends it.

    Example: labour-ledger dispute 0x5f0c… --key union --ground workers-not-heard --sought re-assessment

    Workers' organisations, governments, civil society and the site itself may dispute.
    """
    from labour_ledger.attesting.acts import draft_dispute

    def draft(record: RecordNamed, domain: Domain, issuer: bytes, now: int) -> Draft:
        return draft_dispute(
            record,
            grounds=ground,
            sought=sought,
            topics=topic or (),
            note=note,
            language=language,
            domain=domain,
            issuer=issuer,
            now=now,
        )

    _act(context, uid, key, password_file, draft, dry_run, relay, relay_password_file, as_json)


def _act(
    context: typer.Context,
    uid: str,
    key: str,
    password_file: Path | None,
    draft: DraftAct,
    dry_run: bool,
    relay: str | None,
    relay_password_file: Path | None,
    as_json: bool,
) -> None:
    from labour_ledger.attesting import keys
    from labour_ledger.attesting.sign import sign_draft
    from labour_ledger.attesting.submit import chain_time
    from labour_ledger.attesting.validate import refuse_problems

    from .connections import open_ledger, open_submitter, unlock_key
    from .subjects import find_record

    invocation = invocation_of(context)
    settings = invocation.settings()
    output = invocation.output(as_json)
    issuer = keys.find_key(settings.keystore_dir, key).address
    with (
        open_ledger(settings) as ledger,
        open_submitter(settings, ledger, relay, relay_password_file) as submitter,
    ):
        now = chain_time(submitter.relay.client)
        act = draft(find_record(ledger, uid), ledger.deployment.domain, issuer, now)
        refuse_problems(act.attestation, act.document, now=now)
        checked = submitter.relay.client.check(act.attestation)
        if dry_run:
            _print_check(output, checked)
            return
        done = [submitter.submit(sign_draft(act, unlock_key(settings, key, password_file)), now=now)]
    output.result(submissions_json(done), lambda output: show_submissions(output, done))


def _print_check(output: Output, checked: CheckedAttestation) -> None:
    from labour_ledger.schemas.codes import code_name

    capacity = f"{code_name(checked.basis.party_class)}, party {checked.basis.party}"
    document = {
        "format": "labour-ledger/check@1",
        "accepted": True,
        "party": checked.basis.party,
        "class": code_name(checked.basis.party_class),
        "method": code_name(checked.basis.method),
    }
    output.result(document, lambda output: output.line(f"the contract would record it ({capacity}); nothing was sent"))
