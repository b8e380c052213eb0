"""Documents: what passes, and what each kind of mistake is called."""

import copy
import json
from typing import Any

import pytest

from labour_ledger.schemas.catalogue import SchemaUnknown, load_schema, schema_ids
from labour_ledger.schemas.content import DocumentInvalid, validate_content, validate_document
from labour_ledger.schemas.personal_data import PersonalDataRefused
from labour_ledger_verify.document import JsonValue, document_hash

C029 = "ilo/c029@1930"
EXAMPLES = [(schema_id, example) for schema_id in schema_ids() for example in load_schema(schema_id).examples]


def document(schema_id: str = C029, **changes: JsonValue) -> dict[str, Any]:
    content = copy.deepcopy(dict(load_schema(schema_id).examples[0]))
    return {
        "v": 1,
        "schema": schema_id,
        "subject": "0x" + "11" * 32,
        "salt": "0x" + "22" * 32,
        "content": content,
        **changes,
    }


def violations_of(faulty: JsonValue) -> list[tuple[str, str]]:
    with pytest.raises(DocumentInvalid) as caught:
        validate_document(faulty)
    return [(violation.path, violation.message) for violation in caught.value.violations]


@pytest.mark.parametrize(("schema_id", "example"), EXAMPLES)
def test_validate_document_with_an_example_passes_and_has_a_hash(schema_id: str, example: dict[str, Any]) -> None:
    right = document(schema_id, content=example)

    validate_document(right)
    assert len(document_hash(right)) == 32


@pytest.mark.parametrize("schema_id", schema_ids())
def test_every_schema_has_an_example(schema_id: str) -> None:
    assert load_schema(schema_id).examples


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"v": 2}, "$.v"),
        ({"v": True}, "$.v"),
        ({"v": "1"}, "$.v"),
        ({"schema": 1}, "$.schema"),
        ({"subject": "0x" + "AA" * 32}, "$.subject"),
        ({"subject": "0x11"}, "$.subject"),
        ({"subject": None}, "$.subject"),
        ({"salt": "22" * 32}, "$.salt"),
        ({"salt": "0x" + "00" * 32}, "$.salt"),
        ({"extra": 1}, "$"),
        ({"content": []}, "$.content"),
        ({"content": None}, "$.content"),
    ],
)
def test_validate_document_with_one_fault_names_its_path(change: dict[str, Any], path: str) -> None:
    assert [where for where, _ in violations_of(document(**change))] == [path]


@pytest.mark.parametrize("name", ["v", "schema", "subject", "salt", "content"])
def test_validate_document_with_a_missing_field_names_it(name: str) -> None:
    faulty = document()
    del faulty[name]

    assert violations_of(faulty) == [("$", f"the field {name} is missing")]


@pytest.mark.parametrize("value", [None, [], "text", 1])
def test_validate_document_with_another_type_is_refused(value: JsonValue) -> None:
    assert violations_of(value)[0][0] == "$"


def test_validate_document_with_an_unknown_schema_names_the_nearest() -> None:
    with pytest.raises(SchemaUnknown) as caught:
        validate_document(document(schema=C029) | {"schema": "ilo/c0029@1930"})

    assert C029 in caught.value.hint


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("performedFrom", "02.03.2026", "must be a date as YYYY-MM-DD"),
        ("performedFrom", "2026-02-30", "must be a date as YYYY-MM-DD"),
        ("performedFrom", "20260302", "must be a date as YYYY-MM-DD"),
        ("performedFrom", 20260302, "must be text"),
        ("technique", "by-phone-in", "must be one of on-site, remote, desk-review, inspection, self-assessment"),
        ("findings", {}, "must be a list"),
        ("evidence", [], "must have at least 1 items"),
        ("note", "x" * 501, "must have at most 500 characters"),
        ("note", "", "must not be empty"),
        ("language", "English", "must be a BCP 47 language tag such as en or pt-BR"),
        ("generated", False, "must be true, if it was made up for a demonstration; left out otherwise"),
    ],
)
def test_validate_document_with_a_wrong_value_says_what_is_expected(field: str, value: JsonValue, words: str) -> None:
    faulty = document()
    faulty["content"][field] = value

    assert (f"$.content.{field}", words) in violations_of(faulty)


