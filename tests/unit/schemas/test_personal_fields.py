"""Names of fields that ask for personal data."""

from collections.abc import Iterator

import pytest

from labour_ledger.schemas.catalogue import load_schema, schema_ids
from labour_ledger.schemas.personal_fields import personal_field_kind
from labour_ledger_verify.document import JsonValue


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("workerName", "person-detail"),
        ("WORKER_NAME", "person-detail"),
        ("name of the worker", "person-detail"),
        ("identité-plaignant", "person-detail"),
        ("victimPhoto", "person-detail"),
        ("firstName", "personal-name"),
        ("apellidos", "personal-name"),
        ("e-mail", "e-mail"),
        ("correo electrónico", "e-mail"),
        ("numéro de téléphone", "phone"),
        ("tel", "phone"),
        ("nationalID", "identity-document"),
        ("número de pasaporte", "identity-document"),
        ("birth_date", "birth-date"),
        ("compte bancaire", "bank-account"),
        ("chambre-dortoir", "lodging-place"),
        ("workerIllness", "person-detail"),
        ("pregnant", "health"),
        ("union_member", "belief-or-membership"),
        ("appartenance syndicale", "belief-or-membership"),
        ("fingerprints", "biometric"),
        ("caseNumber", "case"),
    ],
)
def test_personal_field_kind_of_personal_name_tells_the_kind(name: str, kind: str) -> None:
    assert personal_field_kind(name) == kind


@pytest.mark.parametrize(
    "name",
    [
        "workersAffected",
        "workersAgeBand",
        "numberOfWorkers",
        "workerCount",
        "childLabour",
        "workerGroups",
        "unionRecognised",
        "healthAndSafety",
        "names",
        "siteName",
        "address",
        "certificateNumber",
        "hotline",
        "intelligence",
        "名前",
        "",
    ],
)
def test_personal_field_kind_of_ordinary_name_is_none(name: str) -> None:
    assert personal_field_kind(name) is None


@pytest.mark.parametrize("schema_id", schema_ids())
def test_personal_field_kind_of_every_field_of_our_schemas_is_none(schema_id: str) -> None:
    assert [name for name in _names(load_schema(schema_id).content) if personal_field_kind(name)] == []


def _names(schema: JsonValue) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from _names(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _names(item)
