"""What becomes of a transaction when the node or the ledger changes its mind; the plain way is an integration test."""

from typing import Any

import pytest
from eth_account import Account
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from hexbytes import HexBytes
from tests.support.fake_node import Answer, FakeNode, NodeError, fake_node, receipt, sending_answers

from labour_ledger.chain.errors import TransactionFailed, TransactionNotAccepted, TransactionPending
from labour_ledger.chain.node import ContractNode
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.chain.transactions import LARGEST_GAS, TransactionSender
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.keccak import keccak256

LEDGER = bytes(19) + b"\x11"
SIGNER = LocalSigner(keccak256(b"sender"))
BATCH_EMPTY = to_hex(keccak256(b"BatchEmpty()")[:4])


def sent(node: FakeNode) -> list[HexBytes]:
    return [HexBytes(parameters[0]) for method, parameters in node.asked if method == "eth_sendRawTransaction"]


def refuse(code: int, message: str, data: object = None) -> Answer:
    def answer(_: list[Any]) -> Any:
        raise NodeError(code, message, data)

    return answer


def test_send_signs_a_fee_transaction_from_the_account() -> None:
    with fake_node(sending_answers()) as fake, ContractNode(fake.url, LEDGER) as node:
        done = TransactionSender(node, SIGNER).send(b"\x01\x02")
    (raw,) = sent(fake)
    assert Account.recover_transaction(raw) == to_checksum_address(SIGNER.address)
    fields = TypedTransaction.from_bytes(raw).as_dict()
    assert (fields["nonce"], fields["gas"], fields["chainId"]) == (9, 60_000, 31337)
    assert (fields["maxPriorityFeePerGas"], fields["maxFeePerGas"]) == (3, 203)
    assert (fields["to"], fields["data"], fields["value"]) == (LEDGER, b"\x01\x02", 0)
    assert done.transaction_hash == keccak256(raw)
    assert (done.block_number, done.gas_used, done.contract) == (5, 50_000, None)


def test_send_many_counts_nonces_up_and_keeps_refusals_in_place() -> None:
    def estimate(parameters: list[Any]) -> str:
        if parameters[0]["data"] == "0x02":
            raise NodeError(3, "execution reverted", BATCH_EMPTY)
        return "0xc350"

    with fake_node(sending_answers(eth_estimateGas=estimate)) as fake, ContractNode(fake.url, LEDGER) as node:
        outcomes = TransactionSender(node, SIGNER).send_many([bytes((number,)) for number in range(4)])
    refused = outcomes[2]
    assert isinstance(refused, ContractRefusal)
    assert refused.name == "BatchEmpty"
    transactions = [TypedTransaction.from_bytes(raw).as_dict() for raw in sent(fake)]
    assert [(fields["nonce"], fields["data"]) for fields in transactions] == [(9, b"\0"), (10, b"\1"), (11, b"\3")]


@pytest.mark.parametrize(
    ("gas", "sent_before_each_wait"), [(15_000_000, [3, 3, 1]), (1_000_000, [7]), (LARGEST_GAS, [3, 3, 1])]
)
def test_send_many_sends_no_more_at_once_than_fits_into_a_block(gas: int, sent_before_each_wait: list[int]) -> None:
    with fake_node(sending_answers(eth_estimateGas=lambda _: hex(gas))) as fake, ContractNode(fake.url, LEDGER) as node:
        done = TransactionSender(node, SIGNER).send_many([bytes((number,)) for number in range(7)])
    assert len(done) == 7
    methods = [method for method, _ in fake.asked]
    waits = "".join(
        {"eth_sendRawTransaction": "s", "eth_getTransactionReceipt": " "}.get(method, "") for method in methods
    )
    assert [len(part) for part in waits.split()] == sent_before_each_wait


def test_send_many_sends_what_no_block_has_room_for_alone() -> None:
    changed = sending_answers(eth_getBlockByNumber=lambda _: {"baseFeePerGas": "0x64", "gasLimit": "0x1"})
    with fake_node(changed) as fake, ContractNode(fake.url, LEDGER) as node:
        assert len(TransactionSender(node, SIGNER).send_many([b"\1", b"\2"])) == 2


def test_send_many_all_refused_sends_nothing() -> None:
    changed = sending_answers(eth_estimateGas=refuse(3, "execution reverted", BATCH_EMPTY))
    with fake_node(changed) as fake, ContractNode(fake.url, LEDGER) as node:
        outcomes = TransactionSender(node, SIGNER).send_many([b"\1", b"\2"])
    assert all(isinstance(outcome, ContractRefusal) for outcome in outcomes)
    assert sent(fake) == []


def test_send_allows_a_fifth_more_gas_and_never_more_than_a_transaction_may_take() -> None:
    with fake_node(sending_answers()) as fake, ContractNode(fake.url, LEDGER) as node:
        sender = TransactionSender(node, SIGNER)
        sender.send(b"\1")
        fake.answers["eth_estimateGas"] = lambda _: hex(LARGEST_GAS - 1)
        sender.send(b"\1")
        fake.answers["eth_estimateGas"] = refuse(-32000, "gas required exceeds allowance (16777216)")
        with pytest.raises(ContractRefusal, match="without a reason"):
            sender.send(b"\1")
    assert [TypedTransaction.from_bytes(raw).as_dict()["gas"] for raw in sent(fake)] == [60_000, LARGEST_GAS]


def test_send_not_taken_by_the_node_says_why() -> None:
    changed = sending_answers(eth_sendRawTransaction=refuse(-32000, "insufficient funds for gas"))
    with (
        fake_node(changed) as fake,
        ContractNode(fake.url, LEDGER) as node,
        pytest.raises(TransactionNotAccepted, match="insufficient funds") as refused,
    ):
        TransactionSender(node, SIGNER).send(b"\1")
    assert refused.value.hint


def test_send_waits_until_the_receipt_is_there() -> None:
    left = iter([None, None, receipt()])
    changed = sending_answers(eth_getTransactionReceipt=lambda _: next(left))
    with fake_node(changed) as fake, ContractNode(fake.url, LEDGER) as node:
        assert TransactionSender(node, SIGNER).send(b"\1").block_number == 5


def test_send_that_gets_into_no_block_is_pending() -> None:
    with (
        fake_node(sending_answers(eth_getTransactionReceipt=lambda _: None)) as fake,
        ContractNode(fake.url, LEDGER) as node,
        pytest.raises(TransactionPending) as pending,
    ):
        TransactionSender(node, SIGNER, receipt_timeout_s=0).send(b"\1")
    (raw,) = sent(fake)
    assert pending.value.transaction_hash == keccak256(raw)


def test_send_that_fails_in_its_block_is_refused_by_the_name_it_has_now() -> None:
    changed = sending_answers(
        eth_getTransactionReceipt=lambda _: receipt(status="0x0"),
        eth_call=refuse(3, "execution reverted", BATCH_EMPTY),
    )
    with fake_node(changed) as fake, ContractNode(fake.url, LEDGER) as node:
        with pytest.raises(ContractRefusal) as refused:
            TransactionSender(node, SIGNER).send(b"\1")
        assert refused.value.name == "BatchEmpty"
        fake.answers["eth_call"] = lambda _: "0x"
        with pytest.raises(TransactionFailed, match="block 5"):
            TransactionSender(node, SIGNER).send(b"\1")
