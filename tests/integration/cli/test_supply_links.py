"""Supply links on a real chain: recorded by each end, listed, revoked; a network's completeness proven by its head."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger_verify.cli import main as verify
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex

LINK = "ledger/supply-link@1"
Linker = Callable[..., str]


@pytest.fixture
def ends(desk: Desk, world: LedgerWorld) -> tuple[str, str, str]:
    """A network, a buyer that the brand controls, and a seller that the supplier controls."""
    brand = world.parties["brand"].number
    registrations = [
        world.registration("network", kind=4, country=bytes(2), identity_hash=bytes(32), identifiers=()),
        world.registration("buyer", kind=2, country=b"DE", controller=brand),
    ]
    (done,) = world.relay.register_subjects(registrations)
    network, buyer = done.subjects
    desk.run("index", "sync")
    return to_hex(network), to_hex(buyer), to_hex(world.sites[0])


@pytest.fixture
def link(desk: Desk, ends: tuple[str, str, str], tmp_path: Path) -> Linker:
    """Record a link as a party says it; return its uid."""

    def record(key: str, **more: object) -> str:
        network, buyer, seller = ends
        content = {"buyer": buyer, "seller": seller, "period": {"from": "2024-01-01"}, "statedBy": "buyer", **more}
        file, draft, signed = (tmp_path / f"{name}.json" for name in ("content", "draft", "signed"))
        file.write_text(json.dumps(content))
        options = ("--schema", LINK, "--outcome", "statement", "--key", key, "--content", file)
        assert desk.run("attest", "draft", network, *options, "-o", draft)[0] == 0
        assert desk.run("attest", "sign", draft, "--key", key, *desk.password(), "-o", signed)[0] == 0
        (submission,) = desk.json("attest", "submit", signed)["submissions"]
        desk.run("index", "sync")
        uid: str = submission["uids"][0]
        return uid

    return record


def test_links_of_both_ends_are_listed_with_who_signed_for_which(
    desk: Desk, ends: tuple[str, str, str], link: Linker
) -> None:
    network, buyer, seller = ends
    by_buyer = link("brand", goods=["1511"])
    by_seller = link("supplier", statedBy="seller")
    answer = desk.json("supply-link", "list", "--network", network)
    found = [(item["uid"], item["signedFor"], item["goods"], item["until"]) for item in answer["items"]]
    assert found == [(by_buyer, "buyer", ["1511"], None), (by_seller, "seller", [], None)]
    assert answer["basis"]["uids"] == [by_buyer, by_seller]
    assert {item["seller"]["id"] for item in answer["items"]} == {seller}
    code, out, _ = desk.run("supply-link", "list", "--buyer", buyer, "--at", "2024-06-30")
    assert code == 0
    assert out.count(handle_of(bytes.fromhex(seller[2:]))) == 2
    assert desk.json("supply-link", "list", "--buyer", buyer, "--at", "2023-06-30")["items"] == []


def test_revoked_link_is_listed_only_when_asked_for(desk: Desk, ends: tuple[str, str, str], link: Linker) -> None:
    uid = link("brand")
    assert desk.run("revoke", uid, "--reason", "factual-error", "--key", "brand", *desk.password())[0] == 0
    desk.run("index", "sync")
    assert desk.json("supply-link", "list", "--network", ends[0])["items"] == []
    (item,) = desk.json("supply-link", "list", "--network", ends[0], "--revoked")["items"]
    assert item["revokedAt"] is not None
    shown = desk.json("network", "show", ends[0])
    assert (shown["recorded"], shown["readable"], shown["inForce"], shown["revoked"]) == (1, 1, 0, 1)


def test_bundle_of_a_network_is_sound_and_one_link_left_out_is_found(
    desk: Desk, ends: tuple[str, str, str], link: Linker, tmp_path: Path
) -> None:
    link("brand")
    link("supplier", statedBy="seller")
    file, trust = tmp_path / "bundle.json", tmp_path / "trust.json"
    desk.json("trust", "init", "-o", trust, "--time-tolerance", "60")
    assert desk.json("bundle", ends[0], "-o", file)["entries"] == 3
    assert verify([str(file), "--trust", str(trust)]) == 0
    fields = json.loads(file.read_text())
    del fields["subjects"][0]["entries"][-1]
    file.write_text(json.dumps(fields))
    assert verify([str(file), "--trust", str(trust)]) in (1, 2)


def test_network_show_of_a_site_says_what_it_is_not(desk: Desk, ends: tuple[str, str, str]) -> None:
    code, _, error = desk.run("network", "show", ends[2])
    assert code == 2
    assert "is no network" in error
