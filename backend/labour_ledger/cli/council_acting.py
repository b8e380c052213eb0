"""Who acts in the council from the command line, and what it opens for that.

On a local chain the members' accounts are the chain's own and known to everybody; elsewhere a member names its key.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.council import Council, CouncilActs
from labour_ledger.chain.council_contract import CouncilContract, MemberAccount
from labour_ledger.chain.council_decisions import ProposingMember
from labour_ledger.chain.council_proposals import Proposed
from labour_ledger.chain.deployment import Deployment, load_deployment
from labour_ledger.chain.local import LOCAL_CHAIN_ID, MEMBER_ACCOUNTS, development_key, pass_time
from labour_ledger.chain.local_decisions import local_decisions
from labour_ledger.chain.signing import Signer
from labour_ledger.config import Settings
from labour_ledger.errors import ConfigurationError, InputError
from labour_ledger_verify.hexadecimal import to_hex

from .connections import CouncilMissing, connect_node, unlock_key

SHORTEST_PREFIX: Final = 4


class CouncilWithoutMembers(ConfigurationError):
    """The ledger's council is an address that this program cannot look into."""

    code = "council-without-members"


class ProposalNotFound(InputError):
    """No proposal, or more than one, begins with what was typed."""

    code = "proposal-not-found"


@dataclass(frozen=True, slots=True)
class CouncilRoom:
    """An open council.

    Attributes:
        deployment: Where it and its ledger stand.
        client: The ledger.
        contract: The council.
    """

    deployment: Deployment
    client: LedgerClient
    contract: CouncilContract

    @property
    def is_local(self) -> bool:
        """Whether its chain is a local one, whose clock may be put forward."""
        return self.deployment.chain_id == LOCAL_CHAIN_ID

    def proposals(self) -> list[Proposed]:
        """Return all proposals ever made, oldest first."""
        return self.contract.proposals(self.deployment.block_number)

    def find(self, text: str) -> Proposed:
        """Return the proposal whose id begins with a text.

        Raises:
            ProposalNotFound: None does, or several do.
        """
        prefix = text.lower().removeprefix("0x")
        found = [item for item in self.proposals() if item.proposal.hex().startswith(prefix)]
        if len(prefix) < SHORTEST_PREFIX or len(found) != 1:
            several = len(prefix) >= SHORTEST_PREFIX and len(found) > 1
            reason = "more than one proposal begins" if several else "no proposal begins"
            raise ProposalNotFound(
                f"{reason} with {text[:66]!r}",
                hint=f"Give the first {SHORTEST_PREFIX} or more digits of one that `labour-ledger council list` shows.",
            )
        return found[0]

    def pass_time(self, seconds: int) -> None:
        """Put the clock of the local chain forward."""
        pass_time(self.client.rpc, seconds)


@contextmanager
def open_council(settings: Settings) -> Iterator[CouncilRoom]:
    """Connect to the council of the ledger.

    Raises:
        CouncilWithoutMembers: It is no council of members.
    """
    deployment = load_deployment(settings.deployment_file)
    if not deployment.council_decides:
        raise CouncilWithoutMembers(
            "the council of this ledger is one address, which makes no proposals",
            hint="Use `labour-ledger council register` and `accredit` with its key, or what belongs to that address.",
        )
    with connect_node(settings, deployment) as client, CouncilContract.of(client, deployment) as contract:
        yield CouncilRoom(deployment, client, contract)


def member_account(
    room: CouncilRoom, settings: Settings, name: str | None, password_file: Path | None
) -> MemberAccount:
    """Return the account that acts; arguments as for `member_signer`."""
    signer = member_signer(settings, room.deployment.chain_id, name, password_file)
    return MemberAccount(room.contract, signer)


def member_signer(settings: Settings, chain_id: int, name: str | None, password_file: Path | None) -> Signer:
    """Return a member's key.

    Args:
        settings: Say where keys are.
        chain_id: Of the ledger.
        name: A stored key, or a member of a local council; None for the first of those.
        password_file: For a stored key.

    Raises:
        CouncilMissing: None is named, and the chain is no local one.
    """
    if chain_id == LOCAL_CHAIN_ID and (name is None or name in MEMBER_ACCOUNTS):
        index, _ = MEMBER_ACCOUNTS["government" if name is None else name]
        return development_key(index)
    if name is None:
        raise CouncilMissing("the member's key is not named", hint="Give --member KEY, its stored key.")
    return unlock_key(settings, name, password_file)


def acting_council(
    settings: Settings, client: LedgerClient, deployment: Deployment, name: str | None, password_file: Path | None
) -> CouncilActs:
    """Return the way in which acts of the council reach the ledger from here.

    Args:
        settings: Say where keys are.
        client: The ledger.
        deployment: Says what kind of council it has.
        name: A stored key: the council's, or a member's; None for those that a local chain has.
        password_file: For a stored key.

    Raises:
        CouncilMissing: None is named, and the chain is no local one.
    """
    if name is None and deployment.chain_id == LOCAL_CHAIN_ID:
        return local_decisions(client, deployment)
    if name is None:
        raise CouncilMissing("no key of the council is named", hint="Give --council KEY, its or a member's stored key.")
    signer = unlock_key(settings, name, password_file)
    return ProposingMember(client, deployment, signer) if deployment.council_decides else Council(client, signer)


def short_id(proposal: bytes) -> str:
    """Return as much of an id as people need to name a proposal."""
    return to_hex(proposal)[:12]
