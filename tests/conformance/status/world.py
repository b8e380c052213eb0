"""A small language for cases of the status rule: who signs what about whom, and when, in whole days.

It knows the fields of docs/history-format.md and nothing of the rule; every expectation is written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eth_utils.crypto import keccak

DAY = 86_400
ASKED = "ilo/c029@1930"
OTHER_STANDARD = "ilo/c138@1973"
NEVER = 365
CLASSES = {
    "government": 1,
    "employers": 2,
    "workers": 3,
    "business": 4,
    "civil": 5,
    "auditor": 6,
    "international": 7,
}
METHODS = {"business": 2, "auditor": 3, "government": 4, "workers": 5}


@dataclass(frozen=True)
class Party:
    """An organisation; its number is also the last byte of its key."""

    number: int
    cls: str
    country: str


PARTIES = {
    "site": Party(1, "business", "ID"),
    "buyer": Party(2, "business", "DE"),
    "auditor": Party(3, "auditor", "SG"),
    "auditor2": Party(4, "auditor", "FR"),
    "inspectorate": Party(5, "government", "ID"),
    "foreign-government": Party(6, "government", "NL"),
    "union": Party(7, "workers", "ID"),
    "federation": Party(8, "workers", "CH"),
    "ngo": Party(9, "civil", "ID"),
    "ngo2": Party(10, "civil", "TH"),
    "accreditor": Party(11, "international", "CH"),
    "panel": Party(12, "civil", "SG"),
    "employers": Party(13, "employers", "ID"),
    "owner": Party(14, "business", "ID"),
}


def hash_of(label: str) -> str:
    """Return the 32 bytes that stand for a label."""
    return "0x" + keccak(text=label).hex()


def key_of(party: str, number: int = 0) -> str:
    """Return the address of a party's key."""
    return f"0x{number:02x}{PARTIES[party].number:038x}"


def record(
    label: str,
    by: str,
    outcome: int = 0,
    *,
    at: int = 10,
    ref: str = "",
    act: str = "",
    schema: str = ASKED,
    span: tuple[int, int] = (0, NEVER),
    method: int | None = None,
    cls: str = "",
    accredited: bool | None = None,
    key: int = 0,
) -> dict[str, Any]:
    """Return a record; `at` and `span` are days, `ref` is a label, `act` the name of an acting schema."""
    party = PARTIES[by]
    cls = cls or party.cls
    method = method or (1 if by == "site" else METHODS.get(cls, 6))
    if accredited is None:
        accredited = not act and method != 1
    return {
        "label": label,
        "uid": hash_of(label),
        "schema": hash_of(f"ledger/{act}@1" if act else schema),
        "schemaId": f"ledger/{act}@1" if act else schema,
        "basis": {
            "party": str(party.number),
            "class": str(CLASSES[cls]),
            "method": str(method),
            "signerKind": "1",
            "country": party.country,
            "accreditation": "1" if accredited else "0",
            "accreditor": "11" if accredited else "0",
        },
        "recordedAt": str(at * DAY),
        "issuer": key_of(by, key),
        "outcome": str(outcome),
        "validFrom": str(span[0] * DAY),
        "validUntil": str(span[1] * DAY),
        "refUid": hash_of(ref) if ref else "0x" + "00" * 32,
    }


def joined(label: str, other: str, by: str, *, at: int = 10, method: int | None = None, accredited: bool = True) -> Any:
    """Return an entry 8: a same-as recorded under the subject `other` names the subject of this history."""
    whole = record(label, by, act="same-as", at=at, method=method, accredited=accredited)
    return {name: whole[name] for name in ("label", "uid", "basis", "recordedAt")} | {"other": hash_of(other)}


def history(
    subject: str,
    records: Sequence[dict[str, Any]],
    *,
    controllers: Sequence[tuple[str, int]] = (("site", 0),),
    joins: Sequence[dict[str, Any]] = (),
    has_identity: bool = True,
) -> dict[str, Any]:
    """Return one subject's history; controllers are (party or empty, day)."""
    return {
        "subject": hash_of(subject),
        "kind": "1",
        "country": "ID",
        "registeredAt": "0",
        "controllers": [
            {"party": str(PARTIES[party].number if party else 0), "since": str(day * DAY)} for party, day in controllers
        ],
        "records": list(records),
        "joinedBy": list(joins),
        "hasIdentity": has_identity,
    }


def key(
    party: str, number: int = 0, *, by: str = "", at: int = 0, marks: Sequence[tuple[int, int]] = ()
) -> dict[str, Any]:
    """Return a key; `by` is the address that added it (empty: the council), marks are (from, recorded at) in days."""
    return {
        "key": key_of(party, number),
        "addedBy": by or "0x" + "00" * 20,
        "addedAt": str(at * DAY),
        "compromises": [{"from": str(start * DAY), "recordedAt": str(known * DAY)} for start, known in marks],
    }


@dataclass(frozen=True)
class Case:
    """One vector: a question about histories, and the answer by hand. Days; labels for records."""

    rule: str
    side: str
    name: str
    code: str
    records: Sequence[dict[str, Any]] = ()
    flags: Sequence[str] = ()
    winning: Sequence[str] | None = None
    conflicts: Sequence[tuple[str, str]] | None = None
    valid: int = 100
    known: int = 100
    asked: str = ASKED
    expiring_within: int = 30
    controllers: Sequence[tuple[str, int]] = (("site", 0),)
    joins: Sequence[dict[str, Any]] = ()
    twins: Sequence[dict[str, Any]] = ()
    keys: Sequence[dict[str, Any]] = ()
    missing_keys: Sequence[str] = ()
    has_identity: bool = True
    seconds: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the vector."""
        expected: dict[str, Any] = {"error" if self.code.endswith("error") else "code": self.code}
        if "code" in expected:
            expected["flags"] = sorted(self.flags)
        if self.winning is not None:
            expected["winning"] = list(self.winning)
        if self.conflicts is not None:
            expected["conflicts"] = [list(pair) for pair in self.conflicts]
        marked = {entry["key"] for entry in self.keys}
        plain = [key(party) for party in PARTIES if party not in self.missing_keys]
        return {
            "name": f"{self.rule} {self.side}: {self.name}",
            "subject": history(
                "subject",
                self.records,
                controllers=self.controllers,
                joins=self.joins,
                has_identity=self.has_identity,
            ),
            "twins": list(self.twins),
            "keys": [*self.keys, *(entry for entry in plain if entry["key"] not in marked)],
            "ask": {
                "schema": hash_of(self.asked),
                "validAt": str(self.valid * DAY + self.seconds),
                "knownAt": str(self.known * DAY),
                "expiringWithin": str(self.expiring_within * DAY),
            },
            "expect": expected,
        }
