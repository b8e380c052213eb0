import contextlib
import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.errors import InputError
from labour_ledger.registry.identifiers import Identifier
from labour_ledger.registry.lists.cells import CountryChoice
from labour_ledger.registry.lists.reading import (
    FORMATS,
    ListColumnsInvalid,
    ListFormatUnknown,
    SourceOverride,
    detect_format,
    format_named,
    load_list,
)
from labour_ledger.registry.lists.rows import ListedAddress, ListedCertification

MILL = {
    "uml_id": "PO1000000019",
    "group_name": "EXAMPLE GROUP",
    "parent_company": "EXAMPLE PARENT SDN BHD",
    "mill_name": "EXAMPLE MILL",
    "rspo_status": "RSPO Certified",
    "rspo_type": "RSPO Certified, MB",
    "rspo_status_date": "3/31/23",
    "lat": "1.73",
    "lng": "103.54",
    "iso3": "MYS",
    "country": "Malaysia",
    "province": "Johor",
    "district": "Kulaijaya",
    "confidence": "1-Fully Verified",
    "alternative_name": "OLD EXAMPLE MILL",
}
FACTORY_2021 = {
    "name": "EXAMPLE SHOES",
    "supplier_group": "EXAMPLE GROUP",
    "address": "1 EXAMPLE ROAD",
    "city": "EXAMPLE CITY",
    "state": "EXAMPLE STATE",
    "postal_code": "700000",
    "country": "Viet Nam",
    "region": "SE ASIA",
    "lat": "10.5",
    "lng": "107.1",
    "tier": "Tier 1/ATL",
    "product_type": "FOOTWEAR",
    "brand": "NIKE",
    "workers": "3273",
    "line_workers": "2495",
    "pct_female": "83.0%",
    "pct_migrant": "0.1%",
}
FACTORY_2025 = {
    "name": "EXAMPLE  Shoes.",
    "facility_type": "FINISHED GOODS",
    "product_type": "FOOTWEAR",
    "brands": "NIKE",
    "supplier_group": "NO GROUP (EQ)",
    "city": "Example City",
    "state": "EXAMPLE STATE",
    "postal_code": "0",
    "country": "Vietnam",
    "region": "SE ASIA",
    "workers": "",
    "line_workers": "",
    "pct_female": "0.00%",
    "pct_migrant": "0.00%",
}
FACILITY = {
    "list_id": "2",
    "country": "CHINA",
    "name": "EXAMPLE FACILITY",
    "address": "1 EXAMPLE ROAD, EXAMPLE CITY",
    "sector": "Apparel|Health",
    "lat": "27.96542",
    "lng": "120.65768",
}
LINK = {"consumer_brand": "Example Brand", "report_year": "2021", "uml_id": "PO1000000019"}
PLAIN = {
    "name": "Example Mill",
    "country": "India",
    "address": "1 Example Road",
    "latitude": "12.1",
    "longitude": "77.2",
    "identifiers": "sample:A;gln:9506000134352",
    "sector": "Cotton; Yarn",
    "parent": "Example Parent",
    "group": "Example Group",
    "alternative_names": "Old Example Mill",
    "workers": "120",
    "supplies": "sample:B",
    "supplies_since": "2025-01-01",
    "generated": "yes",
}
SHAPES = {
    "universal-mill-list": MILL,
    "nike-2021": FACTORY_2021,
    "nike-2025": FACTORY_2025,
    "brand-mills": LINK,
    "open-supply-hub": FACILITY,
    "plain": PLAIN,
}


