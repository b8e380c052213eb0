import sys

import pytest
from tests.unit.verify.samples import SUBJECT, make_attestation, make_document

from labour_ledger_verify.document import canonical_json, check_document, document_hash, parse_json_strict
from labour_ledger_verify.errors import DocumentFalse, InputError


def check(document, attestation):
    check_document(
        document, expected_hash=attestation.document_hash, subject=attestation.subject, schema=attestation.schema
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff", "file: not UTF-8 at byte 0"),
        (b"{", "file: not JSON at line 1, column 2"),
        (b"", "file: not JSON"),
        (b'{"a":1,"a":2}', "the key 'a' appears twice"),
        (b"1.5", "1.5 is not a whole number"),
        (b"1e5", "1e5 is not a whole number"),
        (b"NaN", "NaN is not a whole number"),
        (b"9007199254740992", "beyond 2\\^53"),
        (b"-9007199254740992", "beyond 2\\^53"),
        (b"1" * 10_000, "beyond 2\\^53"),
        (b"[" * 65 + b"]" * 65, "nested deeper than 64 levels"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "nested deeper than 64 levels"),
        (b"[" * 1_000_000, "nested deeper than 64 levels"),
        (b'"a]"' + b"[" * 65, "nested deeper than 64 levels"),
        (b"]" * 1_000 + b"[" * 1_000, "not JSON"),
        (b'"' + b'\\"' * 1_000_000, "not JSON"),
    ],
)
def test_parse_json_strict_bad_text_is_refused(data, message):
    with pytest.raises(InputError, match=message):
        parse_json_strict(data)


def test_parse_json_strict_brackets_in_text_are_no_nesting():
    assert parse_json_strict(b'["' + b"[" * 1_000 + b'\\"{"]') == ["[" * 1_000 + '"{']


@pytest.mark.parametrize("data", [b"[" * 64 + b"1" + b"]" * 64, b'{"a":' * 64 + b"1" + b"}" * 64])
def test_parse_json_strict_64_levels_are_read(data):
    assert parse_json_strict(data)


@pytest.mark.parametrize(
    ("data", "value"),
    [(b"9007199254740991", 2**53 - 1), (b"-9007199254740991", 1 - 2**53), (b' "a" ', "a"), (b"null", None)],
)
def test_parse_json_strict_plain_values_are_read(data, value):
    assert parse_json_strict(data) == value


def test_parse_json_strict_names_its_input():
    with pytest.raises(InputError, match=r"^trust file:"):
        parse_json_strict(b"{", what="trust file")


@pytest.mark.parametrize(
    "value", [1.0, {"a": [1.5]}, ({"b": float("nan")},), 2**53, {"a": "\ud800"}, {"\ud800": 1}, {1, 2}]
)
def test_canonical_json_without_canonical_form_is_refused(value):
    with pytest.raises(InputError, match=r"^document:"):
        canonical_json(value)


def test_canonical_json_nested_beyond_the_stack_is_refused():
    value = []
    for _ in range(sys.getrecursionlimit() + 1_000):
        value = [value]
    with pytest.raises(InputError, match="no canonical form"):
        canonical_json(value)


def test_document_hash_does_not_depend_on_the_order_of_keys():
    document = make_document()
    assert document_hash(document) == document_hash(dict(reversed(document.items())))


def test_check_document_that_was_committed_to_passes():
    document = make_document()
    check(document, make_attestation(document))


@pytest.mark.parametrize(
    "document",
    [[], None, make_document(extra=1), {"v": 1}, make_document(v=2), make_document(v=True), make_document(v="1")],
)
def test_check_document_other_envelope_is_refused(document):
    with pytest.raises(InputError, match="document"):
        check(document, make_attestation(make_document()))


@pytest.mark.parametrize(
    ("name", "value"), [("schema", 1), ("salt", "0x00"), ("salt", None), ("subject", "0x" + "AB" * 32), ("subject", 5)]
)
def test_check_document_wrong_field_is_named(name, value):
    document = make_document(**{name: value})
    with pytest.raises(InputError, match=rf"document\.{name}"):
        check(document, make_attestation(document))


def test_check_document_changed_is_false():
    with pytest.raises(DocumentFalse, match="its hash is"):
        check(make_document(salt="0x" + "08" * 32), make_attestation(make_document()))


def test_check_document_of_another_subject_is_false():
    document = make_document()
    with pytest.raises(DocumentFalse, match="another subject"):
        check(document, make_attestation(document, subject=SUBJECT[::-1]))


def test_check_document_of_another_schema_is_false():
    document = make_document()
    with pytest.raises(DocumentFalse, match="ilo/c029@1930 is not the schema"):
        check(document, make_attestation(document, schema=bytes(32)))
