from typing import Any

import pytest
from tests.unit.chain.raw_logs import LEDGER, raw_log, sample_values

from labour_ledger.chain.abi import load_abi
from labour_ledger.chain.decode import decode_log, decode_logs
from labour_ledger.chain.errors import LogUnreadable
from labour_ledger.chain.events import (
    EntryEvent,
    NoncesCancelledEvent,
    RecordedEvent,
    SignedEvent,
)
from labour_ledger_verify.history import ENTRY_TYPES, EntryType, HistoryKind, party_history_id

ENTRY_EVENTS = [entry_type for entry_type in ENTRY_TYPES.values() if entry_type.name not in ("Recorded", "Issued")]
PLACE = (7, (7).to_bytes(32, "big"), 3, b"\xab" * 32, 1_700_000_007)


@pytest.mark.parametrize("entry_type", ENTRY_EVENTS, ids=lambda entry_type: entry_type.name)
def test_decode_log_entry_event_gives_entry_with_the_events_fields(entry_type: EntryType) -> None:
    values = sample_values(entry_type.name)

    event = decode_log(raw_log(entry_type.name, values, index=3), LEDGER)

    assert isinstance(event, EntryEvent)
    assert (event.block_number, event.block_hash, event.log_index, event.transaction_hash, event.recorded_at) == PLACE
    assert event.entry.type is entry_type
    assert event.history is entry_type.kind
    expected = {**values, "recordedAt": PLACE[-1]}
    assert event.entry.values == tuple(expected[name] for name, _ in entry_type.fields)
    owner = {
        HistoryKind.SUBJECT: values.get("joined", values.get("subject")),
        HistoryKind.PARTY: party_history_id(values["party"]) if "party" in values else b"",
        HistoryKind.SCHEMAS: b"",
    }
    assert event.history_id == owner[entry_type.kind]
    assert event.text == values.get("id")


def test_decode_log_recorded_gives_both_entries_and_the_body() -> None:
    values = sample_values("Recorded")

    event = decode_log(raw_log("Recorded", values, index=3), LEDGER)

    assert isinstance(event, RecordedEvent)
    attestation = event.attestation()
    assert attestation.issuer == values["issuer"]
    assert (attestation.nonce, attestation.deadline, attestation.outcome) == (
        values["nonce"],
        values["deadline"],
        values["outcome"],
    )
    assert (attestation.valid_from, attestation.valid_until) == (values["validFrom"], values["validUntil"])
    assert (attestation.document_hash, attestation.ref_uid) == (values["documentHash"], values["refUid"])
    assert event.party == values["basis"] % 2**64
    assert event.subject_entry().values == (values["uid"], values["schema"], values["basis"], PLACE[-1])
    assert event.issued_entry().values == (values["uid"], values["subject"], PLACE[-1])


def test_decode_log_signed_keeps_signature_of_any_length() -> None:
    for signature in (b"", b"\x01", bytes(65), bytes(range(256)) * 3):
        event = decode_log(raw_log("Signed", {"structHash": b"\x05" * 32, "signature": signature}), LEDGER)
        assert isinstance(event, SignedEvent)
        assert (event.struct_hash, event.signature) == (b"\x05" * 32, signature)


def test_decode_log_nonces_cancelled_gives_its_fields() -> None:
    values = sample_values("NoncesCancelled")
    event = decode_log(raw_log("NoncesCancelled", values), LEDGER)
    assert isinstance(event, NoncesCancelledEvent)
    assert (event.issuer, event.word, event.mask) == (values["issuer"], values["word"], values["mask"])


