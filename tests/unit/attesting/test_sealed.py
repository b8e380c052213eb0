from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from labour_ledger.attesting.keystore_files import PasswordWrong
from labour_ledger.attesting.sealed import (
    Seal,
    SealClosed,
    SealInvalid,
    Share,
    close,
    finding_document,
    open_with_password,
    open_with_shares,
    parse_seal,
    parse_share,
)
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger.schemas.content import DocumentInvalid
from labour_ledger.schemas.personal_data import PersonalDataRefused
from labour_ledger_verify.document import document_hash
from labour_ledger_verify.hexadecimal import to_hex

SUBJECT, UID = bytes(range(32)), bytes(range(32, 64))
BEFORE, AFTER = 1_801_353_599, 1_801_353_600
"""A second before 2027-01-31, and its first."""
CONTENT = dict(load_schema("ledger/sealed-finding@1").examples[0])


@pytest.fixture
def finding() -> dict[str, Any]:
    return finding_document(SUBJECT, CONTENT)


@pytest.fixture
def closed(finding: dict[str, Any]) -> tuple[Seal, tuple[Share, Share]]:
    record = {
        "v": 1,
        "schema": "ledger/sealed@1",
        "subject": to_hex(SUBJECT),
        "salt": "0x" + "ab" * 32,
        "content": {
            "commitment": to_hex(document_hash(finding)),
            "opensOn": "2027-01-31",
            "openedBy": ["workers_organisation", "government"],
        },
    }
    return close(finding, UID, record, "secret", work_factor=2)


def test_open_with_password_on_its_day_gives_the_committed_finding(
    finding: dict[str, Any], closed: tuple[Seal, tuple[Share, Share]]
) -> None:
    seal = parse_seal(json.dumps(closed[0].to_json()).encode(), what="seal")
    assert open_with_password(seal, "secret", now=AFTER) == finding


def test_open_with_password_before_its_day_is_refused(closed: tuple[Seal, tuple[Share, Share]]) -> None:
    with pytest.raises(SealClosed, match="2027-01-31"):
        open_with_password(closed[0], "secret", now=BEFORE)


def test_open_with_another_password_is_refused(closed: tuple[Seal, tuple[Share, Share]]) -> None:
    with pytest.raises(PasswordWrong):
        open_with_password(closed[0], "Secret", now=AFTER)


def test_open_with_shares_of_both_classes_opens_before_the_day(
    finding: dict[str, Any], closed: tuple[Seal, tuple[Share, Share]]
) -> None:
    one, other = (parse_share(json.dumps(share.to_json()).encode(), what="share") for share in closed[1])
    assert (one.party_class, other.party_class) == ("workers_organisation", "government")
    assert open_with_shares(one, other) == open_with_shares(other, one) == finding


def test_open_with_the_same_share_twice_is_refused(closed: tuple[Seal, tuple[Share, Share]]) -> None:
    one, _ = closed[1]
    with pytest.raises(SealInvalid, match="do not open one seal"):
        open_with_shares(one, one)


def test_open_with_one_share_dressed_as_both_opens_nothing(closed: tuple[Seal, tuple[Share, Share]]) -> None:
    one, _ = closed[1]
    with pytest.raises(SealInvalid, match="does not open"):
        open_with_shares(one, replace(one, party_class="government"))


def test_open_with_shares_of_two_seals_is_refused(closed: tuple[Seal, tuple[Share, Share]]) -> None:
    one, other = closed[1]
    with pytest.raises(SealInvalid):
        open_with_shares(one, replace(other, closed=replace(other.closed, uid=bytes(32))))


def test_open_of_a_changed_cipher_is_refused(closed: tuple[Seal, tuple[Share, Share]]) -> None:
    one, other = closed[1]
    wrong = replace(one.closed, ciphertext=bytes([one.closed.ciphertext[0] ^ 1]) + one.closed.ciphertext[1:])
    with pytest.raises(SealInvalid):
        open_with_shares(replace(one, closed=wrong), other)


def test_close_leaves_nothing_readable_in_its_files(closed: tuple[Seal, tuple[Share, Share]]) -> None:
    for file in (closed[0], *closed[1]):
        assert CONTENT["topic"] not in json.dumps(file.to_json())


def test_close_twice_makes_different_commitments_of_the_same_words() -> None:
    assert document_hash(finding_document(SUBJECT, CONTENT)) != document_hash(finding_document(SUBJECT, CONTENT))


def test_finding_document_with_personal_data_is_refused() -> None:
    with pytest.raises(PersonalDataRefused):
        finding_document(SUBJECT, {**CONTENT, "note": "Write to worker@example.org"})


def test_finding_document_that_does_not_fit_is_refused() -> None:
    with pytest.raises(DocumentInvalid):
        finding_document(SUBJECT, {"topic": "deception"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "labour-ledger/seal-share@1"),
        ("uid", "0x12"),
        ("nonce", "0x"),
        ("document", {"v": 2}),
        ("holder", {"salt": "0x" + "00" * 32, "workFactor": 3, "wrappedKey": "0x" + "00" * 60}),
        ("holder", {"salt": "0x" + "00" * 32, "workFactor": 2**21, "wrappedKey": "0x" + "00" * 60}),
        ("holder", {}),
        ("more", 1),
    ],
)
def test_parse_seal_of_another_form_is_refused(
    closed: tuple[Seal, tuple[Share, Share]], field: str, value: object
) -> None:
    with pytest.raises((SealInvalid, DocumentInvalid)):
        parse_seal(json.dumps({**closed[0].to_json(), field: value}).encode(), what="seal")
