"""Acts of a council as transactions that somebody else signs and sends: the keys of a council are not held here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labour_ledger.errors import InputError
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex

from . import calls
from .abi import load_council_abi
from .client import LedgerClient
from .council import CouncilActs, Decision
from .council_contract import CouncilContract
from .council_decisions import check_part, plan_proposal
from .council_proposals import CouncilCall, divide, part_values, proposal_id
from .deployment import Deployment
from .submit import Submission


@dataclass(frozen=True, slots=True)
class UnsignedTransaction:
    """A transaction that nobody has signed.

    Attributes:
        sender: The account that must send it, 20 bytes.
        to: The contract that it goes to, 20 bytes.
        data: Its call data.
        words: What it does.
    """

    sender: bytes
    to: bytes
    data: bytes
    words: str

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "from": to_checksum_address(self.sender),
            "to": to_checksum_address(self.to),
            "data": to_hex(self.data),
            "words": self.words,
        }


class PreparedCouncil(CouncilActs):
    """A council that only says what it would have to send; nothing reaches the ledger."""

    def __init__(self, client: LedgerClient, deployment: Deployment, member: bytes | None) -> None:
        """Prepare to prepare.

        Args:
            client: The ledger.
            deployment: Where ledger and council stand.
            member: Account of the member who will propose, 20 bytes; not needed where the council is one account.
        """
        self.client = client
        self.transactions: list[UnsignedTransaction] = []
        self._deployment = deployment
        self._member = member
        self._decisions: list[Decision] = []

    @property
    def decisions(self) -> Sequence[Decision]:
        """The proposals that would be made, in order."""
        return self._decisions

    def administer(self, data: Sequence[bytes]) -> list[Submission]:
        """Write down what has to be sent for calls to the ledger, in order.

        Raises:
            ContractRefusal: The ledger would refuse one now.
            InputError: Members decide, and it was not said which of them proposes.
        """
        council, contract = self._deployment.council, self.client.contract
        if not self._deployment.council_decides:
            for part in divide([CouncilCall(contract, item) for item in data]):
                check_part(self.client, council, part)
                together = calls.multicall([call.data for call in part])
                self.transactions.append(UnsignedTransaction(council, contract, together, "make the change"))
            return []
        if self._member is None:
            raise InputError(
                "members decide in this council, and it was not said which of them proposes",
                hint="Give the address of the member's account as member.",
                context={"field": "member"},
            )
        parts, words = plan_proposal(self.client, self._deployment, data)
        proposal = proposal_id(self._member, words, parts)
        abi = load_council_abi()
        propose = abi.encode_call("propose", [part_values(part) for part in parts], words)
        approve = abi.encode_call("approve", proposal)
        self.transactions += [
            UnsignedTransaction(self._member, council, propose, "propose it to the members"),
            UnsignedTransaction(self._member, council, approve, "approve it as a member"),
        ]
        with CouncilContract.of(self.client, self._deployment) as contract_of_members:
            delay_s = contract_of_members.delay_s()
        self._decisions.append(Decision(proposal, len(data), 0, delay_s, executed=False))
        return []
