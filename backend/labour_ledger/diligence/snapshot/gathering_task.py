"""What the process that reads a ledger is asked for, and what its answers are called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from labour_ledger.store.column_rows import ColumnAddress
from labour_ledger.store.results import LedgerKey

NUMBERING: Final = "numbering"
ACTS: Final = "acts"
RECORDS_OF: Final = "records of "
LINKS_READ: Final = "links"
DONE: Final = "done"
MOVED: Final = "moved"
FAILED: Final = "failed: "


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be read.

    Attributes:
        address: Of the store.
        ledger: The ledger.
        block_hash: Of the block that the index must be at, 32 bytes.
        threads: How many read at once.
    """

    address: ColumnAddress
    ledger: LedgerKey
    block_hash: bytes
    threads: int

    def to_json(self) -> bytes:
        """Return one line."""
        fields: Mapping[str, object] = {
            "is_postgresql": self.address.is_postgresql,
            "place": self.address.place,
            "chain_id": self.ledger.chain_id,
            "contract": self.ledger.contract.hex(),
            "block_hash": self.block_hash.hex(),
            "threads": self.threads,
        }
        return json.dumps(fields).encode() + b"\n"

    @classmethod
    def of_json(cls, line: bytes) -> Task:
        """Read what `to_json` wrote."""
        given = json.loads(line)
        return cls(
            address=ColumnAddress(given["is_postgresql"], given["place"]),
            ledger=LedgerKey(given["chain_id"], bytes.fromhex(given["contract"])),
            block_hash=bytes.fromhex(given["block_hash"]),
            threads=given["threads"],
        )