def test_validate_document_reports_every_fault_at_once() -> None:
    faulty = document()
    faulty["content"]["findings"][0]["topic"] = "debt-bondages"
    faulty["content"]["findings"][0]["severity"] = "bad"
    faulty["content"]["summery"] = "x"
    del faulty["content"]["language"]

    found = dict(violations_of(faulty))

    assert found["$.content"] == "the field language must be given"
    assert found["$.content.findings[0].severity"] == "must be one of minor, major, critical, zero_tolerance"
    assert "debt-bondage" in found["$.content.findings[0].topic"]
    assert found["$.content.summery"] == "is not a field of this schema"


def test_validate_document_with_a_misspelt_field_hints_the_right_one() -> None:
    faulty = document()
    faulty["content"]["announcment"] = faulty["content"].pop("announcement")

    with pytest.raises(DocumentInvalid) as caught:
        validate_document(faulty)

    assert "Did you mean announcement?" in caught.value.hint
    assert caught.value.exit_code == 2
    assert caught.value.context["violations"]


def test_validate_content_with_missing_fields_says_where_the_form_is() -> None:
    with pytest.raises(DocumentInvalid) as caught:
        validate_content("ilo/c029@1930", {})
    assert "/v1/schemas/ilo/c029@1930" in caught.value.violations[0].hint


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.5, "must be a whole number"),
        (10.0, "must be a whole number"),
        (float("nan"), "must be a whole number"),
        (2**53, "is beyond 2^53 - 1"),
        (-(2**53), "is beyond 2^53 - 1"),
    ],
)
def test_validate_content_with_a_number_without_canonical_form_is_refused(value: JsonValue, words: str) -> None:
    content = {**load_schema("ledger/worker-voice@1").examples[0], "respondents": value}

    with pytest.raises(DocumentInvalid) as caught:
        validate_content("ledger/worker-voice@1", content)

    assert [(item.path, item.message) for item in caught.value.violations] == [("$.content.respondents", words)]


@pytest.mark.parametrize("text", ["2026-03-02\n", "2026\x0003-02", "a\ud800b", "a\tb"])
def test_validate_document_with_unprintable_text_is_refused(text: str) -> None:
    faulty = document()
    faulty["content"]["performedFrom"] = text

    assert violations_of(faulty)[0][0] == "$.content.performedFrom"


def test_validate_document_with_line_breaks_in_a_note_passes() -> None:
    right = document()
    right["content"]["note"] = "First line.\nSecond line."

    validate_document(right)


def test_validate_document_on_site_without_announcement_asks_for_it() -> None:
    faulty = document()
    del faulty["content"]["announcement"]

    assert ("$.content", "the fields announcement, personDays must be given") in violations_of(
        faulty | {"content": {k: v for k, v in faulty["content"].items() if k != "personDays"}}
    )


def test_validate_document_open_finding_without_due_date_asks_for_it() -> None:
    faulty = document()
    del faulty["content"]["findings"][0]["dueDate"]

    assert violations_of(faulty) == [("$.content.findings[0]", "the field dueDate must be given")]


def test_validate_document_topic_of_another_instrument_is_refused() -> None:
    faulty = document()
    faulty["content"]["findings"][0]["topic"] = "unequal-pay"

    assert [path for path, _ in violations_of(faulty)] == ["$.content.findings[0].topic"]


