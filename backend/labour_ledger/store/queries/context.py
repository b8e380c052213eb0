"""Lists about countries and goods, and what they say: kept by the hash of their file, the newest import answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlmodel import Session

from labour_ledger.store.own_list_tables import OwnContextFact, OwnContextList
from labour_ledger.store.tables import table_of

from .statements import AnyRow
from .writing import insert_missing, replace_rows

CONTEXT_LIST: Final = table_of(OwnContextList)
CONTEXT_FACT: Final = table_of(OwnContextFact)


@dataclass(frozen=True, slots=True)
class ListEdition:
    """One edition of somebody's list.

    Attributes:
        name: Short name of the list, such as `ilab-goods`.
        title: Title for people.
        publisher: Who publishes it.
        edition: Version or date as whoever imported it said.
        file_hash: SHA-256 of the file, 32 bytes.
        row_count: Rows that were taken.
        imported_at: Unix seconds.
    """

    name: str
    title: str
    publisher: str
    edition: str
    file_hash: bytes
    row_count: int
    imported_at: int


@dataclass(frozen=True, slots=True)
class ContextFact:
    """One thing that a row says.

    Attributes:
        row_number: Row of the file, the header is row 1.
        topic: What it is about, such as `child_labor` or `Labor_Inspectors`.
        country: ISO 3166-1 alpha-2.
        territory: Part of the country the row is about, or "" for all of it.
        good: Good as the list spells it, or "" where the row is about the country.
        value: The list's own words.
    """

    row_number: int
    topic: str
    country: str
    territory: str
    good: str
    value: str


@dataclass(frozen=True, slots=True)
class SourcedFact:
    """A fact with the edition it stands in."""

    source: ListEdition
    fact: ContextFact


def save_context_list(session: Session, source: ListEdition, facts: Iterable[ContextFact]) -> None:
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
    replace_rows(session, CONTEXT_LIST, [row])
    insert_missing(
        session,
        CONTEXT_FACT,
        [
            {
                "file_hash": source.file_hash,
                "row_number": fact.row_number,
                "topic": fact.topic,
                "country": fact.country,
                "territory": fact.territory,
                "good": fact.good,
                "value": fact.value,
            }
            for fact in facts
        ],
    )


def context_lists(session: Session, name: str | None = None) -> tuple[ListEdition, ...]:
    """Return the editions that are held, the newest import of each list first."""
    statement = select(CONTEXT_LIST).order_by(CONTEXT_LIST.c.list_name, CONTEXT_LIST.c.imported_at.desc())
    if name is not None:
        statement = statement.where(CONTEXT_LIST.c.list_name == name)
    return tuple(edition_of(row) for row in session.execute(statement.order_by(CONTEXT_LIST.c.file_hash)))


def context_facts(session: Session, country: str) -> tuple[SourcedFact, ...]:
    """Return what the newest import of each list says of a country and of goods in it, by list and row."""
    newest = {edition.name: edition.file_hash for edition in reversed(context_lists(session))}
    statement = (
        select(CONTEXT_LIST, CONTEXT_FACT)
        .join(CONTEXT_FACT, CONTEXT_FACT.c.file_hash == CONTEXT_LIST.c.file_hash)
        .where(CONTEXT_FACT.c.country == country, CONTEXT_LIST.c.file_hash.in_(sorted(newest.values())))
        .order_by(CONTEXT_LIST.c.list_name, CONTEXT_FACT.c.row_number, CONTEXT_FACT.c.topic)
    )
    return tuple(
        SourcedFact(
            edition_of(row),
            ContextFact(row.row_number, row.topic, row.country, row.territory, row.good, row.value),
        )
        for row in session.execute(statement)
    )


def edition_of(row: AnyRow) -> ListEdition:
    """Return the edition of a row of a table of lists."""
    return ListEdition(
        row.list_name, row.title, row.publisher, row.edition, row.file_hash, row.row_count, row.imported_at
    )
