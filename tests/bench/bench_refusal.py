"""How much planted personal data is refused, and how many ordinary documents are wrongly refused.

Run by `make bench-refusal`. It prints figures and what slipped through, and ends with 1 when the goals are missed: all
of the planted cases refused at their JSON path, fewer than 1 % of the ordinary documents refused.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import Final

from tests.bench.refusal_unseen import unseen_figures
from tests.support.clean_documents import clean_documents
from tests.support.planted_personal_data import KINDS, Planted, planted_cases

from labour_ledger.schemas.content import DocumentInvalid, validate_content
from labour_ledger.schemas.personal_data import PersonalDataRefused

SEED: Final = 20_261
PLANTED: Final = 200
CLEAN: Final = 500
MOST_WRONGLY_REFUSED: Final = 0.01


def refused_paths(schema_id: str, content: dict[str, object]) -> frozenset[str]:
    """Return the paths at which a content is refused as personal data; none where it is accepted."""
    try:
        validate_content(schema_id, content)
    except PersonalDataRefused as refused:
        return frozenset(found.path for found in refused.found)
    except DocumentInvalid as invalid:
        raise AssertionError(f"a case is not valid otherwise: {invalid.message}") from invalid
    return frozenset()


def slipped_through(cases: Iterable[Planted]) -> list[Planted]:
    """Return the cases that were not refused at the path where something was planted."""
    return [case for case in cases if case.path not in refused_paths(case.schema_id, case.content)]


def wrongly_refused(count: int, seed: int) -> list[str]:
    """Return the notes of ordinary documents that were refused."""
    refused = (made for made in clean_documents(count, seed) if refused_paths(made.schema_id, made.content))
    return [str(made.content.get("note", made.content)) for made in refused]


def _show(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main() -> int:
    """Measure and print."""
    cases = list(planted_cases(PLANTED, SEED))
    missed = slipped_through(cases)
    each, missed_each = Counter(case.kind for case in cases), Counter(case.kind for case in missed)
    for kind in KINDS:
        _show(f"{kind:10} {each[kind] - missed_each[kind]:4} of {each[kind]} refused")
    _show(f"planted    {len(cases) - len(missed):4} of {len(cases)} refused at their path")
    for case in missed:
        _show(f"  slipped through ({case.kind}): {case.text}")
    wrong = wrongly_refused(CLEAN, SEED)
    _show(f"ordinary   {len(wrong):4} of {CLEAN} wrongly refused ({len(wrong) / CLEAN:.1%})")
    for note in wrong:
        _show(f"  wrongly refused: {note}")
    schema_id = "ledger/reply@1"
    base = {"position": "acted-upon", "topics": ["fire-and-emergency"]}
    for figure in unseen_figures(
        lambda language, text: bool(refused_paths(schema_id, {**base, "language": language, "note": text}))
    ):
        _show(figure)
    return int(bool(missed) or len(wrong) >= MOST_WRONGLY_REFUSED * CLEAN)


if __name__ == "__main__":
    sys.exit(main())
