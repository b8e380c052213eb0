import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.diligence.snapshot.numbering import Numbering, as_ids, extended, number_subjects, taken, with_ends
from labour_ledger.store.column_rows import LAST_TIME, Rows

# few beginnings, so that many ids share one
IDS = st.lists(
    st.builds(
        lambda first, last: bytes(first) + bytes([last]) * 24,
        st.lists(st.sampled_from([0, 1, 255]), min_size=8, max_size=8),
        st.integers(0, 3),
    ),
    unique=True,
    max_size=40,
)


def rows(ids: list[bytes], times: list[int] | None = None) -> Rows:
    return {"subject": as_ids(ids), "recorded_at": np.array(times or [7] * len(ids), ">i8")}


def found(numbering: Numbering, ids: list[bytes]) -> list[int]:
    numbers: list[int] = numbering.numbers(as_ids(ids)).tolist()
    return numbers


@given(known=IDS, more=IDS)
def test_numbers_of_ids_that_begin_alike_are_told_apart(known: list[bytes], more: list[bytes]) -> None:
    numbering = number_subjects([rows(known[:3]), rows(known[3:])])
    places = {subject: number for number, subject in enumerate(known)}
    asked = [*known, *more]
    assert found(numbering, asked) == [places.get(subject, -1) for subject in asked]


@given(known=IDS, ends=IDS, later=IDS)
def test_numbers_of_what_came_later_follow(known: list[bytes], ends: list[bytes], later: list[bytes]) -> None:
    first = with_ends(number_subjects([rows(known)]), [as_ids(ends)])
    both = extended(first, [rows(later, [9] * len(later))], [as_ids(ends)])
    everyone = [bytes(subject) for subject in both.ids]
    assert set(everyone) == {*known, *ends, *later}
    assert found(both, everyone) == list(range(len(everyone)))
    assert found(first, known) == found(both, known) == list(range(len(known)))
    times = dict(zip(everyone, both.registered_at.tolist(), strict=True))
    assert all(times[subject] == 9 for subject in later)
    assert all(times[subject] == LAST_TIME for subject in {*ends} - {*known, *later})


def test_numbers_of_many_ids_with_one_beginning_are_found() -> None:
    # more of them than steps are taken from a bucket
    known = [bytes(8) + number.to_bytes(24, "big") for number in range(50)]
    other = [number.to_bytes(1, "big") * 32 for number in range(1, 200)]
    numbering = number_subjects([rows([*known, *other])])
    assert found(numbering, [*other, *known]) == [*range(50, 249), *range(50)]
    assert numbering.number(bytes(8) + b"\xff" * 24) == -1


def test_numbers_of_keys_close_to_each_other_are_found_beyond_the_steps() -> None:
    known = [(2**63 + number).to_bytes(8, "big") + bytes(24) for number in range(50)]
    numbering = number_subjects([rows(known)])
    assert found(numbering, known) == list(range(50))


def test_extended_by_nothing_copies_nothing() -> None:
    numbering = number_subjects([rows([b"a" * 32])])
    same = extended(numbering, [], [as_ids([b"a" * 32])])
    assert same.ids is numbering.ids
    assert same.registered_at is numbering.registered_at


def test_taken_of_places_gives_whole_ids() -> None:
    ids = [bytes([number]) * 32 for number in range(5)]
    assert taken(as_ids(ids), np.array([4, 0, 4])).tolist() == [ids[4], ids[0], ids[4]]
