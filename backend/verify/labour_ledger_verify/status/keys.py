"""From when on each key is doubtful, as known on a date.

Implements rule R5 of docs/status-rule.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .model import KeyFact, Record

COUNCIL_ADDRESS: Final = bytes(20)


@dataclass(frozen=True, slots=True)
class KeyDoubt:
    """Which keys are known, and from when on some of them are doubtful (Unix seconds)."""

    known: frozenset[bytes]
    since: Mapping[bytes, int]

    def covers(self, record: Record) -> bool:
        """Return whether a record was signed by a key that was doubtful when it was recorded, or is not known."""
        if record.issuer not in self.known:
            return True
        since = self.since.get(record.issuer)
        return since is not None and record.recorded_at >= since


def find_key_doubt(keys: Mapping[bytes, KeyFact], known_at: int) -> KeyDoubt:
    """Work out from when on keys are doubtful.

    A key is doubtful from its earliest known mark. A key added by a doubtful one is doubtful from its addition, and so
    on down the line; so is one whose adding key is not among the facts, as nothing shows that it was sound.

    Args:
        keys: All keys of every party that signed a record, by address.
        known_at: Marks and additions recorded later are not looked at, Unix seconds.
    """
    known = {address: fact for address, fact in keys.items() if fact.added_at <= known_at}
    since: dict[bytes, int] = {}
    added: dict[bytes, list[bytes]] = {}
    for address, fact in known.items():
        marks = [start for start, recorded_at in fact.compromises if recorded_at <= known_at]
        if fact.added_by in known:
            added.setdefault(fact.added_by, []).append(address)
        elif fact.added_by != COUNCIL_ADDRESS:
            marks.append(fact.added_at)
        if marks:
            since[address] = min(marks)
    pending = list(since)
    while pending:
        adding = pending.pop()
        for address in added.get(adding, ()):
            added_at = known[address].added_at
            if added_at >= since[adding] and (address not in since or added_at < since[address]):
                since[address] = added_at
                pending.append(address)
    return KeyDoubt(frozenset(known), since)
