import pytest

from labour_ledger.registry.lists.rows import ListedCertification
from labour_ledger.registry.statements import LISTING_SCHEMA, RELATION_SCHEMA, plan_site_statements
from labour_ledger.schemas.content import validate_content

SUBJECT = b"\x05" * 32
CERTIFIED = ListedCertification("RSPO", "certified", "RSPO Certified, MB", "2023-03-31")


def test_plan_site_statements_says_parent_group_and_certification(make_site):
    site = make_site(7, parent="Example Parent", group="Example Group", certification=CERTIFIED)
    statements = list(plan_site_statements([site], {7: SUBJECT}))
    assert [(item.schema_id, item.key) for item in statements] == [
        (RELATION_SCHEMA, "7/parent-organisation"),
        (RELATION_SCHEMA, "7/group"),
        (LISTING_SCHEMA, "7/listing"),
    ]
    assert statements[0].content["organisation"] == {"name": "Example Parent"}
    assert statements[2].content["asOf"] == "2023-03-31"
    for statement in statements:
        validate_content(statement.schema_id, statement.content)
        assert (statement.subject, statement.row_number) == (SUBJECT, 7)
        assert statement.content["source"]["row"] == 6
        assert (statement.valid_from, statement.valid_until) == (None, None)


@pytest.mark.parametrize("listed", ["certified", "not-certified"])
def test_plan_site_statements_certification_without_date_leaves_it_out(make_site, listed):
    site = make_site(certification=ListedCertification("RSPO", listed, "Listed so", ""))
    (statement,) = plan_site_statements([site], {2: SUBJECT})
    validate_content(statement.schema_id, statement.content)
    assert "asOf" not in statement.content
    assert statement.content["listed"] == listed


def test_plan_site_statements_silent_row_says_nothing(make_site):
    assert list(plan_site_statements([make_site()], {2: SUBJECT})) == []


def test_plan_site_statements_refused_row_is_passed_over(make_site):
    assert list(plan_site_statements([make_site(group="Example Group")], {})) == []
