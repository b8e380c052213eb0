"""Identity and card numbers: published examples, and the same with one digit changed."""

import pytest

from labour_ledger.schemas.identity_numbers import (
    has_card_number,
    has_identity_number,
    is_luhn,
    is_verhoeff,
)

CHECKED_IDENTITY_NUMBERS = {
    "Brazil CPF": "529.982.247-25",
    "China, example of GB 11643": "11010519491231002X",
    "India Aadhaar": "2341 2341 2346",
    "Spain DNI": "12345678Z",
    "Spain NIE": "X1234567L",
    "France NIR": "2 55 08 14 168 025 38",
    "Korea resident number": "971013-9019902",
    "Chile RUN": "12.531.909-2",
    "Dominican cédula": "001-1391820-5",
    "Sweden personnummer": "880320-0016",
    "Switzerland AHV number": "756.9217.0769.85",
    "Belgium national number": "85.07.30-033.28",
    "Singapore NRIC": "S1234567D",
    "Emirates identity card": "784-1979-1234567-1",
}
CARDS = ["4111111111111111", "5555 5555 5555 4444", "3782-822463-10005", "6011111111111117", "3530111333300000"]


def _changed(number: str, place: int) -> str:
    digit = number[place]
    return number[:place] + str((int(digit) + 1) % 10) + number[place + 1 :]


@pytest.mark.parametrize("number", CHECKED_IDENTITY_NUMBERS.values(), ids=CHECKED_IDENTITY_NUMBERS)
def test_has_identity_number_with_right_check_digit_is_true(number: str) -> None:
    assert has_identity_number(f"seen: {number}, kept")


@pytest.mark.parametrize("number", CHECKED_IDENTITY_NUMBERS.values(), ids=CHECKED_IDENTITY_NUMBERS)
def test_has_identity_number_with_last_checked_digit_changed_is_false(number: str) -> None:
    place = max(index for index, character in enumerate(number) if character.isdigit())

    assert not has_identity_number(f"seen: {_changed(number, place)}, kept")


@pytest.mark.parametrize(
    "number",
    [
        "219-09-9999",
        "35202-1234567-1",
        "1-2345-67890-12-3",
        "3171014708990001",
        "BOXW310820HNERXN09",
        "880101-14-5566",
        "ACUPA7085R",
        "887654321V",
        "GHA-000123456-7",
        "12/OUKAMA(N)123456",
        "0801-1985-01234",
    ],
)
def test_has_identity_number_with_a_telling_shape_is_true(number: str) -> None:
    assert has_identity_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "000-12-3456",
        "219-09-0000",
        "3171019908990001",
        "3171014713990001",
        "11010519491331002X",
        "A219-09-9999",
        "219-09-99991",
        "1234-5678",
    ],
)
def test_has_identity_number_with_impossible_parts_is_false(number: str) -> None:
    assert not has_identity_number(number)


@pytest.mark.parametrize("number", CARDS)
def test_has_card_number_with_right_check_digit_is_true(number: str) -> None:
    assert has_card_number(f"paid with {number}.")


@pytest.mark.parametrize("number", CARDS)
def test_has_card_number_with_one_digit_changed_is_false(number: str) -> None:
    assert not has_card_number(f"paid with {_changed(number, len(number) - 1)}.")


@pytest.mark.parametrize("number", ["9111111111111111", "X4111111111111111", "7.4111111111111111", "41111111111111110"])
def test_has_card_number_with_another_form_is_false(number: str) -> None:
    assert not has_card_number(number)


def test_is_luhn_knows_the_example_of_the_standard() -> None:
    assert is_luhn("79927398713")
    assert not any(is_luhn(f"7992739871{digit}") for digit in "012456789")


def test_is_verhoeff_knows_one_check_digit() -> None:
    assert [digit for digit in "0123456789" if is_verhoeff(f"236{digit}")] == ["3"]
