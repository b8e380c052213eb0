"""Histories drawn over time."""

from __future__ import annotations

import io
import sys

import pytest

from labour_ledger.cli.output import Output
from labour_ledger.cli.timeline_view import Said, Stretch, draw_history
from labour_ledger_verify.status import StatusCode

DAY_S = 86_400
START = 1_735_689_600
NOW = START + 44 * DAY_S


def drawn(capsys: pytest.CaptureFixture[str], said: list[Said], bands: dict[str, list[Stretch]]) -> list[str]:
    capsys.readouterr()
    draw_history(Output(as_json=False), said, bands, NOW)
    return capsys.readouterr().out.splitlines()


def test_draw_history_tells_known_from_held_from_ahead(capsys: pytest.CaptureFixture[str]) -> None:
    audit = Said(START + 22 * DAY_S, "an audit", (START, START + 88 * DAY_S))
    lines = drawn(capsys, [Said(START, "registered", None), audit], {})
    assert lines[0].split() == ["known", "since", "2025-01-01", "2025-03-30", "what"]
    assert lines[2].split() == ["2025-01-01T00:00:00Z", "●", "registered"]
    assert lines[3].split()[1] == "░" * 11 + "●" + "█" * 11 + "▒" * 21


def test_draw_history_shows_a_short_bad_status_in_its_cell(capsys: pytest.CaptureFixture[str]) -> None:
    stretches = [
        Stretch(START, StatusCode.CONFORMS, by_record=True),
        Stretch(START + 20 * DAY_S, StatusCode.ZERO_TOLERANCE, by_record=True),
        Stretch(START + 20 * DAY_S + 60, StatusCode.EXPIRED, by_record=False),
    ]
    lines = drawn(capsys, [Said(START, "registered", None)], {"ilo/c029@1930": stretches})
    letters = next(line for line in lines if line.startswith("as known then")).split()[3]
    assert set(letters) == {"C", "Z", "E"}
    assert letters.count("Z") == 1
    assert "Z zero_tolerance  C conforms  E expired" in lines
    assert lines[-1] == "2025-01-21T00:01:00Z  ilo/c029@1930 (by time alone), status from then on: expired"


def test_draw_history_of_nothing_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert drawn(capsys, [], {}) == []


def test_draw_history_without_blocks_uses_plain_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", plain)
    audit = Said(START + 22 * DAY_S, "an audit", (START, START + 88 * DAY_S))
    draw_history(Output(as_json=False), [Said(START, "registered", None), audit], {}, NOW)
    plain.seek(0)
    assert "." * 11 + "*" + "#" * 11 + "=" * 21 in plain.read()
