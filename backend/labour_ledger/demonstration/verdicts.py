"""Generated assessments: seeded, plausible in shape, about nobody. Each document says that it was generated."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Final

from labour_ledger.attesting.draft import Terms
from labour_ledger.schemas.codes import Outcome
from labour_ledger_verify.document import JsonValue

from .scribe import Saying
from .world import DAY_S, date_of

_OUTCOMES: Final = (Outcome.CONFORMS, Outcome.CONFORMS_WITH_FINDINGS, Outcome.DOES_NOT_CONFORM, Outcome.INCONCLUSIVE)
_WEIGHTS: Final = (56, 34, 6, 4)
_WITH_FINDING: Final = (Outcome.CONFORMS_WITH_FINDINGS, Outcome.DOES_NOT_CONFORM)
_TOPICS: Final = {
    "ilo/c029@1930": "recruitment-fees",
    "ilo/c138@1973": "below-minimum-age",
}
"""A topic of the instrument for generated findings; other instruments take one that all of them have."""
_ANY_TOPIC: Final = "records-falsified"


def generate_assessments(
    subjects: Sequence[bytes], schema_ids: Sequence[str], *, seed: int, now: int
) -> Iterator[Saying]:
    """Yield one generated assessment of each subject under each schema.

    Args:
        subjects: 32 bytes each.
        schema_ids: ILO instruments.
        seed: Equal seeds give equal verdicts.
        now: Unix seconds; the assessments took place in the weeks before.
    """
    chance = random.Random(seed)  # noqa: S311 - made-up data, nothing secret
    for subject in subjects:
        for schema_id in schema_ids:
            outcome = chance.choices(_OUTCOMES, _WEIGHTS)[0]
            performed = now - chance.randrange(3, 60) * DAY_S
            yield assessment(
                subject,
                schema_id,
                outcome,
                performed=performed,
                valid_days=chance.choice((90, 365, 365, 730)),
                with_finding=outcome in _WITH_FINDING,
            )


def assessment(
    subject: bytes,
    schema_id: str,
    outcome: Outcome,
    *,
    performed: int,
    valid_days: int,
    with_finding: bool = False,
    ref_uid: bytes = bytes(32),
) -> Saying:
    """Return one generated assessment that is valid from the day after it was performed.

    Args:
        subject: 32 bytes.
        schema_id: An ILO instrument.
        outcome: Its verdict.
        performed: Unix seconds.
        valid_days: From then on.
        with_finding: Whether it has one.
        ref_uid: An earlier record that it replaces or clears.
    """
    content: dict[str, JsonValue] = {
        "performedFrom": date_of(performed),
        "performedUntil": date_of(performed + DAY_S),
        "technique": "on-site",
        "announcement": "semi-announced",
        "personDays": "3-5",
        "findings": [_finding(schema_id, outcome, performed)] if with_finding else [],
        "language": "en",
        "generated": True,
    }
    valid_from = performed + DAY_S
    terms = Terms(outcome, valid_from, valid_from + valid_days * DAY_S, ref_uid)
    return Saying(schema_id, subject, content, terms)


def _finding(schema_id: str, outcome: Outcome, performed: int) -> dict[str, JsonValue]:
    severity = "critical" if outcome is Outcome.DOES_NOT_CONFORM else "minor"
    return {
        "topic": _TOPICS.get(schema_id, _ANY_TOPIC),
        "severity": severity,
        "state": "open",
        "requirement": "see the instrument",
        "dueDate": date_of(performed + 90 * DAY_S),
    }
