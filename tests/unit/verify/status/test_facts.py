from dataclasses import dataclass

import pytest
from tests.unit.verify.samples import make_attestation

from labour_ledger_verify.attestation import Attestation, schema_hash
from labour_ledger_verify.basis import AccreditationFound, Basis, Method, PartyClass, SignerKind
from labour_ledger_verify.history import CONTROLLER_CHANGED, JOINED_BY, SUBJECT_CLOSED, SUBJECT_REGISTERED, Entry
from labour_ledger_verify.status import ControllerPeriod, Joined, facts_of_history

SUBJECT, TWIN, UID = b"\1" * 32, b"\2" * 32, b"\3" * 32
ASKED, OTHER = schema_hash("ilo/c029@1930"), schema_hash("ilo/c138@1973")
DISPUTE = schema_hash("ledger/dispute@1")
BASIS = Basis(7, PartyClass.AUDITOR, Method.THIRD_PARTY, SignerKind.ACCOUNT, "FR", AccreditationFound.COUNTRY, 3)
ENTRIES = (
    Entry(SUBJECT_REGISTERED, (SUBJECT, 1, b"VN", 7, 2, bytes(32), 100)),
    Entry(SUBJECT_CLOSED, (150,)),
    Entry(CONTROLLER_CHANGED, (7, 8, 2, 200)),
    Entry(JOINED_BY, (UID, TWIN, BASIS.pack(), 300)),
)


@dataclass(frozen=True)
class Body:
    attestation: Attestation
    uid: bytes = UID
    basis: Basis = BASIS
    recorded_at: int = 250


def test_facts_of_history_carries_over_registration_controllers_and_joins():
    facts = facts_of_history(ENTRIES, (), schema=ASKED, has_identity=True)
    assert (facts.subject, facts.kind, facts.country, facts.registered_at) == (SUBJECT, 1, "VN", 100)
    assert facts.controllers == (ControllerPeriod(7, 100), ControllerPeriod(8, 200))
    assert facts.joined_by == (Joined(UID, TWIN, BASIS, 300),)
    assert facts.has_identity


def test_facts_of_history_without_a_country_has_an_empty_one():
    registration = Entry(SUBJECT_REGISTERED, (SUBJECT, 4, b"\0\0", 0, 0, bytes(32), 100))
    assert facts_of_history([registration], (), schema=ASKED).country == ""


@pytest.mark.parametrize(
    ("schema", "expected"), [(ASKED, [ASKED, DISPUTE]), (OTHER, [OTHER, DISPUTE]), (None, [DISPUTE])]
)
def test_facts_of_history_keeps_the_schema_asked_for_and_all_acts(schema, expected):
    bodies = [Body(make_attestation(schema=found)) for found in (ASKED, OTHER, DISPUTE)]
    records = facts_of_history(ENTRIES, bodies, schema=schema).records
    assert [record.schema for record in records] == expected
    said = bodies[-1].attestation
    assert records[-1].issuer == said.issuer
    assert (records[-1].valid_from, records[-1].valid_until) == (said.valid_from, said.valid_until)
    assert (records[-1].uid, records[-1].recorded_at, records[-1].basis) == (UID, 250, BASIS)
