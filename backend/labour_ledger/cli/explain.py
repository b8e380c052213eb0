"""`labour-ledger explain`: what a code means that an answer, a report or an error showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .invocation import JsonOption, invocation_of
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.words.reader import Reader

    from .explanations import Explanation


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("explain")(explain)


def explain(
    context: typer.Context,
    code: Annotated[
        str, typer.Argument(help="Such as self_declared, personal-data-refused or NonceUsed.", show_default=False)
    ],
    as_json: JsonOption = False,
) -> None:
    """Explain a code: a status, a flag, an outcome, a class, a topic, a schema, an error.

    Example: labour-ledger explain cleared_without_workers

    In French or Spanish: labour-ledger --language fr explain self_declared
    """
    from .explanations import find_explanations

    invocation = invocation_of(context)
    reader = invocation.reader()
    found = find_explanations(code)
    document = {
        "format": "labour-ledger/explanations@1",
        "language": reader.language,
        "explanations": [explanation.to_json(reader) for explanation in found],
    }
    invocation.output(as_json).result(document, lambda output: _show(output, reader, found))


def _show(output: Output, reader: Reader, found: tuple[Explanation, ...]) -> None:
    from .explanations import with_arguments

    for explanation in found:
        word = f": {reader.say(explanation.word)}" if explanation.word else ""
        output.heading(f"{reader.say(explanation.kind)} {explanation.code}{word}")
        output.line(f"  {with_arguments(reader.say(explanation.meaning))}")
        if explanation.hint:
            hint = with_arguments(reader.say(explanation.hint))
            output.line("  " + reader.say("what to do: {hint}", hint=hint))
        if explanation.exit_code is not None:
            output.line("  " + reader.say("exit code {number}", number=explanation.exit_code))
