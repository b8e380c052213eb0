import json
from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st
from tests.conformance.sources import reference
from tests.property.verify_strategies import attestations, domains

from labour_ledger_verify.attestation import Attestation, Domain, batch_struct_hash, digest

TYPES = reference.signed_types()
BITS = {"nonce": 64, "deadline": 64, "outcome": 8, "valid_from": 64, "valid_until": 64}


def message_of(attestation):
    return {name: str(value) if name == "outcome" else value for name, value in attestation.to_json().items()}


def domain_message(domain):
    return {"chainId": str(domain.chain_id), "verifyingContract": "0x" + domain.verifying_contract.hex()}


def flip(data, bit):
    return (int.from_bytes(data, "big") ^ 1 << bit).to_bytes(len(data), "big")


def with_one_bit_changed(value, name, bit):
    found = getattr(value, name)
    changed = flip(found, bit % (8 * len(found))) if isinstance(found, bytes) else found ^ 1 << bit % BITS[name]
    return replace(value, **{name: changed})


@given(domains, attestations)
def test_uid_is_the_digest_of_eth_account(domain, attestation):
    arguments = TYPES["Attestation"], domain_message(domain), message_of(attestation)
    separator, struct_hash, found = reference.digest_by_eth_account(*arguments)
    assert (domain.separator, attestation.struct_hash()) == (separator, struct_hash)
    assert attestation.uid(domain.separator) == found


@given(domains, st.lists(attestations, min_size=1, max_size=5))
def test_batch_digest_is_that_of_eth_account(domain, items):
    message = {"attestations": [message_of(item) for item in items]}
    found = reference.digest_by_eth_account(TYPES["Batch"], domain_message(domain), message)[2]
    assert digest(domain.separator, batch_struct_hash([item.struct_hash() for item in items])) == found


@given(domains, attestations)
def test_json_written_and_read_is_the_same(domain, attestation):
    assert Attestation.from_json(json.loads(json.dumps(attestation.to_json()))) == attestation
    assert Domain.from_json(json.loads(json.dumps(domain.to_json()))) == domain


@given(domains, attestations, st.sampled_from([field.name for field in fields(Attestation)]), st.integers(0, 255))
def test_uid_changes_with_any_bit_of_any_field(domain, attestation, name, bit):
    changed = with_one_bit_changed(attestation, name, bit)
    assert changed.uid(domain.separator) != attestation.uid(domain.separator)


@given(domains, attestations, st.integers(0, 159))
def test_uid_changes_with_any_bit_of_the_domain(domain, attestation, bit):
    moved = replace(domain, verifying_contract=flip(domain.verifying_contract, bit))
    other_chain = replace(domain, chain_id=domain.chain_id ^ 1 << bit % 53)
    assert len({attestation.uid(found.separator) for found in (domain, moved, other_chain)}) == 3
