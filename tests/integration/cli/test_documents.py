"""Evidence files and take-outs, on a real ledger: kept, checked, erased, and every proof still valid."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger.schemas.catalogue import load_schema
from labour_ledger_verify.handle import handle_of

C029 = "ilo/c029@1930"
REPORT = b"%PDF-1.7 a fictitious report of an assessment"


@pytest.fixture
def attached(desk: Desk, tmp_path: Path) -> tuple[str, Path]:
    """A report that is kept, and a content that names it."""
    report, content = tmp_path / "report of Jane.pdf", tmp_path / "audit.json"
    report.write_bytes(REPORT)
    example = {name: value for name, value in load_schema(C029).examples[0].items() if name != "evidence"}
    content.write_text(
        json.dumps(example | {"findings": [], "performedFrom": "2024-12-01", "performedUntil": "2024-12-02"})
    )
    found = desk.json("document", "attach", report, "--kind", "assessment-report", "--content", content)
    return found["hash"], content


def recorded(desk: Desk, world: LedgerWorld, content: Path) -> str:
    """Record the content about the first site; return the uid."""
    desk.run("index", "sync")
    draft, signed = content.with_name("draft.json"), content.with_name("signed.json")
    options = ("--schema", C029, "--outcome", "conforms", "--key", "auditor", "--content", content, "-o", draft)
    assert desk.run("attest", "draft", handle_of(world.sites[0]), *options)[0] == 0
    assert desk.run("attest", "sign", draft, "--key", "auditor", *desk.password(), "-o", signed)[0] == 0
    (submission,) = desk.json("attest", "submit", signed)["submissions"]
    desk.run("index", "sync")
    return str(submission["uids"][0])


def place_of(desk: Desk, digest: str) -> Path:
    return desk.home / "evidence" / digest[2:4] / digest[2:]


def test_document_attach_keeps_a_file_once_under_its_hash_without_its_name(
    desk: Desk, attached: tuple[str, Path], tmp_path: Path
) -> None:
    digest, content = attached
    assert digest == f"0x{hashlib.sha256(REPORT).hexdigest()}"
    assert json.loads(content.read_text())["evidence"] == [
        {
            "algorithm": "sha256",
            "hash": digest,
            "mediaType": "application/pdf",
            "holder": "issuer",
            "kind": "assessment-report",
        }
    ]
    again = tmp_path / "copy.pdf"
    again.write_bytes(REPORT)
    desk.json("document", "attach", again, "--kind", "assessment-report", "--content", content)
    assert len(json.loads(content.read_text())["evidence"]) == 1
    assert len(desk.json("document", "list")["files"]) == 1
    assert place_of(desk, digest).read_bytes() == REPORT
    kept = "".join(str(path) + path.read_text() for path in (desk.home / "evidence").rglob("*") if path.is_file())
    assert "Jane" not in kept


def test_document_changed_on_disk_is_found_at_the_next_read(desk: Desk, attached: tuple[str, Path]) -> None:
    digest, _ = attached
    place_of(desk, digest).write_bytes(REPORT + b" ")
    assert desk.json("document", "show", digest, code=4)["code"] == "evidence-damaged"


def test_document_export_writes_the_document_with_its_evidence(
    desk: Desk, world: LedgerWorld, attached: tuple[str, Path], tmp_path: Path
) -> None:
    digest, content = attached
    uid = recorded(desk, world, content)
    assert len(desk.json("document", "show", digest)["namedBy"]) == 1
    folder = tmp_path / "out"
    written = desk.json("document", "export", uid, "-o", folder)["files"]
    assert written == ["document.json", "signed.json", f"evidence/{digest[2:]}.pdf"]
    assert (folder / written[2]).read_bytes() == REPORT
    assert json.loads((folder / "document.json").read_text())["content"]["evidence"][0]["hash"] == digest
    assert "not empty" in desk.json("document", "export", uid, "-o", folder, code=2)["message"]


def test_document_erased_leaves_every_proof_valid(
    desk: Desk, world: LedgerWorld, attached: tuple[str, Path], tmp_path: Path
) -> None:
    digest, content = attached
    uid = recorded(desk, world, content)
    trust = tmp_path / "trust.json"
    assert desk.run("trust", "init", "-o", trust, "--time-tolerance", "60")[0] == 0
    before = verified(desk, world, trust, tmp_path / "before.json")
    document_hash = desk.json("document", "show", digest)["namedBy"][0]
    assert desk.run("document", "erase", digest, "--reason", "names a worker", "--yes")[0] == 0
    assert desk.run("document", "erase", document_hash, "--yes")[0] == 0
    after = verified(desk, world, trust, tmp_path / "after.json")
    assert before["code"] == after["code"] == "conforms"
    assert uid in after["winning"]
    assert (tmp_path / "before.json").read_text().count(digest) == 1
    assert digest not in (tmp_path / "after.json").read_text()
    assert not place_of(desk, digest).exists()
    assert desk.json("document", "show", digest)["reason"] == "names a worker"
    assert desk.json("document", "erase", digest, "--yes", code=2)["code"] == "evidence-not-held"
    assert desk.json("document", "erase", document_hash, "--yes", code=2)["code"] == "document-not-held"
    assert desk.json("document", "export", uid, "-o", tmp_path / "out", code=2)["code"] == "document-not-held"


def verified(desk: Desk, world: LedgerWorld, trust: Path, bundle: Path) -> Any:
    """Build the first site's bundle, verify it, and return the status that it proves."""
    assert desk.run("bundle", handle_of(world.sites[0]), "-o", bundle)[0] == 0
    report = desk.json("verify", bundle, "--trust", trust, "--schema", C029)
    assert (report["exit"], report["files"][0]["verdict"]) == (0, "sound")
    return report["files"][0]["status"]


