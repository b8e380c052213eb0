"""A council of members on a real chain: what it decides at once, what one member proposes, what is read of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.support.governed_ledger import DEPLOYER, GovernedLedger, governed_ledger
from tests.support.ledger_world import LedgerWorld

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.council import AccreditationGrant, KeyAddition, PartyRegistration, SchemaRegistration
from labour_ledger.chain.council_contract import MemberAccount, unexecuted
from labour_ledger.chain.council_decisions import ProposingMember
from labour_ledger.chain.council_proposals import (
    CouncilCall,
    ProposalState,
    Vote,
    description_hash,
    divide,
    proposal_id,
    remaining_hash,
)
from labour_ledger.chain.deployment import CouncilRules, check_deployment, deploy, deploy_with_council
from labour_ledger.chain.errors import NotDeployed
from labour_ledger.chain.local import LOCAL_DELAY_S, development_key, local_council, member_keys
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import PartyClass

WHY = description_hash("why")


@pytest.fixture
def governed(world: LedgerWorld) -> Iterator[GovernedLedger]:
    with governed_ledger(world) as ledger:
        yield ledger


def registration(number: int = 0) -> PartyRegistration:
    return PartyRegistration(PartyClass.AUDITOR, b"DE", number.to_bytes(32, "big"))


def test_deploy_with_council_makes_two_that_name_each_other(governed: GovernedLedger) -> None:
    check_deployment(governed.client, governed.deployment)
    assert governed.client.council() == governed.deployment.council == governed.contract.contract
    rules = local_council()
    assert governed.contract.members() == rules.members == governed.deployment.founders
    assert (governed.contract.threshold(), governed.contract.delay_s()) == (3, LOCAL_DELAY_S)


def test_deploy_with_council_that_could_not_decide_is_refused(world: LedgerWorld) -> None:
    members = local_council().members
    for rules, name in (
        (CouncilRules(members[:2], 3, 0), "ClassWithoutMember"),
        (CouncilRules(members, 4, 0), "ThresholdUnreachable"),
        (CouncilRules(members, 3, 2**40), "DelayTooLong"),
    ):
        with pytest.raises(ContractRefusal) as refused:
            deploy_with_council(world.chain.url, rules, development_key(DEPLOYER))
        assert refused.value.name == name


def test_check_deployment_with_another_program_as_council_is_refused(governed: GovernedLedger) -> None:
    code = "0x60006000fd"
    governed.chain.rpc.request("anvil_setCode", "0x" + governed.deployment.council.hex(), code)
    with pytest.raises(NotDeployed, match="council's code is of another version"):
        check_deployment(governed.client, governed.deployment)
    check_deployment(governed.client, replace(governed.deployment, founders=()))


def test_check_deployment_with_the_council_of_another_ledger_is_refused(
    governed: GovernedLedger, world: LedgerWorld
) -> None:
    # a ledger that was given the council of another one: that council cannot govern it
    other = deploy(world.chain.url, governed.deployment.council, development_key(DEPLOYER))
    with LedgerClient(world.chain.url, other.contract) as client:
        check_deployment(client, other)
        with pytest.raises(NotDeployed, match="governs another ledger"):
            check_deployment(client, replace(other, founders=governed.deployment.founders))


def test_deciding_council_does_all_that_an_account_does(governed: GovernedLedger) -> None:
    council = governed.council
    (party,) = council.register_parties([registration()])
    key = b"\x12" * 20
    council.add_keys([KeyAddition(party, key)])
    council.register_schemas([SchemaRegistration.of("ilo/c029@1930")])
    now = governed.chain.timestamp()
    council.give_accreditations([AccreditationGrant(party, schema_hash("ilo/c029@1930"), now, now + 10**6)])
    council.suspend_key(key, now + 10**6)
    state = governed.client.key(key)
    assert state is not None
    assert state.suspended_until == now + 10**6
    made = council.decisions
    assert [(decision.calls, decision.approvals, decision.executed) for decision in made] == [(1, 3, True)] * 5
    assert all(governed.contract.standing(decision.proposal, ()).state is ProposalState.EXECUTED for decision in made)


def test_deciding_council_registers_more_than_one_transaction_takes(governed: GovernedLedger) -> None:
    parties = governed.council.register_parties([registration(number) for number in range(150)])
    assert parties == list(range(1, 151))
    (decision,) = governed.council.decisions
    (proposed,) = governed.contract.proposals(governed.deployment.block_number)
    assert (decision.calls, proposed.proposal) == (150, decision.proposal)
    assert [len(part) for part in proposed.parts] == [64, 64, 22]


def test_deciding_council_refused_proposes_nothing(governed: GovernedLedger) -> None:
    wrong = PartyRegistration(PartyClass.AUDITOR, b"d1", bytes(32))
    with pytest.raises(ContractRefusal) as refused:
        governed.council.register_parties([registration(), registration(1), wrong])
    assert (refused.value.name, refused.value.item) == ("CountryInvalid", 2)
    assert governed.contract.proposals(governed.deployment.block_number) == []
    assert governed.council.administer([]) == []


def test_proposing_member_leaves_the_rest_to_the_others(governed: GovernedLedger) -> None:
    acting = ProposingMember(governed.client, governed.deployment, member_keys()["workers"])
    assert acting.register_parties([registration()]) == []
    (decision,) = acting.decisions
    assert not decision.executed
    assert "other members follow" in decision.text()
    members = governed.contract.members()
    standing = governed.contract.standing(decision.proposal, members)
    assert standing.state is ProposalState.OPEN
    assert [standing.votes[member.account] for member in members] == [Vote.NONE, Vote.NONE, Vote.APPROVAL]
    for name in ("government", "employers"):
        governed.members[name].approve(decision.proposal)
    governed.chain.travel_by(LOCAL_DELAY_S)
    (proposed,) = governed.contract.proposals(governed.deployment.block_number)
    governed.members["employers"].execute(decision.proposal, proposed.parts[0])
    assert governed.client.party_count() == 1


def test_proposing_by_no_member_is_refused(governed: GovernedLedger) -> None:
    acting = ProposingMember(governed.client, governed.deployment, development_key(7))
    with pytest.raises(ContractRefusal) as refused:
        acting.register_parties([registration()])
    assert refused.value.name == "NotMember"


def test_proposals_are_read_back_as_they_were_made(governed: GovernedLedger) -> None:
    calls = [CouncilCall(governed.deployment.contract, registration(number).call()) for number in range(70)]
    parts = divide(calls)
    proposer = governed.members["government"]
    receipt = proposer.propose(parts, WHY)
    (proposed,) = governed.contract.proposals(governed.deployment.block_number)
    assert proposed.parts == parts
    assert proposed.calls == tuple(calls)
    assert proposed.proposal == proposal_id(proposer.address, WHY, parts)
    assert (proposed.proposer, proposed.description_hash) == (proposer.address, WHY)
    assert proposed.block_number == receipt.block_number
    standing = governed.contract.standing(proposed.proposal, ())
    assert standing.remaining == remaining_hash(parts)
    assert unexecuted(proposed, standing.remaining) == parts
    assert unexecuted(proposed, remaining_hash(parts[1:])) == parts[1:]
    assert unexecuted(proposed, bytes(32)) == ()


def test_failing_call_is_named_with_its_reason(governed: GovernedLedger) -> None:
    calls = [registration().call(), PartyRegistration(PartyClass.AUDITOR, b"d1", bytes(32)).call()]
    parts = divide([CouncilCall(governed.deployment.contract, call) for call in calls])
    governed.members["government"].propose(parts, WHY)
    proposal = proposal_id(governed.members["government"].address, WHY, parts)
    for member in governed.members.values():
        member.approve(proposal)
    governed.chain.travel_by(LOCAL_DELAY_S)
    with pytest.raises(ContractRefusal, match="call 2 of the proposal fails") as refused:
        governed.members["workers"].execute(proposal, parts[0])
    assert (refused.value.name, refused.value.item) == ("CountryInvalid", 1)


@pytest.mark.parametrize("act", ["approve", "object_to", "withdraw", "cancel"])
def test_member_acts_on_an_unknown_proposal_are_refused(governed: GovernedLedger, act: str) -> None:
    with pytest.raises(ContractRefusal) as refused:
        getattr(governed.members["workers"], act)(WHY)
    assert refused.value.name == "ProposalUnknown"


def test_member_objects_withdraws_and_cancels(governed: GovernedLedger) -> None:
    parts = divide([CouncilCall(governed.deployment.contract, registration().call())])
    government, workers = governed.members["government"], governed.members["workers"]
    government.propose(parts, WHY)
    proposal = proposal_id(government.address, WHY, parts)
    members = governed.contract.members()
    workers.object_to(proposal)
    assert governed.contract.standing(proposal, members).votes[workers.address] is Vote.OBJECTION
    workers.withdraw(proposal)
    assert governed.contract.standing(proposal, members).votes[workers.address] is Vote.NONE
    government.cancel(proposal)
    assert governed.contract.standing(proposal, members).state is ProposalState.CANCELLED


def test_member_suspends_and_lifts(governed: GovernedLedger) -> None:
    (party,) = governed.council.register_parties([registration()])
    key = b"\x12" * 20
    governed.council.add_keys([KeyAddition(party, key)])
    workers: MemberAccount = governed.members["workers"]
    until = governed.chain.timestamp() + 1000
    workers.suspend_key(key, until)
    workers.suspend_party(party, until + 1)
    found = governed.client.party(party)
    assert found is not None
    assert found.suspended_until == until + 1
    workers.lift_party_suspension(party)
    with pytest.raises(ContractRefusal) as refused:
        workers.lift_key_suspension(key)
    assert refused.value.name == "SuspensionNotStanding"  # its party's later end stands on it
