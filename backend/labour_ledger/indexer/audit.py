"""Proof that the index is complete: every head recomputed from it and compared with the chain at one block.

What it cannot find: a subject of which no log at all was seen and that nothing held here names. A rebuild from another
node and the comparison of two dumps can (docs/operate.md).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import Final

from sqlmodel import Session

from labour_ledger.chain.errors import StateUnavailable
from labour_ledger.chain.proofs import BlockProof
from labour_ledger.chain.reader import ChainReader, HistoryName
from labour_ledger.store.queries import get_cursor
from labour_ledger.store.queries.streams import (
    HistoryEntry,
    entries_by_block,
    issued_entries,
    known_parties,
    party_entries,
    schemas_entries,
    subject_entries,
    unindexed_subjects,
)
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.history import HistoryKind, fold_history, party_history_id
from labour_ledger_verify.keccak import ZERO_WORD

from .audit_bodies import BodyProblem, body_problems
from .audit_faults import LogFault, log_faults
from .audit_touched import PlacedEntry
from .errors import ChainMoved, IndexEmpty

HEADS_AT_ONCE: Final = 500
DIFFERENCES_LOCATED: Final = 20
"""Finding the block of a difference takes some twenty questions each; further ones are reported without it."""

Prover = Callable[[Sequence[HistoryName], int], BlockProof]
"""Gives a checked proof of the heads of histories after a block."""
Heads = Callable[[Sequence[HistoryName]], Sequence[bytes]]

_STREAMS: Final = {
    HistoryKind.SUBJECT: subject_entries,
    HistoryKind.PARTY: party_entries,
    HistoryKind.ISSUED: issued_entries,
    HistoryKind.SCHEMAS: schemas_entries,
}


@dataclass(frozen=True, slots=True)
class HistoryDifference:
    """A history that the index does not have as the chain has it.

    Attributes:
        kind: The kind of history.
        history_id: Subject (32 bytes), party (8 bytes), empty for schemas.
        head_on_chain: 32 bytes.
        head_in_index: Recomputed from the index; zero if it has no entry.
        first_block: First block after which the two differ; None if it was not looked for or the node does not keep
            the state of earlier blocks.
        logs: The logs at fault in that block, where that can be told.
    """

    kind: HistoryKind
    history_id: bytes
    head_on_chain: bytes
    head_in_index: bytes
    first_block: int | None
    logs: tuple[LogFault, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit found.

    Attributes:
        block_number: Block at which index and chain were compared.
        block_hash: Its hash.
        histories: Number of histories compared, by kind.
        records: Number of records whose body and signature were checked.
        differences: Histories that differ.
        problems: Records and schemas whose body or signature is not what the history says.
        proven: The heads were proven from the block's header, and not only said by the node.
    """

    block_number: int
    block_hash: bytes
    histories: dict[HistoryKind, int]
    records: int
    differences: tuple[HistoryDifference, ...]
    problems: tuple[BodyProblem, ...]
    proven: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether the index has every history as the chain has it."""
        return not self.differences and not self.problems


def audit(
    store: Store,
    reader: ChainReader,
    ledger: LedgerKey,
    *,
    prove: Prover | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> AuditReport:
    """Compare the whole index with the chain at the index's block.

    Args:
        store: An open store.
        reader: A node that keeps the state of that block.
        ledger: The ledger.
        prove: Gives proofs of heads; then heads are those that follow from the header of the index's block, and the
            node's word is taken only for where in the past a difference began.
        on_progress: Told the number of histories compared so far.

    Raises:
        IndexEmpty: The ledger was never indexed.
        ChainMoved: The index's block is not on the chain; synchronise first.
        NodeUnavailable: The node does not answer, or does not keep the state of the block.
    """
    with store.reading() as session:
        cursor = get_cursor(session, ledger)
        if cursor is None:
            raise IndexEmpty("there is no index of this ledger yet", hint="Run `labour-ledger index sync` first.")
        _refuse_other_block(reader, cursor)
        heads = _said(reader, cursor) if prove is None else _proven(prove, cursor)
        comparison = _Comparison(session, reader, ledger, cursor, heads, on_progress)
        comparison.run()
        records, problems = body_problems(session, ledger, cursor.block_number)
        return AuditReport(
            block_number=cursor.block_number,
            block_hash=cursor.block_hash,
            histories=comparison.compared,
            records=records,
            differences=tuple(comparison.differences),
            problems=problems,
            proven=prove is not None,
        )


def _refuse_other_block(reader: ChainReader, cursor: Cursor) -> None:
    block = reader.block(cursor.block_number)
    if block is None or block.hash != cursor.block_hash:
        raise ChainMoved(
            f"block {cursor.block_number} of the index is not on the node's chain",
            hint="Run `labour-ledger index sync`, then audit again.",
        )


def _said(reader: ChainReader, cursor: Cursor) -> Heads:
    return lambda names: reader.history_heads(names, cursor.block_number)


def _proven(prove: Prover, cursor: Cursor) -> Heads:
    def heads(names: Sequence[HistoryName]) -> Sequence[bytes]:
        proof = prove(names, cursor.block_number)
        if proof.header.hash != cursor.block_hash:
            raise ChainMoved(
                f"block {cursor.block_number} was replaced while its heads were proven",
                hint="Run `labour-ledger index sync`, then audit again.",
            )
        return proof.heads

    return heads


class _Comparison:
    """Walks all histories of the index once and asks the chain for their heads in batches."""

    def __init__(
        self,
        session: Session,
        reader: ChainReader,
        ledger: LedgerKey,
        cursor: Cursor,
        heads: Heads,
        on_progress: Callable[[int], None] | None,
    ) -> None:
        self._session = session
        self._reader = reader
        self._ledger = ledger
        self._cursor = cursor
        self._heads = heads
        self._on_progress = on_progress
        self.compared: dict[HistoryKind, int] = dict.fromkeys(HistoryKind, 0)
        self.differences: list[HistoryDifference] = []

    def run(self) -> None:
        """Compare every history that the index has, and those that it should have."""
        parties = self._parties()
        for kind, stream in _STREAMS.items():
            folded = _folded(kind, stream(self._session, self._ledger, self._cursor.block_number))
            if kind is HistoryKind.SUBJECT:
                missing = unindexed_subjects(self._session, self._ledger)
                self._compare(kind, _with_missing(folded, missing))
            elif kind is HistoryKind.SCHEMAS:
                self._compare(kind, _with_missing(folded, [b""]))
            else:
                self._compare(kind, _with_missing(folded, parties))

    def _parties(self) -> list[bytes]:
        # Parties are counted, so one that was never seen shows by its number; the chain ends the count.
        parties = [party_history_id(number) for number in range(1, known_parties(self._session, self._ledger) + 1)]
        while True:
            beyond = party_history_id(len(parties) + 1)
            if self._heads([(HistoryKind.PARTY, beyond)])[0] == ZERO_WORD:
                return parties
            parties.append(beyond)

    def _compare(self, kind: HistoryKind, heads: Iterator[tuple[bytes, bytes]]) -> None:
        while batch := list(islice(heads, HEADS_AT_ONCE)):
            names: list[HistoryName] = [(kind, history_id) for history_id, _ in batch]
            on_chain = self._heads(names)
            for (history_id, in_index), head in zip(batch, on_chain, strict=True):
                if in_index != head:
                    self.differences.append(self._difference(kind, history_id, head, in_index))
            # Candidates that neither side has are not histories.
            self.compared[kind] += sum(
                head != ZERO_WORD or in_index != ZERO_WORD for (_, in_index), head in zip(batch, on_chain, strict=True)
            )
            if self._on_progress is not None:
                self._on_progress(sum(self.compared.values()))

    def _difference(self, kind: HistoryKind, history_id: bytes, on_chain: bytes, in_index: bytes) -> HistoryDifference:
        if len(self.differences) >= DIFFERENCES_LOCATED:
            return HistoryDifference(kind, history_id, on_chain, in_index, None)
        entries = entries_by_block(self._session, self._ledger, kind, history_id)
        try:
            first_block = self._first_block(kind, history_id, entries)
            logs = log_faults(self._reader, (kind, history_id), first_block, entries)
        except StateUnavailable:
            return HistoryDifference(kind, history_id, on_chain, in_index, None)
        return HistoryDifference(kind, history_id, on_chain, in_index, first_block, logs)

    def _first_block(self, kind: HistoryKind, history_id: bytes, entries: Sequence[PlacedEntry]) -> int:
        def differs(block_number: int) -> bool:
            head = fold_history(kind, (entry for block, entry in entries if block <= block_number))
            return head != self._reader.history_head(kind, history_id, block_number)

        blocks = range(self._cursor.start_block, self._cursor.block_number + 1)
        return blocks[bisect_left(blocks, True, hi=len(blocks) - 1, key=differs)]


def _folded(kind: HistoryKind, entries: Iterable[HistoryEntry]) -> Iterator[tuple[bytes, bytes]]:
    for history_id, group in groupby(entries, key=itemgetter(0)):
        yield history_id, fold_history(kind, (entry for _, entry in group))


def _with_missing(heads: Iterable[tuple[bytes, bytes]], expected: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    missing = set(expected)
    for history_id, head in heads:
        missing.discard(history_id)
        yield history_id, head
    for history_id in sorted(missing):
        yield history_id, ZERO_WORD
