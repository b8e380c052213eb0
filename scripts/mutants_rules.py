"""Which single mistakes are tried in a Solidity file: the rules that make mutants.

Owns the walk over the compiler's syntax tree and the rules; knows nothing of compiling or testing mutants. A rule names
a place by its bytes in the source, as the tree gives them, so a mutant is the source with one stretch replaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Node = dict[str, Any]

# Equality is tried from both sides; an order is moved by one and turned round.
OPERATORS = {
    "==": ("!=",),
    "!=": ("==",),
    "<": ("<=", ">"),
    "<=": ("<", ">="),
    ">": (">=", "<"),
    ">=": (">", "<="),
    "&&": ("||",),
    "||": ("&&",),
    "+": ("-",),
    "-": ("+",),
    "&": ("|",),
    "|": ("&",),
    "<<": (">>",),
    ">>": ("<<",),
}
ASSIGNMENTS = {"|=": "&=", "+=": "-=", "-=": "+="}
INSTRUCTIONS = {
    "and": "or",
    "or": "and",
    "xor": "or",
    "add": "sub",
    "sub": "add",
    "lt": "gt",
    "gt": "lt",
    "shl": "shr",
    "shr": "shl",
    "eq": "xor",
}
STATEMENTS = ("ExpressionStatement", "EmitStatement", "RevertStatement")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake: bytes `start` to `end` of `path` become `replacement`. `name` is stable while the place is."""

    path: str
    start: int
    end: int
    replacement: str
    name: str

    def applied_to(self, source: bytes) -> bytes:
        """Return the source with the mistake in it."""
        return source[: self.start] + self.replacement.encode() + source[self.end :]


def mutants_of(path: str, source: bytes, tree: Node) -> list[Mutant]:
    """Return every mutant of one file, in order of place.

    Args:
        path: Of the file, from the root of the repository.
        source: Its bytes.
        tree: The compiler's syntax tree of it (`ast` of standard JSON).
    """
    found = sorted(set(_Walk(source).changes(tree, "")), key=lambda change: (change[0], change[1], change[2]))
    seen: Counter[str] = Counter()
    mutants = []
    for start, end, replacement, where in found:
        old, new = _in_one_line(source[start:end].decode()), _in_one_line(replacement)
        name = f"{path.rsplit('/', 1)[-1]} {where}: {old} → {new or 'nothing'}"
        seen[name] += 1
        name += f" ({seen[name]})" if seen[name] > 1 else ""
        mutants.append(Mutant(path, start, end, replacement, name))
    return mutants


def by_hand(path: str, source: bytes, listed: list[dict[str, str]]) -> list[Mutant]:
    """Return the listed mutants of one file: mistakes that no rule makes, as there is nothing to change.

    Args:
        path: Of the file, from the root of the repository.
        source: Its bytes.
        listed: Of every file: `name`, `path`, `old` and `new` text; `old` must be in the source once.

    Raises:
        ValueError: A text to change is not there, or more than once.
    """
    mutants = []
    for change in listed:
        if change["path"] != path:
            continue
        old = change["old"].encode()
        if source.count(old) != 1:
            raise ValueError(f"{change['name']}: its text stands {source.count(old)} times in {path}, not once")
        start = source.index(old)
        mutants.append(Mutant(path, start, start + len(old), change["new"], change["name"]))
    return mutants


def _in_one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else f"{line[:50]}…{line[-18:]}"


Change = tuple[int, int, str, str]


