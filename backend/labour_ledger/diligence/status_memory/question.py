"""A question about a status, as far as it can be read without the store. What is wrong with it is said elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from labour_ledger.errors import InputError
from labour_ledger.registry.identifiers import Identifier
from labour_ledger.registry.names import read_subject_name
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.status import is_acting_schema


@dataclass(frozen=True, slots=True)
class StatusQuestion:
    """What is asked.

    Attributes:
        name: Of the subject, as it was given.
        subject: Its id, 32 bytes, where the name says all of it.
        within: The lowest and the highest subject that the name can mean, where it is no identifier.
        identifier: Hash of the identifier that it is named by, 32 bytes.
        schema: 32 bytes.
        valid_at_text: As for `diligence.status.site_status`.
        known_at_text: Likewise.
        with_records: The records that the status names are wanted, too.
    """

    name: str
    subject: bytes | None
    within: tuple[bytes, bytes]
    identifier: bytes | None
    schema: bytes
    valid_at_text: str | None = None
    known_at_text: str | None = None
    with_records: bool = True


def read_question(
    name: str,
    schema_id: str,
    *,
    valid_at_text: str | None = None,
    known_at_text: str | None = None,
    with_records: bool = True,
) -> StatusQuestion | None:
    """Return what is asked, or None if that cannot be a question that has an answer."""
    schema = _schema(schema_id)
    if schema is None:
        return None
    try:
        named = read_subject_name(name)
    except InputError:
        return None
    within = (b"", b"") if isinstance(named, Identifier) else named
    return StatusQuestion(
        name=name,
        subject=within[0] if within[0] and within[0] == within[1] else None,
        within=within,
        identifier=named.hash if isinstance(named, Identifier) else None,
        schema=schema,
        valid_at_text=valid_at_text,
        known_at_text=known_at_text,
        with_records=with_records,
    )


@lru_cache(maxsize=1024)
def _schema(schema_id: str) -> bytes | None:
    schema = schema_hash(schema_id)
    return None if is_acting_schema(schema) else schema
