"""Records as answers show them: who said what, in which capacity, when it became known, what it refers to.

Documents are shown where they are held. Whether a record counts is the status rule's to say, not this module's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from labour_ledger.schemas.codes import Method, Outcome, code_name
from labour_ledger.store.queries import held_documents, record_by_uid, records_by_uid, subjects_by_id
from labour_ledger.store.results import IndexedRecord, LedgerKey, SignedRecord, SubjectSummary
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.document import JsonValue, parse_json_strict
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.signed_file import SignedAttestation, SignedBatch
from labour_ledger_verify.status import format_time

from .basis import AnswerBasis, read_basis
from .documents import document
from .errors import RecordNotFound
from .people import Names, class_words, load_names

_NOTHING = bytes(32)
_METHOD_WORDS = {
    Method.SELF: "about a subject it controls",
    Method.SECOND_PARTY: "as a second party",
    Method.THIRD_PARTY: "as a third party",
    Method.GOVERNMENT: "as a government",
    Method.WORKERS_ORGANISATION: "as a workers' organisation",
    Method.OTHER: "as another organisation",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """What a record's `refUid` names, as far as this ledger has it."""

    record: IndexedRecord | None
    subject: SubjectSummary | None
    schema: bytes | None


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record with everything that is shown beside it.

    Attributes:
        record: As indexed.
        names: Of the parties and schemas in it.
        reference: What it refers to, or None if it refers to nothing.
        document: Its document as it was hashed, or None if it is not held here.
    """

    record: IndexedRecord
    names: Names
    reference: Reference | None
    document: JsonValue | None

    def words(self) -> str:
        """Return one sentence that says who said what, in which capacity."""
        basis, attestation = self.record.basis, self.record.attestation
        said = code_name(Outcome(attestation.outcome)).replace("_", " ")
        party, capacity = self.names.party(basis.party), class_words(basis.party_class)
        schema, reference = self.names.schema(attestation.schema), self._reference_words()
        method = _METHOD_WORDS[basis.method]
        if reference:
            return f"{party} ({capacity}, {method}): {said} under {schema}, on {reference}"
        return f"{party} ({capacity}, {method}): {said} under {schema}"

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC."""
        attestation, basis = self.record.attestation, self.record.basis
        return {
            "uid": to_hex(self.record.uid),
            "subject": {"id": to_hex(attestation.subject), "handle": handle_of(attestation.subject)},
            "schema": self.names.schema_json(attestation.schema),
            "outcome": code_name(Outcome(attestation.outcome)),
            "validFrom": format_time(attestation.valid_from),
            "validUntil": format_time(attestation.valid_until),
            "recordedAt": format_time(self.record.recorded_at),
            "issuer": {
                **self.names.party_json(basis.party),
                "class": code_name(basis.party_class),
                "country": basis.country or None,
                "key": to_checksum_address(attestation.issuer),
                "keyKind": code_name(basis.signer_kind),
            },
            "method": code_name(basis.method),
            "accreditation": {
                "found": code_name(basis.accreditation),
                "accreditor": self.names.party_json(basis.accreditor) if basis.accreditation else None,
            },
            "refersTo": None if self.reference is None else self._reference_json(),
            "documentHash": to_hex(attestation.document_hash),
            "document": self.document,
            "transactionHash": to_hex(self.record.transaction_hash),
            "blockNumber": self.record.position.block_number,
            "words": self.words(),
        }

    def _reference_json(self) -> dict[str, object]:
        reference = self.reference or Reference(None, None, None)
        found: dict[str, object] = {"kind": "unknown", "id": to_hex(self.record.attestation.ref_uid)}
        if reference.record is not None:
            found["kind"] = "record"
        elif reference.subject is not None:
            found["kind"] = "subject"
        elif reference.schema is not None:
            found["kind"] = "schema"
        return {**found, "words": self._reference_words()}

    def _reference_words(self) -> str:
        if self.reference is None:
            return ""
        record, subject = self.reference.record, self.reference.subject
        if record is not None:
            said = code_name(Outcome(record.attestation.outcome)).replace("_", " ")
            schema = self.names.schema(record.attestation.schema)
            whose, when = self.names.party(record.basis.party), format_time(record.recorded_at)
            return f"the record {to_hex(record.uid)[:10]}… ({said} under {schema} by {whose}, recorded {when})"
        if subject is not None:
            called = f"{handle_of(subject.subject)} {subject.name or ''}".rstrip()
            return f"the subject {called}"
        if self.reference.schema is not None:
            return f"the schema {self.names.schema(self.reference.schema)}"
        return "something that this ledger does not have"


