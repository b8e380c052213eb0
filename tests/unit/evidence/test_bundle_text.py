from __future__ import annotations

import json

import pytest

from labour_ledger.evidence import bundle_text as module
from labour_ledger.evidence.bundle_text import bundle_text
from labour_ledger.evidence.errors import BundleTooLarge

ENTRY = {"type": "Issued", "uid": "0x01", "subject": "0x02", "recordedAt": "1"}
BUNDLE = {
    "format": "labour-ledger/bundle@1",
    "header": "0xf8",
    "nodes": ["0x01", "0x02"],
    "subjects": [{"subject": "0x07", "entries": [ENTRY, ENTRY], "identity": {"content": {"name": "Łódź \u2028 工場"}}}],
    "parties": [],
    "issued": [{"party": "7", "entries": []}, {"party": "8", "since": {"head": "0x01", "entries": "3"}, "entries": []}],
    "signatures": [{"signature": "0x", "structHashes": []}],
    "documents": [{}, {"v": 1, "content": {"empty": {}, "list": []}}],
}


def test_bundle_text_reads_back_as_the_same_object() -> None:
    assert json.loads("".join(bundle_text(BUNDLE))) == BUNDLE


def test_bundle_text_takes_entries_from_an_iterator() -> None:
    streamed = {**BUNDLE, "issued": [{"party": "7", "entries": iter([ENTRY] * 3)}]}
    assert json.loads("".join(bundle_text(streamed)))["issued"] == [{"party": "7", "entries": [ENTRY] * 3}]


def test_bundle_text_takes_entries_from_an_iterator_without_any() -> None:
    streamed = {**BUNDLE, "issued": [{"party": "7", "entries": iter([])}]}
    assert json.loads("".join(bundle_text(streamed)))["issued"] == [{"party": "7", "entries": []}]


def test_bundle_text_of_a_long_history_comes_in_pieces_while_it_is_read() -> None:
    read = 0

    def entries():
        nonlocal read
        for _ in range(20_000):
            read += 1
            yield ENTRY

    pieces = bundle_text({**BUNDLE, "issued": [{"party": "7", "entries": entries()}]})
    first = next(pieces)
    assert 0 < read < 5_000
    assert len(json.loads(first + "".join(pieces))["issued"][0]["entries"]) == 20_000


@pytest.mark.parametrize("spare", [0, -1])
def test_bundle_text_larger_than_a_verifier_reads_is_refused(monkeypatch: pytest.MonkeyPatch, spare: int) -> None:
    size = len("".join(bundle_text(BUNDLE)).encode())
    monkeypatch.setattr(module, "LARGEST_BUNDLE_BYTES", size + spare)
    if spare == 0:
        assert "".join(bundle_text(BUNDLE)).endswith("}\n")
    else:
        with pytest.raises(BundleTooLarge):
            list(bundle_text(BUNDLE))


def test_bundle_text_of_an_endless_history_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_BUNDLE_BYTES", 200_000)
    entries = iter(lambda: ENTRY, None)
    with pytest.raises(BundleTooLarge):
        list(bundle_text({**BUNDLE, "issued": [{"party": "7", "entries": entries}]}))
