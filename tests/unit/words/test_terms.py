"""The glossary names every code that answers show, and no other."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

import labour_ledger
from labour_ledger.diligence.basis import Finality
from labour_ledger.schemas.codes import Method, Outcome, PartyClass, Severity, SubjectKind, code_name
from labour_ledger.words.terms import TERMS, word_of
from labour_ledger_verify.status import FlagCode, StatusCode
from labour_ledger_verify.status.reasons import _EXPLAINING

PACKAGE = Path(labour_ledger.__file__).parent
EXPECTED = {
    "status": [code.value for code in StatusCode],
    "flag": [code.value for code in FlagCode],
    "outcome": [code_name(code) for code in Outcome],
    "class": [code_name(code) for code in PartyClass],
    "method": [code_name(code) for code in Method],
    "subject": [code_name(code) for code in SubjectKind],
    "severity": [code.value for code in Severity],
    "finality": [code.value for code in Finality],
    "reason": [*_EXPLAINING, "conflict"],
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_terms_of_a_kind_are_the_codes_of_the_program(kind: str) -> None:
    assert sorted(term.code for term in TERMS if term.kind == kind) == sorted(EXPECTED[kind])


def test_terms_have_every_row_problem_that_no_error_explains() -> None:
    from labour_ledger.chain.refusal_words import WORDS
    from labour_ledger.cli.explanations import error_classes
    from labour_ledger_verify.errors import ExplainedError

    explained = {*WORDS, *(found.code for found in error_classes(ExplainedError))}
    named = {term.code for term in TERMS if term.kind == "row"}
    assert set(_problem_names()) - explained - named == set()


def test_word_of_an_unknown_code_is_the_code() -> None:
    assert word_of("status", "new_one") == "new_one"
    assert word_of("status", "self_declared") == "self-declared"


def _problem_names() -> Iterable[str]:
    """Give the names of all problems that the sources make of a literal."""
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value
