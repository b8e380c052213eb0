"""Everything by which registered subjects can be recognised: names, places, identifiers, aliases; in bulk."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, select
from sqlmodel import Session

from labour_ledger.store.results import LedgerKey

from .aliases import ALIAS, AliasKind
from .statements import DOCUMENT, SITE_PROFILE, SUBJECT, AnyRow, of_ledger

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class SubjectDescription:
    """What a subject can be recognised by.

    Attributes:
        subject: 32 bytes.
        kind: 1 site, 2 organisation and so on.
        country: Two letters as registered, or "".
        names: From its identity document and its aliases; empty where neither is held.
        address: In one line, or "".
        latitude: Degrees north as a decimal string, or "".
        longitude: Degrees east as a decimal string, or "".
        identifiers: `scheme:value`, from its identity document and its aliases.
    """

    subject: bytes
    kind: int
    country: str
    names: tuple[str, ...]
    address: str
    latitude: str
    longitude: str
    identifiers: frozenset[str]


def describe_subjects(
    session: Session, ledger: LedgerKey, *, kinds: Collection[int], subjects: Collection[bytes] | None = None
) -> Iterator[SubjectDescription]:
    """Yield what subjects can be recognised by, in the order of their ids.

    Args:
        session: A reading session.
        ledger: The ledger.
        kinds: Which kinds of subjects.
        subjects: Only these; None means all.
    """
    statement = _described(ledger, kinds)
    if subjects is None:
        yield from _descriptions(session, ledger, statement, None)
        return
    for chunk in _chunks(subjects):
        yield from _descriptions(session, ledger, statement.where(SUBJECT.c.subject.in_(chunk)), chunk)


def related_names(
    session: Session, schema_id: str, subjects: Collection[bytes] | None = None
) -> dict[bytes, list[str]]:
    """Return the organisations that held documents of a schema relate subjects to, by subject.

    Args:
        session: A reading session.
        schema_id: Schema whose content has `organisation.name`.
        subjects: Only these; None means all.
    """
    statement = select(DOCUMENT.c.subject, DOCUMENT.c.canonical_json).where(DOCUMENT.c.schema_id == schema_id)
    found: dict[bytes, list[str]] = {}
    for chunk in [None] if subjects is None else _chunks(subjects):
        wanted = statement if chunk is None else statement.where(DOCUMENT.c.subject.in_(chunk))
        for row in session.execute(wanted.order_by(DOCUMENT.c.document_hash)):
            name = json.loads(row.canonical_json).get("content", {}).get("organisation", {}).get("name", "")
            if name and name not in found.setdefault(row.subject, []):
                found[row.subject].append(name)
    return found


def _chunks(subjects: Collection[bytes]) -> Iterator[list[bytes]]:
    wanted = sorted(set(subjects))
    for start in range(0, len(wanted), _CHUNK):
        yield wanted[start : start + _CHUNK]


def _described(ledger: LedgerKey, kinds: Collection[int]) -> Select[Any]:
    profile = and_(SITE_PROFILE.c.subject == SUBJECT.c.subject, SITE_PROFILE.c.document_hash == SUBJECT.c.identity_hash)
    return (
        select(SUBJECT.c.subject, SUBJECT.c.kind, SUBJECT.c.country, SITE_PROFILE.c.name, SITE_PROFILE.c.address)
        .add_columns(SITE_PROFILE.c.latitude, SITE_PROFILE.c.longitude, SITE_PROFILE.c.identifiers)
        .add_columns(DOCUMENT.c.canonical_json)
        .outerjoin(SITE_PROFILE, profile)
        .outerjoin(DOCUMENT, DOCUMENT.c.document_hash == SUBJECT.c.identity_hash)
        .where(of_ledger(SUBJECT, ledger), SUBJECT.c.kind.in_(sorted(kinds)))
        .order_by(SUBJECT.c.subject)
    )


def _descriptions(
    session: Session, ledger: LedgerKey, statement: Select[Any], subjects: list[bytes] | None
) -> Iterator[SubjectDescription]:
    aliases = select(ALIAS).where(of_ledger(ALIAS, ledger)).order_by(ALIAS.c.value)
    if subjects is not None:
        aliases = aliases.where(ALIAS.c.subject.in_(subjects))
    known_as: dict[bytes, dict[str, list[str]]] = {}
    for row in session.execute(aliases):
        known_as.setdefault(row.subject, {}).setdefault(row.kind, []).append(row.value)
    for row in session.execute(statement):
        more = known_as.get(row.subject, {})
        names = dict.fromkeys([*_names(row), *more.get(AliasKind.NAME.value, ())])
        yield SubjectDescription(
            subject=row.subject,
            kind=row.kind,
            country=row.country,
            names=tuple(names),
            address=row.address or "",
            latitude=row.latitude or "",
            longitude=row.longitude or "",
            identifiers=frozenset([*_identifiers(row), *more.get(AliasKind.IDENTIFIER.value, ())]),
        )


def _names(row: AnyRow) -> Iterator[str]:
    if row.name:
        yield row.name
    if row.canonical_json:
        for name in json.loads(row.canonical_json).get("content", {}).get("names", ()):
            yield name["text"]


def _identifiers(row: AnyRow) -> Iterator[str]:
    for scheme, value in json.loads(row.identifiers or "[]"):
        yield f"{scheme}:{value}"
