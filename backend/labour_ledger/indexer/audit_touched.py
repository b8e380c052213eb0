"""The light audit while following: the histories that new logs touch are held to the contract's heads before writing.

What passes is what the contract committed to, so a node that drops, alters or invents a log of such a history never
gets it into the index. A log that is left out of a history which nothing else touches shows in the whole audit, or as
soon as that history is touched again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

from sqlmodel import Session

from labour_ledger.chain.errors import StateUnavailable
from labour_ledger.chain.events import Block, EntryEvent, LedgerEvent, RecordedEvent
from labour_ledger.chain.reader import ChainReader, HistoryName
from labour_ledger.store.queries.streams import SUBJECTS_AT_ONCE, entries_by_block, subject_entries
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.history import Entry, HistoryKind, fold_history, party_history_id

from .errors import ChainMoved, IndexDiffers, LogsFalse
from .project import signature_places

HEADS_REMEMBERED: Final = 100_000
"""Some 20 MB; beyond that all are forgotten and computed anew when touched."""

_NODE_HINT: Final = "Nothing of these blocks was taken. Use another node; if it says the same, report this."

PlacedEntry = tuple[int, Entry]
"""Block number, and an entry recorded in it."""


class TouchedAudit:
    """Knows the heads of the histories that were touched last, as of one block."""

    def __init__(self, store: Store, reader: ChainReader, ledger: LedgerKey) -> None:
        """Bind a store, a node and a ledger; nothing is read yet."""
        self._store = store
        self._reader = reader
        self._ledger = ledger
        self._separator = Domain(abs(ledger.chain_id), ledger.contract).separator
        self._heads: dict[HistoryName, bytes] = {}
        self._as_of = (0, b"")
        self.histories_checked = 0

    def check(self, base: Cursor, last: Block, events: Sequence[LedgerEvent]) -> None:
        """Hold every history that events touch to its head in the contract's storage.

        Where the node does not keep the state of that block any more, nothing is checked.

        Args:
            base: Where the index is complete, before the events.
            last: The block after whose last event heads are compared.
            events: All events after `base` up to `last`, in chain order.

        Raises:
            LogsFalse: The events are not those that the contract recorded.
            IndexDiffers: What the index held before is not what the contract recorded.
            ChainMoved: The chain changed meanwhile.
        """
        if self._as_of != (base.block_number, base.block_hash) or len(self._heads) > HEADS_REMEMBERED:
            self._heads.clear()
        self._refuse_false_bodies(events)
        touched = touched_histories(events)
        names = list(touched)
        try:
            before = self._heads_before(base, names)
            on_chain = self._reader.history_heads(names, last.number)
        except StateUnavailable:
            self._as_of = (0, b"")
            return
        for name, head in zip(names, on_chain, strict=True):
            if fold_history(name[0], (entry for _, entry in touched[name]), head=before[name]) != head:
                self._refuse(base, last, name, before[name], touched[name])
        self.histories_checked += len(names)
        self._heads.update(zip(names, on_chain, strict=True))
        self._as_of = (last.number, last.hash)

    def _refuse_false_bodies(self, events: Sequence[LedgerEvent]) -> None:
        signatures = signature_places(events)
        for event in events:
            if not isinstance(event, RecordedEvent):
                continue
            if event.attestation().uid(self._separator) != event.uid:
                problem = "was altered: its fields do not hash to its uid"
            elif (event.block_number, event.log_index) not in signatures:
                problem = "came without the log of its signature"
            else:
                continue
            raise LogsFalse(
                f"the record {to_hex(event.uid)} in block {event.block_number} {problem}",
                hint=_NODE_HINT,
                context={"uids": [to_hex(event.uid)], "blockNumber": event.block_number},
            )

    def _heads_before(self, base: Cursor, names: Sequence[HistoryName]) -> dict[HistoryName, bytes]:
        known = {name: self._heads[name] for name in names if name in self._heads}
        unknown = [name for name in names if name not in known]
        # what a party issued can be a million records: it is taken up from the chain, the whole audit has it all
        issued = [name for name in unknown if name[0] is HistoryKind.ISSUED]
        known |= zip(issued, self._reader.history_heads(issued, base.block_number), strict=True)
        with self._store.reading() as session:
            for name in unknown:
                if name[0] not in (HistoryKind.ISSUED, HistoryKind.SUBJECT):
                    known[name] = _indexed_head(session, self._ledger, name, base.block_number)
            subjects = [history_id for kind, history_id in unknown if kind is HistoryKind.SUBJECT]
            known |= _subject_heads(session, self._ledger, subjects, base.block_number)
        return known

    def _refuse(
        self, base: Cursor, last: Block, name: HistoryName, before: bytes, entries: Sequence[PlacedEntry]
    ) -> None:
        kind, history_id = name
        head_then = self._reader.history_head(kind, history_id, base.block_number)
        now = self._reader.block(last.number)
        if now is None or now.hash != last.hash:
            raise ChainMoved(f"block {last.number} changed while its heads were read")
        history = f"{kind.name.lower()} history {to_hex(history_id)}"
        if head_then != before:
            raise IndexDiffers(
                f"the {history} in the index is not what the contract holds at block {base.block_number}",
                hint="Run `labour-ledger index audit` to see what differs, then `labour-ledger index rebuild`.",
                context={"history": kind.name.lower(), "id": to_hex(history_id), "blockNumber": base.block_number},
            )
        block = self._first_false_block(name, before, entries, last.number)
        uids = [to_hex(entry.data("uid")) for number, entry in entries if number == block and has_uid(entry)]
        raise LogsFalse(
            f"the node's logs of the {history} are not what the contract recorded in block {block}: one was dropped, "
            f"added or altered{' beside or among ' + ', '.join(uids) if uids else ''}",
            hint=_NODE_HINT,
            context={"history": kind.name.lower(), "id": to_hex(history_id), "blockNumber": block, "uids": uids},
        )

    def _first_false_block(
        self, name: HistoryName, before: bytes, entries: Sequence[PlacedEntry], last_number: int
    ) -> int:
        for block in sorted({number for number, _ in entries}):
            folded = fold_history(name[0], (entry for number, entry in entries if number <= block), head=before)
            if folded != self._reader.history_head(*name, block):
                return block
        return last_number


def touched_histories(events: Sequence[LedgerEvent]) -> dict[HistoryName, list[PlacedEntry]]:
    """Return the entries that events add to each history, in chain order."""
    touched: dict[HistoryName, list[PlacedEntry]] = {}
    for event in events:
        for name, entry in _entries_of(event):
            touched.setdefault(name, []).append((event.block_number, entry))
    return touched


def has_uid(entry: Entry) -> bool:
    """Return whether an entry names a record."""
    return any(field == "uid" for field, _ in entry.type.fields)


def _entries_of(event: LedgerEvent) -> Iterator[tuple[HistoryName, Entry]]:
    if isinstance(event, RecordedEvent):
        yield (HistoryKind.SUBJECT, event.subject), event.subject_entry()
        yield (HistoryKind.ISSUED, party_history_id(event.party)), event.issued_entry()
    elif isinstance(event, EntryEvent):
        yield (event.history, event.history_id), event.entry


def _subject_heads(
    session: Session, ledger: LedgerKey, subjects: Sequence[bytes], up_to_block: int
) -> dict[HistoryName, bytes]:
    heads = {(HistoryKind.SUBJECT, subject): fold_history(HistoryKind.SUBJECT, ()) for subject in subjects}
    for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
        entries = subject_entries(session, ledger, up_to_block, subjects[start : start + SUBJECTS_AT_ONCE])
        for subject, history in groupby(entries, key=itemgetter(0)):
            heads[HistoryKind.SUBJECT, subject] = fold_history(HistoryKind.SUBJECT, (entry for _, entry in history))
    return heads


def _indexed_head(session: Session, ledger: LedgerKey, name: HistoryName, up_to_block: int) -> bytes:
    entries = entries_by_block(session, ledger, *name)
    return fold_history(name[0], (entry for block, entry in entries if block <= up_to_block))
