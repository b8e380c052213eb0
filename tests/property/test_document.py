import json

import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conformance.sources import reference
from tests.property.verify_strategies import documents, json_values

from labour_ledger_verify.document import canonical_json, document_hash, parse_json_strict
from labour_ledger_verify.errors import InputError


@given(json_values)
def test_canonical_json_is_that_of_rfc8785_and_of_the_reference(value):
    assert canonical_json(value) == rfc8785.dumps(value) == reference.canonical(value)


@given(json_values)
def test_canonical_json_read_back_is_the_same(value):
    assert parse_json_strict(canonical_json(value)) == value


@given(json_values, st.integers(0, 3))
def test_parse_json_strict_does_not_depend_on_spelling(value, indent):
    spread = json.dumps(value, indent=indent, ensure_ascii=indent % 2 == 0).encode()
    assert canonical_json(parse_json_strict(spread)) == canonical_json(value)


@given(documents, documents)
def test_document_hash_differs_on_any_change(first, second):
    assume(canonical_json(first) != canonical_json(second))
    assert document_hash(first) != document_hash(second)


@given(documents, st.data())
def test_document_hash_differs_when_one_field_does(document, data):
    name = data.draw(st.sampled_from(sorted(document)))
    other = data.draw(json_values.filter(lambda value: canonical_json(value) != canonical_json(document[name])))
    assert document_hash(document | {name: other}) != document_hash(document)


@given(st.binary(max_size=60) | st.text(alphabet='{}[]":,\\ut0129-. e', max_size=40).map(str.encode))
def test_parse_json_strict_of_anything_is_a_value_or_an_input_error(data):
    try:
        value = parse_json_strict(data)
    except InputError:
        return
    assert json.loads(data) == value
