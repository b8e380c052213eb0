"""The verifier against the vectors of signed types, identifiers, signatures, entries, basis, handles and documents."""

import json

import pytest
from tests.conformance.sources import reference
from tests.conformance.vectors import HERE, attestation_of, domain_of, load, named, unhex

from labour_ledger_verify.attestation import batch_struct_hash, digest, identifier_hash, schema_hash, subject_id
from labour_ledger_verify.basis import Basis
from labour_ledger_verify.document import canonical_json, document_hash, parse_json_strict
from labour_ledger_verify.errors import InputError, SignatureFalse
from labour_ledger_verify.handle import handle_of, parse_handle
from labour_ledger_verify.history import ENTRY_TYPES, Entry, HistoryKind, fold_entry, fold_history
from labour_ledger_verify.signature import check_signature

ENTRIES = {entry_type.name: entry_type for entry_type in ENTRY_TYPES.values()}


def typed(abi_type, value):
    if abi_type == "bool":
        return value
    return int(value) if abi_type.startswith("uint") else unhex(value)


def entry_of(name, fields):
    entry_type = ENTRIES[name]
    return Entry(entry_type, tuple(typed(abi_type, fields[field]) for field, abi_type in entry_type.fields))


@pytest.mark.parametrize("vector", named(load("signed-types/Attestation.json")["vectors"]))
def test_attestation_uid_is_the_digest_of_the_vector(vector):
    attestation, domain = attestation_of(vector["message"]), domain_of(vector["domain"])
    assert domain.separator == unhex(vector["domainSeparator"])
    assert attestation.struct_hash() == unhex(vector["structHash"])
    assert attestation.uid(domain.separator) == unhex(vector["digest"])


@pytest.mark.parametrize("vector", named(load("signed-types/Batch.json")["vectors"]))
def test_batch_digest_is_that_of_the_vector(vector):
    hashes = [attestation_of(message).struct_hash() for message in vector["message"]["attestations"]]
    assert batch_struct_hash(hashes) == unhex(vector["structHash"])
    assert digest(unhex(vector["domainSeparator"]), batch_struct_hash(hashes)) == unhex(vector["digest"])


@pytest.mark.parametrize("path", sorted((HERE / "signed-types").glob("*.json")), ids=lambda path: path.stem)
def test_signed_types_vectors_agree_with_eth_account_and_the_reference(path):
    content = json.loads(path.read_bytes())
    assert content["type"] == reference.signed_types()[path.stem]
    for vector in content["vectors"]:
        expected = [unhex(vector[name]) for name in ("domainSeparator", "structHash", "digest")]
        found = reference.digest_by_eth_account(content["type"], vector["domain"], vector["message"])
        assert list(found) == expected
        assert reference.digest(content["type"], vector["domain"], vector["message"]) == expected[2]


def test_signed_types_every_type_of_the_page_has_vectors():
    assert {path.stem for path in (HERE / "signed-types").glob("*.json")} == set(reference.signed_types())
    assert len(reference.signed_types()) == 7


def test_identifiers_are_those_of_the_vectors():
    content = load("identifiers/identifiers.json")
    for vector in content["schemas"]:
        assert schema_hash(vector["id"]) == unhex(vector["schema"])
    for vector in content["identifiers"]:
        assert identifier_hash(vector["scheme"], vector["value"]) == unhex(vector["identifier"])
    for vector in content["subjects"]:
        assert subject_id(int(vector["registrarParty"]), unhex(vector["salt"])) == unhex(vector["subject"])
    assert content["schemas"]
    assert content["identifiers"]
    assert content["subjects"]


@pytest.mark.parametrize("vector", named(load("signatures/signatures.json")["vectors"]))
def test_check_signature_answers_as_the_vector(vector):
    arguments = unhex(vector["digest"]), unhex(vector["signature"]), unhex(vector["issuer"])
    if vector["code"] is None:
        check_signature(*arguments)
    else:
        with pytest.raises(SignatureFalse) as raised:
            check_signature(*arguments)
        assert raised.value.code == vector["code"]


@pytest.mark.parametrize("vector", named(load("entries/entries.json")["vectors"]))
def test_fold_entry_gives_the_head_of_the_vector(vector):
    entry_type = ENTRIES[vector["entry"]]
    assert entry_type.number == vector["type"]
    assert entry_type.kind.value == vector["history"]
    assert fold_entry(unhex(vector["head"]), entry_of(vector["entry"], vector["fields"])) == unhex(vector["newHead"])


def test_entry_types_are_those_of_the_page():
    page = reference.entry_types()
    assert len(page) == 21
    assert {
        entry_type.name: (
            entry_type.number,
            entry_type.kind.value,
            [(abi_type, name) for name, abi_type in entry_type.fields],
        )
        for entry_type in ENTRY_TYPES.values()
    } == page


@pytest.mark.parametrize("history", load("entries/histories.json")["histories"])
def test_fold_history_gives_every_head_of_the_vector(history):
    kind = HistoryKind(history["history"])
    entries = [entry_of(item["entry"], item["fields"]) for item in history["entries"]]
    assert fold_history(kind, entries) == unhex(history["head"])
    for length, head in enumerate(history["heads"], start=1):
        assert fold_history(kind, entries[:length]) == unhex(head)
        assert fold_history(kind, entries[length:], head=unhex(head)) == unhex(history["head"])


@pytest.mark.parametrize("vector", load("basis/basis.json")["vectors"])
def test_basis_packs_and_unpacks_as_the_vector(vector):
    basis = Basis.unpack(int(vector["word"], 16))
    assert basis.pack() == int(vector["word"], 16)
    assert {
        "word": vector["word"],
        "party": str(basis.party),
        "class": basis.party_class,
        "method": basis.method,
        "signerKind": basis.signer_kind,
        "country": basis.country,
        "accreditation": basis.accreditation,
        "accreditor": str(basis.accreditor),
    } == vector


@pytest.mark.parametrize("vector", named(load("basis/basis.json")["refused"]))
def test_basis_refuses_the_word_of_the_vector(vector):
    with pytest.raises(InputError, match="basis"):
        Basis.unpack(int(vector["word"], 16))


def test_handles_are_those_of_the_vectors():
    content = load("handles/handles.json")
    assert len(content["vectors"]) > 20
    for vector in content["vectors"]:
        assert handle_of(unhex(vector["subject"])) == vector["handle"]
        assert parse_handle(vector["handle"]) == int(vector["subject"], 16) >> 221
    for spelling in content["spellings"]:
        assert parse_handle(spelling["text"]) == parse_handle(spelling["handle"])


@pytest.mark.parametrize("text", load("handles/handles.json")["refused"])
def test_parse_handle_refuses_the_text_of_the_vector(text):
    with pytest.raises(InputError):
        parse_handle(text)


@pytest.mark.parametrize("vector", named(load("documents/documents.json")["vectors"]))
def test_document_canonical_form_and_hash_are_those_of_the_vector(vector):
    document = parse_json_strict(vector["text"].encode())
    assert canonical_json(document) == vector["canonical"].encode()
    assert document_hash(document) == unhex(vector["documentHash"])


@pytest.mark.parametrize("vector", named(load("documents/refused.json")["refused"]))
def test_document_of_the_refused_vector_has_no_hash(vector):
    with pytest.raises(InputError):
        document_hash(parse_json_strict(unhex(vector["hex"])))


def test_document_of_the_greatest_depth_is_read():
    assert document_hash(parse_json_strict(unhex(load("documents/refused.json")["deepestAccepted"])))
