"""Verification of signed files: from bytes and what the auditor trusts to a report.

Makes steps 1, 2, 6 and 7 of docs/bundle-format.md as far as they concern a file without a proof (docs/verify.md). Pure:
no clock, no files, no network.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from .attestation import Attestation, Domain
from .basis import SignerKind
from .document import JsonValue, check_document
from .errors import (
    DomainFalse,
    SignatureByContract,
    SignatureFalse,
    SignerFalse,
    SignerUnknown,
    TrustMissing,
    VerifyError,
)
from .hexadecimal import to_checksum_address
from .keccak import ZERO_WORD
from .reporting.signed_file import Item, Report
from .reporting.words import DocumentState
from .signature import SIGNATURE_BYTES, check_signature
from .signed_file import Document, SignedAttestation, SignedFile, parse_signed_file, signed_file_from_json
from .steps import Step, StepResult, worst_exit
from .trust import Signer, Trust

PARSE, TRUST, SIGNATURE, DOCUMENT = (1, "parse"), (2, "trust"), (6, "signature"), (7, "document")


@dataclass(frozen=True, slots=True)
class Pins:
    """What the auditor knows apart from the file.

    Attributes:
        domain: The ledger that is meant, or None.
        required: Issuers that were asked for, 20 bytes each; empty for any.
        listed: Signers that the trust file names; empty where it names none.
        from_trust_file: Whether a trust file was given, which alone makes an unnamed signer acceptable.
    """

    domain: Domain | None = None
    required: Collection[bytes] = ()
    listed: Mapping[bytes, Signer] = field(default_factory=dict)
    from_trust_file: bool = False

    @classmethod
    def of_trust(cls, trust: Trust, required: Collection[bytes] = ()) -> Pins:
        """Return the pins that a trust file makes."""
        return cls(trust.domain, required, trust.signers, from_trust_file=True)


def verify_signed_file(data: bytes, pins: Pins, *, now: int) -> Report:
    """Verify one signed attestation or batch, with the documents it discloses.

    Args:
        data: JSON text of one signed file.
        pins: What the auditor knows apart from the file.
        now: Time of the check, Unix seconds; it only tells how dates lie to it.

    Returns:
        The report of all steps; nothing is raised for a file that does not hold.
    """
    try:
        signed = parse_signed_file(data)
    except VerifyError as error:
        return refuse_unparsed(error, now=now)
    return _verify(signed, pins, now)


def verify_signed_json(value: JsonValue, pins: Pins, *, now: int) -> Report:
    """Verify a signed file that was parsed as JSON; see `verify_signed_file`."""
    try:
        signed = signed_file_from_json(value)
    except VerifyError as error:
        return refuse_unparsed(error, now=now)
    return _verify(signed, pins, now)


def _verify(signed: SignedFile, pins: Pins, now: int) -> Report:
    parsed = Step(*PARSE, StepResult.OK, _describe(signed))
    items, document_step = _check_documents(signed)
    steps = (parsed, _check_trust(signed, pins), _check_signature(signed, pins), document_step)
    return Report(steps, now, signed.domain, items)


def refuse_unparsed(error: VerifyError, *, now: int) -> Report:
    """Return the report of a file that could not be read or parsed."""
    skipped = (Step(*step, StepResult.SKIPPED, "nothing to check") for step in (TRUST, SIGNATURE, DOCUMENT))
    return Report((Step.of_error(*PARSE, error), *skipped), now)


def _describe(signed: SignedFile) -> str:
    if isinstance(signed, SignedAttestation):
        return "one signed attestation"
    return f"a signed batch, attestations: {len(signed.attestations)}"


def _check_trust(signed: SignedFile, pins: Pins) -> Step:
    issuer = signed.attestations[0].issuer
    try:
        _check_domain(signed.domain, pins)
        named = _check_issuer(issuer, pins)
    except VerifyError as error:
        return Step.of_error(*TRUST, error)
    return Step(*TRUST, StepResult.OK, f"signed for the ledger you trust; {named}")


def _check_domain(domain: Domain, pins: Pins) -> None:
    if pins.domain is not None and domain != pins.domain:
        raise DomainFalse(
            f"signed for {_ledger(domain)}, and not for {_ledger(pins.domain)}",
            hint="It says nothing on the ledger that you trust.",
        )


def _check_issuer(issuer: bytes, pins: Pins) -> str:
    """Return in words how the issuer is known.

    Raises:
        SignerFalse: It is not one that was asked for.
        TrustMissing: Nothing says which ledger, or nothing which signer.
        SignerUnknown: The trust file lists signers, and not this one.
    """
    address = to_checksum_address(issuer)
    if pins.required and issuer not in pins.required:
        raise SignerFalse(f"issued by {address}, which is not the signer you asked for")
    if pins.domain is None or not (pins.required or pins.from_trust_file):
        raise TrustMissing(
            "only the file itself says which ledger and which signer it is of",
            hint="Give a trust file (--trust), or the ledger and the signer (--domain and --signer).",
        )
    if pins.listed and issuer not in pins.listed:
        raise SignerUnknown(
            f"issued by {address}, which the trust file does not name",
            hint="Find out from another source whose key this is, and add it to the trust file.",
        )
    if not pins.listed:
        return (
            f"{address} is the signer you asked for" if pins.required else f"{address} is not named by the trust file"
        )
    name = pins.listed[issuer].name
    return f"the trust file names {address}" + (f" as {name}" if name else "")


def _ledger(domain: Domain) -> str:
    return f"the ledger {to_checksum_address(domain.verifying_contract)} on chain {domain.chain_id}"


def _check_signature(signed: SignedFile, pins: Pins) -> Step:
    issuer = signed.attestations[0].issuer
    try:
        check_signature(signed.digest(), signed.signature, issuer)
    except SignatureFalse as error:
        return Step.of_error(*SIGNATURE, _judge_mismatch(error, signed.signature, pins.listed.get(issuer)))
    signed_what = "these fields" if isinstance(signed, SignedAttestation) else "these attestations in this order"
    return Step(*SIGNATURE, StepResult.OK, f"the key of {to_checksum_address(issuer)} signed exactly {signed_what}")


def _judge_mismatch(error: SignatureFalse, signature: bytes, signer: Signer | None) -> VerifyError:
    """Return what a signature that does not fit shows: a contract wallet may use any bytes, an account may not."""
    may_be_contract = signer.kind is SignerKind.CONTRACT if signer else len(signature) != SIGNATURE_BYTES
    if not may_be_contract:
        return error
    return SignatureByContract(
        "a contract wallet answers for its signatures on the chain only; this one cannot be checked from a file",
        hint="Whether the ledger accepted it shows in a proof bundle, or in the record on the ledger.",
        context=error.context,
    )


def _check_documents(signed: SignedFile) -> tuple[tuple[Item, ...], Step]:
    separator = signed.domain.separator
    items: list[Item] = []
    errors: list[tuple[int, VerifyError]] = []
    for place, (attestation, document) in enumerate(zip(signed.attestations, signed.documents, strict=True)):
        try:
            state, schema_id = _find_document(attestation, document)
        except VerifyError as error:
            state, schema_id = DocumentState.REFUSED, ""
            errors.append((place, error))
        items.append(Item(attestation.uid(separator), attestation, state, schema_id))
    return tuple(items), _refuse_documents(signed, errors) if errors else _count_documents(items)


def _find_document(attestation: Attestation, document: Document | None) -> tuple[DocumentState, str]:
    if document is None:
        committed = attestation.document_hash != ZERO_WORD
        return (DocumentState.NOT_DISCLOSED if committed else DocumentState.NONE_COMMITTED), ""
    check_document(
        document,
        expected_hash=attestation.document_hash,
        subject=attestation.subject,
        schema=attestation.schema,
    )
    return DocumentState.FITS, document["schema"]


def _refuse_documents(signed: SignedFile, errors: list[tuple[int, VerifyError]]) -> Step:
    worst = worst_exit(error.exit_code for _, error in errors)
    place, error = next(found for found in errors if found[1].exit_code == worst)
    step = Step.of_error(*DOCUMENT, error)
    if isinstance(signed, SignedAttestation):
        return step
    return step._replace(message=f"attestations[{place}]: {error.message} (documents refused: {len(errors)})")


def _count_documents(items: list[Item]) -> Step:
    fitting = sum(item.document is DocumentState.FITS for item in items)
    committed = sum(item.document is not DocumentState.NONE_COMMITTED for item in items)
    if not committed:
        return Step(*DOCUMENT, StepResult.SKIPPED, "no document was signed for")
    if not fitting:
        return Step(*DOCUMENT, StepResult.SKIPPED, "not in the file; whoever holds it can compare its hash")
    return Step(*DOCUMENT, StepResult.OK, f"documents in the file that were signed for: {fitting} of {committed}")
