from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.status import ACTING_SCHEMA_IDS, is_acting_schema


def test_acting_schema_ids_are_those_of_the_page():
    assert ACTING_SCHEMA_IDS == (
        "ledger/revocation@1",
        "ledger/suspension@1",
        "ledger/reinstatement@1",
        "ledger/dispute@1",
        "ledger/ruling@1",
        "ledger/remedy-confirmation@1",
        "ledger/assessment-opened@1",
        "ledger/same-as@1",
    )


def test_is_acting_schema_standard_is_not():
    assert is_acting_schema(schema_hash("ledger/dispute@1"))
    assert not is_acting_schema(schema_hash("ilo/c029@1930"))
    assert not is_acting_schema(schema_hash("ledger/reply@1"))
