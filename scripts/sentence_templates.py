"""What a sentence looks like before its values are put in: words, and holes that have names.

This module must not know files.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter
from typing import TypeAlias

_WORD = re.compile(r"[^\W\d_]{2,}")
_BESIDE_A_WORD = re.compile(r"^ [^\W\d_]{2,}|[^\W\d_]{2,} $")
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*")
_KEPT_AS_THEY_ARE = frozenset(
    ("to_hex", "to_checksum_address", "str", "repr", "sorted", "list", "set", "tuple", "int", "reversed", "printable")
)


@dataclass(frozen=True)
class Hole:
    """Where a value is put in; `source` tells two values of one name apart."""

    name: str
    source: str


Template: TypeAlias = tuple[str | Hole, ...]


def shape_of(template: Template) -> tuple[str | None, ...]:
    """Return a template without the names of its holes."""
    return tuple(None if isinstance(part, Hole) else part for part in template)


def pattern_of(text: str) -> tuple[str | int, ...]:
    """Return a template as translators see it without the names of its holes, but with which of them are the same."""
    template = of_format(text)
    names = list(dict.fromkeys(part.name for part in template if isinstance(part, Hole)))
    return tuple(names.index(part.name) if isinstance(part, Hole) else part for part in template)


def joined(parts: Iterable[str | Hole]) -> Template:
    """Return parts as a template: texts that meet are one."""
    found: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return tuple(found)


def words_in(template: Template) -> int:
    """Return how many words of people stand in a template, outside its holes."""
    return sum(len(_WORD.findall(part)) for part in template if isinstance(part, str))


def is_phrase(template: Template) -> bool:
    """Return whether a template is more than a word, a name or a path: words of people with a space beside them."""
    texts = [part for part in template if isinstance(part, str)]
    letters = sum(len(word) for text in texts for word in _WORD.findall(text))
    return letters > 3 and any(" " in text.strip() or _BESIDE_A_WORD.search(text) for text in texts)


def is_plain(template: Template) -> bool:
    """Return whether a template has no holes."""
    return not any(isinstance(part, Hole) for part in template)


def of_format(text: str) -> Template:
    """Return the template of a text for `str.format_map`."""
    parts: list[str | Hole] = []
    for before, name, _form, _conversion in Formatter().parse(text):
        parts.append(before)
        if name is not None:
            parts.append(Hole(name, name))
    return joined(parts)


def text_of(template: Template) -> str:
    """Return a template as translators see it: `{name}` for a hole, braces of its own doubled."""
    names: dict[str, str] = {}
    text = []
    for part in template:
        if isinstance(part, str):
            text.append(part.replace("{", "{{").replace("}", "}}"))
            continue
        if part.source not in names:
            taken = set(names.values())
            further = (f"{part.name}_{number}" for number in range(2, 99))
            names[part.source] = part.name if part.name not in taken else next(n for n in further if n not in taken)
        text.append(f"{{{names[part.source]}}}")
    return "".join(text)


def name_of(node: ast.expr) -> str:
    """Return a short name for the value of an expression."""
    found = re.sub(r"(?<!^)(?=[A-Z][a-z])", "_", _name(node)).lower().strip("_")
    return found if _PLAIN_NAME.fullmatch(found) else "value"


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case ast.Subscript(value=inner) | ast.Starred(value=inner) | ast.FormattedValue(value=inner):
            return _name(inner)
        case ast.BinOp(left=inner) | ast.UnaryOp(operand=inner) | ast.IfExp(body=inner):
            return _name(inner)
        case ast.BoolOp(values=[inner, *_]) | ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner):
            return _name(inner)
        case ast.Call():
            return _name_of_call(node)
        case ast.JoinedStr(values=values):
            return next((_name(value) for value in values if isinstance(value, ast.FormattedValue)), "value")
        case _:
            return "value"


def _name_of_call(node: ast.Call) -> str:
    called = node.func
    first = node.args[0] if node.args else None
    if isinstance(called, ast.Name):
        if called.id == "len":
            return "count"
        return _name(first) if first is not None and called.id in _KEPT_AS_THEY_ARE else called.id
    if isinstance(called, ast.Attribute):
        if called.attr == "join" and first is not None:
            return _name(first)
        return _name(called.value)
    return "value"
