"""`labour-ledger watchlist`: keep watch lists, screen sites against them, and write down what people decided."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from .invocation import JsonOption, invocation_of
from .list_import import EditionOption, GoodRowsOption, ListFiles, import_files
from .options import SiteArgument
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.diligence.screening import Screening

app = typer.Typer(
    no_args_is_help=True, help="Keep watch lists, screen sites against them, write down what was decided."
)

ListOption = Annotated[
    str | None, typer.Option("--list", help="Only this list; by default all that are held.", show_default=False)
]


@app.command("import")
def import_lists(
    context: typer.Context,
    files: ListFiles,
    edition: EditionOption,
    accept_good_rows: GoodRowsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Keep an edition of the UFLPA Entity List, or of CBP's withhold-release orders and findings.

    Example: labour-ledger watchlist import uflpa.csv --edition 2026-10-01

    Which list a file is, its header tells (docs/matching.md). No list comes with the program. The newest import of a
    list is screened against; earlier ones are kept.
    """
    from labour_ledger.registry.watch_lists import read_watch_list
    from labour_ledger.store.queries.watch_lists import save_watch_list

    now = int(time.time())
    import_files(
        invocation_of(context),
        files,
        lambda file: read_watch_list(file, edition=edition, imported_at=now),
        lambda session, found: save_watch_list(session, found.source, found.entries),
        accept_good_rows=accept_good_rows,
        document_format="labour-ledger/watchlist-import@1",
        as_json=as_json,
    )


@app.command("list")
def list_editions(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the editions of watch lists that are held, the newest import of each first.

    Example: labour-ledger watchlist list
    """
    from labour_ledger.diligence.context import edition_json
    from labour_ledger.store.queries.watch_lists import watch_lists
    from labour_ledger_verify.status import format_time

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        held = watch_lists(session)
    rows = [(one.name, one.edition, str(one.row_count), format_time(one.imported_at)) for one in held]
    document = {"format": "labour-ledger/watchlists@1", "lists": [edition_json(one) for one in held]}
    invocation.output(as_json).result(
        document, lambda output: output.table(("list", "edition", "entities", "imported"), rows)
    )


@app.command("screen")
def screen(
    context: typer.Context,
    sites: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SITE]...", help="Sites or organisations; by default all.", show_default=False),
    ] = None,
    list_name: ListOption = None,
    state: Annotated[str | None, typer.Option("--state", help="Only hits that are open, cleared or confirmed.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare sites and organisations with the newest editions of the lists; keeps new hits as open.

    Example: labour-ledger watchlist screen --state open

    A hit is a resemblance of names for a person to judge. Decide each with `watchlist clear`.
    """
    from labour_ledger.diligence.screening import screen_subjects
    from labour_ledger.diligence.screening_decisions import hit_state, keep_hits
    from labour_ledger.diligence.subjects import find_subject

    from .connections import open_ledger

    invocation = invocation_of(context)
    wanted = None if state is None else hit_state(state)
    with open_ledger(invocation.settings()) as ledger:
        with ledger.store.reading() as session:
            subjects = [find_subject(session, ledger.key, site) for site in sites] if sites else None
            answer = screen_subjects(session, ledger.key, subjects, list_name=list_name, state=wanted)
        with ledger.store.unit_of_work() as work:
            keep_hits(work.session, ledger.key, answer, now=int(time.time()))
    document = {"format": "labour-ledger/screening@1", **answer.to_json()}
    invocation.output(as_json).result(document, lambda output: _show(output, answer))


@app.command("clear")
def clear(
    context: typer.Context,
    site: SiteArgument,
    entry: Annotated[
        str, typer.Argument(metavar="ENTRY", help="Key of the listed entity, as `screen` shows it.", show_default=False)
    ],
    reason: Annotated[str, typer.Option("--reason", help="Why; no personal data.", show_default=False)],
    decided_by: Annotated[str, typer.Option("--by", help="Who decided, such as a role.", show_default=False)],
    confirm: Annotated[bool, typer.Option("--confirm", help="It is the listed entity: confirm the hit.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write down that a hit is not the listed entity, or with --confirm that it is.

    Example: labour-ledger watchlist clear LL-7K3M-92QF 3f9a --by "compliance desk" --reason "another address"

    The decision holds for every edition that lists the entity in the same words; other words open the hit again.
    """
    from labour_ledger.diligence.screening import screen_subjects
    from labour_ledger.diligence.screening_decisions import decide_hit
    from labour_ledger.diligence.subjects import find_subject
    from labour_ledger.store.queries.watch_lists import HitState
    from labour_ledger_verify.handle import handle_of

    from .connections import open_ledger

    invocation = invocation_of(context)
    state = HitState.CONFIRMED if confirm else HitState.CLEARED
    with open_ledger(invocation.settings()) as ledger:
        with ledger.store.reading() as session:
            subject = find_subject(session, ledger.key, site)
            hits = screen_subjects(session, ledger.key, [subject]).hits
        with ledger.store.unit_of_work() as work:
            hit = decide_hit(
                work.session,
                ledger.key,
                hits,
                subject=subject,
                entry_key=entry,
                state=state,
                decided_by=decided_by,
                reason=reason,
                now=int(time.time()),
            )
    document = {
        "format": "labour-ledger/hit-decision@1",
        "handle": handle_of(subject),
        "list": hit.source.name,
        "edition": hit.source.edition,
        "entry": hit.entry.entry_key,
        "state": state.value,
    }
    said = f"{handle_of(subject)} against {hit.entry.names[0]} ({hit.source.name}, {hit.source.edition}): {state.value}"
    invocation.output(as_json).result(document, lambda output: output.line(said))


def _show(output: Output, answer: Screening) -> None:
    from labour_ledger.diligence.screening import NOT_A_FINDING
    from labour_ledger_verify.handle import handle_of

    if not answer.lists:
        output.line("No watch list was imported: labour-ledger watchlist import FILE --edition …")
        return
    rows = [
        (
            handle_of(hit.subject),
            f"{hit.name} (through {hit.through})" if hit.through else hit.name,
            hit.country,
            hit.source.name,
            hit.entry.entry_key,
            hit.entry.names[0],
            f"{hit.score / 1000:.2f}",
            hit.state.value,
            "" if hit.decision is None else hit.decision.reason,
        )
        for hit in answer.hits
    ]
    if rows:
        output.table(("handle", "name", "country", "list", "entry", "listed as", "score", "state", "reason"), rows)
        output.line(NOT_A_FINDING)
    editions = ", ".join(f"{source.name} {source.edition}" for source in answer.lists)
    output.line(f"{answer.screened} compared with {editions}; {len(answer.hits)} hits")
    if answer.unnamed:
        output.line(f"{len(answer.unnamed)} could not be compared: no name of theirs is held here")
