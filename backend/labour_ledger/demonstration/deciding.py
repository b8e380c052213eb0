"""How the demonstration's council decides, and that one of its members alone decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from labour_ledger.chain.council import PartyRegistration
from labour_ledger.chain.council_contract import CouncilContract, MemberAccount
from labour_ledger.chain.council_proposals import CouncilCall, description_hash, divide, proposal_id
from labour_ledger.chain.council_words import describe_call
from labour_ledger.chain.local import member_keys
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.keccak import keccak256

from .world import World

_WHY = "one more auditor, decided by one ministry"


@dataclass(frozen=True, slots=True)
class AloneRefused:
    """What one member tried alone, in words, and what the council said to it."""

    words: str
    refusal: ContractRefusal


def try_alone(world: World) -> AloneRefused | None:
    """Let the government's member propose, approve and execute without the others; it cancels what it proposed.

    Returns:
        What it tried and the refusal, or None if the council did it.
    """
    call = PartyRegistration(PartyClass.AUDITOR, b"DE", keccak256(b"profile of one more auditor")).call()
    parts = divide([CouncilCall(world.deployment.contract, call)])
    with CouncilContract.of(world.client, world.deployment) as council:
        alone = MemberAccount(council, member_keys()["government"])
        alone.propose(parts, description_hash(_WHY))
        proposal = proposal_id(alone.address, description_hash(_WHY), parts)
        alone.approve(proposal)
        try:
            alone.execute(proposal, parts[0])
        except ContractRefusal as refusal:
            alone.cancel(proposal)
            (words,) = describe_call(parts[0][0], world.deployment.council)
            return AloneRefused(words.text, refusal)
    return None
