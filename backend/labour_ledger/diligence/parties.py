"""Parties: who they are, their keys, what they are accredited for, and what they issued."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from labour_ledger.schemas.codes import code_name
from labour_ledger.store.party_results import AccreditationView, KeyView, PartyView
from labour_ledger.store.queries import accreditations_of, get_party, issued_records, keys_of_party, list_parties
from labour_ledger.store.queries.page_tokens import decode_token, encode_token
from labour_ledger.store.results import LedgerKey, Position
from labour_ledger_verify.basis import SignerKind
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.status import format_time

from .basis import AnswerBasis, read_basis
from .errors import PartyNotFound
from .people import Names, load_names
from .records import RecordView, view_records

_COUNCIL_KEY = bytes(20)
_NO_END = 2**48 - 1
_SIGN, _ADMIN = 1, 2


@dataclass(frozen=True, slots=True)
class PartyList:
    """A page of parties, by number.

    Attributes:
        parties: Of this page.
        next: Where the next page begins; None at the end.
        basis: What the answer rests on.
    """

    parties: tuple[PartyView, ...]
    next: str | None
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "items": [_party_json(party, self.basis.block_time) for party in self.parties],
            "next": self.next,
            "basis": self.basis.to_json(),
        }


@dataclass(frozen=True, slots=True)
class PartyAnswer:
    """One party with its keys, and its accreditations in force at the time of the block."""

    party: PartyView
    keys: tuple[KeyView, ...]
    accreditations: tuple[AccreditationView, ...]
    names: Names
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC."""
        now = self.basis.block_time
        return {
            **_party_json(self.party, now),
            "keys": [_key_json(key, now) for key in self.keys],
            "accreditations": [self._accreditation_json(found) for found in self.accreditations],
            "basis": self.basis.to_json(),
        }

    def _accreditation_json(self, accreditation: AccreditationView) -> dict[str, object]:
        return {
            "schema": self.names.schema_json(accreditation.schema),
            "country": accreditation.country or None,
            "from": format_time(accreditation.start),
            "until": _end_json(accreditation.until),
            "accreditor": self.names.party_json(accreditation.accreditor),
            "mayAccredit": accreditation.may_accredit,
            "givenAt": format_time(accreditation.given_at),
        }


@dataclass(frozen=True, slots=True)
class IssuedPage:
    """Some of what a party issued, in the order of its history.

    Attributes:
        party: The issuer.
        views: Of this page.
        next: Where the next page begins; None at the end.
        basis: What the answer rests on.
    """

    party: PartyView
    views: tuple[RecordView, ...]
    next: str | None
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "party": {"party": self.party.party, "name": self.party.name},
            "items": [view.to_json() for view in self.views],
            "next": self.next,
            "basis": self.basis.to_json(),
        }


def party(session: Session, ledger: LedgerKey, number: int) -> PartyAnswer:
    """Return one party.

    Args:
        session: A reading session.
        ledger: The ledger.
        number: From 1.

    Raises:
        PartyNotFound: The ledger has no such party.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    found = _require_party(session, ledger, number)
    accreditations = accreditations_of(session, ledger, number, basis.block_time)
    return PartyAnswer(
        party=found,
        keys=keys_of_party(session, ledger, number),
        accreditations=accreditations,
        names=load_names(session, ledger, {given.accreditor for given in accreditations}),
        basis=basis,
    )


def parties(session: Session, ledger: LedgerKey, *, after: str | None = None, limit: int = 50) -> PartyList:
    """Return a page of parties.

    Args:
        session: A reading session.
        ledger: The ledger.
        after: `next` of the page before.
        limit: Most items on the page.

    Raises:
        PageTokenInvalid: `after` is not from such a page.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    page = list_parties(session, ledger, after=after, limit=limit)
    return PartyList(page.items, page.next, basis)


def issued(
    session: Session, ledger: LedgerKey, number: int, *, after: str | None = None, limit: int = 100
) -> IssuedPage:
    """Return a page of what a party issued.

    Args:
        session: A reading session.
        ledger: The ledger.
        number: From 1.
        after: `next` of the page before.
        limit: Most records on the page.

    Raises:
        PartyNotFound: The ledger has no such party.
        PageTokenInvalid: `after` is not from such a page.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    found = _require_party(session, ledger, number)
    position = None
    if after is not None:
        block_number, log_index = decode_token(after, (int, int))
        position = Position(int(block_number), int(log_index))
    records = issued_records(session, ledger, number, after=position, limit=limit + 1)
    shown = records[:limit]
    following = encode_token(*shown[-1].position) if len(records) > limit else None
    views = tuple(view_records(session, ledger, shown))
    return IssuedPage(found, views, following, basis.resting_on(record.uid for record in shown))


def _require_party(session: Session, ledger: LedgerKey, number: int) -> PartyView:
    found = get_party(session, ledger, number)
    if found is None:
        raise PartyNotFound(
            f"no party of this ledger has the number {number}",
            hint="Parties are counted from 1; GET /v1/parties lists them.",
            context={"party": number},
        )
    return found


def _party_json(found: PartyView, now: int) -> dict[str, object]:
    return {
        "party": found.party,
        "name": found.name,
        "class": code_name(found.party_class),
        "country": found.country or None,
        "website": found.website or None,
        "registeredAt": format_time(found.registered_at),
        "suspendedUntil": format_time(found.suspended_until) if found.suspended_until > now else None,
        "profileHash": to_hex(found.profile_hash),
    }


def _key_json(key: KeyView, now: int) -> dict[str, object]:
    return {
        "key": to_checksum_address(key.key),
        "kind": code_name(SignerKind(key.kind)),
        "maySign": bool(key.role & _SIGN),
        "mayAdminister": bool(key.role & _ADMIN),
        "notBefore": format_time(key.not_before),
        "notAfter": _end_json(key.not_after),
        "addedAt": format_time(key.added_at),
        "addedBy": None if key.added_by == _COUNCIL_KEY else to_checksum_address(key.added_by),
        "retiredAt": None if key.retired_at is None else format_time(key.retired_at),
        "suspendedUntil": format_time(key.suspended_until) if key.suspended_until > now else None,
        "compromises": [
            {"from": format_time(compromised_from), "recordedAt": format_time(recorded_at)}
            for compromised_from, recorded_at in key.compromises
        ],
    }


def _end_json(end: int) -> str | None:
    return None if end == _NO_END else format_time(end)
