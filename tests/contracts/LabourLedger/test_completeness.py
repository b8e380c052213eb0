"""That nothing of the interface was left out by the tests before this one."""

from __future__ import annotations

from pathlib import Path

from tests.contracts.support.chain import ErrorTable
from tests.contracts.support.signed_calls import SIGNED_FUNCTIONS
from tests.contracts.support.world import World

INTERFACE = Path(__file__).resolve().parents[3] / "contracts/interfaces/ILabourLedger.sol"


def test_every_error_of_the_interface_was_provoked() -> None:
    lines = [line.strip() for line in INTERFACE.read_text(encoding="utf-8").splitlines()]
    declared = {line.split()[1].split("(")[0] for line in lines if line.startswith("error ")}
    assert len(declared) > 50
    assert declared - ErrorTable.provoked == set()


def test_every_event_is_expected_by_some_test(world: World) -> None:
    """A first net only: whether all its fields are compared there is for a reader to see."""
    sources = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    events = {entry["name"] for entry in world.ledger.abi if entry["type"] == "event"} - {"EIP712DomainChanged"}
    assert len(events) > 20
    missing = {name for name in events if not any(f'"{name}"' in source for source in sources)}
    assert missing == set()


def test_every_function_that_takes_a_signature_is_in_the_table_that_attacks_are_tried_on(world: World) -> None:
    signed = {
        entry["name"]
        for entry in world.ledger.abi
        if entry["type"] == "function" and any(argument["type"] == "bytes" for argument in entry["inputs"])
    }
    assert signed == set(SIGNED_FUNCTIONS)
