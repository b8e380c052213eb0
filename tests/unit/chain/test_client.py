"""Answers that no healthy node gives; what a real one answers is in tests/integration/chain."""

from typing import Any

import pytest
from tests.support.fake_node import Answer, fake_node
from tests.unit.chain.raw_logs import LEDGER, raw_log, sample_values

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.errors import LogUnreadable, NodeUnavailable, NotDeployed
from labour_ledger.chain.events import Block
from labour_ledger.chain.reader import ChainReader
from labour_ledger_verify.history import HistoryKind


def block_answer(number: int, *, hash_number: int | None = None) -> dict[str, str]:
    shown = number if hash_number is None else hash_number
    return {
        "number": hex(number),
        "hash": "0x" + shown.to_bytes(32, "big").hex(),
        "parentHash": "0x" + (shown - 1).to_bytes(32, "big").hex(),
        "timestamp": hex(1_700_000_000 + number),
    }


def always(answer: object) -> Answer:
    return lambda _: answer


def untimed_logs() -> list[dict[str, Any]]:
    logs = [raw_log("PartyReinstated", {"party": party}, block=party) for party in (7, 9)]
    del logs[0]["blockTimestamp"]
    logs[1]["blockTimestamp"] = None
    return logs


def test_client_is_a_chain_reader() -> None:
    reader: ChainReader = LedgerClient("http://127.0.0.1:1", LEDGER)
    assert reader.contract == LEDGER


def test_events_without_times_get_those_of_their_blocks() -> None:
    answers = {
        "eth_getLogs": lambda _: untimed_logs(),
        "eth_getBlockByNumber": lambda parameters: block_answer(int(parameters[0], 16)),
    }
    with fake_node(answers) as node, LedgerClient(node.url, LEDGER) as client:
        events = client.events(0, 10)
    assert [event.recorded_at for event in events] == [1_700_000_007, 1_700_000_009]
    assert [method for method, _ in node.asked].count("eth_getBlockByNumber") == 2
    assert node.asked[0] == (
        "eth_getLogs",
        [{"address": "0x" + LEDGER.hex(), "fromBlock": "0x0", "toBlock": "0xa"}],
    )


def test_events_of_blocks_replaced_meanwhile_ask_to_be_read_again() -> None:
    answers = {
        "eth_getLogs": lambda _: untimed_logs(),
        "eth_getBlockByNumber": lambda parameters: block_answer(int(parameters[0], 16), hash_number=77),
    }
    with fake_node(answers) as node, LedgerClient(node.url, LEDGER) as client:
        with pytest.raises(NodeUnavailable, match="reorganised"):
            client.events(0, 10)
        node.answers["eth_getBlockByNumber"] = lambda _: None
        with pytest.raises(NodeUnavailable, match="reorganised"):
            client.events(0, 10)


def test_events_of_a_node_that_ignores_the_filter_are_refused() -> None:
    log = raw_log("PartyReinstated", sample_values("PartyReinstated"), contract=bytes(20))
    with fake_node({"eth_getLogs": lambda _: [log]}) as node, LedgerClient(node.url, LEDGER) as client:
        with pytest.raises(LogUnreadable, match="not of the ledger"):
            client.events(0, 10)
        node.answers["eth_getLogs"] = lambda _: None
        with pytest.raises(NodeUnavailable, match="no list of logs"):
            client.events(0, 10)


def test_block_answers_are_parsed_or_refused() -> None:
    with (
        fake_node({"eth_getBlockByNumber": lambda _: block_answer(5)}) as node,
        LedgerClient(node.url, LEDGER) as client,
    ):
        assert client.block("safe") == Block(5, (5).to_bytes(32, "big"), (4).to_bytes(32, "big"), 1_700_000_005)
        assert node.asked[-1] == ("eth_getBlockByNumber", ["safe", False])
        for broken in ({"number": "0x5"}, {**block_answer(5), "hash": "zz"}, "0x5", {**block_answer(5), "number": 5}):
            node.answers["eth_getBlockByNumber"] = always(broken)
            with pytest.raises(NodeUnavailable, match="no well-formed block"):
                client.block(5)


def test_numbers_and_data_that_are_none_are_refused() -> None:
    answers = {"eth_chainId": always("no"), "eth_getCode": always(7)}
    with fake_node(answers) as node, LedgerClient(node.url, LEDGER) as client:
        with pytest.raises(NodeUnavailable, match="for a number"):
            client.chain_id()
        with pytest.raises(NodeUnavailable, match="no hexadecimal data"):
            client.code()


def test_history_head_of_a_contract_that_is_no_ledger_is_not_deployed() -> None:
    with fake_node({"eth_call": lambda _: "0x"}) as node, LedgerClient(node.url, LEDGER) as client:
        with pytest.raises(NotDeployed, match="no head"):
            client.history_head(HistoryKind.SUBJECT, bytes(32), 3)
        node.answers["eth_call"] = lambda _: "0x" + "00" * 31
        with pytest.raises(NodeUnavailable, match="the result of keyOf"):
            client.key(bytes(20))
