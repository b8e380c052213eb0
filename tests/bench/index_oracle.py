"""What the index must hold, by other means: raw logs decoded by eth_abi, and a checksum that no order changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import requests
from eth_abi.abi import decode
from sqlalchemy import select

from labour_ledger.chain.abi import load_abi
from labour_ledger.store.queries.statements import RECORD
from labour_ledger.store.session import Store

COLUMNS = (
    "subject",
    "schema_hash",
    "issuer",
    "uid",
    "basis",
    "nonce",
    "deadline",
    "outcome",
    "valid_from",
    "valid_until",
    "document_hash",
    "ref_uid",
    "block_number",
    "log_index",
    "recorded_at",
    "transaction_hash",
)
BLOCKS_AT_ONCE = 20
LIMIT = 2**256

Checksum = tuple[int, int]
"""Number of records, and the sum of their hashes."""


def checksum_of_chain(rpc_url: str, contract: str, last: int, processes: int) -> Checksum:
    """Return the checksum of all records of the chain, read and decoded without any code of the product's."""
    parts = [
        (rpc_url, contract, first, min(last, first + BLOCKS_AT_ONCE - 1))
        for first in range(0, last + 1, BLOCKS_AT_ONCE)
    ]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return _total(pool.map(_part, parts, chunksize=8))


def checksum_of_store(store: Store) -> Checksum:
    """Return the checksum of all records of a store."""
    with store.reading() as session:
        rows = session.execute(select(*(RECORD.c[name] for name in COLUMNS)), execution_options={"yield_per": 5000})
        return _total((1, _hash(tuple(row))) for row in rows)


def _part(part: tuple[str, str, int, int]) -> Checksum:
    rpc_url, contract, first, last = part
    event = next(event for event in load_abi().events.values() if event.name == "Recorded")
    query = {
        "address": contract,
        "fromBlock": hex(first),
        "toBlock": hex(last),
        "topics": ["0x" + event.identifier.hex()],
    }
    asked: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "eth_getLogs", "params": [query]}
    logs = requests.post(rpc_url, json=asked, timeout=60).json()["result"]
    plain = [parameter.type for parameter in event.inputs if not parameter.indexed]
    return _total((1, _hash(tuple(_values(log, plain)))) for log in logs)


def _values(log: dict[str, Any], types: list[str]) -> Iterator[object]:
    subject, schema, issuer = (bytes.fromhex(topic[2:]) for topic in log["topics"][1:])
    yield from (subject, schema, issuer[12:])
    yield from decode(types, bytes.fromhex(log["data"][2:]))
    yield from (int(log[name], 16) for name in ("blockNumber", "logIndex", "blockTimestamp"))
    yield bytes.fromhex(log["transactionHash"][2:])


def _hash(values: tuple[object, ...]) -> int:
    text = json.dumps([value.hex() if isinstance(value, bytes) else str(value) for value in values])
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")


def _total(parts: Iterable[Checksum]) -> Checksum:
    count = total = 0
    for part_count, part in parts:
        count, total = count + part_count, (total + part) % LIMIT
    return count, total
