"""The slots of docs/contracts.md, read from the chain as they are."""

from __future__ import annotations

from eth_abi.abi import encode
from eth_utils.crypto import keccak
from tests.contracts.support.council_world import DELAY, THRESHOLD, CouncilWorld
from tests.contracts.support.world import AUDITOR, DAY


def slot_of(key: bytes, mapping: int) -> int:
    return int.from_bytes(keccak(key + encode(["uint256"], [mapping])), "big")


def word(hall: CouncilWorld, slot: int) -> int:
    return int.from_bytes(hall.web3.eth.get_storage_at(hall.council.address, slot), "big")


def address_word(account: object) -> bytes:
    return encode(["address"], [str(account)])


def test_rules_are_packed_in_the_first_slot(hall: CouncilWorld) -> None:
    hall.decide(hall.on_itself("setThreshold", 3))
    rules = word(hall, 0)
    found = (rules % 2**48, (rules >> 48) % 2**8, (rules >> 56) % 2**48, rules >> 104)
    assert found == (DELAY, THRESHOLD - 1, hall.now(), len(hall.classes))
    assert word(hall, 1) == len(hall.classes)


def test_memberships_and_votes_lie_where_the_page_says(hall: CouncilWorld) -> None:
    proposal = hall.propose(hall.party_call())
    hall.send(hall.workers, "object", proposal)
    assert word(hall, slot_of(address_word(hall.workers), 2)) == 3 | 3 << 64
    record = slot_of(proposal, 3)
    expires = hall.proposal(proposal)[2]
    assert word(hall, record) == int(str(hall.government), 16) | expires << 208
    votes = slot_of(proposal, 4).to_bytes(32, "big")
    place = int.from_bytes(keccak(address_word(hall.workers) + votes), "big")
    assert word(hall, place) == 3 | 2 << 64


def test_suspensions_and_allowances_lie_where_the_page_says(hall: CouncilWorld) -> None:
    party = hall.world.party(AUDITOR)
    key = str(hall.world.key(party, "auditor").address)
    until = hall.now() + DAY
    since = hall.time_of(hall.send(hall.workers, "suspendKey", key, until))
    suspended = int(str(hall.workers), 16) | since << 160 | until << 208
    assert word(hall, slot_of(address_word(key), 5)) == suspended
    since = hall.time_of(hall.send(hall.workers, "suspendParty", party, until + 1))
    suspended = int(str(hall.workers), 16) | since << 160 | (until + 1) << 208
    assert word(hall, slot_of(encode(["uint64"], [party]), 6)) == suspended
    assert word(hall, slot_of(address_word(hall.workers), 7)) >> 48 == 2
