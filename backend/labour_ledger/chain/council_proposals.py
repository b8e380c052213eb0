"""What a proposal to the council is: calls in parts, their hash and their name.

Pure: the bytes are those of `contracts/interfaces/ICouncil.sol`. What the calls mean is in `council_words`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from labour_ledger_verify.keccak import keccak256

from .abi import AbiValue, encode_values

CALLS_IN_PART: Final = 64
"""Most calls of a part, and most parts. 64 of the most expensive calls fit the gas of one transaction (EIP-7825)."""
MOST_CALLS: Final = CALLS_IN_PART * CALLS_IN_PART
NOTHING_REMAINS: Final = bytes(32)

_PART: Final = "(address,bytes)[]"


class ProposalState(IntEnum):
    """Where a proposal stands, as the council's contract numbers it."""

    UNKNOWN = 0
    OPEN = 1
    WAITING = 2
    READY = 3
    EXECUTED = 4
    CANCELLED = 5
    EXPIRED = 6


class Vote(IntEnum):
    """What a member says of a proposal."""

    NONE = 0
    APPROVAL = 1
    OBJECTION = 2


@dataclass(frozen=True, slots=True)
class CouncilCall:
    """One call that a proposal makes: of the ledger or of the council itself, 20 bytes, with its call data."""

    target: bytes
    data: bytes


Part = tuple[CouncilCall, ...]
"""Calls of one transaction, all or none."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as its proposer made it.

    Attributes:
        proposal: Its id, 32 bytes.
        proposer: 20 bytes.
        description_hash: keccak256 of the text that says what it is for.
        parts: What it does, in order.
        expires_at: Unix seconds.
        block_number: Of its proposal.
    """

    proposal: bytes
    proposer: bytes
    description_hash: bytes
    parts: tuple[Part, ...]
    expires_at: int
    block_number: int

    @property
    def calls(self) -> tuple[CouncilCall, ...]:
        """All calls, in order."""
        return tuple(call for part in self.parts for call in part)


def divide(calls: Sequence[CouncilCall]) -> tuple[Part, ...]:
    """Return calls in as few parts as a transaction's gas allows. Up to 64 stay together, all or none."""
    return tuple(tuple(calls[start : start + CALLS_IN_PART]) for start in range(0, len(calls), CALLS_IN_PART))


def remaining_hash(parts: Sequence[Part]) -> bytes:
    """Return the hash by which the council knows parts that it has not executed yet; zero for none."""
    remaining = NOTHING_REMAINS
    for part in reversed(parts):
        remaining = keccak256(encode_values([_PART, "bytes32"], [part_values(part), remaining]))
    return remaining


def proposal_id(proposer: bytes, description_hash: bytes, parts: Sequence[Part]) -> bytes:
    """Return the id that a proposal of this member has, 32 bytes."""
    values = [proposer, description_hash, remaining_hash(parts)]
    return keccak256(encode_values(["address", "bytes32", "bytes32"], values))


def description_hash(text: str) -> bytes:
    """Return the hash that stands on chain for the words of a proposal; space around them does not count."""
    return keccak256(text.strip().encode())


def part_values(part: Part) -> list[AbiValue]:
    """Return a part as the ABI takes it."""
    return [(call.target, call.data) for call in part]
