from __future__ import annotations

from typing import Any

import pytest
from tests.contracts.support.typed_data import Key
from tests.contracts.support.world import (
    ADMIN,
    ANYWHERE,
    AUDITOR,
    BUSINESS,
    DAY,
    SELF,
    SIGN,
    WORKERS,
    ZERO,
    World,
    hash_of,
)

SCHEMA = "ilo/c029@1930"
UNKNOWN = hash_of("never registered")


class Auditor:
    """A world with one site, one schema and one auditor accredited for both."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.schema = world.schema(SCHEMA, classes=1 << AUDITOR, outcomes=0b001111, validity=400 * DAY, backdating=DAY)
        self.party = world.party(AUDITOR)
        self.key = world.key(self.party, "auditor")
        world.accredit(self.party, self.schema, b"ID")
        self.subject = world.subject("mill")

    def attestation(self, **changes: Any) -> dict[str, Any]:
        return self.world.attestation(self.key, self.subject, self.schema, validFrom=self.world.now()) | changes

    def refused(self, attestation: dict[str, Any], key: Key, error: str, *values: Any) -> None:
        """`record` and `check` refuse it for the same reason: every reason here comes before the signature."""
        arguments = self.world.signed("Attestation", attestation, key)
        with self.world.reverts_with(error, *values):
            self.world.simulate("record", *arguments)
        with self.world.reverts_with(error, *values):
            self.world.simulate("check", arguments[0])


@pytest.fixture(scope="module")
def auditor(world: World) -> Auditor:
    return Auditor(world)


def test_record_by_unknown_key_reverts(world: World, auditor: Auditor) -> None:
    stranger = world.new_key("stranger")
    auditor.refused(auditor.attestation(issuer=stranger.address), stranger, "KeyUnknown", stranger.address)


def test_record_before_key_is_valid_reverts(world: World, auditor: Auditor) -> None:
    start = world.now() + 1000
    key = world.key(auditor.party, "later", not_before=start)
    attestation = auditor.attestation(issuer=key.address)

    world.move_to(start - 1)
    auditor.refused(attestation, key, "KeyNotYetValid", key.address, start)
    world.move_to(start)
    world.simulate("record", *world.signed("Attestation", attestation, key))


def test_record_after_key_ended_reverts(world: World, auditor: Auditor) -> None:
    end = world.now() + 1000
    key = world.key(auditor.party, "short", not_after=end)
    attestation = auditor.attestation(issuer=key.address)

    world.move_to(end - 1)
    world.simulate("record", *world.signed("Attestation", attestation, key))
    world.move_to(end)
    auditor.refused(attestation, key, "KeyRetiredAt", key.address, end)


def test_record_by_retired_key_reverts(world: World, auditor: Auditor) -> None:
    world.govern("retireKey", auditor.key.address)
    auditor.refused(auditor.attestation(), auditor.key, "KeyRetiredAt", auditor.key.address, world.now())


def test_record_by_suspended_key_reverts_until_it_lapses(world: World, auditor: Auditor) -> None:
    until = world.now() + 1000
    world.govern("suspendKey", auditor.key.address, until)
    attestation = auditor.attestation()

    world.move_to(until - 1)
    auditor.refused(attestation, auditor.key, "KeySuspendedUntil", auditor.key.address, until)
    world.move_to(until)
    world.simulate("check", world.signed("Attestation", attestation, auditor.key)[0])


def test_record_by_key_without_sign_role_reverts(world: World, auditor: Auditor) -> None:
    key = world.key(auditor.party, "manager", role=ADMIN)
    auditor.refused(auditor.attestation(issuer=key.address), key, "KeyRoleMissing", key.address, SIGN)


def test_record_with_suspended_party_takes_revocations_only(world: World, auditor: Auditor) -> None:
    revocation = world.schema("ledger/revocation@1", flags=0)
    world.govern("suspendParty", auditor.party, world.now() + 1000)

    auditor.refused(
        auditor.attestation(), auditor.key, "SuspendedKeyMayOnlyRevoke", 0, auditor.key.address, auditor.schema
    )
    world.record(auditor.attestation(schema=revocation, outcome=0, refUid=UNKNOWN), auditor.key)
    world.assert_heads()


def test_record_on_unknown_subject_reverts(auditor: Auditor) -> None:
    attestation = auditor.attestation(subject=UNKNOWN)
    auditor.refused(attestation, auditor.key, "AttestationSubjectUnknown", 0, UNKNOWN)


def test_record_on_zero_subject_reverts(auditor: Auditor) -> None:
    auditor.refused(auditor.attestation(subject=ZERO), auditor.key, "AttestationSubjectUnknown", 0, ZERO)


@pytest.mark.parametrize("schema", [UNKNOWN, ZERO])
def test_record_under_unknown_schema_reverts(auditor: Auditor, schema: bytes) -> None:
    auditor.refused(auditor.attestation(schema=schema), auditor.key, "AttestationSchemaUnknown", 0, schema)


def test_record_under_retired_schema_reverts(world: World, auditor: Auditor) -> None:
    world.govern("retireSchema", auditor.schema)
    auditor.refused(auditor.attestation(), auditor.key, "AttestationSchemaRetired", 0, auditor.schema)


def test_record_by_class_that_is_not_allowed_reverts(world: World, auditor: Auditor) -> None:
    party = world.party(WORKERS)
    key = world.key(party, "union")
    world.accredit(party, auditor.schema)
    attestation = auditor.attestation(issuer=key.address)
    auditor.refused(attestation, key, "ClassNotAllowed", 0, auditor.schema, WORKERS)


@pytest.mark.parametrize("outcome", [4, 5, 6, 8, 16, 255])
def test_record_with_outcome_that_is_not_allowed_reverts(auditor: Auditor, outcome: int) -> None:
    auditor.refused(auditor.attestation(outcome=outcome), auditor.key, "OutcomeNotAllowed", 0, auditor.schema, outcome)


def test_record_by_controller_without_self_declaration_reverts(world: World, auditor: Auditor) -> None:
    schema = world.schema("sai/sa8000@2014", flags=0)
    supplier = world.party(BUSINESS)
    key = world.key(supplier, "supplier")
    subject = world.subject("own mill", controller=supplier)
    attestation = auditor.attestation(issuer=key.address, subject=subject, schema=schema)
    auditor.refused(attestation, key, "SelfDeclarationNotAllowed", 0, schema, supplier)


def test_record_without_accreditation_reverts(world: World, auditor: Auditor) -> None:
    subject = world.subject("mill elsewhere", country=b"MY")
    attestation = auditor.attestation(subject=subject)
    auditor.refused(attestation, auditor.key, "AccreditationMissing", 0, auditor.party, auditor.schema, b"MY")


def test_record_outside_country_accreditation_names_its_dates(world: World, auditor: Auditor) -> None:
    start, end = world.now() + 1000, world.now() + 2000
    world.govern("giveAccreditation", auditor.party, auditor.schema, b"MY", start, end, False)
    world.govern("giveAccreditation", auditor.party, auditor.schema, ANYWHERE, start, end + 1, False)
    subject = world.subject("mill elsewhere", country=b"MY")
    attestation = auditor.attestation(subject=subject)
    refusal = ("AccreditationNotInForce", 0, auditor.party, auditor.schema, b"MY", start, end)

    world.move_to(start - 1)
    auditor.refused(attestation, auditor.key, *refusal)
    world.move_to(start)
    world.simulate("check", world.signed("Attestation", auditor.attestation(subject=subject), auditor.key)[0])
    world.move_to(end + 1)
    auditor.refused(auditor.attestation(subject=subject), auditor.key, *refusal)


def test_record_outside_accreditation_for_every_country_names_its_dates(world: World, auditor: Auditor) -> None:
    end = world.now() + 1000
    world.govern("giveAccreditation", auditor.party, auditor.schema, ANYWHERE, 7, end, False)
    subject = world.subject("mill elsewhere", country=b"MY")
    world.move_to(end)
    auditor.refused(
        auditor.attestation(subject=subject),
        auditor.key,
        "AccreditationNotInForce",
        0,
        auditor.party,
        auditor.schema,
        ANYWHERE,
        7,
        end,
    )


@pytest.mark.parametrize("length", [0, -1])
def test_record_with_empty_validity_reverts(world: World, auditor: Auditor, length: int) -> None:
    start = world.now()
    attestation = auditor.attestation(validFrom=start, validUntil=start + length)
    auditor.refused(attestation, auditor.key, "ValidityEmpty", 0, start, start + length)


def test_record_with_validity_at_the_limit_goes_through_and_beyond_reverts(world: World, auditor: Auditor) -> None:
    latest = world.now() + 400 * DAY
    allowed = auditor.attestation(validUntil=latest)
    world.simulate("check", world.signed("Attestation", allowed, auditor.key)[0])
    too_long = auditor.attestation(validUntil=latest + 1)
    auditor.refused(too_long, auditor.key, "ValidityTooLong", 0, latest + 1, latest)


def test_record_back_dated_to_the_limit_goes_through_and_beyond_reverts(world: World, auditor: Auditor) -> None:
    earliest = world.now() - DAY
    allowed = auditor.attestation(validFrom=earliest)
    world.simulate("check", world.signed("Attestation", allowed, auditor.key)[0])
    too_early = auditor.attestation(validFrom=earliest - 1)
    auditor.refused(too_early, auditor.key, "BackdatingTooLong", 0, earliest - 1, earliest)


def test_record_without_limits_takes_any_period(world: World, auditor: Auditor) -> None:
    schema = world.schema("ledger/exit@1", flags=SELF)
    attestation = auditor.attestation(schema=schema, validFrom=0, validUntil=2**64 - 1)
    world.simulate("check", world.signed("Attestation", attestation, auditor.key)[0])


def test_record_at_the_deadline_goes_through_and_after_reverts(world: World, auditor: Auditor) -> None:
    deadline = world.now() + 100
    attestation = auditor.attestation(deadline=deadline)
    world.move_to(deadline)
    world.simulate("check", world.signed("Attestation", attestation, auditor.key)[0])
    world.move_to(deadline + 1)
    auditor.refused(attestation, auditor.key, "AttestationDeadlinePassed", 0, deadline)


def test_record_again_reverts(world: World, auditor: Auditor) -> None:
    attestation = auditor.attestation(nonce=2**64 - 1)
    world.record(attestation, auditor.key)
    auditor.refused(attestation, auditor.key, "AttestationNonceUsed", 0, auditor.key.address, 2**64 - 1)


def test_record_same_as_itself_reverts(world: World, auditor: Auditor) -> None:
    schema = world.schema("ledger/same-as@1", flags=0)
    attestation = auditor.attestation(schema=schema, refUid=auditor.subject)
    auditor.refused(attestation, auditor.key, "JoinedToItself", 0, auditor.subject)


def test_record_same_as_unknown_reverts(world: World, auditor: Auditor) -> None:
    schema = world.schema("ledger/same-as@1", flags=0)
    attestation = auditor.attestation(schema=schema, refUid=UNKNOWN)
    auditor.refused(attestation, auditor.key, "JoinedSubjectUnknown", 0, UNKNOWN)


# Word of the call data after the selector -> width in bits, for the fields narrower than a word.
NARROW_FIELDS = {0: 160, 1: 64, 2: 64, 5: 8, 6: 64, 7: 64}


@pytest.mark.parametrize(("word", "bits"), NARROW_FIELDS.items())
def test_record_with_bits_above_a_field_reverts(world: World, auditor: Auditor, word: int, bits: int) -> None:
    arguments = world.signed("Attestation", auditor.attestation(), auditor.key)
    data = bytearray.fromhex(world.ledger.record.encode_input(*arguments)[2:])
    data[4 + 32 * word + 31 - bits // 8] = 1
    with world.reverts_with_nothing():
        world.simulate.raw(bytes(data))


def test_record_of_the_attestation_that_all_refusals_start_from_goes_through(world: World, auditor: Auditor) -> None:
    world.record(auditor.attestation(), auditor.key)
    world.assert_heads()
