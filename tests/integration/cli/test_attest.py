from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger.schemas.catalogue import load_schema
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.handle import handle_of

C029 = "ilo/c029@1930"
AUDIT = load_schema(C029).examples[0]
DECLARATION = load_schema(C029).examples[1]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    file = tmp_path / "content.json"
    file.write_text(json.dumps({**DECLARATION}))
    return file


def signed_declaration(desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path) -> Path:
    assert desk.run("index", "sync")[0] == 0
    draft, signed = tmp_path / "draft.json", tmp_path / "signed.json"
    site = handle_of(world.sites[0])
    options = ("--schema", C029, "--outcome", "conforms", "--key", "supplier", "--content", content)
    assert desk.run("attest", "draft", site, *options, "-o", draft)[0] == 0
    assert desk.run("attest", "sign", draft, "--key", "supplier", *desk.password(), "-o", signed)[0] == 0
    return signed


def test_attest_drafted_signed_submitted_is_recorded_and_answers_the_status(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    signed = signed_declaration(desk, world, content, tmp_path)
    (submission,) = desk.json("attest", "submit", signed)["submissions"]
    assert submission["alreadyRecorded"] is False
    assert submission["gasUsed"] > 0
    desk.run("index", "sync")
    answer = desk.json("status", handle_of(world.sites[0]), "--schema", C029)
    assert answer["status"]["code"] == "self_declared"
    assert answer["status"]["winning"] == submission["uids"]
    assert answer["records"][0]["document"]["content"] == DECLARATION


def test_attest_submit_again_is_answered_and_not_sent(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    signed = signed_declaration(desk, world, content, tmp_path)
    first = desk.json("attest", "submit", signed)["submissions"]
    before = world.latest_block()
    again = desk.json("attest", "submit", signed)["submissions"]  # the index has not read it yet
    desk.run("index", "sync")
    indexed = desk.json("attest", "submit", signed)["submissions"]
    for answer in (again, indexed):
        assert answer[0]["uids"] == first[0]["uids"]
        assert answer[0]["alreadyRecorded"] is True
    assert world.latest_block() == before


def test_attest_sign_several_drafts_makes_one_batch(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    desk.run("index", "sync")
    drafts = []
    for number, subject in enumerate(world.sites[:2]):
        draft = tmp_path / f"draft{number}.json"
        options = ("--schema", C029, "--outcome", "conforms", "--key", "supplier", "--content", content)
        assert desk.run("attest", "draft", f"0x{subject.hex()}", *options, "-o", draft)[0] == 0
        drafts.append(draft)
    signed = tmp_path / "batch.json"
    assert desk.run("attest", "sign", *drafts, "--key", "supplier", *desk.password(), "-o", signed)[0] == 0
    (submission,) = desk.json("attest", "submit", signed)["submissions"]
    assert len(submission["uids"]) == 2


def changed(file: Path, **fields: Any) -> Path:
    value = json.loads(file.read_text())
    value["attestation"] |= fields
    other = file.with_name("changed.json")
    other.write_text(json.dumps(value))
    return other


@pytest.mark.parametrize(
    ("fields", "code", "name"),
    [
        ({"nonce": "7"}, 3, "SignatureInvalid"),
        ({"subject": "0x" + "12" * 32}, 2, "attestation-invalid"),
        ({"deadline": "1"}, 2, "attestation-invalid"),
        ({"outcome": 0}, 2, "attestation-invalid"),
        ({"outcome": 9}, 2, "signed-file-invalid"),
        ({"mood": "good"}, 2, "signed-file-invalid"),
    ],
)
def test_attest_submit_changed_file_is_refused_and_nothing_is_kept(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path, fields: dict[str, Any], code: int, name: str
) -> None:
    signed = signed_declaration(desk, world, content, tmp_path)
    before = world.latest_block()
    error = desk.json("attest", "submit", changed(signed, **fields), code=code)
    assert name in (error["code"], error["context"].get("error"))
    assert world.latest_block() == before
    assert documents_kept(desk) == 0


def documents_kept(desk: Desk) -> int:
    import sqlite3

    connection = sqlite3.connect(desk.home / "labour-ledger.db")
    try:
        return int(connection.execute("SELECT count(*) FROM own_document").fetchone()[0])
    finally:
        connection.close()


def test_attest_submit_high_s_signature_is_refused_by_name(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    from labour_ledger_verify.signature import CURVE_ORDER

    signed = signed_declaration(desk, world, content, tmp_path)
    value = json.loads(signed.read_text())
    signature = bytes.fromhex(value["signature"][2:])
    s = CURVE_ORDER - int.from_bytes(signature[32:64], "big")
    value["signature"] = "0x" + (signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])).hex()
    signed.write_text(json.dumps(value))
    error = desk.json("attest", "submit", signed, code=3)
    assert error["context"]["error"] == "SignatureMalleable"


def test_attest_submit_nonce_used_for_something_else_is_refused(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    signed = signed_declaration(desk, world, content, tmp_path)
    nonce = int(json.loads(signed.read_text())["attestation"]["nonce"])
    world.nonces["supplier"] = nonce - 1
    world.record("supplier", world.attestation("supplier", world.sites[0], C029, outcome=1))
    error = desk.json("attest", "submit", signed, code=3)
    assert error["context"]["error"] == "AttestationNonceUsed"
    assert documents_kept(desk) == 0


@pytest.mark.parametrize("data", ["", "{", '{"format": "labour-ledger/signed-attestation@2"}', '{"a": 1, "a": 2}'])
def test_attest_submit_file_that_is_none_is_bad_input(desk: Desk, tmp_path: Path, data: str) -> None:
    file = tmp_path / "none.json"
    file.write_text(data)
    error = desk.json("attest", "submit", file, code=2)
    assert error["code"] == "signed-file-invalid"
    assert "none.json" in error["message"]


def test_attest_submit_signed_for_another_ledger_is_bad_input(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    signed = signed_declaration(desk, world, content, tmp_path)
    value = json.loads(signed.read_text())
    value["domain"]["chainId"] = 1
    signed.write_text(json.dumps(value))
    assert desk.json("attest", "submit", signed, code=2)["code"] == "wrong-ledger"


def test_attest_submit_chain_down_could_not_and_keeps_nothing(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    signed = signed_declaration(desk, world, content, tmp_path)
    (desk.home / "config.toml").write_text('rpc_url = "http://127.0.0.1:9"\n')
    error = desk.json("attest", "submit", signed, code=4)
    assert error["code"] == "node-unavailable"
    assert error["hint"]
    assert documents_kept(desk) == 0


def test_attest_submit_other_chain_is_refused(desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path) -> None:
    signed = signed_declaration(desk, world, content, tmp_path)
    record = desk.home / "deployment.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), "chainId": 5}))
    code, _, error = desk.run(
        "attest", "submit", signed, "--relay", "brand", "--relay-password-file", desk.password_file
    )
    assert code == 4
    assert "chain 31337, not chain 5" in error


def test_attest_submit_without_a_relay_on_another_chain_is_configuration(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    signed = signed_declaration(desk, world, content, tmp_path)
    record = desk.home / "deployment.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), "chainId": 5}))
    assert desk.json("attest", "submit", signed, code=5)["code"] == "relay-missing"


def test_attest_draft_unknown_site_is_named(desk: Desk, world: LedgerWorld, content: Path) -> None:
    desk.run("index", "sync")
    error = desk.json(
        "attest", "draft", "os:CN2021250D1DTN7", "--schema", C029, "--key", "supplier", "--content", content, code=2
    )
    assert error["code"] == "subject-not-found"


def test_attest_draft_personal_data_is_refused_without_repeating_it(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    content.write_text(json.dumps({**DECLARATION, "note": "ask jane.doe@example.org"}))
    output = tmp_path / "draft.json"
    options = ("--schema", C029, "--outcome", "conforms", "--key", "supplier", "--content", content, "-o", output)
    code, out, error = desk.run("attest", "draft", f"0x{world.sites[0].hex()}", *options)
    assert code == 2
    assert "$.content.note" in error
    assert "jane" not in out + error
    assert not output.exists()


def test_attest_sign_wrong_password_and_wrong_key_are_named(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.json"
    options = ("--schema", C029, "--outcome", "conforms", "--key", "supplier", "--content", content, "-o", draft)
    assert desk.run("attest", "draft", f"0x{world.sites[0].hex()}", *options)[0] == 0
    assert desk.json("attest", "sign", draft, "--key", "brand", *desk.password(), code=2)["code"] == "wrong-key"
    desk.password_file.write_text("guess")
    assert desk.json("attest", "sign", draft, "--key", "supplier", *desk.password(), code=2)["code"] == "password-wrong"


def test_attest_submit_store_gone_could_not(desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path) -> None:
    signed = signed_declaration(desk, world, content, tmp_path)
    before = world.latest_block()
    (desk.home / "config.toml").write_text(
        f'rpc_url = "{world.chain.url}"\nstore_url = "postgresql://nobody@127.0.0.1:9/none"\n'
    )
    assert desk.json("attest", "submit", signed, code=4)["code"] == "store-unavailable"
    assert world.latest_block() == before


def test_attest_submit_store_locked_could_not_and_sends_nothing(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    import sqlite3

    signed = signed_declaration(desk, world, content, tmp_path)
    (desk.home / "config.toml").write_text(f'rpc_url = "{world.chain.url}"\nstore_busy_timeout_s = 0.1\n')
    before = world.latest_block()
    other = sqlite3.connect(desk.home / "labour-ledger.db", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        error = desk.json("attest", "submit", signed, code=4)
    finally:
        other.close()
    assert error["code"] == "store-locked"
    assert "locked" in error["message"]
    assert world.latest_block() == before


def test_attest_submit_file_of_many_lines_submits_each_and_names_the_broken_line(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    one = json.loads(signed_declaration(desk, world, content, tmp_path).read_text())
    two = json.loads(signed_declaration(desk, world, content, tmp_path).read_text())
    lines = tmp_path / "lines.jsonl"
    lines.write_text(f"{json.dumps(one)}\n{json.dumps({**two, 'mood': 1})}\n")
    before = world.latest_block()
    error = desk.json("attest", "submit", lines, code=2)
    assert "lines.jsonl, line 2" in error["message"]
    assert world.latest_block() == before
    lines.write_text(f"{json.dumps(one)}\n{json.dumps(two)}\n")
    assert len(desk.json("attest", "submit", lines)["submissions"]) == 2


def test_attest_submit_batch_names_the_item_at_fault(
    desk: Desk, world: LedgerWorld, content: Path, tmp_path: Path
) -> None:
    drafts = []
    for number in range(2):
        draft = tmp_path / f"draft{number}.json"
        options = ("--schema", C029, "--outcome", "conforms", "--key", "supplier", "--content", content)
        # the second site is nobody's, and the supplier has no accreditation for sites of others
        site = f"0x{world.sites[number * 3].hex()}"
        assert desk.run("attest", "draft", site, *options, "-o", draft)[0] == 0
        drafts.append(draft)
    signed = tmp_path / "batch.json"
    assert desk.run("attest", "sign", *drafts, "--key", "supplier", *desk.password(), "-o", signed)[0] == 0
    world.council.end_accreditation(world.parties["supplier"].number, schema_hash(C029))
    error = desk.json("attest", "submit", signed, code=3)
    assert error["context"]["item"] == 1
    value = json.loads(signed.read_text())
    value["documents"][1]["content"]["note"] = "changed"
    signed.write_text(json.dumps(value))
    error = desk.json("attest", "submit", signed, code=2)
    assert error["context"]["problems"][0]["field"] == "attestations[1].documentHash"
    assert documents_kept(desk) == 0
