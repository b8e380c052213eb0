from pathlib import Path

import pytest

from labour_ledger.registry.identifiers import Identifier, canonical_identifier, parse_identifier
from labour_ledger.registry.identity import IDENTITY_SCHEMA, SeedInvalid, site_content
from labour_ledger.registry.lists.reading import LoadedList
from labour_ledger.registry.lists.rows import (
    ListedAddress,
    ListedCertification,
    ListedLink,
    ProblemSeverity,
    RowProblem,
)
from labour_ledger.registry.pseudonyms import SCHEME, pseudonymise
from labour_ledger.schemas.content import validate_content

SEED = b"\x0b" * 32
MILL = "uml:PO1000000019"


@pytest.fixture
def loaded(make_site, source):
    certification = ListedCertification("RSPO", "certified", "RSPO Certified, MB", "2023-03-31")
    common = {"parent": "Secret Parent", "group": "Secret Group", "certification": certification}
    first = make_site(
        2,
        "Secret Mill",
        identifiers=[MILL],
        alternative_names=("Secret Old Mill",),
        address=ListedAddress(full="Secret Road"),
        latitude="1.5",
        longitude="2.5",
        precision="exact",
        workforce="10-24",
        **common,
    )
    second = make_site(3, "Secret Spinning", supplies=[MILL], supplies_since="2025-01-01", **common)
    link = ListedLink(2, "Secret Brand", parse_identifier(MILL), 2021, source)
    problem = RowProblem(4, "name", "value-missing", "Secret", "is missing", ProblemSeverity.REFUSED)
    return LoadedList(
        "plain",
        Path("list.csv"),
        source,
        3,
        (first, second),
        (link,),
        (problem,),
        {"MY": {"Secret": 1}},
        frozenset([parse_identifier(MILL)]),
    )


def test_pseudonymise_nothing_of_the_original_is_left(loaded, source):
    copy = pseudonymise(loaded, SEED)
    shown = repr((copy.sites, copy.links, copy.problems, copy.country_spellings, copy.source, copy.listed))
    for original in ("Secret", "PO1000000019", "1.5", "2.5", source.title, source.publisher, repr(source.file_hash)):
        assert original not in shown


def test_pseudonymise_every_name_says_generated(loaded):
    copy = pseudonymise(loaded, SEED)
    names = [name for site in copy.sites for name in (site.name, site.parent, site.group)]
    assert all("(generated)" in name for name in [*names, copy.links[0].buyer, copy.source.title])
    assert all(site.generated for site in copy.sites)


def test_pseudonymise_structure_stays(loaded):
    copy = pseudonymise(loaded, SEED)
    mill, spinning = copy.sites
    assert [site.row_number for site in copy.sites] == [2, 3]
    assert (mill.country, mill.workforce, mill.certification) == ("MY", "10-24", loaded.sites[0].certification)
    assert mill.parent == spinning.parent
    assert mill.name != spinning.name
    assert copy.links[0].seller == spinning.supplies[0] == mill.identifiers[0]
    assert copy.links[0].year == 2021
    assert copy.listed == {copy.links[0].seller}


def test_pseudonymise_absent_values_stay_absent(make_site, loaded):
    plain = LoadedList("plain", loaded.path, loaded.source, 1, (make_site(),), (), (), {}, frozenset())
    (site,) = pseudonymise(plain, SEED).sites
    assert (site.parent, site.group, site.identifiers, site.supplies) == ("", "", (), ())


def test_pseudonymise_same_seed_repeats_and_another_differs(loaded):
    assert pseudonymise(loaded, SEED) == pseudonymise(loaded, SEED)
    assert pseudonymise(loaded, SEED).sites[0].name != pseudonymise(loaded, b"\x0c" * 32).sites[0].name


def test_pseudonymise_identifiers_and_content_are_well_formed(loaded):
    for site in pseudonymise(loaded, SEED).sites:
        validate_content(IDENTITY_SCHEMA, site_content(site))
        for identifier in site.identifiers:
            assert isinstance(identifier, Identifier)
            assert canonical_identifier(SCHEME, identifier.value) == identifier


def test_pseudonymise_short_seed_is_refused(loaded):
    with pytest.raises(SeedInvalid):
        pseudonymise(loaded, b"short")
