"""Keccak-256 as Ethereum uses it, and the 32-byte words of the contract ABI.

The only module that knows the hash library. SHA3-256 of FIPS 202 pads differently and is not this hash.
"""

from __future__ import annotations

import sha3

WORD_BYTES = 32
ZERO_WORD = bytes(WORD_BYTES)


def keccak256(data: bytes) -> bytes:
    """Return the 32-byte Keccak-256 hash of `data`."""
    digest: bytes = sha3.keccak_256(data).digest()
    return digest


def uint_word(value: int) -> bytes:
    """Return a non-negative integer below 2^256 as one big-endian word.

    Raises:
        OverflowError: The value is negative or too large.
    """
    return value.to_bytes(WORD_BYTES, "big")


def address_word(address: bytes) -> bytes:
    """Return a 20-byte address as one left-padded word."""
    return address.rjust(WORD_BYTES, b"\0")


def bytes_word(value: bytes) -> bytes:
    """Return at most 32 bytes as one right-padded word, as the ABI lays out `bytesN`."""
    return value.ljust(WORD_BYTES, b"\0")
