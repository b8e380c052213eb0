"""`labour-ledger sites`: import lists of supplier sites, find sites, show one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .invocation import JsonOption, invocation_of
from .options import KeyOption, RelayOption, RelayPasswordFile, SiteArgument
from .output import Output
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.store.results import SubjectDetail, SubjectSummary

    from .site_import import SiteImport

app = typer.Typer(no_args_is_help=True, help="Import lists of supplier sites, find sites, show one.")

SHOWN_PROBLEMS = 30


@app.command("import")
def import_sites(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV list of sites, or of links between them.", show_default=False)],
    key: KeyOption,
    list_format: Annotated[
        str | None, typer.Option("--format", help="Name of the list's format; found by its header by default.")
    ] = None,
    believe: Annotated[
        str | None,
        typer.Option(
            "--accept",
            help="country-name or country-code: which to believe where they contradict; else such rows are refused.",
        ),
    ] = None,
    accept_good_rows: Annotated[
        bool, typer.Option("--accept-good-rows", help="Register the rows that are right although others are refused.")
    ] = False,
    statements: Annotated[
        bool, typer.Option(help="Also record what the list says beside the registration: parent, group, links.")
    ] = True,
    password_file: PasswordFile = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Register the sites of a list and record what it says of them; importing it again changes nothing.

    Example: labour-ledger sites import mills.csv --key registrar

    Knows the Universal Mill List, the lists of Nike, the lists of Open Supply Hub, brand–mill links, and a plain list
    (docs/import.md). Each row that cannot be taken is reported with its number and the reason; nothing is dropped or
    repaired in silence. The key must be of a registrar.
    """
    from .site_import import ImportChoices, import_list

    invocation = invocation_of(context)
    output = invocation.output(as_json)
    choices = ImportChoices(list_format, believe, accept_good_rows, statements)
    report = import_list(invocation.settings(), output, file, choices, key, password_file, relay, relay_password_file)
    output.result(report.to_json(), lambda output: _show_import(output, report))


@app.command("find")
def find(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A part of its name.", show_default=False)] = None,
    country: Annotated[str | None, typer.Option("--country", help="Two letters, such as BR.")] = None,
    limit: Annotated[int, typer.Option("--limit", help="Most sites to list.", min=1, max=500)] = 50,
    as_json: JsonOption = False,
) -> None:
    """List sites by a part of their name or by country.

    Example: labour-ledger sites find palma --country BR
    """
    from labour_ledger.store import queries

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        page = queries.find_subjects(
            session, ledger.key, name=name, country=None if country is None else country.upper(), limit=limit
        )
    found = [_summary_json(summary) for summary in page.items]

    def show(output: Output) -> None:
        rows = [
            (str(item["handle"]), str(item["name"] or ""), str(item["country"]), str(item["kind"])) for item in found
        ]
        output.table(("handle", "name", "country", "kind"), rows)
        if page.next is not None:
            output.line(f"the first {limit}; there are more: narrow the search or raise --limit")

    document = {"format": "labour-ledger/sites@1", "sites": found, "more": page.next is not None}
    invocation.output(as_json).result(document, show)


@app.command("show")
def show(context: typer.Context, site: SiteArgument, as_json: JsonOption = False) -> None:
    """Show one site: names, identifiers, who registered and who controls it.

    Example: labour-ledger sites show os:CN2021250D1DTN7
    """
    from labour_ledger.registry.names import resolve_subject
    from labour_ledger.store import queries

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        detail = queries.get_subject(session, ledger.key, resolve_subject(session, ledger.key, site))
    if detail is None:
        raise LookupError("a subject that has a name is not in the index")
    document = _detail_json(detail)
    fields = [(name, _text(value)) for name, value in document.items() if name != "format"]
    invocation.output(as_json).result(document, lambda output: output.fields(fields))


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)


def _summary_json(summary: SubjectSummary) -> dict[str, object]:
    from labour_ledger.schemas.codes import SubjectKind, code_name
    from labour_ledger_verify.handle import handle_of

    return {
        "handle": handle_of(summary.subject),
        "subject": f"0x{summary.subject.hex()}",
        "kind": code_name(SubjectKind(summary.kind)),
        "name": summary.name,
        "country": summary.country,
        "registrar": summary.registrar,
        "controller": summary.controller,
        "closed": summary.closed,
    }


def _detail_json(detail: SubjectDetail) -> dict[str, object]:
    known = [f"{item.text.scheme}:{item.text.value}" for item in detail.identifiers if item.text is not None]
    hidden = [f"0x{item.identifier.hex()}" for item in detail.identifiers if item.text is None]
    profile = detail.profile
    return {
        "format": "labour-ledger/site@1",
        **_summary_json(detail.summary),
        "address": None if profile is None else profile.address,
        "latitude": None if profile is None else profile.latitude or None,
        "longitude": None if profile is None else profile.longitude or None,
        "identifiers": known + hidden,
        "registeredAt": detail.summary.registered_at,
        "identityHash": f"0x{detail.summary.identity_hash.hex()}",
    }


def _show_import(output: Output, report: SiteImport) -> None:
    problems = report.problems
    if problems:
        shown = [
            (str(item.row_number), item.field, item.severity.value, item.reason, item.hint)
            for item in problems[:SHOWN_PROBLEMS]
        ]
        output.table(("row", "field", "", "what", "what to do"), shown)
        if len(problems) > SHOWN_PROBLEMS:
            output.line(f"… and {len(problems) - SHOWN_PROBLEMS} more; --json lists all")
    output.fields([(name, str(count)) for name, count in report.counts.items()])
