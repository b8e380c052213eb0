import json

import pytest
from tests.unit.verify.samples import DOMAIN, NOW, make_attestation

from labour_ledger_verify.errors import InputError, SignatureFalse, TrustMissing
from labour_ledger_verify.reporting.signed_file import LIMITS, Item, Period, Report
from labour_ledger_verify.reporting.words import DocumentState, printable, utc_text
from labour_ledger_verify.steps import Step, StepResult, worst_exit

OK = Step(1, "parse", StepResult.OK, "fine")


def item(document=DocumentState.NOT_DISCLOSED, schema_id="", **changes):
    return Item(b"\1" * 32, make_attestation(**changes), document, schema_id)


@pytest.mark.parametrize(
    ("codes", "worst"), [([], 0), ([0], 0), ([0, 4], 4), ([4, 1, 0], 1), ([0, 1, 2, 4], 2), ([1, 4, 4], 1)]
)
def test_worst_exit_goes_bad_false_unchecked_sound(codes, worst):
    assert worst_exit(codes) == worst


@pytest.mark.parametrize(
    ("error", "result", "exit_code"),
    [
        (InputError("no"), StepResult.FAILED, 2),
        (SignatureFalse("no", hint="look"), StepResult.FAILED, 1),
        (TrustMissing("no"), StepResult.UNCHECKED, 4),
    ],
)
def test_step_of_error_carries_code_and_exit(error, result, exit_code):
    step = Step.of_error(6, "signature", error)
    assert (step.result, step.exit_code, step.code, step.hint) == (result, exit_code, error.code, error.hint)
    assert Report((OK, step), NOW).exit_code == exit_code
    assert ("hint" in step.to_json()) == bool(error.hint)


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "period"),
    [
        (NOW, NOW + 1, Period.RUNNING),
        (NOW - 1, NOW, Period.OVER),
        (NOW + 1, NOW + 2, Period.TO_COME),
        (NOW, NOW, Period.EMPTY),
        (NOW + 1, NOW, Period.EMPTY),
    ],
)
def test_period_lies_to_now_with_an_exclusive_end(valid_from, valid_until, period):
    assert item(valid_from=valid_from, valid_until=valid_until).period(NOW) is period


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1970-01-01 00:00:00 UTC"),
        (253_402_300_799, "9999-12-31 23:59:59 UTC"),
        (253_402_300_800, "no end in the calendar"),
        (2**64 - 1, "no end in the calendar"),
    ],
)
def test_utc_text_is_a_date_where_the_calendar_has_one(seconds, text):
    assert utc_text(seconds) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bureau Ä 东莞", "Bureau Ä 东莞"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\u202eb\n", "a\\u202eb\\n"),
        ("\ud800", "\\ud800"),
    ],
)
def test_printable_spells_out_what_moves_the_cursor_or_the_direction(text, shown):
    assert printable(text) == shown


def test_to_text_of_one_item_says_what_the_file_says():
    text = Report((OK,), NOW, DOMAIN, (item(DocumentState.FITS, "ilo/c029@1930", ref_uid=b"\2" * 32),)).to_text()
    for part in (
        "ilo/c029@1930",
        "conforms with findings",
        "refers to  0x0202",
        "includes the moment",
        "Sound:",
        LIMITS,
    ):
        assert part in text
    assert "never will be" not in text


def test_to_text_of_a_passed_deadline_says_that_it_can_no_longer_be_recorded():
    text = Report((OK,), NOW, DOMAIN, (item(deadline=NOW - 1),)).to_text()
    assert "if it is not on the ledger by now, it never will be" in text
    assert "refers to" not in text


def test_to_text_of_several_items_gives_each_a_row():
    text = Report((OK,), NOW, DOMAIN, (item(), item(DocumentState.FITS, "ilo/c029@1930"))).to_text()
    assert "[0] LL-" in text
    assert "[1] LL-" in text


def test_to_text_without_items_says_that_nothing_could_be_read():
    text = Report((Step.of_error(1, "parse", InputError("no \x1b", hint="again")),), NOW).to_text()
    assert "Nothing could be read" in text
    assert "Hint for (1): again" in text
    assert "\x1b" not in text


def test_to_json_is_plain_and_names_the_verdict():
    report = Report((OK,), NOW, DOMAIN, (item(deadline=NOW - 1),))
    found = json.loads(json.dumps(report.to_json()))
    assert (found["verdict"], found["exit"], found["limits"]) == ("sound", 0, LIMITS)
    assert found["items"][0]["deadlinePassed"] is True
    assert found["items"][0]["schemaId"] is None
    assert Report((OK,), NOW).to_json()["domain"] is None
