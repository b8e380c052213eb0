"""Answers for people: sums, small charts, tables, what is missing, and what the answer rests on."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeGuard

from .output import Output, counted
from .timeline_view import Said, Stretch, draw_history

if TYPE_CHECKING:
    from labour_ledger.diligence.questions.model import Answer, Cell
    from labour_ledger.diligence.questions.resting import RecordsPage

_BAR_CELLS: Final = 30
_MOST_BARS: Final = 14
_LONGEST_CELL: Final = 90
_WIDE_COLUMNS: Final = frozenset({"siteId", "uid", "reasons"})
"""What a table for people leaves out; `--json` has it."""
_SENTENCES: Final = frozenset({"words"})
"""Columns that the program says, so that they are told in the reader's language; other texts are names and codes."""
_BARS, _TIMELINE = "coverage", "complete-history"


def show_answer(output: Output, answer: Answer) -> None:
    """Print an answer: its sums, its rows, what is missing, and what it rests on."""
    from labour_ledger_verify.status import format_time

    output.heading(f"{answer.question.number}. {output.said(answer.question.words)}")
    summary = {column.name: answer.summary[column.name] for column in answer.question.summary}
    charts = [(name, counts) for name, counts in summary.items() if _is_chart(counts)]
    charted = {name for name, _ in charts}
    output.fields(
        [(_words(name), _shown_cell(output, name, value)) for name, value in summary.items() if name not in charted]
    )
    for name, counts in charts:
        _show_counts(output, name, counts)
    if answer.question.name == _BARS:
        _show_bars(output, answer)
    if answer.question.name == _TIMELINE:
        _show_timeline(output, answer)
    else:
        _show_rows(output, answer)
    for note in answer.notes:
        output.line(output.labelled("note", note))
    for text in answer.missing:
        output.line(output.labelled("missing", text))
    if answer.next is not None:
        of_all = "" if answer.total is None else f" of {answer.total:,}"
        output.line(f"{counted(len(answer.rows), 'row')}{of_all}; the next: --cursor {answer.next}")
    if not answer.names_all:
        output.line("it rests on more records than are named here; add --records to list them all")
    basis = answer.basis
    rests = f"rests on {counted(len(basis.uids), 'record')}; " if basis.uids else ""
    output.line(
        f"{rests}for {format_time(basis.valid_at)}, as known on "
        f"{format_time(basis.known_at)}; block {basis.block_number} ({basis.finality.value}) of "
        f"{format_time(basis.block_time)}, chain {basis.ledger.chain_id}, rule version {basis.rule_version}"
    )


def show_records(output: Output, page: RecordsPage) -> None:
    """Print records that an answer rests on: for which part of it, about whom, and their uids."""
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.hexadecimal import to_hex

    output.heading(f"{page.question.number}. {output.said(page.question.words)}")
    rows = [
        (ground.part, handle_of(ground.subject), "\n".join(to_hex(uid) for uid in ground.uids))
        for ground in page.grounds
    ]
    output.table(("part", "about", "records"), rows)
    if page.next is not None:
        output.line(f"the next: --cursor {page.next}")


def _is_chart(cell: Cell) -> TypeGuard[Mapping[str, int]]:
    return isinstance(cell, Mapping) and 1 < len(cell) <= _MOST_BARS


def _show_counts(output: Output, name: str, counts: Mapping[str, int]) -> None:
    """Show counts as bars, the most as long as the widest."""
    full = "█" if _has_blocks() else "#"
    most = max(counts.values())
    width = max(len(label) for label in counts)
    output.line(output.labelled(_words(name)))
    for label, count in counts.items():
        bar = full * (max(1, round(_BAR_CELLS * count / most)) if count else 0)
        output.line(f"  {label:<{width}}  {count:>9,}  {bar}".rstrip())


def _show_rows(output: Output, answer: Answer) -> None:
    columns = [column for column in answer.question.columns if column.name not in _WIDE_COLUMNS]
    rows = [[_shown_cell(output, column.name, row.values[column.name]) for column in columns] for row in answer.rows]
    if rows:
        output.table([_words(column.name) for column in columns], rows)


def _show_timeline(output: Output, answer: Answer) -> None:
    """Draw what became known when, and the status that followed from it, if a standard was asked for."""
    from labour_ledger_verify.status import StatusCode

    said: list[Said] = []
    stretches: list[Stretch] = []
    for row in answer.rows:
        recorded_at, start, until = (_seconds(row.values[name]) for name in ("recordedAt", "validFrom", "validUntil"))
        period = (start, until) if row.uids else None
        said.append(Said(recorded_at, str(row.values["words"]), period))
        code = row.values["codeThen"]
        if isinstance(code, str) and (not stretches or stretches[-1].code.value != code):
            stretches.append(Stretch(recorded_at, StatusCode(code), by_record=True))
    bands = {answer.asked["standard"]: stretches} if stretches else {}
    draw_history(output, said, bands, answer.basis.block_time)


def _seconds(cell: Cell) -> int:
    """Return a time of an answer as Unix seconds; those beyond the year 9999 are written so, and no time is 0."""
    if not isinstance(cell, str):
        return 0
    return int(cell) if cell.isdigit() else int(datetime.fromisoformat(cell).timestamp())


def _has_blocks() -> bool:
    return "utf" in (sys.stdout.encoding or "").lower()


def _show_bars(output: Output, answer: Answer) -> None:
    """Show per tier how many sites somebody independent looked at."""
    full, empty = ("█", "░") if _has_blocks() else ("#", ".")
    for row in answer.rows:
        sites, covered = _number(row.values["sites"]), _number(row.values["covered"])
        cells = round(_BAR_CELLS * covered / sites) if sites else 0
        # a share that is neither nothing nor everything must not look like it
        cells = min(max(cells, 1), _BAR_CELLS - 1) if 0 < covered < sites else cells
        bar = full * cells + empty * (_BAR_CELLS - cells)
        output.line(f"tier {row.values['tier']:>3}  {bar}  {covered:,} of {sites:,} covered ({row.values['share']} %)")


def _words(name: str) -> str:
    """Return a column's name in words: `sitesByCode` as `sites by code`."""
    return re.sub(r"([A-Z])", lambda match: f" {match[1].lower()}", name)


def _number(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def _shown_cell(output: Output, name: str, cell: Cell) -> str:
    if isinstance(cell, bool):
        return output.said(_cell(cell))
    if name in _SENTENCES and isinstance(cell, str):
        return _cell(output.said(cell))
    return _cell(cell)


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, str):
        return _shortened(cell)
    if isinstance(cell, tuple):
        return "\n".join(_shortened(part) for part in cell[:6]) + (f"\n… {len(cell) - 6} more" if len(cell) > 6 else "")
    return ", ".join(f"{name} {count:,}" for name, count in cell.items())


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"
