"""Column types that mean the same on SQLite (STRICT) and PostgreSQL.

Numbers of the ledger that may pass 2^63 - 1 (uint64 of signed attestations, uint256) are stored as big-endian bytes
of their full width: both stores compare bytes from the left, so order and ranges stay right.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BigInteger, Integer, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

SIGNED_64: Final[TypeEngine[int]] = BigInteger().with_variant(Integer(), "sqlite")
"""A number below 2^63: block numbers, log indexes, parties, times of blocks, uint48."""


class BigEndian(TypeDecorator[int]):
    """An unsigned number stored as big-endian bytes of one width."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, width_bytes: int) -> None:
        super().__init__()
        self.width_bytes = width_bytes

    def encode(self, value: int) -> bytes:
        """Return the stored bytes of a number.

        Raises:
            OverflowError: The number is negative or does not fit the width.
        """
        return value.to_bytes(self.width_bytes, "big")

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ANN401 - SQLAlchemy's signature
        """Encode a parameter of a statement."""
        return None if value is None else self.encode(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:  # noqa: ANN401 - SQLAlchemy's signature
        """Decode a stored value."""
        return None if value is None else int.from_bytes(value, "big")


UNSIGNED_64: Final = BigEndian(8)
UNSIGNED_256: Final = BigEndian(32)
