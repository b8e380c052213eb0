"""`labour-ledger ask`: any question of the catalogue, as tables and small charts for people, JSON, or a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeGuard

import typer

from labour_ledger.errors import InputError

from .invocation import Invocation, JsonOption, invocation_of
from .output import Output, counted

if TYPE_CHECKING:
    from labour_ledger.diligence.questions.model import Answer, Cell, Question

    from .connections import Ledger

_BAR_CELLS: Final = 30
_MOST_BARS: Final = 14
_LONGEST_CELL: Final = 90
_WIDE_COLUMNS: Final = frozenset({"siteId", "uid", "reasons"})
"""What a table for people leaves out; `--json` has it."""
_BARS, _TIMELINE = "coverage", "complete-history"


class AskUnclear(InputError):
    """What was asked for cannot be told from the command line."""

    code = "ask-unclear"


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("ask", epilog="Example: labour-ledger ask coverage --buyer LL-7K3M-92QF --standard ilo/c029@1930")(ask)


def ask(
    context: typer.Context,
    question: Annotated[
        str | None, typer.Argument(help="Name or number of a question; --list shows them.", show_default=False)
    ] = None,
    list_questions: Annotated[bool, typer.Option("--list", help="Show all questions.")] = False,
    site: Annotated[str | None, typer.Option("--site", help="Handle, scheme:value, full id, or first digits.")] = None,
    buyer: Annotated[str | None, typer.Option("--buyer", help="The same of a buyer, or its whole name.")] = None,
    standard: Annotated[
        str | None, typer.Option("--standard", "--schema", help="Schema id, such as ilo/c029@1930.")
    ] = None,
    valid_at: Annotated[str | None, typer.Option("--at", help="For which date; today by default.")] = None,
    known_at: Annotated[
        str | None, typer.Option("--known-at", help="As known on which date; today by default.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", help="From which day or instant on.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Up to which day or instant.")] = None,
    days: Annotated[str | None, typer.Option("--days", help="Within how many days.")] = None,
    severity: Annotated[str | None, typer.Option("--severity", help="Least severity.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    topic: Annotated[str | None, typer.Option("--topic", help="Topic of a finding, see docs/schemas.md.")] = None,
    record: Annotated[str | None, typer.Option("--record", help="Uid of a record.")] = None,
    party: Annotated[str | None, typer.Option("--party", help="Number of a party.")] = None,
    country: Annotated[str | None, typer.Option("--country", help="Two letters, such as ID.")] = None,
    goods: Annotated[str | None, typer.Option("--goods", help="Goods as a list names them.")] = None,
    list_name: Annotated[str | None, typer.Option("--list-name", help="A list that was imported.")] = None,
    least: Annotated[str | None, typer.Option("--least", help="Least number of buyers.")] = None,
    tiers: Annotated[str | None, typer.Option("--tiers", help="Most tiers to go up.")] = None,
    limit: Annotated[int, typer.Option("--limit", help="Most rows to show.", min=1, max=1000)] = 20,
    cursor: Annotated[str | None, typer.Option("--cursor", help="Where the page before ended.")] = None,
    every_row: Annotated[bool, typer.Option("--all", help="Show all rows.")] = False,
    file: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write all rows to this file instead: .csv, .jsonl, .parquet or .arrow.",
            show_default=False,
        ),
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(
            "--bundle",
            help="Also write the proof: a file if one subject proves the answer, else a folder. Needs a node.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a due-diligence question: the answer, what it rests on, and what nobody can know from what is held.

    Without a site or a buyer a question is about all sites of the ledger. Answers never average, and keep unknown,
    expired and contradicting apart.
    """
    from labour_ledger.diligence.questions.asking import ask as answer_question

    from .connections import open_ledger

    invocation = invocation_of(context)
    if list_questions:
        _list(invocation.output(as_json))
        return
    if question is None:
        raise AskUnclear("no question was named", hint="labour-ledger ask --list shows all questions.")
    given = {
        "site": site, "buyer": buyer, "standard": standard, "valid_at": valid_at, "known_at": known_at,
        "since": since, "until": until, "days": days, "severity": severity, "topic": topic, "record": record,
        "party": party, "country": country, "goods": goods, "list": list_name, "least": least, "tiers": tiers,
        "overdue": "true" if overdue else None,
    }  # fmt: skip
    values = {name: text for name, text in given.items() if text is not None}
    whole = every_row or file is not None
    with open_ledger(invocation.settings()) as ledger:
        with ledger.store.reading() as session:
            answer = answer_question(
                session,
                ledger.key,
                question,
                values,
                after=cursor,
                limit=None if whole else limit,
            )
        if bundle is not None:
            _write_bundles(invocation, ledger, answer, bundle)
    output = invocation.output(as_json)
    if file is not None:
        _write_rows(output, answer, file)
        return
    output.result(answer.to_json(), lambda shown: show_answer(shown, answer))


