"""`labour-ledger status`: what is known of a site under a standard, with the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .history import history
from .invocation import JsonOption, invocation_of
from .options import SiteArgument
from .output import Output, counted

if TYPE_CHECKING:
    from labour_ledger.diligence.status import StatusAnswer
    from labour_ledger.words.reader import Reader


def register(app: typer.Typer) -> None:
    """Add the commands to the root."""
    app.command("status")(status)
    app.command("history")(history)


def status(
    context: typer.Context,
    site: SiteArgument,
    schema: Annotated[str, typer.Option("--schema", help="Schema id, such as ilo/c029@1930.", show_default=False)],
    at: Annotated[str | None, typer.Option("--at", help="For which date; today by default.")] = None,
    known_at: Annotated[
        str | None, typer.Option("--known-at", help="As known on which date; today by default.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether a site conforms to a standard, on a date, as it was known on a date, and why.

    Example: labour-ledger status LL-7K3M-92QF --schema ilo/c029@1930 --at 2026-03-31 --known-at 2026-04-30

    A bare date is the end of that day (UTC). The answer names the records it rests on and those that disagree; unknown
    and expired never count as conforming. The exit code is 0 whatever the status is.
    """
    from labour_ledger.diligence.status import site_status
    from labour_ledger.diligence.subjects import find_subject

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        subject = find_subject(session, ledger.key, site)
        answer = site_status(session, ledger.key, subject, schema_id=schema, valid_at_text=at, known_at_text=known_at)
        document = answer.to_json()
    invocation.output(as_json).result(document, lambda output: _show_status(output, answer, invocation.reader()))


def _show_status(output: Output, answer: StatusAnswer, reader: Reader) -> None:
    from labour_ledger.words.terms import word_of
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.status import format_time

    found = answer.status
    site = f"{handle_of(answer.subject.subject)} {answer.subject.name or ''}".rstrip()
    word = (
        f"{reader.say(word_of('status', found.code.value))} [{found.code.value}]"
        if reader.localised
        else found.code.value
    )
    output.heading(f"{word}: {site}, {answer.schema.schema_id}")
    valid_at, known_at = reader.instant(found.valid_at), reader.instant(found.known_at)
    output.line(reader.say("for {valid_at}, as known on {known_at}", valid_at=valid_at, known_at=known_at))
    for reason in found.reasons:
        output.line(f"  {reason.rule}: {output.said(reason.text)}")
    for flag in found.flags:
        flag_word = f": {reader.say(word_of('flag', flag.code.value))}" if reader.localised else ""
        output.line(f"  {reader.say('flag')} {flag.code.value}{flag_word}")
    _show_records(output, answer)
    basis = answer.basis
    output.line(
        f"rests on {counted(len(basis.uids), 'record')}; block {basis.block_number} ({basis.finality.value}) of "
        f"{format_time(basis.block_time)}, chain {basis.ledger.chain_id}, rule version {basis.rule_version}"
    )


def _show_records(output: Output, answer: StatusAnswer) -> None:
    disagreeing = {uid for pair in answer.status.conflicts for uid in pair}
    part = dict.fromkeys(answer.status.losing, "does not count") | dict.fromkeys(answer.status.winning, "decides")
    rows = [
        (
            output.said(part.get(view.record.uid, ""))
            + (output.said(", in conflict") if view.record.uid in disagreeing else ""),
            output.said(view.words()),
            f"0x{view.record.uid.hex()}",
        )
        for view in answer.records
    ]
    if rows:
        output.table(("", "record", "uid"), rows)
