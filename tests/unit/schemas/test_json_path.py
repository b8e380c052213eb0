"""Paths that errors show."""

import pytest

from labour_ledger.schemas.json_path import Node, child_path, join_path, walk
from labour_ledger_verify.document import GREATEST_DEPTH


@pytest.mark.parametrize(
    ("step", "path"),
    [
        ("topic", "$.topic"),
        (0, "$[0]"),
        ("two words", "$['two words']"),
        ("it's", "$['it\\'s']"),
        ("back\\slash", "$['back\\\\slash']"),
        ("", "$['']"),
        ("1st", "$['1st']"),
        ("a" * 65, "$['" + "a" * 65 + "']"),
    ],
)
def test_child_path_writes_plain_names_with_a_dot_and_others_quoted(step: str | int, path: str) -> None:
    assert child_path("$", step) == path


def test_join_path_follows_every_step() -> None:
    assert join_path("$.content", ["findings", 0, "topic"]) == "$.content.findings[0].topic"


def test_walk_yields_parents_first_in_the_order_of_the_document() -> None:
    nodes = list(walk({"a": [1, {"b": 2}], "c": 3}))

    assert nodes == [
        Node("$", "", {"a": [1, {"b": 2}], "c": 3}),
        Node("$.a", "a", [1, {"b": 2}], 1),
        Node("$.a[0]", "a", 1, 2),
        Node("$.a[1]", "a", {"b": 2}, 2),
        Node("$.a[1].b", "b", 2, 3),
        Node("$.c", "c", 3, 1),
    ]


def test_walk_with_show_changes_paths_and_keeps_fields() -> None:
    nodes = list(walk({"secret": {"b": 1}}, "$.content", show=lambda name: "*" if name == "secret" else name))

    assert [(node.path, node.field) for node in nodes[1:]] == [
        ("$.content['*']", "secret"),
        ("$.content['*'].b", "b"),
    ]


def test_walk_into_hostile_nesting_stops_at_the_greatest_depth() -> None:
    value: object = 1
    for _ in range(100_000):
        value = [value]

    assert [node.depth for node in walk(value)] == list(range(GREATEST_DEPTH + 1))
