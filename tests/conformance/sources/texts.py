"""Vectors of handles and documents."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from eth_hash.auto import keccak

from . import reference
from .values import SEED, value

_DOCUMENT_ORIGIN = (
    "Made by tests/conformance/make_vectors.py: canonical form by Python's json with keys sorted by UTF-16 code units, "
    "hash by eth_hash."
)
_SALT = "0x" + "5a" * 32
_SUBJECT = "0x" + "c3" * 32


def handles() -> dict[str, Any]:
    """Return subjects with their handles, other spellings of a handle, and what is no handle."""
    random = Random(f"{SEED} handles")
    subjects = ["0x" + "00" * 32, "0x" + "ff" * 32, "0x0000000020" + "00" * 27]
    subjects += [value("bytes32", "random", random) for _ in range(20)]
    written = reference.handle(bytes.fromhex(subjects[5][2:]))
    letters = written[3:].replace("-", "")
    wrong = "0" if letters[0] != "0" else "2"
    return {
        "handles/handles.json": {
            "origin": "Made by tests/conformance/make_vectors.py: GF(2^5) by a table of powers (sources/reference.py).",
            "vectors": [
                {"subject": subject, "handle": reference.handle(bytes.fromhex(subject[2:]))} for subject in subjects
            ],
            "spellings": [
                {"text": text, "handle": written}
                for text in (
                    written,
                    written.lower(),
                    f" {written} ",
                    f"LL{letters}",
                    f"LL-{letters}",
                    f"ll-{letters.lower()}",
                )
            ]
            + [{"text": text, "handle": "LL-0000-0000"} for text in ("LL-OOOO-oooo", "LL-0O0o-0000")],
            "refused": [
                "",
                "LL-",
                letters,
                written[:-1],
                written + "0",
                f"LL-{wrong}{letters[1:]}",
                "LL-UUUU-UUUU",
                "LL-7K3M_92QX",
                "LL-7K3É-92QX",
                "LL-0000-0001",
            ],
        }
    }


def documents() -> dict[str, Any]:
    """Return texts with canonical form and hash, and texts that no document may be."""
    contents: dict[str, Any] = {
        "empty": {},
        "integers": {"least": -(2**53 - 1), "greatest": 2**53 - 1, "zero": 0},
        "decimal": {"share": "0.10"},
        "literals": {"yes": True, "no": False, "none": None},
        "order": {"b": 1, "a": 2, "aa": 3, "A": 4, "10": 5, "9": 6},
        "order-utf-16": {"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3, "\r": 4, "\u00f6": 5},
        "controls": {"text": "".join(map(chr, range(0x20))) + '\u007f\u0080\u2028"\\/'},
        "languages": {"note": "Đồng Nai · 东莞 · ঢাকা · São Paulo"},
        "nested": {"findings": [{"topic": "wages", "severity": "major"}, [], [[]]]},
    }
    vectors = []
    for name, content in contents.items():
        document = {"v": 1, "schema": "ilo/c029@1930", "subject": _SUBJECT, "salt": _SALT, "content": content}
        canonical = reference.canonical(document)
        for form, text in (
            ("compact", json.dumps(document)),
            ("spread", json.dumps(dict(reversed(document.items())), indent=3, ensure_ascii=False)),
        ):
            vectors.append(
                {
                    "name": f"{name}-{form}",
                    "text": text,
                    "canonical": canonical.decode(),
                    "documentHash": "0x" + keccak(canonical).hex(),
                }
            )
    refused = {
        "not-utf-8": b'{"a":"\xff"}',
        "byte-order-mark": b"\xef\xbb\xbf{}",
        "cut-short": b'{"a":',
        "empty": b"",
        "two-texts": b"{}{}",
        "key-twice": b'{"a":1,"a":1}',
        "key-twice-by-escape": b'{"a":1,"\\u0061":2}',
        "decimal-number": b'{"a":1.0}',
        "exponent": b'{"a":1e2}',
        "beyond-2-53": b'{"a":9007199254740992}',
        "below-minus-2-53": b'{"a":-9007199254740992}',
        "not-a-number": b'{"a":NaN}',
        "infinity": b'{"a":-Infinity}',
        "lone-surrogate": b'{"a":"\\ud800"}',
        "65-levels": b"[" * 65 + b"]" * 65,
        "5000-levels": b"[" * 5_000 + b"]" * 5_000,
    }
    return {
        "documents/documents.json": {"origin": _DOCUMENT_ORIGIN, "vectors": vectors},
        "documents/refused.json": {
            "origin": "Written by hand in tests/conformance/sources/texts.py; the bytes are in hexadecimal.",
            "deepestAccepted": "0x" + (b"[" * 63 + b'{"a":1}' + b"]" * 63).hex(),
            "refused": [{"name": name, "hex": "0x" + data.hex()} for name, data in refused.items()],
        },
    }
