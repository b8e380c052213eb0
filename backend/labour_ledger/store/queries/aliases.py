"""Aliases of subjects: other names, identifiers that are not claimed on chain, keys of list rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import delete, select
from sqlmodel import Session

from labour_ledger.store.folding import fold_name
from labour_ledger.store.own_review_tables import OwnAlias
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.tables import table_of

from .statements import of_ledger
from .writing import insert_missing

ALIAS: Final = table_of(OwnAlias)
_CHUNK: Final = 500


class AliasKind(StrEnum):
    """What an alias is."""

    NAME = "name"
    IDENTIFIER = "identifier"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Alias:
    """Something by which a subject is also known here; nothing of it stands on chain.

    Attributes:
        kind: Name, `scheme:value`, or the key of a list's row.
        value: As written; identifiers in canonical form.
        subject: The subject, 32 bytes.
        source: The list or document it comes from.
        added_by: Who said so.
        added_at: Unix seconds.
        reason: Why.
    """

    kind: AliasKind
    value: str
    subject: bytes
    source: str
    added_by: str
    added_at: int
    reason: str


def save_aliases(session: Session, ledger: LedgerKey, aliases: Iterable[Alias]) -> None:
    """Keep aliases; one that is held already stays as it is."""
    rows = [
        {
            "chain_id": ledger.chain_id,
            "contract": ledger.contract,
            "kind": alias.kind.value,
            "value": alias.value,
            "subject": alias.subject,
            "source": alias.source,
            "added_by": alias.added_by,
            "added_at": alias.added_at,
            "reason": alias.reason,
        }
        for alias in aliases
    ]
    insert_missing(session, ALIAS, rows)


def forget_aliases(session: Session, ledger: LedgerKey, aliases: Iterable[Alias]) -> None:
    """Take back aliases, found by kind, value and subject."""
    for alias in aliases:
        same = (ALIAS.c.kind == alias.kind.value) & (ALIAS.c.value == alias.value) & (ALIAS.c.subject == alias.subject)
        session.execute(delete(ALIAS).where(of_ledger(ALIAS, ledger), same))


def aliases_of(session: Session, ledger: LedgerKey, subjects: Iterable[bytes]) -> Mapping[bytes, tuple[Alias, ...]]:
    """Return the aliases of those subjects that have any, by kind and value."""
    found: dict[bytes, list[Alias]] = {}
    for alias in _aliases(session, ledger, ALIAS.c.subject, subjects):
        found.setdefault(alias.subject, []).append(alias)
    return {subject: tuple(aliases) for subject, aliases in found.items()}


def subjects_with_alias(
    session: Session, ledger: LedgerKey, kind: AliasKind, values: Iterable[str]
) -> Mapping[str, frozenset[bytes]]:
    """Return the subjects that are known by those values, by value; more than one where several are."""
    found: dict[str, set[bytes]] = {}
    for alias in _aliases(session, ledger, ALIAS.c.value, values):
        if alias.kind is kind:
            found.setdefault(alias.value, set()).add(alias.subject)
    return {value: frozenset(subjects) for value, subjects in found.items()}


def subjects_known_as(session: Session, ledger: LedgerKey, text: str, *, limit: int) -> tuple[bytes, ...]:
    """Return the subjects with a name or an identifier beside their own that holds a text, in order of bytes.

    Args:
        session: A reading session.
        ledger: The ledger.
        text: As typed; case, accents and doubled spaces make no difference.
        limit: At most so many.
    """
    pattern = fold_name(text)
    kinds = (AliasKind.NAME.value, AliasKind.IDENTIFIER.value)
    statement = select(ALIAS.c.subject, ALIAS.c.value).where(of_ledger(ALIAS, ledger), ALIAS.c.kind.in_(kinds))
    # stores fold letters differently, or not at all; there are few aliases beside the names of identity documents
    found = {row.subject for row in session.execute(statement) if pattern in fold_name(row.value)}
    return tuple(sorted(found)[:limit])


def _aliases(session: Session, ledger: LedgerKey, column: Any, wanted: Iterable[Any]) -> Iterable[Alias]:  # noqa: ANN401 - bytes or text
    values = sorted(set(wanted))
    order = (ALIAS.c.kind, ALIAS.c.value, ALIAS.c.subject)
    for start in range(0, len(values), _CHUNK):
        chunk = column.in_(values[start : start + _CHUNK])
        for row in session.execute(select(ALIAS).where(of_ledger(ALIAS, ledger), chunk).order_by(*order)):
            yield Alias(AliasKind(row.kind), row.value, row.subject, row.source, row.added_by, row.added_at, row.reason)
