from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.stores import KINDS, empty_store_url

from labour_ledger.attesting.desk import Desk, RequestDecided, RequestUnknown, refuse_refused, short_id
from labour_ledger.errors import InputError
from labour_ledger.schemas.personal_data import PersonalDataRefused
from labour_ledger.store.queries.page_tokens import PageTokenInvalid
from labour_ledger.store.queries.requests import RequestKind, RequestState
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store

ONE = b"\xab\xcd\x01" + bytes(29)
TWO = b"\xab\xcd\x02" + bytes(29)
APPLICATION = RequestKind.APPLICATION


@pytest.fixture(params=KINDS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    store = open_store(empty_store_url(str(request.param), tmp_path))
    yield Desk(store, LedgerKey(31337, b"\x05" * 20))
    store.close()


def test_keep_twice_keeps_the_first_with_its_decision(desk: Desk) -> None:
    kept = desk.keep(APPLICATION, ONE, {"name": "one"}, now=10)
    desk.approve(kept, decided_by="desk", now=20, proposal=TWO)
    again = desk.keep(APPLICATION, ONE, {"name": "other"}, now=30)
    assert (again.state, again.received_at, again.proposal) == (RequestState.APPROVED, 10, TWO)
    assert again.signed_json == '{"name": "one"}'


def test_requests_are_listed_by_kind_and_state_oldest_first(desk: Desk) -> None:
    desk.keep(APPLICATION, TWO, {}, now=10)
    desk.keep(APPLICATION, ONE, {}, now=20)
    desk.keep(RequestKind.CLAIM, b"\x77" * 32, {}, now=5)
    assert [item.request_id for item in desk.requests(APPLICATION)] == [TWO, ONE]
    desk.refuse(desk.find(APPLICATION, TWO.hex()), decided_by="desk", reason="no proof", now=30)
    assert [item.request_id for item in desk.requests(APPLICATION, RequestState.PENDING)] == [ONE]


@pytest.mark.parametrize("text", ["abcd", "0xABC", "ffff", "", "0xabcd"])
def test_find_by_what_is_not_one_request_is_refused(desk: Desk, text: str) -> None:
    desk.keep(APPLICATION, ONE, {}, now=10)
    desk.keep(APPLICATION, TWO, {}, now=20)
    with pytest.raises(RequestUnknown):
        desk.find(APPLICATION, text)


def test_find_by_its_first_digits_in_either_case_finds_it(desk: Desk) -> None:
    desk.keep(APPLICATION, ONE, {}, now=10)
    assert desk.find(APPLICATION, "0xABCD01").request_id == ONE
    assert desk.find(APPLICATION, short_id(ONE)).request_id == ONE


def test_find_of_another_kind_is_refused(desk: Desk) -> None:
    desk.keep(APPLICATION, ONE, {}, now=10)
    with pytest.raises(RequestUnknown, match="no claim"):
        desk.find(RequestKind.CLAIM, "abcd01")


def test_refuse_after_approval_is_refused_and_before_it_may_be_repeated(desk: Desk) -> None:
    kept = desk.keep(APPLICATION, ONE, {}, now=10)
    desk.refuse(kept, decided_by="desk", reason="no proof", now=20)
    refused = desk.find(APPLICATION, "abcd01")
    with pytest.raises(RequestDecided, match="no proof"):
        refuse_refused(refused)
    desk.refuse(refused, decided_by="desk", reason="still no proof", now=30)
    desk.approve(refused, decided_by="desk", now=40)
    with pytest.raises(RequestDecided, match="granted by desk"):
        desk.refuse(desk.find(APPLICATION, "abcd01"), decided_by="desk", reason="too late", now=50)


def test_refuse_of_what_was_approved_since_it_was_read_leaves_the_approval(desk: Desk) -> None:
    read_before = desk.keep(APPLICATION, ONE, {}, now=10)
    desk.approve(read_before, decided_by="desk", now=20)
    with pytest.raises(RequestDecided, match="granted by desk"):
        desk.refuse(read_before, decided_by="other desk", reason="no proof", now=30)
    found = desk.find(APPLICATION, "abcd01")
    assert (found.state, found.decided_by, found.reason) == (RequestState.APPROVED, "desk", "")


@pytest.mark.parametrize(
    ("decided_by", "reason"), [("desk", " "), (" ", "no proof"), ("desk", "a\x00b"), ("a\x1b", "b")]
)
def test_refuse_without_a_reason_or_a_decider_is_bad_input(desk: Desk, decided_by: str, reason: str) -> None:
    kept = desk.keep(APPLICATION, ONE, {}, now=10)
    with pytest.raises(InputError):
        desk.refuse(kept, decided_by=decided_by, reason=reason, now=20)
    assert desk.find(APPLICATION, "abcd01").state is RequestState.PENDING


@pytest.mark.parametrize(
    ("decided_by", "reason"),
    [
        ("desk", "call +62 812 3456 7890"),
        ("ratna.dewi@example.org", "no proof"),
        ("Mrs Ratna Dewi", "no proof"),
        ("desk", "Mrs Ratna Dewi did not answer"),
    ],
)
def test_refuse_with_personal_data_is_refused(desk: Desk, decided_by: str, reason: str) -> None:
    kept = desk.keep(APPLICATION, ONE, {}, now=10)
    with pytest.raises(PersonalDataRefused):
        desk.refuse(kept, decided_by=decided_by, reason=reason, now=20)
    assert desk.find(APPLICATION, "abcd01").state is RequestState.PENDING


def test_page_goes_through_all_requests_of_a_kind_once(desk: Desk) -> None:
    ids = [bytes([number]) * 32 for number in range(1, 6)]
    for number, request_id in enumerate(ids):
        desk.keep(APPLICATION, request_id, {}, now=10 + number // 2)
    desk.keep(RequestKind.CLAIM, b"\x77" * 32, {}, now=5)
    found: list[bytes] = []
    after: str | None = None
    for _ in range(3):
        shown, after = desk.page(APPLICATION, None, after=after, limit=2)
        found += [item.request_id for item in shown]
    assert (found, after) == (ids, None)
    assert desk.page(APPLICATION, RequestState.REFUSED, after=None, limit=2) == ((), None)


def test_page_after_another_text_is_refused(desk: Desk) -> None:
    with pytest.raises(PageTokenInvalid):
        desk.page(APPLICATION, None, after="nonsense", limit=2)


def test_holds_tells_requests_of_a_kind(desk: Desk) -> None:
    desk.keep(APPLICATION, ONE, {}, now=10)
    assert desk.holds(APPLICATION, ONE)
    assert not desk.holds(APPLICATION, TWO)
    assert not desk.holds(RequestKind.CLAIM, ONE)
