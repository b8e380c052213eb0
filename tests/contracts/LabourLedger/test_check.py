from __future__ import annotations

from eth_abi.abi import decode
from tests.contracts.support.typed_data import Key, values_of
from tests.contracts.support.world import AUDITOR, World


def prepared(world: World) -> tuple[Key, bytes, bytes]:
    schema = world.schema("ilo/c029@1930")
    party = world.party(AUDITOR)
    world.accredit(party, schema)
    return world.key(party, "auditor"), world.subject("mill"), schema


def test_check_foretells_uid_and_basis(world: World) -> None:
    key, subject, schema = prepared(world)
    attestation = world.attestation(key, subject, schema)

    uid, basis = decode(["bytes32", "uint256"], world.simulate("check", values_of("Attestation", attestation)))

    (_, recorded), _ = world.events_of(world.record(attestation, key))
    assert (recorded["uid"], recorded["basis"]) == (uid, basis)


def test_check_spends_no_nonce(world: World) -> None:
    key, subject, schema = prepared(world)
    struct = values_of("Attestation", world.attestation(key, subject, schema))
    world.simulate("check", struct)
    assert world.simulate("check", struct)
    assert world.ledger.nonceWord(key.address, 0) == 0
