"""Schemas as this ledger has them, with what the catalogue says of them for people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from labour_ledger.schemas.catalogue import Schema, content_hash, load_schema, schema_ids
from labour_ledger.schemas.codes import Outcome, PartyClass, code_name
from labour_ledger.store.queries import list_schemas
from labour_ledger.store.results import LedgerKey, SchemaView
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import format_time

from .basis import AnswerBasis, read_basis
from .status import registered_schema

_SELF_DECLARATION, _ACCREDITATION = 1, 2


@dataclass(frozen=True, slots=True)
class SchemaAnswer:
    """One schema.

    Attributes:
        registered: As the ledger has it; its rule is what the contract enforces.
        catalogued: As this program knows it; None where the ledger has a schema of somebody else.
        basis: What the answer rests on.
    """

    registered: SchemaView
    catalogued: Schema | None
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form, with the JSON Schema of the content (null where it is not known here)."""
        known = self.catalogued
        return {
            **_summary_json(self.registered, known),
            "contentHash": to_hex(self.registered.content_hash),
            "contentMatches": None if known is None else content_hash(known.id) == self.registered.content_hash,
            "content": None if known is None else known.content,
            "examples": [] if known is None else list(known.examples),
            "basis": self.basis.to_json(),
        }


@dataclass(frozen=True, slots=True)
class SchemaList:
    """All schemas of the ledger, in the order of their registration."""

    schemas: tuple[tuple[SchemaView, Schema | None], ...]
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "items": [_summary_json(registered, known) for registered, known in self.schemas],
            "basis": self.basis.to_json(),
        }


def schemas(session: Session, ledger: LedgerKey) -> SchemaList:
    """Return all schemas of the ledger.

    Raises:
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    found = list_schemas(session, ledger)
    return SchemaList(tuple((schema, _catalogued(schema.schema_id)) for schema in found), basis)


def schema(session: Session, ledger: LedgerKey, schema_id: str) -> SchemaAnswer:
    """Return one schema.

    Args:
        session: A reading session.
        ledger: The ledger.
        schema_id: For example `ilo/c029@1930`.

    Raises:
        SchemaUnknown: Nobody knows such a schema.
        SchemaNotRegistered: The ledger does not have it.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    return SchemaAnswer(registered_schema(session, ledger, schema_id), _catalogued(schema_id), basis)


def _catalogued(schema_id: str) -> Schema | None:
    return load_schema(schema_id) if schema_id in schema_ids() else None


def _summary_json(registered: SchemaView, known: Schema | None) -> dict[str, object]:
    return {
        "id": registered.schema_id,
        "hash": to_hex(registered.schema),
        "title": None if known is None else known.title,
        "description": None if known is None else known.description,
        "source": None
        if known is None
        else {"instrument": known.source.instrument, "reference": known.source.reference},
        "acting": None if known is None else known.acting,
        "issuerClasses": [code_name(code) for code in PartyClass if registered.issuer_classes >> code & 1],
        "outcomes": [code_name(code) for code in Outcome if registered.outcomes >> code & 1],
        "selfDeclaration": bool(registered.flags & _SELF_DECLARATION),
        "accreditationRequired": bool(registered.flags & _ACCREDITATION),
        "longestValidityS": registered.longest_validity,
        "longestBackdatingS": registered.longest_backdating,
        "registeredAt": format_time(registered.registered_at),
        "retiredAt": None if registered.retired_at is None else format_time(registered.retired_at),
    }
