from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conformance.sources import reference
from tests.property.verify_strategies import entries_of, histories, words

from labour_ledger_verify.history import Entry, fold_entry, fold_history
from labour_ledger_verify.keccak import ZERO_WORD


def text_of(value):
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return value if isinstance(value, bool) else str(value)


def changed(value, bit):
    if isinstance(value, bool):
        return not value
    if isinstance(value, bytes):
        return (int.from_bytes(value, "big") ^ 1 << bit % (8 * len(value))).to_bytes(len(value), "big")
    return value ^ 1


@given(histories, words)
def test_fold_entry_is_that_of_the_reference(history, head):
    for entry in history[1]:
        fields = {name: text_of(value) for (name, _), value in zip(entry.type.fields, entry.values, strict=True)}
        assert fold_entry(head, entry) == reference.fold(entry.type.name, "0x" + head.hex(), fields)[1]


@given(histories)
def test_fold_history_continues_from_any_head(history):
    kind, entries = history
    whole = fold_history(kind, entries)
    for length in range(len(entries) + 1):
        assert fold_history(kind, entries[length:], head=fold_history(kind, entries[:length])) == whole
    assert whole != ZERO_WORD


@given(histories, st.data())
def test_fold_history_shows_a_removed_entry(history, data):
    kind, entries = history
    place = data.draw(st.integers(0, len(entries) - 1))
    assert fold_history(kind, entries[:place] + entries[place + 1 :]) != fold_history(kind, entries)


@given(histories, st.data())
def test_fold_history_shows_exchanged_entries(history, data):
    kind, entries = history
    places = st.integers(0, len(entries) - 1)
    first, second = data.draw(places), data.draw(places)
    assume(entries[first] != entries[second])
    exchanged = list(entries)
    exchanged[first], exchanged[second] = exchanged[second], exchanged[first]
    assert fold_history(kind, exchanged) != fold_history(kind, entries)


@given(histories, st.data(), st.integers(0, 255))
def test_fold_history_shows_any_changed_field(history, data, bit):
    kind, entries = history
    place = data.draw(st.integers(0, len(entries) - 1))
    values = list(entries[place].values)
    field = data.draw(st.integers(0, len(values) - 1))
    values[field] = changed(values[field], bit)
    forged = [*entries[:place], replace(entries[place], values=tuple(values)), *entries[place + 1 :]]
    assert fold_history(kind, forged) != fold_history(kind, entries)


@given(histories, st.data())
def test_fold_history_shows_an_added_entry(history, data):
    kind, entries = history
    place = data.draw(st.integers(0, len(entries)))
    added: Entry = data.draw(entries_of(kind))
    assert fold_history(kind, [*entries[:place], added, *entries[place:]]) != fold_history(kind, entries)
