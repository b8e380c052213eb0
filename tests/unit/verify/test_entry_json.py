import pytest

from labour_ledger_verify.entry_json import entry_from_json, entry_to_json
from labour_ledger_verify.errors import InputError
from labour_ledger_verify.history import (
    ACCREDITATION_GIVEN,
    ENTRY_TYPES,
    KEY_ADDED,
    RECORDED,
    SCHEMA_REGISTERED,
    SUBJECT_REGISTERED,
    Entry,
)

SAMPLES: dict[str, int | bytes] = {
    "bool": True,
    "uint8": 3,
    "uint16": 2**16 - 1,
    "uint48": 2**48 - 1,
    "uint64": 2**64 - 1,
    "uint256": 2**256 - 1,
    "bytes2": b"FR",
    "bytes32": b"\xab" * 32,
    "address": b"\xcd" * 20,
}


def sample(entry_type):
    return Entry(entry_type, tuple(SAMPLES[abi_type] for _, abi_type in entry_type.fields))


@pytest.mark.parametrize("entry_type", ENTRY_TYPES.values(), ids=lambda entry_type: entry_type.name)
def test_entry_to_json_and_back_is_the_same(entry_type):
    entry = sample(entry_type)
    assert entry_from_json(entry_to_json(entry), "entries[0]") == entry


def test_entry_to_json_no_country_is_empty_text():
    values = (b"\0" * 32, 4, b"\0\0", 0, 1, b"\0" * 32, 5)
    written = entry_to_json(Entry(SUBJECT_REGISTERED, values))
    assert written["country"] == ""
    assert entry_from_json(written, "here").values == values


@pytest.mark.parametrize("name", [None, 2, "Signed", []])
def test_entry_from_json_unknown_type_is_refused(name):
    with pytest.raises(InputError, match=r"^here\.type: not an entry type"):
        entry_from_json({"type": name}, "here")


@pytest.mark.parametrize(("removed", "added"), [([], ["more"]), (["uid"], []), (["uid"], ["uuid"])])
def test_entry_from_json_other_fields_are_refused(removed, added):
    value = entry_to_json(sample(RECORDED)) | dict.fromkeys(added, "1")
    for name in removed:
        del value[name]
    with pytest.raises(InputError, match="the fields of Recorded must be type, uid, schema, basis, recordedAt"):
        entry_from_json(value, "here")


@pytest.mark.parametrize(
    ("entry_type", "field", "wrong"),
    [
        (RECORDED, "uid", "0xab"),
        (RECORDED, "basis", "5"),
        (RECORDED, "recordedAt", 5),
        (RECORDED, "recordedAt", "05"),
        (RECORDED, "recordedAt", str(2**64)),
        (KEY_ADDED, "notAfter", str(2**48)),
        (KEY_ADDED, "key", "0x00"),
        (KEY_ADDED, "kind", "1"),
        (KEY_ADDED, "kind", True),
        (KEY_ADDED, "kind", 256),
        (KEY_ADDED, "kind", -1),
        (SCHEMA_REGISTERED, "issuerClasses", "65536"),
        (ACCREDITATION_GIVEN, "country", "fr"),
        (ACCREDITATION_GIVEN, "country", None),
        (ACCREDITATION_GIVEN, "mayAccredit", 1),
    ],
)
def test_entry_from_json_wrong_value_is_named(entry_type, field, wrong):
    with pytest.raises(InputError, match=rf"^here\.{field}: must be"):
        entry_from_json(entry_to_json(sample(entry_type)) | {field: wrong}, "here")
