import json

import pytest
from tests.conformance.status.vectors import answer, labels_of
from tests.conformance.status.world import Case, hash_of, record

from labour_ledger_verify.errors import InputError
from labour_ledger_verify.status import FlagCode, StatusCode

GOOD = record("good", "auditor", 1)
FOUND = record("found", "auditor2", 2)


def ask(*records, **more):
    vector = Case("R0", "for", "a unit test", "any", records, **more).to_json()
    return answer(vector), labels_of(vector)


def act(name, label, by, ref, at=20, **more):
    return record(label, by, act=name, ref=ref, at=at, **more)


def test_evaluate_status_to_json_is_stable():
    status, _ = ask(GOOD, FOUND, act("dispute", "d", "ngo", "good"), has_identity=False)
    found = json.loads(json.dumps(status.to_json()))

    reasons = found.pop("reasons")
    assert found == {
        "version": 1,
        "ruleVersion": "1",
        "code": "conforms_with_findings",
        "validAt": "1970-04-11T00:00:00Z",
        "knownAt": "1970-04-11T00:00:00Z",
        "flags": [
            {"code": "disputed", "uids": [hash_of("d")], "details": {"count": 1, "classes": ["civil_society"]}},
            {"code": "conflict", "uids": [hash_of("found"), hash_of("good")], "details": {}},
            {"code": "identity_unchecked", "uids": [], "details": {}},
        ],
        "winning": [hash_of("found")],
        "losing": [hash_of("good")],
        "conflicts": [[hash_of("found"), hash_of("good")]],
    }
    assert reasons[0] == {
        "rule": "R8",
        "code": "conforms_with_findings",
        "text": f"Independent assessment in force: conforms, with findings: {hash_of('found')[:10]}… (conforms with "
        "findings; a third party; recorded 1970-01-11).",
        "uids": [hash_of("found")],
    }


def test_evaluate_status_flag_that_is_set_is_found_by_its_code():
    status, _ = ask(record("good", "auditor", 1, span=(0, 110)))

    expiring = status.flag(FlagCode.EXPIRING)
    assert expiring is not None
    assert expiring.details == {"until": "1970-04-21T00:00:00Z"}
    assert status.flag(FlagCode.TWINS) is None


def test_evaluate_status_many_records_are_counted_but_all_named():
    records = [record(f"good{number}", "auditor", 1) for number in range(5)]
    status, labels = ask(*records)

    assert [labels[uid] for uid in status.reasons[0].uids] == [f"good{number}" for number in range(5)]
    assert status.reasons[0].text.endswith("; and 2 more.")


def test_evaluate_status_acts_without_effect_are_explained():
    status, labels = ask(GOOD, act("revocation", "r", "buyer", "good"), act("ruling", "ruling", "inspectorate", "r"))
    idle = [reason for reason in status.reasons if reason.code == "act_without_effect"]

    assert [[labels[uid] for uid in reason.uids] for reason in idle] == [["r", "ruling"]]


def test_evaluate_status_acts_that_ended_are_not_without_effect():
    status, _ = ask(GOOD, act("dispute", "d", "union", "good"), act("revocation", "r", "union", "d", 30))

    assert status.code is StatusCode.CONFORMS
    assert not [reason for reason in status.reasons if reason.code == "act_without_effect"]


@pytest.mark.parametrize("name", ["suspension", "reinstatement", "remedy-confirmation", "dispute"])
def test_evaluate_status_act_on_an_act_that_it_cannot_touch_does_nothing(name):
    dispute = act("dispute", "d", "union", "good")
    status, _ = ask(GOOD, dispute, act(name, "odd", "union", "d", 30))

    assert status.code is StatusCode.DISPUTED


def test_evaluate_status_assessment_that_names_a_dispute_replaces_nothing():
    dispute = act("dispute", "d", "union", "good")
    status, labels = ask(GOOD, dispute, record("new", "inspectorate", 1, at=30, ref="d"))

    assert status.code is StatusCode.DISPUTED
    assert [labels[uid] for uid in status.losing] == ["new"]


def test_evaluate_status_uid_recorded_twice_is_named_once():
    later = {**record("bad", "auditor2", 3, at=15), "uid": GOOD["uid"], "label": "good"}
    status, _ = ask(GOOD, later, act("revocation", "r", "auditor", "good"))

    assert status.code is StatusCode.DOES_NOT_CONFORM


def test_evaluate_status_disputes_by_many_parties_stay_with_the_chain():
    disputes = [act("dispute", f"d{by}", by, "good") for by in ("ngo", "ngo2", "panel")]
    first = record("new", "inspectorate", 1, at=30, ref="good")
    second = record("newer", "inspectorate", 1, at=40, ref="new")
    status, labels = ask(GOOD, *disputes, first, second)

    assert status.code is StatusCode.DISPUTED
    assert [labels[uid] for uid in status.winning] == ["dngo", "dngo2", "dpanel", "newer"]


def test_evaluate_status_acting_schema_is_refused_with_the_list():
    with pytest.raises(InputError) as raised:
        ask(GOOD, asked="ledger/ruling@1")
    assert "ledger/ruling@1" in raised.value.hint


def test_evaluate_status_dispute_of_an_inconclusive_passes_on_to_what_replaces_it():
    dispute = act("dispute", "d", "union", "open")
    status, labels = ask(record("open", "auditor", 5), dispute, record("new", "auditor", 1, at=30, ref="open"))

    assert status.code is StatusCode.DISPUTED
    assert [labels[uid] for uid in status.winning] == ["d", "new"]
