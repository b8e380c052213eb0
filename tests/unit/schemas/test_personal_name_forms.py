"""Forms of names, and the lists they rest on."""

import pytest

from labour_ledger.schemas.personal_name_forms import (
    is_country,
    is_family_name,
    is_full_name,
    is_given_name,
    is_known_pair,
    is_region,
    is_telling_given_name,
    plain_word,
)


@pytest.mark.parametrize(
    ("word", "plain"), [("Đặng", "dang"), ("José", "jose"), ("Ayşe", "ayse"), ("O’Neil", "o'neil"), ("Łucja", "lucja")]
)
def test_plain_word_has_no_accents(word: str, plain: str) -> None:
    assert plain_word(word) == plain


@pytest.mark.parametrize(
    "name", ["Siti binti Abdullah", "Zhang Xiaomei", "Nguyen Van Hung", "Daw Khin Mar", "Ana Quxa", "Quxa Tamang"]
)
def test_is_full_name_of_known_forms_is_true(name: str) -> None:
    assert is_full_name(tuple(name.split()))


@pytest.mark.parametrize("name", ["Blue Ridge", "Ana", "Mega Surya"])
def test_is_full_name_of_other_words_is_false(name: str) -> None:
    assert not is_full_name(tuple(name.split()))


def test_is_telling_given_name_passes_words_places_and_short_names() -> None:
    assert is_telling_given_name("nasrin")
    assert not is_telling_given_name("victoria")
    assert not is_telling_given_name("grace")
    assert not is_telling_given_name("an")


def test_is_telling_given_name_knows_other_transliterations() -> None:
    assert not is_given_name("poornima")
    assert is_telling_given_name("poornima")


def test_is_known_pair_takes_either_order() -> None:
    assert is_known_pair("aminata", "coulibaly")
    assert is_known_pair("coulibaly", "aminata")
    assert not is_known_pair("green", "valley")


def test_lists_hold_plain_words_once() -> None:
    assert is_given_name("marie-claire")
    assert is_family_name("tamang")
    assert not is_family_name("ridge")


def test_is_country_and_region_know_places() -> None:
    assert is_country("nepal")
    assert not is_country("sandhya")
    assert is_region(("nam", "dinh"))
    assert not is_region(("nam", "nguyen"))
