"""docs/questions.md and docs/api.md list the questions as the catalogue has them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from labour_ledger.diligence.questions.catalogue import QUESTIONS
from labour_ledger.diligence.questions.parameters import PARAMETERS

SCRIPT = Path(__file__).parents[3] / "scripts" / "write_questions_page.py"
SPEC = importlib.util.spec_from_file_location("write_questions_page", SCRIPT)
assert SPEC is not None
assert SPEC.loader is not None
MODULE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MODULE)


def test_pages_hold_the_lists_that_the_catalogue_gives() -> None:
    for path in MODULE.PAGES:
        page = path.read_text(encoding="utf-8")
        assert page == MODULE.written(page)
        assert page.count("<!-- generated: ") == (4 if path.name == "questions.md" else 1)


def test_page_explains_every_question_and_parameter() -> None:
    page = MODULE.PAGES[0].read_text(encoding="utf-8")
    for question in QUESTIONS:
        assert f"### {question.number} {question.name}\n" in page
        assert question.explanation in page
    for parameter in PARAMETERS.values():
        assert f"| `{parameter.name}` |" in page
