"""Cases, illnesses, beliefs and memberships of one person; what is said of groups and rules passes."""

import pytest

from labour_ledger.schemas.personal_circumstances import has_belief, has_case_number, has_illness

ILL = [
    "She lost the baby in the seventh month.",
    "HIV+ driver dismissed",
    "Has epilepsy, was told to hide it.",
    "elle attend un enfant pour août",
    "está en tratamiento por hepatitis",
    "Le rompieron la mano a un cortador.",
    "one girl was raped by the guard",
]
NOT_ILL = [
    "Pregnant workers are moved to seated work.",
    "A worker who is ill calls the shift leader before six.",
    "Une salariée enceinte peut demander un poste assis.",
    "No worker is asked for a pregnancy test.",
    "First aiders were trained in treating burns.",
]
BELIEF = [
    "She joined the union in March.",
    "The complainant is Ahmadi.",
    "renvoyé parce qu'il est chiite",
    "ella es del sindicato independiente",
    "she wears the hijab and was told to take it off",
]
NO_BELIEF = [
    "Friday prayer is possible for Muslim workers.",
    "The union president and two delegates signed the agreement.",
    "A third of the workforce joined a union in 2025.",
]
CASES = [
    "LC case 34 of 2025",
    "Writ petition 1187 of 2024",
    "exp. 455/2024 de la junta",
    "Ref LAB/KTM/0078/25 is his claim",
]
NO_CASES = [
    "Two cases are pending.",
    "Case studies 1 to 4 were used.",
    "Permit 2291/2024 of the fire service is on the wall.",
]


@pytest.mark.parametrize("text", ILL)
def test_has_illness_of_one_person_is_true(text: str) -> None:
    assert has_illness(text)


@pytest.mark.parametrize("text", NOT_ILL)
def test_has_illness_of_groups_and_rules_is_false(text: str) -> None:
    assert not has_illness(text)


@pytest.mark.parametrize("text", BELIEF)
def test_has_belief_of_one_person_is_true(text: str) -> None:
    assert has_belief(text)


@pytest.mark.parametrize("text", NO_BELIEF)
def test_has_belief_of_groups_and_offices_is_false(text: str) -> None:
    assert not has_belief(text)


@pytest.mark.parametrize("text", CASES)
def test_has_case_number_with_a_number_is_true(text: str) -> None:
    assert has_case_number(text)


@pytest.mark.parametrize("text", NO_CASES)
def test_has_case_number_in_general_is_false(text: str) -> None:
    assert not has_case_number(text)
