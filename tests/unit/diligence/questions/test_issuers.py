from __future__ import annotations

import pytest
from tests.support.question_world import QuestionWorld
from tests.unit.diligence.questions.conftest import Ask, column

from labour_ledger.diligence.errors import PartyNotFound, QuestionInvalid, RecordNotFound
from labour_ledger_verify.hexadecimal import to_hex


def test_issuer_then_goes_from_the_key_to_the_council(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("issuer-then", record=to_hex(world.uids["mill audit"]))
    assert (answer.summary["class"], answer.summary["method"]) == ("auditor", "third_party")
    assert answer.summary["accreditor"] == "the council"
    assert column(answer, "what") == ["key added", "accreditation"]
    assert "the council accredited auditor (fictitious)" in str(answer.rows[1].values["words"])


def test_issuer_then_of_no_record_is_refused(asked: Ask) -> None:
    with pytest.raises(RecordNotFound):
        asked("issuer-then", record="0x" + "ab" * 32)
    with pytest.raises(QuestionInvalid, match="not a uid"):
        asked("issuer-then", record="0x12")


def test_issued_by_marks_sites_whose_status_rests_on_the_party_alone(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("issued-by", party=str(world.parties["auditor"]))
    assert [(row.values["site"], row.values["needsReassessment"]) for row in answer.rows] == [
        (world.handle("mill"), True),
        (world.handle("refinery"), False),
        (world.handle("mill"), None),
    ]
    assert answer.summary["byOutcome"] == {"conforms": 1, "does_not_conform": 1, "statement": 1}


def test_issued_by_pages_and_is_narrowed_to_a_chain(asked: Ask, world: QuestionWorld) -> None:
    party = str(world.parties["auditor"])
    first = asked("issued-by", party=party, limit=1)
    assert first.next is not None
    second = asked("issued-by", party=party, limit=5, after=first.next)
    assert len(second.rows) == 2
    assert second.next is None
    narrowed = asked("issued-by", party=str(world.parties["other_auditor"]), buyer=world.handle("Brand"))
    assert column(narrowed, "site") == [world.handle("farm")]


def test_issued_by_an_unknown_party_is_refused(asked: Ask) -> None:
    with pytest.raises(PartyNotFound):
        asked("issued-by", party="99")


def test_assessors_in_two_places_share_days_at_different_sites(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("assessors-in-two-places")
    assert column(answer, "day") == ["2024-12-02", "2024-12-03"]
    assert column(answer, "sites") == [2, 2]
    assert answer.rows[0].values["issuer"] == f"auditor (fictitious) (party {world.parties['auditor']})"
    assert set(answer.rows[0].uids) == {world.uids["mill audit"], world.uids["refinery audit"]}
