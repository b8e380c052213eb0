import pytest

from labour_ledger.registry.matching.words import comparable_address, comparable_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Invented Weaving Co., Ltd.", "INVENTED WEAVING COMPANY LIMITED"),
        ("Fábrica Inventada S.A. de C.V.", "fabrica inventada sa de cv"),
        ("Invented Industries (Pvt) Ltd", "Invented Inds. Private Limited"),
        ("Вымысел", "Vymysel"),
    ],
)
def test_comparable_name_of_two_spellings_is_one(one, other):
    assert comparable_name(one).words == comparable_name(other).words


def test_comparable_name_keeps_a_name_of_legal_forms_alone():
    assert comparable_name("Company Ltd").words == ("company", "ltd")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Invented Mill Unit 06", {"6"}),
        ("Invented Mill II", {"2"}),
        ("Invented Mill #2 (plant 10)", {"2", "10"}),
        ("Vi Invented", set()),
        ("Invented", set()),
    ],
)
def test_comparable_name_finds_the_numbers_that_tell_units_apart(text, numbers):
    assert comparable_name(text).numbers == numbers


def test_comparable_name_leaves_words_of_the_trade_out_of_what_is_particular():
    assert comparable_name("Invented Garment Factory Co. Ltd.").particular == {"invented"}


def test_comparable_address_writes_out_abbreviations_and_keeps_numbers_apart():
    one, other = comparable_address("Plot No. 7, Invented Rd., Dist. 0012"), comparable_address("7 Invented Road 12")
    assert one.numbers == other.numbers == {"7", "12"}
    assert other.words <= one.words
