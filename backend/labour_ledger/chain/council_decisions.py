"""Councils of members as a way of acting: decided on at once where all keys are at hand, else put before the others.

What a member does with a proposal that is there is `council_contract.MemberAccount`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import calls
from .client import LedgerClient
from .council import CouncilActs, Decision
from .council_contract import CouncilContract, MemberAccount
from .council_proposals import CouncilCall, Part, description_hash, divide, proposal_id
from .deployment import Deployment
from .multicall import first_refused
from .refusals import ContractRefusal
from .signing import Signer
from .submit import Submission, submission


class DecidingCouncil(CouncilActs):
    """A council all of whose keys are at hand, as on a local chain: it proposes, approves, waits and executes."""

    def __init__(
        self, client: LedgerClient, deployment: Deployment, members: Sequence[Signer], wait: Callable[[int], None]
    ) -> None:
        """Prepare to decide.

        Args:
            client: The ledger.
            deployment: Where ledger and council stand.
            members: Enough of them for a decision; the first proposes and executes.
            wait: Lets that many seconds pass on the chain.
        """
        self.client = client
        self._deployment = deployment
        self._members = members
        self._wait = wait
        self._decisions: list[Decision] = []

    @property
    def decisions(self) -> Sequence[Decision]:
        """What was decided on so far, in order."""
        return self._decisions

    def administer(self, data: Sequence[bytes]) -> list[Submission]:
        """Decide on calls to the ledger, and make them in as few transactions as gas allows.

        Raises:
            ContractRefusal: One of the first transaction is refused, and nothing was proposed; or one of a later one.
        """
        if not data:
            return []
        with CouncilContract.of(self.client, self._deployment) as council:
            accounts = [MemberAccount(council, member) for member in self._members]
            parts, proposal = _propose(self.client, self._deployment, accounts[0], data)
            for account in accounts:
                account.approve(proposal)
            delay_s = council.delay_s()
            self._wait(delay_s)
            receipts = [accounts[0].execute(proposal, part, parts[place + 1 :]) for place, part in enumerate(parts)]
        self._decisions.append(Decision(proposal, len(data), len(accounts), delay_s, executed=True))
        return [submission(self.client, receipt) for receipt in receipts]


class ProposingMember(CouncilActs):
    """One member of a council, who proposes and approves; nothing is done until others approve and one executes."""

    def __init__(self, client: LedgerClient, deployment: Deployment, member: Signer) -> None:
        """Prepare to propose from the member's account, which pays."""
        self.client = client
        self._deployment = deployment
        self._member = member
        self._decisions: list[Decision] = []

    @property
    def decisions(self) -> Sequence[Decision]:
        """What was proposed so far, in order."""
        return self._decisions

    def administer(self, data: Sequence[bytes]) -> list[Submission]:
        """Propose calls to the ledger and approve them; nothing is brought onto the ledger yet.

        Raises:
            ContractRefusal: The ledger would refuse one now, or the account is no member; nothing was proposed.
        """
        if data:
            with CouncilContract.of(self.client, self._deployment) as council:
                account = MemberAccount(council, self._member)
                _, proposal = _propose(self.client, self._deployment, account, data)
                account.approve(proposal)
                self._decisions.append(Decision(proposal, len(data), 1, council.delay_s(), executed=False))
        return []


def _propose(
    client: LedgerClient, deployment: Deployment, account: MemberAccount, data: Sequence[bytes]
) -> tuple[tuple[Part, ...], bytes]:
    """Propose calls to the ledger; return their parts and the proposal's id."""
    parts, words = plan_proposal(client, deployment, data)
    account.propose(parts, words)
    return parts, proposal_id(account.address, words, parts)


def plan_proposal(
    client: LedgerClient, deployment: Deployment, data: Sequence[bytes]
) -> tuple[tuple[Part, ...], bytes]:
    """Return calls to the ledger as the parts of a proposal, and the hash of its words; nothing is sent.

    Raises:
        ContractRefusal: The ledger would refuse one now; `item` is its place.
    """
    parts = divide([CouncilCall(client.contract, item) for item in data])
    check_part(client, deployment.council, parts[0])
    newest = client.block("latest")
    # the same acts may be proposed again: the words must differ
    return parts, description_hash(f"proposed after block {0 if newest is None else newest.number}")


def check_part(client: LedgerClient, council: bytes, part: Part) -> None:
    """Check that the ledger would now take those calls of a part that go to it.

    Raises:
        ContractRefusal: It would not; `item` is the place among them.
    """
    data = [call.data for call in part if call.target == client.contract]
    if not data:
        return
    try:
        client.call(calls.multicall(data), sender=council)
    except ContractRefusal as refusal:
        raise refusal.at_item(first_refused(client, council, data)) from None
