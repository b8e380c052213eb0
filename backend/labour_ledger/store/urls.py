"""Addresses of stores: which are known, where their file is, and how they are shown to people."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from .errors import StoreUrlInvalid

_URL_HINT: Final = "Write sqlite:///path/to/file.db or postgresql+psycopg://user@host/database."


def parse_url(text: str) -> URL:
    """Return the address of a store.

    Raises:
        StoreUrlInvalid: It is of no kind that is known, or keeps nothing.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StoreUrlInvalid("the store URL cannot be read", hint=_URL_HINT) from error
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreUrlInvalid(f"stores of kind {url.drivername!r} are not known", hint=_URL_HINT)
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise StoreUrlInvalid("a store in memory would be lost; name a file", hint=_URL_HINT)
    return url


def sqlite_path(url: URL) -> Path | None:
    """Return the file of a store on SQLite, None for others."""
    return Path(str(url.database)) if url.drivername == "sqlite" else None


def place_of(url: URL) -> str:
    """Return the address for people, without a password."""
    return str(url.database) if url.drivername == "sqlite" else url.render_as_string(hide_password=True)
