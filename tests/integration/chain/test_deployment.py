"""Deploying, the record of it, and the check of what stands there."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.ledger_world import LedgerWorld

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.deployment import check_deployment, deploy, load_deployment, save_deployment
from labour_ledger.chain.errors import NotDeployed, WrongChain
from labour_ledger.chain.local import development_key
from labour_ledger.chain.node import ContractNode
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.transactions import TransactionSender
from labour_ledger.errors import ConfigurationError


def test_deploy_then_check_accepts_only_what_was_recorded(world: LedgerWorld) -> None:
    council = development_key(4).address
    deployment = deploy(world.chain.url, council, development_key(3))

    with LedgerClient(world.chain.url, deployment.contract) as client:
        check_deployment(client, deployment)
        assert client.council() == council
        assert client.party_count() == 0
        with pytest.raises(WrongChain):
            check_deployment(client, replace(deployment, chain_id=1))
        with pytest.raises(NotDeployed, match="not the one recorded"):
            check_deployment(client, replace(deployment, code_hash=bytes(32)))
        with pytest.raises(NotDeployed, match="council is not the one recorded"):
            check_deployment(client, replace(deployment, council=bytes(20)))
    block = world.client.block(deployment.block_number)
    assert block is not None
    assert block.hash == deployment.block_hash


def test_check_deployment_of_other_code_is_refused(world: LedgerWorld) -> None:
    with ContractNode(world.chain.url, bytes(20)) as node:
        # returns one byte of code: 0xfe
        receipt = TransactionSender(node, development_key(3)).create(bytes.fromhex("60fe60005360016000f3"))
    assert receipt.contract is not None
    with LedgerClient(world.chain.url, receipt.contract) as client:
        recorded = replace(world.deployment, contract=receipt.contract, code_hash=client.code_hash())
        with pytest.raises(NotDeployed, match="another version"):
            check_deployment(client, recorded)


def test_create_with_reverting_constructor_is_refused(world: LedgerWorld) -> None:
    with ContractNode(world.chain.url, bytes(20)) as node, pytest.raises(ContractRefusal):
        TransactionSender(node, development_key(3)).create(bytes.fromhex("60006000fd"))


def test_deploy_twice_gives_codes_equal_but_for_the_immutables(world: LedgerWorld) -> None:
    deployment = deploy(world.chain.url, world.deployment.council, development_key(3))

    assert deployment.contract != world.deployment.contract
    assert deployment.code_hash != world.deployment.code_hash


def test_save_then_load_deployment_returns_the_same(world: LedgerWorld, tmp_path: Path) -> None:
    path = tmp_path / "deployments" / "31337.json"

    save_deployment(world.deployment, path)

    assert load_deployment(path) == world.deployment
    assert list(path.parent.iterdir()) == [path]
    fields = json.loads(path.read_text())
    assert list(fields) == [
        "chainId",
        "contract",
        "council",
        "blockNumber",
        "blockHash",
        "transactionHash",
        "codeHash",
        "councilKind",
        "councilMembers",
    ]


def test_save_deployment_where_nothing_can_be_written_is_refused(world: LedgerWorld, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        save_deployment(world.deployment, tmp_path / "file" / "31337.json")
