import pytest

from labour_ledger.registry.lists.rows import ProblemSeverity, RowProblem
from labour_ledger.registry.planning import KnownBecause, plan_sites
from labour_ledger.registry.registration import RowsRefused, register_sites
from labour_ledger.store.queries.own import get_document
from labour_ledger.store.queries.subjects import get_subject
from labour_ledger_verify.document import document_hash, parse_json_strict

NOW = 1_700_000_000
REFUSED = RowProblem(9, "country", "country-unknown", "X", "no such country", ProblemSeverity.REFUSED, "Correct it.")


def subject_of(office, site):
    with office.store.reading() as session:
        return plan_sites(session, office.ledger, [site], registrar=office.registrar).planned[0].subject


def test_register_sites_new_sites_are_registered_and_their_documents_kept(office, indexed, make_site):
    sites = [make_site(2, identifiers=["sample:A"]), make_site(3, "Other Mill")]
    report = register_sites(office, sites, [], now=NOW)
    assert list(report.taken) == [2, 3]
    assert list(indexed.subjects) == list(report.taken.values())
    assert (report.known, report.refused, report.gas_used, report.transaction_count) == ((), (), 2000, 1)
    indexed.index()
    with office.store.reading() as session:
        detail = get_subject(session, office.ledger, report.taken[2])
        assert detail.profile.name == "Example Mill"
        assert str(detail.identifiers[0].text.value) == "A"
        kept = get_document(session, detail.summary.identity_hash)
    assert document_hash(parse_json_strict(kept.canonical_json)) == detail.summary.identity_hash
    assert kept.received_at == NOW


def test_register_sites_repeated_import_registers_nothing(office, indexed, make_site):
    sites = [make_site(2, identifiers=["sample:A"]), make_site(3, "Other Mill")]
    first = register_sites(office, sites, [], now=NOW)
    indexed.index()
    second = register_sites(office, sites, [], now=NOW + 5)
    assert second.taken == {}
    assert [row.because for row in second.known] == [KnownBecause.REGISTERED] * 2
    assert second.subject_of_row == first.subject_of_row
    assert indexed.sent == [2]


def test_register_sites_repeated_before_the_index_caught_up_is_known_all_the_same(office, indexed, make_site):
    register_sites(office, [make_site(2)], [], now=NOW)
    second = register_sites(office, [make_site(2), make_site(3, "Other Mill")], [], now=NOW)
    assert list(second.taken) == [3]
    assert [(row.row_number, row.because) for row in second.known] == [(2, KnownBecause.REGISTERED)]
    assert second.refused == ()


def test_register_sites_refused_row_stops_all(office, indexed, make_site):
    with pytest.raises(RowsRefused):
        register_sites(office, [make_site(2)], [REFUSED], now=NOW)
    assert indexed.subjects == {}


def test_register_sites_good_rows_are_taken_when_accepted(office, make_site):
    sites = [make_site(2), make_site(3, "x" * 201)]
    report = register_sites(office, sites, [REFUSED], now=NOW, accept_good_rows=True)
    assert list(report.taken) == [2]
    assert [problem.row_number for problem in report.refused] == [9, 3]


def test_register_sites_noted_problems_do_not_stop(office, make_site):
    noted = RowProblem(2, "group", "placeholder", "UNKNOWN", "nothing was taken", ProblemSeverity.NOTED)
    report = register_sites(office, [make_site(2)], [noted], now=NOW)
    assert report.noted == (noted,)
    assert list(report.taken) == [2]


def test_register_sites_personal_data_is_in_no_problem_of_its_row(office, make_site):
    noted = RowProblem(2, "name", "spaces-around", " someone@example.org ", "spaces", ProblemSeverity.NOTED)
    with pytest.raises(RowsRefused) as caught:
        register_sites(office, [make_site(2, "someone@example.org")], [noted], now=NOW)
    assert "someone" not in f"{caught.value.message} {caught.value.context}"
    report = register_sites(office, [make_site(2, "someone@example.org")], [noted], now=NOW, accept_good_rows=True)
    assert [problem.found for problem in (*report.refused, *report.noted)] == ["", ""]


def test_register_sites_contract_refusal_stops_all_and_keeps_nothing(office, indexed, make_site):
    refused = make_site(2)
    indexed.refusing[subject_of(office, refused)] = "AccreditationMissing"
    with pytest.raises(RowsRefused) as caught:
        register_sites(office, [refused, make_site(3, "Other Mill")], [], now=NOW)
    assert [(problem.row_number, problem.code) for problem in caught.value.problems] == [(2, "AccreditationMissing")]
    assert indexed.subjects == {}


def test_register_sites_contract_refusal_of_one_row_leaves_the_others_when_accepted(office, indexed, make_site):
    refused = make_site(2)
    indexed.refusing[subject_of(office, refused)] = "AccreditationMissing"
    sites = [refused, make_site(3, "Other Mill"), make_site(4)]
    report = register_sites(office, sites, [], now=NOW, accept_good_rows=True)
    assert list(report.taken) == list(report.subject_of_row) == [3]
    assert [problem.row_number for problem in report.refused] == [2, 4]
    assert report.known == ()


def test_import_report_to_json_names_every_row(office, make_site):
    register_sites(office, [make_site(3)], [], now=NOW)
    noted = RowProblem(4, "group", "placeholder", "UNKNOWN", "nothing was taken", ProblemSeverity.NOTED)
    sites = [make_site(3), make_site(4, "Other Mill")]
    report = register_sites(office, sites, [REFUSED, noted], now=NOW, accept_good_rows=True)
    assert report.to_json() == {
        "taken": [{"row": 4, "subject": "0x" + report.taken[4].hex()}],
        "known": [{"row": 3, "subject": "0x" + report.subject_of_row[3].hex(), "because": "registered"}],
        "refused": [REFUSED.to_json()],
        "noted": [noted.to_json()],
        "gasUsed": 1000,
        "transactions": 1,
    }


def test_register_sites_tells_progress(office, make_site):
    told = []
    sites = [make_site(row, f"Mill number {row}") for row in range(2, 302)]
    register_sites(office, sites, [], now=NOW, progress=told.append)
    assert told == [256, 44]


def test_rows_refused_names_first_row_and_carries_all(office, make_site):
    with pytest.raises(RowsRefused) as caught:
        register_sites(office, [make_site(2, "x" * 201), make_site(3, "y" * 201)], [], now=NOW)
    assert "2 rows" in caught.value.message
    assert "first row 2" in caught.value.message
    assert caught.value.context["rows"] == [2, 3]
    assert caught.value.exit_code == 2
