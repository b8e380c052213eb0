"""What queries about supply links return."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from .results import Position


class LinkSigner(IntEnum):
    """For which end of a link its issuer signed: the end that its party controlled when the link was recorded."""

    BUYER = 1
    SELLER = 2
    BOTH_ENDS = 3
    OTHER = 4
    LIST = 5


@dataclass(frozen=True, slots=True)
class SupplyLink:
    """One recorded statement that a seller supplies a buyer.

    Attributes:
        position: Of its record on the chain.
        uid: Of its record, 32 bytes.
        network: The subject that it is recorded under, 32 bytes.
        buyer: Subject, 32 bytes; nothing says that it is registered.
        seller: Likewise.
        goods: HS codes; empty where the document names none.
        valid_from: First second of the period, Unix seconds.
        valid_until: First second after it; None while it goes on.
        recorded_at: Unix seconds.
        revoked_at: When its issuer, or the accreditor in its basis, revoked it; None if nobody did.
        party: That issued it.
        signer: For which end.
        stated_by: Who says so, in the words of the document.
        document_hash: 32 bytes.
    """

    position: Position
    uid: bytes
    network: bytes
    buyer: bytes
    seller: bytes
    goods: tuple[str, ...]
    valid_from: int
    valid_until: int | None
    recorded_at: int
    revoked_at: int | None
    party: int
    signer: LinkSigner
    stated_by: str
    document_hash: bytes


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """Which links are wanted; every condition given must hold.

    Attributes:
        network: Recorded under this subject.
        buyer: To this subject.
        seller: From this subject.
        valid_at: Whose period holds this time, Unix seconds.
        known_at: Recorded by then, Unix seconds.
        with_revoked: Also those that were revoked by `known_at`.
    """

    network: bytes | None = None
    buyer: bytes | None = None
    seller: bytes | None = None
    valid_at: int | None = None
    known_at: int | None = None
    with_revoked: bool = False


class LinkedPair(NamedTuple):
    """A buyer and a seller between whom at least one link is in force."""

    buyer: bytes
    seller: bytes
