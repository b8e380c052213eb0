"""The source of the programs as the search for sentences needs it: its names, its calls, and where each is written.

Nothing is imported or run; a file is read once. This module must not know what a sentence is.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
ROOT_ERROR = "ExplainedError"


@dataclass(frozen=True, eq=False)
class Module:
    """One file.

    Attributes:
        path: From the folder of the sources, such as `labour_ledger/config.py`.
        imports: What each name taken from elsewhere is: the module's dotted name, and the name there.
        constants: Expressions that names of the module stand for.
        functions: Functions and methods by their bare names; nested ones too.
    """

    path: str
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    constants: dict[str, ast.expr] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)

    @property
    def dotted(self) -> str:
        """Return the name that other modules import it by."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@dataclass(frozen=True, eq=False)
class Scope:
    """Where an expression stands: its file, the functions and the class around it, innermost last."""

    module: Module
    functions: tuple[Function, ...] = ()
    class_name: str = ""


@dataclass(frozen=True, eq=False)
class CallSite:
    """One call, or one raise, and where it stands."""

    node: ast.Call
    scope: Scope


@dataclass(eq=False)
class ClassFound:
    """One class.

    Attributes:
        bases: Bare names.
        parameters: Of its own `__init__`, or its fields; None where it has neither.
        code: Of an error; empty where it is inherited.
        has_init: Whether it is made by an `__init__` of its own.
    """

    name: str
    module: Module
    bases: tuple[str, ...]
    parameters: tuple[str, ...] | None
    code: str
    has_init: bool


@dataclass(eq=False)
class Sources:
    """All files, with their calls by the bare name of what is called."""

    modules: dict[str, Module] = field(default_factory=dict)
    calls: defaultdict[str, list[CallSite]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[str, list[ClassFound]] = field(default_factory=dict)

    def ancestors(self, name: str) -> Iterator[ClassFound]:
        """Give a class and those that it is derived from, nearest first."""
        for found in self.classes.get(name, []):
            yield found
            for base in found.bases:
                if base != name:
                    yield from self.ancestors(base)

    def is_error(self, name: str) -> bool:
        """Return whether what is made by this name is an error that explains itself."""
        return any(found.name == ROOT_ERROR for found in self.ancestors(name))

    def code_of(self, name: str) -> str:
        """Return the code of an error's class; empty for the root."""
        return next((found.code for found in self.ancestors(name) if found.code), "")

    def maker_of(self, name: str) -> ClassFound | None:
        """Return the class whose `__init__` or fields take the arguments of this one."""
        return next((found for found in self.ancestors(name) if found.parameters is not None), None)

    def function(self, name: str, module: Module) -> tuple[Function, Module] | None:
        """Return the function that a name means in a module, followed through one import or more."""
        if name in module.functions:
            return module.functions[name], module
        if name in module.imports:
            where, there = module.imports[name]
            if where in self.modules:
                return self.function(there, self.modules[where])
        return None

    def constant(self, name: str, module: Module) -> tuple[ast.expr, Module] | None:
        """Return what a name of a module stands for, followed through imports."""
        if name in module.constants:
            return module.constants[name], module
        if name in module.imports:
            where, there = module.imports[name]
            if where in self.modules:
                return self.constant(there, self.modules[where])
        return None


def read_sources(folders: list[Path]) -> Sources:
    """Read all Python files of packages.

    Args:
        folders: Of the packages, such as `backend/labour_ledger`.
    """
    sources = Sources()
    for folder in folders:
        for file in sorted(folder.rglob("*.py")):
            module = Module(file.relative_to(folder.parent).as_posix())
            sources.modules[module.dotted] = module
            _Reading(sources, module, is_package=file.name == "__init__.py").visit(
                ast.parse(file.read_text(encoding="utf-8"))
            )
    return sources


class _Reading(ast.NodeVisitor):
    def __init__(self, sources: Sources, module: Module, *, is_package: bool) -> None:
        self._sources = sources
        self._module = module
        self._package = module.dotted.split(".") if is_package else module.dotted.split(".")[:-1]
        self._scope = Scope(module)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = self._package[: len(self._package) - node.level + 1] if node.level else []
        where = ".".join([*base, *(node.module.split(".") if node.module else [])])
        for name in node.names:
            self._module.imports[name.asname or name.name] = (where, name.name)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not self._scope.functions and not self._scope.class_name and isinstance(node.targets[0], ast.Name):
            self._module.constants[node.targets[0].id] = node.value
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if (
            not self._scope.functions
            and not self._scope.class_name
            and isinstance(node.target, ast.Name)
            and node.value
        ):
            self._module.constants[node.target.id] = node.value
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        init = next((item for item in node.body if isinstance(item, ast.FunctionDef) and item.name == "__init__"), None)
        found = ClassFound(
            node.name,
            self._module,
            tuple(_bare(base) for base in node.bases),
            parameters_of(init) if init else _fields(node),
            next((_code(item) for item in node.body if _code(item)), ""),
            has_init=init is not None,
        )
        self._sources.classes.setdefault(node.name, []).append(found)
        self._inside(node, Scope(self._module, self._scope.functions, node.name))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._enter(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._enter(node)

    def visit_Call(self, node: ast.Call) -> None:
        self._sources.calls[self._called(node.func)].append(CallSite(node, self._scope))
        self.generic_visit(node)

    def _enter(self, node: Function) -> None:
        self._module.functions.setdefault(node.name, node)
        self._inside(node, Scope(self._module, (*self._scope.functions, node), self._scope.class_name))

    def _inside(self, node: ast.AST, scope: Scope) -> None:
        before, self._scope = self._scope, scope
        self.generic_visit(node)
        self._scope = before

    def _called(self, called: ast.expr) -> str:
        own = self._scope.class_name
        if ast.unparse(called) == "super().__init__":
            bases = self._sources.classes[own][-1].bases
            return bases[0] if bases else ""
        return own if ast.unparse(called) in ("cls", "type(self)") else _bare(called)


def parameters_of(function: Function) -> tuple[str, ...]:
    """Return the names of what a function takes, without the object or class it is called on."""
    taken = function.args
    names = [item.arg for item in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)]
    return tuple(names[1:] if names[:1] in (["self"], ["cls"]) else names)


def _bare(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _fields(node: ast.ClassDef) -> tuple[str, ...] | None:
    names = [
        item.target.id for item in node.body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    ]
    made_of_fields = any("dataclass" in ast.unparse(item) for item in node.decorator_list) or any(
        _bare(base) == "NamedTuple" for base in node.bases
    )
    return tuple(names) if made_of_fields else None


def _code(item: ast.stmt) -> str:
    if isinstance(item, ast.Assign) and ast.unparse(item.targets[0]) == "code" and isinstance(item.value, ast.Constant):
        return str(item.value.value)
    return ""
