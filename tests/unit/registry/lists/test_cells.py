import pytest

from labour_ledger.registry.identifiers import Identifier
from labour_ledger.registry.lists.cells import CountryChoice, Row
from labour_ledger.registry.lists.rows import ProblemSeverity


def codes(row):
    return [(problem.field, problem.code, problem.severity.value) for problem in row.problems]


def test_text_spaces_around_are_noted():
    row = Row(7, {"name": " Mill "})
    assert row.text("name") == "Mill"
    assert codes(row) == [("name", "spaces-around", "noted")]
    assert row.problems[0].row_number == 7
    assert row.problems[0].found == " Mill "


def test_text_absent_column_is_empty_without_note():
    row = Row(2, {})
    assert row.text("name") == ""
    assert row.problems == []


@pytest.mark.parametrize(
    ("text", "code"), [("ROAD\u25a1", "lost-character"), ("A\ufffd", "lost-character"), ("A\x07B", "control-character")]
)
def test_text_damaged_characters_are_kept_and_noted(text, code):
    row = Row(2, {"address": text})
    assert row.text("address") == text
    assert codes(row) == [("address", code, "noted")]


def test_required_empty_cell_refuses_the_row():
    row = Row(2, {"name": "  "})
    assert row.required("name") == ""
    assert row.refused
    assert ("name", "value-missing", "refused") in codes(row)


def test_text_unless_placeholder_is_noted_and_not_taken():
    row = Row(2, {"group": "UNKNOWN"})
    assert row.text_unless("group", ("UNKNOWN",), "an unknown group") == ""
    assert codes(row) == [("group", "placeholder", "noted")]


@pytest.mark.parametrize("believe", [None, *CountryChoice])
def test_country_name_and_code_agree_is_taken_without_note(believe):
    row = Row(2, {"country": "Indonesia", "iso3": "IDN"}, believe=believe)
    assert row.country("country", "iso3") == "ID"
    assert row.problems == []


def test_country_contradiction_refuses_the_row_by_default():
    row = Row(2, {"country": "Indonesia", "iso3": "IND"})
    row.country("country", "iso3")
    assert codes(row) == [("iso3", "country-contradiction", "refused")]
    assert "country-name" in row.problems[0].hint


@pytest.mark.parametrize(
    ("believe", "alpha_2"), [(CountryChoice.COUNTRY_NAME, "ID"), (CountryChoice.COUNTRY_CODE, "IN")]
)
def test_country_contradiction_with_choice_is_noted_and_taken(believe, alpha_2):
    row = Row(2, {"country": "Indonesia", "iso3": "IND"}, believe=believe)
    assert row.country("country", "iso3") == alpha_2
    assert codes(row) == [("iso3", "country-contradiction", "noted")]


def test_country_two_letters_in_code_column_is_noted():
    row = Row(2, {"country": "Sierra Leone", "iso3": "SL"})
    assert row.country("country", "iso3") == "SL"
    assert codes(row) == [("iso3", "country-code-form", "noted")]


@pytest.mark.parametrize("cells", [{"country": "Indonsia"}, {"country": "Indonesia", "iso3": "XXX"}, {"country": ""}])
def test_country_unknown_or_missing_refuses_the_row(cells):
    row = Row(2, cells)
    row.country("country", "iso3")
    assert row.refused


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("-0.0", "102.2"), ("1.73", "-103.54"), ("90", "180"), ("0", "10")]
)
def test_coordinates_decimal_degrees_are_kept_as_written(latitude, longitude):
    row = Row(2, {"lat": latitude, "lng": longitude})
    assert row.coordinates("lat", "lng") == (latitude, longitude)
    assert row.problems == []


def test_country_name_in_common_use_is_noted():
    row = Row(2, {"country": "Turkey"})
    assert row.country("country") == "TR"
    assert codes(row) == [("country", "country-name", "noted")]


def test_country_each_oddity_is_noted_once():
    row = Row(2, {"country": "Indonesia", "iso3": " IDN"})
    assert row.country("country", "iso3") == "ID"
    assert codes(row) == [("iso3", "spaces-around", "noted")]


def test_country_name_without_code_is_taken():
    row = Row(2, {"country": "Indonesia", "iso3": ""})
    assert row.country("country", "iso3") == "ID"
    assert row.problems == []


