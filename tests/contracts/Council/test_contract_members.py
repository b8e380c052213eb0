"""Members that are contracts, and calls that come back while a proposal is executed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from tests.contracts.support.council_world import EXECUTED, READY, CouncilWorld
from tests.contracts.support.sending import deploy, send
from tests.contracts.support.world import EMPLOYERS, GOVERNMENT, WORKERS, ZERO, hash_of


class Told:
    """A council for a ledger that calls back, with a member that is a contract."""

    def __init__(self, hall: CouncilWorld, containers: SimpleNamespace) -> None:
        self.hall = hall
        self.wallet = hall.world.deploy(containers.MemberWallet)
        self.ledger = hall.world.deploy(containers.ReenteringLedger)
        members = [
            (str(hall.government), GOVERNMENT),
            (str(hall.employers), EMPLOYERS),
            (self.wallet.address, WORKERS),
        ]
        self.council = deploy(hall.web3, containers.Council, self.ledger.address, members, 3, 0, sender=hall.relayer)

    def ready(self, name: str, data: bytes = b"\x01\x02\x03\x04") -> tuple[bytes, list[tuple[str, bytes]]]:
        part = [(self.ledger.address, data)]
        self._send(self.hall.government, "propose", [part], hash_of(name))
        proposal = self.hall.id_of(self.hall.government, hash_of(name), [part])
        for member in (self.hall.government, self.hall.employers):
            self._send(member, "approve", proposal)
        self.through_wallet("approve", proposal)
        return proposal, part

    def through_wallet(self, function: str, *arguments: Any) -> None:
        """Let the wallet act; anybody tells it."""
        forward = self.wallet.forward.encode_input(self.council.address, self.data(function, *arguments))
        send(self.hall.web3, self.hall.outsider, forward, to=self.wallet.address)

    def data(self, function: str, *arguments: Any) -> bytes:
        return bytes.fromhex(getattr(self.council, function).encode_input(*arguments)[2:])

    def ledger_will_call(self, function: str, *arguments: Any) -> None:
        forward = self.wallet.forward.encode_input(self.council.address, self.data(function, *arguments))
        prepare = self.ledger.prepare.encode_input(self.wallet.address, forward)
        send(self.hall.web3, self.hall.outsider, prepare, to=self.ledger.address)

    def execute(self, proposal: bytes, part: list[tuple[str, bytes]]) -> None:
        self._send(self.hall.government, "execute", proposal, part, ZERO)

    def refused(self, reason: bytes, proposal: bytes, part: list[tuple[str, bytes]]) -> None:
        with self.hall.reverts_with("CallFailed", 0, reason):
            self.hall.simulate.__class__(self.hall.web3, self.council, str(self.hall.government))(
                "execute", proposal, part, ZERO
            )

    def _send(self, sender: Any, function: str, *arguments: Any) -> None:
        send(self.hall.web3, sender, "0x" + self.data(function, *arguments).hex(), to=self.council.address)


@pytest.fixture
def told(hall: CouncilWorld, Council: Any, MemberWallet: Any, ReenteringLedger: Any) -> Told:
    containers = SimpleNamespace(Council=Council, MemberWallet=MemberWallet, ReenteringLedger=ReenteringLedger)
    return Told(hall, containers)


def test_contract_member_approves_like_an_account(told: Told) -> None:
    proposal, _ = told.ready("one")
    assert told.council.stateOf(proposal) == READY
    told.through_wallet("withdraw", proposal)
    assert told.council.stateOf(proposal) != READY


def test_execute_again_from_within_is_refused(told: Told) -> None:
    proposal, part = told.ready("one")
    told.ledger_will_call("execute", proposal, part, ZERO)
    told.refused(told.hall.error("ProposalExecuted", proposal), proposal, part)


@pytest.mark.parametrize("function", ["withdraw", "object", "approve"])
def test_vote_from_within_on_what_is_being_executed_is_refused(told: Told, function: str) -> None:
    proposal, part = told.ready("one")
    told.ledger_will_call(function, proposal)
    told.refused(told.hall.error("ProposalExecuted", proposal), proposal, part)


def test_withdraw_from_within_of_another_proposal_takes_effect(told: Told) -> None:
    outer, part = told.ready("one")
    inner, _ = told.ready("two")
    told.ledger_will_call("withdraw", inner)
    told.execute(outer, part)
    assert told.council.stateOf(outer) == EXECUTED
    assert told.council.stateOf(inner) != READY
