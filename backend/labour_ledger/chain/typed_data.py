"""Typed values as the JSON of `eth_signTypedData` (EIP-712), for signers that hash by themselves and show what it says.

The fields of a dataclass stand in the order of its type string, so one reading of the string serves all types. Nothing
is signed here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Final

from labour_ledger_verify.attestation import ATTESTATION_TYPE, DOMAIN_TYPE, Attestation, Domain
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex

from . import desk_types, signed_types
from .signed_types import SignedType

TypedData = dict[str, Any]
"""What `eth_signTypedData` takes: types, primaryType, domain, message."""

_TYPES: Final[dict[type[Any], str]] = {
    Attestation: ATTESTATION_TYPE,
    signed_types.SubjectRegistration: signed_types.SUBJECT_REGISTRATION_TYPE,
    signed_types.ControllerChange: signed_types.CONTROLLER_CHANGE_TYPE,
    signed_types.KeyChange: signed_types.KEY_CHANGE_TYPE,
    signed_types.AccreditationChange: signed_types.ACCREDITATION_CHANGE_TYPE,
    signed_types.NonceCancel: signed_types.NONCE_CANCEL_TYPE,
    desk_types.PartyApplication: desk_types.PARTY_APPLICATION_TYPE,
    desk_types.SiteClaim: desk_types.SITE_CLAIM_TYPE,
}


def typed_data(domain: Domain, signed: SignedType) -> TypedData:
    """Return one typed value under a domain.

    Source: EIP-712, "Specification of the eth_signTypedData JSON RPC".
    """
    name, fields = _parsed(_TYPES[type(signed)])
    return _document(domain, {name: fields}, name, _message(signed, fields))


def batch_typed_data(domain: Domain, attestations: Sequence[Attestation]) -> TypedData:
    """Return a batch of attestations under a domain; a wallet can show every item."""
    name, fields = _parsed(ATTESTATION_TYPE)
    types = {"Batch": [{"name": "attestations", "type": f"{name}[]"}], name: fields}
    return _document(domain, types, "Batch", {"attestations": [_message(item, fields) for item in attestations]})


def _document(
    domain: Domain, types: dict[str, list[dict[str, str]]], primary: str, message: dict[str, Any]
) -> TypedData:
    return {
        "types": {"EIP712Domain": _parsed(DOMAIN_TYPE)[1], **types},
        "primaryType": primary,
        "domain": domain.to_json(),
        "message": message,
    }


def _parsed(type_string: str) -> tuple[str, list[dict[str, str]]]:
    name, _, members = type_string.removesuffix(")").partition("(")
    fields = [member.split(" ") for member in members.split(",")]
    return name, [{"name": field, "type": kind} for kind, field in fields]


def _message(signed: object, fields: Sequence[dict[str, str]]) -> dict[str, Any]:
    names = [field.name for field in dataclasses.fields(signed)]  # type: ignore[arg-type]  # every type is a dataclass
    return {
        field["name"]: _value(field["type"], getattr(signed, name)) for field, name in zip(fields, names, strict=True)
    }


def _value(kind: str, value: Any) -> object:  # noqa: ANN401 - as many types as EIP-712 has
    if kind.endswith("[]"):
        return [_value(kind.removesuffix("[]"), item) for item in value]
    if kind == "address":
        return to_checksum_address(value)
    # numbers beyond 2^53 are read differently by different readers of JSON, decimal strings are not
    return to_hex(value) if kind.startswith("bytes") else str(int(value))
