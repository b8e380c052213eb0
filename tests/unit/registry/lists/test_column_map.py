import pytest

from labour_ledger.registry.lists.column_map import ColumnMapInvalid, column_map_named, mapped_columns
from labour_ledger.registry.lists.reading import load_list


def test_column_map_of_text_and_of_a_file_are_the_same(tmp_path):
    file = tmp_path / "map.toml"
    file.write_text('name = "Factory"\ncountry = "Nation"\n')
    expected = {"name": "Factory", "country": "Nation"}
    assert column_map_named("name=Factory, country = Nation") == column_map_named(str(file)) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nmae=Factory", "no column 'nmae'"),
        ("name=Factory,name=Works", "mapped twice"),
        ("name=", "is not column=column"),
        ("missing.toml", "cannot be read as a map"),
    ],
)
def test_column_map_that_cannot_be_meant_is_refused(text, words):
    with pytest.raises(ColumnMapInvalid, match=words):
        column_map_named(text)


def test_column_map_of_a_column_near_to_one_there_is_suggests_it():
    with pytest.raises(ColumnMapInvalid) as caught:
        mapped_columns(["Factory", "Nation"], {"name": "Factori"}, "list.csv")
    assert "Did you mean 'Factory'?" in caught.value.hint


def test_mapped_columns_over_a_column_of_the_same_name_is_refused():
    with pytest.raises(ColumnMapInvalid, match="also a column of the file itself"):
        mapped_columns(["name", "Factory"], {"name": "Factory"}, "list.csv")


def test_mapped_columns_of_one_column_for_two_is_refused():
    with pytest.raises(ColumnMapInvalid, match="mapped to two"):
        mapped_columns(["Factory"], {"name": "Factory", "address": "Factory"}, "list.csv")


def test_load_list_with_a_map_reads_it_as_a_plain_list(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("Factory,Nation\nInvented Mill,Peru\n,Peru\n", encoding="utf-8")
    loaded = load_list(file, column_map={"name": "Factory", "country": "Nation"})
    assert (loaded.format, [site.name for site in loaded.sites]) == ("plain", ["Invented Mill"])
    assert [(problem.row_number, problem.code) for problem in loaded.refused] == [(3, "value-missing")]
