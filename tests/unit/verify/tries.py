"""A small Merkle-Patricia trie builder, the other way round than the verifier's walk."""

from __future__ import annotations

import rlp

from labour_ledger_verify.keccak import keccak256


def build(values: dict[bytes, bytes]) -> tuple[bytes, list[bytes]]:
    """Return root and nodes of the trie with these values under the hashes of these keys."""
    nodes: list[bytes] = []
    top = _build({keccak256(key).hex(): value for key, value in values.items()}, nodes)
    return _store(top, nodes), nodes


def encode_path(nibbles: str, *, leaf: bool) -> bytes:
    flag = (2 if leaf else 0) + len(nibbles) % 2
    return bytes.fromhex(f"{flag:x}{'' if flag % 2 else '0'}{nibbles}")


def _build(values: dict[str, bytes], nodes: list[bytes]) -> list[object]:
    paths = list(values)
    if len(paths) == 1:
        return [encode_path(paths[0], leaf=True), values[paths[0]]]
    shared = 0
    while len({path[shared] for path in paths}) == 1:
        shared += 1
    if shared:
        inner = _build({path[shared:]: value for path, value in values.items()}, nodes)
        return [encode_path(paths[0][:shared], leaf=False), _reference(inner, nodes)]
    branch: list[object] = []
    for digit in "0123456789abcdef":
        below = {path[1:]: value for path, value in values.items() if path[0] == digit}
        branch.append(_reference(_build(below, nodes), nodes) if below else b"")
    return [*branch, b""]


def _reference(node: list[object], nodes: list[bytes]) -> object:
    return node if len(rlp.encode(node)) < 32 else _store(node, nodes)


def _store(node: list[object], nodes: list[bytes]) -> bytes:
    data: bytes = rlp.encode(node)
    nodes.append(data)
    return keccak256(data)
