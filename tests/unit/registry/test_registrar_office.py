import pytest

from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.registry.planned_subject import plan_subject
from labour_ledger.registry.registrar_office import TIME_TO_SEND_S, register_subjects, sign_registrations
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger_verify.attestation import digest
from labour_ledger_verify.signature import recover_signer

NOW = 1_700_000_000


def test_sign_registrations_are_signed_by_the_office_with_distinct_nonces(office, registrar):
    planned = [plan_subject(registrar, key, SubjectKind.NETWORK) for key in "abc"]
    signed = sign_registrations(office, planned, now=NOW)
    for subject, item in zip(planned, signed, strict=True):
        registration = item.registration
        signer = recover_signer(digest(office.domain.separator, registration.struct_hash()), item.signature)
        assert signer == office.signer.address
        assert (registration.salt, registration.kind, registration.country) == (subject.salt, 4, bytes(2))
        assert registration.deadline == NOW + TIME_TO_SEND_S
    nonces = [item.registration.nonce for item in signed]
    assert nonces == [nonces[0], nonces[0] + 1, nonces[0] + 2]
    assert nonces[-1] < 2**64


def test_register_subjects_registers_only_what_is_new(office, indexed, registrar):
    planned = [plan_subject(registrar, key, SubjectKind.NETWORK) for key in "abc"]
    first = register_subjects(office, planned[:1], now=NOW)
    indexed.index()
    register_subjects(office, planned[1:2], now=NOW)  # on the ledger, not in the index
    second = register_subjects(office, planned, now=NOW)
    assert first.taken == (planned[0].subject,)
    assert second.taken == (planned[2].subject,)
    assert set(second.known) == {planned[0].subject, planned[1].subject}
    assert second.gas_used == 1000


def test_register_subjects_refusal_is_the_contracts(office, indexed, registrar):
    planned = plan_subject(registrar, "a", SubjectKind.NETWORK)
    indexed.refusing[planned.subject] = "AccreditationMissing"
    with pytest.raises(ContractRefusal) as caught:
        register_subjects(office, [planned], now=NOW)
    assert caught.value.name == "AccreditationMissing"
    assert indexed.subjects == {}
