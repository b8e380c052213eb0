"""A range is only given when everything in it agrees; what does not agree is left to `fetch`, which names it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from tests.unit.chain.raw_logs import LEDGER, event_named, raw_log, sample_value

from labour_ledger.chain.fast_decode import Irregular
from labour_ledger.chain.lean_rpc import LeanRpc
from labour_ledger.chain.log_layouts import log_layouts
from labour_ledger.indexer.backfill import _WIDTHS
from labour_ledger.indexer.fast_range import RangeAsked, ReaderSetup, read_range
from labour_ledger.store.bulk import packed_layout
from labour_ledger.store.results import LedgerKey

KEY = LedgerKey(31_337, LEDGER)
SETUP = ReaderSetup(
    endpoints=(),
    timeout_s=1,
    requests_per_s=None,
    layouts=log_layouts(LEDGER),
    record_rows=packed_layout("index_record", KEY, _WIDTHS),
    signature_rows=packed_layout("index_signature", KEY, _WIDTHS),
)
ASKED = RangeAsked(first=5, last=9, headers_from=8)
BLOCK_WITH_LOGS = 7


class FakeNode:
    """Answers for a chain of ten blocks, of which one has a record and its signature."""

    def __init__(self) -> None:
        self.turns = 0
        self.headers = {number: header(number) for number in range(1, 11)}
        self.logs = [recorded(), signed()]
        self.after_logs: Callable[[], None] = lambda: None

    def post(self, method: str, body: bytes, *, requests: int = 1) -> bytes:
        asked = json.loads(body)
        if method == "eth_getLogs":
            self.after_logs()
            return json.dumps({"id": 1, "result": self.logs}).encode()
        assert requests == len(asked)
        numbers = [int(one["params"][0], 16) for one in asked]
        return json.dumps([{"id": number, "result": self.headers.get(number)} for number in numbers]).encode()


def block_hash(number: int) -> str:
    return "0x" + number.to_bytes(32, "big").hex()


def header(number: int) -> dict[str, str]:
    return {
        "number": hex(number),
        "hash": block_hash(number),
        "parentHash": block_hash(number - 1),
        "timestamp": hex(1000 + number),
    }


def in_block(log: dict[str, Any]) -> dict[str, Any]:
    return {**log, "blockHash": block_hash(BLOCK_WITH_LOGS), "blockTimestamp": hex(1000 + BLOCK_WITH_LOGS)}


def recorded() -> dict[str, Any]:
    values = {
        parameter.name: sample_value(parameter.type, place)
        for place, parameter in enumerate(event_named("Recorded").inputs)
    }
    values["basis"] = 7  # a party that fits the store
    return in_block(raw_log("Recorded", values, block=BLOCK_WITH_LOGS, index=0))


def signed() -> dict[str, Any]:
    values = {"structHash": b"\x05" * 32, "signature": bytes(65)}
    return in_block(raw_log("Signed", values, block=BLOCK_WITH_LOGS, index=1))


def read(node: FakeNode) -> Any:
    return read_range(cast(LeanRpc, node), SETUP, ASKED)


def test_read_range_of_a_chain_in_order_gives_rows_and_the_headers_that_are_held() -> None:
    found = read(FakeNode())
    assert (found.first, found.last.number, found.logs) == (5, 9, 2)
    assert found.first_parent.hex() == block_hash(4)[2:]
    assert [(kept.number, kept.has_events) for kept in found.headers] == [(7, True), (8, False), (9, False)]
    assert len(found.records) == len(SETUP.record_rows.template)
    assert len(found.signatures) == len(SETUP.signature_rows.template)


def missing_header(node: FakeNode) -> None:
    del node.headers[BLOCK_WITH_LOGS]


def last_block_replaced(node: FakeNode) -> None:
    node.after_logs = lambda: node.headers.update({9: header(9) | {"hash": block_hash(99)}})


def another_node(node: FakeNode) -> None:
    def turn() -> None:
        node.turns += 1

    node.after_logs = turn


def broken_link(node: FakeNode) -> None:
    node.headers[8] |= {"parentHash": block_hash(99)}


def logs_of_another_block(node: FakeNode) -> None:
    node.logs = [log | {"blockHash": block_hash(99)} for log in node.logs]


def logs_of_another_time(node: FakeNode) -> None:
    node.logs = [log | {"blockTimestamp": "0x1"} for log in node.logs]


def refusal(node: FakeNode) -> None:
    node.logs = cast(Any, None)


@pytest.mark.parametrize(
    ("disturb", "message"),
    [
        (missing_header, "a header of another form|Expected `object`"),
        (last_block_replaced, "the chain moved"),
        (another_node, "answers of several nodes"),
        (broken_link, "headers that do not follow each other"),
        (logs_of_another_block, "logs of another block"),
        (logs_of_another_time, "differ in their time"),
        (refusal, "Expected `array`"),
    ],
)
def test_read_range_in_which_something_does_not_agree_is_irregular(
    disturb: Callable[[FakeNode], None], message: str
) -> None:
    node = FakeNode()
    disturb(node)
    with pytest.raises(Irregular, match=message):
        read(node)
