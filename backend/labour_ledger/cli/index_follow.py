"""`labour-ledger index follow`: keep the index at the head, or stand by while another one does; show how it fares."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from labour_ledger.errors import LabourLedgerError

from .audit_rounds import PROVEN_FALSE_EXIT, AuditRounds
from .chain import stop_signal
from .invocation import invocation_of
from .options import RpcOption
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.chain.client import LedgerClient
    from labour_ledger.config import Settings
    from labour_ledger.indexer.steps import StepReport
    from labour_ledger.indexer.watch import Watch


def register(app: typer.Typer) -> None:
    """Add the command to `labour-ledger index`."""
    app.command("follow")(follow)


def follow(context: typer.Context, rpc: RpcOption = None) -> None:
    """Keep the index at the head of the chain until Ctrl-C; what is in the way is named and looked at again.

    Example: labour-ledger index follow

    Of several on one store one writes; the others stand by, and one of them takes over when it ends.
    """
    import time

    from labour_ledger.indexer.follow import Listener
    from labour_ledger.indexer.follow import follow as follow_chain

    from .connections import ledger_client, open_ledger
    from .indexing import indexer_of

    invocation = invocation_of(context)
    settings = invocation.settings(rpc)
    output = invocation.output(as_json=False)
    with (
        stop_signal() as stopped,
        open_ledger(settings) as ledger,
        ledger_client(settings, ledger.deployment) as client,
        _watched(settings, output) as watch,
        AuditRounds(settings.home, settings.audit_interval_s, time.time, rpc or ()) as rounds,
        _waiting(settings, watch, stopped) as wait,
    ):
        client.rpc.observer = watch.rpc.observe
        told = _Told(output, watch, rounds, client)
        follow_chain(
            indexer_of(settings, ledger, client),
            ledger.store.writer_claim(ledger.key),
            wait,
            poll_interval_s=settings.poll_interval_s,
            listener=Listener(told.step, told.trouble, told.role),
        )


class _Told:
    """Passes what happens on to people and to the watch."""

    def __init__(self, output: Output, watch: Watch, rounds: AuditRounds, client: LedgerClient) -> None:
        self._output = output
        self._client = client
        self._working = client.rpc.working
        self._watch = watch
        self._rounds = rounds
        self._writes: bool | None = None

    def role(self, writes: bool) -> None:
        if writes is not self._writes:
            told = "this indexer writes" if writes else "another indexer writes this index; standing by to take over"
            self._output.note(told)
        self._writes = writes
        self._watch.role(writes)

    def step(self, report: StepReport) -> None:
        from labour_ledger.indexer.steps import Step

        self._watch.step(report)
        self._nodes()
        if report.records or report.entries:
            self._output.note(f"block {report.block_number}: {report.records} records, {report.entries} other entries")
        if report.step is Step.AT_HEAD and (code := self._rounds.look()):
            found = "found the index wrong" if code == PROVEN_FALSE_EXIT else "could not be made"
            self._output.note(f"the audit {found}: run `labour-ledger index audit` to see why")

    def trouble(self, error: LabourLedgerError) -> None:
        if self._watch.condition.state != error.code:
            self._output.note(f"{error.code}: {error.message}. {error.hint}")
        self._watch.trouble(error)
        self._nodes()

    def _nodes(self) -> None:
        working = self._client.rpc.working
        for node, works in working.items():
            if works is not self._working[node]:
                self._output.note(f"the node at {node} {'works again' if works else 'fails: others are asked'}")
        self._working = working
        self._watch.rpc.working(working)


@contextmanager
def _waiting(settings: Settings, watch: Watch, stopped: threading.Event) -> Iterator[Callable[[float], bool]]:
    if settings.rpc_ws_url is None:
        yield stopped.wait
        return
    from labour_ledger.chain.new_heads import NewHeads

    with NewHeads(
        settings.rpc_ws_url,
        timeout_s=settings.rpc_timeout_s,
        on_head=watch.heads.heard,
        on_connection=watch.heads.connection,
    ) as heads:
        yield lambda seconds: heads.wait(seconds, stopped)


@contextmanager
def _watched(settings: Settings, output: Output) -> Iterator[Watch]:
    import time

    from prometheus_client import start_http_server

    from labour_ledger.indexer.watch import Watch

    from .serve import AddressTaken

    watch = Watch(settings.home, time.time)
    try:
        if settings.metrics_port is None:
            yield watch
            return
        try:
            server, thread = start_http_server(settings.metrics_port, "127.0.0.1", watch.registry)
        except OSError as error:
            raise AddressTaken(
                f"cannot show figures on 127.0.0.1, port {settings.metrics_port}: {error.strerror}",
                hint="Stop what uses the port, or choose another with the setting metrics_port.",
            ) from error
        try:
            output.note(f"figures at http://127.0.0.1:{server.server_port}/metrics")
            yield watch
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
    finally:
        watch.close()
