"""Schemas of schemes: their own words are kept, mapped, and never softened."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from labour_ledger.schemas.catalogue import load_schema
from labour_ledger.schemas.codes import Outcome
from labour_ledger.schemas.content import DocumentInvalid, validate_content

SCHEMES = ["amfori/bsci@2", "rba/vap@8", "sedex/smeta@7", "slcp/caf@1"]


def example(schema_id: str) -> dict[str, Any]:
    return copy.deepcopy(dict(load_schema(schema_id).examples[0]))


def words(schema_id: str, *path: str) -> list[str]:
    rule: Any = load_schema(schema_id).content["properties"]
    for step in path:
        rule = rule[step]
    return list(rule["enum"])


@pytest.mark.parametrize("schema_id", SCHEMES)
def test_load_schema_of_a_scheme_maps_every_word_it_allows(schema_id: str) -> None:
    schema = load_schema(schema_id)

    assert list(schema.results) == words(schema_id, "schemeResult", "properties", "result")
    assert list(schema.severities) == words(schema_id, "findings", "items", "properties", "schemeSeverity")


@pytest.mark.parametrize("schema_id", SCHEMES)
def test_load_schema_of_a_scheme_has_the_outcomes_of_its_words_and_no_other(schema_id: str) -> None:
    schema = load_schema(schema_id)

    assert {outcome for allowed in schema.results.values() for outcome in allowed} == set(schema.outcomes)


def test_load_schema_of_slcp_never_conforms_as_its_framework_rates_nobody() -> None:
    assert not {Outcome.CONFORMS, Outcome.CONFORMS_WITH_FINDINGS} & set(load_schema("slcp/caf@1").outcomes)


@pytest.mark.parametrize("schema_id", SCHEMES)
def test_validate_content_of_a_scheme_without_its_own_word_is_refused(schema_id: str) -> None:
    content = example(schema_id)
    del content["schemeResult"]["result"]

    with pytest.raises(DocumentInvalid) as caught:
        validate_content(schema_id, content)

    assert caught.value.violations[0].path == "$.content.schemeResult"


@pytest.mark.parametrize("schema_id", SCHEMES)
def test_validate_content_of_a_word_of_another_scheme_is_refused(schema_id: str) -> None:
    content = example(schema_id)
    content["schemeResult"]["result"] = "certified"

    with pytest.raises(DocumentInvalid) as caught:
        validate_content(schema_id, content)

    assert caught.value.violations[0].path == "$.content.schemeResult.result"


@pytest.mark.parametrize("schema_id", SCHEMES)
def test_validate_content_of_a_finding_softer_than_its_schemes_word_is_refused(schema_id: str) -> None:
    content = example(schema_id)
    gravest = next(word for word, least in load_schema(schema_id).severities.items() if least == "zero_tolerance")
    content["findings"][0]["schemeSeverity"] = gravest

    with pytest.raises(DocumentInvalid) as caught:
        validate_content(schema_id, content)

    assert [violation.path for violation in caught.value.violations] == ["$.content.findings[0].severity"]


@pytest.mark.parametrize("schema_id", SCHEMES)
def test_validate_content_of_a_finding_graver_than_its_schemes_word_is_taken(schema_id: str) -> None:
    content = example(schema_id)
    content["findings"][0]["severity"] = "zero_tolerance"

    validate_content(schema_id, content)


@pytest.mark.parametrize("schema_id", SCHEMES)
def test_load_schema_of_a_scheme_has_clauses_of_known_topics(schema_id: str) -> None:
    schema = load_schema(schema_id)
    known = set(schema.content["$defs"]["findingTopic"]["enum"])

    assert schema.clauses
    assert {topic for clause in schema.clauses.values() for topic in clause.topics} <= known


@pytest.mark.parametrize(
    ("schema_id", "clause", "is_known"),
    [
        ("amfori/bsci@2", "PA1", True),
        ("amfori/bsci@2", "PA11.2", True),
        ("rba/vap@8", "A6.1", True),
        ("rba/vap@8", "A7.1", False),
        ("rba/vap@8", "E12", True),
        ("sedex/smeta@7", "8A.1", True),
        ("sedex/smeta@7", "7A.1", False),
        ("slcp/caf@1", "hs-fire-3", True),
        ("slcp/caf@1", "zz-fire-3", False),
    ],
)
def test_validate_content_clause_has_to_be_one_of_the_scheme(schema_id: str, clause: str, is_known: bool) -> None:
    content = example(schema_id)
    content["findings"][0]["requirement"] = clause

    if is_known:
        validate_content(schema_id, content)
        return
    with pytest.raises(DocumentInvalid) as caught:
        validate_content(schema_id, content)
    assert [violation.path for violation in caught.value.violations] == ["$.content.findings[0].requirement"]
