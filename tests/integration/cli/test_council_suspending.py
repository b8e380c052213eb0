"""Suspensions by one member of a council from the command line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.governed_ledger import GovernedLedger, governed_ledger
from tests.support.ledger_world import LedgerWorld

from labour_ledger.chain.council import KeyAddition, PartyRegistration
from labour_ledger.chain.deployment import save_deployment
from labour_ledger_verify.basis import PartyClass

KEY = bytes.fromhex("12" * 20)
DAY_S = 86_400


@pytest.fixture
def governed(world: LedgerWorld, desk: Desk) -> Iterator[GovernedLedger]:
    with governed_ledger(world) as ledger:
        save_deployment(ledger.deployment, desk.home / "deployment.json")
        ledger.council.register_parties([PartyRegistration(PartyClass.AUDITOR, b"DE", bytes(32))])
        ledger.council.add_keys([KeyAddition(1, KEY)])
        yield ledger


@pytest.mark.parametrize("target", [("--party", "1"), ("--key", "0x" + KEY.hex())])
def test_council_suspend_and_lift(desk: Desk, governed: GovernedLedger, target: tuple[str, str]) -> None:
    now = governed.chain.timestamp()
    desk.json("council", "suspend", *target, "--days", "28", "--member", "workers")
    state = governed.client.key(KEY)
    assert state is not None
    assert now + 27 * DAY_S < state.suspended_until <= now + 28 * DAY_S
    again = desk.json("council", "suspend", *target, code=3)
    assert again["context"]["error"] == "AlreadySuspended"
    assert desk.json("council", "lift", *target, code=3)["context"]["error"] == "NotSuspender"
    governed.chain.travel_by(1000)
    code, out, _ = desk.run("council", "lift", *target, "--member", "workers")
    assert code == 0
    assert "is lifted" in out
    assert desk.json("council", "suspend", *target, code=3)["context"]["error"] == "SuspensionTooSoon"


@pytest.mark.parametrize("options", [(), ("--party", "1", "--key", "0x" + KEY.hex()), ("--key", "0x12")])
def test_council_suspend_of_nothing_that_is_named_is_bad_input(
    desk: Desk, governed: GovernedLedger, options: tuple[str, ...]
) -> None:
    desk.json("council", "suspend", *options, code=2)
    assert desk.run("council", "suspend", "--party", "1", "--days", "29")[0] == 2
