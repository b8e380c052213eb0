"""Write the lists of docs/questions.md and docs/api.md that follow from the catalogue of questions.

`--check` changes nothing and ends with 1 when a list is not what the catalogue says.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from labour_ledger.diligence.exports.tables import TABLES
from labour_ledger.diligence.questions.catalogue import QUESTIONS
from labour_ledger.diligence.questions.inquiry import SITE_COLUMNS
from labour_ledger.diligence.questions.model import Column, Question
from labour_ledger.diligence.questions.parameters import PARAMETERS

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = (DOCS / "questions.md", DOCS / "api.md")
BLOCK = re.compile(
    r"<!-- generated: (questions|question-list|question-parameters|question-routes|tables) -->\n.*?<!-- end -->",
    re.DOTALL,
)


def written(page: str) -> str:
    """Return a page with its lists as the catalogue says them now."""
    blocks = {
        "question-list": _list,
        "question-parameters": _parameters,
        "questions": _questions,
        "question-routes": _routes,
        "tables": _tables,
    }
    return BLOCK.sub(lambda match: f"<!-- generated: {match[1]} -->\n{blocks[match[1]]()}\n<!-- end -->", page)


def _list() -> str:
    rows = [
        f"| {question.number} | [`{question.name}`](#{question.number}-{question.name}) | {question.words} |"
        for question in QUESTIONS
    ]
    return "\n".join(["| | name | question |", "|--:|---|---|", *rows])


def _parameters() -> str:
    rows = []
    for parameter in PARAMETERS.values():
        option = {"valid_at": "at", "list": "list-name"}.get(parameter.name, parameter.name.replace("_", "-"))
        default = f"; by default `{parameter.default}`" if parameter.default else ""
        rows.append(f"| `{parameter.name}` | `--{option}` | {parameter.meaning}{default} |")
    return "\n".join(["| over HTTP | command line | meaning |", "|---|---|---|", *rows])


def _questions() -> str:
    return "\n\n".join(_question(question) for question in QUESTIONS)


def _question(question: Question) -> str:
    needs = ", ".join(f"`{name}`" for name in question.required) or "nothing"
    takes = ", ".join(f"`{name}`" for name in question.optional) or "nothing more"
    return "\n".join(
        [
            f"### {question.number} {question.name}",
            "",
            f"*{question.words}* {question.explanation}",
            "",
            f"Needs {needs}; takes {takes}.",
            "",
            "Summary:",
            "",
            *_columns(question.summary),
            "",
            "Each row:",
            "",
            *_columns(question.columns),
        ]
    )


def _columns(columns: tuple[Column, ...]) -> list[str]:
    own = [column for column in columns if column not in SITE_COLUMNS]
    lines = [f"- `{column.name}`: {_lower(column.meaning)}" for column in own]
    names = ", ".join(f"`{column.name}`" for column in SITE_COLUMNS)
    return lines if len(own) == len(columns) else [f"- {names}: the site", *lines]


def _lower(meaning: str) -> str:
    return meaning if meaning[:2].isupper() or meaning[:1] == "`" else meaning[:1].lower() + meaning[1:]


def _routes() -> str:
    names = ", ".join(f"`GET /v1/questions/{question.name}`" for question in QUESTIONS)
    records = ", ".join(f"`GET /v1/questions/{question.name}/records`" for question in QUESTIONS)
    parameters = ", ".join(f"`{name}`" for name in PARAMETERS)
    return (
        f"{names}.\n\nTheir parameters: {parameters}; and `format`.\n\n"
        f"The records that their answers rest on, for the same parameters, by page: {records}."
    )


def _tables() -> str:
    rows = [
        f"| `{name}` | {', '.join(f'`{column.name}`' for column in columns)} |" for name, (columns, _) in TABLES.items()
    ]
    return "\n".join(["| table | columns |", "|---|---|", *rows])


def main() -> int:
    """Write the pages, or check them."""
    stale = 0
    for path in PAGES:
        before = path.read_text(encoding="utf-8")
        after = written(before)
        if "--check" not in sys.argv[1:]:
            path.write_text(after, encoding="utf-8")
        elif before != after:
            print(f"{path} is not what the catalogue says; run: python scripts/write_questions_page.py")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
