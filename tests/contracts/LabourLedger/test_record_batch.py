from __future__ import annotations

import pytest
from tests.contracts.support.typed_data import Key, values_of
from tests.contracts.support.world import AUDITOR, SELF, World

SCHEMA = "ilo/c029@1930"


@pytest.fixture(scope="module")
def schema(world: World) -> bytes:
    return world.schema(SCHEMA)


@pytest.fixture
def key(world: World, schema: bytes, kind: int) -> Key:
    party = world.party(AUDITOR)
    world.accredit(party, schema, b"ID")
    return world.key(party, "auditor", kind)


@pytest.fixture(scope="module")
def sites(world: World) -> list[bytes]:
    return [world.subject(name) for name in ("north", "south", "east")]


def test_record_batch_over_returning_subjects_keeps_every_head(
    world: World, schema: bytes, key: Key, sites: list[bytes]
) -> None:
    north, south, east = sites
    attestations = [world.attestation(key, site, schema) for site in (north, north, south, north, east, east)]

    sent = world.send("recordBatch", *world.batch(attestations, key))

    events = world.events_of(sent)
    assert [name for name, _ in events] == ["Recorded"] * 6 + ["Signed"]
    assert [values["uid"] for _, values in events[:6]] == [world.uid(attestation) for attestation in attestations]
    assert events[6][1]["structHash"] == world.domain.struct_hash("Batch", {"attestations": attestations})
    world.assert_heads()


def test_record_batch_over_schemas_countries_and_capacities_finds_each_basis(
    world: World, schema: bytes, key: Key, sites: list[bytes]
) -> None:
    party = int(world.ledger.keyOf(key.address)[0])
    other = world.schema("ilo/c138@1973", flags=SELF)
    world.accredit(party, schema)
    abroad = world.subject("abroad", country=b"MY")
    own = world.subject("own", controller=party)
    order = [
        (sites[0], schema),
        (abroad, schema),
        (sites[0], other),
        (own, schema),
        (sites[1], schema),
        (abroad, other),
    ]
    attestations = [world.attestation(key, subject, of_schema) for subject, of_schema in order]

    events = world.events_of(world.send("recordBatch", *world.batch(attestations, key)))

    methods_and_reaches = [(v["basis"] >> 72 & 0xFF, v["basis"] >> 104 & 0xFF) for n, v in events if n == "Recorded"]
    assert methods_and_reaches == [(3, 1), (3, 2), (3, 0), (1, 0), (3, 1), (3, 0)]
    world.assert_heads()


def test_record_batch_of_same_as_reaches_subjects_before_and_after_in_the_batch(
    world: World, schema: bytes, key: Key, sites: list[bytes]
) -> None:
    same_as = world.schema("ledger/same-as@1", flags=0)
    north, south, east = sites
    attestations = [
        world.attestation(key, north, schema),
        world.attestation(key, south, same_as, refUid=north),
        world.attestation(key, south, schema),
        world.attestation(key, north, same_as, refUid=south),
        world.attestation(key, east, same_as, refUid=north),
        world.attestation(key, north, schema),
    ]

    events = world.events_of(world.send("recordBatch", *world.batch(attestations, key)))

    names = [name for name, _ in events]
    joins = ["Recorded", "JoinedBy"]
    assert names == ["Recorded", *joins, "Recorded", *joins, *joins, "Recorded", "Signed"]
    world.assert_heads()


def test_record_batch_of_none_reverts(world: World) -> None:
    with world.reverts_with("BatchEmpty"):
        world.simulate("recordBatch", [], b"")


def test_record_batch_of_two_issuers_reverts(world: World, schema: bytes, key: Key, sites: list[bytes]) -> None:
    other = world.new_key("other")
    attestations = [
        world.attestation(key, sites[0], schema),
        world.attestation(key, sites[0], schema, issuer=other.address),
    ]
    with world.reverts_with("BatchIssuerMixed", 1, other.address):
        world.simulate("recordBatch", *world.batch(attestations, key))


def test_record_batch_with_one_bad_item_names_it_and_records_nothing(
    world: World, schema: bytes, key: Key, sites: list[bytes]
) -> None:
    attestations = [world.attestation(key, site, schema) for site in sites]
    attestations[2]["outcome"] = 6
    with world.reverts_with("OutcomeNotAllowed", 2, schema, 6):
        world.simulate("recordBatch", *world.batch(attestations, key))
    assert world.ledger.issuedHead(world.ledger.keyOf(key.address)[0]) == "0x" + "00" * 32


def test_record_batch_spending_a_nonce_twice_names_the_second(
    world: World, schema: bytes, key: Key, sites: list[bytes]
) -> None:
    attestations = [world.attestation(key, sites[0], schema, nonce=300) for _ in range(2)]
    with world.reverts_with("AttestationNonceUsed", 1, key.address, 300):
        world.simulate("recordBatch", *world.batch(attestations, key))


def test_record_batch_after_its_item_was_recorded_alone_reverts(
    world: World, schema: bytes, key: Key, sites: list[bytes]
) -> None:
    attestations = [world.attestation(key, site, schema) for site in sites]
    world.record(attestations[1], key)
    with world.reverts_with("AttestationNonceUsed", 1, key.address, attestations[1]["nonce"]):
        world.simulate("recordBatch", *world.batch(attestations, key))


def test_record_batch_with_a_changed_item_reverts(world: World, schema: bytes, key: Key, sites: list[bytes]) -> None:
    attestations = [world.attestation(key, site, schema) for site in sites]
    structs, signature = world.batch(attestations, key)
    structs[1] = values_of("Attestation", attestations[1] | {"outcome": 2})
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("recordBatch", structs, signature)


def test_record_batch_signed_as_a_single_attestation_reverts(
    world: World, schema: bytes, key: Key, sites: list[bytes]
) -> None:
    attestation = world.attestation(key, sites[0], schema)
    struct, signature = world.signed("Attestation", attestation, key)
    with world.reverts_with("SignatureInvalid", key.address):
        world.simulate("recordBatch", [struct], signature)


def test_record_batch_refuses_bits_above_a_field_of_a_later_item(
    world: World, schema: bytes, key: Key, sites: list[bytes]
) -> None:
    attestations = [world.attestation(key, site, schema) for site in sites]
    data = bytearray.fromhex(world.ledger.recordBatch.encode_input(*world.batch(attestations, key))[2:])
    outcome_of_second = 4 + 32 * (2 + 1 + 10 + 5)
    assert data[outcome_of_second + 31] == 1
    data[outcome_of_second + 30] = 1
    with world.reverts_with_nothing():
        world.simulate.raw(bytes(data))
