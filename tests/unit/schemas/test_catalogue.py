"""The catalogue: what is in it, how it is hashed, what the contract is told."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from labour_ledger.errors import NotFoundError
from labour_ledger.schemas.catalogue import (
    DIALECT,
    SchemaNotOnChain,
    SchemaUnknown,
    chain_rule,
    content_hash,
    load_schema,
    schema_ids,
    schema_ids_by_hash,
)
from labour_ledger.schemas.codes import Outcome, PartyClass, SubjectKind
from labour_ledger.schemas.content import _WORDS
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.document import JsonValue, canonical_json
from labour_ledger_verify.keccak import keccak256

ILO = [
    "ilo/c029@1930",
    "ilo/p029@2014",
    "ilo/c105@1957",
    "ilo/c138@1973",
    "ilo/c182@1999",
    "ilo/c087@1948",
    "ilo/c098@1949",
    "ilo/c100@1951",
    "ilo/c111@1958",
    "ilo/c155@1981",
    "ilo/c187@2006",
]
ACTING = [
    "assessment-opened",
    "dispute",
    "reinstatement",
    "remedy-confirmation",
    "revocation",
    "ruling",
    "same-as",
    "suspension",
]


def test_schema_ids_hold_the_fundamental_instruments_and_sa8000() -> None:
    assert {*ILO, "sai/sa8000@2014"} <= set(schema_ids())


def test_schema_ids_are_sorted_and_those_of_their_files() -> None:
    assert list(schema_ids()) == sorted(schema_ids())
    assert [load_schema(schema_id).id for schema_id in schema_ids()] == list(schema_ids())


def test_load_schema_acting_are_those_the_status_rule_acts_on() -> None:
    acting = [schema_id for schema_id in schema_ids() if load_schema(schema_id).acting]

    assert acting == [f"ledger/{name}@1" for name in ACTING]


@pytest.mark.parametrize("schema_id", ILO)
def test_load_schema_of_an_ilo_instrument_takes_verdicts_and_self_declarations(schema_id: str) -> None:
    schema = load_schema(schema_id)

    assert Outcome.STATEMENT not in schema.outcomes
    assert len(schema.outcomes) == 5
    assert schema.self_declaration
    assert schema.accreditation_required
    assert SubjectKind.SITE in schema.kinds_of_subject


def test_load_schema_of_a_fact_takes_statements_only() -> None:
    facts = [i for i in schema_ids() if i.startswith("ledger/") and i != "ledger/ruling@1"]

    assert all(load_schema(schema_id).outcomes == (Outcome.STATEMENT,) for schema_id in facts)


def test_load_schema_unknown_names_the_nearest() -> None:
    with pytest.raises(SchemaUnknown) as caught:
        load_schema("ilo/c29@1930")

    assert "ilo/c029@1930" in caught.value.hint
    assert isinstance(caught.value, NotFoundError)


@pytest.mark.parametrize("schema_id", ["", "x", "../definitions", "definitions", "ilo/../ilo/c029@1930", "é" * 500])
def test_load_schema_of_no_id_shows_the_form(schema_id: str) -> None:
    with pytest.raises(SchemaUnknown) as caught:
        load_schema(schema_id)

    assert "ilo/c029@1930" in caught.value.hint
    assert len(caught.value.message) < 200


def test_schema_hash_is_keccak_of_the_id() -> None:
    # computed with eth_utils, another implementation of Keccak-256
    expected = "229af8bbdaebb4a8118cf1683334434bd1256425fb9782f97a6ee9f9448bc15f"

    assert schema_hash("ilo/c029@1930").hex() == expected


def test_schema_ids_by_hash_names_every_schema() -> None:
    assert {schema_ids_by_hash()[schema_hash(schema_id)] for schema_id in schema_ids()} == set(schema_ids())


@pytest.mark.parametrize("schema_id", schema_ids())
def test_content_hash_is_of_a_schema_complete_in_itself(schema_id: str) -> None:
    content = load_schema(schema_id).content

    Draft202012Validator.check_schema(content)
    assert content["$schema"] == DIALECT
    references = set(_references(content))
    assert references == {f"#/$defs/{name}" for name in content.get("$defs", {})}
    assert content_hash(schema_id) == keccak256(canonical_json(content))


def test_content_hash_differs_between_schemas_that_say_different_things() -> None:
    different = {content_hash(schema_id) for schema_id in schema_ids()}

    # a suspension is not a revocation even where their contents look alike
    assert len(different) == len(schema_ids())


def test_chain_rule_packs_masks_flags_and_seconds() -> None:
    rule = chain_rule("sai/sa8000@2014")

    assert rule.issuer_classes == 1 << PartyClass.AUDITOR == 64
    assert rule.outcomes == 0b111110
    assert rule.flags == 0b10
    assert rule.longest_validity_s == 1096 * 86_400
    assert rule.longest_backdating_s == 365 * 86_400
    assert rule.content_hash == content_hash("sai/sa8000@2014")


def test_chain_rule_of_a_revocation_lets_every_class_and_the_controller_in() -> None:
    rule = chain_rule("ledger/revocation@1")

    assert rule.issuer_classes == 0b11_1111_1110
    assert rule.outcomes == 1
    assert rule.flags == 0b01
    assert rule.longest_validity_s == rule.longest_backdating_s == 0


@pytest.mark.parametrize("schema_id", [i for i in schema_ids() if load_schema(i).on_chain])
def test_chain_rule_fits_the_contract(schema_id: str) -> None:
    rule = chain_rule(schema_id)

    assert 0 < rule.issuer_classes < 2**16
    assert rule.issuer_classes & 1 == 0
    assert 0 < rule.outcomes < 2**6
    assert rule.flags < 4
    assert 0 <= rule.longest_validity_s < 2**48
    assert 0 <= rule.longest_backdating_s < 2**48
    assert len(rule.content_hash) == 32


def test_chain_rule_of_a_profile_is_refused() -> None:
    with pytest.raises(SchemaNotOnChain) as caught:
        chain_rule("ledger/party-profile@1")

    assert caught.value.hint


def _references(schema: JsonValue) -> Iterator[str]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"]
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _references(item)


@pytest.mark.parametrize("schema_id", schema_ids())
def test_content_closes_every_object_and_bounds_every_text_list_and_number(schema_id: str) -> None:
    content = load_schema(schema_id).content

    assert list(_open_rules(content, "$")) == []


def _open_rules(schema: JsonValue, path: str) -> Iterator[str]:
    if isinstance(schema, list):
        for index, item in enumerate(schema):
            yield from _open_rules(item, f"{path}[{index}]")
    if not isinstance(schema, dict):
        return
    bounds = {
        "object": {"additionalProperties"},
        "string": {"maxLength", "enum", "pattern"},
        "array": {"maxItems"},
        "integer": {"maximum"},
    }
    kind = schema.get("type")
    if isinstance(kind, str) and kind in bounds and not bounds[kind] & schema.keys():
        yield path
    if schema.get("additionalProperties", False) is not False:
        yield path
    for pattern in [schema["pattern"]] if "pattern" in schema and isinstance(schema["pattern"], str) else []:
        # an open quantifier would let a text of any length through
        if not (pattern.startswith("^") and pattern.endswith("$")) or "*" in _outside_classes(pattern):
            yield path
    for key, value in schema.items():
        yield from _open_rules(value, f"{path}.{key}")


def _outside_classes(pattern: str) -> str:
    return re.sub(r"\[[^\]]*\]|\\.", "", pattern)


def test_content_of_narrowed_topics_is_a_part_of_the_list() -> None:
    known = set(load_schema("sai/sa8000@2014").content["$defs"]["findingTopic"]["enum"])

    for schema_id in ILO:
        narrowed = load_schema(schema_id).content["properties"]["findings"]["items"]["properties"]["topic"]["enum"]
        assert set(narrowed) < known
        assert len(narrowed) == len(set(narrowed))


def test_definitions_are_all_used() -> None:
    used = {name for schema_id in schema_ids() for name in load_schema(schema_id).content.get("$defs", {})}
    everything = json.loads(_definitions_text())["$defs"]

    assert set(everything) - used == set()


def _definitions_text() -> str:
    return files("labour_ledger.schemas").joinpath("data/definitions.json").read_text(encoding="utf-8")


def test_content_uses_only_keywords_that_have_words() -> None:
    structural = {"$schema", "$ref", "$defs", "additionalProperties", "allOf", "contains", "description"}
    structural |= {"if", "items", "not", "properties", "then"}
    used = {key for schema_id in schema_ids() for key in _keywords(load_schema(schema_id).content)}

    assert used - structural == set(_WORDS)


def _keywords(schema: JsonValue) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _keywords(item)
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        yield key
        if key in ("properties", "$defs"):
            for inner in value.values():
                yield from _keywords(inner)
        elif key not in ("const", "enum", "required"):
            yield from _keywords(value)