def test_coordinates_both_absent_are_empty_without_note():
    row = Row(2, {"lat": "", "lng": ""})
    assert row.coordinates("lat", "lng") == ("", "")
    assert row.problems == []


def test_coordinates_zero_zero_is_noted_as_unknown():
    row = Row(2, {"lat": "0.000000", "lng": "-0.0"})
    assert row.coordinates("lat", "lng") == ("", "")
    assert codes(row) == [("lat", "no-coordinates", "noted")]


@pytest.mark.parametrize(
    ("latitude", "longitude", "field"),
    [
        ("91", "10", "lat"),
        ("10", "180.1", "lng"),
        ("10", "", "lng"),
        ("1,73", "10", "lat"),
        ("1°44'", "10", "lat"),
        ("nan", "10", "lat"),
        ("1e1", "10", "lat"),
    ],
)
def test_coordinates_no_place_on_earth_refuses_the_row(latitude, longitude, field):
    row = Row(2, {"lat": latitude, "lng": longitude})
    assert row.coordinates("lat", "lng") == ("", "")
    assert codes(row) == [(field, "coordinate-invalid", "refused")]


@pytest.mark.parametrize(("text", "taken"), [("45023 -490", True), ("SW1A 1AA", True), ("0", False), ("番号", False)])
def test_postal_code_other_text_is_noted_and_not_taken(text, taken):
    row = Row(2, {"code": text})
    assert row.postal_code("code") == (text if taken else "")
    assert bool(row.problems) is not taken
    assert not row.refused


@pytest.mark.parametrize(
    ("count", "band"), [("1", "1-9"), ("9", "1-9"), ("10", "10-24"), ("4999", "1000-4999"), ("5000", "5000-or-more")]
)
def test_workforce_count_becomes_band(count, band):
    assert Row(2, {"workers": count}).workforce("workers") == band


@pytest.mark.parametrize("text", ["0", "about 50", "-3", "1,061", "12345678", "²", "9" * 5000])
def test_workforce_no_count_is_noted(text):
    row = Row(2, {"workers": text})
    assert row.workforce("workers") == ""
    assert codes(row) == [("workers", "no-count", "noted")]


def test_us_date_becomes_iso_date():
    assert Row(2, {"date": "3/31/23"}).us_date("date") == "2023-03-31"


@pytest.mark.parametrize("text", ["31/3/23", "2023-03-31", "3/32/23", "13/1/23", "2/31/23"])
def test_us_date_other_form_is_noted(text):
    row = Row(2, {"date": text})
    assert row.us_date("date") == ""
    assert codes(row) == [("date", "no-date", "noted")]


def test_identifier_mistyped_refuses_the_row():
    row = Row(2, {"id": "PO12"})
    assert row.identifier("id", "uml") is None
    assert codes(row) == [("id", "identifier-invalid", "refused")]


def test_identifiers_several_are_read_once_each():
    row = Row(2, {"identifiers": "uml:PO1000001234; sample:A ;uml:po1000001234;"})
    assert row.identifiers("identifiers") == (Identifier("uml", "PO1000001234"), Identifier("sample", "A"))
    assert row.problems == []


def test_identifiers_one_mistyped_refuses_the_row():
    row = Row(2, {"identifiers": "sample:A; gln:1"})
    row.identifiers("identifiers")
    assert row.problems[0].severity is ProblemSeverity.REFUSED


def test_identifier_missing_refuses_the_row():
    row = Row(2, {"id": ""})
    assert row.identifier("id", "uml") is None
    assert codes(row) == [("id", "value-missing", "refused")]


def test_us_date_absent_is_empty_without_note():
    row = Row(2, {"date": ""})
    assert row.us_date("date") == ""
    assert row.problems == []


@pytest.mark.parametrize("text", ["2025-02-28", "1970-01-01", ""])
def test_iso_date_real_date_is_taken(text):
    row = Row(2, {"since": text})
    assert row.iso_date("since") == text
    assert row.problems == []


@pytest.mark.parametrize("text", ["2025-02-31", "1969-12-31", "0000-01-01", "20250228", "2025-W01-1", "1/1/25"])
def test_iso_date_anything_else_refuses_the_row(text):
    row = Row(2, {"since": text})
    row.iso_date("since")
    assert codes(row) == [("since", "date-invalid", "refused")]
