import pytest

from labour_ledger.registry.identifiers import Identifier
from labour_ledger.registry.planning import KnownBecause, plan_sites
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger_verify.attestation import subject_id
from labour_ledger_verify.document import document_hash


@pytest.fixture
def plan(store, ledger, registrar):
    def plan_of(*sites):
        with store.reading() as session:
            return plan_sites(session, ledger, sites, registrar=registrar)

    return plan_of


def codes(plan):
    return [(problem.row_number, problem.code, problem.severity.value) for problem in plan.problems]


def test_plan_sites_new_site_is_planned_with_its_document(plan, make_site):
    planned = plan(make_site(identifiers=["sample:A"]))
    (subject,) = planned.planned
    assert subject.subject == subject_id(3, subject.salt)
    assert subject.identity_hash == document_hash(subject.document)
    assert subject.document["subject"] == "0x" + subject.subject.hex()
    assert (subject.kind, subject.country, subject.identifiers) == (
        SubjectKind.SITE,
        "MY",
        (Identifier("sample", "A"),),
    )
    assert subject.profile.name == "Example Mill"
    assert planned.subject_of_row == {2: subject.subject}
    assert planned.problems == planned.known == ()


def test_plan_sites_same_row_gives_the_same_plan(plan, make_site):
    assert plan(make_site()) == plan(make_site())


def test_plan_sites_registered_subject_is_known(plan, make_site, indexed):
    (subject,) = plan(make_site()).planned
    indexed.add(subject.subject)
    planned = plan(make_site())
    assert planned.planned == ()
    assert [(row.row_number, row.subject, row.because) for row in planned.known] == [
        (2, subject.subject, KnownBecause.REGISTERED)
    ]
    assert planned.subject_of_row == {2: subject.subject}


def test_plan_sites_identifier_held_by_another_subject_is_known(plan, make_site, indexed):
    indexed.add(b"\x09" * 32, identifiers=["sample:A"])
    planned = plan(make_site(identifiers=["sample:A", "sample:B"]))
    assert planned.planned == ()
    assert [(row.subject, row.because) for row in planned.known] == [(b"\x09" * 32, KnownBecause.IDENTIFIER_HELD)]
    assert codes(planned) == [(2, "identifier-not-added", "noted")]


def test_plan_sites_identifiers_of_two_subjects_are_a_refused_conflict(plan, make_site, indexed):
    indexed.add(b"\x09" * 32, identifiers=["sample:A"])
    indexed.add(b"\x0a" * 32, identifiers=["sample:B"])
    planned = plan(make_site(identifiers=["sample:A", "sample:B"]))
    assert planned.planned == planned.known == ()
    assert codes(planned) == [(2, "identifier-conflict", "refused")]


def test_plan_sites_row_of_the_same_site_is_noted_and_known(plan, make_site):
    planned = plan(make_site(2), make_site(5))
    assert len(planned.planned) == 1
    assert codes(planned) == [(5, "row-repeated", "noted")]
    assert planned.known[0].because is KnownBecause.SAME_AS_ROW
    assert planned.subject_of_row[2] == planned.subject_of_row[5]


def test_plan_sites_identifier_of_an_earlier_row_is_refused(plan, make_site):
    planned = plan(make_site(2, identifiers=["sample:A"]), make_site(3, "Other Mill", identifiers=["sample:A"]))
    assert [subject.profile.name for subject in planned.planned] == ["Example Mill"]
    assert codes(planned) == [(3, "identifier-repeated", "refused")]
    assert "row 2" in planned.problems[0].reason


def test_plan_sites_name_too_long_is_refused_with_its_path(plan, make_site):
    planned = plan(make_site(name="x" * 201))
    assert planned.planned == ()
    assert codes(planned) == [(2, "document-invalid", "refused")]
    assert "names" in planned.refused[0].field


def test_plan_sites_personal_data_is_refused_and_not_repeated(plan, make_site):
    planned = plan(make_site(name="Example Mill, someone@example.org"))
    assert planned.planned == ()
    assert codes(planned) == [(2, "personal-data", "refused")]
    assert "someone" not in str(planned.refused[0].to_json())
    assert planned.refused[0].hint
