import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.fake_node import fake_node, sending_answers

from labour_ledger.chain.deployment import CouncilMember, Deployment, created_address, deploy, load_deployment
from labour_ledger.chain.errors import NotDeployed
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.errors import ConfigurationError
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.keccak import keccak256

RECORD: dict[str, Any] = {
    "chainId": 31337,
    "contract": "0x8464135c8F25Da09e49BC8782676a84730C318bC",
    "council": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    "blockNumber": 1,
    "blockHash": "0x" + "01" * 32,
    "transactionHash": "0x" + "02" * 32,
    "codeHash": "0x" + "03" * 32,
    "councilKind": "address",
    "councilMembers": [],
}
MEMBERS = [{"account": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "class": 1}]
OF_MEMBERS = {**RECORD, "councilKind": "members", "councilMembers": MEMBERS}


def test_load_deployment_reads_the_record_and_its_domain(tmp_path: Path) -> None:
    path = tmp_path / "31337.json"
    path.write_text(json.dumps(RECORD))

    deployment = load_deployment(path)

    assert isinstance(deployment, Deployment)
    assert deployment.to_json() == RECORD
    assert (deployment.domain.chain_id, deployment.domain.verifying_contract) == (31337, deployment.contract)


def test_load_deployment_reads_the_founders_of_a_council(tmp_path: Path) -> None:
    path = tmp_path / "31337.json"
    path.write_text(json.dumps(OF_MEMBERS))
    deployment = load_deployment(path)
    assert deployment.council_decides
    assert deployment.founders == (CouncilMember(deployment.council, PartyClass.GOVERNMENT),)
    assert deployment.to_json() == OF_MEMBERS


def test_load_deployment_of_a_record_that_says_nothing_of_the_council_takes_it_for_an_address(tmp_path: Path) -> None:
    path = tmp_path / "31337.json"
    path.write_text(
        json.dumps({name: RECORD[name] for name in RECORD if not name.startswith("council") or name == "council"})
    )
    deployment = load_deployment(path)
    assert not deployment.council_decides
    assert deployment.to_json() == RECORD


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (json.dumps({**RECORD, "councilKind": "members"}), "councilKind must be"),
        (json.dumps({**RECORD, "councilMembers": MEMBERS}), "councilKind must be"),
        (json.dumps({**RECORD, "councilMembers": "none"}), "councilKind must be"),
        (json.dumps({**RECORD, "councilKind": "king"}), "councilKind must be"),
        (json.dumps({**OF_MEMBERS, "councilMembers": [{"account": MEMBERS[0]["account"], "class": 12}]}), "object of"),
        (json.dumps({**OF_MEMBERS, "councilMembers": [{"class": 1}]}), "object of"),
        (json.dumps({**OF_MEMBERS, "councilMembers": ["somebody"]}), "object of"),
        ("{", "is not JSON"),
        ("[]", "exactly the fields"),
        (json.dumps({**RECORD, "extra": 1}), "exactly the fields"),
        (json.dumps({name: value for name, value in RECORD.items() if name != "codeHash"}), "exactly the fields"),
        (json.dumps({**RECORD, "chainId": "1"}), "chainId must be a whole number"),
        (json.dumps({**RECORD, "blockNumber": -1}), "blockNumber must be a whole number"),
        (json.dumps({**RECORD, "blockNumber": True}), "blockNumber must be a whole number"),
        (json.dumps({**RECORD, "contract": "0x8464135c8f25Da09e49BC8782676a84730C318bC"}), "contract: the checksum"),
        (json.dumps({**RECORD, "codeHash": "0x03"}), "codeHash: must be 32 bytes"),
    ],
)
def test_load_deployment_of_a_wrong_record_says_what_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "31337.json"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=words) as refused:
        load_deployment(path)
    assert str(path) in refused.value.message
    assert refused.value.hint


def test_load_deployment_of_no_file_tells_to_deploy(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read") as refused:
        load_deployment(tmp_path / "none.json")
    assert "--home" in refused.value.hint


def test_deploy_that_creates_nothing_is_not_deployed() -> None:
    with fake_node(sending_answers()) as node, pytest.raises(NotDeployed, match="created no contract"):
        deploy(node.url, bytes(20), LocalSigner(keccak256(b"sender")))


def test_created_address_is_that_of_published_examples() -> None:
    # the first contracts of an address that many explanations of CREATE use
    sender = bytes.fromhex("6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0")
    assert created_address(sender, 0).hex() == "cd234a471b72ba2f1ccf0a70fcaba648a5eecd8d"
    assert created_address(sender, 1).hex() == "343c43a37d37dff08ae8c4a11544c718abb4fcf8"
