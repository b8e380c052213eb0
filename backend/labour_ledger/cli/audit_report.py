"""What `labour-ledger index audit` shows of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labour_ledger.indexer.audit import AuditReport, HistoryDifference

    from .output import Output


def audit_json(report: AuditReport) -> dict[str, object]:
    """Return a report as JSON."""
    return {
        "format": "labour-ledger/index-audit@1",
        "complete": report.is_complete,
        "proven": report.proven,
        "blockNumber": report.block_number,
        "blockHash": f"0x{report.block_hash.hex()}",
        "histories": {kind.name.lower(): count for kind, count in report.histories.items()},
        "records": report.records,
        "differences": [_difference_json(difference) for difference in report.differences],
        "problems": [
            {"name": f"0x{problem.name.hex()}", "blockNumber": problem.block_number, "problem": problem.problem}
            for problem in report.problems
        ],
    }


def _difference_json(difference: HistoryDifference) -> dict[str, object]:
    return {
        "history": difference.kind.name.lower(),
        "id": f"0x{difference.history_id.hex()}",
        "headOnChain": f"0x{difference.head_on_chain.hex()}",
        "headInIndex": f"0x{difference.head_in_index.hex()}",
        "firstBlock": difference.first_block,
        "logs": [
            {
                "fault": log.fault.value,
                "entry": log.entry,
                "uid": f"0x{log.uid.hex()}" if log.uid else None,
                "blockNumber": log.block_number,
            }
            for log in difference.logs
        ],
    }


def show_audit(output: Output, report: AuditReport) -> None:
    """Print a report for people."""
    counts = ", ".join(f"{count} {kind.name.lower()}" for kind, count in report.histories.items())
    if report.is_complete:
        how = f", proven from the header of block 0x{report.block_hash.hex()}" if report.proven else ""
        output.line(f"complete up to block {report.block_number}: {counts} histories, {report.records} records{how}")
        return
    output.heading(f"the index is not what the chain committed to at block {report.block_number}")
    output.table(
        ("history", "id", "differs from block", "logs at fault"),
        [
            (
                difference.kind.name.lower(),
                f"0x{difference.history_id.hex()}",
                str(difference.first_block or ""),
                ", ".join(f"{log.fault} {log.entry} 0x{log.uid.hex()}".removesuffix(" 0x") for log in difference.logs),
            )
            for difference in report.differences
        ],
    )
    output.table(
        ("record", "block", "problem"),
        [(f"0x{problem.name.hex()}", str(problem.block_number), problem.problem) for problem in report.problems],
    )
    output.line("Make it anew with: labour-ledger index rebuild")
