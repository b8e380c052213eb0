"""Ages and descriptions that leave one person; those of groups, rules and machines pass."""

import pytest

from labour_ledger.schemas.personal_descriptions import has_age, has_single_person


@pytest.mark.parametrize(
    "text",
    [
        "a helper of fourteen years",
        "15-yr-old girl at table 6",
        "She is not even fifteen.",
        "Her card says 1992, she was born in 2011.",
        "elle a quinze ans et travaille de nuit",
        "la menor tiene 13 años cumplidos",
        "Acaba de cumplir quince.",
    ],
)
def test_has_age_of_one_person_is_true(text: str) -> None:
    assert has_age(text)


@pytest.mark.parametrize(
    "text",
    [
        "The minimum age at the site is 16.",
        "Workers below 18 are moved to light work.",
        "Average age of the workforce is 31 years.",
        "The company was born in 1998 from a merger.",
        "The boiler is 12 years old.",
        "L'âge minimum à l'embauche est de 18 ans.",
    ],
)
def test_has_age_of_groups_rules_and_things_is_false(text: str) -> None:
    assert not has_age(text)


@pytest.mark.parametrize(
    "text",
    [
        "the only Nepali welder of line 4",
        "The mechanic of line 3 was slapped by the manager.",
        "the one-armed sweeper told us",
        "our source is the night guard of gate 2",
        "la seule soudeuse de l'atelier",
        "el único haitiano de la cuadrilla",
        "L'ouvrière la plus âgée du tri nous a écrit.",
    ],
)
def test_has_single_person_is_true(text: str) -> None:
    assert has_single_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "The only exit of the store was locked.",
        "The only union at the site has 300 members.",
        "Supervisors of lines 4 and 5 were given a written warning.",
        "El único comedor está en la planta baja.",
        "The oldest machine is from 1987.",
    ],
)
def test_has_single_person_of_things_and_groups_is_false(text: str) -> None:
    assert not has_single_person(text)
