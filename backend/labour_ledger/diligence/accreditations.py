"""Who is accredited for what, as of the last indexed block."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from labour_ledger.store.party_results import AccreditationView
from labour_ledger.store.queries import accreditations_of, get_party, list_parties
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.status import format_time

from .basis import AnswerBasis, read_basis
from .errors import PartyNotFound
from .people import Names, load_names

_NO_END = 2**48 - 1
_PARTIES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Accreditations:
    """Accreditations in force, by party, then in the order in which they were given."""

    found: tuple[AccreditationView, ...]
    names: Names
    basis: AnswerBasis

    def end_text(self, found: AccreditationView) -> str:
        """Return when an accreditation ends, RFC 3339; empty without an end."""
        return "" if found.until == _NO_END else format_time(found.until)

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC."""
        return {
            "items": [
                {
                    "party": self.names.party_json(found.party),
                    "schema": self.names.schema_json(found.schema),
                    "country": found.country or None,
                    "from": format_time(found.start),
                    "until": self.end_text(found) or None,
                    "accreditor": self.names.party_json(found.accreditor),
                    "mayAccredit": found.may_accredit,
                }
                for found in self.found
            ],
            "basis": self.basis.to_json(),
        }


def accreditations(session: Session, ledger: LedgerKey, party: int | None = None) -> Accreditations:
    """Return accreditations in force, of one party or of all.

    Args:
        session: A reading session.
        ledger: The ledger.
        party: Its number, or None for all.

    Raises:
        PartyNotFound: The ledger has no such party.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    if party is not None and get_party(session, ledger, party) is None:
        raise PartyNotFound(f"no party of this ledger has the number {party}", hint="Parties are counted from 1.")
    numbers = _all_parties(session, ledger) if party is None else [party]
    found = [item for number in numbers for item in accreditations_of(session, ledger, number, basis.block_time)]
    involved = {number for item in found for number in (item.party, item.accreditor)}
    return Accreditations(tuple(found), load_names(session, ledger, involved), basis)


def _all_parties(session: Session, ledger: LedgerKey) -> list[int]:
    numbers: list[int] = []
    after: str | None = None
    while True:
        page = list_parties(session, ledger, after=after, limit=_PARTIES_AT_ONCE)
        numbers += [party.party for party in page.items]
        if page.next is None:
            return numbers
        after = page.next
