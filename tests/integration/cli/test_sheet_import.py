from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger.attesting import sheet_run
from labour_ledger.chain.council import AccreditationGrant
from labour_ledger.chain.errors import NodeUnavailable
from labour_ledger.chain.submit import Relay
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.handle import handle_of

HEADER = (
    "site,schema,outcome,content.performedFrom,content.performedUntil,content.technique,content.announcement,"
    "content.personDays,content.findings,content.language,content.note\n"
)
C029 = "ilo/c029@1930"


def row(site: str, note: str = "", outcome: str = "conforms", schema: str = C029) -> str:
    return f"{site},{schema},{outcome},2024-12-01,2024-12-02,on-site,announced,3-5,[],en,{note}\n"


@pytest.fixture
def sheet(tmp_path: Path, world: LedgerWorld, desk: Desk) -> Path:
    """A sheet of 250 good rows: three batches."""
    desk.run("index", "sync")
    file = tmp_path / "audits.csv"
    sites = [handle_of(subject) for subject in world.sites]
    file.write_text(HEADER + "".join(row(sites[number % 5], f"visit {number}") for number in range(250)))
    return file


def run_import(desk: Desk, sheet: Path, *options: str, key: str = "auditor", code: int = 0) -> Any:
    return desk.json("attest", "import", sheet, "--key", key, *desk.password(), *options, code=code)


def test_attest_import_good_sheet_is_recorded_row_by_row(desk: Desk, world: LedgerWorld, sheet: Path) -> None:
    report = run_import(desk, sheet)
    assert report["problems"] == []
    assert [item["row"] for item in report["recorded"]] == list(range(2, 252))
    assert len({item["uid"] for item in report["recorded"]}) == 250
    desk.run("index", "sync")
    assert desk.run("index", "audit")[0] == 0
    answer = desk.json("status", handle_of(world.sites[0]), "--schema", C029)
    assert answer["status"]["code"] == "conforms"


def test_attest_import_again_records_nothing_twice(desk: Desk, world: LedgerWorld, sheet: Path) -> None:
    first = run_import(desk, sheet)
    before = world.latest_block()
    again = run_import(desk, sheet)
    assert again["recorded"] == []
    assert again["recordedBefore"] == first["recorded"]
    assert world.latest_block() == before


def test_attest_import_again_refuses_the_twin_of_a_recorded_row_again(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    desk.run("index", "sync")
    file = tmp_path / "audits.csv"
    file.write_text(HEADER + 2 * row(handle_of(world.sites[2])))
    first = run_import(desk, file, "--accept-good-rows")
    assert [item["row"] for item in first["recorded"]] == [2]
    again = run_import(desk, file, "--accept-good-rows")
    assert again["recorded"] == []
    assert again["problems"] == first["problems"]
    assert [(item["row"], item["name"]) for item in again["problems"]] == [(3, "row-twice")]


def test_attest_import_dry_run_asks_and_sends_nothing(desk: Desk, world: LedgerWorld, sheet: Path) -> None:
    before = world.latest_block()
    report = run_import(desk, sheet, "--dry-run")
    assert (len(report["ready"]), report["recorded"], report["problems"]) == (250, [], [])
    assert world.latest_block() == before


def test_attest_import_refused_by_the_contract_names_its_reason_for_each_row(
    desk: Desk, world: LedgerWorld, sheet: Path
) -> None:
    before = world.latest_block()
    report = run_import(desk, sheet, key="unaccredited-auditor", code=3)
    assert {problem["name"] for problem in report["problems"]} == {"AccreditationMissing"}
    assert [problem["row"] for problem in report["problems"]] == list(range(2, 252))
    assert world.latest_block() == before


def test_attest_import_one_bad_row_stops_all_unless_good_rows_are_accepted(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    desk.run("index", "sync")
    good, before = handle_of(world.sites[2]), world.latest_block()
    file = tmp_path / "audits.csv"
    file.write_text(HEADER + row(good) + row("LL-0000-0000") + row(good, "ask jane.doe@example.org") + "short\n")
    report = run_import(desk, file, code=2)
    assert [(item["row"], item["field"], item["name"]) for item in report["problems"]] == [
        (3, "site", "subject-not-found"),
        (4, "$.content.note", "personal-data-refused"),
        (5, "row", "row-ragged"),
    ]
    assert "jane" not in str(report)
    assert (report["rows"], report["ready"], report["recorded"]) == (4, [2], [])
    assert world.latest_block() == before
    accepted = run_import(desk, file, "--accept-good-rows")
    assert [item["row"] for item in accepted["recorded"]] == [2]
    assert len(accepted["problems"]) == 3


def test_attest_import_interrupted_before_sending_goes_on_with_the_same_signatures(
    desk: Desk, world: LedgerWorld, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise NodeUnavailable("the node went away")

    with monkeypatch.context() as patched:
        patched.setattr(Relay, "record_batches", fail)
        assert run_import(desk, sheet, code=4)["code"] == "node-unavailable"
    monkeypatch.setattr(sheet_run, "sign_drafts", fail)  # everything was signed: nothing may be signed again
    report = run_import(desk, sheet)
    assert [item["row"] for item in report["recorded"]] == list(range(2, 252))


def test_attest_import_interrupted_after_sending_records_no_row_twice(
    desk: Desk, world: LedgerWorld, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Relay.record_batches

    def send_and_fail(relay: Relay, batches: Any, *, in_flight: int) -> Any:
        send(relay, batches[:2], in_flight=in_flight)
        raise NodeUnavailable("the node went away")

    with monkeypatch.context() as patched:
        patched.setattr(Relay, "record_batches", send_and_fail)
        run_import(desk, sheet, code=4)
    before = world.latest_block()
    report = run_import(desk, sheet)
    assert [item["row"] for item in report["recorded"]] == list(range(2, 252))
    assert world.latest_block() == before + 1
    desk.run("index", "sync")
    assert desk.run("index", "audit")[0] == 0


def test_attest_import_text_report_says_what_to_do(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    desk.run("index", "sync")
    file = tmp_path / "audits.csv"
    file.write_text(HEADER + row(handle_of(world.sites[2]), outcome="fine"))
    code, out, _ = desk.run("attest", "import", file, "--key", "auditor", *desk.password())
    assert code == 2
    assert "'fine' is not an outcome [input-invalid]" in out
    assert "1 row: 0 recorded now" in out


def test_attest_import_accreditation_ended_meanwhile_names_every_row_and_can_be_run_again(
    desk: Desk, world: LedgerWorld, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign = sheet_run.sign_rows
    party = world.parties["auditor"].number

    def sign_and_end(*arguments: Any, **options: Any) -> Any:
        signed = sign(*arguments, **options)
        world.council.end_accreditation(party, schema_hash(C029))
        return signed

    with monkeypatch.context() as patched:
        patched.setattr(sheet_run, "sign_rows", sign_and_end)
        report = run_import(desk, sheet, code=3)
    assert report["recorded"] == []
    assert [problem["row"] for problem in report["problems"]] == list(range(2, 252))
    assert "row 2 of the same batch" in report["problems"][1]["message"]
    now = world.chain.timestamp()
    world.council.give_accreditations([AccreditationGrant(party, schema_hash(C029), now, now + 86_400)])
    assert [item["row"] for item in run_import(desk, sheet)["recorded"]] == list(range(2, 252))
