"""Which of several programs writes the index of a ledger: a claim that at most one of them holds.

On PostgreSQL an advisory lock of a session of its own (PostgreSQL manual, 13.3.5), on SQLite a lock on a file beside
the database. Both end with the process that holds them, however it ends. The claim says who should write; that nothing
false is written does not depend on it, because rows and cursor move in one transaction that looks where the cursor is.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from labour_ledger.file_lock import FileLock
from labour_ledger_verify.keccak import keccak256

from .errors import StoreUnavailable, named_errors
from .results import LedgerKey

_NAME: Final = b"labour-ledger writer"
_SILENCE_S: Final = 10
"""A holder whose machine is gone loses the claim after some times that (PostgreSQL manual, tcp_keepalives_idle)."""


_SET: Final = text("SELECT set_config(:name, :value, false)")
_UNLOCK: Final = text("SELECT pg_advisory_unlock(:key)")
_TRY: Final = text("SELECT pg_try_advisory_lock(:key)")


class WriterClaim(Protocol):
    """A claim on writing the index of one ledger in one store."""

    def is_held(self) -> bool:
        """Take the claim if nobody has it; return whether this program has it now.

        Raises:
            StoreUnavailable: The store cannot be asked; whoever held the claim may have lost it.
        """
        ...

    def release(self) -> None:
        """Give the claim up; harmless where it is not held."""
        ...


class AdvisoryClaim:
    """A claim on PostgreSQL; it lasts as long as its connection."""

    def __init__(self, engine: Engine, place: str, ledger: LedgerKey) -> None:
        """Prepare; nothing is asked yet.

        Args:
            engine: Of the store.
            place: The store for people.
            ledger: Whose index is to be written.
        """
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._place = place
        self._key = int.from_bytes(_named(ledger)[:8], "big", signed=True)
        self._connection: Connection | None = None

    def is_held(self) -> bool:
        """See `WriterClaim`."""
        with named_errors(self._place):
            if self._connection is not None and self._still(self._connection):
                return True
            return self._take()

    def release(self) -> None:
        """See `WriterClaim`."""
        if self._connection is None:
            return
        # at once, because the server ends a session some time after its client closed it
        with suppress(DBAPIError):
            self._connection.execute(_UNLOCK, {"key": self._key})
        self._drop(self._connection)

    def _still(self, connection: Connection) -> bool:
        try:
            connection.execute(text("SELECT 1"))
        except DBAPIError:
            self._drop(connection)
            return False
        return True

    def _drop(self, connection: Connection) -> None:
        """End the session: back in the pool it would keep the lock."""
        self._connection = None
        connection.invalidate()
        connection.close()

    def _take(self) -> bool:
        connection = self._engine.connect()
        try:
            for setting in ("tcp_keepalives_idle", "tcp_keepalives_interval"):
                connection.execute(
                    text("SELECT set_config(:name, :value, false)"), {"name": setting, "value": str(_SILENCE_S)}
                )
            taken = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key}).scalar_one())
        except BaseException:
            connection.close()
            raise
        if taken:
            self._connection = connection
        else:
            connection.close()
        return taken


class FileClaim:
    """A claim on SQLite; it lasts as long as its file is open."""

    def __init__(self, database: Path, ledger: LedgerKey) -> None:
        """Prepare; no file is made yet.

        Args:
            database: The store's file.
            ledger: Whose index is to be written.
        """
        self._lock = FileLock(database.with_name(f"{database.name}-writer-{_named(ledger)[:4].hex()}"))

    def is_held(self) -> bool:
        """See `WriterClaim`."""
        try:
            return self._lock.take()
        except OSError as error:
            raise StoreUnavailable(
                f"the file {self._lock.path} cannot be opened: {error.strerror}",
                hint="The directory of the store must be there and writable.",
            ) from error

    def release(self) -> None:
        """See `WriterClaim`."""
        self._lock.release()


def _named(ledger: LedgerKey) -> bytes:
    return keccak256(_NAME + ledger.chain_id.to_bytes(32, "big", signed=True) + ledger.contract)
