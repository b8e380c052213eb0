"""A second ledger on the world's chain, governed by a council of three whose keys the tests hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from eth_account import Account
from tests.support.ledger_world import LedgerWorld

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.council_contract import CouncilContract, MemberAccount
from labour_ledger.chain.council_decisions import DecidingCouncil
from labour_ledger.chain.deployment import Deployment, deploy_with_council
from labour_ledger.chain.local import (
    MEMBER_ACCOUNTS,
    MNEMONIC,
    LocalChain,
    development_key,
    local_council,
    member_keys,
)

DEPLOYER = 4


@dataclass
class GovernedLedger:
    """The ledger, its council, and the members' accounts by name."""

    chain: LocalChain
    deployment: Deployment
    client: LedgerClient
    council: DecidingCouncil
    contract: CouncilContract
    members: dict[str, MemberAccount]


@contextmanager
def governed_ledger(world: LedgerWorld) -> Iterator[GovernedLedger]:
    """Deploy a ledger with a council on the world's chain."""
    deployment = deploy_with_council(world.chain.url, local_council(), development_key(DEPLOYER))
    keys = member_keys()
    with (
        LedgerClient(world.chain.url, deployment.contract) as client,
        CouncilContract.of(client, deployment) as contract,
    ):
        yield GovernedLedger(
            chain=world.chain,
            deployment=deployment,
            client=client,
            council=DecidingCouncil(client, deployment, list(keys.values()), world.chain.travel_by),
            contract=contract,
            members={name: MemberAccount(contract, key) for name, key in keys.items()},
        )


def member_secret(name: str) -> bytes:
    """Return the private key of a member of the local council, known to everybody."""
    Account.enable_unaudited_hdwallet_features()
    index, _ = MEMBER_ACCOUNTS[name]
    return bytes(Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}").key)
