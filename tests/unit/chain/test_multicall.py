"""How calls are put together, with a sender that takes so many calls and refuses some."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from labour_ledger.chain import calls, multicall
from labour_ledger.chain.multicall import send_together
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.transactions import Receipt

OUT_OF_GAS = ContractRefusal("FailedCall", {}, "a call failed")
REFUSED = b"refused"


class Sender:
    """Stands for a `TransactionSender` and its node."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.windows: list[list[list[bytes]]] = []
        self.node = self
        self.signer = self
        self.address = bytes(20)

    def send_many(self, transactions: Sequence[list[bytes]], *, in_flight: int) -> list[Receipt | ContractRefusal]:
        assert len(transactions) <= in_flight
        self.windows.append(list(transactions))
        return [self.outcome(part) for part in transactions]

    def outcome(self, part: list[bytes]) -> Receipt | ContractRefusal:
        if len(part) > self.most:
            return OUT_OF_GAS
        if REFUSED in part:
            return ContractRefusal("Refused", {}, "no")
        return Receipt(b"".join(part), 1, bytes(32), 1, None, ())

    def call(self, part: list[bytes], *, sender: bytes) -> None:
        if REFUSED in part:
            raise ContractRefusal("Refused", {}, "no")


@pytest.fixture(autouse=True)
def _plain_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "multicall", list)
    monkeypatch.setattr(multicall, "CALLS_TOGETHER", 4)


def data(count: int) -> list[bytes]:
    return [bytes([number]) for number in range(count)]


@pytest.mark.parametrize("in_flight", [1, 2, 16])
@pytest.mark.parametrize("most", [1, 2, 3, 4, 9])
@pytest.mark.parametrize("count", [0, 1, 4, 11])
def test_send_together_makes_every_call_once_and_returns_them_in_order(count: int, most: int, in_flight: int) -> None:
    sender = Sender(most)
    receipts = send_together(sender, data(count), in_flight=in_flight)  # type: ignore[arg-type]
    assert b"".join(receipt.transaction_hash for receipt in receipts) == b"".join(data(count))


def test_send_together_one_at_a_time_keeps_their_order_on_the_chain() -> None:
    sender = Sender(2)
    send_together(sender, data(8))  # type: ignore[arg-type]
    made = [part for window in sender.windows for part in window if len(part) <= 2]
    assert [call for part in made for call in part] == data(8)
    assert all(len(window) == 1 for window in sender.windows)


def test_send_together_learns_how_many_fit() -> None:
    sender = Sender(2)
    send_together(sender, data(40))  # type: ignore[arg-type]
    assert sum(len(part) > 2 for window in sender.windows for part in window) == 1


@pytest.mark.parametrize("in_flight", [1, 3])
@pytest.mark.parametrize("place", [0, 5, 10])
def test_send_together_with_a_refused_call_says_which(place: int, in_flight: int) -> None:
    asked = data(11)
    asked[place] = REFUSED
    with pytest.raises(ContractRefusal) as refused:
        send_together(Sender(4), asked, in_flight=in_flight)  # type: ignore[arg-type]
    assert (refused.value.name, refused.value.item) == ("Refused", place)
