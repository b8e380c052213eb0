"""Signing together, sealing, and sending later: the ways that keep people safe, by the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger.schemas.catalogue import load_schema
from labour_ledger_verify.handle import handle_of

C155 = "ilo/c155@1981"
HOUR = 3_600
FINDING = dict(load_schema("ledger/sealed-finding@1").examples[0])


def written(folder: Path, name: str, value: object) -> Path:
    file = folder / name
    file.write_text(json.dumps(value))
    return file


@pytest.fixture
def together(desk: Desk, world: LedgerWorld, tmp_path: Path) -> Path:
    """A document that auditor, site and workers are to sign."""
    desk.run("index", "sync")
    content = written(tmp_path, "visit.json", dict(load_schema(C155).examples[-1]))
    file = tmp_path / "visit.cosign.json"
    signers = ["--signer", "site=supplier", "--signer", "workers_organisation=workers", "--signer", "auditor=auditor"]
    command = ["attest", "cosign", "start", handle_of(world.sites[0]), "--schema", C155, "--outcome", "conforms"]
    state = desk.json(*command, "--content", content, *signers, "--output", file)
    assert state["missing"] == ["auditor", "workers_organisation", "site"]
    return file


def sign(desk: Desk, file: Path, *names: str) -> None:
    for name in names:
        desk.json("attest", "cosign", "sign", file, "--key", name, *desk.password())


def test_cosign_by_all_records_one_document_three_times(desk: Desk, world: LedgerWorld, together: Path) -> None:
    sign(desk, together, "workers", "supplier", "auditor")
    done = desk.json("attest", "submit", together)
    uids = [item["uids"][0] for item in done["submissions"]]
    assert len(uids) == 3
    desk.run("index", "sync")
    status = desk.json("status", handle_of(world.sites[0]), "--schema", C155)["status"]
    assert status["code"] == "conforms"
    assert set(status["winning"]) == set(uids[:2])
    again = desk.json("attest", "submit", together)
    assert [item["alreadyRecorded"] for item in again["submissions"]] == [True, True, True]


def test_cosign_half_signed_is_refused_with_who_is_missing(desk: Desk, world: LedgerWorld, together: Path) -> None:
    sign(desk, together, "auditor", "supplier")
    before = world.latest_block()
    error = desk.json("attest", "submit", together, code=2)
    assert error["code"] == "cosignature-incomplete"
    assert error["context"]["missing"] == ["workers_organisation"]
    assert world.latest_block() == before
    _, out, _ = desk.run("attest", "cosign", "show", together)
    assert [line.split()[-1] for line in out.splitlines()[-3:]] == ["signed", "missing", "signed"]


def test_cosign_of_which_one_would_be_refused_records_none(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    desk.run("index", "sync")
    content = written(tmp_path, "visit.json", dict(load_schema(C155).examples[-1]))
    file = tmp_path / "visit.cosign.json"
    signers = ["--signer", "auditor=auditor", "--signer", "site=unaccredited-auditor"]
    command = ["attest", "cosign", "start", handle_of(world.sites[0]), "--schema", C155, "--outcome", "conforms"]
    desk.json(*command, "--content", content, *signers, "--output", file)
    sign(desk, file, "auditor", "unaccredited-auditor")
    before = world.latest_block()
    error = desk.json("attest", "submit", file, code=3)
    assert error["context"]["error"] == "AccreditationMissing"
    assert world.latest_block() == before


def test_cosign_start_of_a_negative_tells_what_it_takes_to_end_it(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    desk.run("index", "sync")
    content = written(tmp_path, "visit.json", dict(load_schema(C155).examples[-1]))
    signers = ["--signer", "auditor=auditor", "--signer", "workers_organisation=workers"]
    site = handle_of(world.sites[0])
    command: list[str | Path] = ["attest", "cosign", "start", site, "--schema", C155, "--content", content]
    code, _, error = desk.run(*command, "--outcome", "does_not_conform", *signers, "-o", tmp_path / "cosign.json")
    assert code == 0
    assert "2 negative records" in error


def test_cosign_by_a_key_that_is_not_awaited_is_refused(desk: Desk, world: LedgerWorld, together: Path) -> None:
    error = desk.json("attest", "cosign", "sign", together, "--key", "brand", *desk.password(), code=2)
    assert error["code"] == "wrong-key"


def queued(desk: Desk, world: LedgerWorld, tmp_path: Path, count: int) -> None:
    """Let a few replies wait, of two organisations in turn."""
    (uid,) = world.record("auditor", world.attestation("auditor", world.sites[0], C155, outcome=1)).uids
    desk.run("index", "sync")
    content = written(tmp_path, "reply.json", {"position": "contests", "language": "en"})
    for number in range(count):
        key = ("workers", "employers")[number % 2]
        draft, signed = tmp_path / f"draft {number}.json", tmp_path / f"signed {number}.json"
        site = handle_of(world.sites[0])
        more = ("--ref", f"0x{uid.hex()}", "--content", content, "--output", draft)
        desk.json("attest", "draft", site, "--schema", "ledger/reply@1", "--for-queue", "--key", key, *more)
        desk.json("attest", "sign", draft, "--key", key, *desk.password(), "--output", signed)
        desk.json("attest", "queue", "add", signed, "--within", "72h")


def test_queue_sends_nothing_before_it_may_and_all_by_its_time(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    queued(desk, world, tmp_path, 4)
    assert desk.json("attest", "queue", "list")["waiting"] == 4
    assert desk.json("attest", "queue", "release", "--batch", "10")["waiting"] == 4
    world.chain.travel_by(72 * HOUR)
    done = desk.json("attest", "queue", "release", "--batch", "4")
    assert (len(done["submissions"]), done["waiting"], done["issuers"]) == (4, 0, 2)


def test_queue_add_of_what_tells_when_it_was_drafted_warns(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    desk.run("index", "sync")
    world.chain.travel_by(60)
    content = written(tmp_path, "reply.json", {"position": "contests", "language": "en"})
    draft, signed = tmp_path / "draft.json", tmp_path / "signed.json"
    site = handle_of(world.sites[0])
    for option, warned in (((), True), (("--for-queue",), False)):
        more = ("--ref", "0x" + "ab" * 32, "--content", content, "--output", draft, *option)
        desk.json("attest", "draft", site, "--schema", "ledger/reply@1", "--key", "workers", *more)
        desk.json("attest", "sign", draft, "--key", "workers", *desk.password(), "--output", signed)
        code, _, error = desk.run("attest", "queue", "add", signed)
        assert code == 0
        assert ("--for-queue" in error) is warned


def test_queue_release_with_the_relay_down_loses_nothing(
    desk: Desk, world: LedgerWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(desk, world, tmp_path, 1)
    world.chain.travel_by(72 * HOUR)
    with monkeypatch.context() as patched:
        patched.setenv("LABOUR_LEDGER_RPC_URL", "http://127.0.0.1:9")
        assert desk.json("attest", "queue", "release", code=4)["hint"]
    assert desk.json("attest", "queue", "list")["waiting"] == 1
    assert len(desk.json("attest", "queue", "release")["submissions"]) == 1


def test_queue_release_that_is_killed_after_a_record_does_not_make_it_twice(
    desk: Desk, world: LedgerWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(desk, world, tmp_path, 2)
    world.chain.travel_by(72 * HOUR)

    def kill(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", kill)
        assert desk.run("attest", "queue", "release")[0] == 130
    assert desk.json("attest", "queue", "list")["waiting"] == 2
    done = desk.json("attest", "queue", "release")
    assert sorted(item["alreadyRecorded"] for item in done["submissions"]) == [False, True]
    assert done["waiting"] == 0


def test_queue_release_of_a_signature_whose_deadline_passed_lays_it_aside(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    queued(desk, world, tmp_path, 1)
    world.chain.travel_by(63 * 24 * HOUR)
    done = desk.json("attest", "queue", "release")
    assert done["submissions"] == []
    assert "can no longer be recorded" in done["refused"][0]["reason"]


def test_queue_add_of_a_time_that_is_none_is_bad_input(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    error = desk.json("attest", "queue", "add", tmp_path / "none.json", "--within", "soon", code=2)
    assert "72h" in error["hint"]


@pytest.fixture
def sealed(desk: Desk, world: LedgerWorld, tmp_path: Path) -> str:
    desk.run("index", "sync")
    content = written(tmp_path, "finding.json", FINDING)
    words: list[str] = ["--opens-on", "2027-01-31", "--opened-by", "workers_organisation", "--opened-by", "government"]
    seal: list[str | Path] = ["--shares", tmp_path / "shares", "--seal-password-file", desk.password_file]
    site = handle_of(world.sites[0])
    command: list[str | Path] = ["sealed", "commit", site, "--content", content, "--key", "workers", *words, *seal]
    done = desk.json(*command, *desk.password())
    desk.run("index", "sync")
    return str(done["submissions"][0]["uids"][0])


def shares(tmp_path: Path) -> list[Any]:
    return [part for file in sorted((tmp_path / "shares").iterdir()) for part in ("--share", file)]


def test_sealed_open_before_its_day_needs_both_classes(
    desk: Desk, world: LedgerWorld, tmp_path: Path, sealed: str
) -> None:
    out = tmp_path / "opened.json"
    assert [item["state"] for item in desk.json("sealed", "list")["items"]] == ["closed"]
    assert desk.json("sealed", "open", sealed, "-o", out, *desk.password(), code=2)["code"] == "seal-closed"
    both = shares(tmp_path)
    error = desk.json("sealed", "open", sealed, "-o", out, *both[:2], *both[:2], code=2)
    assert error["code"] == "seal-invalid"
    assert not out.exists()
    opened = desk.json("sealed", "open", sealed, "-o", out, *both)
    assert opened["document"]["content"] == FINDING
    assert json.loads(out.read_text())["content"] == FINDING
    assert [item["state"] for item in desk.json("sealed", "list")["items"]] == ["opened"]


def test_sealed_open_on_its_day_needs_the_password_alone(
    desk: Desk, world: LedgerWorld, tmp_path: Path, sealed: str
) -> None:
    world.chain.travel_by(800 * 24 * HOUR)
    opened = desk.json("sealed", "open", sealed, "-o", tmp_path / "opened.json", *desk.password())
    assert opened["document"]["content"] == FINDING


def test_sealed_commit_leaves_nothing_readable_in_the_home_folder(
    desk: Desk, world: LedgerWorld, tmp_path: Path, sealed: str
) -> None:
    for file in (file for file in desk.home.rglob("*") if file.is_file()):
        assert FINDING["topic"].encode() not in file.read_bytes(), file


def test_sealed_open_with_the_file_of_another_record_is_refused(
    desk: Desk, world: LedgerWorld, tmp_path: Path, sealed: str
) -> None:
    (uid,) = world.record("auditor", world.attestation("auditor", world.sites[0], C155, outcome=1)).uids
    desk.run("index", "sync")
    error = desk.json("sealed", "open", f"0x{uid.hex()}", "-o", tmp_path / "x.json", *shares(tmp_path), code=2)
    assert error["code"] == "seal-invalid"


def test_sealed_commit_dry_run_records_and_keeps_nothing(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    desk.run("index", "sync")
    content = written(tmp_path, "finding.json", FINDING)
    words: list[str | Path] = ["--opens-on", "2027-01-31", "--opened-by", "auditor", "--opened-by", "government"]
    command: list[str | Path] = ["sealed", "commit", handle_of(world.sites[0]), "--content", content, *words]
    before = world.latest_block()
    answer = desk.json(*command, "--shares", tmp_path / "shares", "--key", "workers", "--dry-run")
    assert answer["accepted"]
    assert world.latest_block() == before
    assert not (tmp_path / "shares").exists()
    assert desk.json("sealed", "list")["items"] == []


def test_sealed_commit_that_cannot_keep_the_finding_records_nothing(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    desk.run("index", "sync")
    content = written(tmp_path, "finding.json", FINDING)
    words: list[str | Path] = ["--opens-on", "2027-01-31", "--opened-by", "auditor", "--opened-by", "government"]
    command: list[str | Path] = ["sealed", "commit", handle_of(world.sites[0]), "--content", content, *words]
    before = world.latest_block()
    place = ("--shares", content / "shares", "--seal-password-file", desk.password_file)
    error = desk.json(*command, *place, "--key", "workers", *desk.password(), code=2)
    assert error["code"] == "file-unusable"
    assert world.latest_block() == before
    assert desk.json("sealed", "list")["items"] == []


def test_sealed_commit_by_a_class_that_may_not_is_refused(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    desk.run("index", "sync")
    content = written(tmp_path, "finding.json", FINDING)
    words: list[str | Path] = ["--opens-on", "2027-01-31", "--opened-by", "auditor", "--opened-by", "government"]
    command: list[str | Path] = ["sealed", "commit", handle_of(world.sites[0]), "--content", content, *words]
    error = desk.json(*command, "--shares", tmp_path / "shares", "--key", "brand", code=3)
    assert error["context"]["error"] == "ClassNotAllowed"
