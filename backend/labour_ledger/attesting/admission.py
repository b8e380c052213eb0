"""From an application to a registered party: what the council has to do, done or proposed, never twice.

A party is registered by the council alone, and its first key can be added once it has a number. Where members decide,
that takes two proposals; asking again goes on from what the chain shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from labour_ledger.attesting.applications import SignedApplication
from labour_ledger.attesting.desk import Desk, refuse_refused, refuse_unfit_decider
from labour_ledger.attesting.party_profile import keep_profile
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.council import CouncilActs, KeyAddition, PartyRegistration
from labour_ledger.chain.council_contract import CouncilContract
from labour_ledger.chain.council_proposals import ProposalState
from labour_ledger.chain.deployment import Deployment
from labour_ledger.chain.events import EntryEvent
from labour_ledger.chain.signed_types import KeyRole
from labour_ledger.errors import InputError
from labour_ledger.store import queries
from labour_ledger.store.queries.requests import DeskRequest, RequestState, party_with_profile
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.history import PARTY_REGISTERED

_BLOCKS_AT_ONCE: Final = 2_000
_WAITING: Final = (ProposalState.OPEN, ProposalState.WAITING, ProposalState.READY)


class KeyTaken(InputError):
    """The key of an application belongs to another party."""

    code = "key-taken"


@dataclass(frozen=True, slots=True)
class Admission:
    """How far an application has come.

    Attributes:
        party: Its number; None while the council has not registered it.
        key_added: Whether its key may sign.
        proposal: Proposal that waits for other members, 32 bytes; None where nothing waits.
    """

    party: int | None
    key_added: bool
    proposal: bytes | None


@dataclass(frozen=True, slots=True)
class AdmissionOffice:
    """What admitting needs.

    Attributes:
        store: Where profiles are kept and the index is read.
        ledger: The ledger's name in the store.
        client: The ledger.
        first_block: In which the ledger was deployed.
    """

    store: Store
    ledger: LedgerKey
    client: LedgerClient
    first_block: int

    def standing(self, application: SignedApplication) -> Admission:
        """Return what the chain has of an application now.

        Raises:
            KeyTaken: Its key is another party's.
            UnavailableError: The node does not answer.
        """
        party = self._registered(application.profile.hash)
        key = self.client.key(application.application.key)
        if key is None:
            return Admission(party, key_added=False, proposal=None)
        if key.party != party:
            raise KeyTaken(
                f"the key of this application belongs to party {key.party} for ever",
                hint="Its owner is registered already; or ask for an application with a new key.",
                context={"party": key.party},
            )
        return Admission(key.party, key_added=True, proposal=None)

    def admit(self, application: SignedApplication, acting: CouncilActs, *, now: int) -> Admission:
        """Register an applicant and add its key, as far as the council can now.

        Args:
            application: Its signature was checked.
            acting: The council.
            now: Unix seconds.

        Returns:
            How far it has come; with a proposal where other members must act first.

        Raises:
            KeyTaken: Its key is another party's.
            ContractRefusal: The ledger or the council refuses; nothing was sent.
            UnavailableError: The node or the store fails; asking again goes on.
        """
        standing = self.standing(application)
        if standing.key_added:
            return standing
        keep_profile(self.store, application.profile, now=now)
        party = standing.party
        if party is None:
            numbers = acting.register_parties([_registration(application)])
            if not numbers:
                return Admission(None, key_added=False, proposal=_last_proposal(acting))
            party = numbers[0]
        done = acting.add_keys([_first_key(party, application)])
        return Admission(party, bool(done), None if done else _last_proposal(acting))

    def is_proposed(self, application: SignedApplication, deployment: Deployment, proposal: bytes) -> bool:
        """Return whether a proposal (32 bytes) waits for members that does what is left to do for an application.

        Raises:
            KeyTaken: Its key is another party's.
            UnavailableError: The node does not answer.
        """
        party = self.standing(application).party
        left = _registration(application).call() if party is None else _first_key(party, application).call()
        with CouncilContract.of(self.client, deployment) as council:
            made = [item for item in council.proposals(self.first_block) if item.proposal == proposal]
        does_it = any(call.data == left for item in made for call in item.calls)
        return does_it and _is_waiting(self.client, deployment, proposal)

    def _registered(self, profile_hash: bytes) -> int | None:
        """Return the party with a profile, also where the index has not read it yet."""
        with self.store.reading() as session:
            party = party_with_profile(session, self.ledger, profile_hash)
            cursor = queries.get_cursor(session, self.ledger)
        if party is not None:
            return party
        first = self.first_block if cursor is None else cursor.block_number + 1
        return next((number for number, found in self._new_parties(first) if found == profile_hash), None)

    def _new_parties(self, first_block: int) -> Iterator[tuple[int, bytes]]:
        newest = self.client.block("latest")
        last_block = -1 if newest is None else newest.number
        for start in range(first_block, last_block + 1, _BLOCKS_AT_ONCE):
            for event in self.client.events(start, min(start + _BLOCKS_AT_ONCE - 1, last_block)):
                if isinstance(event, EntryEvent) and event.entry.type is PARTY_REGISTERED:
                    yield event.entry.number("party"), event.entry.data("profileHash")


def approve_application(
    desk: Desk,
    office: AdmissionOffice,
    request: DeskRequest,
    application: SignedApplication,
    acting: Callable[[], CouncilActs],
    *,
    deployment: Deployment,
    decided_by: str,
    now: int,
) -> Admission:
    """Approve an application: the council does what is left to do, and the desk writes it down; again, it goes on.

    Args:
        desk: Where the request is held.
        office: What admits parties.
        request: The application as it is held.
        application: What was signed.
        acting: Gives the council; it is asked for only where something is left to do.
        deployment: Says what kind of council the ledger has.
        decided_by: Who decides, such as a role.
        now: Unix seconds.

    Raises:
        RequestDecided: It was refused before.
        InputError: Who decides cannot be written down.
        KeyTaken: Its key is another party's.
        ContractRefusal: The ledger or the council refuses; nothing was sent or written down.
        UnavailableError: The node or the store fails; asking again goes on.
    """
    refuse_refused(request)
    refuse_unfit_decider(decided_by)
    standing = office.standing(application)
    # while a proposal for it waits for members, no second one is made
    if not standing.key_added and not _is_waiting(office.client, deployment, request.proposal):
        standing = office.admit(application, acting(), now=now)
        desk.approve(request, decided_by=decided_by, now=now, proposal=standing.proposal)
    elif standing.key_added and request.state is not RequestState.APPROVED:
        desk.approve(request, decided_by=decided_by, now=now)
    return standing


def _registration(application: SignedApplication) -> PartyRegistration:
    asked = application.application
    return PartyRegistration(application.party_class, asked.country, asked.profile_hash)


def _first_key(party: int, application: SignedApplication) -> KeyAddition:
    return KeyAddition(party, application.application.key, role=KeyRole.SIGN | KeyRole.ADMIN)


def _last_proposal(acting: CouncilActs) -> bytes | None:
    return acting.decisions[-1].proposal if acting.decisions else None


def _is_waiting(client: LedgerClient, deployment: Deployment, proposal: bytes | None) -> bool:
    if proposal is None or not deployment.council_decides:
        return False
    with CouncilContract.of(client, deployment) as council:
        return council.standing(proposal, ()).state in _WAITING