@dataclass(frozen=True, slots=True)
class AttestationAnswer:
    """One record with its signature and its batch, and the file that an auditor can verify.

    Attributes:
        view: The record.
        signed: With signature and siblings.
        domain: What the signature is bound to.
        basis: What the answer rests on.
    """

    view: RecordView
    signed: SignedRecord
    domain: Domain
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; `signedFile` is a file of `labour-ledger-verify`, null if the signature is missing."""
        file = self.signed_file()
        return {
            "record": self.view.to_json(),
            "attestation": self.view.record.attestation.to_json(),
            "signature": None if self.signed.signature is None else to_hex(self.signed.signature),
            "batch": [to_hex(record.uid) for record in self.signed.batch],
            "signedFile": None if file is None else file.to_json(),
            "basis": self.basis.to_json(),
        }

    def signed_file(self) -> SignedAttestation | SignedBatch | None:
        """Return what was signed, with the document of this record if it is held; None without a signature."""
        record, batch = self.signed.record, self.signed.batch
        if self.signed.signature is None:
            return None
        if self.signed.struct_hash == record.attestation.struct_hash():
            return SignedAttestation(self.domain, record.attestation, self.signed.signature, self.view.document)
        documents = tuple(self.view.document if sibling.uid == record.uid else None for sibling in batch)
        attestations = tuple(sibling.attestation for sibling in batch)
        return SignedBatch(self.domain, attestations, self.signed.signature, documents)


def attestation_by_uid(session: Session, ledger: LedgerKey, uid: bytes) -> AttestationAnswer:
    """Return one record with its signature.

    Args:
        session: A reading session.
        ledger: The ledger.
        uid: 32 bytes.

    Raises:
        RecordNotFound: The ledger has none of that uid.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    signed = record_by_uid(session, ledger, uid)
    if signed is None:
        raise RecordNotFound(
            f"no record of this ledger has the uid {to_hex(uid)}",
            hint="Check the digits; what was recorded a moment ago shows once its block is indexed.",
            context={"uid": to_hex(uid)},
        )
    view = view_records(session, ledger, [signed.record])[0]
    return AttestationAnswer(view, signed, Domain(ledger.chain_id, ledger.contract), basis.resting_on([uid]))


def view_records(session: Session, ledger: LedgerKey, records: Sequence[IndexedRecord]) -> list[RecordView]:
    """Return records with names, references and documents, in the same order.

    Args:
        session: A reading session.
        ledger: The ledger.
        records: As indexed.
    """
    named = records_by_uid(session, ledger, _references(records))
    subjects = subjects_by_id(session, ledger, _references(records) - named.keys())
    involved = [*records, *named.values()]
    parties = {number for record in involved for number in (record.basis.party, record.basis.accreditor)}
    names = load_names(session, ledger, parties)
    documents = _documents(session, (record.attestation.document_hash for record in records))
    return [
        RecordView(
            record=record,
            names=names,
            reference=_reference(record, named, subjects, names),
            document=documents.get(record.attestation.document_hash),
        )
        for record in records
    ]


def _references(records: Iterable[IndexedRecord]) -> set[bytes]:
    return {record.attestation.ref_uid for record in records} - {_NOTHING}


def _reference(
    record: IndexedRecord,
    named: Mapping[bytes, IndexedRecord],
    subjects: Mapping[bytes, SubjectSummary],
    names: Names,
) -> Reference | None:
    ref_uid = record.attestation.ref_uid
    if ref_uid == _NOTHING:
        return None
    return Reference(named.get(ref_uid), subjects.get(ref_uid), ref_uid if ref_uid in names.schemas else None)


def _documents(session: Session, hashes: Iterable[bytes]) -> dict[bytes, JsonValue]:
    return {
        document_hash: parse_json_strict(document(session, document_hash).canonical_json, what="document")
        for document_hash in held_documents(session, hashes)
    }
