from __future__ import annotations

import pytest
from tests.contracts.support.world import (
    ANYWHERE,
    AUDITOR,
    BUSINESS,
    CIVIL_SOCIETY,
    EMPLOYERS,
    FOREVER,
    GOVERNMENT,
    WORKERS,
    ZERO,
    World,
    hash_of,
)

SCHEMA = "ilo/c029@1930"
METHODS = [(BUSINESS, 2), (AUDITOR, 3), (GOVERNMENT, 4), (WORKERS, 5), (EMPLOYERS, 6), (CIVIL_SOCIETY, 6), (9, 6)]


def basis_of(
    party: int, of_class: int, method: int, kind: int = 1, reach: int = 2, accreditor: int = 0, country: bytes = b"DE"
) -> int:
    number = int.from_bytes(country, "big")
    return party | of_class << 64 | method << 72 | kind << 80 | number << 88 | reach << 104 | accreditor << 112


@pytest.fixture
def schema(world: World) -> bytes:
    return world.schema(SCHEMA)


def test_record_valid_attestation_extends_both_histories(world: World, schema: bytes, kind: int) -> None:
    party = world.party(AUDITOR)
    key = world.key(party, "auditor", kind)
    world.accredit(party, schema)
    subject = world.subject("mill")
    attestation = world.attestation(key, subject, schema, outcome=2, refUid=hash_of("earlier"))

    sent = world.record(attestation, key)

    uid = world.uid(attestation)
    (name, recorded), (last, signed) = world.events_of(sent)
    assert (name, last) == ("Recorded", "Signed")
    assert recorded == attestation | {"uid": uid, "basis": basis_of(party, AUDITOR, 3, kind)}
    assert signed["structHash"] == world.domain.struct_hash("Attestation", attestation)
    assert signed["signature"] == key.sign(world.domain, "Attestation", attestation)
    world.assert_heads()
    nonce = attestation["nonce"]
    assert world.ledger.nonceWord(key.address, nonce >> 8) == 1 << (nonce & 0xFF)


@pytest.mark.parametrize(("of_class", "method"), METHODS)
def test_record_by_each_class_derives_its_method(world: World, schema: bytes, of_class: int, method: int) -> None:
    party = world.party(of_class, b"FR")
    key = world.key(party, "issuer")
    world.accredit(party, schema)
    attestation = world.attestation(key, world.subject("mill"), schema)

    (_, recorded), _ = world.events_of(world.record(attestation, key))

    assert recorded["basis"] == basis_of(party, of_class, method, country=b"FR")


def test_record_by_controller_is_self_and_needs_no_accreditation(world: World) -> None:
    # The class mask leaves businesses out: it does not govern the subject's own controller.
    schema = world.schema("ledger/reply@1", classes=1 << AUDITOR)
    supplier = world.party(BUSINESS)
    key = world.key(supplier, "supplier")
    attestation = world.attestation(key, world.subject("mill", controller=supplier), schema)

    (_, recorded), _ = world.events_of(world.record(attestation, key))

    assert recorded["basis"] == basis_of(supplier, BUSINESS, 1, reach=0)


def test_record_without_accreditation_rule_needs_none(world: World) -> None:
    schema = world.schema("ledger/dispute@1", flags=0)
    key = world.key(world.party(WORKERS), "union")
    attestation = world.attestation(key, world.subject("mill"), schema, outcome=0)

    (_, recorded), _ = world.events_of(world.record(attestation, key))

    assert recorded["basis"] == basis_of(1, WORKERS, 5, reach=0)


def test_record_with_both_accreditations_uses_the_one_for_the_country(world: World, schema: bytes) -> None:
    accreditor = world.party(GOVERNMENT)
    accreditor_key = world.key(accreditor, "ministry")
    party = world.party(AUDITOR)
    key = world.key(party, "auditor")
    world.accredit(party, schema)
    world.accredit(accreditor, schema, b"ID", may_accredit=True)
    given = world.message(
        accreditor_key, party=party, schema=schema, country=b"ID", action=1, **{"from": 0, "until": FOREVER}
    )
    world.send("changeAccreditation", *world.signed("AccreditationChange", given, accreditor_key))

    (_, recorded), _ = world.events_of(world.record(world.attestation(key, world.subject("mill"), schema), key))

    assert recorded["basis"] == basis_of(party, AUDITOR, 3, reach=1, accreditor=accreditor)


def test_record_with_lapsed_country_accreditation_falls_back_to_every_country(world: World, schema: bytes) -> None:
    party = world.party(AUDITOR)
    key = world.key(party, "auditor")
    world.govern("giveAccreditation", party, schema, b"ID", 0, world.now() + 500, False)
    world.accredit(party, schema, ANYWHERE)
    subject = world.subject("mill")
    world.move_to(world.now() + 600)

    (_, recorded), _ = world.events_of(world.record(world.attestation(key, subject, schema), key))

    assert recorded["basis"] == basis_of(party, AUDITOR, 3, reach=2)


def test_record_on_subject_without_country_counts_as_every_country(world: World, schema: bytes) -> None:
    party = world.party(AUDITOR)
    key = world.key(party, "auditor")
    world.accredit(party, schema)
    subject = world.subject("group", kind=2, country=ANYWHERE)

    (_, recorded), _ = world.events_of(world.record(world.attestation(key, subject, schema), key))

    assert recorded["basis"] == basis_of(party, AUDITOR, 3, reach=2)


def test_record_on_closed_subject_goes_through(world: World, schema: bytes) -> None:
    party = world.party(AUDITOR)
    key = world.key(party, "auditor")
    world.accredit(party, schema)
    subject = world.subject("mill")
    world.govern("closeSubject", subject)

    world.record(world.attestation(key, subject, schema, outcome=4), key)

    world.assert_heads()


def test_record_twice_chains_the_second_entry_to_the_first(world: World, schema: bytes) -> None:
    party = world.party(AUDITOR)
    key = world.key(party, "auditor")
    world.accredit(party, schema)
    subject = world.subject("mill")

    world.record(world.attestation(key, subject, schema), key)
    first = bytes(world.ledger.subjectHead(subject))
    world.record(world.attestation(key, subject, schema), key)

    assert bytes(world.ledger.subjectHead(subject)) not in (first, ZERO)
    world.assert_heads()


def test_record_same_as_enters_both_subjects(world: World) -> None:
    schema = world.schema("ledger/same-as@1", flags=0)
    key = world.key(world.party(CIVIL_SOCIETY), "registry")
    subject, twin = world.subject("mill"), world.subject("mill again")
    attestation = world.attestation(key, subject, schema, outcome=0, refUid=twin)

    (_, recorded), (name, joined), (last, _) = world.events_of(world.record(attestation, key))

    assert (name, last) == ("JoinedBy", "Signed")
    assert joined == {"joined": twin, "subject": subject, "uid": recorded["uid"], "basis": recorded["basis"]}
    world.assert_heads()


def test_record_by_anyone_costs_the_issuer_nothing(world: World, schema: bytes) -> None:
    party = world.party(AUDITOR)
    key = world.key(party, "auditor")
    world.accredit(party, schema)

    world.record(world.attestation(key, world.subject("mill"), schema), key)

    assert world.web3.eth.get_balance(key.address) == 0
    assert world.web3.eth.get_transaction_count(key.address) == 0