class _Walk:
    """Walks a tree and applies the rules; `where` is the function or variable that a node stands in."""

    def __init__(self, source: bytes) -> None:
        self._source = source

    def changes(self, node: Node, where: str) -> Iterator[Change]:
        kind = node.get("nodeType", "")
        if kind in ("FunctionDefinition", "ModifierDefinition", "VariableDeclaration"):
            is_local = kind == "VariableDeclaration" and not node.get("stateVariable", False)
            where = where if is_local else node["name"] or node.get("kind", "")
        if kind in ("EventDefinition", "ErrorDefinition", "ImportDirective", "PragmaDirective", "TypeName"):
            return
        rule = getattr(self, f"_of_{kind}", None)
        if rule is not None:
            yield from ((start, end, text, where) for start, end, text in rule(node))
        for child in _children(node):
            yield from self.changes(child, where)

    def _text(self, node: Node) -> str:
        start, end = _place(node)
        return self._source[start:end].decode()

    def _of_BinaryOperation(self, node: Node) -> Iterator[tuple[int, int, str]]:
        start, end = _place(node)
        left, right = self._text(node["leftExpression"]), self._text(node["rightExpression"])
        for other in OPERATORS.get(node["operator"], ()):
            yield start, end, f"{left} {other} {right}"

    def _of_UnaryOperation(self, node: Node) -> Iterator[tuple[int, int, str]]:
        start, end = _place(node)
        if node["operator"] in ("!", "~"):
            yield start, end, self._text(node["subExpression"])

    def _of_Assignment(self, node: Node) -> Iterator[tuple[int, int, str]]:
        if node["operator"] in ASSIGNMENTS:
            start, end = _place(node)
            left, right = self._text(node["leftHandSide"]), self._text(node["rightHandSide"])
            yield start, end, f"{left} {ASSIGNMENTS[node['operator']]} {right}"
            yield start, end, f"{left} = {right}"

    def _of_IfStatement(self, node: Node) -> Iterator[tuple[int, int, str]]:
        start, end = _place(node["condition"])
        yield start, end, "false"
        body = node["trueBody"]
        if body["nodeType"] != "RevertStatement":
            yield start, end, "true"

    def _of_Conditional(self, node: Node) -> Iterator[tuple[int, int, str]]:
        start, end = _place(node)
        yield start, end, self._text(node["trueExpression"])
        yield start, end, self._text(node["falseExpression"])

    def _of_Block(self, node: Node) -> Iterator[tuple[int, int, str]]:
        for statement in node["statements"]:
            if statement["nodeType"] in STATEMENTS:
                start, end = _place(statement)
                yield start, end + self._semicolon_after(end), "{}"

    def _semicolon_after(self, end: int) -> int:
        rest = self._source[end : end + 20]
        return rest.index(b";") + 1 if rest.lstrip().startswith(b";") else 0

    def _of_Literal(self, node: Node) -> Iterator[tuple[int, int, str]]:
        start, end = _place(node)
        if node["kind"] == "number":
            yield start, end, f"({self._text(node)} + 1)"
        elif node["kind"] == "bool":
            yield start, end, "false" if node["value"] == "true" else "true"
        elif node["kind"] == "string" and end - start > 3:
            yield end - 2, end - 1, "?"

    def _of_FunctionCall(self, node: Node) -> Iterator[tuple[int, int, str]]:
        given = node["arguments"] if not node.get("names") else []
        for one, other in pairwise(given):
            types = {argument["typeDescriptions"].get("typeString") for argument in (one, other)}
            if len(types) == 1 and self._text(one) != self._text(other):
                start, end = _place(one)[0], _place(other)[1]
                yield start, end, f"{self._text(other)}, {self._text(one)}"

    def _of_ModifierInvocation(self, node: Node) -> Iterator[tuple[int, int, str]]:
        if node.get("kind") == "modifierInvocation":
            yield (*_place(node), "")

    def _of_YulFunctionCall(self, node: Node) -> Iterator[tuple[int, int, str]]:
        name = node["functionName"]["name"]
        start, end = _place(node["functionName"])
        if name in INSTRUCTIONS:
            yield start, end, INSTRUCTIONS[name]
        if name == "iszero":
            yield (*_place(node), self._text(node["arguments"][0]))

    def _of_YulExpressionStatement(self, node: Node) -> Iterator[tuple[int, int, str]]:
        yield (*_place(node), "")

    def _of_YulAssignment(self, node: Node) -> Iterator[tuple[int, int, str]]:
        yield (*_place(node), "")

    def _of_YulLiteral(self, node: Node) -> Iterator[tuple[int, int, str]]:
        if node["kind"] == "number":
            yield (*_place(node), str(int(node["value"], 0) + 1))

    def _of_YulIf(self, node: Node) -> Iterator[tuple[int, int, str]]:
        yield (*_place(node["condition"]), "0")


def _place(node: Node) -> tuple[int, int]:
    start, length, _ = (int(part) for part in node["src"].split(":"))
    return start, start + length


def _children(node: Node) -> Iterator[Node]:
    for name, value in node.items():
        if name in ("typeDescriptions", "documentation", "typeName", "overrides", "baseContracts"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, dict) and "nodeType" in child:
                yield child
