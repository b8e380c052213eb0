"""Call data of the contract's functions, from the backend's own values.

Pure: who sends a call, and whether the contract will take it, is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labour_ledger_verify.attestation import Attestation

from .abi import AbiValue, load_abi
from .signed_types import (
    AccreditationChange,
    ControllerChange,
    KeyChange,
    NonceCancel,
    SubjectRegistration,
)


@dataclass(frozen=True, slots=True)
class SchemaRule:
    """Who may say what under a schema; the bits are those of docs/history-format.md 3.1.

    Attributes:
        issuer_classes: Bit *c* for class *c*.
        outcomes: Bit *o* for outcome *o*.
        flags: Bit 0 the controller may declare, bit 1 others need an accreditation.
        longest_validity_s: Seconds; 0 for no limit.
        longest_backdating_s: Seconds; 0 for no limit.
    """

    issuer_classes: int
    outcomes: int
    flags: int
    longest_validity_s: int
    longest_backdating_s: int


def record(attestation: Attestation, signature: bytes) -> bytes:
    """Return the call that records one attestation."""
    return load_abi().encode_call("record", _attestation(attestation), signature)


def record_batch(attestations: Sequence[Attestation], signature: bytes) -> bytes:
    """Return the call that records attestations of one issuer under one signature."""
    return load_abi().encode_call("recordBatch", [_attestation(item) for item in attestations], signature)


def check(attestation: Attestation) -> bytes:
    """Return the call that makes every check of an attestation but its signature."""
    return load_abi().encode_call("check", _attestation(attestation))


def cancel_nonces(cancel: NonceCancel, signature: bytes) -> bytes:
    """Return the call that marks nonces as used."""
    fields = (cancel.issuer, cancel.word, cancel.mask, cancel.deadline)
    return load_abi().encode_call("cancelNonces", fields, signature)


def register_subject(registration: SubjectRegistration, signature: bytes) -> bytes:
    """Return the call that registers a subject for the registrar that signed."""
    return load_abi().encode_call("registerSubject", _registration(registration), signature)


def register_subject_by_council(registration: SubjectRegistration) -> bytes:
    """Return the council's call that registers a subject; issuer, nonce and deadline are not used."""
    return load_abi().encode_call("registerSubjectByCouncil", _registration(registration))


def change_controller(
    change: ControllerChange, signature: bytes, authority: bytes, authority_signature: bytes
) -> bytes:
    """Return the call that gives a subject to a new controller; `authority` is the 20-byte key of who lets it go."""
    fields = (change.subject, change.controller, change.issuer, change.nonce, change.deadline)
    return load_abi().encode_call("changeController", fields, signature, authority, authority_signature)


def change_key(change: KeyChange, signature: bytes, added_key_signature: bytes) -> bytes:
    """Return the call that changes a party's keys; the last signature is empty unless a key is added."""
    fields = (
        change.issuer,
        change.nonce,
        change.deadline,
        change.key,
        change.action,
        change.kind,
        change.role,
        change.not_before,
        change.not_after,
        change.compromised_from,
    )
    return load_abi().encode_call("changeKey", fields, signature, added_key_signature)


def change_accreditation(change: AccreditationChange, signature: bytes) -> bytes:
    """Return the call that gives or ends an accreditation for the accreditor that signed."""
    fields = (
        change.issuer,
        change.nonce,
        change.deadline,
        change.party,
        change.schema,
        change.country,
        change.action,
        change.from_time,
        change.until,
    )
    return load_abi().encode_call("changeAccreditation", fields, signature)


def register_schema(schema_id: str, rule: SchemaRule, content_hash: bytes) -> bytes:
    """Return the council's call that registers a schema; `content_hash` is that of its JSON Schema."""
    fields = (
        rule.issuer_classes,
        rule.outcomes,
        rule.flags,
        rule.longest_validity_s,
        rule.longest_backdating_s,
    )
    return load_abi().encode_call("registerSchema", schema_id, fields, content_hash)


def multicall(calls: Sequence[bytes]) -> bytes:
    """Return the call that makes many calls in one transaction, all or none."""
    return load_abi().encode_call("multicall", list(calls))


def _attestation(attestation: Attestation) -> AbiValue:
    return (
        attestation.issuer,
        attestation.nonce,
        attestation.deadline,
        attestation.subject,
        attestation.schema,
        attestation.outcome,
        attestation.valid_from,
        attestation.valid_until,
        attestation.document_hash,
        attestation.ref_uid,
    )


def _registration(registration: SubjectRegistration) -> AbiValue:
    return (
        registration.issuer,
        registration.nonce,
        registration.deadline,
        registration.salt,
        registration.kind,
        registration.country,
        registration.controller,
        registration.identity_hash,
        list(registration.identifiers),
    )
