"""The histories that go into a bundle, cut at its block: of a subject and its twins, and of parties.

Everything here comes from the index; that it is complete shows only when it is folded and compared with the chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from labour_ledger.store.queries import history_entries, subject_history
from labour_ledger.store.results import HistoryItem, IndexedRecord, LedgerKey
from labour_ledger_verify.bundle import Since
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.history import SUBJECT_REGISTERED, Entry, HistoryKind, fold_entry, party_history_id
from labour_ledger_verify.keccak import ZERO_WORD
from labour_ledger_verify.status import SubjectFacts, facts_of_history, joined_subjects

from .errors import BundleInvalid, HistoryDiffers, NothingToProve

_AUDIT_HINT: Final = "Run `labour-ledger index audit`, then `labour-ledger index rebuild`."


@dataclass(frozen=True, slots=True)
class SubjectHistory:
    """A subject's entries up to a block, in fold order."""

    subject: bytes
    items: tuple[HistoryItem, ...]

    @property
    def entries(self) -> Iterator[Entry]:
        """The entries as they fold."""
        return (item.entry for item in self.items)

    @property
    def records(self) -> Iterator[IndexedRecord]:
        """The records among them."""
        return (item.record for item in self.items if item.record is not None)


def read_joined_histories(
    session: Session, ledger: LedgerKey, subject: bytes, *, block_number: int, known_at: int
) -> tuple[SubjectHistory, ...]:
    """Return the history of a subject, followed by those of all that are joined to it, directly or through others.

    Args:
        session: A reading session.
        ledger: The ledger.
        subject: 32 bytes.
        block_number: Entries of later blocks are left out.
        known_at: Time of that block, Unix seconds.

    Raises:
        NothingToProve: The subject is not registered up to the block.
        HistoryDiffers: One that it is joined to is missing, or one does not begin with its registration.
    """
    asked = _read_subject(session, ledger, subject, block_number)
    if asked is None:
        raise NothingToProve(
            f"no subject with the id {to_hex(subject)} is registered up to block {block_number}",
            hint="Check the digits; a subject that was registered later needs a later block.",
            context={"subject": to_hex(subject), "blockNumber": block_number},
        )
    found = {subject: asked}
    facts = {subject: _acts_of(asked)}
    while missing := set(joined_subjects(facts[subject], known_at=known_at, twins=facts.values())) - set(found):
        for other in sorted(missing):
            twin = _read_subject(session, ledger, other, block_number)
            if twin is None:
                raise HistoryDiffers(
                    f"the history of {to_hex(other)}, which {to_hex(subject)} is joined to, is missing in the index",
                    hint=_AUDIT_HINT,
                )
            found[other], facts[other] = twin, _acts_of(twin)
    return tuple(found.values())


def read_party_histories(
    session: Session, ledger: LedgerKey, parties: Iterable[int], *, block_number: int
) -> dict[int, tuple[Entry, ...]]:
    """Return the histories of parties up to a block, by number in ascending order."""
    return {
        party: tuple(
            item.entry
            for item in history_entries(session, ledger, HistoryKind.PARTY, party_history_id(party))
            if item.position.block_number <= block_number
        )
        for party in sorted(set(parties))
    }


def find_since(entries: Iterable[Entry], head: bytes) -> Since:
    """Return after how many entries a history had a head.

    Raises:
        BundleInvalid: It never had that head up to the block of the bundle.
    """
    folded = ZERO_WORD
    for count, entry in enumerate(entries, start=1):
        folded = fold_entry(folded, entry)
        if folded == head:
            return Since(head, count)
    raise BundleInvalid(
        f"this history never had the head {to_hex(head)} up to the block of the bundle",
        hint="Take the head from the report of the bundle that was verified before, and a block that is not older.",
        context={"head": to_hex(head)},
    )


def _read_subject(session: Session, ledger: LedgerKey, subject: bytes, block_number: int) -> SubjectHistory | None:
    history = subject_history(session, ledger, subject)
    items = tuple(item for item in history if item.position.block_number <= block_number)
    if items and items[0].entry.type is not SUBJECT_REGISTERED:
        raise HistoryDiffers(
            f"the history of {to_hex(subject)} does not begin with its registration in the index", hint=_AUDIT_HINT
        )
    return SubjectHistory(subject, items) if items else None


def _acts_of(history: SubjectHistory) -> SubjectFacts:
    """Return as much of a subject's facts as says what it is joined to."""
    return facts_of_history(list(history.entries), history.records, schema=None)
