"""Known answers of the real lists; collected only where LABOUR_LEDGER_DATA names the folder with them."""

import os
from collections import Counter
from pathlib import Path

import pytest

from labour_ledger.registry.identity import IDENTITY_SCHEMA, site_content
from labour_ledger.registry.lists.cells import CountryChoice
from labour_ledger.registry.lists.formats import folded
from labour_ledger.registry.lists.reading import load_list
from labour_ledger.registry.planned_subject import Registrar
from labour_ledger.registry.pseudonyms import pseudonymise
from labour_ledger.registry.statements import plan_site_statements
from labour_ledger.registry.supply_links import plan_brand_links
from labour_ledger.schemas.content import validate_content

DATA = Path(os.environ["LABOUR_LEDGER_DATA"])
SEED = b"\x07" * 32


@pytest.fixture(scope="module")
def mills():
    return load_list(DATA / "palm" / "uml_mills.csv")


@pytest.fixture(scope="module")
def links():
    return load_list(DATA / "palm" / "brand_mill_edges.csv")


@pytest.fixture(scope="module")
def facilities():
    return load_list(DATA / "apparel" / "osh_facility_lists.csv")


@pytest.fixture(scope="module")
def factories():
    return {year: load_list(DATA / "apparel" / f"nike_facilities_{year}.csv") for year in (2021, 2025)}


def count(problems, code):
    return sum(problem.code == code for problem in problems)


def test_mills_26_contradict_their_country_and_2_have_a_short_code(mills):
    contradicting = [problem for problem in mills.refused if problem.code == "country-contradiction"]
    assert Counter(problem.found for problem in contradicting) == {"IND": 26}
    assert len(mills.refused) == 26
    assert [problem.found for problem in mills.noted if problem.code == "country-code-form"] == ["SL", "SL"]
    assert len(mills.sites) == 2069
    assert mills.row_count == 2095


@pytest.mark.parametrize(
    ("believe", "country"), [(CountryChoice.COUNTRY_NAME, "ID"), (CountryChoice.COUNTRY_CODE, "IN")]
)
def test_mills_contradicting_rows_are_taken_by_choice(mills, believe, country):
    chosen = load_list(mills.path, believe=believe)
    refused_rows = {problem.row_number for problem in mills.refused}
    assert len(chosen.sites) == 2095
    assert {site.country for site in chosen.sites if site.row_number in refused_rows} == {country}


def test_mills_604_have_an_unknown_group(mills):
    groups = [problem for problem in mills.noted if (problem.code, problem.field) == ("placeholder", "group_name")]
    assert len(groups) == 604


def test_links_868_point_to_no_listed_mill(mills, links):
    assert len(links.links) == 50_075
    assert sum(link.seller not in mills.listed for link in links.links) == 868
    in_2021 = [link for link in links.links if link.year == 2021 and link.seller in mills.listed]
    assert len(in_2021) == 13_531
    certified = {site.identifiers[0] for site in mills.sites if site.certification.listed == "certified"}
    assert sum(link.seller in certified for link in in_2021) == 4_036


def test_links_nestle_reports_3_then_1_then_1608(links):
    years = Counter(link.year for link in links.links if link.buyer == "Nestle")
    assert years == {2017: 3, 2019: 1, 2020: 1608}


def test_links_all_become_statements_and_unlisted_mills_are_reported(mills, links):
    subjects = {site.identifiers[0]: bytes([site.row_number % 256]) * 32 for site in mills.sites}
    planned = plan_brand_links(links.links, registrar=Registrar(1, SEED), subjects=subjects, listed=mills.listed)
    assert len(planned.unlisted) == len(planned.problems) == 868
    assert len(planned.statements) == 50_075
    assert len(planned.subjects) == 2 * 15
    for statement in planned.statements[::500]:
        validate_content(statement.schema_id, statement.content)


def test_mills_statements_fit_their_schemas(mills):
    subjects = {site.row_number: b"\x05" * 32 for site in mills.sites}
    statements = list(plan_site_statements(mills.sites, subjects))
    assert Counter(statement.content.get("listed") for statement in statements)["certified"] > 400
    for statement in statements[::20]:
        validate_content(statement.schema_id, statement.content)


def test_facilities_china_is_spelled_three_ways(facilities):
    assert facilities.country_spellings["CN"] == {"CHINA": 139, "China": 165, "CN": 142}
    assert facilities.refused == ()
    assert len({site.key for site in facilities.sites}) == 953


def test_factories_kept_dropped_and_added(factories):
    names = {year: {(folded(site.name), site.country) for site in loaded.sites} for year, loaded in factories.items()}
    assert len(names[2021] & names[2025]) == 382
    assert len(names[2021] - names[2025]) == 27
    assert len(names[2025] - names[2021]) == 146
    keys = {year: {site.key for site in loaded.sites} for year, loaded in factories.items()}
    assert len(keys[2021] & keys[2025]) == 380


def test_factories_one_has_no_coordinates(factories):
    assert count(factories[2021].noted, "no-coordinates") == 1
    assert factories[2021].refused == factories[2025].refused == ()


def test_identities_of_all_lists_fit_their_schema_without_personal_data(mills, facilities, factories):
    for loaded in (mills, facilities, *factories.values()):
        for site in loaded.sites[::10]:
            validate_content(IDENTITY_SCHEMA, site_content(site))


def test_pseudonymised_mills_keep_countries_and_links(mills, links):
    copies = pseudonymise(mills, SEED), pseudonymise(links, SEED)
    assert [site.country for site in copies[0].sites] == [site.country for site in mills.sites]
    assert len({site.key for site in copies[0].sites}) == len(mills.sites)
    assert len({site.name for site in copies[0].sites}) == len(mills.sites)
    copied = {site.identifiers[0] for site in copies[0].sites}
    original = {site.identifiers[0] for site in mills.sites}
    linked = sum(link.seller in original for link in links.links)
    assert sum(link.seller in copied for link in copies[1].links) == linked
    for site in copies[0].sites[::10]:
        validate_content(IDENTITY_SCHEMA, site_content(site))
