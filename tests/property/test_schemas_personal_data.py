"""Personal data is found wherever it stands and never repeated; ordinary numbers pass."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, example_number, format_number
from schwifty import IBAN

from labour_ledger.schemas.identity_numbers import is_luhn, is_verhoeff
from labour_ledger.schemas.personal_data import PersonalDataRefused, find_personal_data, refuse_personal_data
from labour_ledger_verify.document import JsonValue

COUNTRIES = ["BD", "BR", "CN", "DE", "ES", "FR", "GB", "ID", "IN", "KH", "MX", "MY", "PK", "TH", "TR", "US", "VN"]
IBAN_COUNTRIES = ["BR", "DE", "ES", "FR", "GB", "IT", "NL", "NO", "PK", "TR"]


def _example_phone(country: str, form: int) -> str:
    number = example_number(country)
    assert number is not None
    return format_number(number, form)


ORDINARY_WORDS = ["the", "hall", "was", "seen", "and", "its", "exits", "were", "open"]
words = st.lists(st.sampled_from(ORDINARY_WORDS), max_size=6).map(" ".join)
local_part = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
emails = st.builds(lambda name, host: f"{name}@{host}.example", local_part, local_part)
phones = st.builds(
    _example_phone,
    st.sampled_from(COUNTRIES),
    st.sampled_from([PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL]),
)
ibans = st.builds(
    lambda country, grouped: IBAN.random(country).formatted if grouped else str(IBAN.random(country)),
    st.sampled_from(IBAN_COUNTRIES),
    st.booleans(),
)
personal = st.one_of(
    emails.map(lambda text: ("e-mail", text)),
    phones.map(lambda text: ("phone", text)),
    ibans.map(lambda text: ("bank-account", text)),
)
steps = st.lists(st.sampled_from(["findings", "names", "inner", 0]), max_size=5)


def _buried(text: str, path: list[str | int]) -> JsonValue:
    value: JsonValue = text
    for step in reversed(path):
        value = [value] if step == 0 else {step: value}
    return value


@given(personal, words, words, steps)
def test_find_personal_data_finds_it_in_any_text_at_any_depth(
    kind_and_text: tuple[str, str], before: str, after: str, path: list[str | int]
) -> None:
    kind, text = kind_and_text

    found = find_personal_data({"note": _buried(f"{before} {text} {after}", path)})

    assert kind in {item.kind for item in found}


@given(personal, words, steps)
def test_refuse_personal_data_never_repeats_it(
    kind_and_text: tuple[str, str], before: str, path: list[str | int]
) -> None:
    _, text = kind_and_text

    with pytest.raises(PersonalDataRefused) as caught:
        refuse_personal_data({"text": _buried(f"{before} {text}", path)})

    assert text not in f"{caught.value}{caught.value.hint}{caught.value.context}"


@given(st.dates().map(str), st.integers(1, 999_999), st.integers(0, 18_000), st.binary(min_size=32, max_size=32))
def test_find_personal_data_in_dates_codes_coordinates_and_hashes_finds_nothing(
    day: str, code: int, hundredths: int, digest: bytes
) -> None:
    content = {
        "text": f"{day}: HS {code:06}, at {hundredths / 100:.2f}",
        "note": f"Seen {day}; HS {code:06}; {code} of them; at {hundredths / 100:.2f}.",
        "hash": "0x" + digest.hex(),
        "latitude": f"{hundredths / 100:.6f}",
    }

    assert find_personal_data(content) == []


@given(
    st.sampled_from(COUNTRIES),
    st.integers(2019, 2030),
    st.integers(1, 366),
    st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=6, max_size=6),
)
def test_find_personal_data_in_an_os_id_finds_nothing(country: str, year: int, day: int, tail: str) -> None:
    os_id = f"{country}{year}{day:03}{tail}"

    assert find_personal_data({"identifiers": [{"scheme": "os", "value": os_id}]}) == []


@given(st.text("0123456789", min_size=13, max_size=13))
def test_find_personal_data_in_a_gln_finds_nothing(gln: str) -> None:
    assert find_personal_data({"identifiers": [{"scheme": "gln", "value": gln}]}) == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=40),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
        max_leaves=12,
    )
)
def test_find_personal_data_in_any_json_gives_paths_and_kinds(value: JsonValue) -> None:
    for item in find_personal_data(value):
        assert item.path.startswith("$.content")
        assert item.kind
        assert item.hint


@given(st.text("0123456789", min_size=1, max_size=18))
def test_check_digits_accept_exactly_one_last_digit(digits: str) -> None:
    assert sum(is_luhn(digits + last) for last in string.digits) == 1
    assert sum(is_verhoeff(digits + last) for last in string.digits) == 1


@given(st.text("0123456789", min_size=2, max_size=18), st.data())
def test_check_digits_notice_any_one_changed_digit(digits: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([digit for digit in string.digits if digit != digits[place]]))
    changed = digits[:place] + other + digits[place + 1 :]

    assert not (is_luhn(digits) and is_luhn(changed))
    assert not (is_verhoeff(digits) and is_verhoeff(changed))
