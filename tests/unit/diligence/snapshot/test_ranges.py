import numpy as np
import pytest

from labour_ledger.diligence.snapshot.ranges import first_of_runs, places_in


@pytest.mark.parametrize(
    ("first", "counts", "expected"),
    [([5, 0, 7], [2, 0, 3], [5, 6, 7, 8, 9]), ([], [], []), ([3], [0], []), ([1, 1], [1, 2], [1, 1, 2])],
)
def test_places_in_ranges_come_one_after_the_other(first: list[int], counts: list[int], expected: list[int]) -> None:
    assert places_in(np.array(first, np.int32), np.array(counts, np.int32)).tolist() == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 1, 2, 1], [True, False, True, True]), ([], []), ([4], [True]), ([3, 3], [True, False])],
)
def test_first_of_runs_is_where_a_value_differs(values: list[int], expected: list[bool]) -> None:
    assert first_of_runs(np.array(values)).tolist() == expected
    assert first_of_runs(np.array([bytes([value]) * 32 for value in values], "V32")).tolist() == expected
