"""What a mark of compromise changes, shown to people before it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .output import Output, counted

if TYPE_CHECKING:
    from labour_ledger.diligence.compromise import CompromiseEffect

SHOWN_RECORDS: Final = 30


def show_effect(output: Output, effect: CompromiseEffect) -> None:
    """Print which records stop counting, site by site, and which answers of today would be others."""
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.status import format_time

    lost = effect.lost
    output.heading(f"If it is marked as compromised from {format_time(effect.compromised_from)}")
    output.line(
        f"{counted(len(effect.keys), 'key')} and {counted(len(effect.records), 'record')} become doubtful; "
        f"{counted(len(lost), 'positive assessment')} stop counting"
    )
    rows = [
        (
            handle_of(view.record.attestation.subject),
            effect.names.schema(view.record.attestation.schema),
            f"0x{view.record.uid.hex()[:10]}",
            format_time(view.record.recorded_at),
        )
        for view in sorted(lost, key=lambda view: view.record.attestation.subject)
    ]
    if rows:
        output.table(("site", "schema", "record", "recorded"), rows[:SHOWN_RECORDS])
    if len(rows) > SHOWN_RECORDS:
        output.line(f"… and {len(rows) - SHOWN_RECORDS} more; --json lists all")
    changes = [
        (
            f"{handle_of(change.subject.subject)} {change.subject.name or ''}".strip(),
            effect.names.schema(change.schema),
            change.before.value,
            change.after.value,
        )
        for change in effect.changes
    ]
    if changes:
        output.table(("site", "schema", "today", "then"), changes)
    else:
        output.line("no answer of today would be another")
    output.line(f"As of block {effect.basis.block_number}; what was recorded later is not in this list (index sync).")
