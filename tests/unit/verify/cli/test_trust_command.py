import json

import pytest
from tests.conformance.sources.bundle_scenes import plain
from tests.conformance.sources.world import COUNCIL, LEDGER
from tests.unit.verify.cli.test_rpc import CODE, node
from tests.unit.verify.nodes import answering

from labour_ledger_verify.cli import main
from labour_ledger_verify.cli.trust_command import ADVICE
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.trust import parse_trust

HASH = "0x" + "11" * 32
BLOCK = plain()[1]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(folder):
    return parse_trust((folder / "trust.json").read_bytes())


def test_trust_init_from_what_is_given_pins_it(folder, capsys):
    arguments = ["--contract", LEDGER, "--chain-id", "5", "--code-hash", HASH, "--council", COUNCIL]
    arguments += ["--council-code-hash", HASH, "--header-fields", "21", "--block", f"120:{HASH}"]
    assert main(["trust", "init", "-o", "trust.json", *arguments]) == 0
    trust = read(folder)
    assert trust.contract_code_hash == trust.council_code_hash == trust.trusted_blocks[0].hash == b"\x11" * 32
    assert (trust.domain.chain_id, trust.chain_profile.header_fields, trust.chain_profile.finality) == (
        5,
        21,
        "finalized",
    )
    assert ADVICE in capsys.readouterr().out


def test_trust_init_asks_a_node_for_what_is_left_out(folder):
    with answering(node()) as url:
        assert main(["trust", "init", "-o", "trust.json", "--contract", LEDGER, "--rpc", url, "--code-hash", HASH]) == 0
    trust = read(folder)
    assert trust.contract_code_hash == b"\x11" * 32
    assert trust.council_code_hash == keccak256(CODE)
    assert [(block.number, block.hash) for block in trust.trusted_blocks] == [(200, BLOCK.hash)]


def test_trust_init_with_the_least_says_what_is_not_pinned(folder, capsys):
    assert main(["trust", "init", "-o", "trust.json", "--contract", LEDGER, "--chain-id", "5"]) == 0
    assert "not pinned: bundles cannot be checked" in capsys.readouterr().out
    assert read(folder).chain_profile is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--contract", LEDGER], "--chain-id is needed"),
        (["--contract", "0x12", "--chain-id", "5"], "contract: must be an address"),
        (["--contract", LEDGER, "--chain-id", "5", "--block", "120"], "block: the hash after the colon"),
        (["--contract", LEDGER, "--chain-id", "5", "--block", f"x:{HASH}"], "block: the number before the colon"),
        (["--chain-id", "5"], "--contract"),
    ],
)
def test_trust_init_other_forms_are_configuration_errors(arguments, message, folder, capsys):
    assert main(["trust", "init", "-o", "trust.json", *arguments]) == 5
    assert message in capsys.readouterr().err
    assert not (folder / "trust.json").exists()


def test_trust_init_never_overwrites(folder, capsys):
    (folder / "trust.json").write_text("mine")
    assert main(["trust", "init", "-o", "trust.json", "--contract", LEDGER, "--chain-id", "5"]) == 5
    assert (folder / "trust.json").read_text() == "mine"
    assert "cannot write" in capsys.readouterr().err


def test_trust_show_says_everything_in_words(folder, capsys):
    trust = BLOCK.trust(
        trustedBlocks=[{"number": "120", "hash": HASH, "timestamp": "5"}, {"number": "121", "hash": HASH}],
        greatestBlockAgeSeconds=60,
        endpoints={"urls": ["http://node.example"], "agree": 1},
        signers=[{"address": COUNCIL, "name": "Bureau \x1b[1m"}],
    )
    (folder / "trust.json").write_text(json.dumps(trust))
    assert main(["trust", "show", "trust.json"]) == 0
    shown = capsys.readouterr().out
    for text in ["31337", f"120 {HASH}  of 1970-01-01", "21 fields", "60 s", "node.example; 1 of them", "Bureau \\x1b"]:
        assert text in shown


def test_trust_show_of_no_trust_file_is_a_configuration_error(folder, capsys):
    assert main(["trust", "show", "absent.json"]) == 5
    assert "absent.json: cannot be read" in capsys.readouterr().err


def test_trust_add_block_keeps_the_rest_and_says_the_block_once(folder):
    before = BLOCK.trust(signers=[{"address": COUNCIL}])
    (folder / "trust.json").write_text(json.dumps(before))
    for _ in range(2):
        assert main(["trust", "add-block", "trust.json", f"130:{HASH}"]) == 0
    after = json.loads((folder / "trust.json").read_bytes())
    assert after == before | {"trustedBlocks": [*before["trustedBlocks"], {"number": "130", "hash": HASH}]}
    assert [path.name for path in folder.iterdir()] == ["trust.json"]


def test_trust_add_block_with_another_hash_changes_nothing(folder, capsys):
    text = json.dumps(BLOCK.trust())
    (folder / "trust.json").write_text(text)
    assert main(["trust", "add-block", "trust.json", f"120:{HASH}"]) == 5
    assert f"block 120 is in the file with the hash {to_hex(BLOCK.hash)}" in capsys.readouterr().err
    assert (folder / "trust.json").read_text() == text


def test_trust_without_a_command_is_a_configuration_error(capsys):
    assert main(["trust"]) == 5
    assert "COMMAND" in capsys.readouterr().err
