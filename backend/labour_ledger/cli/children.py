"""Child processes of one foreground command: started together, watched, stopped together.

Each runs in a session of its own, so that Ctrl-C reaches this program alone, which then stops them in order. On Linux
they also end when this program is killed.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from labour_ledger.chain.death_pact import death_pact
from labour_ledger.errors import UnavailableError

if TYPE_CHECKING:
    from labour_ledger.chain.local import LocalChain

_STOPPED_WITHIN_S: Final = 10.0
_LOOK_EVERY_S: Final = 0.2


class ChildEnded(UnavailableError):
    """One of the processes ended although nobody stopped it."""

    code = "child-ended"


class Children:
    """Running child processes; all are stopped when the `with` block ends, however it ends."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(
        self,
        name: str,
        arguments: Sequence[str],
        *,
        quiet: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> int:
        """Start this program anew as a child.

        Args:
            name: For messages.
            arguments: Of the command `labour-ledger`.
            quiet: Nobody is to read what it says.
            environment: Variables beside those of this program.

        Returns:
            Its process id.
        """
        process = subprocess.Popen(  # noqa: S603 - this program itself, without a shell
            [sys.executable, "-m", "labour_ledger.cli", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if quiet else None,
            stderr=subprocess.DEVNULL if quiet else None,
            start_new_session=True,
            preexec_fn=death_pact(),
            env={**os.environ, **(environment or {})},
        )
        self._running[name] = process
        return process.pid

    def ended(self, name: str) -> int | None:
        """Return the exit code of a child that has ended, None while it runs."""
        code = self._running[name].poll()
        if code is not None:
            del self._running[name]
        return code

    def watch(self, stopped: threading.Event, chain: LocalChain) -> None:
        """Wait until told to stop.

        Args:
            stopped: Set when it is time.
            chain: Watched beside the children: without it they would wait for ever.

        Raises:
            ChildEnded: A child or the chain ended by itself.
        """
        while not stopped.wait(_LOOK_EVERY_S):
            if not chain.running:
                raise ChildEnded(
                    "the local chain ended by itself",
                    hint="Everything else was stopped too. Start again: it goes on from the state that was last kept.",
                )
            for name, process in self._running.items():
                if process.poll() is not None:
                    raise ChildEnded(
                        f"{name} ended by itself with exit code {process.returncode}",
                        hint="What it said stands above. Everything else was stopped too.",
                    )

    def stop(self) -> None:
        """Stop all children, the last started first; those that do not end in time are killed."""
        for process in reversed(self._running.values()):
            process.terminate()
        for process in reversed(self._running.values()):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_STOPPED_WITHIN_S)
            if process.poll() is None:
                process.kill()
                process.wait()
        self._running.clear()
