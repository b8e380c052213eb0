import json

from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.store.entry_json import decode_entry, encode_entry
from labour_ledger_verify.history import ENTRY_TYPES, Entry, EntryType, Value, fold_entry

VALUES: dict[str, st.SearchStrategy[Value]] = {
    "bool": st.booleans(),
    "uint8": st.integers(0, 2**8 - 1),
    "uint16": st.integers(0, 2**16 - 1),
    "uint48": st.integers(0, 2**48 - 1),
    "uint64": st.integers(0, 2**64 - 1),
    "uint256": st.integers(0, 2**256 - 1),
    "bytes2": st.binary(min_size=2, max_size=2),
    "bytes32": st.binary(min_size=32, max_size=32),
    "address": st.binary(min_size=20, max_size=20),
}


def entries_of(entry_type: EntryType) -> st.SearchStrategy[Entry]:
    return st.tuples(*(VALUES[abi_type] for _, abi_type in entry_type.fields)).map(
        lambda values: Entry(entry_type, values)
    )


@given(st.sampled_from(list(ENTRY_TYPES.values())).flatmap(entries_of))
def test_decode_entry_of_encoded_gives_the_same_fold(entry: Entry) -> None:
    text = encode_entry(entry)
    decoded = decode_entry(entry.type.number, text)
    assert decoded == entry
    assert fold_entry(bytes(32), decoded) == fold_entry(bytes(32), entry)


@given(st.sampled_from(list(ENTRY_TYPES.values())).flatmap(entries_of))
def test_encode_entry_is_canonical_and_safe_for_any_reader(entry: Entry) -> None:
    text = encode_entry(entry)
    fields = json.loads(text)
    assert text == json.dumps(fields, sort_keys=True, separators=(",", ":"))
    assert all(isinstance(value, str | bool) or value < 2**53 for value in fields.values())
