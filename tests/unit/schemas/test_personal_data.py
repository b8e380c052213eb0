"""What is refused as personal data, and what ordinary content passes."""

from collections.abc import Iterator
from typing import Any

import pytest

from labour_ledger.schemas.catalogue import load_schema, schema_ids
from labour_ledger.schemas.personal_data import (
    CODE_FIELDS,
    LONGEST_TEXT,
    PersonalDataRefused,
    find_personal_data,
    refuse_personal_data,
)
from labour_ledger_verify.document import JsonValue

REFUSED_TEXTS = [
    ("Write to maria.lopez@example.org", "e-mail"),
    ("maria (at) example (dot) org", "e-mail"),
    ("maria [at] example.org", "e-mail"),
    ("ｍａｒｉａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "e-mail"),
    ("maria\u200b@example.org", "e-mail"),
    ("josé@correo.example", "e-mail"),
    ("Reach her on +60 12-345 6789.", "phone"),
    ("0060 12 345 6789", "phone"),
    ("Tel: 012-345 6789", "phone"),
    ("móvil 612 34 56 78", "phone"),
    ("téléphone : 06 12 34 56 78", "phone"),
    ("WhatsApp 08123456789", "phone"),
    ("+٦٠ ١٢-٣٤٥ ٦٧٨٩", "phone"),
    ("paid to DE89 3704 0044 0532 0130 00 in May", "bank-account"),
    ("gb29nwbk60161331926819", "bank-account"),
    ("NO93 8601 1117 947", "bank-account"),
    ("card 4111 1111 1111 1111", "card-number"),
    ("378282246310005", "card-number"),
    ("passport A12345678 kept in the office", "identity-document"),
    ("Pasaporte n.º XDB123456", "identity-document"),
    ("passeport no: 12AB34567", "identity-document"),
    ("worker ID EMP-004512", "identity-document"),
    ("219-09-9999", "identity-number"),
    ("CPF 529.982.247-25", "identity-number"),
    ("11010519491231002X", "identity-number"),
    ("2341 2341 2346", "identity-number"),
    ("35202-1234567-1", "identity-number"),
    ("12345678Z", "identity-number"),
    ("X1234567L", "identity-number"),
    ("2 55 08 14 168 025 38", "identity-number"),
    ("BOXW310820HNERXN09", "identity-number"),
    ("RSSMRA85T10A562S", "identity-number"),
    ("3171014708990001", "identity-number"),
    ("a girl born on 3 May 2011", "birth-date"),
    ("date of birth: 2011-05-03", "birth-date"),
    ("née le 03/05/2011", "birth-date"),
    ("nacida 03-05-2011", "birth-date"),
]

REFUSED_NOTES = [
    ("Mrs Rahman was not paid.", "personal-name"),
    ("Selon Mme Diallo, les sorties étaient fermées.", "personal-name"),
    ("La Srta. Gómez lo contó.", "personal-name"),
    ("call 08123456789", "phone"),
    ("her number is 0812 3456 789", "phone"),
    ("seen beside 0812 3456 789", "long-number"),
    ("account 001234567890", "bank-account"),
    ("seen on the tag: 001234567890", "long-number"),
]

PASSED_TEXTS = [
    "1511.90",
    "151190",
    "2026-03-02",
    "performed 2026-03-02 to 2026-03-04",
    "0x" + "0123456789" * 6 + "abcd",
    "CN2021250D1DTN7",
    "ES2019083D1DTN7",
    "NO2020123456789",
    "PO1000001234",
    "4012345000009",
    "GLN 4012345000009",
    "5493001KJTIIGC8Y1R12",
    "HWUPKR0MPOU8FGXBT394",
    "-7.767997899999999",
    "27.96542, 120.65768",
    "NO.8 SHUANGBAO WEST ROAD, OUHAI ECONOMIC DEVELOPM P.C. 325014, WENZHOU, CHINA",
    "45023 -490",
    "Mrs. Bector's Food Specialities",
    "Mr Price Group",
    "MOBILE 7 ACCESSORIES LTD",
    "Plot 12-14, Km 9.5 Carretera 57, C.P. 52700",
    "Call centre, 3rd floor",
    "SA8000:2014",
    "ilo/c029@1930",
    "amfori/bsci@2",
    "91330300MA2AUWXB7K",
    "ISO 45001:2018",
    "Certificate ID AB123456",
    "site ID PO1000001234",
    "https://assurance.example/certificates/SA-2026-0001",
    "1,250,000,000.00",
    "Workers' identity documents were kept in a locked cabinet; passports were returned on 2026-03-04.",
    "Pregnancy tests were part of hiring in 2024 and 2025.",
    "12 of 60 migrant workers had paid fees of 4,500 to 6,000.",
]

PASSED_NOTES = [
    "Audited 2024-01-05, 2024-02-05, 2024-03-05 and 05/06/2025.",
    "Sales of 1,250,000,000 in 2025.",
    "The gate is at 27.96542, 120.65768.",
    "Certificate SA-2026-0001 replaces SA-2023-0001.",
    "HS 151190 and 382600; OS ID CN2021250D1DTN7; mill PO1000001234.",
    "The hall for 250 workers has 2 exits; 1 was blocked from 08:00 to 17:00.",
]

PASSED_CODES = [
    ("value", "4012345000009"),
    ("value", "4111111111111111"),
    ("certificateNumber", "123456782345678"),
    ("certificateNumber", "219-09-9999"),
    ("postalCode", "012345678"),
    ("publicHotline", "+601800123456"),
    ("latitude", "12.345678901234567"),
    ("hash", "0x" + "1" * 64),
]

REFUSED_FIELDS = [
    "workerName",
    "worker_names",
    "nom du travailleur",
    "nombreTrabajador",
    "childAge",
    "edad del niño",
    "complainant-identity",
    "passportNumber",
    "passeport",
    "pasaporte",
    "emailAddress",
    "courriel",
    "phone",
    "teléfono",
    "dateOfBirth",
    "date de naissance",
    "fechaNacimiento",
    "bankAccount",
    "IBAN",
    "dormitoryRoom",
    "workerHealth",
    "diagnóstico",
    "unionMembership",
    "afiliaciónSindical",
    "national_id",
    "ssn",
    "DOB",
    "interviewNotes",
    "caseNumber",
]


@pytest.mark.parametrize("field", ["text", "note"])
@pytest.mark.parametrize(("text", "kind"), REFUSED_TEXTS)
def test_find_personal_data_in_text_names_the_kind(text: str, kind: str, field: str) -> None:
    found = find_personal_data({"list": [{field: text}]})

    assert kind in [item.kind for item in found]
    assert {item.path for item in found} == {f"$.content.list[0].{field}"}


@pytest.mark.parametrize(("text", "kind"), REFUSED_NOTES)
def test_find_personal_data_in_note_names_the_kind(text: str, kind: str) -> None:
    assert [item.kind for item in find_personal_data({"note": text})] == [kind]


@pytest.mark.parametrize("text", PASSED_TEXTS)
def test_find_personal_data_in_ordinary_text_finds_nothing(text: str) -> None:
    assert find_personal_data({"text": text}) == []


@pytest.mark.parametrize("text", PASSED_NOTES)
def test_find_personal_data_in_ordinary_note_finds_nothing(text: str) -> None:
    assert find_personal_data({"note": text}) == []


@pytest.mark.parametrize(("field", "text"), PASSED_CODES)
def test_find_personal_data_in_code_field_spares_numbers(field: str, text: str) -> None:
    assert find_personal_data({field: text}) == []


@pytest.mark.parametrize("field", ["value", "certificateNumber", "rowKey"])
def test_find_personal_data_in_code_field_still_finds_mail_and_accounts(field: str) -> None:
    found = find_personal_data([{field: "a@example.org"}, {field: "DE89370400440532013000"}])

    assert [item.kind for item in found] == ["e-mail", "bank-account"]


@pytest.mark.parametrize("name", REFUSED_FIELDS)
def test_find_personal_data_in_field_name_names_the_field(name: str) -> None:
    found = find_personal_data({"ordinary": "x", "inner": {name: "x"}})

    assert len(found) == 1
    assert found[0].path.startswith("$.content.inner")
    assert name in found[0].path


def test_find_personal_data_under_a_scheme_that_is_a_document_is_found() -> None:
    found = find_personal_data({"identifiers": [{"scheme": "passport", "value": "A1234567"}]})

    assert [(item.path, item.kind) for item in found] == [("$.content.identifiers[0].scheme", "identity-document")]


def test_find_personal_data_in_a_name_that_is_data_hides_it_from_every_path() -> None:
    found = find_personal_data({"maria@example.org": {"note": "Mrs Rahman"}, "0812345678901": 1})

    assert [item.path for item in found] == ["$.content['*']", "$.content['*']", "$.content['*'].note"]


@pytest.mark.parametrize(("text", "kind"), REFUSED_TEXTS + REFUSED_NOTES)
def test_refuse_personal_data_never_repeats_what_it_found(text: str, kind: str) -> None:
    with pytest.raises(PersonalDataRefused) as caught:
        refuse_personal_data({"note": text})

    shown = f"{caught.value} {caught.value.message} {caught.value.hint} {caught.value.context}"
    assert text not in shown
    assert kind in shown


def test_find_personal_data_in_a_text_too_long_to_search_refuses_it_unread() -> None:
    found = find_personal_data({"text": "a" * (LONGEST_TEXT + 1), "b" * (LONGEST_TEXT + 1): 1})

    assert [(item.path, item.kind) for item in found] == [
        ("$.content['*']", "unsearchable"),
        ("$.content.text", "unsearchable"),
    ]


def test_refuse_personal_data_lists_every_place_with_a_hint() -> None:
    content = {"note": "a@example.org", "names": [{"text": "+60 12-345 6789"}], "passport": "x"}

    with pytest.raises(PersonalDataRefused) as caught:
        refuse_personal_data(content)

    assert {(item.path, item.kind) for item in caught.value.found} == {
        ("$.content.note", "e-mail"),
        ("$.content.names[0].text", "phone"),
        ("$.content.passport", "identity-document"),
    }
    assert all(item.hint for item in caught.value.found)
    assert caught.value.exit_code == 2


def test_refuse_personal_data_in_ordinary_content_says_nothing() -> None:
    refuse_personal_data({"note": "All exits are open.", "count": 3, "done": True, "none": None})


@pytest.mark.parametrize("schema_id", schema_ids())
def test_find_personal_data_in_examples_finds_nothing(schema_id: str) -> None:
    for example in load_schema(schema_id).examples:
        assert find_personal_data(example) == []


@pytest.mark.parametrize("schema_id", schema_ids())
def test_code_fields_have_a_closed_form_wherever_they_stand(schema_id: str) -> None:
    for name, rule in _fields(load_schema(schema_id).content):
        if name in CODE_FIELDS and rule.get("type") != "integer":
            assert _is_closed(rule, load_schema(schema_id).content["$defs"]), name


def _fields(schema: JsonValue) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value.items()
            yield from _fields(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _fields(item)


def _is_closed(rule: dict[str, Any], definitions: dict[str, Any]) -> bool:
    if "$ref" in rule:
        return _is_closed(definitions[rule["$ref"].removeprefix("#/$defs/")], definitions)
    if rule.get("type") == "array":
        return _is_closed(rule["items"], definitions)
    return "pattern" in rule or "enum" in rule or "const" in rule
