"""The import of a sheet from end to end: planned, asked of the contract, then signed and sent, or nothing at all.

Without `accept_good_rows` one bad row stops the whole sheet before anything is signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from labour_ledger.attesting import sheet_run
from labour_ledger.attesting.sheet import RowProblem, Sheet
from labour_ledger.attesting.sheet_plan import PlannedRow, SiteFinder, plan_sheet
from labour_ledger.attesting.sheet_price import Price, estimate_price
from labour_ledger.attesting.submit import Submitter, chain_time
from labour_ledger.chain.signing import Signer
from labour_ledger.schemas.codes import Outcome, code_name
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex

ROWS_SHOWN: Final = 20
"""Rows that a preview shows; a mistake in a column shows in the first of them."""
NO_OUTCOME: Final = sheet_run.SheetOutcome({}, (), 0)


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """What is to be imported, and how.

    Attributes:
        name: Of the sheet, from `sheet_run.sheet_id`: receipts of earlier runs stand under it.
        sheet: What was read.
        issuer: Address of the key that signs, 20 bytes.
        dry_run: Ask, sign and send nothing.
        accept_good_rows: Record the rows that are right although others are refused.
    """

    name: str
    sheet: Sheet
    issuer: bytes
    dry_run: bool
    accept_good_rows: bool


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What became of a sheet.

    Attributes:
        rows: How many rows it has.
        ready: Rows that are right and were not recorded now, by number.
        recorded: Uids of the rows recorded now, by row number.
        recorded_before: Uids of the rows recorded by earlier runs, by row number.
        problems: Why rows were refused, in row order.
        gas_used: Gas units.
        dry_run: Nothing was to be sent.
        preview: What the first of the rows that are right would record.
        price: What recording them would cost; None when something was recorded or nothing can be.
    """

    rows: int
    ready: tuple[int, ...]
    recorded: dict[int, bytes]
    recorded_before: dict[int, bytes]
    problems: tuple[RowProblem, ...]
    gas_used: int
    dry_run: bool
    preview: tuple[PlannedRow, ...] = ()
    price: Price | None = None

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "format": "labour-ledger/sheet-report@1",
            "dryRun": self.dry_run,
            "rows": self.rows,
            "ready": list(self.ready),
            "recorded": [{"row": row, "uid": to_hex(uid)} for row, uid in self.recorded.items()],
            "recordedBefore": [{"row": row, "uid": to_hex(uid)} for row, uid in self.recorded_before.items()],
            "problems": [problem.to_json() for problem in self.problems],
            "gasUsed": self.gas_used,
            "preview": [_preview_json(row) for row in self.preview],
            "price": None if self.price is None else self.price.to_json(),
        }


class Watcher:
    """Told how an import goes on; this one shows nothing."""

    def stage(self, description: str, total: int) -> sheet_run.Progress:
        """Begin a stage.

        Args:
            description: What is done now.
            total: Rows that it has.

        Returns:
            What is told how many more rows are done.
        """
        return lambda _rows: None


def import_sheet(
    order: SheetOrder,
    submitter: Submitter,
    *,
    find_site: SiteFinder,
    domain: Domain,
    unlock: Callable[[], Signer],
    watcher: Watcher,
) -> SheetReport:
    """Import a sheet.

    Args:
        order: What, and how.
        submitter: The way to the ledger.
        find_site: Finds the subject of a row.
        domain: Chain and contract.
        unlock: Gives the issuer's key; called only when there is something to sign.
        watcher: Told how it goes on.

    Raises:
        WrongKey: What `unlock` gives is not the issuer's key.
        UnavailableError: The node or the store fails; running it again goes on from there.
    """
    now = chain_time(submitter.relay.client)
    earlier = sheet_run.read_progress(submitter, order.name)
    plan = plan_sheet(order.sheet, find_site=find_site, domain=domain, issuer=order.issuer, now=now, done=earlier.done)
    asking = watcher.stage("asking the contract", len(plan.rows))
    refused = sheet_run.ask_contract(plan.rows, submitter.relay.client, asking)
    problems = (*plan.problems, *refused)
    good = [row for row in plan.rows if row.number not in {problem.row for problem in refused}]
    outcome = NO_OUTCOME
    price = None
    if order.dry_run and good:
        price = estimate_price([row.draft.attestation for row in good], submitter.relay.client)
    if not order.dry_run and (order.accept_good_rows or not problems):
        outcome = _record(good, earlier, order, submitter, unlock, watcher, now)
    return SheetReport(
        rows=len(order.sheet.rows) + len({problem.row for problem in order.sheet.problems}),
        ready=tuple(row.number for row in good if row.number not in outcome.recorded),
        recorded=outcome.recorded,
        recorded_before=earlier.recorded,
        problems=tuple(sorted((*problems, *outcome.problems), key=lambda problem: problem.row)),
        gas_used=outcome.gas_used,
        dry_run=order.dry_run,
        preview=tuple(good[:ROWS_SHOWN]) if not outcome.recorded else (),
        price=price,
    )


def _record(
    good: list[PlannedRow],
    earlier: sheet_run.SheetProgress,
    order: SheetOrder,
    submitter: Submitter,
    unlock: Callable[[], Signer],
    watcher: Watcher,
    now: int,
) -> sheet_run.SheetOutcome:
    signed = sheet_run.sign_rows(good, unlock(), submitter, order.name, now=now) if good else ()
    under_way = (*earlier.under_way, *signed)
    sending = watcher.stage("recording", sum(len(rows.rows) for rows in under_way))
    return sheet_run.send_rows(under_way, submitter, order.name, now=now, progress=sending)


def _preview_json(row: PlannedRow) -> dict[str, object]:
    attestation = row.draft.attestation
    return {
        "row": row.number,
        "site": handle_of(attestation.subject),
        "schema": row.draft.document["schema"],
        "outcome": code_name(Outcome(attestation.outcome)),
        "validFrom": attestation.valid_from,
        "validUntil": attestation.valid_until,
        "content": row.draft.document["content"],
    }
