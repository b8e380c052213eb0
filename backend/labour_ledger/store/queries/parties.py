"""Parties, their keys and accreditations, folded from their histories, which are short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlmodel import Session

from labour_ledger.store.party_results import AccreditationView, KeyView, PartyView
from labour_ledger.store.results import LedgerKey, Page
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.history import (
    ACCREDITATION_ENDED,
    ACCREDITATION_GIVEN,
    KEY_ADDED,
    KEY_COMPROMISED,
    KEY_RETIRED,
    KEY_SUSPENDED,
    PARTY_RECLASSED,
    PARTY_REINSTATED,
    PARTY_SUSPENDED,
    Entry,
    HistoryKind,
    party_history_id,
)

from .histories import party_history
from .page_tokens import decode_token, encode_token
from .statements import ENTRY, KEY, PARTY, PARTY_PROFILE, AnyRow, entry_item_of, in_order, of_ledger


def get_party(session: Session, ledger: LedgerKey, party: int) -> PartyView | None:
    """Return a party as its history leaves it, or None if there is none of that number."""
    statement = _PARTIES.where(of_ledger(PARTY, ledger), PARTY.c.party == party)
    row = session.execute(statement).one_or_none()
    return None if row is None else _folded_party(row, party_history(session, ledger, party))


def list_parties(session: Session, ledger: LedgerKey, *, after: str | None = None, limit: int = 50) -> Page[PartyView]:
    """Return parties in order of their numbers.

    Raises:
        PageTokenInvalid: `after` is not `next` of such a page.
    """
    statement = _PARTIES.where(of_ledger(PARTY, ledger)).order_by(PARTY.c.party).limit(limit + 1)
    if after is not None:
        statement = statement.where(PARTY.c.party > decode_token(after, (int,))[0])
    rows = session.execute(statement).all()
    histories = party_histories(session, ledger, [row.party for row in rows[:limit]])
    items = tuple(_folded_party(row, histories.get(row.party, ())) for row in rows[:limit])
    return Page(items, encode_token(rows[limit - 1].party) if rows[limit:] else None)


def parties_by_number(session: Session, ledger: LedgerKey, parties: Iterable[int]) -> dict[int, PartyView]:
    """Return those parties that exist, by number."""
    wanted = sorted(set(parties))
    rows = session.execute(_PARTIES.where(of_ledger(PARTY, ledger), PARTY.c.party.in_(wanted))).all()
    histories = party_histories(session, ledger, wanted)
    return {row.party: _folded_party(row, histories.get(row.party, ())) for row in rows}


def party_histories(session: Session, ledger: LedgerKey, parties: Iterable[int]) -> dict[int, list[Entry]]:
    """Return the histories of some parties, each in fold order."""
    statement = select(ENTRY).where(
        of_ledger(ENTRY, ledger),
        ENTRY.c.history_kind == HistoryKind.PARTY.value,
        ENTRY.c.history_id.in_([party_history_id(party) for party in parties]),
    )
    histories: dict[int, list[Entry]] = {}
    for row in session.execute(in_order(statement, ENTRY)):
        histories.setdefault(int.from_bytes(row.history_id, "big"), []).append(entry_item_of(row).entry)
    return histories


def keys_of_party(session: Session, ledger: LedgerKey, party: int) -> tuple[KeyView, ...]:
    """Return the keys of a party in the order in which they were added."""
    return fold_keys(party, party_history(session, ledger, party))


def get_key(session: Session, ledger: LedgerKey, key: bytes) -> KeyView | None:
    """Return a key by its address (20 bytes), or None if no party has it."""
    owner = select(KEY.c.party).where(of_ledger(KEY, ledger), KEY.c.key == key).limit(1)
    party = session.execute(owner).scalar_one_or_none()
    if party is None:
        return None
    return next(found for found in keys_of_party(session, ledger, party) if found.key == key)


def accreditations_of(session: Session, ledger: LedgerKey, party: int, at: int) -> tuple[AccreditationView, ...]:
    """Return the accreditations of a party in force at a time, as the history up to that time leaves them."""
    live: dict[tuple[bytes, bytes], AccreditationView] = {}
    for entry in party_history(session, ledger, party):
        if entry.recorded_at > at or entry.type not in (ACCREDITATION_GIVEN, ACCREDITATION_ENDED):
            continue
        place = (entry.data("schema"), entry.data("country"))
        if entry.type is ACCREDITATION_ENDED:
            live.pop(place, None)
        else:
            live[place] = _accreditation(party, entry)
    return tuple(found for found in live.values() if found.start <= at < found.until)


def fold_keys(party: int, history: Iterable[Entry]) -> tuple[KeyView, ...]:
    """Return the keys that a party's history leaves, in the order of their addition."""
    keys: dict[bytes, KeyView] = {}
    for entry in history:
        if entry.type is KEY_ADDED:
            keys[entry.data("key")] = _added_key(party, entry)
        elif entry.type in (KEY_RETIRED, KEY_COMPROMISED, KEY_SUSPENDED):
            keys[entry.data("key")] = _changed_key(keys[entry.data("key")], entry)
    return tuple(keys.values())


_PARTIES = select(PARTY, PARTY_PROFILE.c.name, PARTY_PROFILE.c.website).outerjoin(
    PARTY_PROFILE, PARTY_PROFILE.c.document_hash == PARTY.c.profile_hash
)


def _folded_party(row: AnyRow, history: Sequence[Entry]) -> PartyView:
    party_class, suspended_until = row.party_class, 0
    for entry in history:
        if entry.type is PARTY_RECLASSED:
            party_class = entry.number("class")
        elif entry.type is PARTY_SUSPENDED:
            suspended_until = entry.number("suspendedUntil")
        elif entry.type is PARTY_REINSTATED:
            suspended_until = 0
    return PartyView(
        party=row.party,
        party_class=PartyClass(party_class),
        country=row.country,
        registered_at=row.recorded_at,
        profile_hash=row.profile_hash,
        suspended_until=suspended_until,
        name=row.name,
        website=row.website or "",
    )


def _added_key(party: int, entry: Entry) -> KeyView:
    return KeyView(
        key=entry.data("key"),
        party=party,
        kind=entry.number("kind"),
        role=entry.number("role"),
        not_before=entry.number("notBefore"),
        not_after=entry.number("notAfter"),
        added_at=entry.recorded_at,
        added_by=entry.data("by"),
        retired_at=None,
        suspended_until=0,
        compromises=(),
    )


def _changed_key(key: KeyView, entry: Entry) -> KeyView:
    if entry.type is KEY_RETIRED:
        return replace(key, retired_at=entry.recorded_at)
    if entry.type is KEY_SUSPENDED:
        until = entry.number("suspendedUntil")
        return replace(key, suspended_until=until if until > entry.recorded_at else 0)
    mark = (entry.number("compromisedFrom"), entry.recorded_at)
    return replace(key, compromises=(*key.compromises, mark))


def _accreditation(party: int, entry: Entry) -> AccreditationView:
    return AccreditationView(
        party=party,
        schema=entry.data("schema"),
        country=entry.data("country").rstrip(b"\0").decode("ascii"),
        start=entry.number("from"),
        until=entry.number("until"),
        accreditor=entry.number("accreditor"),
        may_accredit=bool(entry.number("mayAccredit")),
        given_at=entry.recorded_at,
    )
