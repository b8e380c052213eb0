import pytest

from labour_ledger_verify.errors import HistoryFalse, InputError
from labour_ledger_verify.history import (
    IDENTIFIER_CLAIMED,
    ISSUED,
    SUBJECT_CLOSED,
    SUBJECT_REGISTERED,
    Entry,
    HistoryKind,
    fold_entry,
    fold_history,
)
from labour_ledger_verify.keccak import ZERO_WORD

CLOSED = Entry(SUBJECT_CLOSED, (5,))


def test_fold_history_without_entries_is_zero():
    assert fold_history(HistoryKind.SUBJECT, []) == ZERO_WORD


def test_fold_history_entry_of_another_kind_is_false():
    issued = Entry(ISSUED, (bytes(32), bytes(32), 5))
    with pytest.raises(HistoryFalse, match="entry 1: Issued does not belong to a subject history"):
        fold_history(HistoryKind.SUBJECT, [CLOSED, issued])


@pytest.mark.parametrize(
    "values", [(b"\0", 5), (bytes(33), 5), (5, 5), (bytes(32), -1), (bytes(32), 2**64), (bytes(32), b"5")]
)
def test_fold_entry_value_that_does_not_fit_is_refused(values):
    with pytest.raises(InputError, match="entry: a field must be"):
        fold_entry(ZERO_WORD, Entry(IDENTIFIER_CLAIMED, values))


def test_entry_number_and_data_return_fields_of_their_kind_only():
    entry = Entry(SUBJECT_REGISTERED, (b"s" * 32, 1, b"FR", 2, 3, bytes(32), 4))
    assert (entry.number("registrar"), entry.data("country")) == (3, b"FR")
    for get, name in ((entry.number, "country"), (entry.data, "registrar"), (entry.data, "absent")):
        with pytest.raises(KeyError, match=name):
            get(name)
