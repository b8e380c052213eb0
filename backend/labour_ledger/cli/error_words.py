"""What an error's code means, for readers of another language than the message's.

Messages are written where errors are raised, in English; what their codes mean is translated once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from labour_ledger_verify.errors import ExplainedError

_OPTION: Final = "--language"


def meaning_for_reader(error: ExplainedError, arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return what the code of an error means in the reader's language.

    Args:
        error: What is shown.
        arguments: Of the command line, which may not have been read to its end.
        environment: Of the process.

    Returns:
        A sentence; empty for readers of English, and where there are no words.
    """
    from labour_ledger.words.reader import LanguageUnknown, reader_named, reader_of

    named = _named_language(arguments)
    try:
        reader = reader_of(environment) if named is None else reader_named(named)
    except LanguageUnknown:
        return ""
    lines = (type(error).__doc__ or "").strip().splitlines()
    return reader.say(lines[0]) if lines and reader.has(lines[0]) else ""


def _named_language(arguments: Sequence[str]) -> str | None:
    for place, argument in enumerate(arguments):
        if argument == _OPTION and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith(f"{_OPTION}="):
            return argument.partition("=")[2]
    return None
