from __future__ import annotations

from collections.abc import Callable

import pytest

from labour_ledger.attesting.sheet import read_sheet
from labour_ledger.attesting.sheet_plan import SheetPlan, SiteFound, plan_sheet
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.errors import NotFoundError
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger_verify.attestation import Domain

NOW = 1_790_000_000
Planner = Callable[[str], SheetPlan]
HEADER = (
    "site,schema,outcome,valid_from,valid_until,ref,"
    "content.performedFrom,content.performedUntil,content.technique,content.findings,content.language\n"
)
GOOD = "mill,ilo/c029@1930,conforms,2026-09-01,2027-08-31,,2026-08-01,2026-08-02,self-assessment,[],en\n"


def find_site(name: str) -> SiteFound:
    if name not in ("mill", "network"):
        raise NotFoundError(f"no site is called {name!r}", hint="Look with: labour-ledger sites find")
    return SiteFound(name.encode().ljust(32, b"\0"), SubjectKind.SITE if name == "mill" else SubjectKind.NETWORK)


@pytest.fixture
def plan(domain: Domain, signer: LocalSigner) -> Planner:
    def make(text: str) -> SheetPlan:
        sheet = read_sheet((HEADER + text).encode())
        return plan_sheet(sheet, find_site=find_site, domain=domain, issuer=signer.address, now=NOW)

    return make


def test_plan_sheet_good_row_becomes_a_draft(plan: Planner, signer: LocalSigner, domain: Domain) -> None:
    planned = plan(GOOD)
    (row,) = planned.rows
    assert planned.problems == ()
    assert row.number == 2
    attestation = row.draft.attestation
    assert attestation.issuer == signer.address
    assert row.draft.domain == domain
    assert attestation.outcome == 1
    assert attestation.valid_from == 1_788_220_800  # 2026-09-01
    assert attestation.valid_until == 1_819_756_800  # the end of 2027-08-31
    assert row.draft.document["content"]["technique"] == "self-assessment"


@pytest.mark.parametrize(
    ("change", "column", "name"),
    [
        (("mill,", "nobody,"), "site", "not-found"),
        (("mill,", "network,"), "site", "subject-kind-not-allowed"),
        (("conforms", "fine"), "outcome", "input-invalid"),
        (("conforms", ""), "outcome", "input-invalid"),
        (("conforms", "statement"), "outcome", "OutcomeNotAllowed"),
        (("2026-09-01", "September"), "valid_from", "date-invalid"),
        (("2026-09-01", "2020-09-01"), "valid_from", "BackdatingTooLong"),
        (("2027-08-31", "soon"), "valid_until", "date-invalid"),
        (("2027-08-31", "2037-08-31"), "valid_until", "ValidityTooLong"),
        (("2027-08-31", "2026-08-01"), "valid_until", "ValidityEmpty"),
        ((",,2026-08-01", ",0x12,2026-08-01"), "ref", "input-invalid"),
        (("self-assessment", "guess"), "$.content.technique", "document-invalid"),
        (("en\n", "jane.doe@example.org\n"), "$.content.language", "personal-data-refused"),
    ],
)
def test_plan_sheet_bad_row_names_row_column_and_reason(
    plan: Planner, change: tuple[str, str], column: str, name: str
) -> None:
    planned = plan(GOOD + GOOD.replace(*change))
    assert [row.number for row in planned.rows] == [2]
    assert [(found.row, found.problem.field, found.problem.name) for found in planned.problems] == [(3, column, name)]
    assert planned.problems[0].problem.message


def test_plan_sheet_row_with_several_problems_reports_all(plan: Planner) -> None:
    planned = plan(GOOD.replace("mill,", "nobody,").replace("conforms", "fine").replace("2026-09-01", "x"))
    assert [found.problem.field for found in planned.problems] == ["site", "outcome", "valid_from"]


def test_plan_sheet_row_said_twice_is_refused_the_second_time(plan: Planner) -> None:
    planned = plan(GOOD + GOOD)
    assert [row.number for row in planned.rows] == [2]
    assert [(found.row, found.problem.name) for found in planned.problems] == [(3, "row-twice")]


def test_plan_sheet_problems_of_reading_are_passed_on_in_row_order(plan: Planner) -> None:
    planned = plan("nobody" + GOOD[4:] + "short\n" + GOOD)
    assert [found.row for found in planned.problems] == [2, 3]
    assert [row.number for row in planned.rows] == [4]