def test_document_erase_unconfirmed_erases_nothing(desk: Desk, attached: tuple[str, Path]) -> None:
    digest, _ = attached
    assert desk.run("document", "erase", digest)[0] != 0
    assert place_of(desk, digest).exists()


def test_takeout_holds_everything_of_a_party_and_names_it(
    desk: Desk, world: LedgerWorld, attached: tuple[str, Path], tmp_path: Path
) -> None:
    digest, content = attached
    uid = recorded(desk, world, content)
    trust = tmp_path / "trust.json"
    assert desk.run("trust", "init", "-o", trust, "--time-tolerance", "60")[0] == 0
    for name in ("auditor", "supplier"):
        folder = tmp_path / name
        desk.json("takeout", "--party", str(world.parties[name].number), "-o", folder)
        index = json.loads((folder / "index.json").read_text())
        for file in index["files"]:
            assert hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest() == file["sha256"]
        assert f"evidence/{digest[2:]}.pdf" in [file["path"] for file in index["files"]]
        with (folder / "records.csv").open(newline="") as stream:
            assert uid in [row["uid"] for row in csv.DictReader(stream)]
        for bundle in (folder / "bundles").iterdir():
            assert desk.run("verify", bundle, "--trust", trust)[0] == 0
    assert (tmp_path / "auditor" / "bundles" / "issued.json").exists()
    assert (tmp_path / "supplier" / "bundles" / f"{handle_of(world.sites[0])}.json").exists()


def test_takeout_of_nobody_is_bad_input(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    desk.run("index", "sync")
    assert desk.json("takeout", "--party", "999", "-o", tmp_path / "x", code=2)["code"] == "nothing-to-prove"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("document", "show", "0x12"), "evidence-invalid"),
        (("document", "show", "0x" + "12" * 32), "evidence-not-held"),
    ],
)
def test_document_show_what_is_not_there_is_named(desk: Desk, arguments: tuple[str, ...], code: str) -> None:
    assert desk.json(*arguments, code=2)["code"] == code


def test_document_attach_empty_file_or_wrong_media_type_is_refused(desk: Desk, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    assert desk.json("document", "attach", empty, code=2)["code"] == "evidence-invalid"
    empty.write_bytes(b"x")
    assert desk.json("document", "attach", empty, "--media-type", "a file", code=2)["code"] == "evidence-invalid"
