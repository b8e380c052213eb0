import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.fake_node import fake_node, sending_answers

from labour_ledger.chain.deployment import Deployment, deploy, load_deployment
from labour_ledger.chain.errors import NotDeployed
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.errors import ConfigurationError
from labour_ledger_verify.keccak import keccak256

RECORD: dict[str, Any] = {
    "chainId": 31337,
    "contract": "0x8464135c8F25Da09e49BC8782676a84730C318bC",
    "council": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    "blockNumber": 1,
    "blockHash": "0x" + "01" * 32,
    "transactionHash": "0x" + "02" * 32,
    "codeHash": "0x" + "03" * 32,
}


def test_load_deployment_reads_the_record_and_its_domain(tmp_path: Path) -> None:
    path = tmp_path / "31337.json"
    path.write_text(json.dumps(RECORD))

    deployment = load_deployment(path)

    assert isinstance(deployment, Deployment)
    assert deployment.to_json() == RECORD
    assert (deployment.domain.chain_id, deployment.domain.verifying_contract) == (31337, deployment.contract)


@pytest.mark.parametrize(
    ("text", "words"),
    [
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
