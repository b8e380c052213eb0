import json

import pytest
from tests.conformance.sources.bundle_scenes import STANDARD, plain
from tests.unit.verify.samples import DOMAIN, ISSUER, as_bytes, make_signed

from labour_ledger_verify.cli import check as check_module
from labour_ledger_verify.cli.check import Request, check
from labour_ledger_verify.errors import InputError
from labour_ledger_verify.question import ask
from labour_ledger_verify.reporting.bundle import BundleReport
from labour_ledger_verify.reporting.signed_file import Report
from labour_ledger_verify.trust import parse_trust
from labour_ledger_verify.verification import Pins

_, BLOCK, BUNDLE, TRUST = plain()
DATA = json.dumps(BUNDLE).encode()
PINS = Pins(DOMAIN, [ISSUER])
TRUSTED = parse_trust(json.dumps(TRUST).encode())


def codes(report):
    return [(step.number, step.code) for step in report.steps if step.code]


def test_check_finds_out_what_a_file_is():
    assert isinstance(check(as_bytes(make_signed()), Request(BLOCK.time, PINS, TRUSTED)), Report)
    report = check(DATA, Request(BLOCK.time, Pins.of_trust(TRUSTED), TRUSTED))
    assert isinstance(report, BundleReport)
    assert report.exit_code == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (InputError("gone"), "gone"),
        (b"{", "not JSON"),
        (b"[]", "format: must be"),
        (b'{"format": 1}', "format: must be"),
    ],
)
def test_check_of_what_is_no_file_is_bad_input(content, message):
    report = check(content, Request(0))
    assert report.exit_code == 2
    assert message in report.steps[0].message


def test_check_of_too_large_a_file_is_bad_input(monkeypatch):
    monkeypatch.setattr(check_module, "LARGEST_FILE_BYTES", 5)
    assert "larger than" in check(DATA, Request(0)).steps[0].message


def test_check_signed_file_does_not_answer_what_only_a_bundle_can():
    request = Request(0, PINS, None, ask(schema_id=STANDARD))
    assert codes(check(as_bytes(make_signed()), request)) == [(8, "not-checkable")]


def test_check_bundle_does_not_answer_for_one_signer():
    request = Request(BLOCK.time, Pins(required=[ISSUER]), TRUSTED, ask(schema_id=STANDARD))
    report = check(DATA, request)
    assert (report.exit_code, codes(report)) == (4, [(6, "not-checkable")])
