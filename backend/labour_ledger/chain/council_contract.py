"""The council's contract: what it says of itself and its proposals, and what its members do there.

Reads and sends; what the calls of a proposal mean is in `council_words`, who decides what to propose is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.hexadecimal import to_hex

from .abi import AbiValue, decode_values, load_council_abi
from .client import LedgerClient
from .council_proposals import (
    CouncilCall,
    Part,
    ProposalState,
    Proposed,
    Vote,
    part_values,
    remaining_hash,
)
from .deployment import CouncilMember, Deployment
from .errors import NodeUnavailable, TooManyLogs
from .node import ContractNode, parse_data, parse_number
from .rpc import Json
from .signing import Signer
from .transactions import DEFAULT_RECEIPT_TIMEOUT_S, Receipt, TransactionSender

_PROPOSED_DATA: Final = ("bytes32", "(address,bytes)[][]", "uint48")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a proposal stands after the newest block.

    Attributes:
        state: What it waits for.
        completed_at: Since when its approvals are complete, Unix seconds; None while they are not.
        remaining: Hash of the parts that are not executed yet.
        votes: What the present members say, by account.
    """

    state: ProposalState
    completed_at: int | None
    remaining: bytes
    votes: dict[bytes, Vote]


class CouncilContract(ContractNode):
    """The council of a ledger, through the same node as the ledger."""

    @classmethod
    def of(cls, client: LedgerClient, deployment: Deployment) -> CouncilContract:
        """Return the council of a deployed ledger."""
        return cls(client.endpoints, deployment.council, timeout_s=client.timeout_s)

    # ---------------------------------------------------------------- rules

    def members(self) -> tuple[CouncilMember, ...]:
        """Return the present members."""
        (members,) = self._view("members")
        return tuple(CouncilMember(_address(account), PartyClass(of_class)) for account, of_class in members)

    def threshold(self) -> int:
        """Return how many must approve in all."""
        return int(self._view("threshold")[0])

    def delay_s(self) -> int:
        """Return the seconds between complete approvals and execution."""
        return int(self._view("delay")[0])

    # ---------------------------------------------------------------- proposals

    def proposals(self, from_block: int) -> list[Proposed]:
        """Return all proposals made in or after a block, oldest first.

        Raises:
            NodeUnavailable: The node fails, or gives what is no proposal.
        """
        newest = self.block("latest")
        return [] if newest is None else [_proposed(log) for log in self._proposed_logs(from_block, newest.number)]

    def standings(self, proposals: Sequence[bytes], members: Sequence[CouncilMember]) -> list[Standing]:
        """Return for each proposal where it stands, and what the members say of it."""
        accounts = [member.account for member in members]
        asked: list[tuple[str, bytes | None]] = [("proposalOf", None), ("stateOf", None)]
        asked += [("voteOf", account) for account in accounts]
        answers = iter(
            self._views(
                [
                    (function, proposal, *(() if account is None else (account,)))
                    for proposal in proposals
                    for function, account in asked
                ]
            )
        )
        found = []
        for _ in proposals:
            _, completed_at, _, _, remaining = next(answers)
            state = ProposalState(next(answers))
            votes = {account: Vote(next(answers)) for account in accounts}
            found.append(Standing(state, completed_at or None, remaining, votes))
        return found

    def standing(self, proposal: bytes, members: Sequence[CouncilMember]) -> Standing:
        """Return where one proposal stands, and what the members say of it."""
        return self.standings([proposal], members)[0]

    def _proposed_logs(self, first: int, last: int) -> list[Json]:
        event = next(event for event in load_council_abi().events.values() if event.name == "Proposed")
        query = {
            "address": self.address_text,
            "fromBlock": hex(first),
            "toBlock": hex(last),
            "topics": [to_hex(event.identifier)],
        }
        try:
            logs = self.rpc.request("eth_getLogs", query)
        except TooManyLogs:
            if first >= last:
                raise
            middle = (first + last) // 2
            return [*self._proposed_logs(first, middle), *self._proposed_logs(middle + 1, last)]
        if not isinstance(logs, list):
            raise NodeUnavailable(f"the node at {self.rpc.shown_url} gave no list of logs", hint="Ask another node.")
        return logs

    def _views(self, calls: Sequence[tuple[object, ...]]) -> list[AbiValue]:
        """Return the one result of each view; the first of a call is its function."""
        abi = load_council_abi()
        asked: list[tuple[str, list[Json]]] = [
            (
                "eth_call",
                [{"to": self.address_text, "data": to_hex(abi.encode_call(str(function), *arguments))}, "latest"],
            )
            for function, *arguments in calls
        ]
        return [
            abi.decode_result(str(call[0]), parse_data(answer))[0]
            for call, answer in zip(calls, self.rpc.request_many(asked), strict=True)
        ]

    def _view(self, function: str, *arguments: object) -> tuple[AbiValue, ...]:
        abi = load_council_abi()
        return abi.decode_result(function, self.call(abi.encode_call(function, *arguments)))


