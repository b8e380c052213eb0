from __future__ import annotations

import json
from pathlib import Path

from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import DAY_S, LedgerWorld, party_key

from labour_ledger.attesting.keys import import_private_key
from labour_ledger.chain.local import development_key
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.chain.transactions import TransactionSender
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger_verify.basis import SignerKind
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_checksum_address
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.status import format_time

C029 = "ilo/c029@1930"
WALLET_THAT_AGREES = "6d631626ba7e60e01b5f5260205ff35f52600e6012f3"
"""Creation code of a contract that answers every call with the magic value of ERC-1271."""


def new_key(desk: Desk, label: str) -> bytes:
    private_key = keccak256(f"new key {label}".encode())
    import_private_key(desk.home / "keys", private_key, "secret", label=label, work_factor=2)
    return LocalSigner(private_key).address


def record_audit(desk: Desk, world: LedgerWorld, site: int = 0) -> str:
    (uid,) = world.record("auditor", world.attestation("auditor", world.sites[site], C029, outcome=1)).uids
    return f"0x{uid.hex()}"


def test_keys_add_signed_by_both_lets_the_new_key_sign(desk: Desk, world: LedgerWorld) -> None:
    address = new_key(desk, "clerk")
    before = world.latest_block()
    assert desk.json("keys", "add", "clerk", "--admin", "supplier", "--dry-run", *desk.password())["sent"] is False
    assert world.latest_block() == before
    desk.json("keys", "add", "clerk", "--admin", "supplier", *desk.password())
    key = world.client.key(address)
    assert key is not None
    assert (key.party, int(key.role)) == (world.parties["supplier"].number, 1)


def test_keys_add_by_a_key_that_may_not_administer_is_refused(desk: Desk, world: LedgerWorld) -> None:
    new_key(desk, "clerk")
    other = new_key(desk, "other")
    desk.json("keys", "add", "clerk", "--admin", "supplier", *desk.password())
    error = desk.json("keys", "add", "other", "--admin", "clerk", *desk.password(), code=3)
    assert error["context"]["error"] == "KeyRoleMissing"
    assert world.client.key(other) is None


def test_keys_add_by_a_key_that_nobody_has_says_to_apply(desk: Desk) -> None:
    new_key(desk, "nobody")
    new_key(desk, "clerk")
    error = desk.json("keys", "add", "clerk", "--admin", "nobody", *desk.password(), code=2)
    assert (error["code"], "party apply" in error["hint"]) == ("key-not-registered", True)


def test_keys_rotate_replaces_in_one_transaction(desk: Desk, world: LedgerWorld) -> None:
    address, old = new_key(desk, "next"), party_key("supplier").address
    before = world.latest_block()
    desk.json("keys", "rotate", "supplier", "next", *desk.password())
    assert world.latest_block() == before + 1
    key = world.client.key(address)
    assert key is not None
    assert int(key.role) == 3
    assert world.client.live_keys(world.parties["supplier"].number) == (address,)
    desk.run("index", "sync")
    rows = desk.json("keys", "list", "--party", str(world.parties["supplier"].number))["keys"]
    assert [(row["key"], row["state"].split()[0]) for row in rows] == [
        (to_checksum_address(old), "retired"),
        (to_checksum_address(address), "in"),
    ]


def test_keys_rotate_to_a_key_of_another_party_changes_nothing(desk: Desk, world: LedgerWorld) -> None:
    error = desk.json("keys", "rotate", "supplier", "brand", *desk.password(), code=3)
    assert error["context"]["error"] == "KeyAlreadyKnown"
    assert world.client.live_keys(world.parties["supplier"].number) == (party_key("supplier").address,)


def test_keys_rotate_with_the_relay_down_changes_nothing(desk: Desk, world: LedgerWorld) -> None:
    new_key(desk, "next")
    (desk.home / "config.toml").write_text('rpc_url = "http://127.0.0.1:1"\n')
    assert desk.json("keys", "rotate", "supplier", "next", *desk.password(), code=4)["code"] == "node-unavailable"
    assert world.client.live_keys(world.parties["supplier"].number) == (party_key("supplier").address,)


def test_keys_retire_of_the_last_admin_key_needs_a_word(desk: Desk, world: LedgerWorld) -> None:
    error = desk.json("keys", "retire", "supplier", *desk.password(), code=2)
    assert error["code"] == "last-admin-key"
    desk.json("keys", "retire", "supplier", "--yes", *desk.password())
    assert world.client.live_keys(world.parties["supplier"].number) == ()


