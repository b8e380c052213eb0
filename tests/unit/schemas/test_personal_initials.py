"""Initials of people; lettered halls and initialled firms pass."""

import pytest

from labour_ledger.schemas.personal_initials import has_initials


@pytest.mark.parametrize(
    "text",
    [
        "Statement of R. K. Thapa",
        "Rokia S., packing",
        "According to P.L., a picker, nobody was paid.",
        "S Perera refused.",
    ],
)
def test_has_initials_of_people_is_true(text: str) -> None:
    assert has_initials(text)


@pytest.mark.parametrize(
    "text",
    [
        "J. Crew placed no order.",
        "Hall B. Exits were clear.",
        "no shift C. HS 610910",
        "N. Sumatra was visited.",
        "S. A. Textiles Ltd",
    ],
)
def test_has_initials_of_halls_and_firms_is_false(text: str) -> None:
    assert not has_initials(text)
