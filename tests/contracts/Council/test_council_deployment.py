"""The council's code that is deployed, and that what was exported describes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak
from tests.contracts.support.council_world import CouncilWorld
from tests.contracts.support.sending import send

ROOT = Path(__file__).resolve().parents[3]
ARTIFACT = json.loads((ROOT / "backend/labour_ledger/chain/artifacts/Council.json").read_text())
LEDGER_ARTIFACT = json.loads((ROOT / "backend/labour_ledger/chain/artifacts/LabourLedger.json").read_text())
LARGEST_CODE_BYTES = 24_576  # EIP-170


def zeroed(hall: CouncilWorld, address: str) -> bytes:
    """Return deployed code with the places of immutables zeroed."""
    code = bytearray(hall.web3.eth.get_code(address))
    for place in ARTIFACT["immutableReferences"]:
        code[place["start"] : place["start"] + place["length"]] = bytes(place["length"])
    return bytes(code)


def test_exported_council_is_the_tested_code_but_for_metadata_and_the_ledger(hall: CouncilWorld) -> None:
    types = ["address", "(address,uint8)[]", "uint8", "uint48"]
    another = ["0x" + "22" * 20, *hall.arguments[1:]]
    created = send(hall.web3, hall.relayer, ARTIFACT["bytecode"] + encode(types, another).hex())
    exported = zeroed(hall, hall.web3.to_checksum_address(created.contract_address))
    assert "0x" + keccak(exported).hex() == ARTIFACT["runtimeCodeHash"]
    # the project's own build appends metadata, which is not executed
    assert zeroed(hall, hall.council.address).startswith(exported)
    assert len(hall.web3.eth.get_code(hall.council.address)) <= LARGEST_CODE_BYTES


def test_exported_council_is_compiled_as_the_ledger_is() -> None:
    assert ARTIFACT["compiler"] == LEDGER_ARTIFACT["compiler"]


def test_exported_abi_of_the_council_has_every_name_of_the_interface(Council: Any) -> None:
    declared = {
        (line.split()[0], line.split()[1].split("(")[0])
        for line in (ROOT / "contracts/interfaces/ICouncil.sol").read_text().splitlines()
        if line.strip().startswith(("function ", "event ", "error "))
    }
    exported = {(entry["type"], entry.get("name")) for entry in ARTIFACT["abi"]}
    assert declared <= exported
    assert exported - {("constructor", None)} == {
        (entry["type"], entry.get("name")) for entry in Council.abi if entry["type"] != "constructor"
    }
