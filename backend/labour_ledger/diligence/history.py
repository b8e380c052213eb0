"""The history of a subject, entry by entry in the order in which it folds, with words for people.

Every entry is shown as it is folded too, so that a reader can recompute the head from all pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from labour_ledger.schemas.codes import SubjectKind, code_name
from labour_ledger.store.queries import identifier_texts, subject_history, subjects_by_id
from labour_ledger.store.queries.page_tokens import decode_token, encode_token
from labour_ledger.store.results import HistoryItem, IdentifierText, LedgerKey, Position, SubjectSummary
from labour_ledger_verify.entry_json import entry_to_json
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.history import (
    CONTROLLER_CHANGED,
    IDENTIFIER_CLAIMED,
    IDENTIFIER_REASSIGNED,
    JOINED_BY,
    SUBJECT_CLOSED,
    SUBJECT_REGISTERED,
    SUBJECT_REOPENED,
    Entry,
    EntryType,
)
from labour_ledger_verify.status import format_time

from .basis import AnswerBasis, read_basis
from .people import Names, load_names
from .records import RecordView, view_records
from .status import subject_not_found
from .subjects import subject_json

_PARTY_FIELDS: Final[Mapping[EntryType, tuple[str, ...]]] = {
    SUBJECT_REGISTERED: ("registrar", "controller"),
    CONTROLLER_CHANGED: ("previousController", "controller", "authority"),
}


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One entry of a history.

    Attributes:
        item: As indexed.
        view: The record, if the entry is one.
        words: What happened, in one sentence.
    """

    item: HistoryItem
    view: RecordView | None
    words: str

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; `entry` is as in docs/bundle-format.md, section 3."""
        return {
            "recordedAt": format_time(self.item.entry.recorded_at),
            "type": self.item.entry.type.name,
            "words": self.words,
            "blockNumber": self.item.position.block_number,
            "logIndex": self.item.position.log_index,
            "transactionHash": to_hex(self.item.transaction_hash),
            "entry": entry_to_json(self.item.entry),
            "record": None if self.view is None else self.view.to_json(),
        }


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some entries of a subject's history, in order.

    Attributes:
        subject: Whose history it is.
        entries: Of this page.
        next: Where the next page begins; None at the end.
        basis: What the answer rests on.
    """

    subject: SubjectSummary
    entries: tuple[HistoryEntry, ...]
    next: str | None
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "subject": subject_json(self.subject),
            "items": [entry.to_json() for entry in self.entries],
            "next": self.next,
            "basis": self.basis.to_json(),
        }


def site_history(
    session: Session, ledger: LedgerKey, subject: bytes, *, after: str | None = None, limit: int | None = 100
) -> HistoryPage:
    """Return a page of a subject's history.

    Args:
        session: A reading session.
        ledger: The ledger.
        subject: 32 bytes; `subjects.find_subject` gives it from what people type.
        after: `next` of the page before.
        limit: Most entries on the page; None for all.

    Raises:
        SubjectNotFound: The ledger has no such subject.
        PageTokenInvalid: `after` is not from such a page.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    summary = subjects_by_id(session, ledger, [subject]).get(subject)
    if summary is None:
        raise subject_not_found(subject)
    position = None if after is None else _position(after)
    more = None if limit is None else limit + 1
    items = subject_history(session, ledger, subject, after=position, limit=more)
    shown = items if limit is None else items[:limit]
    entries = _entries(session, ledger, shown)
    uids = [item.record.uid for item in shown if item.record is not None]
    following = encode_token(*shown[-1].position) if len(items) > len(shown) else None
    return HistoryPage(summary, entries, following, basis.resting_on(uids))


def entries_in_words(session: Session, ledger: LedgerKey, items: Sequence[HistoryItem]) -> list[str]:
    """Return one sentence for each of some entries of subjects' histories, in the same order.

    Args:
        session: A reading session.
        ledger: The ledger.
        items: As indexed, of one subject or of several.
    """
    return [entry.words for entry in _entries(session, ledger, items)]


def _position(token: str) -> Position:
    block_number, log_index = decode_token(token, (int, int))
    return Position(int(block_number), int(log_index))


def _entries(session: Session, ledger: LedgerKey, items: Sequence[HistoryItem]) -> tuple[HistoryEntry, ...]:
    records = [item.record for item in items if item.record is not None]
    views = {view.record.uid: view for view in view_records(session, ledger, records)}
    writer = _writer(session, ledger, [item.entry for item in items])
    found = []
    for item in items:
        view = None if item.record is None else views[item.record.uid]
        words = writer.words(item.entry) if view is None else view.words()
        found.append(HistoryEntry(item, view, words))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Puts entries that are no records into words."""

    names: Names
    identifiers: Mapping[bytes, IdentifierText]

    def words(self, entry: Entry) -> str:
        return _WORDS[entry.type](self, entry)

    def registered(self, entry: Entry) -> str:
        kind = code_name(SubjectKind(entry.number("kind")))
        controller = entry.number("controller")
        controlled = f"controlled by {self.names.party(controller)}" if controller else "unclaimed"
        return f"Registered as a {kind} by {self.names.party(entry.number('registrar'))}, {controlled}"

    def claimed(self, entry: Entry) -> str:
        return f"Identifier {self._identifier(entry)} claimed"

    def reassigned(self, entry: Entry) -> str:
        return f"Identifier {self._identifier(entry)} given to {handle_of(entry.data('toSubject'))} by the council"

    def controller_changed(self, entry: Entry) -> str:
        controller, authority = entry.number("controller"), entry.number("authority")
        now = self.names.party(controller) if controller else "nobody"
        return f"Controlled by {now} from now on, with the authority of {self.names.party(authority)}"

    def closed(self, entry: Entry) -> str:
        return "Noted as closed; records about it are still taken"

    def reopened(self, entry: Entry) -> str:
        return "Noted as open again"

    def joined(self, entry: Entry) -> str:
        return (
            f"Named as the same as {handle_of(entry.data('subject'))} by the record {to_hex(entry.data('uid'))[:10]}…"
        )

    def _identifier(self, entry: Entry) -> str:
        identifier = entry.data("identifier")
        text = self.identifiers.get(identifier)
        return to_hex(identifier) if text is None else f"{text.scheme}:{text.value}"


_WORDS: Final[Mapping[EntryType, Callable[[_Writer, Entry], str]]] = {
    SUBJECT_REGISTERED: _Writer.registered,
    IDENTIFIER_CLAIMED: _Writer.claimed,
    IDENTIFIER_REASSIGNED: _Writer.reassigned,
    CONTROLLER_CHANGED: _Writer.controller_changed,
    SUBJECT_CLOSED: _Writer.closed,
    SUBJECT_REOPENED: _Writer.reopened,
    JOINED_BY: _Writer.joined,
}


def _writer(session: Session, ledger: LedgerKey, entries: Sequence[Entry]) -> _Writer:
    parties = {entry.number(field) for entry in entries for field in _PARTY_FIELDS.get(entry.type, ())}
    named = (IDENTIFIER_CLAIMED, IDENTIFIER_REASSIGNED)
    identifiers = {entry.data("identifier") for entry in entries if entry.type in named}
    return _Writer(load_names(session, ledger, parties), identifier_texts(session, identifiers))
