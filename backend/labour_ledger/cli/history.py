"""`labour-ledger history` and `sites history`: all that was ever recorded about a site, as a list or over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .invocation import JsonOption, invocation_of
from .options import SiteArgument
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.diligence.history import HistoryPage


def history(
    context: typer.Context,
    site: SiteArgument,
    timeline: Annotated[
        bool, typer.Option("--timeline", help="Draw it over time, with the status as it was known at each moment.")
    ] = False,
    standard: Annotated[
        str | None,
        typer.Option(
            "--standard",
            "--schema",
            help="Whose status the timeline tells; without it, each that the site has a record under.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show everything ever recorded about a site: what became known when, by whom, in which capacity.

    Example: labour-ledger history LL-7K3M-92QF --timeline
    """
    from labour_ledger.diligence.history import site_history
    from labour_ledger.diligence.subjects import find_subject
    from labour_ledger.diligence.timeline import site_timeline

    from .connections import open_ledger
    from .timeline_view import show_timeline

    invocation = invocation_of(context)
    output = invocation.output(as_json)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        subject = find_subject(session, ledger.key, site)
        if timeline or standard is not None:
            found = site_timeline(session, ledger.key, subject, schema_id=standard)
            output.result(found.to_json(), lambda shown: show_timeline(shown, found))
            return
        answer = site_history(session, ledger.key, subject, limit=None)
    document = {"format": "labour-ledger/history@1", **answer.to_json()}
    output.result(document, lambda shown: _show_history(shown, answer))


def _show_history(output: Output, answer: HistoryPage) -> None:
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.status import format_time

    output.heading(f"{handle_of(answer.subject.subject)} {answer.subject.name or ''}".rstrip())
    rows = [
        (
            format_time(entry.item.entry.recorded_at),
            output.said(entry.words),
            "" if entry.view is None else f"0x{entry.view.record.uid.hex()}",
        )
        for entry in answer.entries
    ]
    output.table(("known since", "what", "uid"), rows)
    basis = answer.basis
    output.line(f"complete up to block {basis.block_number} of {format_time(basis.block_time)}")
