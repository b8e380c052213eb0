from __future__ import annotations

import networkx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.diligence.snapshot.circles import circular_numbers

SUBJECTS = 12


def circular(pairs: list[tuple[int, int]], subjects: int = SUBJECTS) -> list[int]:
    ends = np.array(sorted(set(pairs)), np.int32).reshape(-1, 2)
    return circular_numbers(ends[:, 0].copy(), ends[:, 1].copy(), subjects)


@given(st.lists(st.tuples(st.integers(0, SUBJECTS - 1), st.integers(0, SUBJECTS - 1)), max_size=40))
def test_circular_numbers_are_those_on_any_way_round(pairs: list[tuple[int, int]]) -> None:
    every = networkx.simple_cycles(networkx.DiGraph(pairs))
    assert circular(pairs) == sorted({subject for cycle in every for subject in cycle})


def test_circular_numbers_of_no_pairs_are_none() -> None:
    assert circular([]) == []


def test_circular_numbers_pass_over_who_only_stands_between_two_ways_round() -> None:
    assert circular([(0, 1), (1, 0), (1, 2), (2, 3), (3, 4), (4, 3)]) == [0, 1, 3, 4]


def test_circular_numbers_pass_over_the_busiest_on_no_way_round() -> None:
    through_the_busiest = [(buyer, 5) for buyer in range(2)] + [(5, seller) for seller in range(6, 12)]
    assert circular([*through_the_busiest, (0, 1), (1, 0), (6, 7), (7, 6)]) == [0, 1, 6, 7]


def test_circular_numbers_of_a_long_ring_with_a_long_tail_are_the_ring() -> None:
    ring = [(number, (number + 1) % 300) for number in range(300)]
    tail = [(number, number + 1) for number in range(299, 500)]
    assert circular([*ring, *tail], 501) == list(range(300))
