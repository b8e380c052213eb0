import pytest

from labour_ledger.registry.context_lists import ContextListUnknown, read_context_list

GOODS = """good,sector,country,region,child_labor,forced_labor,forced_child_labor,derived_labor_exploitation
Invented Fruit,Agriculture,Malaysia,Asia,Yes,Yes,No,No
Invented Fruit,Agriculture,Atlantis,Sea,Yes,No,No,No
"""


@pytest.fixture
def read(tmp_path):
    def read(text):
        file = tmp_path / "list.csv"
        file.write_text(text, encoding="utf-8")
        return read_context_list(file, edition="2023", imported_at=7)

    return read


def test_read_context_list_of_goods_keeps_what_a_row_affirms(read):
    found = read(GOODS)
    assert (found.source.name, found.source.row_count) == ("ilab-goods", 1)
    assert [(fact.country, fact.good, fact.topic, fact.value) for fact in found.facts] == [
        ("MY", "Invented Fruit", "child_labor", "Yes"),
        ("MY", "Invented Fruit", "forced_labor", "Yes"),
    ]
    assert [(problem.row_number, problem.code) for problem in found.problems] == [(3, "country-unknown")]


@pytest.mark.parametrize(
    ("text", "name", "facts"),
    [
        ("country,c138,c182\nPeru,Yes,No\n", "ilab-conventions", {("c138", "Yes"), ("c182", "No")}),
        ("country,territory,indicator,value\nPeru,,Labor_Inspectors,Unknown\n", "ilab-enforcement",
         {("Labor_Inspectors", "Unknown")}),
        ("country,territory,standard,exists,age,conforms_to_intl_standard\nPeru,,Minimum_Work,Yes,14,No\n",
         "ilab-legal-standards",
         {("Minimum_Work", "exists: Yes; age: 14; conforms to international standard: No")}),
        ("country,age_range,pct_working_children\nPeru,5-14,0.1\n", "ilab-statistics",
         {("pct_working_children", "0.1 (ages 5-14)")}),
        ("country,area,action\nPeru,Enforcement,Invent something.\n", "ilab-suggested-actions",
         {("suggested action: Enforcement", "Invent something.")}),
    ],
)  # fmt: skip
def test_read_context_list_tells_each_list_by_its_header_and_keeps_its_words(read, text, name, facts):
    found = read(text)
    assert found.source.name == name
    assert facts == {(fact.topic, fact.value) for fact in found.facts if fact.value}
    assert found.problems == ()


def test_read_context_list_of_another_header_names_the_known_lists(read):
    with pytest.raises(ContextListUnknown) as caught:
        read("land,gut\nPeru,Obst\n")
    assert "ilab-goods" in caught.value.hint


def test_read_context_list_reports_ragged_and_blank_rows(read):
    found = read("country,c138,c182\nPeru,Yes\n,,\nPeru,Yes,Yes\n")
    assert [(problem.row_number, problem.code) for problem in found.problems] == [(2, "row-ragged"), (3, "row-blank")]
    assert found.source.row_count == 1
