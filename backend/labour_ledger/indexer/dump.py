"""The canonical dump of an index: equal indexes give equal bytes, whichever store holds them.

JSON Lines in UTF-8: a first line that names ledger and block, then one line a row, keys sorted, in chain order and by
table within one place. Bytes are `0x` and lower-case hexadecimal, numbers that may pass 2^53 decimal strings.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import Table
from sqlmodel import Session

from labour_ledger.store.columns import BigEndian
from labour_ledger.store.ownership import FACT_TABLES
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.queries.streams import table_rows
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.hexadecimal import to_hex

from .errors import IndexEmpty

Line = tuple[int, int, str, bytes]
"""Block number, log index (-1 for the block itself), table, and the text."""


@dataclass(frozen=True, slots=True)
class DumpSummary:
    """What was written: the block it is as of, its lines with the first, and the SHA-256 of its bytes."""

    block_number: int
    lines: int
    sha256: str


def write_dump(store: Store, ledger: LedgerKey, target: BinaryIO) -> DumpSummary:
    """Write the dump of a ledger's index as of its cursor.

    Args:
        store: An open store.
        ledger: The ledger.
        target: Where the bytes go.

    Raises:
        IndexEmpty: The ledger was never indexed.
        StoreUnavailable: The store cannot be read.
    """
    digest = hashlib.sha256()
    lines = 0
    with store.reading() as session:
        cursor = get_cursor(session, ledger)
        if cursor is None:
            raise IndexEmpty("there is no index of this ledger yet", hint="Run `labour-ledger index sync` first.")
        for line in _lines(session, ledger, cursor):
            target.write(line)
            digest.update(line)
            lines += 1
    return DumpSummary(cursor.block_number, lines, digest.hexdigest())


def _lines(session: Session, ledger: LedgerKey, cursor: Cursor) -> Iterator[bytes]:
    yield _json_line(
        {
            "blockHash": to_hex(cursor.block_hash),
            "blockNumber": cursor.block_number,
            "chainId": str(ledger.chain_id),
            "contract": to_hex(ledger.contract),
            "format": cursor.format_version,
            "startBlock": cursor.start_block,
        }
    )
    tables = [_table_lines(session, ledger, table, cursor.block_number) for table in FACT_TABLES]
    for line in heapq.merge(*tables):
        yield line[3]


def _table_lines(session: Session, ledger: LedgerKey, table: Table, up_to_block: int) -> Iterator[Line]:
    columns = [
        (column.name, isinstance(column.type, BigEndian))
        for column in table.columns
        if column.name not in ("chain_id", "contract")
    ]
    for row in table_rows(session, ledger, table, up_to_block):
        values = row._mapping
        fields = {name: _json_value(values[name], wide) for name, wide in columns}
        text = _json_line({"table": table.name, **fields})
        yield row.block_number, values.get("log_index", -1), table.name, text


def _json_value(value: object, wide: bool) -> object:
    if isinstance(value, bytes):
        return to_hex(value)
    return str(value) if wide else value


def _json_line(value: dict[str, object]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
