"""Simulated calls whose revert data is seen as it is, and exact block times.

brownie turns a custom error into a text; the contract promises names and values, so they are compared as bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak


class Reverted(Exception):
    """A simulated call reverted with these bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data.hex())
        self.data = data


class Simulator:
    """Calls a contract without sending a transaction."""

    def __init__(self, web3: Any, contract: Any, sender: str) -> None:
        self._web3 = web3
        self._contract = contract
        self._sender = sender

    def __call__(self, function: str, *arguments: Any, sender: str | None = None, block: str = "latest") -> bytes:
        """Return what the function would return now.

        Raises:
            Reverted: The call reverted.
        """
        data = getattr(self._contract, function).encode_input(*arguments)
        return self.raw(bytes.fromhex(data[2:]), sender=sender, block=block)

    def raw(self, data: bytes, sender: str | None = None, block: str = "latest") -> bytes:
        """Return what the contract would answer to these call data."""
        request = {
            "from": str(sender or self._sender),
            "to": self._contract.address,
            "data": "0x" + data.hex(),
            "gas": hex(30_000_000),
        }
        answer = self._web3.provider.make_request("eth_call", [request, block])
        if "error" in answer:
            data_field = answer["error"].get("data", "0x")
            raise Reverted(bytes.fromhex(data_field[2:]))
        return bytes.fromhex(answer["result"][2:])


class ErrorTable:
    """The custom errors of an ABI, and which of them tests have provoked so far."""

    provoked: ClassVar[set[str]] = set()

    def __init__(self, abi: list[dict[str, Any]]) -> None:
        self._types = {
            entry["name"]: [item["type"] for item in entry["inputs"]] for entry in abi if entry["type"] == "error"
        }

    def encode(self, name: str, values: tuple[Any, ...]) -> bytes:
        """Return the revert data of an error with its values."""
        types = self._types[name]
        plain = [str(value) if kind == "address" else value for kind, value in zip(types, values, strict=True)]
        return bytes(keccak(text=f"{name}({','.join(types)})")[:4] + encode(types, plain))

    def describe(self, data: bytes) -> str:
        """Return the name of the error in revert data, for a failed test's message."""
        for name, types in self._types.items():
            if keccak(text=f"{name}({','.join(types)})")[:4] == data[:4]:
                return f"{name} {data[4:].hex()}"
        return f"unknown error {data.hex()}"


@contextmanager
def reverts_with_data(table: ErrorTable, name: str, values: tuple[Any, ...]) -> Iterator[None]:
    """Expect a simulated call in the block to revert with exactly this error and these values."""
    expected = table.encode(name, values)
    with pytest.raises(Reverted) as caught:
        yield
    assert caught.value.data == expected, f"expected {name}{values}, got {table.describe(caught.value.data)}"
    table.provoked.add(name)
