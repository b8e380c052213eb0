from __future__ import annotations

import pytest

from labour_ledger.demonstration.cast import ROLES, accreditable_schemas, on_chain_schemas
from labour_ledger.demonstration.story import INSTRUMENTS
from labour_ledger.demonstration.verdicts import assessment, generate_assessments
from labour_ledger.demonstration.world import DAY_S
from labour_ledger.schemas.codes import Outcome
from labour_ledger.schemas.content import validate_content

NOW = 1_780_000_000
SUBJECTS = [bytes([number]) * 32 for number in range(1, 9)]


def test_generate_assessments_equal_seeds_give_equal_verdicts():
    first = list(generate_assessments(SUBJECTS, INSTRUMENTS, seed=1, now=NOW))
    assert first == list(generate_assessments(SUBJECTS, INSTRUMENTS, seed=1, now=NOW))
    assert first != list(generate_assessments(SUBJECTS, INSTRUMENTS, seed=2, now=NOW))
    assert len(first) == len(SUBJECTS) * len(INSTRUMENTS)


def test_generate_assessments_every_document_is_valid_and_says_generated():
    for saying in generate_assessments(SUBJECTS, INSTRUMENTS, seed=3, now=NOW):
        validate_content(saying.schema_id, saying.content)
        assert saying.content["generated"] is True
        assert saying.terms is not None
        assert saying.terms.valid_from is not None
        assert saying.terms.valid_from < NOW


@pytest.mark.parametrize("with_finding", [True, False])
def test_assessment_begins_the_day_after_it_was_performed(with_finding):
    saying = assessment(
        SUBJECTS[0], INSTRUMENTS[0], Outcome.CONFORMS, performed=NOW, valid_days=10, with_finding=with_finding
    )
    assert saying.terms is not None
    assert (saying.terms.valid_from, saying.terms.valid_until) == (NOW + DAY_S, NOW + 11 * DAY_S)
    assert len(saying.content["findings"]) == with_finding


def test_roles_are_fictitious_by_name_and_have_one_of_every_kind_that_governs():
    assert all(role.title.endswith("(fictitious)") for role in ROLES)
    assert {role.party_class for role in ROLES} >= {1, 2, 3}


def test_accreditable_schemas_are_some_of_those_on_chain():
    assert set(accreditable_schemas()) < set(on_chain_schemas())
    assert "ledger/party-profile@1" not in on_chain_schemas()
