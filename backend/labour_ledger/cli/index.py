"""`labour-ledger index`: keep the index equal to the chain, make it anew, write it out, audit it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import index_follow
from .audit_report import audit_json, show_audit
from .audit_rounds import PROVEN_FALSE_EXIT
from .indexing import alone_beside, bring_up_to_date, sync_limits
from .invocation import JsonOption, invocation_of
from .options import RpcOption
from .output import Output
from .sync_totals import SyncTotals

if TYPE_CHECKING:
    from labour_ledger.chain.client import LedgerClient
    from labour_ledger.config import Settings
    from labour_ledger.indexer.steps import StepReport

    from .connections import Ledger

app = typer.Typer(no_args_is_help=True, help="Keep the index equal to the chain; make it anew, write it out, audit it.")
index_follow.register(app)


@app.command("sync")
def sync(context: typer.Context, rpc: RpcOption = None, as_json: JsonOption = False) -> None:
    """Read what is new on the chain into the store, then end; where another indexer writes, wait until it has.

    Example: labour-ledger index sync
    """
    invocation = invocation_of(context)
    settings = invocation.settings(rpc)
    output = invocation.output(as_json)
    with _opened(settings) as (ledger, client), output.reading("reading the chain") as show:
        totals = SyncTotals(show, time.monotonic)
        report = bring_up_to_date(settings, ledger, client, totals.add)
    _print_report(output, report, totals)


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


@app.command("partition")
def partition(
    context: typer.Context,
    blocks: Annotated[int, typer.Option("--blocks", min=1, help="Blocks in a partition.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Cut the big tables of an index on PostgreSQL into partitions by block number; others wait until it is done.

    Example: labour-ledger index partition --blocks 5000000

    It pays for tens of millions of records; docs/operate.md says when and what it costs.
    """
    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger:
        count = ledger.store.partition(blocks)
        place = ledger.store.place
    document = {"format": "labour-ledger/partitioned@1", "store": place, "blocks": blocks, "partitions": count}
    text = f"the store {place} has {count} partitions of {blocks} blocks; more are made as the chain grows"
    invocation.output(as_json).result(document, lambda output: output.line(text))


@app.command("rebuild")
def rebuild(context: typer.Context, rpc: RpcOption = None, as_json: JsonOption = False) -> None:
    """Read the chain again beside the index in use, then swap; documents, profiles and receipts stay.

    Example: labour-ledger index rebuild
    """
    from labour_ledger.indexer.condition import AUDIT_FILE
    from labour_ledger.indexer.rebuild import rebuild as rebuild_index

    invocation = invocation_of(context)
    settings = invocation.settings(rpc)
    output = invocation.output(as_json)
    with _opened(settings) as (ledger, client), output.reading("reading the chain") as show:
        totals = SyncTotals(show, time.monotonic)
        with alone_beside(ledger):
            report = rebuild_index(
                ledger.store,
                client,
                ledger.key,
                start_block=ledger.deployment.block_number,
                limits=sync_limits(settings),
                on_step=totals.add,
            )
        # what an audit found was about the index that is gone
        (settings.home / AUDIT_FILE).unlink(missing_ok=True)
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
def audit(
    context: typer.Context,
    prove: Annotated[
        bool, typer.Option("--prove", help="Prove the heads from the block's header; do not believe the node.")
    ] = False,
    rpc: RpcOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compute every head anew from the index and compare it with the chain: exit 0 only when nothing is missing.

    Example: labour-ledger index audit --prove
    """
    from labour_ledger.chain.proofs import prove_heads
    from labour_ledger.indexer.audit import audit as audit_index
    from labour_ledger.indexer.condition import AUDIT_FILE, AuditNote, write_note

    invocation = invocation_of(context)
    output = invocation.output(as_json)
    settings = invocation.settings(rpc)
    with _opened(settings) as (ledger, client), output.progress("auditing histories") as advance:
        prover = partial(prove_heads, client, ledger.deployment.council) if prove else None
        report = audit_index(ledger.store, client, ledger.key, prove=prover, on_progress=advance)
    with suppress(OSError):  # the report does not depend on others hearing of it
        write_note(AuditNote.of(report, int(time.time())), settings.home / AUDIT_FILE)
    output.result(audit_json(report), lambda output: show_audit(output, report))
    if not report.is_complete:
        raise typer.Exit(PROVEN_FALSE_EXIT)


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Ledger, LedgerClient]]:
    from .connections import connect_node, open_ledger

    with open_ledger(settings) as ledger, connect_node(settings, ledger.deployment) as client:
        yield ledger, client


def _print_report(output: Output, report: StepReport, totals: SyncTotals) -> None:
    document = {
        "format": "labour-ledger/sync@1",
        "blockNumber": report.block_number,
        "headNumber": report.head_number,
        "records": totals.records,
        "entries": totals.entries,
    }
    text = f"index at block {report.block_number}: {totals.records} records, {totals.entries} other entries read"
    output.result(document, lambda output: output.line(text))
