"""Watch lists, their entries, and the hits of sites against them with what people decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Session

from labour_ledger.store.own_list_tables import OwnWatchEntry, OwnWatchHit, OwnWatchList
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.tables import table_of

from .context import ListEdition, edition_of
from .statements import AnyRow, of_ledger
from .writing import insert_missing, replace_rows

WATCH_LIST: Final = table_of(OwnWatchList)
WATCH_ENTRY: Final = table_of(OwnWatchEntry)
WATCH_HIT: Final = table_of(OwnWatchHit)


class HitState(StrEnum):
    """What a person decided about a hit."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class WatchEntry:
    """One listed entity.

    Attributes:
        row_number: Row of the file, the header is row 1.
        entry_key: The same in every edition that lists the entity in the same words.
        names: Its name and its other names.
        country: ISO 3166-1 alpha-2, or "" where the list does not say.
        place: Address or place as listed, or "".
        detail: Further cells of the row, in the list's own words.
    """

    row_number: int
    entry_key: str
    names: tuple[str, ...]
    country: str
    place: str
    detail: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WatchHit:
    """A site that resembles a listed entity.

    Attributes:
        list_name: The list.
        entry_key: The entity.
        subject: The site, 32 bytes.
        state: What a person decided.
        edition: Edition against which it was found or decided.
        score: 0 to 1000.
        found_at: Unix seconds.
        decided_by: Who decided, or "".
        decided_at: Unix seconds, else None.
        reason: Why, or "".
    """

    list_name: str
    entry_key: str
    subject: bytes
    state: HitState
    edition: str
    score: int
    found_at: int
    decided_by: str
    decided_at: int | None
    reason: str


def save_watch_list(session: Session, source: ListEdition, entries: Iterable[WatchEntry]) -> None:
    """Keep an edition whole; the same file again only renews its edition and the time of its import."""
    row = {
        "file_hash": source.file_hash,
        "list_name": source.name,
        "title": source.title,
        "publisher": source.publisher,
        "edition": source.edition,
        "row_count": source.row_count,
        "imported_at": source.imported_at,
    }
    replace_rows(session, WATCH_LIST, [row])
    rows = [
        {
            "file_hash": source.file_hash,
            "row_number": entry.row_number,
            "entry_key": entry.entry_key,
            "names": json.dumps(entry.names, ensure_ascii=False),
            "country": entry.country,
            "place": entry.place,
            "detail": json.dumps(entry.detail, ensure_ascii=False),
        }
        for entry in entries
    ]
    insert_missing(session, WATCH_ENTRY, rows)


def watch_lists(session: Session, name: str | None = None) -> tuple[ListEdition, ...]:
    """Return the editions that are held, by list, the newest import first."""
    statement = select(WATCH_LIST).order_by(WATCH_LIST.c.list_name, WATCH_LIST.c.imported_at.desc())
    if name is not None:
        statement = statement.where(WATCH_LIST.c.list_name == name)
    return tuple(edition_of(row) for row in session.execute(statement.order_by(WATCH_LIST.c.file_hash)))


def watch_entries(session: Session, file_hash: bytes) -> tuple[WatchEntry, ...]:
    """Return the entries of an edition, in row order."""
    statement = select(WATCH_ENTRY).where(WATCH_ENTRY.c.file_hash == file_hash).order_by(WATCH_ENTRY.c.row_number)
    return tuple(
        WatchEntry(
            row.row_number, row.entry_key, tuple(json.loads(row.names)), row.country, row.place, json.loads(row.detail)
        )
        for row in session.execute(statement)
    )


def save_hits(session: Session, ledger: LedgerKey, hits: Iterable[WatchHit]) -> None:
    """Keep new hits; one that is held already stays as it is, decision and all."""
    insert_missing(session, WATCH_HIT, [_hit_row(ledger, hit) for hit in hits])


def replace_hit(session: Session, ledger: LedgerKey, hit: WatchHit) -> None:
    """Write a hit with what a person decided, replacing what was held of it."""
    replace_rows(session, WATCH_HIT, [_hit_row(ledger, hit)])


def hits_of_list(session: Session, ledger: LedgerKey, list_name: str) -> tuple[WatchHit, ...]:
    """Return the hits that are held for a list, best first."""
    statement = select(WATCH_HIT).where(of_ledger(WATCH_HIT, ledger), WATCH_HIT.c.list_name == list_name)
    order = (WATCH_HIT.c.score.desc(), WATCH_HIT.c.entry_key, WATCH_HIT.c.subject)
    return tuple(_hit(row) for row in session.execute(statement.order_by(*order)))


def _hit_row(ledger: LedgerKey, hit: WatchHit) -> dict[str, Any]:
    return {
        "chain_id": ledger.chain_id,
        "contract": ledger.contract,
        "list_name": hit.list_name,
        "entry_key": hit.entry_key,
        "subject": hit.subject,
        "state": hit.state.value,
        "edition": hit.edition,
        "score": hit.score,
        "found_at": hit.found_at,
        "decided_by": hit.decided_by,
        "decided_at": hit.decided_at,
        "reason": hit.reason,
    }


def _hit(row: AnyRow) -> WatchHit:
    return WatchHit(
        list_name=row.list_name,
        entry_key=row.entry_key,
        subject=row.subject,
        state=HitState(row.state),
        edition=row.edition,
        score=row.score,
        found_at=row.found_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
    )
