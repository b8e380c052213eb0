from __future__ import annotations

import hashlib
from typing import Any

import pytest

from labour_ledger.evidence.certificate import MOST_RECORDS, STATUS_WORDS, CertificateRefused, certify
from labour_ledger.evidence.certificate_pages import certificate_html, certificate_pdf
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.status import StatusCode
from labour_ledger_verify.trust import Trust

NOW = 1_767_225_600
TRUST = Trust(domain=Domain(31337, b"\x11" * 20), contract_code_hash=b"\x22" * 32)
UID = "0x" + "ab" * 32
HOSTILE = '<script>alert(1)</script> #panic() $x$ *bold* `raw` \\ "quoted" Łódź Nhà máy'


def record(uid: str = UID) -> dict[str, Any]:
    return {
        "uid": uid,
        "schema": "0x" + "cd" * 32,
        "schemaId": "ilo/c029@1930",
        "outcome": "conforms",
        "party": "6",
        "names": [HOSTILE],
        "method": "third_party",
        "recordedAt": "2026-01-01T00:00:00Z",
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2027-01-01T00:00:00Z",
    }


def report(**changes: Any) -> dict[str, Any]:
    found = {
        "verdict": "sound",
        "exit": 0,
        "steps": [{"step": 5, "name": "histories", "result": "ok", "message": "nothing was left out"}],
        "domain": {"chainId": 31337, "verifyingContract": "0x" + "11" * 20},
        "block": {"number": "7", "hash": "0x" + "77" * 32, "time": "2026-01-01T00:00:00Z"},
        "complete": {"upToBlock": "7", "at": "2026-01-01T00:00:00Z", "entries": 5, "head": "0x" + "88" * 32},
        "subjects": [
            {
                "id": "0x" + "99" * 32,
                "handle": "LL-7K3M-92QF",
                "kind": "site",
                "country": "ID",
                "names": [HOSTILE],
            }
        ],
        "schemaId": "ilo/c029@1930",
        "status": {
            "code": "conforms",
            "validAt": "2026-01-01T00:00:00Z",
            "knownAt": "2026-01-02T00:00:00Z",
            "flags": [{"code": "identity_unchecked"}],
            "winning": [UID],
            "reasons": [{"rule": "R15", "text": HOSTILE}],
        },
        "records": [record(), record("0x" + "00" * 32)],
        "limits": "what was never recorded",
    }
    return {**found, **changes}


def made(found: dict[str, Any]) -> Any:
    return certify(found, TRUST, b"the bundle", bundle_name="bundle.json", verifier="0.1.0", now=NOW)


def test_certify_says_what_the_report_says_and_how_to_check_it() -> None:
    certificate = made(report())
    assert certificate.status == "Conforms"
    assert certificate.is_positive
    assert certificate.complete == "Complete up to block 7 at 2026-01-01T00:00:00Z: 5 entries, and none was left out."
    assert [row.uid for row in certificate.records] == [UID]
    assert certificate.flags == ("identity unchecked",)
    assert ("SHA-256", hashlib.sha256(b"the bundle").hexdigest()) in certificate.check
    assert certificate.command == (
        "labour-ledger-verify bundle.json --trust trust.json --schema ilo/c029@1930 "
        f"--at 2026-01-01T00:00:00Z --known-at 2026-01-02T00:00:00Z --subject 0x{'99' * 32}"
    )


@pytest.mark.parametrize("exit_code", [1, 2, 4])
def test_certify_what_does_not_hold_is_refused(exit_code: int) -> None:
    with pytest.raises(CertificateRefused):
        made(report(exit=exit_code, verdict="proven false"))


@pytest.mark.parametrize("changes", [{"complete": None}, {"status": None}, {"subjects": []}])
def test_certify_without_a_complete_answer_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(CertificateRefused):
        made(report(**changes))


def test_certify_lists_only_so_many_records_and_counts_the_others() -> None:
    uids = [f"0x{number:064x}" for number in range(MOST_RECORDS + 3)]
    status = {**report()["status"], "winning": uids}
    certificate = made(report(records=[record(uid) for uid in uids], status=status))
    assert (len(certificate.records), certificate.more_records) == (MOST_RECORDS, 3)
    assert "and on 3 more records" in certificate_html(certificate)
    assert certificate_pdf(certificate, now=NOW).startswith(b"%PDF-")


def test_certify_undisclosed_identity_twins_and_unnamed_party_are_said() -> None:
    subject = {**report()["subjects"][0], "names": [], "country": None}
    certificate = made(
        report(subjects=[subject, {**subject, "handle": "LL-0000-0000"}], records=[{**record(), "names": []}])
    )
    assert ("name", "identity not disclosed") in certificate.subject
    assert ("same as", "LL-0000-0000") in certificate.subject
    assert certificate.records[0].issuer == "party 6"


def test_status_words_has_all_codes() -> None:
    assert set(STATUS_WORDS) == set(StatusCode)


def test_certificate_html_lets_no_text_become_markup_and_loads_nothing() -> None:
    page = certificate_html(made(report()))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "src=" not in page
    assert "<svg" in page
    assert "Łódź Nhà máy" in page


def test_certificate_html_without_records_says_so() -> None:
    status = {**report()["status"], "code": "unknown", "winning": []}
    certificate = made(report(status=status))
    assert not certificate.is_positive
    assert "No record." in certificate_html(certificate)
    assert certificate_pdf(certificate, now=NOW).startswith(b"%PDF-")


def test_certificate_pdf_takes_any_text_and_is_the_same_for_the_same_time() -> None:
    certificate = made(report())
    pdf = certificate_pdf(certificate, now=NOW)
    assert pdf.startswith(b"%PDF-")
    assert b"pdfaid" in pdf
    assert certificate_pdf(certificate, now=NOW) == pdf
