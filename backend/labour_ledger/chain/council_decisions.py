"""A council of members whose keys are all at hand, as on a local chain: it proposes, approves, waits and executes.

Elsewhere each member does its part for itself (`council_contract.MemberAccount`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import calls
from .client import LedgerClient
from .council import CouncilActs
from .council_contract import CouncilContract, MemberAccount
from .council_proposals import CouncilCall, Part, description_hash, divide, proposal_id
from .deployment import Deployment
from .multicall import first_refused
from .refusals import ContractRefusal
from .signing import Signer
from .submit import Submission, submission


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal that was carried out.

    Attributes:
        proposal: Its id, 32 bytes.
        calls: How many calls it made.
        approvals: How many members approved it.
        delay_s: Seconds that it waited.
    """

    proposal: bytes
    calls: int
    approvals: int
    delay_s: int


class DecidingCouncil(CouncilActs):
    """A council that decides on each of its acts.

    Attributes:
        client: The ledger.
        decisions: What it decided, in order.
    """

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
        self.decisions: list[Decision] = []
        self._deployment = deployment
        self._members = members
        self._wait = wait

    def administer(self, data: Sequence[bytes]) -> list[Submission]:
        """Decide on calls to the ledger, and make them in as few transactions as gas allows.

        Raises:
            ContractRefusal: One of the first transaction is refused, and nothing was proposed; or one of a later one.
        """
        if not data:
            return []
        parts = divide([CouncilCall(self.client.contract, item) for item in data])
        check_part(self.client, self._deployment.council, parts[0])
        with CouncilContract.of(self.client, self._deployment) as council:
            return self._decide(council, parts)

    def _decide(self, council: CouncilContract, parts: Sequence[Part]) -> list[Submission]:
        accounts = [MemberAccount(council, member) for member in self._members]
        # the same acts may be decided on again: the words must differ
        words = f"decision {len(self.decisions) + 1} after block {self._newest_block()}"
        accounts[0].propose(parts, description_hash(words))
        proposal = proposal_id(accounts[0].address, description_hash(words), parts)
        for account in accounts:
            account.approve(proposal)
        delay_s = council.delay_s()
        self._wait(delay_s)
        receipts = [accounts[0].execute(proposal, part, parts[place + 1 :]) for place, part in enumerate(parts)]
        self.decisions.append(Decision(proposal, sum(map(len, parts)), len(accounts), delay_s))
        return [submission(self.client, receipt) for receipt in receipts]

    def _newest_block(self) -> int:
        newest = self.client.block("latest")
        return 0 if newest is None else newest.number


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
