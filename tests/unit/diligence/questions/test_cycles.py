from __future__ import annotations

import networkx
from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.diligence.questions.cycles import circular_subjects, shortest_cycle
from labour_ledger.store.link_results import LinkedPair

A, B, C, D = (bytes([letter]) * 32 for letter in b"abcd")


def pairs_of(*ends: tuple[bytes, bytes]) -> list[LinkedPair]:
    return [LinkedPair(*pair) for pair in ends]


def test_shortest_cycle_of_a_tree_is_none() -> None:
    pairs = pairs_of((A, B), (A, C), (B, D), (C, D))
    assert circular_subjects(pairs) == frozenset()
    assert shortest_cycle(pairs, [], through=A) == ()


def test_shortest_cycle_prefers_one_through_the_buyer_to_a_shorter_one() -> None:
    pairs = pairs_of((A, B), (B, C), (C, A), (C, C))
    assert shortest_cycle(pairs, sorted(circular_subjects(pairs)), through=A) == (A, B, C)


def test_shortest_cycle_of_a_self_supplier_is_itself() -> None:
    pairs = pairs_of((A, B), (B, B), (B, C), (C, B))
    assert shortest_cycle(pairs, sorted(circular_subjects(pairs)), through=A) == (B,)


def test_shortest_cycle_ends_when_its_steps_are_used_up() -> None:
    ring = [bytes([number]) * 32 for number in range(200)]
    pairs = pairs_of(*zip(ring, [*ring[1:], ring[0]], strict=True))
    assert shortest_cycle(pairs, ring, through=A, most_steps=50) == ()
    assert len(shortest_cycle(pairs, ring, through=A, most_steps=500)) == 200


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24))
def test_shortest_cycle_is_as_short_as_any(ends: list[tuple[int, int]]) -> None:
    pairs = pairs_of(*((bytes([buyer]) * 32, bytes([seller]) * 32) for buyer, seller in ends))
    root = bytes(32)
    circular = circular_subjects(pairs)
    found = shortest_cycle(pairs, sorted(circular), through=root)
    graph = networkx.DiGraph((pair.buyer, pair.seller) for pair in pairs)
    every = list(networkx.simple_cycles(graph))
    through_root = [cycle for cycle in every if root in cycle]
    assert len(found) == min(map(len, through_root or every), default=0)
    assert all(LinkedPair(*pair) in pairs for pair in zip(found, (*found[1:], *found[:1]), strict=True))
    assert circular == {subject for cycle in every for subject in cycle}


def test_shortest_cycle_sees_a_self_supplier_without_a_search() -> None:
    pairs = pairs_of((A, B), (B, C), (C, B), (D, D))
    assert shortest_cycle(pairs, sorted(circular_subjects(pairs)), through=A, most_steps=1) == (D,)
