"""What an answer rests on: which ledger, up to which block, for which dates, by which rule, on which records.

The node is not asked: an answer is about the state of the index, and says which block that is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Session

from labour_ledger.errors import UnavailableError
from labour_ledger.indexer.errors import IndexEmpty
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.status import RULE_VERSION, format_time


class IndexNotReady(UnavailableError):
    """The index has not yet reached the head of its chain for the first time."""

    code = "index-not-ready"


class Finality(StrEnum):
    """How sure it is that a block stays on the chain, in the words of the execution API."""

    LATEST = "latest"
    SAFE = "safe"
    FINALIZED = "finalized"


@dataclass(frozen=True, slots=True)
class AnswerBasis:
    """What an answer rests on.

    Attributes:
        ledger: Chain id and contract.
        block_number: The last block that the index holds; the answer is complete up to it.
        block_hash: Its hash, 32 bytes.
        block_time: Its time, Unix seconds.
        finality: How sure that block is.
        valid_at: The date the answer is for, Unix seconds.
        known_at: Only what was recorded up to then was looked at, Unix seconds.
        uids: Records that the answer rests on, 32 bytes each.
        rule_version: Version of docs/status-rule.md.
    """

    ledger: LedgerKey
    block_number: int
    block_hash: bytes
    block_time: int
    finality: Finality
    valid_at: int
    known_at: int
    uids: tuple[bytes, ...] = ()
    rule_version: str = RULE_VERSION

    def asked(self, valid_at: int, known_at: int) -> AnswerBasis:
        """Return the same basis for other dates, Unix seconds."""
        return replace(self, valid_at=valid_at, known_at=known_at)

    def resting_on(self, uids: Iterable[bytes]) -> AnswerBasis:
        """Return the same basis with the records that the answer rests on, each once, in the order given."""
        return replace(self, uids=tuple(dict.fromkeys(uids)))

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC."""
        return {
            "chainId": self.ledger.chain_id,
            "contract": to_checksum_address(self.ledger.contract),
            "block": {
                "number": self.block_number,
                "hash": to_hex(self.block_hash),
                "time": format_time(self.block_time),
                "finality": self.finality.value,
            },
            "validAt": format_time(self.valid_at),
            "knownAt": format_time(self.known_at),
            "ruleVersion": self.rule_version,
            "uids": [to_hex(uid) for uid in self.uids],
        }


def read_basis(session: Session, ledger: LedgerKey) -> AnswerBasis:
    """Return the basis of an answer as of the last block of the index, for that block's time.

    Args:
        session: A reading session; the answer must be read in the same one.
        ledger: The ledger.

    Raises:
        IndexEmpty: Nothing of this ledger was indexed yet.
        IndexNotReady: The index is still being built, so that something recorded long ago may be missing.
    """
    cursor = get_cursor(session, ledger)
    if cursor is None:
        raise IndexEmpty(
            f"there is no index of contract {to_checksum_address(ledger.contract)} on chain {ledger.chain_id} yet",
            hint="Run `labour-ledger index sync`, then ask again.",
        )
    if not cursor.ready:
        raise IndexNotReady(
            f"the index has read up to block {cursor.block_number} and has not reached the head of the chain yet",
            hint="Wait until `labour-ledger index sync` is done; an answer now could miss what was recorded later.",
            context={"blockNumber": cursor.block_number},
        )
    return basis_at(ledger, cursor, valid_at=cursor.block_time, known_at=cursor.block_time)


def basis_at(
    ledger: LedgerKey, cursor: Cursor, *, valid_at: int, known_at: int, uids: Iterable[bytes] = ()
) -> AnswerBasis:
    """Return the basis of an answer as of a place of a complete index.

    Args:
        ledger: The ledger.
        cursor: The place.
        valid_at: The date the answer is for, Unix seconds.
        known_at: Only what was recorded up to then was looked at, Unix seconds.
        uids: Records that the answer rests on, 32 bytes each.
    """
    return AnswerBasis(
        ledger=ledger,
        block_number=cursor.block_number,
        block_hash=cursor.block_hash,
        block_time=cursor.block_time,
        finality=_finality(cursor),
        valid_at=valid_at,
        known_at=known_at,
        uids=tuple(dict.fromkeys(uids)),
    )


def _finality(cursor: Cursor) -> Finality:
    if cursor.finalized_block is not None and cursor.block_number <= cursor.finalized_block:
        return Finality.FINALIZED
    if cursor.safe_block is not None and cursor.block_number <= cursor.safe_block:
        return Finality.SAFE
    return Finality.LATEST
