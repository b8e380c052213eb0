"""Keys behind a signing service: anvil itself, which implements `eth_signTypedData` for the accounts it holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger.chain.local import development_key
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger_verify.hexadecimal import to_checksum_address

C029 = "ilo/c029@1930"
HELD_BY_ANVIL = 7


@pytest.fixture
def connected(desk: Desk, world: LedgerWorld) -> bytes:
    """Add a key that the service holds to the auditor; return its address."""
    address = development_key(HELD_BY_ANVIL).address
    shown = to_checksum_address(address)
    made = desk.json("keys", "connect", "remote", "--url", world.chain.url, "--address", shown)
    assert made["key"]["heldBy"] == "a signing service"
    desk.json("keys", "add", "remote", "--admin", "auditor", *desk.password())
    return address


def test_keys_connect_signs_what_the_ledger_takes(
    desk: Desk, world: LedgerWorld, connected: bytes, tmp_path: Path
) -> None:
    content, draft, signed = (tmp_path / name for name in ("content.json", "draft.json", "signed.json"))
    content.write_text(json.dumps(load_schema(C029).examples[0]))
    desk.run("index", "sync")
    options = ("--schema", C029, "--outcome", "conforms_with_findings", "--key", "remote", "--content", content)
    desk.json("attest", "draft", f"0x{world.sites[0].hex()}", *options, "-o", draft)
    desk.json("attest", "sign", draft, "--key", "remote", "-o", signed)
    assert len(desk.json("attest", "submit", signed)["submissions"]) == 1
    desk.run("index", "sync")
    (record,) = desk.json("keys", "signed", "remote")["records"]
    assert record["doubtful"] is False
    assert "remote" in desk.run("keys", "list")[1]


def test_keys_connect_signs_several_as_one_batch(
    desk: Desk, world: LedgerWorld, connected: bytes, tmp_path: Path
) -> None:
    content, signed = tmp_path / "content.json", tmp_path / "signed.json"
    content.write_text(json.dumps(load_schema(C029).examples[0]))
    drafts = [tmp_path / "one.json", tmp_path / "two.json"]
    for draft, site in zip(drafts, world.sites, strict=False):
        options = ("--schema", C029, "--outcome", "conforms_with_findings", "--key", "remote", "--content", content)
        desk.json("attest", "draft", f"0x{site.hex()}", *options, "-o", draft)
    desk.json("attest", "sign", *drafts, "--key", "remote", "-o", signed)
    assert len(desk.json("attest", "submit", signed)["submissions"][0]["uids"]) == 2


def test_keys_connect_cannot_pay_for_sending(desk: Desk, world: LedgerWorld, connected: bytes) -> None:
    before = world.latest_block()
    options = ("--admin", "auditor", "--relay", "remote", *desk.password())
    error = desk.json("keys", "retire", "remote", *options, code=2)
    assert error["code"] == "remote-signer-refused"
    assert world.latest_block() == before


def test_keys_connect_to_a_key_that_the_service_lacks_sends_nothing(desk: Desk, world: LedgerWorld) -> None:
    unknown = to_checksum_address(b"\x77" * 20)
    desk.json("keys", "connect", "remote", "--url", world.chain.url, "--address", unknown)
    before = world.latest_block()
    error = desk.json("keys", "add", "remote", "--admin", "auditor", *desk.password(), code=2)
    assert error["code"] == "remote-signer-refused"
    assert world.latest_block() == before


def test_party_apply_by_a_contract_wallet_is_told_that_it_cannot(desk: Desk, world: LedgerWorld) -> None:
    desk.json("keys", "wallet", "board", "--address", to_checksum_address(b"\x78" * 20), "--owner", "supplier")
    options = ("--class", "business", "--key", "board", *desk.password())
    error = desk.json("party", "apply", "A Mill (fictitious)", *options, code=2)
    assert "not by a contract wallet" in error["hint"]
