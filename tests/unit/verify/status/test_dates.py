import pytest

from labour_ledger_verify.errors import InputError
from labour_ledger_verify.status import format_time, resolve_dates

BLOCK = 1_750_000_000  # 2025-06-15T15:06:40Z
DAY_BEGIN = 1_749_945_600


@pytest.mark.parametrize("text", [None, "today", " Today "])
def test_resolve_dates_omitted_or_today_is_the_time_of_the_block(text):
    assert resolve_dates(text, text, BLOCK) == (BLOCK, BLOCK)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-06-14", DAY_BEGIN - 1),
        ("2025-06-15", BLOCK),
        ("1970-01-01", 86_399),
        ("2025-06-15T00:00:00Z", DAY_BEGIN),
        ("2025-06-15t00:00:00.999999999z", DAY_BEGIN),
        ("2025-06-15T02:00:00+02:00", DAY_BEGIN),
        ("2025-06-14T18:30:00-05:30", DAY_BEGIN),
        ("2025-06-15T15:06:40Z", BLOCK),
    ],
)
def test_resolve_dates_day_or_instant_gives_unix_seconds(text, expected):
    assert resolve_dates(text, None, BLOCK) == (expected, BLOCK)
    assert resolve_dates(None, text, BLOCK) == (BLOCK, expected)


def test_resolve_dates_day_that_ends_with_the_block_is_not_clamped():
    assert resolve_dates("2025-06-14", None, DAY_BEGIN - 1) == (DAY_BEGIN - 1, DAY_BEGIN - 1)


@pytest.mark.parametrize("text", ["2025-06-16", "2025-06-15T15:06:41Z", "9999-12-31"])
def test_resolve_dates_later_than_the_block_names_its_time(text):
    with pytest.raises(InputError, match="2025-06-15T15:06:40Z") as raised:
        resolve_dates(None, text, BLOCK)
    assert raised.value.context == {"field": "known_at", "block_time": BLOCK}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "15.06.2025",
        "2025-02-30",
        "2025-06-15T12:00:00",
        "2025-06-15 12:00:00Z",
        "2025-06-15T24:00:00Z",
        "2025-06-15T23:59:60Z",
        "2025-06-15T12:00:00+24:00",
        "2025-06-15T12:00:00+01:60",
        "1969-12-31",
        "٢٠٢٥-٠٦-١٥",
        "0000-01-01",
    ],
)
def test_resolve_dates_other_forms_are_refused_with_a_hint(text):
    with pytest.raises(InputError, match="valid_at") as raised:
        resolve_dates(text, None, BLOCK)
    assert "2025-06-30" in raised.value.hint


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, "1970-01-01T00:00:00Z"), (2**48 - 1, str(2**48 - 1)), (2**64, str(2**64))]
)
def test_format_time_beyond_the_calendar_gives_the_number(seconds, expected):
    assert format_time(seconds) == expected
