import json
from contextlib import ExitStack

import pytest
from tests.conformance.sources.blocks import slot_of
from tests.conformance.sources.bundle_scenes import plain
from tests.conformance.sources.world import COUNCIL, LEDGER, hexed
from tests.unit.verify.nodes import answering

from labour_ledger_verify.bundle_verification import verify_bundle_json
from labour_ledger_verify.cli import main
from labour_ledger_verify.cli.rpc import NodeSilent, ask_node, describe_ledger, learn_block, note_growth
from labour_ledger_verify.errors import ConfigurationError
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.question import Question
from labour_ledger_verify.trust import Endpoints, parse_trust

SCENE, BLOCK, BUNDLE, _ = plain()
CODE = b"\x60\x01"
HEADER_FIELDS = {
    "baseFeePerGas": "0x1",
    "withdrawalsRoot": "0x0",
    "parentBeaconBlockRoot": "0x0",
    "requestsHash": "0x0",
}


def block_answer(number, block_hash=None, **fields):
    return {"number": hex(number), "hash": hexed(block_hash or BLOCK.hash), **HEADER_FIELDS} | fields


def by_tag(final=200, block_hash=None):
    return lambda tag, _: block_answer(final if tag in ("finalized", "latest") else int(tag, 16), block_hash)


def node(**changes):
    head = BLOCK.heads["subject", SCENE.site]
    return {
        "eth_chainId": "0x7a69",
        "eth_getBlockByNumber": by_tag(),
        "eth_getStorageAt": hexed(head),
        "eth_getCode": hexed(CODE),
        "eth_call": "0x" + "00" * 12 + COUNCIL[2:],
    } | changes


def recording(answer):
    """Return what a node will have been asked about storage, and the node."""
    asked = []

    def answer_and_note(*params):
        asked.append(params)
        return answer

    return asked, node(eth_getStorageAt=answer_and_note)


def trust(**changes):
    return parse_trust(json.dumps(BLOCK.trust(trustedBlocks=[], **changes)).encode())


@pytest.fixture
def nodes():
    with ExitStack() as stack:
        yield lambda *answers: tuple(stack.enter_context(answering(answer)) for answer in answers)


def test_learn_block_enough_nodes_agree_is_trusted(nodes):
    urls = nodes(node(), node(), node(eth_getBlockByNumber=by_tag(block_hash=b"x" * 32)))
    learnt, notes = learn_block(BUNDLE, trust(), Endpoints(urls, 2))
    assert [(block.number, block.hash) for block in learnt.trusted_blocks] == [(BLOCK.number, BLOCK.hash)]
    assert f"Block 120: 2 of 3 nodes say {hexed(BLOCK.hash)}" in notes


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"eth_getBlockByNumber": by_tag(final=119)}, "block 120 is not finalized yet"),
        ({"eth_chainId": "0x1"}, "is of another chain"),
        ({"eth_chainId": "seven"}, "no number: seven"),
        ({"eth_chainId": None}, "eth_chainId: no result"),
        ({"eth_chainId": b"<html>"}, "no answer from http://"),
        ({"eth_getBlockByNumber": {}}, "a block without number"),
        ({"eth_getBlockByNumber": lambda *_: block_answer(120) | {"hash": "0x" + "11" * 33}}, "no 32-byte word"),
    ],
)
def test_learn_block_a_node_that_says_nothing_useful_is_not_counted(nodes, answers, said):
    before = trust()
    learnt, notes = learn_block(BUNDLE, before, Endpoints(nodes(node(**answers)), 1))
    assert learnt == before
    assert said in notes[0]


def test_learn_block_nodes_that_disagree_teach_nothing(nodes):
    urls = nodes(node(), node(eth_getBlockByNumber=by_tag(block_hash=b"x" * 32)))
    before = trust()
    assert learn_block(BUNDLE, before, Endpoints(urls, 1))[0] == before


def test_learn_block_that_the_trust_file_has_is_not_asked_for():
    known = parse_trust(json.dumps(BLOCK.trust()).encode())
    assert learn_block(BUNDLE, known, Endpoints(("http://127.0.0.1:1",), 1)) == (known, ())


@pytest.mark.parametrize("value", [{}, {"header": "0x"}, {"header": 5}])
def test_learn_block_without_a_header_asks_nobody(value):
    before = trust()
    assert learn_block(value, before, Endpoints(("http://127.0.0.1:1",), 1)) == (before, ())


