"""`labour-ledger context`: lists about countries and goods, and what they say beside a site. Never a verdict."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from .invocation import JsonOption, invocation_of
from .list_import import EditionOption, GoodRowsOption, ListFiles, import_files
from .options import SiteArgument
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.diligence.context import SiteContext

app = typer.Typer(no_args_is_help=True, help="Keep lists about countries and goods; show what they say beside a site.")


@app.command("import")
def import_lists(
    context: typer.Context,
    files: ListFiles,
    edition: EditionOption,
    accept_good_rows: GoodRowsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Keep lists of the US Department of Labor: goods, conventions, laws, enforcement, statistics.

    Example: labour-ledger context import ilab_goods_by_country.csv --edition 2023-08

    Which list a file is, its header tells (docs/import.md). The newest import of a list answers; earlier ones are kept.
    """
    from labour_ledger.registry.context_lists import read_context_list
    from labour_ledger.store.queries.context import save_context_list

    now = int(time.time())
    import_files(
        invocation_of(context),
        files,
        lambda file: read_context_list(file, edition=edition, imported_at=now),
        lambda session, found: save_context_list(session, found.source, found.facts),
        accept_good_rows=accept_good_rows,
        document_format="labour-ledger/context-import@1",
        as_json=as_json,
    )


@app.command("show")
def show(
    context: typer.Context,
    site: SiteArgument,
    good: Annotated[
        list[str] | None, typer.Option("--good", help="Only this good, as the list names it; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what the lists say of a site's country and of goods made there.

    Example: labour-ledger context show uml:PO1000000001 --good "Palm Fruit"
    """
    from labour_ledger.diligence.context import site_context
    from labour_ledger.diligence.subjects import find_subject

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        answer = site_context(session, ledger.key, find_subject(session, ledger.key, site), good or ())
    document = {"format": "labour-ledger/context@1", **answer.to_json()}
    invocation.output(as_json).result(document, lambda output: _show(output, answer))


def _show(output: Output, answer: SiteContext) -> None:
    from labour_ledger.diligence.context import NOT_A_VERDICT
    from labour_ledger_verify.handle import handle_of

    output.heading(f"{handle_of(answer.subject)} {answer.country or '(no country)'}")
    output.line(NOT_A_VERDICT)
    if not answer.lists:
        output.line("No list was imported: labour-ledger context import FILE --edition …")
        return
    rows = [
        (row.source.name, row.source.edition, row.fact.good, row.fact.territory, row.fact.topic, row.fact.value)
        for row in answer.rows
    ]
    output.table(("list", "edition", "good", "territory", "about", "says"), rows)
    if not rows:
        output.line("The lists that are held do not name this country.")
