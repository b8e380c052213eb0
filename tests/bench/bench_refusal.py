"""How much planted personal data is refused, and how many ordinary documents are wrongly refused.

Run by `make bench-refusal`. It prints figures and what slipped through, and ends with 1 when the goals are missed: all
of the planted cases refused at their JSON path, fewer than 1 % of the ordinary documents refused. Sentences that the
searches were never adjusted to come last; whoever works on the searches leaves them out with `--without-unseen`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from tests.bench.refusal_unseen import unseen_figures
from tests.support.clean_documents import clean_documents
from tests.support.planted_personal_data import KINDS, Planted, planted_cases
from tests.support.written_notes import WrittenNote, ordinary_notes, personal_notes

from labour_ledger.schemas.content import DocumentInvalid, validate_content
from labour_ledger.schemas.personal_data import PersonalDataRefused, find_personal_data

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


def is_note_refused(language: str, text: str) -> bool:
    """Return whether a document is refused for this note."""
    reply: dict[str, object] = {"position": "acted-upon", "topics": ["fire-and-emergency"]}
    return bool(refused_paths("ledger/reply@1", {**reply, "language": language, "note": text}))


def written_figures(name: str, notes: Iterable[WrittenNote]) -> Iterator[str]:
    """Give how many of the notes written by hand are refused, for the half that was adjusted to and for the other."""
    refused, each = Counter[bool](), Counter[bool]()
    for note in notes:
        each[note.adjusted] += 1
        refused[note.adjusted] += is_note_refused("en", note.text)
    for adjusted, half in ((True, "adjusted to"), (False, "only counted")):
        yield f"{name} notes, the half {half}: {refused[adjusted]} of {each[adjusted]} refused"


def time_figures(count: int, seed: int) -> Iterator[str]:
    """Give how long the search takes, in milliseconds of one core: a document, and a note as long as one may be."""
    documents = [made.content for made in clean_documents(count, seed)]
    longest = [{"note": " ".join(note.text for note in ordinary_notes()[start:])[:500]} for start in range(0, 180, 3)]
    for name, contents in (("ordinary document", documents), ("note of 500 characters", longest)):
        times = []
        for content in contents:
            find_personal_data(content)  # lists of names and countries are read when first needed
        for content in contents:
            start = time.process_time()
            find_personal_data(content)
            times.append((time.process_time() - start) * 1_000)
        times.sort()
        yield f"{name}: {sum(times) / len(times):.1f} ms on average, {times[int(len(times) * 0.99)]:.1f} ms at p99"


def _show(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _show_planted() -> bool:
    """Show how much of what was planted is refused, and return whether all is."""
    cases = list(planted_cases(PLANTED, SEED))
    missed = slipped_through(cases)
    each, missed_each = Counter(case.kind for case in cases), Counter(case.kind for case in missed)
    for kind in KINDS:
        _show(f"{kind:10} {each[kind] - missed_each[kind]:4} of {each[kind]} refused")
    _show(f"planted    {len(cases) - len(missed):4} of {len(cases)} refused at their path")
    for case in missed:
        _show(f"  slipped through ({case.kind}): {case.text}")
    return not missed


def _show_ordinary() -> bool:
    """Show how many ordinary documents are refused, and return whether it is few enough."""
    wrong = wrongly_refused(CLEAN, SEED)
    _show(f"ordinary   {len(wrong):4} of {CLEAN} wrongly refused ({len(wrong) / CLEAN:.1%})")
    for note in wrong:
        _show(f"  wrongly refused: {note}")
    return len(wrong) < MOST_WRONGLY_REFUSED * CLEAN


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--without-unseen", action="store_true", help="leave out what must not be adjusted to")
    chosen = parser.parse_args()
    reached = [_show_planted(), _show_ordinary()]
    figures = [
        *written_figures("personal", personal_notes()),
        *written_figures("ordinary", ordinary_notes()),
        *time_figures(CLEAN, SEED),
        *(() if chosen.without_unseen else unseen_figures(is_note_refused)),
    ]
    for figure in figures:
        _show(figure)
    return int(not all(reached))


if __name__ == "__main__":
    sys.exit(main())
