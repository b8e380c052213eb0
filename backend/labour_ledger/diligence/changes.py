"""Changes of a ledger in words: entries of any history, one sentence each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from sqlmodel import Session

from labour_ledger.schemas.codes import PartyClass
from labour_ledger.store.queries.many_subjects import Change
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.hexadecimal import to_checksum_address
from labour_ledger_verify.history import (
    ACCREDITATION_ENDED,
    ACCREDITATION_GIVEN,
    KEY_ADDED,
    KEY_COMPROMISED,
    KEY_RETIRED,
    KEY_SUSPENDED,
    PARTY_RECLASSED,
    PARTY_REGISTERED,
    PARTY_REINSTATED,
    PARTY_SUSPENDED,
    SCHEMA_REGISTERED,
    SCHEMA_RETIRED,
    Entry,
    EntryType,
    HistoryKind,
)
from labour_ledger_verify.status import format_time

from .history import entries_in_words
from .people import Names, class_words, load_names


def describe_changes(session: Session, ledger: LedgerKey, changes: Sequence[Change]) -> list[str]:
    """Return a sentence for each change, in the same order.

    Args:
        session: A reading session.
        ledger: The ledger.
        changes: Of any histories.
    """
    of_subjects = [change.item for change in changes if change.kind is HistoryKind.SUBJECT]
    sentences = iter(entries_in_words(session, ledger, of_subjects))
    names = load_names(session, ledger, _parties(changes))
    return [
        next(sentences) if change.kind is HistoryKind.SUBJECT else _say(names, change.history, change.item.entry)
        for change in changes
    ]


def _parties(changes: Iterable[Change]) -> set[int]:
    found = set()
    for change in changes:
        if change.kind is HistoryKind.PARTY:
            found.add(int.from_bytes(change.history, "big"))
            if change.item.entry.type is ACCREDITATION_GIVEN:
                found.add(change.item.entry.number("accreditor"))
            if change.item.entry.type is ACCREDITATION_ENDED:
                found.add(change.item.entry.number("by"))
    return found


def _say(names: Names, history: bytes, entry: Entry) -> str:
    who = names.party(int.from_bytes(history, "big")) if history else ""
    return _SENTENCES[entry.type](names, who, entry)


def _key(entry: Entry) -> str:
    return to_checksum_address(entry.data("key"))


def _country(entry: Entry) -> str:
    return entry.data("country").rstrip(b"\0").decode("ascii") or "every country"


def _registered(_names: Names, who: str, entry: Entry) -> str:
    return f"{who} registered as {class_words(PartyClass(entry.number('class')))}, {_country(entry)}"


def _key_suspended(_names: Names, who: str, entry: Entry) -> str:
    until = entry.number("suspendedUntil")
    if until <= entry.recorded_at:
        return f"Suspension of the key {_key(entry)} of {who} lifted"
    return f"Key {_key(entry)} of {who} suspended until {format_time(until)}"


def _given(names: Names, who: str, entry: Entry) -> str:
    accreditor, schema = names.party(entry.number("accreditor")), names.schema(entry.data("schema"))
    until = format_time(entry.number("until"))
    return f"{accreditor} accredited {who} for {schema} in {_country(entry)} until {until}"


def _ended(names: Names, who: str, entry: Entry) -> str:
    by, schema = names.party(entry.number("by")), names.schema(entry.data("schema"))
    return f"{by} ended the accreditation of {who} for {schema} in {_country(entry)}"


_SENTENCES: Final[Mapping[EntryType, Callable[[Names, str, Entry], str]]] = {
    PARTY_REGISTERED: _registered,
    KEY_ADDED: lambda _names, who, entry: f"Key {_key(entry)} of {who} added",
    KEY_RETIRED: lambda _names, who, entry: f"Key {_key(entry)} of {who} retired",
    KEY_COMPROMISED: lambda _names, who, entry: (
        f"Key {_key(entry)} of {who} marked as compromised from {format_time(entry.number('compromisedFrom'))} on"
    ),
    KEY_SUSPENDED: _key_suspended,
    PARTY_SUSPENDED: lambda _names, who, entry: f"{who} suspended until {format_time(entry.number('suspendedUntil'))}",
    PARTY_REINSTATED: lambda _names, who, _entry: f"{who} reinstated",
    PARTY_RECLASSED: lambda _names, who, entry: f"{who} is now {class_words(PartyClass(entry.number('class')))}",
    ACCREDITATION_GIVEN: _given,
    ACCREDITATION_ENDED: _ended,
    SCHEMA_REGISTERED: lambda names, _who, entry: f"Schema {names.schema(entry.data('schema'))} registered",
    SCHEMA_RETIRED: lambda names, _who, entry: f"Schema {names.schema(entry.data('schema'))} retired",
}
