"""Tries for the tests of the walk, from the builder of the vectors."""

from tests.conformance.sources.tries import Trie, encode_path

__all__ = ["build", "encode_path"]


def build(values: dict[bytes, bytes]) -> tuple[bytes, list[bytes]]:
    """Return root and nodes of the trie with these values under the hashes of these keys."""
    trie = Trie(values)
    return trie.root, [node for _, node in trie.nodes]
