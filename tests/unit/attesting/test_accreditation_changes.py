from __future__ import annotations

import json
from typing import Any

import pytest

from labour_ledger.attesting.accreditation_changes import (
    TIME_TO_SEND_S,
    AccreditationPlace,
    change_file,
    draft_ending,
    draft_giving,
    parse_change,
)
from labour_ledger.attesting.request_files import RequestInvalid
from labour_ledger.chain import calls
from labour_ledger.chain.signed_types import AccreditationAction, AccreditationChange
from labour_ledger.chain.signing import LocalSigner, sign_typed
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.hexadecimal import to_hex

DOMAIN = Domain(31337, b"\x05" * 20)
KEY = LocalSigner(b"\x31" * 32)
PLACE = AccreditationPlace(7, b"\x11" * 32, b"ID")
NOW = 1_800_000_000


def signed_file(change: AccreditationChange, /, **changes: Any) -> bytes:
    file = {**change_file(DOMAIN, change), "signature": to_hex(sign_typed(KEY, DOMAIN, change))}
    return json.dumps({**file, **changes}).encode()


@pytest.mark.parametrize(
    "change",
    [
        draft_giving(KEY.address, PLACE, from_time=NOW, until=NOW + 10, now=NOW),
        draft_giving(KEY.address, AccreditationPlace(7, b"\x11" * 32), from_time=NOW, until=NOW + 10, now=NOW),
        draft_ending(KEY.address, PLACE, now=NOW),
    ],
)
def test_parse_change_gives_back_what_was_signed(change: AccreditationChange) -> None:
    read = parse_change(signed_file(change), domain=DOMAIN, what="file")
    assert read.change == change
    assert read.call() == calls.change_accreditation(change, sign_typed(KEY, DOMAIN, change))


def test_draft_ending_names_the_place_and_lapses_within_a_day() -> None:
    change = draft_ending(KEY.address, PLACE, now=NOW)
    assert (change.action, change.party, change.country) == (AccreditationAction.END, 7, b"ID")
    assert change.deadline == NOW + TIME_TO_SEND_S


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": None},
        {"signature": "0xZZ"},
        {"domain": Domain(1, b"\x05" * 20).to_json()},
        {"format": "labour-ledger/accreditation-change@2"},
        {"change": {}},
        {"more": 1},
    ],
)
def test_parse_change_of_another_form_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RequestInvalid) as caught:
        parse_change(signed_file(draft_ending(KEY.address, PLACE, now=NOW), **changes), domain=DOMAIN, what="file")
    assert caught.value.hint
