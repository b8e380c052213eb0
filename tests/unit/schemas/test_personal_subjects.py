"""Who a sentence speaks of."""

import pytest

from labour_ledger.schemas.personal_subjects import is_of_one_person, is_rule, sentences


@pytest.mark.parametrize(
    "text", ["She left.", "the new welder left", "une ouvrière", "está enferma", "Il est malade.", "Fired in May"]
)
def test_is_of_one_person_is_true(text: str) -> None:
    assert is_of_one_person(text)


@pytest.mark.parametrize(
    "text", ["Workers left.", "Il faut des gants.", "Les ouvrières sont parties.", "The doors are open."]
)
def test_is_of_one_person_of_groups_is_false(text: str) -> None:
    assert not is_of_one_person(text)


def test_is_rule_of_offers_only_where_nobody_is_meant() -> None:
    assert is_rule("Maternity leave is granted.")
    assert not is_rule("She got no leave.")
    assert is_rule("A worker who is ill may leave.")


def test_sentences_end_at_stops_lines_and_bars() -> None:
    assert sentences("One. Two\nThree / Four") == ["One.", "Two", "Three", "Four"]
