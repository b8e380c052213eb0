"""What an error says, for readers of another language than the one it is written in.

Errors are written where they are raised, in English. Their sentences stand translated in the catalogues; where one does
not, what its code means is said instead. Readers of English cost no catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from labour_ledger_verify.errors import ExplainedError

if TYPE_CHECKING:
    from labour_ledger.words.reader import Reader

_OPTION: Final = "--language"


class ErrorWords(NamedTuple):
    """What a reader is told of an error: a line for what was wrong, and one for what to do, each with its label.

    Attributes:
        told: What was wrong, with the code.
        meaning: What the code means; empty where `told` says it in the reader's language.
        advice: What to do next; empty where the error does not say.
    """

    told: str
    meaning: str
    advice: str


def words_for_reader(error: ExplainedError, arguments: Sequence[str], environment: Mapping[str, str]) -> ErrorWords:
    """Return what to tell of an error in the reader's language, in English as far as there are no words.

    Args:
        error: What is shown.
        arguments: Of the command line, which may not have been read to its end.
        environment: Of the process.
    """
    from labour_ledger.words.sentences import translate

    reader = reader_told(_named_language(arguments), environment)
    message = translate(error.message, reader.language, error.code)
    hint = translate(error.hint, reader.language, error.code)
    lines = (type(error).__doc__ or "").strip().splitlines()
    is_english = message == error.message
    return ErrorWords(
        reader.say("error: {message} [{code}]", message=message, code=error.code),
        reader.say(lines[0]) if is_english and lines and reader.has(lines[0]) else "",
        reader.say("what to do: {hint}", hint=hint) if hint else "",
    )


def reader_told(named: str | None, environment: Mapping[str, str]) -> Reader:
    """Return whom something is told; a reader of English where the language named has no words.

    Args:
        named: The language asked for; None for what the environment says.
        environment: Of the process.
    """
    from labour_ledger.words.reader import LanguageUnknown, Reader, reader_named, reader_of

    try:
        return reader_of(environment) if named is None else reader_named(named)
    except LanguageUnknown:
        return Reader()


def _named_language(arguments: Sequence[str]) -> str | None:
    for place, argument in enumerate(arguments):
        if argument == _OPTION and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith(f"{_OPTION}="):
            return argument.partition("=")[2]
    return None
