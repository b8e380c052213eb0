"""Every sentence that an error, a refusal or a problem of a row is made of, found in the source of the programs.

The search begins where an error that explains itself is made, or one of the records of what is wrong (`RECORD_FIELDS`),
and follows what is given there back to texts: through names, constants, parameters and the functions that put texts
together. A text that is put into another one is found as a sentence of its own. This module must not write files.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

from scripts.sentence_sources import CallSite, Function, Module, Scope, Sources, parameters_of
from scripts.sentence_syntax import argument, assigned, elements, results, texts
from scripts.sentence_templates import Hole, Template, is_phrase, is_plain, joined, name_of, of_format, words_in

RECORD_FIELDS = frozenset({"message", "hint", "problem", "reason", "detail", "text"})
"""Fields, of records of what is wrong, that hold sentences."""
NOT_FOR_PEOPLE = ("/demonstration/", "/api/models/", "/store/", "/words/", "/schemas/catalogue.py")
"""Files whose records with such fields are no problems, but rows of tables or stories."""
MIGRATIONS = "/store/migrations/"
"""Their texts are SQL."""
SHOWN = (
    ("problem", "detail", 2),
    ("problem", "hint", 99),
    ("note", "text", 0),
    ("line", "text", 0),
    ("heading", "text", 0),
    ("labelled", "text", 1),
    ("Parameter", "meaning", 1),
)
"""Functions and records that show a sentence to people, with the name and place of what they show."""
TABLES = {
    "WORDS": "ledger-refused",
    "COUNCIL_WORDS": "ledger-refused",
    "_DECIDING": "",
    "_EXPLAINING": "",
    "_FRAMEWORK_CODES": "",
}
"""Tables of sentences, those of refusals with braces for `str.format_map`; and the code they are told under."""
SPEAKING = {
    "labour_ledger/diligence/history.py": (
        "registered",
        "claimed",
        "reassigned",
        "controller_changed",
        "closed",
        "reopened",
        "joined",
    ),
    "labour_ledger/diligence/people.py": ("party",),
    "labour_ledger/diligence/records.py": ("words",),
}
"""Functions that say in a sentence what was recorded, by their files."""
_OWN_EXCEPTIONS = frozenset({"ValueError"})
"""Of the language; what is said in them is put into errors that explain themselves."""
_PASSED_ON = frozenset({"message", "hint", "detail", "problem", "reason", "text", "strerror", "args"})
_MOST_FORMS = 16
_DEEPEST = 12


@dataclass(frozen=True)
class Found:
    """One sentence and one place that says it."""

    template: Template
    path: str
    said_by: str


@dataclass(frozen=True)
class _Sink:
    """Arguments of one name, in calls of one name, are sentences."""

    called: str
    parameter: str
    place: int
    is_whole: bool
    home: str


@dataclass
class Search:
    """The search, and what it found.

    Attributes:
        found: In the order of the search.
        unclear: Places where a sentence is made in a way that the search does not follow.
    """

    sources: Sources
    found: list[Found] = field(default_factory=list)
    unclear: set[str] = field(default_factory=set)
    _sinks: dict[tuple[str, str, bool, str], _Sink] = field(default_factory=dict)
    _todo: list[_Sink] = field(default_factory=list)
    _seen: set[tuple[int, str]] = field(default_factory=set)

    def run(self) -> None:
        """Search everything."""
        for name, classes in self.sources.classes.items():
            if self.sources.is_error(name):
                self._add_error(name)
                continue
            for found in classes:
                is_record = not any(part in found.module.path for part in NOT_FOR_PEOPLE)
                for place, parameter in enumerate(found.parameters or ()):
                    if is_record and parameter in RECORD_FIELDS and not found.has_init:
                        self._add(_Sink(name, parameter, place, is_whole=True, home=found.module.dotted))
        for name in sorted(_OWN_EXCEPTIONS):
            self._add(_Sink(name, "message", 0, is_whole=False, home=""))
        for name, parameter, place in SHOWN:
            self._add(_Sink(name, parameter, place, is_whole=False, home=""))
        self._tables()
        self._speaking()
        while self._todo:
            self._take(self._todo.pop(0))

    def _add_error(self, name: str) -> None:
        maker = self.sources.maker_of(name)
        if maker is not None and maker.name == "ExplainedError":
            self._add(_Sink(name, "message", 0, is_whole=True, home=""))
            self._add(_Sink(name, "hint", 99, is_whole=True, home=""))

    def _tables(self) -> None:
        for module in self.sources.modules.values():
            for name in TABLES.keys() & module.constants.keys():
                for text in texts(module.constants[name], module):
                    self._keep(of_format(text), module.path, TABLES[name])

    def _speaking(self) -> None:
        for module in self.sources.modules.values():
            for name in SPEAKING.get(module.path, ()):
                function = module.functions[name]
                for value in results(function):
                    self._collect_part(value, Scope(module, (function,)))

    def _keep(self, template: Template, path: str, said_by: str = "", *, is_whole: bool = False) -> None:
        """Keep a template that has words; of parts of sentences those that are no single word or name."""
        is_text = words_in(template) > 0 if is_whole else is_phrase(template)
        if is_text and MIGRATIONS not in path:
            self.found.append(Found(template, path, said_by))

    def _add(self, sink: _Sink) -> None:
        key = (sink.called, sink.parameter, sink.is_whole, sink.home)
        if key not in self._sinks:
            self._sinks[key] = sink
            self._todo.append(sink)

    def _take(self, sink: _Sink) -> None:
        for site in self.sources.calls.get(sink.called, []):
            if sink.home and not self._means(sink, site):
                continue
            given = argument(site.node, sink.parameter, sink.place)
            if given is None:
                continue
            said_by = self.sources.code_of(sink.called) if self.sources.is_error(sink.called) else ""
            if sink.is_whole:
                self._collect(given, site.scope, said_by)
            else:
                self._collect_part(given, site.scope)

    def _means(self, sink: _Sink, site: CallSite) -> bool:
        """Return whether a call by this bare name can be one of what the sink means."""
        module = site.scope.module
        if module.dotted == sink.home or isinstance(site.node.func, ast.Attribute):
            return not sink.called.startswith("_") or module.dotted == sink.home
        return module.imports.get(sink.called, ("", ""))[0] in (sink.home, sink.home.rpartition(".")[0])

    def _collect(self, node: ast.expr, scope: Scope, said_by: str) -> None:
        forms = self.forms(node, scope, {}, is_whole=True)
        for template in forms:
            self._keep(template, scope.module.path, said_by, is_whole=True)
        if not any(words_in(template) for template in forms) and not self._is_passed_on(node, scope):
            self.unclear.add(f"{scope.module.path}:{node.lineno}: {ast.unparse(node)[:90]}")

    def _collect_part(
        self, node: ast.expr, scope: Scope, env: Mapping[str, object] | None = None, depth: int = 0
    ) -> None:
        if (id(node), "part") in self._seen and not env:
            return
        self._seen.add((id(node), "part"))
        for template in self.forms(node, scope, dict(env or {}), is_whole=False, depth=depth):
            self._keep(template, scope.module.path)

    def _is_passed_on(self, node: ast.expr, scope: Scope) -> bool:
        if isinstance(node, ast.Name) and scope.functions:
            return any(node.id in parameters_of(function) for function in scope.functions)
        return isinstance(node, (ast.Constant, ast.JoinedStr)) or (
            isinstance(node, ast.Attribute) and node.attr in _PASSED_ON
        )

    # what an expression can say

    def forms(
        self, node: ast.expr, scope: Scope, env: dict[str, object], *, is_whole: bool, depth: int = 0
    ) -> list[Template]:
        """Return every form that the text of an expression can take.

        Args:
            node: The expression.
            scope: Where it stands.
            env: What parameters are, where a call is followed into its function.
            is_whole: Whether it is a sentence, not a part of one.
            depth: How far names and calls were followed.
        """
        again = _Again(self, scope, env, is_whole, depth + 1)
        if depth > _DEEPEST:
            return [_hole(node)]
        match node:
            case ast.Constant(value=str(text)):
                return [joined([text])]
            case ast.Constant():
                return [()]
            case ast.JoinedStr(values=values):
                return _product([self._piece(value, again) for value in values])
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _product([self._inlined(left, again), self._inlined(right, again)])
            case ast.IfExp(body=body, orelse=orelse):
                return [*again.forms(body), *again.forms(orelse)]
            case ast.BoolOp(values=values):
                return [form for value in values for form in again.forms(value)]
            case ast.Name():
                return self._named(node, again)
            case ast.Call():
                return self._called(node, again)
            case ast.Subscript(value=ast.Name(id=name)):
                return self._looked_up(name, again) or [_hole(node)]
            case _:
                return [_hole(node)]

    def _piece(self, value: ast.expr, again: _Again) -> list[Template]:
        if isinstance(value, ast.FormattedValue):
            return self._inlined(value.value, again)
        return [joined([str(value.value)])] if isinstance(value, ast.Constant) else [_hole(value)]

    def _inlined(self, node: ast.expr, again: _Again) -> list[Template]:
        """Return what stands in a text for an expression: its words where they are few and fixed, a hole otherwise."""
        if isinstance(node, (ast.Constant, ast.JoinedStr, ast.IfExp, ast.BoolOp, ast.BinOp)):
            forms = again.forms(node)
            if any(words_in(form) for form in forms) or isinstance(node, ast.Constant):
                return forms
            return [_hole(node)] if all(not is_plain(form) or not form for form in forms) else forms
        forms = _Again(self, again.scope, again.env, is_whole=False, depth=again.depth).forms(node)
        if len(forms) <= 4 and all(is_plain(form) for form in forms):
            return forms
        for form in forms:
            self._keep(form, again.scope.module.path)
        return [_hole(node)]

    def _named(self, node: ast.Name, again: _Again) -> list[Template]:
        scope = again.scope
        if node.id in again.env:
            given = again.env[node.id]
            if isinstance(given, _Given):
                return self.forms(given.node, given.scope, given.env, is_whole=again.is_whole, depth=again.depth)
        for function in reversed(scope.functions):
            if node.id in parameters_of(function):
                if again.depth < 50 and not again.env:
                    self._add_parameter(node.id, function, again)
                return [_hole(node)]
            values = list(assigned(node.id, function))
            if values:
                forms = [form for value in values for form in again.forms(value)]
                return forms[:_MOST_FORMS]
        constant = self.sources.constant(node.id, scope.module)
        if constant is None:
            return [_hole(node)]
        value, module = constant
        if isinstance(value, (ast.Constant, ast.JoinedStr, ast.BinOp)):
            forms = self.forms(value, Scope(module), {}, is_whole=again.is_whole, depth=again.depth)
            return forms if all(forms) else [_hole(node)]
        return [_hole(node)]

    def _add_parameter(self, parameter: str, function: Function, again: _Again) -> None:
        name = function.name
        if name == "__init__":
            place = parameters_of(function).index(parameter)
            for made in self.sources.classes:
                maker = self.sources.maker_of(made)
                if maker is not None and maker.name == again.scope.class_name:
                    self._add(_Sink(made, parameter, place, again.is_whole, ""))
            return
        place = parameters_of(function).index(parameter)
        self._add(_Sink(name, parameter, place, again.is_whole, again.scope.module.dotted))

    def _called(self, node: ast.Call, again: _Again) -> list[Template]:
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr == "join" and node.args:
            for element in elements(node.args[0]):
                self._collect_part(element, again.scope, again.env, again.depth)
            return [_hole(node)]
        if isinstance(called, ast.Attribute) and called.attr == "get" and isinstance(called.value, ast.Name):
            return [
                *(self._looked_up(called.value.id, again) or [_hole(node)]),
                *(form for default in node.args[1:2] for form in again.forms(default)),
            ]
        if isinstance(called, ast.Subscript) and isinstance(called.value, ast.Name):
            return self._looked_up(called.value.id, again) or [_hole(node)]
        name = called.id if isinstance(called, ast.Name) else ""
        if isinstance(called, ast.Attribute) and ast.unparse(called.value) == "self":
            name = called.attr
        followed = self.sources.function(name, again.scope.module) if name else None
        if followed is None:
            return [_hole(node)]
        return self._returned(*followed, node, again) or [_hole(node)]

    def _returned(self, function: Function, module: Module, node: ast.Call, again: _Again) -> list[Template]:
        if function.returns is None or "str" not in ast.unparse(function.returns):
            return []
        names = parameters_of(function)
        given: dict[str, object] = {
            name: _Given(argument, again.scope, again.env) for name, argument in zip(names, node.args, strict=False)
        }
        given |= {
            keyword.arg: _Given(keyword.value, again.scope, again.env) for keyword in node.keywords if keyword.arg
        }
        inside = _Again(self, Scope(module, (function,)), given, again.is_whole, again.depth + 2)
        return [form for value in results(function) for form in inside.forms(value)]

    def _looked_up(self, name: str, again: _Again) -> list[Template]:
        constant = self.sources.constant(name, again.scope.module)
        if constant is None or not isinstance(constant[0], ast.Dict):
            return []
        module = constant[1]
        inside = _Again(self, Scope(module), {}, again.is_whole, again.depth + 1)
        forms = []
        for value in constant[0].values:
            if isinstance(value, ast.Lambda):
                forms += inside.forms(value.body)
            elif isinstance(value, ast.Name) and value.id in module.functions:
                forms += [form for result in results(module.functions[value.id]) for form in inside.forms(result)]
            else:
                forms += inside.forms(value)
        for form in forms:
            self._keep(form, module.path)
        return [_hole(ast.Name(name))] if len(forms) > _MOST_FORMS else forms


@dataclass(frozen=True)
class _Given:
    """What a parameter is in a call that is followed."""

    node: ast.expr
    scope: Scope
    env: dict[str, object]


@dataclass(frozen=True)
class _Again:
    """The same search, one step further."""

    search: Search
    scope: Scope
    env: dict[str, object]
    is_whole: bool
    depth: int

    def forms(self, node: ast.expr) -> list[Template]:
        return self.search.forms(node, self.scope, self.env, is_whole=self.is_whole, depth=self.depth)


def _hole(node: ast.expr) -> Template:
    return (Hole(name_of(node), ast.unparse(node)),)


def _product(pieces: list[list[Template]]) -> list[Template]:
    forms = []
    for chosen in product(*pieces):
        forms.append(joined(part for form in chosen for part in form))
        if len(forms) == _MOST_FORMS:
            break
    return forms