def _list(output: Output) -> None:
    from labour_ledger.diligence.questions.catalogue import QUESTIONS

    def show(shown: Output) -> None:
        rows = [(str(question.number), question.name, question.words, _needs(question)) for question in QUESTIONS]
        shown.table(("", "name", "question", "needs"), rows)
        shown.line("labour-ledger ask NAME --help lists the options; docs/questions.md says what each takes.")

    document = {
        "format": "labour-ledger/questions@1",
        "items": [question.to_json() for question in QUESTIONS],
    }
    output.result(document, show)


def _needs(question: Question) -> str:
    return ", ".join(f"--{_option(name)}" for name in question.required)


def _option(name: str) -> str:
    return {"valid_at": "at", "list": "list-name"}.get(name, name.replace("_", "-"))


def show_answer(output: Output, answer: Answer) -> None:
    """Print an answer: its sums, its rows, what is missing, and what it rests on."""
    from labour_ledger_verify.status import format_time

    output.heading(f"{answer.question.number}. {answer.question.words}")
    summary = {column.name: answer.summary[column.name] for column in answer.question.summary}
    charts = [(name, counts) for name, counts in summary.items() if _is_chart(counts)]
    charted = {name for name, _ in charts}
    output.fields([(_words(name), _cell(value)) for name, value in summary.items() if name not in charted])
    for name, counts in charts:
        _show_counts(output, name, counts)
    if answer.question.name == _BARS:
        _show_bars(output, answer)
    if answer.question.name == _TIMELINE:
        _show_timeline(output, answer)
    else:
        _show_rows(output, answer)
    for note in answer.notes:
        output.line(f"note: {note}")
    for text in answer.missing:
        output.line(f"missing: {text}")
    if answer.next is not None:
        of_all = "" if answer.total is None else f" of {answer.total:,}"
        output.line(f"{counted(len(answer.rows), 'row')}{of_all}; the next: --cursor {answer.next}")
    basis = answer.basis
    rests = f"rests on {counted(len(basis.uids), 'record')}; " if basis.uids else ""
    output.line(
        f"{rests}for {format_time(basis.valid_at)}, as known on "
        f"{format_time(basis.known_at)}; block {basis.block_number} ({basis.finality.value}) of "
        f"{format_time(basis.block_time)}, chain {basis.ledger.chain_id}, rule version {basis.rule_version}"
    )


def _is_chart(cell: Cell) -> TypeGuard[Mapping[str, int]]:
    return isinstance(cell, Mapping) and 1 < len(cell) <= _MOST_BARS


def _show_counts(output: Output, name: str, counts: Mapping[str, int]) -> None:
    """Show counts as bars, the most as long as the widest."""
    full = "█" if _has_blocks() else "#"
    most = max(counts.values())
    width = max(len(label) for label in counts)
    output.line(f"{_words(name)}:")
    for label, count in counts.items():
        bar = full * (max(1, round(_BAR_CELLS * count / most)) if count else 0)
        output.line(f"  {label:<{width}}  {count:>9,}  {bar}".rstrip())


def _show_rows(output: Output, answer: Answer) -> None:
    columns = [column for column in answer.question.columns if column.name not in _WIDE_COLUMNS]
    rows = [[_cell(row.values[column.name]) for column in columns] for row in answer.rows]
    if rows:
        output.table([_words(column.name) for column in columns], rows)


