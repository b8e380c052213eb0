"""Vectors of entries, whole histories and basis words."""

from __future__ import annotations

from random import Random
from typing import Any

from . import reference
from .values import PROFILES, SEED, value, values

_ZERO = "0x" + "00" * 32
_ORIGIN = (
    "Made by tests/conformance/make_vectors.py: entry types from the table in docs/history-format.md 3.1, values from "
    "a fixed seed, words by eth_abi, hashes by eth_hash."
)


def entries() -> dict[str, Any]:
    """Return every entry type with several values, and whole histories with the head after each entry."""
    random = Random(f"{SEED} entries")
    vectors = []
    for name, (number, kind, fields) in reference.entry_types().items():
        for profile in PROFILES:
            head = _ZERO if profile == "zero" else value("bytes32", profile, random)
            chosen = values(fields, profile, random)
            words, after = reference.fold(name, head, chosen)
            vectors.append(
                {
                    "name": f"{name}-{profile}",
                    "history": kind,
                    "type": number,
                    "entry": name,
                    "head": head,
                    "fields": chosen,
                    "words": "0x" + words.hex(),
                    "newHead": "0x" + after.hex(),
                }
            )
    return {
        "entries/entries.json": {"origin": _ORIGIN, "vectors": vectors},
        "entries/histories.json": {"origin": _ORIGIN, "histories": _histories(random)},
    }


def _histories(random: Random) -> list[dict[str, Any]]:
    types = reference.entry_types()
    result = []
    for kind in ("subject", "party", "issued", "schemas"):
        names = [name for name, (_, of, _) in types.items() if of == kind]
        for length in (0, 1, 2, 17):
            head, heads, chain = _ZERO, [], []
            for place in range(length):
                name = names[place] if place < len(names) else random.choice(names)
                fields = values(types[name][2], "random", random)
                head = "0x" + reference.fold(name, head, fields)[1].hex()
                chain.append({"entry": name, "fields": fields})
                heads.append(head)
            result.append({"history": kind, "entries": chain, "heads": heads, "head": head})
    return result


def basis() -> dict[str, Any]:
    """Return packed words with their fields, and words that must be refused."""
    random = Random(f"{SEED} basis")
    good = [
        _basis(1, 1, 1, 1, "", 0, 0),
        _basis(2**64 - 1, 9, 6, 2, "ZZ", 2, 2**64 - 1),
        *(
            _basis(
                random.getrandbits(64),
                random.randrange(1, 10),
                random.randrange(1, 7),
                random.randrange(1, 3),
                random.choice(["", "ID", "BD", "FR", "AA"]),
                random.randrange(3),
                random.getrandbits(64),
            )
            for _ in range(20)
        ),
    ]
    word = int(_basis(7, 6, 3, 1, "FR", 1, 3)["word"], 16)
    refused = {
        "bit 176 set": word | 1 << 176,
        "bit 255 set": word | 1 << 255,
        "class 0": word & ~(255 << 64),
        "class 10": word & ~(255 << 64) | 10 << 64,
        "method 0": word & ~(255 << 72),
        "method 7": word & ~(255 << 72) | 7 << 72,
        "signer kind 0": word & ~(255 << 80),
        "signer kind 3": word & ~(255 << 80) | 3 << 80,
        "country in small letters": word & ~(65535 << 88) | int.from_bytes(b"fr", "big") << 88,
        "country of one letter": word & ~(65535 << 88) | int.from_bytes(b"F\0", "big") << 88,
        "country not ASCII": word & ~(65535 << 88) | 65535 << 88,
        "accreditation 3": word & ~(255 << 104) | 3 << 104,
    }
    return {
        "basis/basis.json": {
            "origin": "Made by tests/conformance/make_vectors.py: bits placed as docs/history-format.md 3.2 says.",
            "vectors": good,
            "refused": [{"name": name, "word": f"0x{bad:064x}"} for name, bad in refused.items()],
        }
    }


def _basis(
    party: int, class_: int, method: int, kind: int, country: str, accreditation: int, accreditor: int
) -> dict[str, Any]:
    """Place each field by its distance from the most significant end, the other way round than the verifier does."""
    letters = country.encode().ljust(2, b"\0")
    packed = bytes(10) + accreditor.to_bytes(8, "big") + bytes((accreditation,)) + letters
    packed += bytes((kind, method, class_)) + party.to_bytes(8, "big")
    return {
        "word": "0x" + packed.hex(),
        "party": str(party),
        "class": class_,
        "method": method,
        "signerKind": kind,
        "country": country,
        "accreditation": accreditation,
        "accreditor": str(accreditor),
    }
