"""No change of a bundle that means something leaves the answer a yes."""

import json
from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conformance.sources.bundle_scenes import STANDARD, plain

from labour_ledger_verify.bundle_reading import bundle_from_json, parse_bundle
from labour_ledger_verify.bundle_verification import verify_bundle
from labour_ledger_verify.bundle_writing import bundle_to_json
from labour_ledger_verify.errors import InputError
from labour_ledger_verify.trust import parse_trust

_, BLOCK, BUNDLE, TRUST = plain()
DATA = json.dumps(BUNDLE).encode()
TRUSTED = parse_trust(json.dumps(TRUST).encode())
MEANT = parse_bundle(DATA)


def exit_of(data):
    return verify_bundle(data, TRUSTED, schema_id=STANDARD, now=BLOCK.time).exit_code


def means_the_same(data):
    try:
        return parse_bundle(data) == MEANT
    except InputError:
        return False


def leaves(value, path=()):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    else:
        yield path


def lists(value, path=()):
    if isinstance(value, list):
        yield path
    for name, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from lists(inner, (*path, name))


LEAVES = list(leaves(BUNDLE))
LISTS = [path for path in lists(BUNDLE) if path != ("documents",)]  # documents may be left out, in any order


def at(value, path):
    for step in path:
        value = value[step]
    return value


@settings(max_examples=300)
@given(st.integers(0, len(DATA) - 1), st.integers(0, 255))
def test_any_byte_changed_is_no_yes_or_means_the_same(place, byte):
    changed = DATA[:place] + bytes((byte,)) + DATA[place + 1 :]
    assert exit_of(changed) != 0 or means_the_same(changed)


@given(st.integers(0, len(DATA) - 1), st.integers(1, 200))
def test_any_bytes_left_out_are_no_yes_or_mean_the_same(place, count):
    changed = DATA[:place] + DATA[place + count :]
    assert exit_of(changed) != 0 or means_the_same(changed)


@settings(max_examples=300)
@given(st.sampled_from(LEAVES), st.sampled_from(LEAVES))
def test_any_two_values_exchanged_are_no_yes_or_mean_the_same(one, other):
    changed = deepcopy(BUNDLE)
    at(changed, one[:-1])[one[-1]] = at(BUNDLE, other)
    at(changed, other[:-1])[other[-1]] = at(BUNDLE, one)
    data = json.dumps(changed).encode()
    assert exit_of(data) != 0 or means_the_same(data)


@given(st.sampled_from(LISTS), st.integers(0), st.integers(0), st.sampled_from(["left out", "twice", "moved"]))
def test_any_item_left_out_repeated_or_moved_is_no_yes_or_means_the_same(path, place, onto, change):
    changed = deepcopy(BUNDLE)
    items = at(changed, path)
    if items:
        item = items[place % len(items)] if change == "twice" else items.pop(place % len(items))
        if change != "left out":
            items.insert(onto % (len(items) + 1), item)
    data = json.dumps(changed).encode()
    is_order = path == ("parties",) and change == "moved"  # parties may stand in any order
    assert exit_of(data) != 0 or means_the_same(data) or is_order


def test_bundle_written_again_means_the_same():
    assert bundle_from_json(bundle_to_json(MEANT)) == MEANT
    assert exit_of(json.dumps(bundle_to_json(MEANT)).encode()) == 0
