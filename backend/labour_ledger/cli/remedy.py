"""`labour-ledger remedy`: what will be done about a finding, how far it is, that it is done, and who confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from labour_ledger.errors import InputError

from .options import UidArgument
from .sending import LanguageOption, NoteOption, Sending, act_on, with_sending

if TYPE_CHECKING:
    from labour_ledger.attesting.acts import RecordNamed
    from labour_ledger.attesting.draft import Draft
    from labour_ledger_verify.attestation import Domain

app = typer.Typer(
    no_args_is_help=True,
    help="Plan a remedy, report progress, claim that it is done, and confirm it for those who were harmed.",
)

_FIELDS: Final = {"by": "dueDate", "done": "completedOn", "workers": "workersReached", "amount": "amount"}
ActionOption = Annotated[
    list[str],
    typer.Option(
        "--action",
        help="topic:action, such as recruitment-fees:fees-repaid, with what is known after commas: by=2026-08-31, "
        "done=2026-08-20, workers=50-99, amount=10000-99999. May be repeated.",
        show_default=False,
    ),
]


@app.command("plan")
@with_sending
def plan(
    context: typer.Context,
    uid: UidArgument,
    sending: Sending,
    action: ActionOption,
    agreed_with_workers: Annotated[
        bool,
        typer.Option("--agreed-with-workers/--not-agreed", help="Whether workers agreed to it.", show_default=False),
    ],
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """Say what will be done about a record, for how many and by when.

    Example: labour-ledger remedy plan 0x5f0c… --key mill --action recruitment-fees:fees-repaid,by=2026-08-31
    --agreed-with-workers
    """
    from labour_ledger.attesting.acts import REMEDY_PLAN

    content = {"actions": _actions(action, "planned"), "agreedWithWorkers": agreed_with_workers}
    _send(context, uid, sending, REMEDY_PLAN, content, note, language)


@app.command("progress")
@with_sending
def progress(
    context: typer.Context,
    uid: UidArgument,
    sending: Sending,
    action: ActionOption,
    agreed_with_workers: Annotated[
        bool,
        typer.Option("--agreed-with-workers/--not-agreed", help="Whether workers agreed to it.", show_default=False),
    ],
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """Say that work on a remedy has begun; actions with done= count as done already.

    Example: labour-ledger remedy progress 0x5f0c… --key mill
    --action recruitment-fees:fees-repaid,by=2026-08-31,workers=10-24 --agreed-with-workers

    It is a plan brought up to date: the history shows both.
    """
    from labour_ledger.attesting.acts import REMEDY_PLAN

    content = {"actions": _actions(action, "in-progress"), "agreedWithWorkers": agreed_with_workers}
    _send(context, uid, sending, REMEDY_PLAN, content, note, language)


@app.command("claim")
@with_sending
def claim(
    context: typer.Context,
    uid: UidArgument,
    sending: Sending,
    action: ActionOption,
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """Say that a remedy is done. It waits for confirmation and changes no status.

    Example: labour-ledger remedy claim 0x5f0c… --key mill
    --action recruitment-fees:fees-repaid,done=2026-08-20,workers=50-99
    """
    from labour_ledger.attesting.acts import REMEDY_CLAIM

    _send(context, uid, sending, REMEDY_CLAIM, {"actions": _actions(action, "done")}, note, language)


@app.command("confirm")
@with_sending
def confirm(
    context: typer.Context,
    uid: UidArgument,
    sending: Sending,
    action: ActionOption,
    checked_by: Annotated[
        list[str],
        typer.Option(
            "--checked-by", help="Such as worker-interviews, payment-records; may be repeated.", show_default=False
        ),
    ],
    confirmed_on: Annotated[str, typer.Option("--confirmed-on", help="Day of the check.", show_default=False)],
    workers_consulted: Annotated[str | None, typer.Option("--workers-consulted", help="A band, such as 10-24.")] = None,
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """Confirm that a negative record was remedied in full; the uid is that of the record.

    Example: labour-ledger remedy confirm 0x5f0c… --key union --checked-by worker-interviews
    --action recruitment-fees:fees-repaid,done=2026-08-20 --confirmed-on 2026-09-10

    A workers' organisation ends does-not-conform, as does a government of the site's country. Zero tolerance takes a
    workers' organisation and a second party of another class. Whose confirmation would end nothing is refused.
    """
    from labour_ledger.attesting.acts import REMEDY_CONFIRMATION

    content = {
        "actions": _actions(action, "done"),
        "checkedBy": checked_by,
        "workersConsulted": workers_consulted,
        "confirmedOn": confirmed_on,
    }
    _send(context, uid, sending, REMEDY_CONFIRMATION, content, note, language)


def _send(
    context: typer.Context,
    uid: str,
    sending: Sending,
    schema_id: str,
    content: dict[str, Any],
    note: str,
    language: str,
) -> None:
    from labour_ledger.attesting.acts import draft_act

    def draft(record: RecordNamed, domain: Domain, issuer: bytes, now: int) -> Draft:
        return draft_act(
            schema_id, record, content, note=note, language=language, domain=domain, issuer=issuer, now=now
        )

    act_on(context, uid, sending, draft)


def _actions(texts: list[str], state: str) -> list[dict[str, str]]:
    """Read actions; whether topic, action and bands are of the schema is judged with the document."""
    found = []
    for text in texts:
        head, *rest = text.split(",")
        topic, colon, action = head.partition(":")
        pairs = [part.partition("=") for part in rest]
        unknown = [name for name, sign, _ in pairs if not sign or name.strip() not in _FIELDS]
        if not colon or unknown:
            raise InputError(
                f"--action {text[:80]!r} is not topic:action with known words after commas",
                hint=f"Such as recruitment-fees:fees-repaid,by=2026-08-31; known are {', '.join(_FIELDS)}.",
                context={"field": "action"},
            )
        said = {_FIELDS[name.strip()]: value.strip() for name, _, value in pairs}
        found.append(
            {
                "topic": topic.strip(),
                "action": action.strip(),
                "state": "done" if "completedOn" in said else state,
                **said,
            }
        )
    return found
