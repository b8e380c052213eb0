import json
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.verify.samples import DOMAIN, OTHER, as_bytes, make_attestation, make_batch, make_document, make_signed

from labour_ledger_verify import signed_file
from labour_ledger_verify.errors import InputError
from labour_ledger_verify.signed_file import SignedBatch, parse_signed_file, signed_file_from_json, split_json_lines


@pytest.mark.parametrize("document", [None, make_document()])
def test_parse_signed_file_attestation_written_and_read_is_the_same(document):
    signed = make_signed(document)
    assert parse_signed_file(as_bytes(signed)) == signed
    assert ("document" in signed.to_json()) == (document is not None)
    assert signed.attestations == (signed.attestation,)
    assert signed.documents == (document,)


@pytest.mark.parametrize("documents", [[None], [None, make_document(), None], [None, None]])
def test_parse_signed_file_batch_written_and_read_is_the_same(documents):
    batch = make_batch(documents)
    assert parse_signed_file(as_bytes(batch)) == batch
    assert ("documents" in batch.to_json()) == any(documents)


def test_digest_of_a_batch_of_one_is_not_that_of_its_attestation():
    batch = make_batch([None])
    assert batch.digest() != batch.attestations[0].uid(DOMAIN.separator)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{}", "format: must be"),
        (b"[]", "format: must be"),
        (b'{"format": "labour-ledger/signed-attestation@2"}', "format: must be"),
        (b'{"format": "labour-ledger/signed-attestation@1"}', "file: missing domain, attestation, signature"),
        (b'{"format": "labour-ledger/signed-batch@1"}', "file: missing domain, attestations, signature"),
        (b'{"format"', "not JSON"),
    ],
)
def test_parse_signed_file_other_shapes_are_refused(data, message):
    with pytest.raises(InputError, match=message):
        parse_signed_file(data)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"attestations": {}}, "attestations: must be a list"),
        ({"attestations": []}, "documents: 2 for 0|at least one"),
        ({"documents": {}}, "documents: must be a list"),
        ({"documents": []}, "documents: 0 for 2 attestations"),
        ({"documents": [None]}, "documents: 1 for 2 attestations"),
        ({"documents": [None, []]}, r"documents\[1\]: must be an object"),
        ({"signature": "0xAA"}, "signature: must be 0x"),
        ({"signer": "me"}, "unknown field signer"),
    ],
)
def test_signed_file_from_json_wrong_batch_is_refused(change, message):
    with pytest.raises(InputError, match=message):
        signed_file_from_json(make_batch([None, make_document()]).to_json() | change)


def test_signed_file_from_json_names_the_item_that_is_wrong():
    value: dict[str, Any] = make_batch([None, None]).to_json()
    value["attestations"][1]["outcome"] = 9
    with pytest.raises(InputError, match=r"^attestations\[1\]\.outcome:"):
        signed_file_from_json(value)


def test_signed_batch_of_nothing_is_refused():
    with pytest.raises(InputError, match="at least one"):
        SignedBatch(DOMAIN, (), b"", ())


def test_signed_batch_of_two_issuers_is_refused():
    attestations = (make_attestation(), make_attestation(issuer=OTHER))
    with pytest.raises(InputError, match=r"attestations\[1\]\.issuer: a batch has one issuer"):
        SignedBatch(DOMAIN, attestations, b"", (None, None))


def test_parse_signed_file_beyond_the_size_limit_is_refused(monkeypatch):
    data = as_bytes(make_signed())
    monkeypatch.setattr(signed_file, "LARGEST_FILE_BYTES", len(data))
    assert parse_signed_file(data)
    with pytest.raises(InputError, match="file: larger than"):
        parse_signed_file(data + b" ")


def test_parse_signed_file_beyond_the_item_limit_is_refused(monkeypatch):
    monkeypatch.setattr(signed_file, "MOST_ITEMS", 2)
    assert parse_signed_file(as_bytes(make_batch([None, None])))
    with pytest.raises(InputError, match="attestations: 3 items, at most 2"):
        parse_signed_file(as_bytes(make_batch([None, None, None])))


def test_split_json_lines_one_text_is_left_whole():
    signed = make_signed(make_document())
    for data in (
        as_bytes(signed),
        json.dumps(signed.to_json(), indent=4).encode(),
        b"",
        b"\n\n",
        b"{\n}\n",
        b"[{}\n,{}]",
    ):
        assert split_json_lines(data) == [(0, data)]


def test_split_json_lines_numbers_lines_and_leaves_out_blank_ones():
    assert split_json_lines(b'{"a":1}\n\n {"b":2}\r\n{"c"') == [(1, b'{"a":1}'), (3, b' {"b":2}\r'), (4, b'{"c"')]


def test_to_json_of_a_changed_signature_is_another():
    signed = make_signed()
    assert replace(signed, signature=b"\1").to_json()["signature"] == "0x01"
