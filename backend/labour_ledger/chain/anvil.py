"""The program anvil: found, started until it answers, and stopped with all that it leaves.

One state file is of one process at a time. What a chain is, and what can be done with it, is `local`'s.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir, mkdtemp
from typing import Final

from labour_ledger.errors import ConfigurationError
from labour_ledger.file_lock import FileLock

from .death_pact import death_pact

_READY_WITHIN_S: Final = 20.0
_STOPPED_WITHIN_S: Final = 20.0
_LET_GO_WITHIN_S: Final = 3.0
"""A chain whose program was killed still writes its state for a moment."""
_POLL_S: Final = 0.01
_SPILLED_PREFIX: Final = "labour-ledger-spilled-"
_LISTENING: Final = re.compile(rb"Listening on 127\.0\.0\.1:(\d+)")
_TAKEN: Final = "Address already in use"
_PORT_HINT: Final = (
    "Perhaps `labour-ledger run` or `labour-ledger chain up` is running already. Stop what uses the port, or choose "
    "another: LABOUR_LEDGER_RPC_URL=http://127.0.0.1:18545"
)
_STATE_HINT: Final = "Perhaps its state file is damaged or of another version of anvil; move it away to begin anew."


class StateInUse(ConfigurationError):
    """The file of a local chain's state belongs to a chain that is running."""

    code = "chain-state-in-use"


class Anvil:
    """A running anvil.

    Attributes:
        url: Where it answers.
    """

    def __init__(self, options: Sequence[str], *, state: Path | None, project: Path | None) -> None:
        """Start it and wait until it answers.

        Args:
            options: Of its command line, without those about its state.
            state: File that the chain is read from, if it exists, and written to when it stops.
            project: Directory whose `node_modules` is searched for anvil first; the working directory by default.

        Raises:
            ConfigurationError: anvil is not installed, or does not start.
            StateInUse: Another chain is running on the state.
        """
        command = [str(find_anvil(project)), *options]
        self._lock = None if state is None else claim_state(state)
        if state is not None:
            command += ["--state", str(state), "--preserve-historical-states"]
        # a place of its own: in anvil's, the user's home, what a killed one left would stay for ever
        self._spilled: Path | None = _empty_folder(state)
        try:
            self._process, self.url = _started([*command, "--cache-path", str(self._spilled)], self._lock)
        except BaseException:
            self._let_go()
            raise

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Stop it, which writes its state first if it has a file for it. Stopping twice is harmless."""
        if self.running:
            self._process.terminate()
        try:
            self._process.wait(_STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._let_go()

    def _let_go(self) -> None:
        # once: a moment later another chain may have claimed both
        if self._spilled is not None:
            shutil.rmtree(self._spilled, ignore_errors=True)
        if self._lock is not None:
            self._lock.release()
        self._spilled, self._lock = None, None


def find_anvil(project: Path | None = None) -> Path:
    """Return the anvil binary: of the project's `node_modules`, else of the PATH.

    The npm package's own command is a Node wrapper; the platform's binary behind it is taken, so that stopping the
    process stops the chain.

    Raises:
        ConfigurationError: It is installed nowhere.
    """
    for directory in _project_directories(project):
        for binary in sorted((directory / "node_modules" / "@foundry-rs").glob("anvil-*/bin/anvil")):
            if os.access(binary, os.X_OK):
                return binary
    found = shutil.which("anvil")
    if found is None:
        raise ConfigurationError(
            "anvil, the local Ethereum node, is not installed",
            hint="Run `make setup` (or `npm ci`) in the project, or put anvil of Foundry on the PATH.",
        )
    return Path(found)


def claim_state(state: Path) -> FileLock:
    """Claim the file of a chain's state, waiting a moment for a chain that is just ending.

    Returns:
        The claim, to be released; its file, beside the state's, stays.

    Raises:
        StateInUse: A chain that runs has it.
        ConfigurationError: Nothing can be written beside it.
    """
    lock = FileLock(state.with_name(f"{state.name}-in-use"))
    give_up_at = time.monotonic() + _LET_GO_WITHIN_S
    while not _take(lock, state):
        if time.monotonic() > give_up_at:
            raise StateInUse(
                f"a local chain is running already on the state in {state}",
                hint="Use that one, stop it, or give another --home for a chain beside it.",
            )
        time.sleep(_POLL_S)
    return lock


def _take(lock: FileLock, state: Path) -> bool:
    try:
        state.parent.mkdir(parents=True, exist_ok=True)
        return lock.take()
    except OSError as error:
        raise ConfigurationError(
            f"the chain's state cannot be kept in {state}: {error.strerror}",
            hint="The folder must be there and writable; --home gives another.",
        ) from error


def _project_directories(project: Path | None) -> Iterator[Path]:
    start = (project or Path.cwd()).resolve()
    yield start
    yield from start.parents
    # an editable installation lies inside the project
    yield from Path(__file__).resolve().parents


def _empty_folder(state: Path | None) -> Path:
    if state is None:
        _remove_abandoned()
        return Path(mkdtemp(prefix=f"{_SPILLED_PREFIX}{os.getpid()}-"))
    folder = state.with_name(f"{state.name}-spilled")
    # of a chain that was killed; the claim on the state says that it does not run any more
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _remove_abandoned() -> None:
    """Remove what chains without a state spilled whose programs were killed; each folder has its program's id."""
    for folder in Path(gettempdir()).glob(f"{_SPILLED_PREFIX}*-*"):
        program = folder.name.removeprefix(_SPILLED_PREFIX).partition("-")[0]
        try:
            os.kill(int(program), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (ValueError, OSError):
            continue  # somebody else's


def _started(command: list[str], lock: FileLock | None) -> tuple[subprocess.Popen[bytes], str]:
    with NamedTemporaryFile(prefix="labour-ledger-anvil-") as log:
        # a session of its own: Ctrl-C reaches this program alone, which then stops the chain in order
        process = subprocess.Popen(  # noqa: S603 - the program found by `find_anvil`, without a shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=death_pact(),
            # held by anvil too: should this program be killed, until anvil has written its state
            pass_fds=() if lock is None else (lock.descriptor,),
        )
        try:
            return process, f"http://127.0.0.1:{_listening_port(process, Path(log.name))}"
        except BaseException:
            process.kill()
            process.wait()
            raise


def _listening_port(process: subprocess.Popen[bytes], log: Path) -> int:
    give_up_at = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < give_up_at:
        found = _LISTENING.search(log.read_bytes())
        if found:
            return int(found[1])
        if process.poll() is not None:
            break
        time.sleep(_POLL_S)
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    last = said[-1] if said else "it said nothing"
    raise ConfigurationError(f"anvil did not start: {last}", hint=_PORT_HINT if _TAKEN in last else _STATE_HINT)
