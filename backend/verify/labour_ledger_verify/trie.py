"""Merkle-Patricia trie: the walk from a root to the value of a key, or to the proof that there is none.

Source: Ethereum yellow paper, appendix D; EIP-1186 for what nodes return. Keys here are the Keccak hashes of
addresses and storage slots, so all have 32 bytes and no value sits in a branch.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final, NoReturn

from .errors import InputError, NodeMissing
from .keccak import keccak256
from .rlp import RlpItem, decode_rlp

EMPTY_ROOT: Final = keccak256(b"\x80")
"""Root of a trie without keys."""


class NodeSet:
    """All nodes of a bundle's proofs, found by their hash; remembers which ones were walked."""

    def __init__(self, nodes: Iterable[bytes]) -> None:
        hashed = [(keccak256(node), node) for node in nodes]
        self.is_sorted = all(before < after for (before, _), (after, _) in pairwise(hashed))
        """Whether they came sorted by their hash, each once."""
        self._nodes = dict(hashed)
        self._walked: set[bytes] = set()

    def node(self, node_hash: bytes) -> bytes:
        """Return the node with a hash.

        Raises:
            NodeMissing: The set has no such node.
        """
        node = self._nodes.get(node_hash)
        if node is None:
            raise NodeMissing(
                f"proof: the node 0x{node_hash.hex()} is missing",
                hint="A node was changed or left out; get the bundle again.",
            )
        self._walked.add(node_hash)
        return node

    def unwalked(self) -> int:
        """Return how many nodes no walk has visited."""
        return len(self._nodes) - len(self._walked)


def find_value(root: bytes, key: bytes, nodes: NodeSet) -> bytes | None:
    """Walk from a root to the value of a key.

    Args:
        root: 32-byte root of the trie.
        key: 32 bytes; it is hashed here, as Ethereum's secure tries do.
        nodes: Where nodes are found.

    Returns:
        The value's RLP bytes, or None when the walk proves that the key is absent.

    Raises:
        NodeMissing: A node on the way is missing.
        InputError: A node is not what a node of this trie can be.
    """
    if root == EMPTY_ROOT:
        return None
    path = keccak256(key).hex()
    item = _load(root, nodes)
    # each step uses up at least one of 64 nibbles, or ends
    while True:
        if len(item) == 17:
            if not path:
                raise InputError("proof: a branch where the key has ended")
            reference, path = item[int(path[0], 16)], path[1:]
        elif len(item) == 2:
            nibbles, is_leaf = _path_of(item[0])
            if is_leaf:
                return _leaf_value(item[1]) if path == nibbles else None
            if not nibbles:
                _refuse_node()
            if not path.startswith(nibbles):
                return None
            reference, path = item[1], path[len(nibbles) :]
        else:
            _refuse_node()
        if reference == b"":
            return None
        item = reference if isinstance(reference, list) else _load(reference, nodes)


def _load(reference: bytes, nodes: NodeSet) -> list[RlpItem]:
    if len(reference) != 32:
        raise InputError("proof: a reference to a node must have 32 bytes")
    item = decode_rlp(nodes.node(reference), what="proof node")
    if isinstance(item, bytes):
        raise InputError("proof: a node must be a list")
    return item


def _path_of(encoded: RlpItem) -> tuple[str, bool]:
    """Return the nibbles of a hex-prefix encoded path, and whether the node is a leaf."""
    if isinstance(encoded, list) or not encoded or encoded[0] >> 4 > 3:
        raise InputError("proof: a path is not hex-prefix encoded")
    flag = encoded[0] >> 4
    digits = encoded.hex()
    if flag & 1:
        return digits[1:], flag >= 2
    if digits[1] != "0":
        raise InputError("proof: a path is not hex-prefix encoded")
    return digits[2:], flag >= 2


def _leaf_value(value: RlpItem) -> bytes:
    if isinstance(value, list) or not value:
        raise InputError("proof: a leaf without a value")
    return value


def _refuse_node() -> NoReturn:
    raise InputError("proof: a node is neither branch, extension nor leaf")
