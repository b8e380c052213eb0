"""Homes, rooms and beds of one person; lodging as a whole and addresses of sites pass."""

import pytest

from labour_ledger.schemas.personal_homes import has_bed, has_home


@pytest.mark.parametrize(
    "text",
    [
        "She rents a room at 14/2 Mirpur Road.",
        "home at 23.7912, 90.4098",
        "17.3850 N 78.4867 E is his shack",
        "il habite derrière la gare routière",
        "Vive en el tercer piso del bloque C, puerta 12.",
        "adresse de la plaignante : lot 12",
        "her room is the last one on the left",
    ],
)
def test_has_home_of_one_person_is_true(text: str) -> None:
    assert has_home(text)


@pytest.mark.parametrize(
    "text",
    [
        "GPS of the mill gate: 3.1390, 101.6869.",
        "The address of the site is 14/2 Mirpur Road, Dhaka.",
        "Workers live in two dormitories on the site.",
        "Migrant workers stay in rented flats paid by the company.",
    ],
)
def test_has_home_of_sites_and_groups_is_false(text: str) -> None:
    assert not has_home(text)


def test_has_bed_by_number_is_true_and_of_meeting_rooms_false() -> None:
    assert has_bed("Dorm B-304, window bed")
    assert has_bed("Chambrée 6, lit superposé du fond, foyer des hommes")
    assert not has_bed("Meeting room 4 was used for interviews.")
