"""Signed files: one attestation or batch with its domain, signature and documents, as JSON.

Owns the formats `labour-ledger/signed-attestation@1` and `labour-ledger/signed-batch@1` (docs/verify.md, section 3). It
parses and writes them; whether signatures and documents fit is judged in `verification`. It reads no files.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from .attestation import Attestation, Domain, batch_struct_hash, digest
from .document import parse_json_strict
from .errors import InputError
from .fields import exact_fields, parse_list
from .hexadecimal import parse_hex, to_hex

ATTESTATION_FORMAT: Final = "labour-ledger/signed-attestation@1"
BATCH_FORMAT: Final = "labour-ledger/signed-batch@1"
LARGEST_FILE_BYTES: Final = 64 * 2**20
"""Beyond it a file is refused before it is parsed: it could exhaust the memory of the machine it is checked on."""
MOST_ITEMS: Final = 10_000
"""In a batch; several times what fits into one transaction (EIP-7825)."""

Document = dict[str, Any]
"""A parsed document; `document.check_document` looks into it."""


@dataclass(frozen=True, slots=True)
class SignedAttestation:
    """One attestation with the signature over its digest, and its document where that is disclosed."""

    domain: Domain
    attestation: Attestation
    signature: bytes
    document: Document | None = None

    @property
    def attestations(self) -> tuple[Attestation, ...]:
        """The attestation, in the form that a batch has."""
        return (self.attestation,)

    @property
    def documents(self) -> tuple[Document | None, ...]:
        """The document, in the form that a batch has."""
        return (self.document,)

    def digest(self) -> bytes:
        """Return what the issuer signed, 32 bytes; it is the attestation's uid."""
        return self.attestation.uid(self.domain.separator)

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        fields: dict[str, object] = {
            "format": ATTESTATION_FORMAT,
            "domain": self.domain.to_json(),
            "attestation": self.attestation.to_json(),
            "signature": to_hex(self.signature),
        }
        return fields if self.document is None else {**fields, "document": self.document}


@dataclass(frozen=True, slots=True)
class SignedBatch:
    """Attestations of one issuer under one signature.

    Attributes:
        domain: What the signature is bound to.
        attestations: In the order that was signed; at least one, all of one issuer.
        signature: Over the digest of the `Batch` struct.
        documents: One for each attestation, None where it is not disclosed.

    Raises:
        InputError: Empty, of several issuers, or with another number of documents than attestations.
    """

    domain: Domain
    attestations: tuple[Attestation, ...]
    signature: bytes
    documents: tuple[Document | None, ...]

    def __post_init__(self) -> None:
        if not self.attestations:
            raise InputError("attestations: a batch has at least one")
        for place, attestation in enumerate(self.attestations):
            if attestation.issuer != self.attestations[0].issuer:
                raise InputError(
                    f"attestations[{place}].issuer: a batch has one issuer, this is another than the first",
                    hint="Each issuer signs a batch of its own.",
                )
        if len(self.documents) != len(self.attestations):
            raise InputError(
                f"documents: {len(self.documents)} for {len(self.attestations)} attestations",
                hint="Put null in the place of a document that is not disclosed.",
            )

    def digest(self) -> bytes:
        """Return what the issuer signed, 32 bytes."""
        struct_hashes = [attestation.struct_hash() for attestation in self.attestations]
        return digest(self.domain.separator, batch_struct_hash(struct_hashes))

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        fields: dict[str, object] = {
            "format": BATCH_FORMAT,
            "domain": self.domain.to_json(),
            "attestations": [attestation.to_json() for attestation in self.attestations],
            "signature": to_hex(self.signature),
        }
        if any(document is not None for document in self.documents):
            fields["documents"] = list(self.documents)
        return fields


SignedFile = SignedAttestation | SignedBatch


def parse_signed_file(data: bytes) -> SignedFile:
    """Parse one signed attestation or batch strictly.

    Args:
        data: UTF-8 JSON text of one object.

    Returns:
        The parsed file; nothing in it has been checked against its signature.

    Raises:
        InputError: Too large, not strict JSON, another format, or a field missing, unknown or out of range.
    """
    if len(data) > LARGEST_FILE_BYTES:
        raise InputError(f"file: larger than {LARGEST_FILE_BYTES // 2**20} MiB", hint="Split it into several files.")
    return signed_file_from_json(parse_json_strict(data))


def signed_file_from_json(value: object) -> SignedFile:
    """Parse the JSON form of a signed attestation or batch.

    Raises:
        InputError: Another format, or a field missing, unknown or out of range, with its path.
    """
    found = value.get("format") if isinstance(value, dict) else None
    if found == ATTESTATION_FORMAT:
        return _parse_attestation(value)
    if found == BATCH_FORMAT:
        return _parse_batch(value)
    raise InputError(
        f"format: must be {ATTESTATION_FORMAT} or {BATCH_FORMAT}",
        hint="This is no signed attestation, or it needs a newer verifier.",
    )


def split_json_lines(data: bytes) -> list[tuple[int, bytes]]:
    """Return the JSON texts in a file that holds one, or one on each line (JSON Lines).

    Returns:
        Pairs of a line number from 1 and its text, without blank lines; one pair with line 0 when the data is one JSON
        text, over however many lines it is spread.
    """
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), start=1) if line.strip()]
    # within one JSON text no object ends before a line break and another begins after it without a comma between
    for (_, line), (_, following) in pairwise(lines):
        if line.rstrip().endswith(b"}") and following.lstrip().startswith(b"{"):
            return lines
    return [(0, data)]


def _parse_attestation(value: object) -> SignedAttestation:
    required = ("format", "domain", "attestation", "signature")
    fields = exact_fields(value, required, "file", optional=("document",))
    return SignedAttestation(
        domain=Domain.from_json(fields["domain"]),
        attestation=Attestation.from_json(fields["attestation"]),
        signature=parse_hex(fields["signature"], None, "signature"),
        document=_parse_document(fields["document"], "document") if "document" in fields else None,
    )


def _parse_batch(value: object) -> SignedBatch:
    required = ("format", "domain", "attestations", "signature")
    fields = exact_fields(value, required, "file", optional=("documents",))
    attestations = parse_list(fields["attestations"], "attestations", most=MOST_ITEMS)
    documents = parse_list(fields.get("documents", [None] * len(attestations)), "documents", most=MOST_ITEMS)
    return SignedBatch(
        domain=Domain.from_json(fields["domain"]),
        attestations=tuple(
            Attestation.from_json(item, f"attestations[{place}]") for place, item in enumerate(attestations)
        ),
        signature=parse_hex(fields["signature"], None, "signature"),
        documents=tuple(
            None if item is None else _parse_document(item, f"documents[{place}]")
            for place, item in enumerate(documents)
        ),
    )


def _parse_document(value: object, where: str) -> Document:
    if not isinstance(value, dict):
        raise InputError(f"{where}: must be an object", hint="Leave it out when the document is not disclosed.")
    return value
