"""The deployment script, on the chain of the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scripts import deploy as script

FIELDS = {
    "chainId",
    "contract",
    "council",
    "blockNumber",
    "blockHash",
    "transactionHash",
    "codeHash",
    "councilKind",
    "councilMembers",
}


@pytest.fixture
def environment(accounts: Any, tmp_path: Path) -> dict[str, str]:
    record = tmp_path / "deployments" / "record.json"
    return {"DEPLOY_COUNCIL": str(accounts[3]).lower(), "LABOUR_LEDGER_DEPLOYMENT_FILE": str(record)}


def test_deploy_writes_a_record_of_what_stands_there(
    environment: dict[str, str], accounts: Any, web3: Any, LabourLedger: Any
) -> None:
    record, is_new = script.deploy(environment)

    assert is_new
    assert json.loads(Path(environment["LABOUR_LEDGER_DEPLOYMENT_FILE"]).read_text()) == record
    assert set(record) == FIELDS
    assert record["council"] == accounts[3]
    assert web3.eth.get_block(record["blockNumber"])["hash"].hex().removeprefix("0x") == record["blockHash"][2:]
    assert LabourLedger.at(record["contract"]).council() == accounts[3]
    assert (record["councilKind"], record["councilMembers"]) == ("address", [])


@pytest.fixture
def with_members(environment: dict[str, str], accounts: Any) -> dict[str, str]:
    members = ", ".join(f"{str(accounts[place]).lower()}:{place}" for place in (1, 2, 3))
    del environment["DEPLOY_COUNCIL"]
    return environment | {"DEPLOY_COUNCIL_MEMBERS": members, "DEPLOY_COUNCIL_THRESHOLD": "3"}


def test_deploy_with_members_makes_a_council_for_the_ledger(
    with_members: dict[str, str], accounts: Any, LabourLedger: Any, Council: Any
) -> None:
    record, is_new = script.deploy(with_members)

    assert is_new
    council, ledger = Council.at(record["council"]), LabourLedger.at(record["contract"])
    assert (council.ledger(), ledger.council()) == (ledger.address, council.address)
    assert [tuple(member) for member in council.members()] == [(accounts[place], place) for place in (1, 2, 3)]
    assert (council.threshold(), council.delay()) == (3, 172_800)
    assert record["councilKind"] == "members"
    assert record["councilMembers"] == [{"account": str(accounts[place]), "class": place} for place in (1, 2, 3)]
    assert script.deploy(with_members) == (record, False)
    with pytest.raises(script.DeploymentRefused, match="cannot be changed"):
        script.deploy(environment_of(with_members, f"{accounts[1]}:1,{accounts[2]}:2,{accounts[4]}:3"))


def environment_of(environment: dict[str, str], members: str) -> dict[str, str]:
    return environment | {"DEPLOY_COUNCIL_MEMBERS": members}


@pytest.mark.parametrize("members", ["0x12:1", "0x" + "12" * 20, "0x" + "12" * 20 + ":10", "0x" + "12" * 20 + ":x"])
def test_deploy_with_members_that_cannot_be_read_is_refused(with_members: dict[str, str], members: str) -> None:
    with pytest.raises(script.DeploymentRefused, match="ADDRESS:CLASS"):
        script.deploy(environment_of(with_members, members))


def test_deploy_with_members_without_threshold_or_with_an_address_too_is_refused(with_members: dict[str, str]) -> None:
    with pytest.raises(script.DeploymentRefused, match="DEPLOY_COUNCIL_THRESHOLD"):
        script.deploy(with_members | {"DEPLOY_COUNCIL_THRESHOLD": ""})
    with pytest.raises(script.DeploymentRefused, match="not both"):
        script.deploy(with_members | {"DEPLOY_COUNCIL": "0x" + "12" * 20})


def test_deploy_again_finds_the_first(environment: dict[str, str], web3: Any) -> None:
    first, _ = script.deploy(environment)
    block = web3.eth.block_number
    assert script.deploy(environment) == (first, False)
    assert web3.eth.block_number == block


@pytest.mark.parametrize("field", ["chainId", "codeHash", "contract"])
def test_deploy_with_a_record_of_something_else_deploys_anew(environment: dict[str, str], field: str) -> None:
    first, _ = script.deploy(environment)
    others = {"chainId": 1, "codeHash": "0x" + "00" * 32, "contract": first["council"]}
    path = Path(environment["LABOUR_LEDGER_DEPLOYMENT_FILE"])
    path.write_text(json.dumps(first | {field: others[field]}))
    second, is_new = script.deploy(environment)
    assert is_new
    assert second["contract"] != first["contract"]


def test_deploy_for_another_council_is_refused(environment: dict[str, str], accounts: Any) -> None:
    script.deploy(environment)
    with pytest.raises(script.DeploymentRefused, match="cannot be changed"):
        script.deploy(environment | {"DEPLOY_COUNCIL": str(accounts[4])})


@pytest.mark.parametrize("council", ["", "0x12", "council"])
def test_deploy_without_a_council_is_refused(environment: dict[str, str], council: str) -> None:
    with pytest.raises(script.DeploymentRefused, match="DEPLOY_COUNCIL"):
        script.deploy(environment | {"DEPLOY_COUNCIL": council})


def test_deploy_from_a_keystore_pays_with_its_account(
    environment: dict[str, str], accounts: Any, web3: Any, tmp_path: Path
) -> None:
    payer = accounts.add("0x" + "5a" * 32)
    payer.save(str(tmp_path / "payer.json"), password="only for this test")
    accounts.remove(payer)
    accounts[0].transfer(payer.address, "1 ether", silent=True)
    (tmp_path / "password").write_text("only for this test\n")
    keys = {"DEPLOY_KEYSTORE": str(tmp_path / "payer.json"), "DEPLOY_PASSWORD_FILE": str(tmp_path / "password")}

    record, _ = script.deploy(environment | keys)

    assert web3.eth.get_transaction(record["transactionHash"])["from"] == payer.address


def test_deploy_from_a_keystore_without_password_file_is_refused(environment: dict[str, str]) -> None:
    with pytest.raises(script.DeploymentRefused, match="DEPLOY_PASSWORD_FILE"):
        script.deploy(environment | {"DEPLOY_KEYSTORE": "payer.json"})