def test_learn_block_takes_the_finality_of_the_default_without_a_profile(nodes):
    learnt, _ = learn_block(BUNDLE, trust(chainProfile=None), Endpoints(nodes(node()), 1))
    assert len(learnt.trusted_blocks) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (hexed(BLOCK.heads["subject", SCENE.site]), "Nothing was recorded about this since that block"),
        ("0x" + "11" * 32, "get a newer bundle"),
        ("?", "is not known"),
    ],
)
def test_note_growth_compares_the_present_head(nodes, answer, said):
    report = verify_bundle_json(BUNDLE, trust(), Question(), now=BLOCK.time)
    asked, answering_node = recording(answer)
    assert said in note_growth(report, Endpoints(nodes(answering_node), 1))[-1]
    assert asked[0][1:] == (hexed(slot_of("subject", SCENE.site)), "latest")


def test_note_growth_of_what_a_party_issued_asks_for_its_head(nodes):
    report = verify_bundle_json(BLOCK.bundle(issued=[1]), trust(), Question(), now=BLOCK.time)
    asked, answering_node = recording("0x0")
    note_growth(report, Endpoints(nodes(answering_node), 1))
    assert asked[0][1] == hexed(slot_of("issued", "1"))


def test_note_growth_of_a_file_that_came_to_no_head_asks_nobody():
    report = verify_bundle_json({}, trust(), Question(), now=BLOCK.time)
    assert note_growth(report, Endpoints(("http://127.0.0.1:1",), 1)) == ()


def test_ask_node_that_is_not_there_is_silent():
    with pytest.raises(NodeSilent, match="127"):
        ask_node("http://127.0.0.1:1", "eth_chainId")


def test_describe_ledger_returns_what_a_trust_file_pins(nodes):
    (url,) = nodes(node())
    found = describe_ledger(url, LEDGER, "finalized", None)
    assert found["chainId"] == 31337
    assert found["contractCodeHash"] == found["councilCodeHash"] == hexed(keccak256(CODE))
    assert str(found["council"]).lower() == COUNCIL
    assert found["headerFields"] == 21
    assert found["trustedBlocks"] == [{"number": "200", "hash": hexed(BLOCK.hash)}]


@pytest.mark.parametrize(
    ("left_out", "count"),
    [(("requestsHash",), 20), (("requestsHash", "parentBeaconBlockRoot"), 17), (tuple(HEADER_FIELDS), 16)],
)
def test_describe_ledger_counts_header_fields_by_fork(nodes, left_out, count):
    (url,) = nodes(node(eth_getBlockByNumber=lambda *_: block_answer(5) | dict.fromkeys(left_out)))
    assert describe_ledger(url, LEDGER, "latest", COUNCIL)["headerFields"] == count


@pytest.mark.parametrize("answers", [{"eth_getCode": "0xZZ"}, {"eth_call": None}, {"eth_getCode": "0x"}])
def test_describe_ledger_of_a_node_that_does_not_know_is_a_configuration_error(nodes, answers):
    (url,) = nodes(node(**answers))
    with pytest.raises(ConfigurationError, match="node http://"):
        describe_ledger(url, LEDGER, "latest", None)


def test_describe_ledger_of_another_scheme_is_refused():
    with pytest.raises(ConfigurationError, match="must begin with http"):
        describe_ledger("file:///etc/passwd", LEDGER, "latest", None)


@pytest.fixture
def bundle_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bundle.json").write_text(json.dumps(BUNDLE))
    return ["bundle.json", "--trust", "trust.json"]


def test_main_rpc_trusts_the_block_on_which_nodes_agree(nodes, bundle_file, tmp_path, capsys):
    urls = nodes(node(), node(), node(eth_getBlockByNumber=None, eth_getStorageAt=None))
    (tmp_path / "trust.json").write_text(
        json.dumps(BLOCK.trust(trustedBlocks=[], endpoints={"urls": list(urls), "agree": 2}))
    )
    assert main(bundle_file) == 4
    assert main([*bundle_file, "--rpc", "trust"]) == 0
    assert "Nothing was recorded about this since that block" in capsys.readouterr().out
    assert main([*bundle_file, "--rpc", urls[0], "--rpc", urls[1]]) == 0
    assert main([*bundle_file, "--rpc", "trust", "--agree", "3"]) == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--rpc", "trust"], "the trust file names no nodes"),
        (["--rpc", "ftp://node"], "must begin with http"),
        (["--agree", "1"], "none is named"),
        (["--rpc", "http://a", "--agree", "2"], "--agree must be from 1 to 1"),
    ],
)
def test_main_rpc_of_another_form_is_a_configuration_error(arguments, message, bundle_file, tmp_path, capsys):
    (tmp_path / "trust.json").write_text(json.dumps(BLOCK.trust()))
    assert main([*bundle_file, *arguments]) == 5
    assert message in capsys.readouterr().err
