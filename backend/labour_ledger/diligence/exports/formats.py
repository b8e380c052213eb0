"""Any table as CSV, JSON Lines, Parquet or an Arrow stream, written in pieces, in memory that does not grow.

pyarrow is imported only where it is needed, as it takes longer to load than a small export to write.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from labour_ledger.diligence.basis import AnswerBasis
from labour_ledger.diligence.questions.model import Cell, Kind
from labour_ledger_verify.hexadecimal import to_hex

from .tables import Table

if TYPE_CHECKING:
    import pyarrow

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.stream",
}
"""Media type of each format, by name; the name is also the ending of a file."""
_ROWS_AT_ONCE: Final = 5000
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_table(table: Table, output: BinaryIO, format_name: str) -> int:
    """Write a table and return the number of its rows.

    Args:
        table: Its rows are read once.
        output: Open for writing.
        format_name: One of `MEDIA_TYPES`.

    Raises:
        KeyError: There is no such format.
    """
    return _WRITERS[format_name](table, output)


def _write_csv(table: Table, output: BinaryIO) -> int:
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    writer.writerow([column.name for column in table.columns])
    count = 0
    for row in table.rows:
        writer.writerow([_csv_cell(row[column.name]) for column in table.columns])
        count += 1
    text.detach()
    return count


def _csv_cell(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return cell
    if isinstance(cell, Mapping):
        text = json.dumps(cell, ensure_ascii=False)
    else:
        text = cell if isinstance(cell, str) else "; ".join(cell)
    # a spreadsheet runs what begins like a formula, and names come from other people's lists
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def _write_jsonl(table: Table, output: BinaryIO) -> int:
    count = 0
    for row in table.rows:
        document = {column.name: _json_cell(row[column.name]) for column in table.columns}
        output.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n")
        count += 1
    return count


def _json_cell(cell: Cell) -> object:
    if isinstance(cell, tuple):
        return list(cell)
    return dict(cell) if isinstance(cell, Mapping) else cell


def _write_parquet(table: Table, output: BinaryIO) -> int:
    import pyarrow.parquet

    schema = _schema(table)
    with pyarrow.parquet.ParquetWriter(output, schema, compression="zstd") as writer:
        return _write_batches(table, schema, writer.write_batch)


def _write_arrow(table: Table, output: BinaryIO) -> int:
    import pyarrow.ipc

    schema = _schema(table)
    with pyarrow.ipc.new_stream(output, schema) as writer:
        return _write_batches(table, schema, writer.write_batch)


def _write_batches(table: Table, schema: pyarrow.Schema, write: Callable[[pyarrow.RecordBatch], None]) -> int:
    import pyarrow

    count = 0
    while rows := list(islice(table.rows, _ROWS_AT_ONCE)):
        arrays = [
            pyarrow.array([_arrow_cell(row[column.name], column.kind) for row in rows], type=field.type)
            for column, field in zip(table.columns, schema, strict=True)
        ]
        write(pyarrow.record_batch(arrays, schema=schema))
        count += len(rows)
    return count


def _schema(table: Table) -> pyarrow.Schema:
    import pyarrow

    types = {
        Kind.TEXT: pyarrow.string(),
        Kind.NUMBER: pyarrow.int64(),
        Kind.TRUTH: pyarrow.bool_(),
        Kind.TIME: pyarrow.timestamp("s", tz="UTC"),
        Kind.DATE: pyarrow.date32(),
        Kind.HASH: pyarrow.string(),
        Kind.TEXTS: pyarrow.list_(pyarrow.string()),
        Kind.COUNTS: pyarrow.map_(pyarrow.string(), pyarrow.int64()),
    }
    fields = [
        pyarrow.field(column.name, types[column.kind], metadata={"meaning": column.meaning}) for column in table.columns
    ]
    return pyarrow.schema(fields, metadata={"basis": json.dumps(table.basis.to_json())})


def _arrow_cell(cell: Cell, kind: Kind) -> Any:  # noqa: ANN401 - whatever the column's type takes
    if cell is None:
        return None
    if kind is Kind.TIME:
        # a time that no calendar reaches is written as bare seconds, and has no place in this type
        return None if str(cell).isdigit() else datetime.fromisoformat(str(cell))
    if kind is Kind.DATE:
        return date.fromisoformat(str(cell))
    return list(cell.items()) if isinstance(cell, Mapping) else cell


def block_words(basis: AnswerBasis) -> str:
    """Return in one line which block a file is complete up to, for formats that cannot say it themselves."""
    return f"chain {basis.ledger.chain_id}, block {basis.block_number} {to_hex(basis.block_hash)}"


_WRITERS: Final[Mapping[str, Callable[[Table, BinaryIO], int]]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
    "arrow": _write_arrow,
}
