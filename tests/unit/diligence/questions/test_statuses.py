"""Many statuses at once are those of the single question, for every site, standard and date."""

from __future__ import annotations

import pytest
from tests.support.question_world import C029, C138, GHOST, LEDGER, QuestionWorld

from labour_ledger.diligence.questions.statuses import statuses_of
from labour_ledger.diligence.status import site_status
from labour_ledger.store.session import Store
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.status import FlagCode, StatusCode

MOMENTS = tuple(range(1_735_689_600, 1_735_689_600 + 84, 12))


@pytest.mark.parametrize("schema_id", [C029, C138])
def test_statuses_of_many_equal_the_status_of_each(
    answering_store: Store, world: QuestionWorld, schema_id: str
) -> None:
    sites = [subject for name, subject in world.subjects.items() if "etwork" not in name]
    with answering_store.reading() as session:
        for moment in MOMENTS[:6]:
            text = f"2025-01-01T00:{(moment - MOMENTS[0]) // 60:02}:{(moment - MOMENTS[0]) % 60:02}Z"
            found = statuses_of(session, LEDGER, sites, schema=schema_hash(schema_id), valid_at=moment, known_at=moment)
            for subject in sites:
                single = site_status(
                    session, LEDGER, subject, schema_id=schema_id, valid_at_text=text, known_at_text=text
                ).status
                flags = tuple(flag for flag in single.flags if flag.code is not FlagCode.IDENTITY_UNCHECKED)
                many = found[subject]
                assert (many.code, many.flags, many.winning, many.losing, many.conflicts) == (
                    single.code,
                    flags,
                    single.winning,
                    single.losing,
                    single.conflicts,
                )


def test_statuses_of_what_nobody_registered_are_unknown(answering_store: Store) -> None:
    with answering_store.reading() as session:
        found = statuses_of(
            session, LEDGER, [GHOST], schema=schema_hash(C029), valid_at=MOMENTS[-1], known_at=MOMENTS[-1]
        )
    assert found[GHOST].code is StatusCode.UNKNOWN
