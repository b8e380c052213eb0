import pytest

from labour_ledger.chain import artifact
from labour_ledger.chain.abi import load_abi, parse_abi
from labour_ledger.chain.artifact import Artifact, load_artifact
from labour_ledger.errors import ConfigurationError
from labour_ledger_verify.keccak import keccak256


def test_load_artifact_holds_code_abi_and_places_of_immutables() -> None:
    loaded = load_artifact()
    assert len(loaded.bytecode) > 10_000
    assert len(loaded.runtime_code_hash) == 32
    assert all(length == 32 for _, length in loaded.immutables)
    assert load_artifact() is loaded


def test_load_artifact_of_a_package_without_contract_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifact, "ARTIFACT_FILE", "None.json")
    with pytest.raises(ConfigurationError, match=r"None\.json") as refused:
        load_artifact.__wrapped__()
    assert refused.value.hint


def test_is_code_of_ignores_immutables_and_nothing_else() -> None:
    code = bytes(range(16))
    zeroed = code[:4] + bytes(2) + code[6:]
    known = Artifact(abi=(), bytecode=b"", runtime_code_hash=keccak256(zeroed), immutables=((4, 2),))
    assert known.is_code_of(code)
    assert known.is_code_of(code[:4] + b"\xff\xee" + code[6:])
    assert not known.is_code_of(code[:3] + b"\xff" + code[4:])
    assert not known.is_code_of(code + b"\0")
    assert not known.is_code_of(b"")


def test_parse_abi_names_tuples_as_the_selector_needs_them() -> None:
    # selector published for ERC-20 transfer(address,uint256)
    transfer = {
        "type": "function",
        "name": "transfer",
        "inputs": [{"name": "to", "type": "address"}, {"name": "value", "type": "uint256"}],
        "outputs": [{"name": "", "type": "bool"}],
    }
    assert parse_abi([transfer]).functions["transfer"].selector.hex() == "a9059cbb"
    batch = load_abi().functions["recordBatch"]
    assert batch.inputs[0].type == ("(address,uint64,uint64,bytes32,bytes32,uint8,uint64,uint64,bytes32,bytes32)[]")
    assert batch.selector == keccak256(f"recordBatch({batch.inputs[0].type},bytes)".encode())[:4]
