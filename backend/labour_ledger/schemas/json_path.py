"""JSON paths: how an error says where in a document something is.

Paths follow RFC 9535's plain forms: `$.content.findings[0].topic`, and `$['odd key']` for other names. This module
must not look at what values mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from labour_ledger_verify.document import GREATEST_DEPTH, JsonValue

_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


def child_path(path: str, step: str | int) -> str:
    """Return the path of a member or item of what `path` names."""
    if isinstance(step, int):
        return f"{path}[{step}]"
    if _PLAIN_NAME.fullmatch(step):
        return f"{path}.{step}"
    escaped = step.replace("\\", "\\\\").replace("'", "\\'")
    return f"{path}['{escaped}']"


def join_path(path: str, steps: Iterable[str | int]) -> str:
    """Return the path that `steps` lead to from `path`."""
    for step in steps:
        path = child_path(path, step)
    return path


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a JSON document.

    Attributes:
        path: Where it is.
        field: The nearest name above it: its own, or that of the array it is an item of; empty at the root.
        value: What is there.
        depth: How many steps below the root.
    """

    path: str
    field: str
    value: JsonValue
    depth: int = 0


def walk(value: JsonValue, path: str = "$", show: Callable[[str], str] = str) -> Iterator[Node]:
    """Yield a JSON value and everything below it, parents first, in the order of the document.

    It does not go below `GREATEST_DEPTH`: whoever must see everything refuses what stands there.

    Args:
        value: The root.
        path: Path of the root.
        show: What a field's name becomes in paths; for names that must not be repeated.
    """
    stack = [Node(path, "", value)]
    while stack:
        node = stack.pop()
        yield node
        if node.depth == GREATEST_DEPTH:
            continue
        below = node.depth + 1
        if isinstance(node.value, dict):
            stack.extend(
                Node(child_path(node.path, show(key)), key, item, below) for key, item in reversed(node.value.items())
            )
        elif isinstance(node.value, list):
            stack.extend(
                Node(child_path(node.path, index), node.field, node.value[index], below)
                for index in reversed(range(len(node.value)))
            )
