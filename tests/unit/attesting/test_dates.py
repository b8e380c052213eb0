from __future__ import annotations

import pytest

from labour_ledger.attesting.dates import NO_END, DateInvalid, parse_end, parse_start


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("1970-01-01", 0, 86_400),
        ("2026-03-01", 1_772_323_200, 1_772_409_600),
        (" 2026-03-01T08:00:00+01:00 ", 1_772_348_400, 1_772_348_400),
        ("2026-03-01T07:00:00Z", 1_772_348_400, 1_772_348_400),
        ("9999-12-31T23:59:59Z", NO_END, NO_END),
    ],
)
def test_parse_start_and_end_of_dates_and_instants(text: str, start: int, end: int) -> None:
    assert parse_start(text, "valid_from") == start
    assert parse_end(text, "valid_until") == end


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-30", "01.03.2026", "2026-03-01T08:00:00", "1969-12-31T23:59:59Z", "2026-W10-1"]
)
def test_parse_start_other_text_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(DateInvalid, match="valid_from") as caught:
        parse_start(text, "valid_from")
    assert caught.value.context == {"field": "valid_from"}


def test_parse_end_last_day_of_all_is_refused_not_a_crash() -> None:
    with pytest.raises(DateInvalid):
        parse_end("9999-12-31", "valid_until")
