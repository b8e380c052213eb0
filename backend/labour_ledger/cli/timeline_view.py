"""A site's history drawn over time: what was said for which period, when it became known, and the status as known then.

Each line is a record: light where the period had begun before anybody knew, a dot where it became known, full from then
on, hatched where it lies ahead.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from .output import Output

if TYPE_CHECKING:
    from labour_ledger.diligence.timeline import Timeline
    from labour_ledger_verify.status import StatusCode

_CELLS: Final = 44
_FARTHEST_S: Final = 3 * 365 * 86_400
"""How far before the first record a period is drawn: years of more would press all else together."""
_LEAST_AHEAD_S: Final = 30 * 86_400


class Said(NamedTuple):
    """An entry of a history.

    Attributes:
        recorded_at: When it became known, Unix seconds.
        words: What happened.
        period: From when until when a record holds, Unix seconds; None for entries that are no records.
    """

    recorded_at: int
    words: str
    period: tuple[int, int] | None


class Stretch(NamedTuple):
    """A time through which a status stayed the same, Unix seconds; it ends where the next begins."""

    since: int
    code: StatusCode
    by_record: bool


class _Marks(NamedTuple):
    before: str
    known: str
    held: str
    ahead: str
    nothing: str


_BLOCKS: Final = _Marks("░", "●", "█", "▒", " ")
_ASCII: Final = _Marks(".", "*", "#", "=", " ")


@dataclass(frozen=True)
class _Axis:
    start: int
    end: int

    def spans(self) -> Iterator[tuple[int, int]]:
        """Yield the time of each cell, from and until, Unix seconds."""
        length = max(self.end - self.start, _CELLS)
        for cell in range(_CELLS):
            yield self.start + length * cell // _CELLS, self.start + length * (cell + 1) // _CELLS


def show_timeline(output: Output, timeline: Timeline) -> None:
    """Print the timeline of a site."""
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.status import format_time

    subject, basis = timeline.subject, timeline.basis
    output.heading(f"{handle_of(subject.subject)} {subject.name or ''}".rstrip())
    said = []
    for entry in timeline.entries:
        attestation = None if entry.view is None else entry.view.record.attestation
        period = None if attestation is None else (attestation.valid_from, attestation.valid_until)
        said.append(Said(entry.item.entry.recorded_at, entry.words, period))
    bands = {
        band.schema_id: [Stretch(period.since, period.code, period.by_record) for period in band.periods]
        for band in timeline.bands
    }
    draw_history(output, said, bands, basis.block_time)
    for band in timeline.bands:
        if not band.is_whole:
            output.line(f"{band.schema_id}: the status is told for the last part of a long history only")
    output.line(f"complete up to block {basis.block_number} of {format_time(basis.block_time)}")


def draw_history(output: Output, said: Sequence[Said], bands: dict[str, list[Stretch]], now: int) -> None:
    """Print entries over time, and below them the statuses that followed.

    Args:
        output: Where to print.
        said: In the order of the history.
        bands: Stretches of status by standard, in order of time.
        now: Time of the last block, Unix seconds.
    """
    from labour_ledger_verify.status import format_time

    if not said:
        return
    marks = _BLOCKS if "utf" in (sys.stdout.encoding or "").lower() else _ASCII
    axis = _axis(said, now)
    rows = [(format_time(one.recorded_at), _bar(one, axis, now, marks), output.said(one.words)) for one in said]
    rows += [(output.said("as known then"), _letters(stretches, axis, now), name) for name, stretches in bands.items()]
    ends = f"{format_time(axis.start)[:10]}{format_time(axis.end)[:10]:>{_CELLS - 10}}"
    output.table(("known since", ends, "what"), rows)
    output.line(
        f"{marks.known} became known  {marks.before} held before it was known  {marks.held} holds  "
        f"{marks.ahead} is yet to come"
    )
    codes = {stretch.code for stretches in bands.values() for stretch in stretches}
    if codes:
        output.line("  ".join(_legend(codes)))
    for name, stretches in bands.items():
        for stretch in stretches:
            cause = "" if stretch.by_record else " (by time alone)"
            output.line(f"{format_time(stretch.since)}  {name}{cause}, status from then on: {stretch.code.value}")


def _axis(said: Sequence[Said], now: int) -> _Axis:
    first = min(one.recorded_at for one in said)
    starts = [one.period[0] for one in said if one.period is not None]
    ends = [one.period[1] for one in said if one.period is not None]
    start = max(min([first, *starts]), first - _FARTHEST_S, 0)
    # one second more, so that what became known with the last block is on it; no more ahead than lies behind
    return _Axis(start, min(max([now + 1, *ends]), now + max(now - start, _LEAST_AHEAD_S)))


def _bar(one: Said, axis: _Axis, now: int, marks: _Marks) -> str:
    return "".join(_mark(one, start, end, now, marks) for start, end in axis.spans()).rstrip()


def _mark(one: Said, start: int, end: int, now: int, marks: _Marks) -> str:
    if start <= one.recorded_at < end:
        return marks.known
    if one.period is None or end <= one.period[0] or start >= one.period[1]:
        return marks.nothing
    if end <= one.recorded_at:
        return marks.before
    return marks.held if start <= now else marks.ahead


def _letters(stretches: Sequence[Stretch], axis: _Axis, now: int) -> str:
    from labour_ledger.diligence.status_letters import STATUS_LETTERS

    cells = []
    for start, end in axis.spans():
        code = _gravest(stretches, start, end) if start <= now else None
        cells.append(" " if code is None else STATUS_LETTERS[code])
    return "".join(cells).rstrip()


def _gravest(stretches: Sequence[Stretch], start: int, end: int) -> StatusCode | None:
    """Return the gravest status within a time, so that a short bad one is not hidden; None before the first."""
    from labour_ledger_verify.status import StatusCode

    held = set()
    for place, stretch in enumerate(stretches):
        until = stretches[place + 1].since if place + 1 < len(stretches) else None
        if stretch.since < end and (until is None or until > start):
            held.add(stretch.code)
    return next((code for code in StatusCode if code in held), None)


def _legend(codes: set[StatusCode]) -> list[str]:
    from labour_ledger.diligence.status_letters import STATUS_LETTERS

    return [f"{letter} {code.value}" for code, letter in STATUS_LETTERS.items() if code in codes]
