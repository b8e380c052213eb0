"""What is read of whole tables as columns of numbers: subjects, supply links and records, and how wide each value is.

One description for all that read them: a session of this process (`queries.snapshot_columns`), and processes of their
own (`column_reading`), so nothing here loads a driver.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger.errors import UnavailableError
from labour_ledger_verify.attestation import schema_hash

from .link_terms import SUPPLY_LINK_ID
from .results import LedgerKey

Rows = Mapping[str, NDArray[Any]]
"""Columns of the same length, by name; numbers can be of either byte order."""

DAY_BITS: Final = 16
TIME_BITS: Final = 31
DAY_S: Final = 86_400
LOG_BITS: Final = 24
"""A place on the chain as one number is that of the block, and so many bits of the place in it."""
LAST_TIME: Final = 2**31 - 1
"""The last time that a snapshot tells apart, in the year 2038; from then on it is not made."""
LINK_SCHEMA: Final = schema_hash(SUPPLY_LINK_ID)
_LAST_DAY: Final = 2**DAY_BITS - 1
_DAYS: Final = f"CASE WHEN {{0}} < {_LAST_DAY * DAY_S} THEN {{0}} / {DAY_S} ELSE {_LAST_DAY} END"


class ColumnsUnreadable(UnavailableError):
    """The tables of the index could not be read as a whole; nothing was changed."""

    code = "columns-unreadable"


@dataclass(frozen=True)
class RowKind:
    """Rows of a table.

    Attributes:
        table: Its name.
        row: Names of the columns, and their types when all bytes of a row are joined.
        values: What each column is in SQL; `{nothing}` stands for 32 zero bytes.
        condition: Which rows are read, in SQL; `{links}` stands for the schema of links.
    """

    table: str
    row: np.dtype[np.void]
    values: tuple[str, ...]
    condition: str = "1 = 1"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self.row.names or ()


SUBJECTS: Final = RowKind(
    "index_subject", np.dtype([("subject", "V32"), ("recorded_at", ">i8")]), ("subject", "recorded_at")
)
LINKS: Final = RowKind(
    "index_supply_link",
    np.dtype([("buyer", "V32"), ("seller", "V32"), ("times", ">i8"), ("revoked_at", ">i8")]),
    (
        "buyer",
        "seller",
        f"(({_DAYS.format('valid_from')}) << {DAY_BITS + TIME_BITS})"
        f" | (({_DAYS.format('valid_until')}) << {TIME_BITS}) | recorded_at",
        "revoked_at",
    ),
)
"""`times` is the day that the period begins on and the one that it ends before, 16 bits each, and the time of
recording, 31 bits; a day that does not fit is the last one. Periods of links begin and end with days."""
RECORDS: Final = RowKind(
    "index_record",
    np.dtype(
        [
            ("subject", "V32"),
            ("schema", "V32"),
            ("valid_from", ">u8"),
            ("valid_until", ">u8"),
            ("said", ">i8"),
            ("place", ">i8"),
        ]
    ),
    (
        "subject",
        "schema_hash",
        "valid_from",
        "valid_until",
        "(recorded_at << 17) | (outcome << 9) | (method << 1) | CASE WHEN ref_uid = {nothing} THEN 0 ELSE 1 END",
        f"(block_number << {LOG_BITS}) | log_index",
    ),
    "schema_hash <> {links}",
)
"""`said` is the time of recording, then 8 bits of outcome, 8 of method, and one that says if it names a record."""


@dataclass(frozen=True, slots=True)
class ColumnAddress:
    """Where a store is, for processes that read columns.

    Attributes:
        is_postgresql: Else it is SQLite.
        place: Path of the file, or URI of the database with its password.
    """

    is_postgresql: bool
    place: str


@dataclass(frozen=True, slots=True)
class Literals:
    """How a database writes bytes in a statement; no text of users is ever among them."""

    is_postgresql: bool

    def of(self, data: bytes) -> str:
        """Return bytes as the database reads them."""
        return f"'\\x{data.hex()}'::bytea" if self.is_postgresql else f"x'{data.hex()}'"

    def condition(self, kind: RowKind, ledger: LedgerKey) -> str:
        """Return the condition for the rows of a ledger."""
        return f"{self.of_ledger(ledger)} AND {kind.condition.replace('{links}', self.of(LINK_SCHEMA))}"

    def of_ledger(self, ledger: LedgerKey) -> str:
        """Return the condition that a row belongs to a ledger."""
        return f"chain_id = {ledger.chain_id} AND contract = {self.of(ledger.contract)}"

    def values(self, kind: RowKind) -> list[str]:
        """Return the columns of rows in SQL."""
        return [value.replace("{nothing}", self.of(bytes(32))) for value in kind.values]
