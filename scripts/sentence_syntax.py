"""What the search for sentences asks of the syntax of an expression, a call or a function. It must not follow names."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scripts.sentence_sources import Function, Module


def argument(call: ast.Call, parameter: str, place: int) -> ast.expr | None:
    """Return what a call gives for a parameter by name or by place; None if it gives nothing."""
    for keyword in call.keywords:
        if keyword.arg == parameter:
            return keyword.value
    return call.args[place] if place < len(call.args) else None


def assigned(name: str, function: Function) -> Iterator[ast.expr]:
    """Give every expression that a name stands for somewhere in a function."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                yield value
            case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value) if target == name:
                yield value
            case ast.NamedExpr(target=ast.Name(id=target), value=value) if target == name:
                yield value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for element, value in zip(names, values, strict=False):
                    if isinstance(element, ast.Name) and element.id == name:
                        yield value


def results(function: Function) -> Iterator[ast.expr]:
    """Give what a function returns or yields; the items of a tuple one by one."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield from node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        elif isinstance(node, ast.Yield) and node.value is not None:
            yield node.value


def elements(node: ast.expr) -> list[ast.expr]:
    """Return what is joined: the items of a list, or the one expression of a comprehension."""
    match node:
        case ast.GeneratorExp(elt=element) | ast.ListComp(elt=element) | ast.SetComp(elt=element):
            return [element]
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return items
        case ast.Call(args=[inner, *_]):
            return elements(inner)
        case _:
            return []


def texts(node: ast.expr, module: Module) -> Iterator[str]:
    """Give every text in an expression, those of constants of its module too."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
        elif isinstance(part, ast.Name) and isinstance(module.constants.get(part.id), ast.Constant):
            constant = module.constants[part.id]
            if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                yield constant.value
