from collections.abc import Callable, Mapping
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from tests.conformance.vectors import load, unhex

from labour_ledger.chain.signed_types import (
    ACCREDITATION_CHANGE_TYPE,
    CONTROLLER_CHANGE_TYPE,
    KEY_CHANGE_TYPE,
    NONCE_CANCEL_TYPE,
    SUBJECT_REGISTRATION_TYPE,
    AccreditationChange,
    ControllerChange,
    KeyChange,
    NonceCancel,
    SignedType,
    SubjectRegistration,
    decode_country,
    encode_country,
)
from labour_ledger.errors import InputError
from labour_ledger_verify.attestation import Domain, digest

Make = Callable[[Mapping[str, Any]], SignedType]

TYPES: dict[str, tuple[str, Make]] = {
    "SubjectRegistration": (
        SUBJECT_REGISTRATION_TYPE,
        lambda message: SubjectRegistration(
            issuer=unhex(message["issuer"]),
            nonce=int(message["nonce"]),
            deadline=int(message["deadline"]),
            salt=unhex(message["salt"]),
            kind=int(message["kind"]),
            country=unhex(message["country"]),
            controller=int(message["controller"]),
            identity_hash=unhex(message["identityHash"]),
            identifiers=tuple(unhex(item) for item in message["identifiers"]),
        ),
    ),
    "ControllerChange": (
        CONTROLLER_CHANGE_TYPE,
        lambda message: ControllerChange(
            subject=unhex(message["subject"]),
            controller=int(message["controller"]),
            issuer=unhex(message["issuer"]),
            nonce=int(message["nonce"]),
            deadline=int(message["deadline"]),
        ),
    ),
    "KeyChange": (
        KEY_CHANGE_TYPE,
        lambda message: KeyChange(
            issuer=unhex(message["issuer"]),
            nonce=int(message["nonce"]),
            deadline=int(message["deadline"]),
            key=unhex(message["key"]),
            action=int(message["action"]),
            kind=int(message["kind"]),
            role=int(message["role"]),
            not_before=int(message["notBefore"]),
            not_after=int(message["notAfter"]),
            compromised_from=int(message["compromisedFrom"]),
        ),
    ),
    "AccreditationChange": (
        ACCREDITATION_CHANGE_TYPE,
        lambda message: AccreditationChange(
            issuer=unhex(message["issuer"]),
            nonce=int(message["nonce"]),
            deadline=int(message["deadline"]),
            party=int(message["party"]),
            schema=unhex(message["schema"]),
            country=unhex(message["country"]),
            action=int(message["action"]),
            from_time=int(message["from"]),
            until=int(message["until"]),
        ),
    ),
    "NonceCancel": (
        NONCE_CANCEL_TYPE,
        lambda message: NonceCancel(
            issuer=unhex(message["issuer"]),
            word=int(message["word"]),
            mask=int(message["mask"]),
            deadline=int(message["deadline"]),
        ),
    ),
}


@pytest.mark.parametrize("name", TYPES)
def test_struct_hash_equals_every_vector(name: str) -> None:
    type_string, make = TYPES[name]
    vectors = load(f"signed-types/{name}.json")
    assert vectors["type"] == type_string
    assert len(vectors["vectors"]) > 1
    for vector in vectors["vectors"]:
        signed = make(vector["message"])
        domain = Domain(int(vector["domain"]["chainId"]), unhex(vector["domain"]["verifyingContract"]))
        assert signed.struct_hash() == unhex(vector["structHash"]), vector["name"]
        assert digest(domain.separator, signed.struct_hash()) == unhex(vector["digest"]), vector["name"]


def test_struct_hash_of_defaults_equals_eth_account() -> None:
    change = KeyChange(b"\x01" * 20, 2, 3, b"\x04" * 20, 2)
    fields = [part.split() for part in KEY_CHANGE_TYPE[len("KeyChange(") : -1].split(",")]
    values = ["0x" + "01" * 20, 2, 3, "0x" + "04" * 20, 2, 0, 0, 0, 0, 0]
    encoded = encode_typed_data(
        domain_data={
            "name": "LabourLedger",
            "version": "1",
            "chainId": 31337,
            "verifyingContract": "0x" + "05" * 20,
        },
        message_types={"KeyChange": [{"name": name, "type": abi_type} for abi_type, name in fields]},
        message_data={name: value for (_, name), value in zip(fields, values, strict=True)},
    )
    assert encoded.body == change.struct_hash()
    assert encoded.header == Domain(31337, b"\x05" * 20).separator


def test_encode_country_round_trips_letters_and_none() -> None:
    for text, country in (("ID", b"ID"), ("DE", b"DE"), ("", bytes(2))):
        assert encode_country(text) == country
        assert decode_country(country) == text


@pytest.mark.parametrize("text", ["id", "I", "IDN", "I1", "ÄÖ", " I", "\0\0"])
def test_encode_country_other_text_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="country code"):
        encode_country(text)