@pytest.fixture
def write(tmp_path):
    def write_rows(*rows, name="list.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write_rows


def by_code(loaded):
    return [(problem.row_number, problem.code) for problem in loaded.problems if problem.row_number > 1]


def test_formats_each_have_a_shape_here():
    assert {known.name for known in FORMATS} == set(SHAPES)


@pytest.mark.parametrize("name", SHAPES)
def test_detect_format_header_of_each_list_is_told(name):
    assert detect_format(list(SHAPES[name]), "list.csv").name == name


@pytest.mark.parametrize("name", SHAPES)
def test_load_list_well_formed_row_of_each_list_is_taken(write, name):
    loaded = load_list(write(SHAPES[name]))
    assert loaded.format == name
    assert loaded.row_count == len(loaded.sites) + len(loaded.links) == 1
    assert loaded.refused == ()


def test_detect_format_plain_needs_only_name_and_country():
    assert detect_format(["country", "name"], "list.csv").name == "plain"


def test_detect_format_misspelled_column_names_nearest_and_difference():
    columns = ["naam" if column == "mill_name" else column for column in MILL]
    with pytest.raises(ListFormatUnknown) as caught:
        detect_format(columns, "list.csv")
    assert caught.value.context == {"nearest": "universal-mill-list", "missing": ["mill_name"], "strange": ["naam"]}


def test_detect_format_semicolons_are_named():
    with pytest.raises(ListFormatUnknown, match="semicolons"):
        detect_format(["name;country;address"], "list.csv")


def test_format_named_unknown_lists_formats():
    with pytest.raises(ListFormatUnknown) as caught:
        format_named("nike")
    assert "nike-2021" in caught.value.hint


def test_load_list_chosen_format_without_its_columns_is_refused(write):
    with pytest.raises(ListColumnsInvalid) as caught:
        load_list(write(PLAIN), format_name="nike-2021")
    assert "city" in str(caught.value.context["missing"])


def test_load_list_column_twice_is_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("name,country,name\na,CN,b\n")
    with pytest.raises(ListColumnsInvalid, match="twice"):
        load_list(path)


def test_load_list_strange_column_of_chosen_format_is_noted(write):
    loaded = load_list(write({"name": "A", "country": "IN", "colour": "red"}), format_name="plain")
    assert [(problem.field, problem.code) for problem in loaded.noted] == [("colour", "column-unread")]
    assert len(loaded.sites) == 1


def test_load_list_ragged_row_is_refused_and_the_others_taken(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("name,country\nA,IN\nB,IN,more\nC\n\nD,IN\n")
    loaded = load_list(path)
    assert [site.row_number for site in loaded.sites] == [2, 6]
    assert by_code(loaded) == [(3, "row-ragged"), (4, "row-ragged"), (5, "row-blank")]
    assert loaded.row_count == 4


def test_load_list_override_names_the_source(write):
    loaded = load_list(write(PLAIN), override=SourceOverride("Our list", "Us", "2026", "CC0"))
    source = loaded.sites[0].source
    assert (source.title, source.publisher, source.edition, source.licence) == ("Our list", "Us", "2026", "CC0")


def test_load_list_same_file_gives_equal_rows(write):
    path = write(MILL)
    assert load_list(path) == load_list(path)


def test_load_list_mill_says_all_that_the_row_says(write):
    (mill,) = load_list(write(MILL)).sites
    assert mill.identifiers == (Identifier("uml", "PO1000000019"),)
    assert (mill.name, mill.alternative_names, mill.country) == ("EXAMPLE MILL", ("OLD EXAMPLE MILL",), "MY")
    assert (mill.parent, mill.group) == ("EXAMPLE PARENT SDN BHD", "EXAMPLE GROUP")
    assert mill.address == ListedAddress(district="Kulaijaya", region="Johor")
    assert mill.certification == ListedCertification("RSPO", "certified", "RSPO Certified, MB", "2023-03-31")
    assert mill.source.licence == "CC BY 4.0"


def test_load_list_mill_not_certified_uses_the_status_as_result(write):
    (mill,) = load_list(write({**MILL, "rspo_status": "Not RSPO Certified", "rspo_type": ""})).sites
    assert mill.certification == ListedCertification("RSPO", "not-certified", "Not RSPO Certified", "2023-03-31")


def test_load_list_mill_strange_certification_is_noted(write):
    loaded = load_list(write({**MILL, "rspo_status": "Perhaps"}))
    assert loaded.sites[0].certification is None
    assert (2, "certification-unknown") in by_code(loaded)


def test_load_list_mill_without_certification_has_none(write):
    assert load_list(write({**MILL, "rspo_status": ""})).sites[0].certification is None


def test_load_list_mill_unknown_group_is_noted_not_taken(write):
    loaded = load_list(write({**MILL, "group_name": "UNKNOWN"}))
    assert loaded.sites[0].group == ""
    assert by_code(loaded) == [(2, "placeholder")]


def test_load_list_mill_with_contradicting_country_is_taken_only_by_choice(write):
    path = write({**MILL, "country": "Indonesia", "iso3": "IND"})
    refused = load_list(path)
    assert refused.sites == ()
    assert refused.listed == {Identifier("uml", "PO1000000019")}
    assert load_list(path, believe=CountryChoice.COUNTRY_NAME).sites[0].country == "ID"
    assert load_list(path, believe=CountryChoice.COUNTRY_CODE).sites[0].country == "IN"


def test_load_list_mill_mistyped_id_is_refused(write):
    loaded = load_list(write({**MILL, "uml_id": "PO19"}))
    assert loaded.sites == ()
    assert by_code(loaded) == [(2, "identifier-invalid")]


def test_load_list_factory_keeps_its_key_between_editions(write):
    (earlier,) = load_list(write(FACTORY_2021, name="2021.csv")).sites
    (later,) = load_list(write(FACTORY_2025, name="2025.csv")).sites
    assert earlier.key == later.key
    assert (earlier.workforce, later.workforce) == ("1000-4999", "")
    assert (earlier.group, later.group) == ("EXAMPLE GROUP", "")
    assert (earlier.address.postal_code, later.address.postal_code) == ("700000", "")
    assert later.sectors == ("Footwear", "Finished goods")


def test_load_list_factory_shares_of_persons_are_left_unread_on_purpose(write):
    loaded = load_list(write(FACTORY_2021))
    unread = {problem.field: problem.reason for problem in loaded.noted if problem.code == "column-unread"}
    assert {"pct_female", "pct_migrant", "line_workers"} <= set(unread)
    assert all("on purpose" in reason for reason in unread.values())


def test_load_list_facility_country_spellings_are_reported(write):
    rows = [
        {**FACILITY, "name": name, "country": country}
        for name, country in (("A", "CHINA"), ("B", "CN"), ("C", "China"))
    ]
    loaded = load_list(write(*rows))
    assert [site.country for site in loaded.sites] == ["CN", "CN", "CN"]
    assert loaded.country_spellings == {"CN": {"CHINA": 1, "CN": 1, "China": 1}}
    assert by_code(loaded) == [(3, "country-spelling"), (4, "country-spelling")]


def test_load_list_facility_names_its_contributed_list(write):
    (facility,) = load_list(write(FACILITY)).sites
    assert facility.source.edition == "contributed list 2"
    assert facility.sectors == ("Apparel", "Health")


@pytest.mark.parametrize("year", ["", "21", "1999", "2100", "２０２１", "2021.0"])
def test_load_list_link_without_a_year_is_refused(write, year):
    loaded = load_list(write({**LINK, "report_year": year}))
    assert loaded.links == ()
    assert loaded.refused


def test_load_list_plain_says_all_that_the_row_says(write):
    (site,) = load_list(write(PLAIN)).sites
    assert site.key == "sample:A"
    assert site.identifiers == (Identifier("sample", "A"), Identifier("gln", "9506000134352"))
    assert site.sectors == ("Cotton", "Yarn")
    assert site.supplies == (Identifier("sample", "B"),)
    assert (site.supplies_since, site.generated, site.workforce) == ("2025-01-01", True, "100-249")


@pytest.mark.parametrize(
    "change", [{"supplies_since": ""}, {"supplies_since": "2025-02-31"}, {"generated": "maybe"}, {"identifiers": "A"}]
)
def test_load_list_plain_unusable_value_is_refused(write, change):
    loaded = load_list(write({**PLAIN, **change}))
    assert loaded.sites == ()
    assert len(loaded.refused) == 1
    assert loaded.refused[0].hint


def test_row_problem_to_json_has_all_fields(write):
    problem = load_list(write({**PLAIN, "country": ""})).refused[0]
    assert problem.to_json() == {
        "row": 2,
        "field": "country",
        "code": "value-missing",
        "found": "",
        "reason": "the value is missing",
        "severity": "refused",
        "hint": "Add it to the list.",
    }


@given(content=st.binary(max_size=300))
def test_load_list_arbitrary_bytes_are_read_or_named(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "arbitrary.csv"
    path.write_bytes(content)
    with contextlib.suppress(InputError):
        load_list(path)


@pytest.mark.parametrize("name", SHAPES)
@given(data=st.data())
def test_load_list_every_row_is_taken_or_refused(tmp_path_factory, name, data):
    cells = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)
    strange = [
        {column: data.draw(cells | st.just(value), label=column) for column, value in SHAPES[name].items()}
        for _ in range(2)
    ]
    path = tmp_path_factory.getbasetemp() / "arbitrary.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(SHAPES[name]))
        writer.writeheader()
        writer.writerows(strange)
    loaded = load_list(path, format_name=name)
    taken = {item.row_number for item in loaded.sites} | {item.row_number for item in loaded.links}
    refused = {problem.row_number for problem in loaded.refused}
    blank = {problem.row_number for problem in loaded.noted if problem.code == "row-blank"}
    assert taken | refused | blank == {2, 3}
    assert not taken & refused
