from eth_abi.abi import encode

from labour_ledger.chain.council_proposals import (
    CALLS_IN_PART,
    CouncilCall,
    Proposed,
    description_hash,
    divide,
    proposal_id,
    remaining_hash,
)
from labour_ledger_verify.keccak import keccak256

CALLS = [CouncilCall(b"\x01" * 20, bytes([number])) for number in range(150)]


def test_divide_keeps_up_to_a_parts_calls_together_and_their_order() -> None:
    assert divide(CALLS[:CALLS_IN_PART]) == (tuple(CALLS[:CALLS_IN_PART]),)
    assert [len(part) for part in divide(CALLS)] == [64, 64, 22]
    assert [call for part in divide(CALLS) for call in part] == CALLS
    assert divide([]) == ()


def test_remaining_hash_is_that_of_the_interface() -> None:
    first, second = divide(CALLS[:65])
    after = keccak256(encode(["(address,bytes)[]", "bytes32"], [[(b"\x01" * 20, b"\x40")], bytes(32)]))
    pairs = [(call.target, call.data) for call in first]
    assert remaining_hash([second]) == after
    assert remaining_hash([first, second]) == keccak256(encode(["(address,bytes)[]", "bytes32"], [pairs, after]))
    assert remaining_hash([]) == bytes(32)


def test_proposal_id_depends_on_proposer_words_and_calls() -> None:
    parts = divide(CALLS[:2])
    why = description_hash("why")
    ids = {
        proposal_id(b"\x01" * 20, why, parts),
        proposal_id(b"\x02" * 20, why, parts),
        proposal_id(b"\x01" * 20, description_hash("because"), parts),
        proposal_id(b"\x01" * 20, why, divide(CALLS[1:3])),
        proposal_id(b"\x01" * 20, why, (parts[0][:1], parts[0][1:])),
    }
    assert len(ids) == 5


def test_description_hash_does_not_see_space_around_the_words() -> None:
    assert description_hash(" why\n") == description_hash("why") == keccak256(b"why")


def test_calls_of_a_proposal_are_those_of_its_parts() -> None:
    proposed = Proposed(bytes(32), bytes(20), bytes(32), divide(CALLS), 0, 0)
    assert list(proposed.calls) == CALLS