def _show_timeline(output: Output, answer: Answer) -> None:
    """Show what became known when, and the status that followed from it, if a standard was asked for."""
    line, dot = ("│", "●") if _has_blocks() else ("|", "*")
    before: Cell = None
    for row in answer.rows:
        code = row.values["codeThen"]
        output.line(f"{row.values['recordedAt']}  {dot if row.uids else line}  {row.values['words']}")
        if code is not None and code != before:
            output.line(f"{'':20}  {line}  status from then on: {code}")
        before = code


def _has_blocks() -> bool:
    return "utf" in (sys.stdout.encoding or "").lower()


def _show_bars(output: Output, answer: Answer) -> None:
    """Show per tier how many sites somebody independent looked at."""
    full, empty = ("█", "░") if _has_blocks() else ("#", ".")
    for row in answer.rows:
        sites, covered = _number(row.values["sites"]), _number(row.values["covered"])
        cells = round(_BAR_CELLS * covered / sites) if sites else 0
        # a share that is neither nothing nor everything must not look like it
        cells = min(max(cells, 1), _BAR_CELLS - 1) if 0 < covered < sites else cells
        bar = full * cells + empty * (_BAR_CELLS - cells)
        output.line(f"tier {row.values['tier']:>3}  {bar}  {covered:,} of {sites:,} covered ({row.values['share']} %)")


def _words(name: str) -> str:
    """Return a column's name in words: `sitesByCode` as `sites by code`."""
    return re.sub(r"([A-Z])", lambda match: f" {match[1].lower()}", name)


def _number(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, str):
        return _shortened(cell)
    if isinstance(cell, tuple):
        return "\n".join(_shortened(part) for part in cell[:6]) + (f"\n… {len(cell) - 6} more" if len(cell) > 6 else "")
    return ", ".join(f"{name} {count:,}" for name, count in cell.items())


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"


def _write_rows(output: Output, answer: Answer, file: Path) -> None:
    from labour_ledger.diligence.exports.tables import table_of_answer

    from .export import show_written, write_table_file

    table = table_of_answer(answer)
    written = write_table_file(table, file, None)
    document: dict[str, Any] = {**written.to_json(), "notes": list(answer.notes), "missing": list(answer.missing)}
    output.result(document, lambda shown: show_written(shown, written))


def _write_bundles(invocation: Invocation, ledger: Ledger, answer: Answer, place: Path) -> None:
    from labour_ledger.evidence.bundles import build_subject_bundle
    from labour_ledger.evidence.pinned_block import parse_block
    from labour_ledger.schemas.codes import SubjectKind
    from labour_ledger.store.queries import subjects_by_id
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.hexadecimal import to_hex

    from .connections import connect_node
    from .files import write_pieces

    if not answer.proofs:
        raise AskUnclear(
            f"nothing about a single subject proves the answer to {answer.question.name}",
            hint="Leave out --bundle.",
        )
    single = len(answer.proofs) == 1 and not place.is_dir()
    if not single:
        place.mkdir(parents=True, exist_ok=True)
    note = invocation.output(False).note
    with (
        connect_node(invocation.settings(), ledger.deployment) as client,
        ledger.store.reading() as session,
    ):
        kinds = subjects_by_id(session, ledger.key, answer.proofs)
        for subject in answer.proofs:
            # a network's records are links, under no standard: without them its bundle would prove nothing of use
            is_network = kinds[subject].kind == SubjectKind.NETWORK
            built = build_subject_bundle(
                session,
                client,
                ledger.key,
                subject,
                schema_id=None if is_network else answer.asked.get("standard"),
                block=parse_block("latest"),
                include_documents=True,
                since=None,
            )
            name = f"{handle_of(subject)}-{to_hex(subject)[2:10]}.bundle.json"
            file = place if single else place / name
            write_pieces(file, built.text)
            note(f"{file}: labour-ledger-verify {file} --trust trust.json")
