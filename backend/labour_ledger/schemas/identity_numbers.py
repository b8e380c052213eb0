"""Numbers that name one person: national identity numbers by shape and check digit, and payment cards.

Only shapes that ordinary trade numbers do not have are listed, and the check digit is computed where the scheme has
one, so that certificate, tax or list numbers pass. Where python-stdnum (LGPL-2.1-or-later) knows the scheme it is
asked, as soon as a text has the shape; it takes bare digits for many a country's number, so the shape comes first. It
must not look at field names or at where a text stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Final, NamedTuple

_VERHOEFF_PERMUTATION: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
_CHINA_WEIGHTS: Final = tuple(pow(2, 17 - place, 11) for place in range(17))


def is_luhn(digits: str) -> bool:
    """Return whether the last digit is the Luhn check digit (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def is_verhoeff(digits: str) -> bool:
    """Return whether the last digit is the Verhoeff check digit, as India's Aadhaar numbers have.

    Source: J. Verhoeff, Error Detecting Decimal Codes (1969): the dihedral group of order ten.
    """
    check = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        for _ in range(place % 8):
            value = _VERHOEFF_PERMUTATION[value]
        check = _dihedral_product(check, value)
    return check == 0


def _dihedral_product(left: int, right: int) -> int:
    if left < 5:
        return (left + right) % 5 if right < 5 else 5 + (left + right - 5) % 5
    return 5 + (left - 5 - right) % 5 if right < 5 else (left - right) % 5


def _is_brazil_cpf(text: str) -> bool:
    digits = [int(character) for character in text if character.isdigit()]
    for length in (9, 10):
        weighted = sum(digit * (length + 1 - place) for place, digit in enumerate(digits[:length]))
        if weighted * 10 % 11 % 10 != digits[length]:
            return False
    return True


def _is_china_resident(text: str) -> bool:
    if not _is_date(text[6:10], text[10:12], text[12:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _CHINA_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17].upper()


def _is_indonesia_nik(text: str) -> bool:
    day = int(text[6:8])
    # women's days are counted from 41
    return 11 <= int(text[:2]) <= 97 and _is_date("2000", text[8:10], f"{day - 40 if day > 40 else day:02}")


def _is_spain_dni(text: str) -> bool:
    plain = re.sub(r"[ -]", "", text).upper()
    number = plain[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == plain[-1]


def _is_france_nir(text: str) -> bool:
    plain = text.replace(" ", "")
    return 97 - int(plain[:13]) % 97 == int(plain[13:])


def _is_valid_by(scheme: str) -> Callable[[str], bool]:
    """Return a check by a module of python-stdnum, which is imported when a text first has the shape."""
    return lambda text: bool(import_module(f"stdnum.{scheme}").is_valid(text))


def _is_chile_person(text: str) -> bool:
    # from fifty million on the numbers are those of firms
    return _is_valid_by("cl.rut")(text) and int(re.sub(r"\D", "", text[:-1])) < 50_000_000


def _is_singapore_person(text: str) -> bool:
    plain = text.upper()
    weighted = sum(int(digit) * weight for digit, weight in zip(plain[1:8], (2, 7, 6, 5, 4, 3, 2), strict=True))
    weighted += 4 if plain[0] in "TG" else 0
    return ("JZIHGFEDCBA" if plain[0] in "ST" else "XWUTRQPNMLK")[weighted % 11] == plain[8]


def _is_sri_lanka_person(text: str) -> bool:
    day = int(text[2:5])
    # women's days of the year are counted from 501
    return 1 <= (day - 500 if day > 500 else day) <= 366


def _is_emirates_card(text: str) -> bool:
    return is_luhn(re.sub(r"\D", "", text))


def _is_date(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _always(text: str) -> bool:
    return True


class _Shape(NamedTuple):
    name: str
    form: re.Pattern[str]
    check: Callable[[str], bool]


def _shape(name: str, form: str, check: Callable[[str], bool] = _always) -> _Shape:
    return _Shape(name, re.compile(rf"(?<![\w-]){form}(?![\w-])", re.ASCII | re.IGNORECASE), check)


_SHAPES: Final = (
    _shape("United States SSN", r"(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}"),
    _shape("United Kingdom NINO", r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \d\d \d\d \d\d [A-D]"),
    _shape("Pakistan CNIC", r"[1-8]\d{4}-\d{7}-\d"),
    _shape("Thailand identity number", r"[1-8]-\d{4}-\d{5}-\d{2}-\d"),
    _shape("Brazil CPF", r"\d{3}\.\d{3}\.\d{3}-\d{2}", _is_brazil_cpf),
    _shape("China resident identity number", r"[1-8]\d{16}[\dX]", _is_china_resident),
    _shape("India Aadhaar", r"[2-9]\d{3}[ -]\d{4}[ -]\d{4}", lambda text: is_verhoeff(re.sub(r"\D", "", text))),
    _shape("Indonesia NIK", r"\d{16}", _is_indonesia_nik),
    _shape("Spain DNI or NIE", r"(?:\d{8}|[XYZ][ -]?\d{7})[ -]?[A-Z]", _is_spain_dni),
    _shape("France NIR", r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}", _is_france_nir),
    _shape("Mexico CURP", r"[A-Z][AEIOUX][A-Z]{2}\d{6}[HM][A-Z]{5}[A-Z\d]\d"),
    _shape("Malaysia NRIC", r"\d{6}-\d\d-\d{4}", _is_valid_by("my.nric")),
    _shape("Korea resident number", r"\d{6}-\d{7}", _is_valid_by("kr.rrn")),
    _shape("Chile RUN", r"\d{1,2}\.\d{3}\.\d{3}-[\dK]", _is_chile_person),
    _shape("India PAN of a person", r"[A-Z]{3}P[A-Z]\d{4}[A-Z]", _is_valid_by("in_.pan")),
    _shape("Dominican cédula", r"\d{3}-\d{7}-\d", _is_valid_by("do.cedula")),
    _shape("Finland HETU", r"\d{6}[-+A]\d{3}[\dA-Y]", _is_valid_by("fi.hetu")),
    _shape("Sweden personnummer", r"(?:19|20)?\d{6}-\d{4}", _is_valid_by("se.personnummer")),
    _shape("Czech or Slovak birth number", r"\d{6}/\d{4}", _is_valid_by("cz.rc")),
    _shape("Switzerland AHV number", r"756\.\d{4}\.\d{4}\.\d\d", _is_valid_by("ch.ssn")),
    _shape("Belgium national number", r"\d\d\.\d\d\.\d\d-\d{3}\.\d\d", _is_valid_by("be.nn")),
    _shape("El Salvador NIT of a person", r"[01]\d{3}-\d{6}-\d{3}-\d", _is_valid_by("sv.nit")),
    _shape("Mauritius identity number", r"[A-Z]\d{12}[\dA-Z]", _is_valid_by("mu.nid")),
    _shape("Honduras identity number", r"[01]\d{3}-(?:19[3-9]|20[01])\d-\d{5}"),
    _shape("Nicaragua cédula", r"\d{3}-(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d-\d{4}[A-Z]"),
    _shape("Singapore NRIC or FIN", r"[STFG]\d{7}[A-Z]", _is_singapore_person),
    _shape("Sri Lanka NIC", r"\d{9}[VX]", _is_sri_lanka_person),
    _shape("Emirates identity card", r"784-(?:19|20)\d\d-\d{7}-\d", _is_emirates_card),
    _shape("Ghana card", r"GHA-\d{9}-\d"),
    _shape("Myanmar NRC", r"\d{1,2}/[A-Z]{3,12}\([A-Z]\)\d{6}"),
    _shape("Italy codice fiscale", r"[A-Z]{6}\d{2}[ABCDEHLMPRST]\d{2}[A-Z]\d{3}[A-Z]"),
)
# Lengths and first digits of the large card networks (ISO/IEC 7812 issuer numbers)
_CARD: Final = re.compile(
    r"(?<![\w.-])(?:4(?:[ -]?\d){15}|(?:5[1-5]|2[2-7])(?:[ -]?\d){14}|3[47](?:[ -]?\d){13}"
    r"|(?:6[025]|35)(?:[ -]?\d){14}|3[068](?:[ -]?\d){12})(?![\w-]|\.\d)",
    re.ASCII,
)


def has_identity_number(text: str) -> bool:
    """Return whether a text holds what has the shape, and the check digit if any, of a national identity number."""
    return any(shape.check(found[0]) for shape in _SHAPES for found in shape.form.finditer(text))


def has_card_number(text: str) -> bool:
    """Return whether a text holds a payment card number with a right check digit."""
    return any(is_luhn(re.sub(r"\D", "", found[0])) for found in _CARD.finditer(text))