@pytest.mark.parametrize(
    "schema_id", ["ledger/revocation@1", "ledger/suspension@1", "ledger/reinstatement@1", "ledger/same-as@1"]
)
def test_validate_document_other_reason_without_note_asks_for_it(schema_id: str) -> None:
    faulty = document(schema_id)
    faulty["content"].pop("note", None)
    faulty["content"]["reasonCode"] = "other"

    assert violations_of(faulty) == [("$.content", "the field note must be given")]


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ({"relation": "group"}, "organisation"),
        ({"relation": "parent-organisation"}, "organisation"),
        ({"relation": "unit-of"}, "otherSubject"),
        ({"relation": "closed"}, "from"),
    ],
)
def test_validate_document_site_relation_asks_for_what_it_names(content: dict[str, Any], missing: str) -> None:
    faulty = document("ledger/site-relation@1", content=content)

    assert violations_of(faulty) == [("$.content", f"the field {missing} must be given")]


@pytest.mark.parametrize(
    ("scheme", "value", "passes"),
    [
        ("os", "CN2021250D1DTN7", True),
        ("os", "CN2021250", False),
        ("gln", "4012345000009", True),
        ("gln", "401234500000", False),
        ("lei", "5493001KJTIIGC8Y1R12", True),
        ("lei", "5493001KJTIIGC8Y1R1X", False),
        ("uml", "PO1000001234", True),
        ("uml", "po1000001234", False),
        ("nike-2021", "ROW-12", True),
        ("OS", "CN2021250D1DTN7", False),
    ],
)
def test_validate_document_identifier_has_the_form_of_its_scheme(scheme: str, value: JsonValue, passes: bool) -> None:
    registration = document("ledger/site-registration@1")
    registration["content"]["identifiers"] = [{"scheme": scheme, "value": value}]

    if passes:
        validate_document(registration)
    else:
        assert violations_of(registration)[0][0].startswith("$.content.identifiers[0]")


@pytest.mark.parametrize(
    ("field", "value", "passes"),
    [
        ("latitude", "-90", True),
        ("latitude", "90.000", True),
        ("latitude", "-7.767997899999999", True),
        ("latitude", "90.1", False),
        ("latitude", "91", False),
        ("latitude", "1.", False),
        ("latitude", "01.5", False),
        ("longitude", "-180", True),
        ("longitude", "179.99", True),
        ("longitude", "180.5", False),
        ("longitude", "181", False),
        ("longitude", "1e2", False),
    ],
)
def test_validate_document_coordinates_stay_on_earth(field: str, value: JsonValue, passes: bool) -> None:
    registration = document("ledger/site-registration@1")
    registration["content"]["location"][field] = value

    if passes:
        validate_document(registration)
    else:
        assert [path for path, _ in violations_of(registration)] == [f"$.content.location.{field}"]


def test_validate_document_with_personal_data_reports_it_before_all_else() -> None:
    faulty = document()
    faulty["content"]["note"] = "x" * 600 + " maria@example.org"
    faulty["content"]["workerName"] = "Maria"

    with pytest.raises(PersonalDataRefused) as caught:
        validate_document(faulty)

    assert {item.path for item in caught.value.found} == {"$.content.note", "$.content.workerName"}
    assert "maria" not in str(caught.value).lower()


def test_validate_document_never_repeats_values() -> None:
    faulty = document()
    faulty["content"]["technique"] = "zzsecretzz"
    faulty["content"]["performedFrom"] = "zzsecretzz"
    faulty["content"]["findings"] = ["zzsecretzz", {"topic": "zzsecretzz", "severity": "zzsecretzz"}]

    with pytest.raises(DocumentInvalid) as caught:
        validate_document(faulty)

    shown = json.dumps([str(caught.value), caught.value.hint, caught.value.context])
    assert "zzsecretzz" not in shown


def test_validate_document_with_hostile_nesting_is_refused_unread() -> None:
    nested: list[JsonValue] = []
    for _ in range(50_000):
        nested = [nested]
    faulty = document()
    faulty["content"]["note"] = nested

    with pytest.raises(PersonalDataRefused) as caught:
        validate_document(faulty)
    assert [item.kind for item in caught.value.found] == ["unsearchable"]


def test_validate_document_with_a_missing_choice_asks_for_nothing_that_depends_on_it() -> None:
    faulty = document("ledger/site-relation@1", content={"until": "2026-01-01"})

    assert violations_of(faulty) == [("$.content", "the field relation must be given")]
