"""Write docs/glossary.md: every code that answers, reports and errors show, in words, from what `explain` says.

`--check` changes nothing and ends with 1 when the page is not what the code says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from labour_ledger.cli.explanations import Explanation, errors, glossary, refusals, with_arguments
from labour_ledger.errors import LabourLedgerError
from labour_ledger.words.reader import reader_named
from labour_ledger_verify.errors import VerifyError

PAGE = Path(__file__).resolve().parents[1] / "docs" / "glossary.md"
SECTIONS = {
    "status": ("Statuses", "What is known of a site under a standard, on a date: the first that applies."),
    "flag": ("Flags", "What a reader must also know. A flag never changes the status."),
    "outcome": ("Outcomes", "What one record says."),
    "class": ("Classes of party", "What an organisation is. The council registers it."),
    "method": ("Methods", "How the issuer of a record stands to the site. The contract derives it."),
    "subject": ("Kinds of subject", "What a record can be about."),
    "severity": ("Severities of findings", "One scale, beside the words of the schemes."),
    "finality": ("Finality", "How sure it is that a block stays on the chain."),
    "reason": ("Reasons", "Why a record counts or does not, in the answer to a question about a status."),
    "row": ("Rows of sheets and items of lists", "Why a row or item cannot be taken. Others are codes of errors."),
    "topic": ("Topics of findings", "What a finding, a dispute or a remedy is about."),
    "schema": ("Schemas", "What may be recorded; [schemas.md](schemas.md) says by whom and for how long."),
    "contract": ("What the contracts refuse for", "By the contract's own names; exit code 3."),
    "error": ("Errors of the command line, the service and the indexer", "[errors.md](errors.md) says more."),
    "verifier": ("Errors of the verifier", "Exit code 1 is proven false, 4 could not be checked."),
}
HEAD = """# Glossary

Every code that an answer, a report or an error shows, in words. `labour-ledger explain CODE` says the same;
`labour-ledger --language fr explain CODE` says it in French, `--language es` in Spanish, as far as there are words.
"""
TRANSLATED = ("status", "flag", "outcome", "class", "method", "subject", "severity", "finality", "reason", "row")


def page() -> str:
    """Return the page as the code says it now."""
    everything = [
        *glossary(),
        *refusals(),
        *dict.fromkeys(errors(LabourLedgerError, "error")),
        *dict.fromkeys(errors(VerifyError, "verifier")),
    ]
    sections = [HEAD]
    for kind, (title, sentence) in SECTIONS.items():
        table = _table(kind, [found for found in everything if found.kind == kind])
        sections.append(f"\n## {title}\n\n{sentence}\n\n{table}\n")
    return "".join(sections)


def _table(kind: str, found: Iterable[Explanation]) -> str:
    if kind not in TRANSLATED:
        rows = [(item.code, _cell(" ".join(filter(None, (item.meaning, item.hint))))) for item in found]
        return _lines(("code", "meaning"), rows)
    french, spanish = reader_named("fr"), reader_named("es")
    words = [
        (item.code, item.word, french.say(item.word), spanish.say(item.word), _cell(item.meaning)) for item in found
    ]
    return _lines(("code", "English", "français", "español", "meaning"), words)


def _lines(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *(f"| `{row[0]}` | {' | '.join(row[1:])} |" for row in rows)])


def _cell(text: str) -> str:
    return with_arguments(text).replace("<", "*").replace(">", "*").replace("|", "\\|")


def main() -> int:
    """Write the page, or check it."""
    now = page()
    if "--check" in sys.argv[1:]:
        same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == now
        if not same:
            print(f"{PAGE} is not what the code says; run: python scripts/write_glossary.py")
        return int(not same)
    PAGE.write_text(now, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
