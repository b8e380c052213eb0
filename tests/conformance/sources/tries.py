"""Merkle-Patricia tries built from their values, the other way round than a verifier walks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import rlp
from eth_hash.auto import keccak


class Trie:
    """The trie that has values under the hashes of keys, as Ethereum's secure tries do.

    Attributes:
        root: 32 bytes.
        nodes: Every node that has a hash of its own, with the nibbles that lead to it.
    """

    def __init__(self, values: Mapping[bytes, bytes]) -> None:
        """Build the trie; at least one value."""
        self.nodes: list[tuple[str, bytes]] = []
        top = self._build({keccak(key).hex(): value for key, value in values.items()}, "")
        self.root = self._store(top, "")

    def proof(self, keys: Iterable[bytes]) -> list[bytes]:
        """Return the nodes that walks to these keys visit, or to where it shows that there are none."""
        paths = [keccak(key).hex() for key in keys]
        return [node for prefix, node in self.nodes if any(path.startswith(prefix) for path in paths)]

    def _build(self, values: Mapping[str, bytes], prefix: str) -> list[object]:
        paths = list(values)
        if len(paths) == 1:
            return [encode_path(paths[0], leaf=True), values[paths[0]]]
        shared = 0
        while len({path[shared] for path in paths}) == 1:
            shared += 1
        if shared:
            onward = prefix + paths[0][:shared]
            inner = self._build({path[shared:]: value for path, value in values.items()}, onward)
            return [encode_path(paths[0][:shared], leaf=False), self._reference(inner, onward)]
        branch: list[object] = []
        for digit in "0123456789abcdef":
            below = {path[1:]: value for path, value in values.items() if path[0] == digit}
            branch.append(self._reference(self._build(below, prefix + digit), prefix + digit) if below else b"")
        return [*branch, b""]

    def _reference(self, node: list[object], prefix: str) -> object:
        return node if len(rlp.encode(node)) < 32 else self._store(node, prefix)

    def _store(self, node: list[object], prefix: str) -> bytes:
        data: bytes = rlp.encode(node)
        self.nodes.append((prefix, data))
        return keccak(data)


def encode_path(nibbles: str, *, leaf: bool) -> bytes:
    """Return the hex-prefix encoding of a path (yellow paper, appendix C)."""
    flag = (2 if leaf else 0) + len(nibbles) % 2
    return bytes.fromhex(f"{flag:x}{'' if flag % 2 else '0'}{nibbles}")
