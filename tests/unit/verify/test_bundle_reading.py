import json

import pytest
from tests.unit.verify.samples import SUBJECT, make_attestation, make_document

from labour_ledger_verify import bundle_reading
from labour_ledger_verify.bundle import Bundle, PartyPart, ShownRecord, SignaturePart, Since, SubjectPart
from labour_ledger_verify.bundle_reading import bundle_from_json, parse_bundle
from labour_ledger_verify.bundle_writing import bundle_to_json
from labour_ledger_verify.errors import InputError
from labour_ledger_verify.history import ISSUED, KEY_RETIRED, SUBJECT_CLOSED, Entry

SHOWN = ShownRecord(make_attestation(), basis=2**100, recorded_at=5, signature=0, item=None)
IN_BATCH = ShownRecord(make_attestation(), basis=2**100, recorded_at=6, signature=1, item=1)
CLOSED = Entry(SUBJECT_CLOSED, (7,))
FULL = Bundle(
    header=b"\1\2",
    nodes=(b"\3", b"\4\5"),
    subjects=(
        SubjectPart(SUBJECT, (SHOWN, IN_BATCH, CLOSED), identity=make_document()),
        SubjectPart(SUBJECT[::-1], (CLOSED,), since=Since(b"\6" * 32, 120)),
    ),
    parties=(PartyPart(7, (Entry(KEY_RETIRED, (b"k" * 20, b"b" * 20, 9)),), profile=make_document()),),
    issued=(PartyPart(7, (Entry(ISSUED, (b"u" * 32, SUBJECT, 9)),), since=Since(b"\7" * 32, 1)), PartyPart(8, ())),
    signatures=(SignaturePart(b"\x08" * 65), SignaturePart(b"\x09" * 65, (b"h" * 32, b"i" * 32))),
    documents=(make_document(),),
)


def full_json(**changes):
    return bundle_to_json(FULL) | changes


def subject_json(**changes):
    return full_json()["subjects"][0] | changes


def test_parse_bundle_written_and_read_is_the_same():
    assert parse_bundle(json.dumps(bundle_to_json(FULL)).encode()) == FULL


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "labour-ledger/bundle@2"}, r"bundle\.format"),
        ({"more": 1}, "bundle: unknown field more"),
        ({"header": "0xZZ"}, r"bundle\.header"),
        ({"nodes": {}}, r"bundle\.nodes: must be a list"),
        ({"subjects": [], "issued": []}, "neither a subject nor what a party issued"),
        ({"subjects": [subject_json(), subject_json()]}, r"bundle\.subjects: one of them appears twice"),
        ({"subjects": [subject_json(since={"head": "0x"})]}, r"subjects\[0\]\.since: missing entries"),
        ({"subjects": [subject_json(entries=[5])]}, r"subjects\[0\]\.entries\[0\]: must be an object"),
        ({"subjects": [subject_json(entries=[{"type": "Other"}])]}, r"entries\[0\]\.type"),
        ({"parties": [{"party": 7, "entries": []}]}, r"parties\[0\]\.party"),
        ({"parties": [{"party": "7", "entries": []}] * 2}, r"bundle\.parties: one of them appears twice"),
        ({"issued": [{"party": "7", "entries": []}] * 2}, r"bundle\.issued: one of them appears twice"),
        ({"documents": [None]}, r"documents\[0\]: must be an object"),
        ({"subjects": [subject_json(identity=None)]}, r"subjects\[0\]\.identity: must be an object"),
        ({"parties": [{"party": "7", "entries": [], "profile": None}]}, r"parties\[0\]\.profile: must be an object"),
        ({"signatures": [{"signature": "0x"}]}, r"entries\[1\]\.signed\.signature: there are only 1 signatures"),
        ({"signatures": [{"signature": "0x"}] * 2}, r"entries\[1\]\.signed: a record names an item if"),
        (
            {"signatures": [{"signature": "0x"}, {"signature": "0x", "structHashes": []}]},
            r"entries\[1\]\.signed\.item: the batch has only 0 items",
        ),
        (
            {"signatures": [*full_json()["signatures"], {"signature": "0x"}]},
            "one of them is of no record in the bundle",
        ),
        ({"signatures": [{}]}, r"signatures\[0\]: missing signature"),
        ({"signatures": [{"signature": "0x", "structHashes": ["0x00"]}]}, r"structHashes\[0\]: must be 32 bytes"),
    ],
)
def test_bundle_from_json_other_shapes_are_named(change, message):
    with pytest.raises(InputError, match=message):
        bundle_from_json(full_json(**change))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "Issued"}, "type: only Recorded has an attestation"),
        ({"uid": "0x"}, "unknown field uid"),
        ({"signed": {}}, r"signed: missing signature"),
        ({"signed": {"signature": -1}}, r"signed\.signature"),
        ({"signed": {"signature": 0, "item": "1"}}, r"signed\.item"),
        ({"basis": "0x01"}, "basis: must be 32 bytes"),
    ],
)
def test_bundle_from_json_other_shown_records_are_named(change, message):
    shown = subject_json()["entries"][0] | change
    with pytest.raises(InputError, match=rf"subjects\[0\]\.entries\[0\].*{message}"):
        bundle_from_json(full_json(subjects=[subject_json(entries=[shown])]))


def test_parse_bundle_beyond_the_limits_is_refused(monkeypatch):
    data = json.dumps(bundle_to_json(FULL)).encode()
    monkeypatch.setattr(bundle_reading, "MOST_ENTRIES", 5)
    with pytest.raises(InputError, match="more than 5 entries"):
        parse_bundle(data)
    monkeypatch.setattr(bundle_reading, "LARGEST_BUNDLE_BYTES", len(data) - 1)
    with pytest.raises(InputError, match="bundle: larger than"):
        parse_bundle(data)
