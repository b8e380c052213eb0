"""`labour-ledger ask`: any question of the catalogue, as tables and small charts for people, JSON, or a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from . import ask_options as options
from .answer_files import AskUnclear, write_bundles, write_rows
from .answer_view import show_answer, show_records
from .invocation import Invocation, JsonOption, invocation_of
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.diligence.questions.model import Question


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("ask", epilog="Example: labour-ledger ask coverage --buyer LL-7K3M-92QF --standard ilo/c029@1930")(ask)


def ask(
    context: typer.Context,
    question: options.QuestionArgument = None,
    list_questions: options.ListOption = False,
    site: options.Site = None,
    buyer: options.Buyer = None,
    standard: options.Standard = None,
    valid_at: options.ValidAt = None,
    known_at: options.KnownAt = None,
    since: options.Since = None,
    until: options.Until = None,
    days: options.Days = None,
    severity: options.Severity = None,
    overdue: options.Overdue = False,
    topic: options.Topic = None,
    record: options.Record = None,
    party: options.Party = None,
    country: options.Country = None,
    goods: options.Goods = None,
    list_name: options.ListName = None,
    least: options.Least = None,
    tiers: options.Tiers = None,
    limit: options.Limit = 20,
    cursor: options.CursorOption = None,
    every_row: options.EveryRow = False,
    records: options.RecordsOption = False,
    file: options.RowsFile = None,
    bundle: options.BundlePlace = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a due-diligence question: the answer, what it rests on, and what nobody can know from what is held.

    Without a site or a buyer a question is about all sites of the ledger. Answers never average, and keep unknown,
    expired and contradicting apart.
    """
    invocation = invocation_of(context)
    if list_questions:
        _list(invocation.output(as_json))
        return
    if question is None:
        raise AskUnclear("no question was named", hint="labour-ledger ask --list shows all questions.")
    values = _values(context.params)
    if records:
        if file is not None or bundle is not None or every_row:
            raise AskUnclear("records are listed by page", hint="Leave out --all, --output and --bundle.")
        _list_records(invocation, question, values, limit, cursor, as_json=as_json)
        return
    most = None if every_row or file is not None else limit
    _answer(invocation, question, values, cursor, most, file, bundle, as_json=as_json)


def _values(given: Mapping[str, object]) -> dict[str, str]:
    """Return the parameters that were given, by the names that questions have for them."""
    texts = {parameter: given[name] for name, parameter in options.PARAMETER_OF.items()}
    texts["overdue"] = "true" if texts["overdue"] else None
    return {parameter: str(text) for parameter, text in texts.items() if text is not None}


def _answer(
    invocation: Invocation,
    question: str,
    values: Mapping[str, str],
    cursor: str | None,
    limit: int | None,
    file: Path | None,
    bundle: Path | None,
    *,
    as_json: bool,
) -> None:
    from labour_ledger.diligence.questions.asking import ask as answer_question

    from .connections import open_ledger

    with open_ledger(invocation.settings()) as ledger:
        with ledger.store.reading() as session:
            answer = answer_question(session, ledger.key, question, values, after=cursor, limit=limit)
        if bundle is not None:
            write_bundles(invocation, ledger, answer, bundle)
    output = invocation.output(as_json)
    if file is not None:
        write_rows(output, answer, file)
        return
    output.result(answer.to_json(), lambda shown: show_answer(shown, answer))


def _list_records(
    invocation: Invocation,
    question: str,
    values: Mapping[str, str],
    limit: int,
    cursor: str | None,
    *,
    as_json: bool,
) -> None:
    from labour_ledger.diligence.questions.resting import records_of_answer

    from .connections import open_ledger

    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        page = records_of_answer(session, ledger.key, question, values, after=cursor, limit=limit)
    invocation.output(as_json).result(page.to_json(), lambda shown: show_records(shown, page))


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
