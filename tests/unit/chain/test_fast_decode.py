"""The fast reading is held to `decode`, which reads log by log, and so through it to eth_abi."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.chain.raw_logs import LEDGER, event_named, raw_log, sample_value, sample_values

from labour_ledger.chain.decode import decode_logs
from labour_ledger.chain.events import RecordedEvent, SignedEvent
from labour_ledger.chain.fast_decode import Bytes, Irregular, decode_answer
from labour_ledger.chain.log_layouts import log_layouts

LAYOUTS = log_layouts(LEDGER)
FIELDS = {
    "subject": "subject",
    "schema_hash": "schema",
    "issuer": "issuer",
    "uid": "uid",
    "document_hash": "document_hash",
    "ref_uid": "ref_uid",
    "transaction_hash": "transaction_hash",
}
NUMBERS = {
    "basis": "basis",
    "nonce": "nonce",
    "deadline": "deadline",
    "outcome": "outcome",
    "valid_from": "valid_from",
    "valid_until": "valid_until",
    "block_number": "block_number",
    "log_index": "log_index",
}


def answer_of(logs: list[dict[str, Any]]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "result": logs}).encode()


def recorded(number: int, *, block: int = 7, index: int = 0) -> dict[str, Any]:
    values = {
        parameter.name: sample_value(parameter.type, (place + number) % 200)
        for place, parameter in enumerate(event_named("Recorded").inputs)
    }
    return raw_log("Recorded", values, block=block, index=index)


def signed(*, block: int = 7, index: int = 0, signature: bytes = bytes(range(65))) -> dict[str, Any]:
    return raw_log("Signed", {"structHash": b"\x05" * 32, "signature": signature}, block=block, index=index)


def column(values: Bytes) -> list[bytes]:
    return [row.tobytes() for row in values]


def numbers(values: Bytes) -> list[int]:
    return [int.from_bytes(row, "big") for row in column(values)]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_decode_answer_equals_decoding_log_by_log(runs: list[int]) -> None:
    logs: list[dict[str, Any]] = []
    for block, run in enumerate(runs, 7):
        index = 0
        for _ in range(run):
            logs.append(recorded(len(logs), block=block, index=index))
            index += 2
        logs.append(signed(block=block, index=index))
        logs.append(raw_log("SubjectClosed", sample_values("SubjectClosed"), block=block, index=index + 1))

    fast, slow = decode_answer(answer_of(logs), LAYOUTS), decode_logs(logs, LEDGER)

    records = [event for event in slow if isinstance(event, RecordedEvent)]
    signatures = [event for event in slow if isinstance(event, SignedEvent)]
    for name, field in FIELDS.items():
        assert column(fast.records[name]) == [getattr(event, field) for event in records]
    for name, field in NUMBERS.items():
        assert numbers(fast.records[name]) == [getattr(event, field) for event in records]
    for name in ("struct_hash", "signature", "transaction_hash"):
        assert column(fast.signatures[name]) == [getattr(event, name) for event in signatures]
    assert decode_logs(fast.others, LEDGER) == [event for event in slow if event not in records + signatures]
    assert {number: bytes.fromhex(text[2:]) for number, (text, _) in fast.blocks.items()} == {
        event.block_number: event.block_hash for event in slow
    }
    assert fast.count == len(logs)


def test_decode_answer_gives_each_record_the_signature_of_its_run() -> None:
    logs = [recorded(0, index=0), recorded(1, index=1), signed(index=2), recorded(2, index=3), signed(index=4)]
    assert numbers(decode_answer(answer_of(logs), LAYOUTS).records["signed_log_index"]) == [2, 2, 4]


def test_decode_answer_of_a_signature_of_another_length_leaves_it_to_the_slow_way() -> None:
    logs = [recorded(0, index=0), signed(index=1, signature=b"wallet")]
    fast = decode_answer(answer_of(logs), LAYOUTS)
    assert numbers(fast.records["signed_log_index"]) == [1]
    assert not fast.signatures
    assert [log["logIndex"] for log in fast.others] == ["0x1"]


def test_decode_answer_without_logs_is_empty() -> None:
    fast = decode_answer(answer_of([]), LAYOUTS)
    assert (fast.count, fast.records, fast.signatures, fast.others, fast.blocks) == (0, {}, {}, (), {})


def shorter_data(log: dict[str, Any]) -> None:
    log["data"] = log["data"][:-2]


def no_hexadecimal(log: dict[str, Any]) -> None:
    log["data"] = log["data"][:-2] + "zz"


def shifted_prefix(log: dict[str, Any]) -> None:
    log["topics"] = [log["topics"][0], log["topics"][1][2:], "0x" + log["topics"][2], log["topics"][3]]


def field_out_of_range(log: dict[str, Any]) -> None:
    log["topics"][3] = "0x01" + log["topics"][3][4:]


def other_contract(log: dict[str, Any]) -> None:
    log["address"] = "0x" + "22" * 20


def removed(log: dict[str, Any]) -> None:
    log["removed"] = True


def no_topics(log: dict[str, Any]) -> None:
    log["topics"] = []


def missing_field(log: dict[str, Any]) -> None:
    del log["transactionHash"]


def same_place(log: dict[str, Any]) -> None:
    log["logIndex"] = "0x1"


def earlier_block(log: dict[str, Any]) -> None:
    log["blockNumber"] = "0x6"


def other_block_hash(log: dict[str, Any]) -> None:
    log["blockHash"] = "0x" + "77" * 32


def other_transaction(log: dict[str, Any]) -> None:
    log["transactionHash"] = "0x" + "cd" * 32


@pytest.mark.parametrize(
    "change",
    [
        shorter_data,
        no_hexadecimal,
        shifted_prefix,
        field_out_of_range,
        other_contract,
        removed,
        no_topics,
        missing_field,
        same_place,
        earlier_block,
        other_block_hash,
        other_transaction,
    ],
)
def test_decode_answer_of_a_log_that_is_not_in_order_is_irregular(change: Callable[[dict[str, Any]], None]) -> None:
    logs = [recorded(0, index=0), recorded(1, index=1), recorded(2, index=2), signed(index=3)]
    change(logs[2])
    with pytest.raises(Irregular):
        decode_answer(answer_of(logs), LAYOUTS)


def test_decode_answer_of_a_record_without_signature_is_irregular() -> None:
    with pytest.raises(Irregular, match="without signature"):
        decode_answer(answer_of([recorded(0)]), LAYOUTS)


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"error":{"code":-32005}}', b'{"result":null}'])
def test_decode_answer_of_a_refusal_is_irregular(answer: bytes) -> None:
    with pytest.raises(Irregular):
        decode_answer(answer, LAYOUTS)
