"""A document fits exactly if the verifier takes it, however it is stored and whatever is in it."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.evidence.disclosed import fitting_identity
from labour_ledger_verify.document import canonical_json, check_document, parse_json_strict
from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.history import SUBJECT_REGISTERED, Entry
from labour_ledger_verify.identity import IDENTITY_SCHEMA
from labour_ledger_verify.keccak import keccak256

SITE = b"s" * 32
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["\U0001f600", "\ue000", "\x7f"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)


def registered(identity_hash: bytes) -> Entry:
    values: dict[str, int | bytes] = {
        "subject": SITE,
        "kind": 1,
        "country": b"ID",
        "controller": 0,
        "registrar": 0,
        "identityHash": identity_hash,
        "recordedAt": 1,
    }
    return Entry(SUBJECT_REGISTERED, tuple(values[name] for name, _ in SUBJECT_REGISTERED.fields))


def taken_by_the_verifier(identity_hash: bytes, text: bytes) -> bool:
    try:
        document = parse_json_strict(text, what="document")
        check_document(document, expected_hash=identity_hash, subject=SITE, schema=IDENTITY_SCHEMA)
    except VerifyError:
        return False
    return True


@given(
    content=st.dictionaries(TEXTS, VALUES, max_size=4),
    changes=st.sampled_from(
        [{}, {}, {"v": 2}, {"subject": to_hex(bytes(32))}, {"schema": "ilo/c029@1930"}, {"more": 1}]
    ),
    spaced=st.booleans(),
    committed_to_text=st.booleans(),
)
def test_fitting_identity_takes_what_the_verifier_takes(
    content: dict[str, Any], changes: dict[str, Any], spaced: bool, committed_to_text: bool
) -> None:
    salt = "0x" + "07" * 32
    envelope = {"v": 1, "schema": "ledger/site-registration@1", "subject": to_hex(SITE), "salt": salt}
    document = {**envelope, "content": {"content": content}, **changes}
    try:
        canonical = canonical_json(document)
    except VerifyError:
        canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    text = json.dumps(document, ensure_ascii=False).encode() if spaced else canonical
    committed = keccak256(text if committed_to_text else canonical)
    found = fitting_identity(committed, text, [registered(committed)])
    assert (found is not None) == taken_by_the_verifier(committed, text)
    assert found is None or found == document
