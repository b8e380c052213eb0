"""Errors of the store, and the only place where the errors of its libraries are given these names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from labour_ledger.errors import ConfigurationError, LabourLedgerError, UnavailableError

_OUTDATED_HINT = "Run `labour-ledger index migrate`, then try again."


class StoreUnavailable(UnavailableError):
    """The database is locked, gone, full, or refuses the connection."""

    code = "store-unavailable"


class StoreLocked(StoreUnavailable):
    """Another process holds the database for longer than was waited."""

    code = "store-locked"


class StoreFull(StoreUnavailable):
    """There is no room for what should be written; nothing of it was."""

    code = "store-full"


class StoreOutdated(ConfigurationError):
    """The tables are not those of this version of the program."""

    code = "store-outdated"


class StoreUrlInvalid(ConfigurationError):
    """The URL names no store that this program can open."""

    code = "store-url-invalid"


class PartitionsRefused(ConfigurationError):
    """The tables cannot be cut into partitions as asked; nothing was changed."""

    code = "partitions-refused"


class StoreConflict(LabourLedgerError):
    """What should be written contradicts what is stored; nothing was written."""

    code = "store-conflict"
    # another program may have been first: trying again may help, and nothing was proven false
    exit_code = UnavailableError.exit_code


@contextmanager
def named_errors(place: str) -> Iterator[None]:
    """Give errors of the database libraries their names here.

    Args:
        place: The store for people, without a password.

    Raises:
        StoreUnavailable: Gone or refused; `StoreLocked` and `StoreFull` of that.
        StoreOutdated: A table or column is missing.
        StoreConflict: A row is there already, or refers to nothing.
    """
    try:
        yield
    except DBAPIError as error:
        raise _named(error, error.orig if error.orig is not None else error, place) from error
    except (sqlite3.Error, psycopg.Error) as error:
        raise _named(error, error, place) from error
    except PoolTimeout as error:
        raise StoreUnavailable(
            f"the store {place} has no free connection", hint="Too many readers at once; try again."
        ) from error


def _named(error: Exception, cause: BaseException, place: str) -> LabourLedgerError:
    text = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
    if "no such table" in text or "no such column" in text or isinstance(cause, psycopg.errors.UndefinedTable):
        return StoreOutdated(f"the store {place} lacks a table of this version: {text}", hint=_OUTDATED_HINT)
    if isinstance(error, IntegrityError | sqlite3.IntegrityError | psycopg.IntegrityError):
        return StoreConflict(
            f"the store {place} has other rows in that place: {text}",
            hint="Another process may have written them; if it persists, run `labour-ledger index rebuild`.",
        )
    if "locked" in text or "busy" in text or isinstance(cause, psycopg.errors.LockNotAvailable):
        return StoreLocked(
            f"the store {place} is locked by another process",
            hint="Another indexer or import is writing; wait for it or stop it, then try again.",
        )
    if "disk is full" in text or isinstance(cause, psycopg.errors.DiskFull):
        return StoreFull(
            f"the store {place} has no room left: {text}",
            hint="Make room where the database lies; what was not written is written then.",
        )
    if isinstance(error, OperationalError | sqlite3.OperationalError | psycopg.OperationalError):
        return StoreUnavailable(
            f"the store {place} cannot be used: {text}",
            hint="Check that the database runs, that the path or URL is right and that the disk is not full.",
        )
    if isinstance(error, ProgrammingError | psycopg.ProgrammingError):
        return StoreOutdated(f"the store {place} does not fit this version: {text}", hint=_OUTDATED_HINT)
    return StoreUnavailable(
        f"the store {place} failed: {text}", hint="The database file may be damaged; restore a copy or rebuild it."
    )
