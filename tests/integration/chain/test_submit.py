"""What the relay sends, and what the contract refuses, on a real chain."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.support.ledger_world import FAR_FUTURE, WORLD_START, LedgerWorld

from labour_ledger.chain.council import Council
from labour_ledger.chain.errors import TransactionNotAccepted
from labour_ledger.chain.events import EntryEvent, NoncesCancelledEvent, RecordedEvent, SignedEvent
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.signed_types import (
    AccreditationAction,
    AccreditationChange,
    ControllerChange,
    KeyAction,
    KeyChange,
    KeyRole,
    NonceCancel,
)
from labour_ledger.chain.signing import LocalSigner, sign_typed
from labour_ledger.chain.state import SubjectState
from labour_ledger.chain.submit import Relay, Submission
from labour_ledger_verify.attestation import batch_struct_hash, identifier_hash, schema_hash, subject_id
from labour_ledger_verify.basis import AccreditationFound, Basis, Method, SignerKind
from labour_ledger_verify.hexadecimal import to_checksum_address
from labour_ledger_verify.keccak import keccak256

AUDITED = "ilo/c029@1930"


def test_record_signed_by_auditor_returns_uid_events_and_gas(world: LedgerWorld) -> None:
    attestation = world.attestation("auditor", world.sites[0], AUDITED, outcome=1)
    checked = world.client.check(attestation)

    done = world.record("auditor", attestation)

    assert done.uids == (attestation.uid(world.deployment.domain.separator),) == (checked.uid,)
    recorded, signed = done.events
    assert isinstance(recorded, RecordedEvent)
    assert recorded.attestation() == attestation
    assert Basis.unpack(recorded.basis) == checked.basis
    assert checked.basis == Basis(
        party=world.parties["auditor"].number,
        party_class=world.parties["auditor"].party_class,
        method=Method.THIRD_PARTY,
        signer_kind=SignerKind.ACCOUNT,
        country="DE",
        accreditation=AccreditationFound.WORLDWIDE,
        accreditor=0,
    )
    assert isinstance(signed, SignedEvent)
    assert signed.struct_hash == attestation.struct_hash()
    block = world.client.block(done.block_number)
    assert block is not None
    assert (block.hash, block.timestamp) == (done.block_hash, recorded.recorded_at)
    assert 21_000 < done.gas_used < 150_000


def test_record_without_accreditation_is_refused_by_name_and_nothing_sent(world: LedgerWorld) -> None:
    before = world.latest_block()
    attestation = world.attestation("unaccredited_auditor", world.sites[0], AUDITED, outcome=1)

    with pytest.raises(ContractRefusal) as refused:
        world.record("unaccredited_auditor", attestation)

    assert refused.value.name == "AccreditationMissing"
    assert refused.value.arguments == {
        "party": world.parties["unaccredited_auditor"].number,
        "schema": schema_hash(AUDITED),
        "country": b"ID",
    }
    assert refused.value.item is None
    assert "in ID" in refused.value.message
    assert world.latest_block() == before


def test_record_signed_by_another_key_is_refused(world: LedgerWorld) -> None:
    attestation = world.attestation("auditor", world.sites[0], AUDITED, outcome=1)
    signature = sign_typed(world.parties["brand"].signer, world.deployment.domain, attestation)

    with pytest.raises(ContractRefusal) as refused:
        world.relay.record(attestation, signature)

    assert refused.value.name == "SignatureInvalid"
    assert to_checksum_address(attestation.issuer) in refused.value.message


def test_record_batch_with_bad_item_names_it_and_records_none(world: LedgerWorld) -> None:
    good = world.attestation("auditor", world.sites[0], AUDITED, outcome=1)
    bad = world.attestation("auditor", keccak256(b"nowhere"), AUDITED, outcome=1)
    batch = world.batch("auditor", [good, bad])

    with pytest.raises(ContractRefusal) as refused:
        world.relay.record_batch(batch.attestations, batch.signature)

    assert (refused.value.name, refused.value.item) == ("AttestationSubjectUnknown", 1)
    assert refused.value.context["item"] == 1
    assert world.client.nonce_word(good.issuer, 0) >> good.nonce & 1 == 0


def test_simulate_batch_answers_as_the_contract_and_sends_nothing(world: LedgerWorld) -> None:
    before = world.latest_block()
    batch = world.batch("auditor", [world.attestation("auditor", site, AUDITED, outcome=1) for site in world.sites])

    world.relay.simulate(batch.attestations, batch.signature)
    with pytest.raises(ContractRefusal) as refused:
        world.relay.simulate(batch.attestations[1:], batch.signature)

    assert refused.value.name == "SignatureInvalid"
    assert world.latest_block() == before


def test_record_batches_with_one_replayed_reports_each(world: LedgerWorld) -> None:
    batches = [
        world.batch("auditor", [world.attestation("auditor", site, AUDITED, outcome=1) for site in world.sites])
        for _ in range(4)
    ]
    world.relay.record_batch(batches[1].attestations, batches[1].signature)

    outcomes = world.relay.record_batches(batches, in_flight=3)

    replayed = outcomes.pop(1)
    assert isinstance(replayed, ContractRefusal)
    assert (replayed.name, replayed.item) == ("AttestationNonceUsed", 0)
    separator = world.deployment.domain.separator
    for outcome, batch in zip(outcomes, [batches[0], *batches[2:]], strict=True):
        assert isinstance(outcome, Submission)
        assert outcome.uids == tuple(attestation.uid(separator) for attestation in batch.attestations)
        signed = outcome.events[-1]
        assert isinstance(signed, SignedEvent)
        assert signed.struct_hash == batch_struct_hash([item.struct_hash() for item in batch.attestations])


def test_register_subjects_more_than_fit_together_returns_all_in_order(world: LedgerWorld) -> None:
    registrations = [
        world.registration(f"many {number}", identifiers=tuple(keccak256(b"%d:%d" % (number, n)) for n in range(8)))
        for number in range(80)
    ]

    done = world.relay.register_subjects(registrations)

    registrar = world.parties["registrar"].number
    expected = [subject_id(registrar, signed.registration.salt) for signed in registrations]
    assert [subject for part in done for subject in part.subjects] == expected
    assert len(done) > 2
    assert all(part.gas_used < 2**24 for part in done)


def test_register_subjects_with_claimed_identifier_names_the_row(world: LedgerWorld) -> None:
    taken = identifier_hash("test", "site 0")
    registrations = [world.registration(f"new {number}") for number in range(7)]
    registrations[4] = world.registration("new 4", identifiers=(taken,))

    with pytest.raises(ContractRefusal) as refused:
        world.relay.register_subjects(registrations)

    assert (refused.value.name, refused.value.item) == ("IdentifierAlreadyClaimed", 4)
    assert refused.value.arguments["subject"] == world.sites[0]
    found = world.relay.check_registrations(registrations)
    assert [refusal and refusal.name for refusal in found] == [None] * 4 + ["IdentifierAlreadyClaimed"] + [None] * 2


def test_change_key_add_and_retire_is_signed_by_admin_and_added_key(world: LedgerWorld) -> None:
    admin, added = world.parties["auditor"].signer, LocalSigner(keccak256(b"added key"))
    addition = KeyChange(
        admin.address,
        world.next_nonce("auditor"),
        FAR_FUTURE,
        added.address,
        KeyAction.ADD,
        SignerKind.ACCOUNT,
        KeyRole.SIGN,
        WORLD_START,
        FAR_FUTURE,
    )
    domain = world.deployment.domain
    with pytest.raises(ContractRefusal) as refused:
        world.relay.change_key(addition, sign_typed(admin, domain, addition), b"")
    assert refused.value.name == "SignatureLengthInvalid"

    world.relay.change_key(addition, sign_typed(admin, domain, addition), sign_typed(added, domain, addition))

    state = world.client.key(added.address)
    assert state is not None
    assert (state.party, state.role) == (world.parties["auditor"].number, KeyRole.SIGN)
    retirement = KeyChange(admin.address, world.next_nonce("auditor"), FAR_FUTURE, added.address, KeyAction.RETIRE)
    world.relay.change_key(retirement, sign_typed(admin, domain, retirement))
    assert added.address not in world.client.live_keys(world.parties["auditor"].number)


def test_change_controller_signed_by_both_gives_the_site_over(world: LedgerWorld) -> None:
    brand, supplier = world.parties["brand"], world.parties["supplier"]
    change = ControllerChange(world.sites[0], brand.number, brand.signer.address, world.next_nonce("brand"), FAR_FUTURE)
    domain = world.deployment.domain

    done = world.relay.change_controller(
        change,
        sign_typed(brand.signer, domain, change),
        supplier.signer.address,
        sign_typed(supplier.signer, domain, change),
    )

    state = world.client.subject(world.sites[0])
    assert state is not None
    assert state.controller == brand.number
    changed = done.events[0]
    assert isinstance(changed, EntryEvent)
    assert changed.history_id == world.sites[0]
    assert changed.entry.number("previousController") == supplier.number


def test_change_accreditation_by_party_without_right_is_refused(world: LedgerWorld) -> None:
    auditor = world.parties["auditor"]
    change = AccreditationChange(
        auditor.signer.address,
        world.next_nonce("auditor"),
        FAR_FUTURE,
        world.parties["other_auditor"].number,
        schema_hash(AUDITED),
        b"FR",
        AccreditationAction.GIVE,
        WORLD_START,
        FAR_FUTURE,
    )

    with pytest.raises(ContractRefusal) as refused:
        world.relay.change_accreditation(change, sign_typed(auditor.signer, world.deployment.domain, change))

    assert refused.value.name == "MayNotAccredit"


def test_cancel_nonces_makes_a_signed_attestation_unusable(world: LedgerWorld) -> None:
    auditor = world.parties["auditor"].signer
    attestation = world.attestation("auditor", world.sites[0], AUDITED, outcome=1)
    cancel = NonceCancel(auditor.address, attestation.nonce // 256, 1 << attestation.nonce % 256, FAR_FUTURE)

    done = world.relay.cancel_nonces(cancel, sign_typed(auditor, world.deployment.domain, cancel))

    cancelled = done.events[0]
    assert isinstance(cancelled, NoncesCancelledEvent)
    assert (cancelled.issuer, cancelled.word, cancelled.mask) == (auditor.address, cancel.word, cancel.mask)
    with pytest.raises(ContractRefusal) as refused:
        world.record("auditor", attestation)
    assert refused.value.name == "AttestationNonceUsed"


def test_record_by_account_without_ether_is_not_accepted(world: LedgerWorld) -> None:
    attestation = world.attestation("auditor", world.sites[0], AUDITED, outcome=1)
    signature = sign_typed(world.parties["auditor"].signer, world.deployment.domain, attestation)
    poor = Relay(world.client, LocalSigner(keccak256(b"no ether")))

    with pytest.raises(TransactionNotAccepted) as refused:
        poor.record(attestation, signature)

    assert "ether" in refused.value.hint


def test_record_after_deadline_names_the_time(world: LedgerWorld) -> None:
    attestation = replace(world.attestation("auditor", world.sites[0], AUDITED, outcome=1), deadline=WORLD_START)
    world.chain.travel_by(60)

    with pytest.raises(ContractRefusal) as refused:
        world.record("auditor", attestation)

    assert refused.value.name == "AttestationDeadlinePassed"
    assert "2025-01-01T00:00:00Z" in refused.value.message


def test_record_from_many_threads_through_one_relay_loses_none(world: LedgerWorld) -> None:
    attestations = [world.attestation("auditor", site, AUDITED, outcome=1) for site in world.sites * 4]

    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(lambda attestation: world.record("auditor", attestation), attestations))

    separator = world.deployment.domain.separator
    assert [part.uids for part in done] == [(attestation.uid(separator),) for attestation in attestations]
    assert len({part.transaction_hash for part in done}) == len(attestations)


def test_register_subjects_by_council_gives_them_registrar_none(world: LedgerWorld) -> None:
    registration = replace(
        world.registration("network", kind=4, country=bytes(2)).registration, issuer=bytes(20), nonce=0, deadline=0
    )

    (done,) = world.council.register_subjects([registration])

    assert done.subjects == (subject_id(0, registration.salt),)
    state = world.client.subject(done.subjects[0])
    assert state == SubjectState(controller=0, country="", kind=4, closed=False)


def test_council_call_by_another_account_is_refused(world: LedgerWorld) -> None:
    other = Council(world.client, world.relay.sender.signer)
    with pytest.raises(ContractRefusal) as refused:
        other.close_subject(world.sites[0])
    assert refused.value.name == "NotCouncil"
