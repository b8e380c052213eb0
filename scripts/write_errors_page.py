"""Write the tables of docs/errors.md: every code of the programs, and every reason the contract refuses for.

`--check` changes nothing and ends with 1 when a table is not what the code says.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from labour_ledger.api.problems import status_of
from labour_ledger.chain.council_refusal_words import COUNCIL_WORDS
from labour_ledger.chain.refusal_words import WORDS
from labour_ledger.cli.explanations import error_classes, meaning_of
from labour_ledger.errors import LabourLedgerError
from labour_ledger_verify.errors import ExplainedError, VerifyError

PAGE = Path(__file__).resolve().parents[1] / "docs" / "errors.md"
BLOCK = re.compile(r"<!-- generated: (\S+) -->\n.*?<!-- end -->", re.DOTALL)


def written(page: str) -> str:
    """Return a page with its tables as the code says them now."""
    tables = {
        "programs": _code_table(LabourLedgerError),
        "verifier": _code_table(VerifyError),
        "contract": _contract_table(),
    }
    return BLOCK.sub(lambda match: f"<!-- generated: {match[1]} -->\n{tables[match[1]]}\n<!-- end -->", page)


def _code_table(root: type[ExplainedError]) -> str:
    rows = [
        f"| `{found.code}` | {found.exit_code} | {status_of(found).value} | {_cell(meaning_of(found))} "
        f"| `{found.__name__}` |"
        for found in error_classes(root)
    ]
    return "\n".join(["| code | exit | HTTP | meaning | class |", "|---|---|---|---|---|", *rows])


def _contract_table() -> str:
    rows = [
        f"| `{name}` | {_cell(words)} | {_cell(hint)} |"
        for name, (words, hint) in sorted({**WORDS, **COUNCIL_WORDS}.items())
    ]
    return "\n".join(["| name | what it says | what to do |", "|---|---|---|", *rows])


def _cell(text: str) -> str:
    # braces hold what an error fills in; a bar would end the cell
    return re.sub(r"\{(\w+)\}", r"*\1*", text).replace("|", "\\|")


def main() -> int:
    """Write the page, or check it."""
    before = PAGE.read_text(encoding="utf-8")
    after = written(before)
    if "--check" in sys.argv[1:]:
        if before != after:
            print(f"{PAGE} is not what the code says; run: python scripts/write_errors_page.py")
        return int(before != after)
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
