from __future__ import annotations

import json
from typing import Any

import pytest

from labour_ledger.attesting.request_files import RequestInvalid
from labour_ledger.attesting.site_claims import TIME_TO_DECIDE_S, Evidence, SignedClaim, parse_claim, sign_claim
from labour_ledger.chain.signing import LocalSigner, sign_typed
from labour_ledger.schemas.personal_data import PersonalDataRefused
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.keccak import keccak256

DOMAIN = Domain(31337, b"\x05" * 20)
KEY = LocalSigner(b"\x31" * 32)
SITE = b"\x41" * 32
NOW = 1_800_000_000


def signed(note: str = "", *files: Evidence) -> SignedClaim:
    return sign_claim(SITE, 7, files, note, domain=DOMAIN, signer=KEY, now=NOW)


def test_parse_claim_gives_back_what_was_signed() -> None:
    claim = signed("two licences", Evidence.of("one.pdf", b"one"), Evidence.of("two.pdf", b"two"))
    read = parse_claim(json.dumps(claim.to_json()).encode(), domain=DOMAIN)
    assert read == claim
    assert read.request_id == claim.request_id
    assert read.change.deadline == NOW + TIME_TO_DECIDE_S


def test_evidence_is_named_by_the_hash_of_its_bytes() -> None:
    assert Evidence.of("one.pdf", b"one").to_json() == {
        "name": "one.pdf",
        "algorithm": "keccak256",
        "hash": f"0x{keccak256(b'one').hex()}",
        "size": 3,
    }


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("change", "nonce"), "1"),
        (("change", "nonce"), 1),
        (("change", "nonce"), str(2**64)),
        (("change", "nonce"), "0" * 40 + "9" * 40),
        (("change", "nonce"), ""),
        (("change", "controller"), "8"),
        (("change", "subject"), "0x12"),
        (("change", "issuer"), "0x" + "77" * 20),
        (("document", "note"), "another"),
        (("document", "note"), 5),
        (("document", "evidence"), {}),
        (("document", "evidence"), ["x"]),
        (("document", "salt"), "0x" + "00" * 32),
        (("domain", "chainId"), 1),
        (("changeSignature",), "0x" + "11" * 65),
        (("claimSignature",), "0x"),
        (("format",), "labour-ledger/site-claim@2"),
        (("more",), 1),
    ],
)
def test_parse_claim_with_a_field_changed_is_refused(place: tuple[str, ...], value: object) -> None:
    document: Any = signed("a note").to_json()
    holder = document
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    with pytest.raises(RequestInvalid):
        parse_claim(json.dumps(document).encode(), domain=DOMAIN)


def test_parse_claim_with_the_evidence_of_another_claim_is_refused() -> None:
    claim, other = signed(), signed("", Evidence.of("one.pdf", b"one"))
    mixed = {**claim.to_json(), "document": dict(other.document), "claimSignature": other.to_json()["claimSignature"]}
    with pytest.raises(RequestInvalid):
        parse_claim(json.dumps(mixed).encode(), domain=DOMAIN)


def test_sign_claim_over_the_change_is_what_the_contract_takes() -> None:
    claim = signed()
    assert claim.change_signature == sign_typed(KEY, DOMAIN, claim.change)


def test_sign_claim_with_a_note_too_long_is_refused() -> None:
    with pytest.raises(RequestInvalid, match="500"):
        signed("word " * 101)


def test_sign_claim_with_a_file_named_after_a_person_is_refused() -> None:
    with pytest.raises(PersonalDataRefused):
        signed("", Evidence.of("ratna.dewi@example.org.pdf", b""))
