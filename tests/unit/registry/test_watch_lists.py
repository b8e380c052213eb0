import pytest

from labour_ledger.registry.lists.csv_file import ListUnreadable
from labour_ledger.registry.watch_lists import (
    CBP_ORDERS,
    UFLPA,
    WatchListUnknown,
    entity_names,
    read_watch_list,
)

UFLPA_FILE = """Name of Entity,Effective Date
"Fictitious Cotton Co., Ltd. (including two aliases: Fictitious Fibre; and Invented Yarn) and subsidiaries",June 2022
Invented Silicon Ltd.,June 2022
Invented Silicon Ltd.,June 2022
"""
ORDERS_FILE = """Year,Country Code,Country,Entity,Industry,Status,WRO/Finding,Remarks,Press Release,Effective Date
2020,MY,Malaysia,Fictitious Gloves Sdn Bhd,Manufacturing,Active,WRO,,none,07/15/2020
2020,XX,Atlantis,Fictitious Boats,Fishing,Active,WRO,,none,07/15/2020
2020,CN,China,,Manufacturing,Active,WRO,,none,07/15/2020
"""


@pytest.fixture
def write(tmp_path):
    def write(text, encoding="utf-8"):
        file = tmp_path / "list.csv"
        file.write_bytes(text.encode(encoding))
        return file

    return write


def read(file, edition="2026-10-01"):
    return read_watch_list(file, edition=edition, imported_at=1_700_000_000)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Invented Ltd.", ("Invented Ltd.",)),
        ("Invented Co., Ltd. (including one alias: Fictitious)", ("Invented Co. Ltd.", "Fictitious")),
        ("Invented (formerly known as One Ltd. and Two Ltd)", ("Invented", "One Ltd.", "Two Ltd")),
        ("Invented (also known as One; Two; and Three)", ("Invented", "One", "Two", "Three")),
        (
            "Invented Group and its two Faraway-based subsidiaries, which include One, and Two",
            ("Invented Group", "One", "Two"),
        ),
        ("Invented and its subordinate and affiliated entities", ("Invented",)),
        ("Invented (Group) Co., Ltd.", ("Invented (Group) Co. Ltd.",)),
    ],
)
def test_entity_names_of_a_cell_are_all_that_it_gives(cell, names):
    assert entity_names(cell) == names


def test_read_watch_list_tells_the_entity_list_by_its_header(write):
    found = read(write(UFLPA_FILE))
    assert (found.source.name, found.source.edition, found.source.row_count) == (UFLPA, "2026-10-01", 2)
    assert found.entries[0].names == ("Fictitious Cotton Co. Ltd.", "Fictitious Fibre", "Invented Yarn")
    assert found.entries[0].country == "CN"
    assert [(problem.row_number, problem.code) for problem in found.problems] == [(4, "entry-repeated")]


def test_read_watch_list_of_orders_refuses_rows_without_entity_or_country(write):
    found = read(write(ORDERS_FILE))
    assert found.source.name == CBP_ORDERS
    (entry,) = found.entries
    assert (entry.country, entry.detail["status"]) == ("MY", "Active")
    assert {(problem.row_number, problem.code) for problem in found.problems} == {
        (3, "country-unknown"),
        (4, "value-missing"),
    }


def test_read_watch_list_gives_an_entity_in_the_same_words_the_same_key(write):
    first = read(write(UFLPA_FILE)).entries
    other_date = UFLPA_FILE.replace("Ltd.,June", "Ltd.,July")
    second = read(write(other_date)).entries
    assert first[0].entry_key == second[0].entry_key
    assert first[1].entry_key != second[1].entry_key


def test_read_watch_list_of_another_header_names_what_it_looks_for(write):
    with pytest.raises(WatchListUnknown) as caught:
        read(write("Name,Listed\nInvented,2022\n"))
    assert "Effective Date" in caught.value.hint


def test_read_watch_list_in_another_encoding_is_refused(write):
    with pytest.raises(ListUnreadable):
        read(write(UFLPA_FILE, encoding="utf-16"))
