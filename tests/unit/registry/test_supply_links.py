from datetime import UTC, datetime

import pytest

from labour_ledger.registry.identifiers import parse_identifier
from labour_ledger.registry.lists.rows import ListedLink
from labour_ledger.registry.planned_subject import plan_subject
from labour_ledger.registry.supply_links import plan_brand_links, plan_buyer, plan_network, plan_supplies
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.schemas.content import validate_content
from labour_ledger_verify.hexadecimal import to_hex

MILL = parse_identifier("uml:PO1000000019")
REFUSED = parse_identifier("uml:PO1000000020")
NOWHERE = parse_identifier("uml:PO1000000021")
SUBJECTS = {MILL: b"\x05" * 32}


@pytest.fixture
def make_link(source):
    def make(row_number=2, buyer="Example Brand", seller=MILL, year=2021):
        return ListedLink(row_number, buyer, seller, year, source)

    return make


@pytest.fixture
def plan(registrar):
    def plan_links(*links):
        return plan_brand_links(links, registrar=registrar, subjects=SUBJECTS, listed=frozenset({MILL, REFUSED}))

    return plan_links


def seconds(year, month, day):
    return int(datetime(year, month, day, tzinfo=UTC).timestamp())


def test_plan_brand_links_link_is_a_statement_under_the_buyers_network(plan, make_link):
    planned = plan(make_link())
    organisation, network = planned.subjects
    (statement,) = planned.statements
    validate_content(statement.schema_id, statement.content)
    assert (organisation.kind, network.kind) == (SubjectKind.ORGANISATION, SubjectKind.NETWORK)
    assert statement.subject == network.subject
    assert statement.content["buyer"] == "0x" + organisation.subject.hex()
    assert statement.content["seller"] == "0x" + "05" * 32
    assert statement.content["period"] == {"from": "2021-01-01", "until": "2021-12-31"}
    assert (statement.valid_from, statement.valid_until) == (seconds(2021, 1, 1), seconds(2022, 1, 1))


def test_plan_brand_links_network_has_no_identity_and_hides_its_buyer(plan, make_link):
    organisation, network = plan(make_link()).subjects
    assert (network.document, network.identity_hash, network.identifiers, network.country) == (None, bytes(32), (), "")
    assert organisation.document["content"]["names"] == [{"text": "Example Brand", "kind": "listed"}]


def test_plan_brand_links_one_network_for_each_buyer(plan, make_link):
    planned = plan(make_link(2), make_link(3, year=2020), make_link(4, buyer="Other Brand"))
    assert len(planned.subjects) == 4
    first, second, third = (statement.subject for statement in planned.statements)
    assert first == second != third
    assert [statement.key for statement in planned.statements] == ["2/supply-link", "3/supply-link", "4/supply-link"]


def test_plan_brand_links_unlisted_and_unregistered_sellers_are_told_apart(plan, make_link):
    planned = plan(make_link(2, seller=NOWHERE), make_link(3, seller=REFUSED))
    assert [(problem.row_number, problem.code) for problem in planned.problems] == [
        (2, "link-unlisted"),
        (3, "link-unregistered"),
    ]
    assert [problem.row_number for problem in planned.unlisted] == [2]


def test_plan_brand_links_to_nobody_names_the_subject_that_the_mill_gets(plan, make_link, registrar):
    planned = plan(make_link(2, seller=NOWHERE))
    (statement,) = planned.statements
    expected = plan_subject(registrar, str(NOWHERE), SubjectKind.SITE).subject
    assert statement.content["seller"] == to_hex(expected)


def test_plan_buyer_spelling_of_a_name_does_not_make_another(registrar, source):
    first, second = plan_buyer(registrar, "L'ORÉAL", source, 2), plan_buyer(registrar, "L’Oreal", source, 3)
    assert first.subject == second.subject


def test_plan_supplies_delivery_is_a_statement_under_the_buyers_network(registrar, make_site):
    buyer = make_site(2, "Buyer", identifiers=["sample:B"])
    seller = make_site(3, "Seller", supplies=["sample:B"], supplies_since="2025-02-03")
    subjects = {2: b"\x02" * 32, 3: b"\x03" * 32}
    identifiers = {parse_identifier("sample:B"): subjects[2]}
    planned = plan_supplies([buyer, seller], registrar=registrar, subject_of_row=subjects, subjects=identifiers)
    (statement,) = planned.statements
    validate_content(statement.schema_id, statement.content)
    assert planned.subjects == (plan_network(registrar, subjects[2]),)
    assert statement.subject == planned.subjects[0].subject
    assert (statement.content["buyer"], statement.content["seller"]) == ("0x" + "02" * 32, "0x" + "03" * 32)
    assert statement.content["period"] == {"from": "2025-02-03"}
    assert (statement.valid_from, statement.valid_until) == (seconds(2025, 2, 3), None)
    assert statement.key == "3/supply-link/sample:B"


def test_plan_supplies_two_sellers_share_the_buyers_network(registrar, make_site):
    sites = [make_site(row, f"Seller {row}", supplies=["sample:B"], supplies_since="2025-02-03") for row in (2, 3)]
    planned = plan_supplies(
        sites,
        registrar=registrar,
        subject_of_row={2: b"\x02" * 32, 3: b"\x03" * 32},
        subjects={parse_identifier("sample:B"): b"\x04" * 32},
    )
    assert len(planned.subjects) == 1
    assert len(planned.statements) == 2


def test_plan_supplies_unknown_buyer_is_noted_and_refused_seller_passed_over(registrar, make_site):
    unknown = make_site(2, "Seller", supplies=["sample:X"], supplies_since="2025-02-03")
    refused = make_site(3, "Refused", supplies=["sample:X"], supplies_since="2025-02-03")
    planned = plan_supplies([unknown, refused], registrar=registrar, subject_of_row={2: b"\x02" * 32}, subjects={})
    assert (planned.subjects, planned.statements) == ((), ())
    assert [(problem.row_number, problem.code) for problem in planned.problems] == [(2, "link-unlisted")]
