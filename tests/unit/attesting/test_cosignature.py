from __future__ import annotations

import json
from typing import Any

import pytest

from labour_ledger.attesting.cosignature import (
    Cosignature,
    CosignatureIncomplete,
    CosignatureInvalid,
    is_cosignature,
    parse_cosignature,
    start_cosignature,
)
from labour_ledger.attesting.draft import Draft, Terms, draft_attestation
from labour_ledger.attesting.sign import WrongKey
from labour_ledger.attesting.validate import find_problems
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.schemas.codes import Outcome
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.signature import check_signature

NOW = 1_790_000_000
AUDITOR, SITE, UNION, STRANGER = (LocalSigner(keccak256(name.encode())) for name in ("audit", "site", "union", "x"))


@pytest.fixture
def first(domain: Domain, assessment: dict[str, Any]) -> Draft:
    terms = Terms(outcome=Outcome.CONFORMS)
    return draft_attestation(
        "ilo/c029@1930", bytes(range(32)), assessment, domain=domain, issuer=bytes(20), now=NOW, terms=terms
    )


@pytest.fixture
def started(first: Draft) -> Cosignature:
    signers = [("site", SITE.address), ("workers_organisation", UNION.address), ("auditor", AUDITOR.address)]
    return start_cosignature(first, signers, now=NOW)


def text(found: Cosignature) -> bytes:
    return json.dumps(found.to_json()).encode()


def test_start_cosignature_puts_the_strongest_standing_first_and_lets_the_others_name_it(started: Cosignature) -> None:
    assert [place.role for place in started.places] == ["auditor", "workers_organisation", "site"]
    uid = started.places[0].attestation.uid(started.domain.separator)
    assert [place.attestation.ref_uid for place in started.places] == [bytes(32), uid, uid]


def test_start_cosignature_makes_records_that_are_right_on_their_own(started: Cosignature) -> None:
    for place in started.places:
        assert find_problems(place.attestation, started.document, now=NOW) == ()
    assert len({place.attestation.nonce for place in started.places}) == 3


def test_signed_by_all_gives_a_signature_of_each_over_the_same_document(started: Cosignature) -> None:
    found = started
    for signer in (UNION, SITE, AUDITOR):
        found = parse_cosignature(text(found.signed_by(signer)), what="file")
    signed = found.complete()
    for item in signed:
        check_signature(item.digest(), item.signature, item.attestation.issuer)
    assert len({item.attestation.document_hash for item in signed}) == 1


def test_complete_half_signed_says_who_is_missing(started: Cosignature) -> None:
    with pytest.raises(CosignatureIncomplete) as caught:
        started.signed_by(AUDITOR).complete()
    assert caught.value.context["missing"] == ["workers_organisation", "site"]
    assert "nothing was sent" in caught.value.hint


def test_signed_by_a_key_that_nobody_waits_for_is_refused(started: Cosignature) -> None:
    with pytest.raises(WrongKey, match="no place for the key"):
        started.signed_by(STRANGER)


@pytest.mark.parametrize(
    "signers",
    [
        [("auditor", AUDITOR.address)],
        [("auditor", AUDITOR.address), ("site", AUDITOR.address)],
        [("auditor", AUDITOR.address), ("owner", SITE.address)],
    ],
)
def test_start_cosignature_of_one_key_or_an_unknown_role_is_refused(
    first: Draft, signers: list[tuple[str, bytes]]
) -> None:
    with pytest.raises(CosignatureInvalid):
        start_cosignature(first, signers, now=NOW)


def changed(found: Cosignature, change: str) -> bytes:
    value: Any = found.to_json()
    signers = value["signers"]
    if change == "document":
        value["document"]["content"]["language"] = "fr"
    elif change == "outcome of one":
        signers[1]["attestation"] = {**signers[1]["attestation"], "outcome": 2}
    elif change == "reference of one":
        signers[2]["attestation"] = {**signers[2]["attestation"], "refUid": "0x" + "00" * 32}
    elif change == "signature of another":
        signers[1]["signature"] = signers[0]["signature"]
    elif change == "role":
        signers[1]["role"] = "owner"
    elif change == "format":
        value["format"] = "labour-ledger/draft@1"
    elif change == "one left":
        del signers[1:]
    else:
        value["more"] = 1
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    "change",
    [
        "document",
        "outcome of one",
        "reference of one",
        "signature of another",
        "role",
        "format",
        "one left",
        "field",
    ],
)
def test_parse_cosignature_that_somebody_changed_is_refused(started: Cosignature, change: str) -> None:
    with pytest.raises(CosignatureInvalid) as caught:
        parse_cosignature(changed(started.signed_by(AUDITOR), change), what="visit.json")
    assert "visit.json" in caught.value.message


def test_is_cosignature_tells_its_files_from_others(started: Cosignature) -> None:
    assert is_cosignature(text(started))
    assert not is_cosignature(b'{"format": "labour-ledger/signed-attestation@1"}')
    assert not is_cosignature(b"{} {}")
