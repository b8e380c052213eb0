"""What a command knows about how it was called: the folder of its state, and how to print.

Settings are read when a command needs them, because `--help` needs none.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from .error_words import reader_told
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.config import Settings
    from labour_ledger.words.reader import Reader

HOME_VARIABLE: Final = "LABOUR_LEDGER_HOME"
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as one JSON document.")]


@dataclass(frozen=True, slots=True)
class Invocation:
    """One call of the command line.

    Attributes:
        home: Folder of settings, keys, store and deployment; None for the one that settings say.
        as_json: Whether `--json` stood before the command.
        language: What `--language` said; None for what the environment says.
    """

    home: Path | None
    as_json: bool
    language: str | None = None

    def output(self, as_json: bool) -> Output:
        """Return the printer; `--json` may stand before or after the command."""
        return Output(as_json=self.as_json or as_json, reader=reader_told(self.language, os.environ))

    def reader(self) -> Reader:
        """Return whom the words are for.

        Raises:
            LanguageUnknown: There are no words in the language asked for.
        """
        from labour_ledger.words.reader import reader_named, reader_of

        return reader_of(os.environ) if self.language is None else reader_named(self.language)

    def settings(self, nodes: Sequence[str] | None = None) -> Settings:
        """Read the settings of the folder and the environment.

        Args:
            nodes: Addresses of nodes that take the place of those, the preferred one first.

        Raises:
            ConfigurationError: A setting is unknown or cannot be used.
        """
        from labour_ledger.config import load_settings

        environment = dict(os.environ)
        if self.home is not None:
            environment[HOME_VARIABLE] = str(self.home)
        settings = load_settings(environment)
        return (
            settings if not nodes else settings.model_copy(update={"rpc_url": nodes[0], "rpc_urls": tuple(nodes[1:])})
        )


def invocation_of(context: typer.Context) -> Invocation:
    """Return what the root command kept for its commands."""
    found = context.find_root().obj
    if not isinstance(found, Invocation):
        raise TypeError("the root command did not run")
    return found
