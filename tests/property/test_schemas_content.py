"""Contents: one change to a valid document is either taken or refused by name, never a crash."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.errors import InputError
from labour_ledger.schemas.catalogue import load_schema, schema_ids
from labour_ledger.schemas.content import DocumentInvalid, validate_content
from labour_ledger.schemas.json_path import walk
from labour_ledger_verify.document import JsonValue, canonical_json, parse_json_strict

EXAMPLES = [(schema_id, example) for schema_id in schema_ids() for example in load_schema(schema_id).examples]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(EXAMPLES), values, st.data())
def test_validate_content_with_one_value_replaced_never_crashes(
    schema_and_example: tuple[str, dict[str, Any]], value: JsonValue, data: st.DataObject
) -> None:
    schema_id, example = schema_and_example
    content = copy.deepcopy(dict(example))
    holders = [node.value for node in walk(content) if isinstance(node.value, dict | list) and node.value]
    holder = data.draw(st.sampled_from(holders))
    key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
    holder[key] = value

    try:
        validate_content(schema_id, content)
    except InputError as error:
        refused = error
    else:
        # what is accepted has canonical bytes that read back as the same value
        assert parse_json_strict(canonical_json(content)) == content
        return
    assert refused.message
    assert refused.hint


@given(st.sampled_from(EXAMPLES), st.text("abcdefghij", min_size=9, max_size=12), st.data())
def test_validate_content_with_an_added_field_is_refused_there(
    schema_and_example: tuple[str, dict[str, Any]], name: str, data: st.DataObject
) -> None:
    schema_id, example = schema_and_example
    content = copy.deepcopy(dict(example))
    node = data.draw(st.sampled_from([n for n in walk(content, "$.content") if isinstance(n.value, dict)]))
    node.value[name] = 1

    with pytest.raises(DocumentInvalid) as caught:
        validate_content(schema_id, content)

    assert f"{node.path}.{name}" in [violation.path for violation in caught.value.violations]


@given(st.sampled_from(EXAMPLES), st.floats())
def test_validate_content_with_a_float_is_refused(
    schema_and_example: tuple[str, dict[str, Any]], number: float
) -> None:
    schema_id, example = schema_and_example

    with pytest.raises(DocumentInvalid):
        validate_content(schema_id, {**example, "generated": number})
