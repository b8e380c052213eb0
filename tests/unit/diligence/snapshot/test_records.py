import numpy as np

from labour_ledger.diligence.snapshot.record_reading import record_columns
from labour_ledger.diligence.snapshot.records import RecordColumns, SchemaRecords
from labour_ledger.store.column_rows import LAST_TIME
from labour_ledger_verify.status import EXPIRING_WITHIN_S

EXPIRING = EXPIRING_WITHIN_S
ENDS = 10 * EXPIRING


def records_of(*subjects: int, first_place: int = 1) -> RecordColumns:
    count = len(subjects)
    times = [np.full(count, time, np.uint32) for time in (100, ENDS, 50, LAST_TIME)]
    outcomes, places = np.ones(count, np.uint8), np.arange(first_place, first_place + count)
    return record_columns((np.array(subjects, np.int32), *times, outcomes, outcomes, places))


def rows(records: RecordColumns) -> list[tuple[int, int]]:
    return list(zip(records.subjects.tolist(), records.places.tolist(), strict=True))


def test_record_columns_are_by_subject() -> None:
    assert rows(records_of(3, 1, 3, 2)) == [(1, 2), (2, 4), (3, 1), (3, 3)]


def test_of_subjects_gives_all_their_records_of_both_times() -> None:
    held = SchemaRecords(records_of(3, 1, 3, 2), records_of(3, 4, first_place=10))
    assert rows(held.of(np.array([1, 3, 4, 9], np.int32))) == [(1, 2), (3, 1), (3, 3), (3, 10), (4, 11)]
    assert rows(held.merged().first) == [(1, 2), (2, 4), (3, 1), (3, 3), (3, 10), (4, 11)]
    assert len(held.merged().later) == 0
    assert rows(held.of(np.array([], np.int32))) == []


def test_with_revocations_marks_the_record_at_the_place_alone() -> None:
    records = records_of(3, 1, 3).with_revocations(np.array([3, 7], np.int32), [3, 9], [77, 88])
    assert dict(zip(records.places.tolist(), records.revoked_at.tolist(), strict=True)) == {
        1: LAST_TIME,
        2: LAST_TIME,
        3: 77,
    }


def test_changing_is_who_begins_or_ends_or_begins_to_expire() -> None:
    records = records_of(4, 2)
    spans = (
        (98, 99),
        (99, 100),
        (100, 200),
        (ENDS - EXPIRING - 1, ENDS - EXPIRING),
        (ENDS - 1, ENDS),
        (ENDS, ENDS + 1),
    )
    changing = [records.changing(after, until).tolist() for after, until in spans]
    assert changing == [[], [2, 4], [], [2, 4], [2, 4], []]
