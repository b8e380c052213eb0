import pytest
from tests.conformance.status.vectors import facts_of
from tests.conformance.status.world import history, joined, record

from labour_ledger_verify.errors import NotCheckable
from labour_ledger_verify.status import joined_subjects
from labour_ledger_verify.status.joins import select_twins

KNOWN = 100 * 86_400
SITE = facts_of(history("site", [record("same", "accreditor", act="same-as", ref="twin", accredited=True)]))
TWIN = facts_of(
    history("twin", [], joins=[joined("same", "site", "accreditor"), joined("same2", "third", "accreditor")])
)
THIRD = facts_of(history("third", [record("same2", "accreditor", act="same-as", ref="twin", accredited=True)]))


def test_joined_subjects_names_direct_ones_until_more_is_fetched():
    assert joined_subjects(SITE, known_at=KNOWN) == (TWIN.subject,)
    assert joined_subjects(SITE, known_at=KNOWN, twins=[TWIN]) == tuple(sorted([TWIN.subject, THIRD.subject]))


def test_joined_subjects_before_the_join_is_known_names_none():
    assert joined_subjects(SITE, known_at=0, twins=[TWIN, THIRD]) == ()


def test_joined_subjects_is_seen_from_every_side():
    assert joined_subjects(THIRD, known_at=KNOWN, twins=[TWIN]) == tuple(sorted([TWIN.subject, SITE.subject]))


def test_select_twins_missing_history_says_which():
    with pytest.raises(NotCheckable, match=THIRD.subject.hex()) as raised:
        select_twins(SITE, [TWIN], KNOWN)
    assert raised.value.context == {"missing": ["0x" + THIRD.subject.hex()]}


def test_select_twins_gives_them_by_subject_and_leaves_others_out():
    stranger = facts_of(history("stranger", []))
    selected = select_twins(SITE, [stranger, THIRD, TWIN], KNOWN)

    assert [twin.subject for twin in selected] == sorted([TWIN.subject, THIRD.subject])