def test_decode_log_every_event_of_the_interface_is_known() -> None:
    names = {event.name for event in load_abi().events.values()} - {"EIP712DomainChanged"}
    assert {decode_log(raw_log(name, sample_values(name)), LEDGER).log_index for name in names} == {0}
    assert names == {entry_type.name for entry_type in ENTRY_EVENTS} | {"Recorded", "Signed", "NoncesCancelled"}


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("PartyReinstated", {"address": "0x" + "22" * 20}, "of contract 0x2222"),
        ("PartyReinstated", {"removed": True}, "removed by a reorganisation"),
        ("PartyReinstated", {"topics": ["0x" + "77" * 32]}, "topic 0x7777"),
        ("PartyReinstated", {"topics": []}, "topic none"),
        ("PartyReinstated", {"topics": ["0x" + "77" * 32], "data": "0x"}, "no event of this version"),
        ("PartyReinstated", {"data": "0x" + "00" * 32}, "32 bytes of data instead of 0"),
        ("Signed", {"data": "0x" + "00" * 31}, "31 bytes of data instead of 64"),
        ("PartyReinstated", {"blockNumber": None}, "no well-formed log"),
        ("PartyReinstated", {"data": 7}, "no well-formed log"),
        ("PartyReinstated", {"blockTimestamp": None}, "no well-formed log"),
        ("PartyReinstated", {"blockHash": "0xzz"}, "no well-formed log"),
    ],
)
def test_decode_log_altered_is_refused_with_its_place(name: str, change: dict[str, Any], words: str) -> None:
    with pytest.raises(LogUnreadable, match=words) as refused:
        decode_log({**raw_log(name, sample_values(name), index=3), **change}, LEDGER)
    if "well-formed" not in words:
        assert "log 3 of block 7" in refused.value.message


def test_decode_log_with_topic_missing_or_short_is_refused() -> None:
    log = raw_log("PartyReinstated", sample_values("PartyReinstated"))
    for topics in (log["topics"][:1], [log["topics"][0], "0x01"], [*log["topics"], log["topics"][1]]):
        with pytest.raises(LogUnreadable, match="topics"):
            decode_log({**log, "topics": topics}, LEDGER)


@pytest.mark.parametrize(
    ("name", "place", "word"),
    [
        ("KeySuspended", "data", "00" * 25 + "01" + "00" * 6),  # uint48 with bit 48 set
        ("PartyRegistered", "country", "4445" + "00" * 29 + "01"),  # bytes2 with a last byte
        ("KeyRetired", "data", "01" + "00" * 31),  # address with its first byte set
        ("AccreditationGiven", "flag", "00" * 31 + "02"),  # bool 2
    ],
)
def test_decode_log_with_bits_outside_the_type_is_refused(name: str, place: str, word: str) -> None:
    log = raw_log(name, sample_values(name))
    if place == "country":
        log["topics"][3] = "0x" + word
    elif place == "flag":
        log["data"] = log["data"][:-64] + word
    else:
        log["data"] = "0x" + word
    with pytest.raises(LogUnreadable, match="out of its range"):
        decode_log(log, LEDGER)


def test_decode_log_with_text_that_ends_early_or_is_no_utf8_is_refused() -> None:
    log = raw_log("SchemaRegistered", {**sample_values("SchemaRegistered"), "id": "a" * 32})
    cut = {**log, "data": log["data"][:-64]}
    with pytest.raises(LogUnreadable, match="ends early"):
        decode_log(cut, LEDGER)
    garbled = {**log, "data": log["data"].replace("61" * 32, "ff" * 32)}
    with pytest.raises(LogUnreadable, match="utf-8"):
        decode_log(garbled, LEDGER)


def test_decode_logs_in_order_gives_all_and_out_of_order_is_refused() -> None:
    values = sample_values("PartyReinstated")
    logs = [raw_log("PartyReinstated", values, block=block, index=index) for block, index in ((1, 4), (1, 5), (2, 0))]
    assert [(event.block_number, event.log_index) for event in decode_logs(logs, LEDGER)] == [(1, 4), (1, 5), (2, 0)]
    for wrong in (logs[::-1], [logs[0], logs[0]], [logs[1], logs[0]]):
        with pytest.raises(LogUnreadable, match="came after"):
            decode_logs(wrong, LEDGER)
