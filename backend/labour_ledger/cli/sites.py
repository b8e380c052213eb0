"""`labour-ledger sites`: import lists of supplier sites, find sites, show one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import site_alias, site_changes, site_claims, site_review
from .countries import country_code
from .history import history
from .invocation import JsonOption, invocation_of
from .options import KeyOption, RelayOption, RelayPasswordFile, SiteArgument
from .output import Output, counted
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.diligence.sites import SiteAnswer
    from labour_ledger.registry.lists.rows import RowProblem

    from .site_import import SiteImport

app = typer.Typer(
    no_args_is_help=True,
    help="Import lists of supplier sites, find and show sites, claim them, say what became of them.",
)
app.add_typer(site_review.app, name="review")
app.command("alias")(site_alias.alias)
app.command("history")(history)
site_claims.register(app)
site_changes.register(app)

SHOWN_ALIASES = 3
SHOWN_NOTES = 30
SHOWN_CHARACTERS = 60


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
    match: Annotated[
        bool,
        typer.Option("--match", help="Compare rows with known sites; hold back those that a person has to judge."),
    ] = False,
    column_map: Annotated[
        str | None,
        typer.Option(
            "--map",
            help="For a list of another shape: name=Factory,country=Nation, or a TOML file of such lines.",
            show_default=False,
        ),
    ] = None,
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
    from labour_ledger.registry.lists.column_map import column_map_named
    from labour_ledger.registry.registration import RowsRefused

    from .site_import import ImportChoices, import_list

    invocation = invocation_of(context)
    output = invocation.output(as_json)
    columns = None if column_map is None else column_map_named(column_map)
    choices = ImportChoices(list_format, believe, accept_good_rows, statements, match, columns)
    try:
        report = import_list(
            invocation.settings(), output, file, choices, key, password_file, relay, relay_password_file
        )
    except RowsRefused as refused:
        if not output.as_json:  # there the error itself lists them
            _show_problems(output, refused.problems)
        raise
    output.result(report.to_json(), lambda output: _show_import(output, report))


@app.command("find")
def find(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A part of its name.", show_default=False)] = None,
    country: Annotated[
        str | None, typer.Option("--country", help="Two letters, such as BR, or its English name.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="Most sites to list.", min=1, max=500)] = 50,
    as_json: JsonOption = False,
) -> None:
    """List sites by a part of their name, of another name they are known by, or by country.

    Example: labour-ledger sites find palma --country BR
    """
    from labour_ledger.diligence.sites import SiteSearch, search_sites
    from labour_ledger.schemas.codes import SubjectKind, code_name
    from labour_ledger_verify.handle import handle_of

    from .connections import open_ledger

    invocation = invocation_of(context)
    search = SiteSearch(name=name, country=None if country is None else country_code(country, "--country"))
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        found = search_sites(session, ledger.key, search, limit=limit)

    def show(output: Output) -> None:
        rows = [
            (
                handle_of(item.subject),
                "\n".join((item.name or "", *found.also_known_as(item.subject)[:SHOWN_ALIASES])),
                item.country,
                code_name(SubjectKind(item.kind)),
                "noted as closed" if item.closed else "",
            )
            for item in found.sites
        ]
        if not rows:
            output.line("no site of this ledger fits; `labour-ledger sites find` alone lists all")
            return
        output.table(("handle", "name", "country", "kind", ""), rows)
        if found.next is not None:
            output.line(f"the first {limit}; there are more: narrow the search or raise --limit")

    invocation.output(as_json).result({"format": "labour-ledger/sites@1", **found.to_json()}, show)


@app.command("show")
def show(context: typer.Context, site: SiteArgument, as_json: JsonOption = False) -> None:
    """Show one site: names, identifiers, who registered and who controls it.

    Example: labour-ledger sites show os:CN2021250D1DTN7
    """
    from labour_ledger.diligence.sites import site as read_site
    from labour_ledger.diligence.subjects import find_subject

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        subject = find_subject(session, ledger.key, site)
        answer = read_site(session, ledger.key, subject)
    document = {"format": "labour-ledger/site@1", **answer.to_json()}
    invocation.output(as_json).result(document, lambda output: _show_site(output, answer))


def _show_site(output: Output, answer: SiteAnswer) -> None:
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.status import format_time

    detail, names = answer.detail, answer.names
    profile, summary = detail.profile, detail.summary
    identifiers = [
        f"0x{item.identifier.hex()}" if item.text is None else f"{item.text.scheme}:{item.text.value}"
        for item in detail.identifiers
    ]
    output.heading(f"{handle_of(summary.subject)} {summary.name or '(its identity document is not held here)'}")
    gone = answer.whereabouts.words(names)
    if gone:
        output.heading(f"{answer.whereabouts.place.value.upper()}, no longer the place named here: {gone}")
    joined = [
        handle_of(other.subject) + ("" if other.subject in answer.joined_in_effect else " (does not count)")
        for other in answer.joined
    ]
    controller = detail.controllers[-1] if detail.controllers else None
    output.fields(
        [
            ("id", f"0x{summary.subject.hex()}"),
            ("country", summary.country),
            ("address", "" if profile is None else profile.address),
            ("place", "" if profile is None or not profile.latitude else f"{profile.latitude}, {profile.longitude}"),
            ("identifiers", ", ".join(identifiers)),
            ("identity", "document checked against the chain" if answer.identity_checked else "not checked"),
            ("registered", f"{format_time(summary.registered_at)} by {names.party(summary.registrar)}"),
            (
                "controlled by",
                f"{names.party(summary.controller)} since {format_time(controller.since)}"
                if summary.controller and controller is not None
                else "nobody yet: it is unclaimed",
            ),
            ("also known as", "; ".join(alias.value for alias in answer.aliases if alias.kind.value != "row")),
            ("the same as", ", ".join(joined)),
        ]
    )


def _show_import(output: Output, report: SiteImport) -> None:
    _show_problems(output, report.problems)
    output.fields([(name, str(count)) for name, count in report.counts.items()])
    if report.matches is not None and report.matches.asked:
        output.line("Judge the rows that were held back: labour-ledger sites review list")


def _show_problems(output: Output, problems: Sequence[RowProblem]) -> None:
    """Show every refused row, and of the oddities of the others the first: people act on the former."""
    refused = [problem for problem in problems if problem.severity.value == "refused"]
    noted = [problem for problem in problems if problem.severity.value != "refused"]
    rows = [
        (
            str(problem.row_number),
            problem.field,
            problem.severity.value,
            f"{problem.reason}{_what_stood_there(problem)} [{problem.code}]",
            problem.hint,
        )
        for problem in (*refused, *noted[:SHOWN_NOTES])
    ]
    if rows:
        output.table(("row", "field", "", "what", "what to do"), rows)
    if len(noted) > SHOWN_NOTES:
        output.line(f"… and {counted(len(noted) - SHOWN_NOTES, 'more note')}; --json lists all")


def _what_stood_there(problem: RowProblem) -> str:
    said_already = not problem.found or problem.found in problem.reason
    return "" if said_already else f": {problem.found[:SHOWN_CHARACTERS]!r}"
