import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conformance.sources.tries import Trie
from trie.hexary import HexaryTrie

from labour_ledger_verify.errors import InputError, NodeMissing
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.trie import NodeSet, find_value

keys = st.binary(min_size=1, max_size=4)
values = st.binary(min_size=1, max_size=60)
tries = st.dictionaries(keys, values, min_size=1, max_size=40)


def library_trie(content):
    trie = HexaryTrie({})
    for key, value in content.items():
        trie[keccak256(key)] = value
    return trie


@given(tries)
def test_builder_of_the_vectors_makes_the_root_of_the_library(content):
    assert Trie(content).root == library_trie(content).root_hash


@given(tries, keys)
def test_find_value_finds_what_the_library_put_there_or_its_absence(content, other):
    trie = library_trie(content)
    nodes = NodeSet(trie.db.values())
    for key in (*content, other):
        assert find_value(trie.root_hash, key, nodes) == content.get(key)


@given(tries, keys)
def test_find_value_needs_no_more_than_the_proof(content, other):
    trie = Trie(content)
    wanted = (next(iter(content)), other)
    nodes = NodeSet(trie.proof(wanted))
    for key in wanted:
        assert find_value(trie.root, key, nodes) == content.get(key)
    assert nodes.unwalked() == 0


@given(tries, st.integers(0), st.integers(0))
def test_find_value_with_any_bit_changed_never_finds_another_value(content, place, bit):
    trie = Trie(content)
    key = next(iter(content))
    proof = trie.proof([key])
    node = proof[place % len(proof)]
    flipped = (int.from_bytes(node, "big") ^ 1 << bit % (8 * len(node))).to_bytes(len(node), "big")
    changed = [flipped if item == node else item for item in proof]
    with pytest.raises(NodeMissing):
        find_value(trie.root, key, NodeSet(changed))


@given(st.lists(st.binary(min_size=1, max_size=80), min_size=1, max_size=8), keys, st.integers(0))
def test_find_value_in_nodes_of_any_bytes_ends_well_or_in_an_error_of_this_package(nodes, key, place):
    root = keccak256(nodes[place % len(nodes)])
    with contextlib.suppress(InputError, NodeMissing):
        find_value(root, key, NodeSet(nodes))
