"""The code that is deployed, and that what was exported describes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from eth_utils.crypto import keccak
from tests.contracts.support.sending import send
from tests.contracts.support.world import NO_ADDRESS, World

ROOT = Path(__file__).resolve().parents[3]
ARTIFACT = json.loads((ROOT / "backend/labour_ledger/chain/artifacts/LabourLedger.json").read_text())
LARGEST_CODE_BYTES = 24_576  # EIP-170


def test_council_is_the_one_given_for_ever(world: World) -> None:
    assert world.ledger.council() == world.council.address


def test_domain_separator_is_that_of_eth_account(world: World) -> None:
    assert bytes(world.ledger.domainSeparator()) == world.domain.separator()


def test_domain_is_told_as_erc_5267_asks(world: World) -> None:
    name_version_chain_and_contract = b"\x0f"
    assert tuple(world.ledger.eip712Domain()) == (
        "0x" + name_version_chain_and_contract.hex(),
        "LabourLedger",
        "1",
        world.web3.eth.chain_id,
        world.ledger.address,
        "0x" + "00" * 32,
        (),
    )


def test_runtime_code_fits(world: World) -> None:
    assert len(world.web3.eth.get_code(world.ledger.address)) <= LARGEST_CODE_BYTES


def test_ledger_takes_no_ether(world: World) -> None:
    for data in ("0x", world.ledger.council.encode_input()):
        request = {"from": str(world.relayer), "to": world.ledger.address, "value": "0x1", "data": data}
        assert "error" in world.web3.provider.make_request("eth_call", [request, "latest"])


def test_exported_settings_are_those_of_this_project() -> None:
    config = yaml.safe_load((ROOT / "brownie-config.yaml").read_text())["compiler"]
    settings = ARTIFACT["compiler"]["settings"]
    assert settings["optimizer"] == config["solc"]["optimizer"]
    assert settings["viaIR"] == config["solc"]["viaIR"]
    assert settings["remappings"] == config["solc"]["remappings"]
    assert settings["evmVersion"] == config["evm_version"]
    assert ARTIFACT["compiler"]["version"].startswith(config["solc"]["version"])


def test_exported_abi_is_the_deployed_one(LabourLedger: Any) -> None:
    # brownie adds a name to the constructor and keys of its own.
    keys = ("type", "inputs", "outputs", "stateMutability", "anonymous")

    def plain(abi: list[dict[str, Any]]) -> list[str]:
        return sorted(
            json.dumps([entry.get("name") if entry["type"] != "constructor" else None, *map(entry.get, keys)])
            for entry in abi
        )

    assert plain(ARTIFACT["abi"]) == plain(LabourLedger.abi)


def test_exported_abi_has_every_name_of_the_interface() -> None:
    declared = {
        (line.split()[0], line.split()[1].split("(")[0])
        for line in (ROOT / "contracts/interfaces/ILabourLedger.sol").read_text().splitlines()
        if line.strip().startswith(("function ", "event ", "error "))
    }
    exported = {(entry["type"], entry.get("name")) for entry in ARTIFACT["abi"]}
    assert declared <= exported


@pytest.fixture
def exported(world: World) -> str:
    """The address of a ledger deployed from the exported creation code, for another council."""
    council = "0x" + "22" * 20
    code = ARTIFACT["bytecode"] + council[2:].rjust(64, "0")
    return str(world.web3.to_checksum_address(send(world.web3, world.relayer, code).contract_address))


def test_exported_code_hash_recognises_the_exported_code_whatever_its_council(world: World, exported: str) -> None:
    code = bytearray(world.web3.eth.get_code(exported))
    for place in ARTIFACT["immutableReferences"]:
        code[place["start"] : place["start"] + place["length"]] = bytes(place["length"])
    assert "0x" + keccak(bytes(code)).hex() == ARTIFACT["runtimeCodeHash"]


def test_exported_code_is_the_tested_code_but_for_metadata_and_immutables(world: World, exported: str) -> None:
    def without_immutables(address: str) -> bytes:
        code = bytearray(world.web3.eth.get_code(address))
        for place in ARTIFACT["immutableReferences"]:
            code[place["start"] : place["start"] + place["length"]] = bytes(place["length"])
        return bytes(code)

    plain = without_immutables(exported)
    assert exported != NO_ADDRESS
    # The project's own build appends metadata, which is not executed.
    assert without_immutables(world.ledger.address).startswith(plain)


SLOTS = {
    "_subjectHeads": 0,
    "_issuedHeads": 1,
    "_partyHeads": 2,
    "_schemasHead": 3,
    "_parties": 5,
    "_nonces": 8,
    "_keys": 9,
    "_schemas": 11,
    "_accreditations": 12,
    "_subjects": 13,
    "_identifiers": 14,
}


def test_storage_layout_keeps_the_slots_that_proofs_are_made_of() -> None:
    layout = json.loads((ROOT / "docs/storage-layout.json").read_text())
    assert {entry["name"]: entry["slot"] for entry in layout if entry["name"] in SLOTS} == SLOTS


def test_heads_lie_in_the_slots_of_the_layout(world: World) -> None:
    party = world.party(6)
    world.schema("ilo/c029@1930")
    subject = world.subject("mill")

    def stored(slot: int) -> bytes:
        return bytes(world.web3.eth.get_storage_at(world.ledger.address, slot))

    assert stored(world.mapping_slot("_partyHeads", party)) == bytes(world.ledger.partyHead(party))
    assert stored(world.mapping_slot("_subjectHeads", subject)) == bytes(world.ledger.subjectHead(subject))
    assert stored(world.mapping_slot("_schemasHead")) == bytes(world.ledger.schemasHead())
    assert stored(world.mapping_slot("_partyHeads", party)) != bytes(32)
