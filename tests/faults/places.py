"""Stores for a campaign: prepared once, copied for every blow, thrown away after it."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import sql
from tests.support.stores import bare_store_url, postgresql_server

from labour_ledger.store.session import Store, open_store


class Places:
    """Copies of one prepared store."""

    def __init__(self, kind: str, directory: Path, prepare: Callable[[Store], None] | None) -> None:
        """Prepare a store; without a way to, it stays without tables."""
        self._kind = kind
        self._directory = directory
        self._numbers = itertools.count()
        self._prepared = bare_store_url(kind, directory)
        if prepare is not None:
            with opened(self._prepared) as store:
                prepare(store)

    @contextmanager
    def copy(self) -> Iterator[str]:
        """Give the URL of a fresh copy."""
        if self._kind == "postgresql":
            server = postgresql_server()
            url = server.create_database(_database(self._prepared))
            yield url
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            server.execute(drop.format(sql.Identifier(_database(url))))
            return
        prepared = Path(self._prepared.removeprefix("sqlite:///"))
        path = self._directory / f"blow-{next(self._numbers)}.db"
        if prepared.exists():
            shutil.copyfile(prepared, path)
        yield f"sqlite:///{path}"
        for file in self._directory.glob(f"{path.name}*"):
            file.unlink()


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """Give an open store, its tables made where there are none."""
    store = open_store(url, create=True)
    try:
        yield store
    finally:
        store.close()


def _database(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]
