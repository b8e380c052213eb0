from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from labour_ledger.attesting.key_changes import (
    KeyNotRegistered,
    LastAdminKey,
    other_admin_keys,
    refuse_last_admin_key,
    require_registered,
)
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.signed_types import NO_END, KeyRole
from labour_ledger.chain.state import KeyState
from labour_ledger_verify.basis import PartyClass, SignerKind

NOW = 1_800_000_000
KEY, OTHER = b"\x01" * 20, b"\x02" * 20
ADMIN = KeyState(
    party=7,
    party_class=PartyClass.BUSINESS,
    country="ID",
    kind=SignerKind.ACCOUNT,
    role=KeyRole.SIGN | KeyRole.ADMIN,
    not_before=0,
    not_after=NO_END,
    suspended_until=0,
    suspended_with_party=False,
)


@dataclass
class Registry:
    """The contract's keys, in memory."""

    keys: dict[bytes, KeyState] = field(default_factory=dict)

    def key(self, address: bytes) -> KeyState | None:
        return self.keys.get(address)

    def live_keys(self, party: int) -> tuple[bytes, ...]:
        return tuple(address for address, state in self.keys.items() if state.party == party)

    @property
    def client(self) -> LedgerClient:
        return cast(LedgerClient, self)


def test_refuse_last_admin_key_with_another_in_force_lets_it_go() -> None:
    registry = Registry({KEY: ADMIN, OTHER: ADMIN})
    refuse_last_admin_key(registry.client, KEY, NOW)
    assert other_admin_keys(registry.client, KEY, NOW) == (OTHER,)


@pytest.mark.parametrize(
    "change",
    [
        {"role": KeyRole.SIGN},
        {"not_before": NOW + 1},
        {"not_after": NOW},
        {"suspended_until": NOW + 1},
        {"party": 8},
    ],
)
def test_refuse_last_admin_key_counts_only_keys_that_may_act_now(change: dict[str, Any]) -> None:
    registry = Registry({KEY: ADMIN, OTHER: replace(ADMIN, **change)})
    with pytest.raises(LastAdminKey, match="last key of party 7"):
        refuse_last_admin_key(registry.client, KEY, NOW)


def test_refuse_last_admin_key_lets_a_key_go_that_may_not_administer() -> None:
    registry = Registry({KEY: replace(ADMIN, role=KeyRole.SIGN)})
    refuse_last_admin_key(registry.client, KEY, NOW)


def test_require_registered_of_a_key_that_nobody_has_says_how_to_become_a_party() -> None:
    with pytest.raises(KeyNotRegistered) as refused:
        require_registered(Registry().client, KEY)
    assert "party apply" in refused.value.hint
