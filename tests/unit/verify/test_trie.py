import pytest
import rlp
from tests.unit.verify.tries import build, encode_path

from labour_ledger_verify.errors import InputError, ProofFalse
from labour_ledger_verify.keccak import keccak256, uint_word
from labour_ledger_verify.trie import EMPTY_ROOT, NodeSet, find_value

KEYS = [uint_word(number) for number in range(300)]
KEY = KEYS[0]
PATH = keccak256(KEY).hex()


def root_of(node):
    data = rlp.encode(node)
    return keccak256(data), NodeSet([data])


@pytest.mark.parametrize("count", [1, 2, 17, 300])
def test_find_value_of_every_key_is_found_and_of_others_is_none(count):
    root, nodes = build({key: key[-2:] + b"v" * 40 for key in KEYS[:count]})
    found = NodeSet(nodes)
    for key in KEYS[:count]:
        assert find_value(root, key, found) == key[-2:] + b"v" * 40
    for number in range(1_000, 1_050):
        assert find_value(root, uint_word(number), found) is None
    assert found.unwalked() == 0


def test_find_value_walks_through_extensions():
    shared = [key for key in map(uint_word, range(5_000)) if keccak256(key).hex().startswith("ab")]
    assert len(shared) > 5
    root, nodes = build(dict.fromkeys(shared[:-1], b"v" * 40))
    assert all(find_value(root, key, NodeSet(nodes)) == b"v" * 40 for key in shared[:-1])
    assert find_value(root, shared[-1], NodeSet(nodes)) is None
    assert find_value(root, KEY, NodeSet(nodes)) is None


def test_find_value_of_an_empty_trie_is_none():
    assert find_value(EMPTY_ROOT, KEY, NodeSet([])) is None


def test_find_value_with_any_node_missing_or_changed_is_false():
    root, nodes = build(dict.fromkeys(KEYS[:20], b"v" * 40))
    for place in range(len(nodes)):
        for forged in ([], [nodes[place][:-1] + bytes((nodes[place][-1] ^ 1,))]):
            found = NodeSet(nodes[:place] + forged + nodes[place + 1 :])
            with pytest.raises(ProofFalse, match="is missing"):
                [find_value(root, key, found) for key in KEYS[:20]]


def test_find_value_short_node_inside_another_is_read():
    inner = [encode_path(PATH[1:], leaf=True), b"v"]
    branch = [inner if digit == PATH[0] else b"" for digit in "0123456789abcdef"] + [b""]
    root, nodes = root_of(branch)
    assert find_value(root, KEY, nodes) == b"v"
    assert nodes.unwalked() == 0


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (b"v" * 40, "must be a list"),
        ([b"v" * 40], "neither branch, extension nor leaf"),
        ([encode_path("", leaf=False), b"r" * 32], "neither branch, extension nor leaf"),
        ([encode_path(PATH[:3], leaf=False), b"r" * 31], "must have 32 bytes"),
        ([b"", b"r" * 40], "not hex-prefix encoded"),
        ([[], b"r" * 40], "not hex-prefix encoded"),
        ([b"\x40", b"r" * 40], "not hex-prefix encoded"),
        ([b"\x01" + b"r" * 32, b"r" * 40], "not hex-prefix encoded"),
        ([encode_path(PATH, leaf=True), b""], "a leaf without a value"),
        ([encode_path(PATH, leaf=True), [b"v"]], "a leaf without a value"),
        ([encode_path(PATH, leaf=False), [b""] * 17], "where the key has ended"),
    ],
)
def test_find_value_other_nodes_are_refused(node, message):
    root, nodes = root_of(node)
    with pytest.raises(InputError, match=message):
        find_value(root, KEY, nodes)