def test_keys_compromise_lists_what_it_changes_before_it_is_done(desk: Desk, world: LedgerWorld) -> None:
    kept = record_audit(desk, world, site=1)
    world.chain.travel_by(DAY_S)
    since = format_time(world.chain.timestamp())
    world.chain.travel_by(60)
    lost = record_audit(desk, world, site=0)
    desk.run("index", "sync")
    before = world.latest_block()
    found = desk.json("keys", "compromise", "auditor", "--from", since)
    assert world.latest_block() == before
    assert (found["sent"], found["stopCounting"]) == (False, [lost])
    (change,) = found["changes"]
    assert (change["subject"]["handle"], change["before"], change["after"]) == (
        handle_of(world.sites[0]),
        "conforms",
        "unknown",
    )
    shown = desk.run("keys", "compromise", "auditor", "--from", since)[1]
    assert handle_of(world.sites[0]) in shown
    assert "nothing was sent" in shown
    assert desk.json("keys", "compromise", "auditor", "--from", since, "--yes", *desk.password())["sent"] is True
    desk.run("index", "sync")
    today = desk.json("status", handle_of(world.sites[0]), "--schema", C029)["status"]["code"]
    assert today == change["after"]
    signed = {item["uid"]: item["doubtful"] for item in desk.json("keys", "signed", "auditor")["records"]}
    assert signed == {kept: False, lost: True}


def test_keys_compromise_further_back_than_the_party_may_is_refused(desk: Desk, world: LedgerWorld) -> None:
    world.chain.travel_by(60 * DAY_S)
    record_audit(desk, world)
    desk.run("index", "sync")
    since = format_time(world.chain.timestamp() - 40 * DAY_S)
    error = desk.json("keys", "compromise", "auditor", "--from", since, "--yes", *desk.password(), code=3)
    assert error["context"]["error"] == "CompromiseTooFarBack"


def test_keys_resign_replaces_doubtful_records_with_the_new_key(desk: Desk, world: LedgerWorld, tmp_path: Path) -> None:
    new_key(desk, "sound")
    desk.json("keys", "add", "sound", "--admin", "auditor", "--role", "sign,admin", *desk.password())
    world.chain.travel_by(DAY_S)
    uid = attested(desk, world, tmp_path)
    undocumented = record_audit(desk, world, site=1)
    since = format_time(world.chain.timestamp() - 30)
    desk.run("index", "sync")
    desk.json("keys", "compromise", "auditor", "--from", since, "--admin", "sound", "--yes", *desk.password())
    desk.run("index", "sync")
    assert desk.json("status", handle_of(world.sites[0]), "--schema", C029)["status"]["code"] == "unknown"
    world.chain.travel_by(60)
    planned = desk.json("keys", "resign", "auditor", "--key", "sound")
    assert (planned["sent"], planned["again"], planned["leftOut"][0]["uid"]) == (False, [uid], undocumented)
    done = desk.json("keys", "resign", "auditor", "--key", "sound", "--yes", *desk.password())
    assert len(done["submissions"]) == 1
    desk.run("index", "sync")
    assert desk.json("status", handle_of(world.sites[0]), "--schema", C029)["status"]["code"] == "conforms"


def test_keys_resign_with_a_key_that_the_compromised_one_added_is_refused(desk: Desk, world: LedgerWorld) -> None:
    world.chain.travel_by(DAY_S)
    since = format_time(world.chain.timestamp())
    world.chain.travel_by(60)
    new_key(desk, "planted")
    desk.json("keys", "add", "planted", "--admin", "auditor", "--role", "sign,admin", *desk.password())
    desk.run("index", "sync")
    done = desk.json("keys", "compromise", "auditor", "--from", since, "--yes", *desk.password())
    assert len(done["doubtfulKeys"]) == 2
    desk.run("index", "sync")
    error = desk.json("keys", "resign", "auditor", "--key", "planted", code=2)
    assert error["code"] == "key-doubtful"


def attested(desk: Desk, world: LedgerWorld, folder: Path) -> str:
    """Record an audit with its document; return its uid."""
    content, draft, signed = folder / "content.json", folder / "draft.json", folder / "signed.json"
    example = next(item for item in load_schema(C029).examples if not item.get("findings"))
    content.write_text(json.dumps(example))
    desk.run("index", "sync")
    options = ("--schema", C029, "--outcome", "conforms", "--key", "auditor", "--content", content, "-o", draft)
    desk.json("attest", "draft", f"0x{world.sites[0].hex()}", *options)
    desk.json("attest", "sign", draft, "--key", "auditor", *desk.password(), "-o", signed)
    return str(desk.json("attest", "submit", signed)["submissions"][0]["uids"][0])


def test_keys_lost_tells_both_ways(desk: Desk, world: LedgerWorld) -> None:
    alone = desk.json("keys", "lost", "supplier")
    assert alone["otherAdminKeys"] == []
    assert "council" in alone["steps"][0]
    spare = new_key(desk, "spare")
    desk.json("keys", "add", "spare", "--admin", "supplier", "--role", "admin", *desk.password())
    helped = desk.json("keys", "lost", "supplier")
    assert helped["otherAdminKeys"] == [to_checksum_address(spare)]
    assert "keys retire" in helped["steps"][0]


def test_keys_wallet_is_added_as_a_contract_key(desk: Desk, world: LedgerWorld) -> None:
    sender = TransactionSender(world.client, development_key(3))
    receipt = sender.create(bytes.fromhex(WALLET_THAT_AGREES))
    assert receipt.contract is not None
    wallet = to_checksum_address(receipt.contract)
    desk.json("keys", "wallet", "board", "--address", wallet, "--owner", "supplier")
    desk.json("keys", "add", "board", "--admin", "supplier", *desk.password())
    key = world.client.key(receipt.contract)
    assert key is not None
    assert key.kind is SignerKind.CONTRACT
