"""Odd forms of numbers and addresses, accounts and files; what only looks like one passes."""

import pytest

from labour_ledger.schemas.personal_contacts import (
    has_mailbox,
    has_odd_phone,
    has_personal_file,
    has_social_account,
    with_digits,
)

PHONES = [
    "zero one seven one one, double two, three four five",
    "son numéro, zéro six, douze, trente-quatre, cinquante-six",
    "cinco cinco, doce, treinta y cuatro, cero uno",
    "24 55 01 77",
    "His phone ends in 4471",
    "número de la abuela: 7712-0093",
    "+977 98xx 410 023",
]
NO_PHONES = ["Sizes 36 38 40 42 44 were cut.", "Looms at 88 91 87 90 dB.", "two, three or four exits", "HS 610910"]
ACCOUNTS = ["her TikTok is @lovely_shila99", "find him on FB as Rakib", "t.me/abc_worker", "wechat id lily_1998xx"]
NO_ACCOUNTS = [
    "Facebook is blocked in the office network.",
    "Production line: 3 exits",
    "The WhatsApp group was closed.",
]
FILES = [
    "Photo IMG_20250611_0934.jpg shows the girl at the press",
    "see rina_akter_payslip.pdf",
    "VID-20250730-WA0011.mp4",
    "photo: her_injured_hand.jpg",
]
NO_FILES = ["Drawings floor2.pdf and floor3.pdf show the exits.", "See exit-04.jpg and roof.png."]


@pytest.mark.parametrize("text", PHONES)
def test_has_odd_phone_in_words_pairs_and_ends_is_true(text: str) -> None:
    assert has_odd_phone(text)


@pytest.mark.parametrize("text", NO_PHONES)
def test_has_odd_phone_in_sizes_and_measures_is_false(text: str) -> None:
    assert not has_odd_phone(text)


@pytest.mark.parametrize("text", ACCOUNTS)
def test_has_social_account_is_true(text: str) -> None:
    assert has_social_account(text)


@pytest.mark.parametrize("text", NO_ACCOUNTS)
def test_has_social_account_of_services_alone_is_false(text: str) -> None:
    assert not has_social_account(text)


@pytest.mark.parametrize("text", FILES)
def test_has_personal_file_that_shows_or_is_called_after_one_is_true(text: str) -> None:
    assert has_personal_file(text)


@pytest.mark.parametrize("text", NO_FILES)
def test_has_personal_file_of_things_is_false(text: str) -> None:
    assert not has_personal_file(text)


def test_has_mailbox_without_a_domain_is_true() -> None:
    assert has_mailbox("k u m a r i 7 8 at gmail")
    assert has_mailbox("sunita92@okbank")
    assert not has_mailbox("complaints by e-mail are answered")


def test_with_digits_reads_letters_as_digits_only_among_digits() -> None:
    assert with_digits("O9I7 555 O134 for the OIL mill") == "0917 555 0134 for the OIL mill"
