"""`labour-ledger index`: keep the index equal to the chain, make it anew, write it out, audit it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .chain import stop_signal
from .invocation import JsonOption, invocation_of
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.chain.client import LedgerClient
    from labour_ledger.config import Settings
    from labour_ledger.indexer.audit import AuditReport
    from labour_ledger.indexer.steps import StepReport, SyncLimits

    from .connections import Ledger

app = typer.Typer(no_args_is_help=True, help="Keep the index equal to the chain; make it anew, write it out, audit it.")

PROVEN_FALSE_EXIT = 1


@app.command("sync")
def sync(context: typer.Context, as_json: JsonOption = False) -> None:
    """Read what is new on the chain into the store, then end.

    Example: labour-ledger index sync
    """
    from labour_ledger.indexer.sync import Synchroniser

    invocation = invocation_of(context)
    settings = invocation.settings()
    output = invocation.output(as_json)
    with _opened(settings) as (ledger, client), output.progress("reading the chain") as advance:
        synchroniser = Synchroniser(
            ledger.store, client, ledger.key, start_block=ledger.deployment.block_number, limits=_limits(settings)
        )
        synchroniser.check_node()
        totals = _Totals(advance)
        report = synchroniser.catch_up(totals.add)
    _print_report(output, report, totals)


@app.command("follow")
def follow(context: typer.Context) -> None:
    """Keep the index at the head of the chain until Ctrl-C; a node that is down is waited for.

    Example: labour-ledger index follow
    """
    from labour_ledger.indexer.sync import Synchroniser

    invocation = invocation_of(context)
    settings = invocation.settings()
    output = invocation.output(as_json=False)
    with stop_signal() as stopped, _opened(settings) as (ledger, client):
        synchroniser = Synchroniser(
            ledger.store, client, ledger.key, start_block=ledger.deployment.block_number, limits=_limits(settings)
        )
        synchroniser.check_node()
        synchroniser.follow(
            stopped.wait,
            poll_interval_s=settings.poll_interval_s,
            on_step=lambda report: _note_step(output, report),
            on_outage=lambda error: output.note(f"waiting for the node: {error.message}"),
        )


@app.command("migrate")
def migrate(context: typer.Context, as_json: JsonOption = False) -> None:
    """Bring the tables of the store to the version of this program; safe to repeat.

    Example: labour-ledger index migrate
    """
    from labour_ledger.store.session import open_store

    invocation = invocation_of(context)
    settings = invocation.settings()
    store = open_store(settings.store_url, create=True, busy_timeout_s=settings.store_busy_timeout_s)
    place = store.place
    store.close()
    document = {"format": "labour-ledger/migrated@1", "store": place}
    invocation.output(as_json).result(document, lambda output: output.line(f"the store {place} is up to date"))


@app.command("rebuild")
def rebuild(context: typer.Context, as_json: JsonOption = False) -> None:
    """Drop what came from the chain and read it again; documents, profiles and receipts stay.

    Example: labour-ledger index rebuild
    """
    from labour_ledger.indexer.rebuild import rebuild as rebuild_index

    invocation = invocation_of(context)
    settings = invocation.settings()
    output = invocation.output(as_json)
    with _opened(settings) as (ledger, client), output.progress("reading the chain") as advance:
        totals = _Totals(advance)
        report = rebuild_index(
            ledger.store,
            client,
            ledger.key,
            start_block=ledger.deployment.block_number,
            limits=_limits(settings),
            on_step=totals.add,
        )
    _print_report(output, report, totals)


@app.command("dump")
def dump(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="File to write; stdout by default.", show_default=False)] = None,
) -> None:
    """Write the whole index as JSON Lines, the same bytes for the same chain whatever the store.

    Example: labour-ledger index dump index.jsonl
    """
    from labour_ledger.indexer.dump import write_dump

    from .connections import open_ledger
    from .files import FileUnusable

    invocation = invocation_of(context)
    output = invocation.output(as_json=False)
    with open_ledger(invocation.settings()) as ledger:
        if file is None:
            summary = write_dump(ledger.store, ledger.key, sys.stdout.buffer)
        else:
            unfinished = file.with_name(f".{file.name}.unfinished")
            try:
                with unfinished.open("wb") as target:
                    summary = write_dump(ledger.store, ledger.key, target)
                unfinished.replace(file)
            except OSError as error:
                raise FileUnusable(f"{file}: {error.strerror}", hint="Choose a place that you can write to.") from error
            finally:
                unfinished.unlink(missing_ok=True)
    output.note(f"{summary.lines} lines as of block {summary.block_number}, sha256 {summary.sha256}")


@app.command("audit")
def audit(context: typer.Context, as_json: JsonOption = False) -> None:
    """Compute every head anew from the index and compare it with the chain: exit 0 only when nothing is missing.

    Example: labour-ledger index audit
    """
    from labour_ledger.indexer.audit import audit as audit_index

    invocation = invocation_of(context)
    output = invocation.output(as_json)
    with _opened(invocation.settings()) as (ledger, client), output.progress("auditing histories") as advance:
        report = audit_index(ledger.store, client, ledger.key, on_progress=advance)
    output.result(_audit_json(report), lambda output: _show_audit(output, report))
    if not report.is_complete:
        raise typer.Exit(PROVEN_FALSE_EXIT)


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Ledger, LedgerClient]]:
    from .connections import connect_node, open_ledger

    with open_ledger(settings) as ledger, connect_node(settings, ledger.deployment) as client:
        yield ledger, client


def _limits(settings: Settings) -> SyncLimits:
    from labour_ledger.indexer.steps import SyncLimits

    return SyncLimits(most_blocks=settings.index_range_blocks, header_window_blocks=settings.header_window_blocks)


class _Totals:
    """Adds up the steps of one run."""

    def __init__(self, advance: object) -> None:
        self.records = 0
        self.entries = 0
        self._advance = advance

    def add(self, report: StepReport) -> None:
        self.records += report.records
        self.entries += report.entries
        if callable(self._advance):
            self._advance(report.records)


def _print_report(output: Output, report: StepReport, totals: _Totals) -> None:
    document = {
        "format": "labour-ledger/sync@1",
        "blockNumber": report.block_number,
        "headNumber": report.head_number,
        "records": totals.records,
        "entries": totals.entries,
    }
    text = f"index at block {report.block_number}: {totals.records} records, {totals.entries} other entries read"
    output.result(document, lambda output: output.line(text))


def _note_step(output: Output, report: StepReport) -> None:
    if report.records or report.entries:
        output.note(f"block {report.block_number}: {report.records} records, {report.entries} other entries")


def _audit_json(report: AuditReport) -> dict[str, object]:
    return {
        "format": "labour-ledger/index-audit@1",
        "complete": report.is_complete,
        "blockNumber": report.block_number,
        "blockHash": f"0x{report.block_hash.hex()}",
        "histories": {kind.name.lower(): count for kind, count in report.histories.items()},
        "records": report.records,
        "differences": [
            {
                "history": difference.kind.name.lower(),
                "id": f"0x{difference.history_id.hex()}",
                "headOnChain": f"0x{difference.head_on_chain.hex()}",
                "headInIndex": f"0x{difference.head_in_index.hex()}",
                "firstBlock": difference.first_block,
            }
            for difference in report.differences
        ],
        "problems": [
            {"name": f"0x{problem.name.hex()}", "blockNumber": problem.block_number, "problem": problem.problem}
            for problem in report.problems
        ],
    }


def _show_audit(output: Output, report: AuditReport) -> None:
    counts = ", ".join(f"{count} {kind.name.lower()}" for kind, count in report.histories.items())
    if report.is_complete:
        output.line(f"complete up to block {report.block_number}: {counts} histories, {report.records} records")
        return
    output.heading(f"the index is not what the chain committed to at block {report.block_number}")
    output.table(
        ("history", "id", "differs from block"),
        [
            (difference.kind.name.lower(), f"0x{difference.history_id.hex()}", str(difference.first_block or ""))
            for difference in report.differences
        ],
    )
    output.table(
        ("record", "block", "problem"),
        [(f"0x{problem.name.hex()}", str(problem.block_number), problem.problem) for problem in report.problems],
    )
    output.line("Make it anew with: labour-ledger index rebuild")
