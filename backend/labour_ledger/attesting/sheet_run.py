"""Recording a sheet: asked of the contract row by row, signed in batches, sent, with a receipt for each row.

What was signed is written down, with its documents, before it is sent. When the work is interrupted, the same sheet
goes on where it stopped: rows that are recorded are skipped, rows that were signed are sent with the same signature,
so no row can be recorded twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from labour_ledger.attesting.sheet import RowProblem
from labour_ledger.attesting.sheet_plan import PlannedRow
from labour_ledger.attesting.sign import LARGEST_BATCH, sign_drafts
from labour_ledger.attesting.submit import Submitter, stored_document
from labour_ledger.attesting.validate import problem_of
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.signing import Signer
from labour_ledger.chain.submit import SignedBatch, Submission
from labour_ledger.store import queries
from labour_ledger.store.results import Receipt
from labour_ledger_verify.attestation import Attestation
from labour_ledger_verify.hexadecimal import parse_hex, to_hex
from labour_ledger_verify.keccak import keccak256

SIGNED: Final = "signed"
RECORDED: Final = "recorded"
REFUSED: Final = "refused"
_BATCHES_AT_ONCE: Final = 16
_ROWS_ASKED_AT_ONCE: Final = 200

Progress = Callable[[int], None]
"""Told how many more rows are done."""


@dataclass(frozen=True, slots=True)
class RowsUnderWay:
    """Rows that were signed together.

    Attributes:
        rows: Their numbers, in the order of the batch.
        uids: Of their attestations.
        batch: What is sent.
    """

    rows: tuple[int, ...]
    uids: tuple[bytes, ...]
    batch: SignedBatch


@dataclass(frozen=True, slots=True)
class SheetProgress:
    """What is known of a sheet from earlier runs.

    Attributes:
        recorded: Uids of the rows that are recorded, by row number.
        under_way: Rows that were signed and perhaps sent.
    """

    recorded: dict[int, bytes]
    under_way: tuple[RowsUnderWay, ...]

    @property
    def done(self) -> frozenset[int]:
        """Numbers of the rows that are recorded or under way."""
        return frozenset(self.recorded) | {row for under_way in self.under_way for row in under_way.rows}


@dataclass(frozen=True, slots=True)
class SheetOutcome:
    """What sending brought.

    Attributes:
        recorded: Uids of the rows that were recorded, by row number.
        problems: Rows that the contract refused after all, because the ledger changed meanwhile.
        gas_used: Gas units of all transactions.
    """

    recorded: dict[int, bytes]
    problems: tuple[RowProblem, ...]
    gas_used: int


def sheet_id(data: bytes, issuer: bytes) -> str:
    """Return the name under which the receipts of a sheet stand: what says the same, by the same issuer, is the same.

    Args:
        data: What it says, in a form that does not depend on how it was saved.
        issuer: Address of the key that signs, 20 bytes.
    """
    return f"sheet:{keccak256(issuer + data).hex()}"


def ask_contract(rows: Sequence[PlannedRow], client: LedgerClient, progress: Progress) -> tuple[RowProblem, ...]:
    """Return the rows that the contract would refuse now, by its own reasons; nothing is sent.

    Raises:
        NodeUnavailable: The node does not answer.
    """
    problems: list[RowProblem] = []
    for start in range(0, len(rows), _ROWS_ASKED_AT_ONCE):
        some = rows[start : start + _ROWS_ASKED_AT_ONCE]
        answers = client.check_many([row.draft.attestation for row in some])
        for row, answer in zip(some, answers, strict=True):
            if isinstance(answer, ContractRefusal):
                problems.append(RowProblem(row.number, problem_of(answer, "row")))
        progress(len(some))
    return tuple(problems)


def read_progress(submitter: Submitter, sheet: str) -> SheetProgress:
    """Return what earlier runs of a sheet brought."""
    with submitter.store.reading() as session:
        receipts = queries.receipts_of(session, submitter.ledger, sheet)
    recorded = {receipt.row_number: receipt.uid for receipt in receipts if receipt.state == RECORDED}
    signed: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        if receipt.state == SIGNED:
            signed.setdefault(json.loads(receipt.detail)["signature"], []).append(receipt)
    return SheetProgress(recorded, tuple(_under_way(signature, batch) for signature, batch in signed.items()))


def sign_rows(
    rows: Sequence[PlannedRow], signer: Signer, submitter: Submitter, sheet: str, *, now: int
) -> tuple[RowsUnderWay, ...]:
    """Sign rows in batches and write them down with their documents, ready to be sent.

    Raises:
        WrongKey: The signer is not the issuer of the rows.
        StoreUnavailable: They could not be written down; nothing may be sent.
    """
    signed: list[RowsUnderWay] = []
    for start in range(0, len(rows), LARGEST_BATCH):
        some = rows[start : start + LARGEST_BATCH]
        batch = sign_drafts([row.draft for row in some], signer)
        numbers = tuple(row.number for row in some)
        uids = tuple(row.draft.uid for row in some)
        signed.append(RowsUnderWay(numbers, uids, SignedBatch(batch.attestations, batch.signature)))
    with submitter.store.unit_of_work() as work:
        documents = (stored_document(dict(row.draft.document), now) for row in rows)
        queries.save_documents(work.session, documents)
        for under_way in signed:
            queries.save_receipts(work.session, submitter.ledger, _receipts(under_way, sheet, SIGNED, None, now))
    return tuple(signed)


def send_rows(
    under_way: Sequence[RowsUnderWay], submitter: Submitter, sheet: str, *, now: int, progress: Progress
) -> SheetOutcome:
    """Send what was signed, several batches at once, and write down what became of each row.

    Raises:
        UnavailableError: The node or the store fails; running the same sheet again goes on from here.
    """
    recorded: dict[int, bytes] = {}
    problems: list[RowProblem] = []
    gas_used = 0
    for start in range(0, len(under_way), _BATCHES_AT_ONCE):
        some = under_way[start : start + _BATCHES_AT_ONCE]
        outcomes = submitter.relay.record_batches([rows.batch for rows in some], in_flight=_BATCHES_AT_ONCE)
        written: list[Receipt] = []
        for rows, outcome in zip(some, outcomes, strict=True):
            if isinstance(outcome, Submission):
                gas_used += outcome.gas_used
            elif not submitter.recorded(rows.uids, beyond_index=True):
                problems += _refused_rows(rows, outcome)
                written += _receipts(rows, sheet, REFUSED, None, now)
                continue
            recorded.update(zip(rows.rows, rows.uids, strict=True))
            sent_in = outcome.transaction_hash if isinstance(outcome, Submission) else None
            written += _receipts(rows, sheet, RECORDED, sent_in, now)
        with submitter.store.unit_of_work() as work:
            queries.save_receipts(work.session, submitter.ledger, written)
        progress(sum(len(rows.rows) for rows in some))
    return SheetOutcome(recorded, tuple(problems), gas_used)


def _refused_rows(rows: RowsUnderWay, refusal: ContractRefusal) -> Iterator[RowProblem]:
    """Name the row that a batch was refused for; the others of the batch were not recorded for its sake."""
    at_fault = rows.rows[refusal.item or 0]
    for number in rows.rows:
        if number == at_fault:
            yield RowProblem(number, problem_of(refusal, "row"))
        else:
            beside = ContractRefusal(
                refusal.name,
                {},
                f"not recorded, because row {at_fault} of the same batch was refused",
                hint=f"Correct or remove row {at_fault}, then run the sheet again.",
            )
            yield RowProblem(number, problem_of(beside, "row"))


def _receipts(
    rows: RowsUnderWay, sheet: str, state: str, transaction_hash: bytes | None, now: int
) -> Iterator[Receipt]:
    signature = to_hex(rows.batch.signature)
    signed = zip(rows.rows, rows.uids, rows.batch.attestations, strict=True)
    for place, (number, uid, attestation) in enumerate(signed):
        detail = {"signature": signature, "place": place, "attestation": attestation.to_json()}
        yield Receipt(sheet, number, uid, state, transaction_hash, json.dumps(detail), now)


def _under_way(signature: str, receipts: Sequence[Receipt]) -> RowsUnderWay:
    details = [(json.loads(receipt.detail), receipt) for receipt in receipts]
    details.sort(key=lambda pair: int(pair[0]["place"]))
    attestations = tuple(Attestation.from_json(detail["attestation"]) for detail, _ in details)
    return RowsUnderWay(
        rows=tuple(receipt.row_number for _, receipt in details),
        uids=tuple(receipt.uid for _, receipt in details),
        batch=SignedBatch(attestations, parse_hex(signature, 65, "signature")),
    )
