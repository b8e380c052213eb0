"""How an import of a sheet shows on stderr how far it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from labour_ledger.attesting.sheet_import import Watcher

from .output import Output


class ShownProgress(Watcher):
    """One bar after the other, each gone when the next begins."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._shown = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shown.close()

    def stage(self, description: str, total: int) -> Callable[[int], None]:
        """Begin a stage, whose bar replaces the last one."""
        self._shown.close()
        self._shown = ExitStack()
        return self._shown.enter_context(self._output.progress(description, total))