class MemberAccount:
    """A member's account, which acts in the council.

    Every method raises `ContractRefusal` before anything is sent when the council would refuse, and an
    `UnavailableError` when the node or the transaction fails.
    """

    def __init__(
        self, council: CouncilContract, member: Signer, *, receipt_timeout_s: float = DEFAULT_RECEIPT_TIMEOUT_S
    ) -> None:
        """Prepare to send from the member's account, which pays."""
        self.address = member.address
        self._sender = TransactionSender(council, member, receipt_timeout_s=receipt_timeout_s)

    def propose(self, parts: Sequence[Part], description_hash: bytes) -> Receipt:
        """Put calls before the members; it counts as no approval."""
        return self._send("propose", [part_values(part) for part in parts], description_hash)

    def approve(self, proposal: bytes) -> Receipt:
        """Approve, also instead of an objection."""
        return self._send("approve", proposal)

    def object_to(self, proposal: bytes) -> Receipt:
        """Object, also instead of an approval; as many as the threshold cancel the proposal."""
        return self._send("object", proposal)

    def withdraw(self, proposal: bytes) -> Receipt:
        """Take back an approval or objection."""
        return self._send("withdraw", proposal)

    def cancel(self, proposal: bytes) -> Receipt:
        """Cancel a proposal of one's own."""
        return self._send("cancel", proposal)

    def execute(self, proposal: bytes, part: Part, later_parts: Sequence[Part] = ()) -> Receipt:
        """Execute the next part: all of its calls, or none."""
        return self._send("execute", proposal, part_values(part), remaining_hash(later_parts))

    def suspend_key(self, key: bytes, until: int) -> Receipt:
        """Suspend a key at once, until a time at most 28 days away."""
        return self._send("suspendKey", key, until)

    def suspend_party(self, party: int, until: int) -> Receipt:
        """Suspend a party and its keys at once, until a time at most 28 days away."""
        return self._send("suspendParty", party, until)

    def lift_key_suspension(self, key: bytes) -> Receipt:
        """Lift one's own suspension of a key."""
        return self._send("liftKeySuspension", key)

    def lift_party_suspension(self, party: int) -> Receipt:
        """Lift one's own suspension of a party."""
        return self._send("liftPartySuspension", party)

    def _send(self, function: str, *arguments: Any) -> Receipt:  # noqa: ANN401  # as the ABI takes them
        return self._sender.send(load_council_abi().encode_call(function, *arguments))


def unexecuted(proposed: Proposed, remaining: bytes) -> tuple[Part, ...]:
    """Return the parts of a proposal that are left, by the hash that the council has of them."""
    for place in range(len(proposed.parts)):
        if remaining_hash(proposed.parts[place:]) == remaining:
            return proposed.parts[place:]
    return ()


def _proposed(log: Json) -> Proposed:
    try:
        _, proposal, proposer = (parse_data(topic) for topic in log["topics"])
        data, block_number = parse_data(log["data"]), parse_number(log["blockNumber"])
    except (KeyError, TypeError, ValueError) as error:
        raise NodeUnavailable(f"the node gave no log of a proposal: {error!r}", hint="Ask another node.") from error
    description_hash, parts, expires_at = decode_values(_PROPOSED_DATA, data, "a proposal")
    return Proposed(
        proposal=proposal,
        proposer=proposer[12:],
        description_hash=description_hash,
        parts=tuple(tuple(CouncilCall(_address(target), call) for target, call in part) for part in parts),
        expires_at=expires_at,
        block_number=block_number,
    )


def _address(text: str) -> bytes:
    return bytes.fromhex(text[2:])
