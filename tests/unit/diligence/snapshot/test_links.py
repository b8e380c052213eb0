from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.diligence.snapshot.link_reading import ReadLinks, link_columns, links_of_parts
from labour_ledger.diligence.snapshot.links import LinkColumns, LinksInForce, pairs_by_buyer
from labour_ledger.diligence.snapshot.numbering import number_subjects
from labour_ledger.store.column_rows import LAST_TIME

SUBJECTS = 6
NOBODY = number_subjects([])
PAIRS = st.lists(st.tuples(st.integers(0, SUBJECTS - 1), st.integers(0, SUBJECTS - 1)), max_size=30)


def columns_of(pairs: list[tuple[int, int]], valid_from: int = 10, valid_until: int = 20) -> LinkColumns:
    buyers, sellers = (np.array([pair[end] for pair in pairs], np.int32) for end in (0, 1))
    times = [np.full(len(pairs), time, np.uint32) for time in (valid_from, valid_until, 5, LAST_TIME)]
    return link_columns(ReadLinks((buyers, sellers, *times), ()), NOBODY)


def in_force(pairs: list[tuple[int, int]]) -> LinksInForce:
    return columns_of(pairs).in_force(SUBJECTS, 15, 15)


def pairs_in(links: LinksInForce) -> list[tuple[int, int]]:
    return [
        (buyer, seller)
        for buyer in range(len(links.starts) - 1)
        for seller in links.sellers[links.starts[buyer] : links.starts[buyer + 1]].tolist()
    ]


@given(pairs=PAIRS)
def test_in_force_has_each_pair_once_in_order(pairs: list[tuple[int, int]]) -> None:
    links = in_force(pairs)
    assert pairs_in(links) == sorted(set(pairs))
    assert links.self_suppliers.tolist() == sorted({buyer for buyer, seller in pairs if buyer == seller})
    assert links.buys.tolist() == [any(buyer == one for buyer, _ in pairs) for one in range(SUBJECTS)]


@given(pairs=PAIRS, other=PAIRS)
def test_without_leaves_the_pairs_that_the_other_does_not_have(
    pairs: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    assert pairs_in(in_force(pairs).without(in_force(other))) == sorted({*pairs} - {*other})


@given(pairs=PAIRS, buyers=st.lists(st.integers(0, SUBJECTS - 1), max_size=8))
def test_of_buyers_gives_sellers_one_buyer_after_the_other(pairs: list[tuple[int, int]], buyers: list[int]) -> None:
    expected = [seller for buyer in buyers for one, seller in sorted(set(pairs)) if one == buyer]
    assert in_force(pairs).of(np.array(buyers, np.int32)).tolist() == expected


@given(pairs=PAIRS, parts=st.integers(1, 4))
def test_links_of_parts_are_those_of_the_whole(pairs: list[tuple[int, int]], parts: int) -> None:
    with ThreadPoolExecutor(2) as threads:
        parted = [columns_of([pair for pair in pairs if pair[0] % parts == part]) for part in range(parts)]
        joined = links_of_parts(parted, SUBJECTS, threads)
    whole = columns_of(pairs)
    assert all((one == other).all() for one, other in zip(joined.columns, whole.columns, strict=True))


@given(pairs=PAIRS, more=PAIRS)
def test_with_links_stays_in_order(pairs: list[tuple[int, int]], more: list[tuple[int, int]]) -> None:
    merged = columns_of(pairs).with_links(columns_of(more))
    assert list(zip(merged.buyers.tolist(), merged.sellers.tolist(), strict=True)) == sorted([*pairs, *more])


def test_grown_gives_the_new_subjects_no_sellers() -> None:
    links = pairs_by_buyer(np.array([0, 1], np.int32), np.array([1, 0], np.int32), 2)
    assert pairs_in(links.grown(4)) == [(0, 1), (1, 0)]
    assert len(links.grown(4).starts) == 5
    assert links.grown(2) is links


def test_changes_within_counts_the_end_and_not_the_beginning() -> None:
    links = columns_of([(0, 1)], valid_from=10, valid_until=20)
    within = [links.changes_within(after, until) for after, until in ((8, 9), (9, 10), (10, 19), (10, 20), (20, 30))]
    assert within == [False, True, False, True, False]
