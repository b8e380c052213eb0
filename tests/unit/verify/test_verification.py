import json
from dataclasses import replace

import pytest
from tests.unit.verify.samples import (
    DOMAIN,
    ISSUER,
    NOW,
    OTHER,
    as_bytes,
    make_attestation,
    make_batch,
    make_document,
    make_signed,
    sign,
    trust_json,
)

from labour_ledger_verify.basis import SignerKind
from labour_ledger_verify.reporting.signed_file import LIMITS
from labour_ledger_verify.reporting.words import DocumentState
from labour_ledger_verify.steps import StepResult
from labour_ledger_verify.trust import Signer, parse_trust
from labour_ledger_verify.verification import Pins, verify_signed_file

LISTED = {ISSUER: Signer(ISSUER, name="Bureau X"), OTHER: Signer(OTHER, SignerKind.CONTRACT)}
PINS = Pins(DOMAIN, listed=LISTED, from_trust_file=True)


def verify(signed, pins=PINS):
    return verify_signed_file(as_bytes(signed), pins, now=NOW)


def step(report, number):
    return next(found for found in report.steps if found.number == number)


def test_verify_signed_file_by_a_named_signer_is_sound():
    report = verify(make_signed(make_document()))
    assert report.exit_code == 0
    assert [found.number for found in report.steps] == [1, 2, 6, 7]
    assert {found.result for found in report.steps} == {StepResult.OK}
    assert "as Bureau X" in step(report, 2).message
    assert report.items[0].schema_id == "ilo/c029@1930"


def test_verify_signed_file_trust_file_without_signers_says_that_the_signer_is_not_named():
    trust = parse_trust(json.dumps(trust_json()).encode())
    report = verify(make_signed(), Pins.of_trust(trust))
    assert report.exit_code == 0
    assert "is not named by the trust file" in step(report, 2).message


def test_verify_signed_file_asked_for_signer_is_said():
    for pins in (Pins(DOMAIN, {ISSUER}), Pins(DOMAIN, {ISSUER, OTHER}, from_trust_file=True)):
        report = verify(make_signed(), pins)
        assert report.exit_code == 0
        assert "is the signer you asked for" in step(report, 2).message


def test_verify_signed_file_named_without_a_name_is_sound():
    report = verify(make_signed(), replace(PINS, listed={ISSUER: Signer(ISSUER)}))
    assert step(report, 2).message.endswith(report.items[0].attestation.to_json()["issuer"])


@pytest.mark.parametrize(
    ("pins", "exit_code", "code"),
    [
        (Pins(), 4, "trust-missing"),
        (Pins(DOMAIN), 4, "trust-missing"),
        (Pins(required={ISSUER}), 4, "trust-missing"),
        (Pins(DOMAIN, listed={OTHER: Signer(OTHER)}, from_trust_file=True), 4, "signer-unknown"),
        (Pins(DOMAIN, {OTHER}), 1, "signer-false"),
        (Pins(required={OTHER}), 1, "signer-false"),
        (Pins(replace(DOMAIN, chain_id=1), {ISSUER}), 1, "domain-false"),
        (Pins(replace(DOMAIN, chain_id=1)), 1, "domain-false"),
    ],
)
def test_verify_signed_file_against_other_pins_is_not_sound(pins, exit_code, code):
    report = verify(make_signed(), pins)
    assert report.exit_code == exit_code
    assert step(report, 2).code == code
    assert step(report, 6).result is StepResult.OK


@pytest.mark.parametrize(
    ("signature", "kind", "exit_code"),
    [
        (b"", None, 4),
        (bytes(64), None, 4),
        (bytes(100), None, 4),
        (bytes(65), None, 1),
        (b"", SignerKind.ACCOUNT, 1),
        (bytes(65), SignerKind.ACCOUNT, 1),
        (b"", SignerKind.CONTRACT, 4),
        (bytes(65), SignerKind.CONTRACT, 4),
        (sign(make_attestation().uid(DOMAIN.separator)), SignerKind.CONTRACT, 0),
    ],
)
def test_verify_signed_file_signature_of_a_contract_cannot_be_checked(signature, kind, exit_code):
    listed = {} if kind is None else {ISSUER: Signer(ISSUER, kind)}
    report = verify(replace(make_signed(), signature=signature), replace(PINS, listed=listed))
    assert report.exit_code == exit_code
    code = {0: "", 1: "signature-false", 4: "signature-by-contract"}[exit_code]
    assert step(report, 6).code == code


@pytest.mark.parametrize("name", ["nonce", "deadline", "outcome", "valid_from", "valid_until"])
def test_verify_signed_file_changed_number_is_false(name):
    signed = make_signed()
    changed = replace(signed.attestation, **{name: getattr(signed.attestation, name) + 1})
    assert verify(replace(signed, attestation=changed)).exit_code == 1


def test_verify_signed_file_not_parsed_skips_the_other_steps():
    report = verify_signed_file(b"{", PINS, now=NOW)
    assert report.exit_code == 2
    assert [found.result for found in report.steps[1:]] == [StepResult.SKIPPED] * 3


@pytest.mark.parametrize(
    ("committed", "given", "state", "result"),
    [
        (make_document(), make_document(), DocumentState.FITS, StepResult.OK),
        (make_document(), None, DocumentState.NOT_DISCLOSED, StepResult.SKIPPED),
        (None, None, DocumentState.NONE_COMMITTED, StepResult.SKIPPED),
        (None, make_document(), DocumentState.REFUSED, StepResult.FAILED),
        (make_document(), make_document(content={}), DocumentState.REFUSED, StepResult.FAILED),
        (make_document(), {}, DocumentState.REFUSED, StepResult.FAILED),
    ],
)
def test_verify_signed_file_document_state_is_reported(committed, given, state, result):
    report = verify(replace(make_signed(committed), document=given))
    assert report.items[0].document is state
    assert step(report, 7).result is result
    assert (report.exit_code == 0) == (result is not StepResult.FAILED)


def test_verify_signed_file_batch_counts_documents():
    report = verify(make_batch([make_document(), None, make_document(salt="0x" + "09" * 32)]))
    assert report.exit_code == 0
    assert step(report, 7).message.endswith(": 2 of 2")
    assert [item.document.value for item in report.items] == ["fits", "none-committed", "fits"]


def test_verify_signed_file_batch_names_the_worst_document():
    batch = make_batch([make_document(), make_document(v=1, salt="0x" + "09" * 32), None])
    documents = (make_document(content={}), {"v": 1}, None)
    report = verify(replace(batch, documents=documents))
    assert report.exit_code == 2
    assert step(report, 7).message.startswith("attestations[1]: document: the fields must be")
    assert step(report, 7).message.endswith("(documents refused: 2)")


def test_verify_signed_file_every_report_says_what_it_does_not_show():
    files = [as_bytes(make_signed()), as_bytes(replace(make_signed(), signature=bytes(65))), b"{"]
    for pins in (PINS, Pins()):
        for data in files:
            assert verify_signed_file(data, pins, now=NOW).to_text().endswith(LIMITS)
