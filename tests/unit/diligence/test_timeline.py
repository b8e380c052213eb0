"""A history over time: the status at each moment as it was known then, changed by records, keys and time alone."""

from __future__ import annotations

import pytest
from tests.support.ledger_simulator import START_TIME, LedgerSimulator
from tests.unit.diligence.conftest import index

from labour_ledger.diligence import timeline
from labour_ledger.diligence.errors import QuestionInvalid, SchemaNotRegistered
from labour_ledger.diligence.status import site_status
from labour_ledger.diligence.timeline import Timeline, codes_as_known, site_timeline
from labour_ledger.registry.names import SubjectNotFound
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.status import StatusCode, format_time

C029, C138, SECONDS = "ilo/c029@1930", "ilo/c138@1973", 12


@pytest.fixture
def mill(store: Store, ledger: LedgerKey, simulator: LedgerSimulator) -> bytes:
    """A site that an auditor found to conform until block 8, and a key of that auditor marked in block 11."""
    schema = simulator.register_schema(C029)
    simulator.register_schema("ledger/revocation@1")
    auditor = simulator.register_party(PartyClass.AUDITOR, "DE")
    simulator.accredit(auditor, schema, "ID", START_TIME, START_TIME + 10**8)
    simulator.mine()
    found = simulator.register_subject("mill", country="ID")
    simulator.mine(2)
    simulator.record(auditor, PartyClass.AUDITOR, found, schema=schema, valid_until=START_TIME + 8 * SECONDS)
    simulator.mine(5)
    simulator.record(auditor, PartyClass.AUDITOR, found, schema=schema)
    simulator.mine(2)
    simulator.mark_compromised(auditor, simulator.signer(auditor).address, START_TIME)
    simulator.mine(2)
    index(simulator, store, ledger)
    return found


def told(store: Store, ledger: LedgerKey, subject: bytes, schema_id: str | None = None) -> Timeline:
    with store.reading() as session:
        return site_timeline(session, ledger, subject, schema_id=schema_id)


def test_timeline_tells_what_records_keys_and_time_changed(store: Store, ledger: LedgerKey, mill: bytes) -> None:
    (band,) = told(store, ledger, mill).bands
    assert (band.schema_id, band.is_whole) == (C029, True)
    periods = [((period.since - START_TIME) // SECONDS, period.code, period.by_record) for period in band.periods]
    assert periods == [
        (2, StatusCode.UNKNOWN, True),
        (4, StatusCode.CONFORMS, True),
        (8, StatusCode.EXPIRED, False),
        (9, StatusCode.CONFORMS, True),
        (11, StatusCode.UNKNOWN, True),
    ]
    assert [period.until for period in band.periods] == [*(period.since for period in band.periods[1:]), None]
    assert band.periods[1].uids == band.periods[2].uids


def test_timeline_has_the_code_of_the_single_question_at_every_moment(
    store: Store, ledger: LedgerKey, mill: bytes
) -> None:
    (band,) = told(store, ledger, mill, C029).bands
    moments = range(START_TIME + 2 * SECONDS, START_TIME + 12 * SECONDS + 1, 5)
    with store.reading() as session:
        codes = codes_as_known(session, ledger, mill, schema_hash(C029), moments)
        for moment in moments:
            date = format_time(moment)
            single = site_status(session, ledger, mill, schema_id=C029, valid_at_text=date, known_at_text=date)
            period = next(one for one in reversed(band.periods) if one.since <= moment)
            assert codes[moment] is period.code is single.status.code


def test_timeline_as_json_has_both_times_of_each_record(store: Store, ledger: LedgerKey, mill: bytes) -> None:
    document = told(store, ledger, mill).to_json()
    assert document["format"] == "labour-ledger/timeline@1"
    items = document["items"]
    assert isinstance(items, list)
    assert [item["type"] for item in items] == ["SubjectRegistered", "Recorded", "Recorded"]
    assert (items[0]["validFrom"], items[0]["uid"]) == (None, None)
    assert items[1]["recordedAt"] == "2025-01-01T00:00:48Z"
    assert (items[1]["validFrom"], items[1]["validUntil"]) == ("2025-01-01T00:00:00Z", "2025-01-01T00:01:36Z")
    bands = document["statuses"]
    assert isinstance(bands, list)
    assert [period["changedBy"] for period in bands[0]["periods"]][:3] == ["record", "record", "time"]


def test_timeline_of_a_long_history_tells_its_last_moments(
    store: Store, ledger: LedgerKey, mill: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = told(store, ledger, mill).bands[0]
    monkeypatch.setattr(timeline, "MOST_MOMENTS", 2)
    (band,) = told(store, ledger, mill).bands
    assert not band.is_whole
    assert band.periods[-1] == whole.periods[-1]
    assert len(band.periods) <= 2


def test_timeline_of_joined_sites_counts_what_crosses_over(
    store: Store, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    assert [band.schema_id for band in told(store, ledger, names["mill"]).bands] == [C029]
    assert told(store, ledger, names["mill"], C029).bands == told(store, ledger, names["mill"]).bands


def test_timeline_under_what_cannot_be_asked_for_is_refused(store: Store, ledger: LedgerKey, mill: bytes) -> None:
    with pytest.raises(SchemaNotRegistered):
        told(store, ledger, mill, C138)
    with pytest.raises(QuestionInvalid):
        told(store, ledger, mill, "ledger/revocation@1")
    with pytest.raises(SubjectNotFound):
        told(store, ledger, bytes(32))


def test_codes_as_known_at_no_moment_are_none(store: Store, ledger: LedgerKey, mill: bytes) -> None:
    with store.reading() as session:
        assert codes_as_known(session, ledger, mill, schema_hash(C029), []) == {}
