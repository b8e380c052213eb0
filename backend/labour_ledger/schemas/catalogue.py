"""The schemas: one data file each, read from the package when first asked for.

A schema's content is a closed JSON Schema (2020-12) that refers to shared definitions; here the definitions it uses are
put into it, so that what is hashed for the chain is exactly what documents are held to. This module must not validate
documents (`content`) and must not register anything on a chain.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from labour_ledger.errors import InputError, NotFoundError
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.document import JsonValue, canonical_json
from labour_ledger_verify.keccak import keccak256

from .codes import Outcome, PartyClass, Severity, SubjectKind, code_named

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
DEFINITIONS: Final = "urn:labour-ledger:definitions"
_LOCAL: Final = "#/$defs/"
_DAY_S: Final = 86_400
_SELF_DECLARATION_FLAG: Final = 1
_ACCREDITATION_FLAG: Final = 2


class SchemaUnknown(NotFoundError):
    """No schema has this id."""

    code = "schema-unknown"


class SchemaNotOnChain(InputError):
    """The schema describes a document that is never recorded as an attestation."""

    code = "schema-not-on-chain"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a schema's question comes from.

    Attributes:
        instrument: Convention, standard or document.
        reference: Articles, requirements or sections.
    """

    instrument: str
    reference: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a scheme's own code.

    Attributes:
        title: In the scheme's words, or close to them.
        topics: What findings under it are usually about, of the shared list.
    """

    title: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """What may be said under one id, by whom, for how long.

    Attributes:
        id: `family/name@version`.
        title: One line for people.
        source: Where the question comes from.
        description: What a record under it says.
        kinds_of_subject: What it may be about.
        issuer_classes: Classes of party that may issue it, beside a self-declaring controller.
        outcomes: Outcomes that it may have.
        self_declaration: Whether a subject's controller may issue it.
        accreditation_required: Whether all others need an accreditation.
        longest_validity_days: Longest time from now to `validUntil`; 0 for no limit.
        longest_backdating_days: Longest time from `validFrom` to now; 0 for no limit.
        acting: Whether the status rule lets it act on another record.
        on_chain: Whether it is recorded as an attestation at all.
        content: JSON Schema of the document's content, complete in itself.
        examples: Valid contents, fictitious.
        results: For a scheme with its own words for results: the outcomes that each word allows.
        severities: For a scheme with its own words for severities: the least severity of each word.
        clauses: For a scheme with its own code: the beginnings of its clauses.
    """

    id: str
    title: str
    source: Source
    description: str
    kinds_of_subject: tuple[SubjectKind, ...]
    issuer_classes: tuple[PartyClass, ...]
    outcomes: tuple[Outcome, ...]
    self_declaration: bool
    accreditation_required: bool
    longest_validity_days: int
    longest_backdating_days: int
    acting: bool
    on_chain: bool
    content: Mapping[str, Any]
    examples: tuple[Mapping[str, Any], ...]
    results: Mapping[str, tuple[Outcome, ...]]
    severities: Mapping[str, Severity]
    clauses: Mapping[str, Clause]


@dataclass(frozen=True, slots=True)
class ChainRule:
    """A schema as the contract keeps it (docs/history-format.md, entry 48 and section 4).

    Attributes:
        issuer_classes: Bit *c* for class *c*, 16 bits.
        outcomes: Bit *o* for outcome *o*, 8 bits.
        flags: Bit 0 self-declaration, bit 1 accreditation required of others.
        longest_validity_s: Seconds, 0 for no limit.
        longest_backdating_s: Seconds, 0 for no limit.
        content_hash: 32 bytes, keccak-256 of the canonical JSON Schema of the content.
    """

    issuer_classes: int
    outcomes: int
    flags: int
    longest_validity_s: int
    longest_backdating_s: int
    content_hash: bytes


@cache
def schema_ids() -> tuple[str, ...]:
    """Return the ids of all schemas, sorted."""
    return tuple(sorted(_ids_below(_data_folder(), "")))


@cache
def load_schema(schema_id: str) -> Schema:
    """Return a schema by its id.

    Args:
        schema_id: For example `ilo/c029@1930`.

    Raises:
        SchemaUnknown: No schema has the id; the hint names those spelled like it.
    """
    if schema_id not in schema_ids():
        raise _unknown(schema_id)
    data = json.loads(_data_folder().joinpath(f"{schema_id}.json").read_text(encoding="utf-8"))
    return Schema(
        id=data["id"],
        title=data["title"],
        source=Source(**data["source"]),
        description=data["description"],
        kinds_of_subject=tuple(code_named(SubjectKind, name) for name in data["kindsOfSubject"]),
        issuer_classes=tuple(code_named(PartyClass, name) for name in data["issuerClasses"]),
        outcomes=tuple(code_named(Outcome, name) for name in data["outcomes"]),
        self_declaration=data["selfDeclaration"],
        accreditation_required=data["accreditationRequired"],
        longest_validity_days=data["longestValidityDays"],
        longest_backdating_days=data["longestBackdatingDays"],
        acting=data["acting"],
        on_chain=data["onChain"],
        content=_bundle(data["content"]),
        examples=tuple(data["examples"]),
        results={
            word: tuple(code_named(Outcome, name) for name in names) for word, names in data.get("results", {}).items()
        },
        severities={word: Severity(name) for word, name in data.get("severities", {}).items()},
        clauses={
            code: Clause(clause["title"], tuple(clause["topics"])) for code, clause in data.get("clauses", {}).items()
        },
    )


@cache
def schema_ids_by_hash() -> Mapping[bytes, str]:
    """Return the ids of all schemas under their hashes, to name what the chain shows as 32 bytes."""
    return {schema_hash(schema_id): schema_id for schema_id in schema_ids()}


def content_hash(schema_id: str) -> bytes:
    """Return `keccak256(JCS(content))` of a schema's JSON Schema with its definitions put in, 32 bytes.

    Source: docs/history-format.md, entry 48; RFC 8785.

    Raises:
        SchemaUnknown: No schema has the id.
    """
    return keccak256(canonical_json(load_schema(schema_id).content))


def chain_rule(schema_id: str) -> ChainRule:
    """Return what the contract is told about a schema when it is registered.

    Source: docs/history-format.md, section 3.1, entry 48.

    Raises:
        SchemaUnknown: No schema has the id.
        SchemaNotOnChain: The schema is of a document that is only committed, never attested.
    """
    schema = load_schema(schema_id)
    if not schema.on_chain:
        raise SchemaNotOnChain(
            f"{schema_id} is never recorded as an attestation",
            hint="Its document is committed by hash when a party is registered.",
            context={"schema": schema_id},
        )
    return ChainRule(
        issuer_classes=sum(1 << code for code in schema.issuer_classes),
        outcomes=sum(1 << code for code in schema.outcomes),
        flags=schema.self_declaration * _SELF_DECLARATION_FLAG | schema.accreditation_required * _ACCREDITATION_FLAG,
        longest_validity_s=schema.longest_validity_days * _DAY_S,
        longest_backdating_s=schema.longest_backdating_days * _DAY_S,
        content_hash=content_hash(schema_id),
    )


def _unknown(schema_id: str) -> SchemaUnknown:
    near = difflib.get_close_matches(schema_id, schema_ids(), n=3, cutoff=0.5)
    return SchemaUnknown(
        f"{schema_id[:80]!r} is not a known schema",
        hint=f"Did you mean {' or '.join(near)}?" if near else "Schema ids look like ilo/c029@1930.",
        context={"schema": schema_id[:80], "near": near},
    )


def _data_folder() -> Traversable:
    return files(__package__).joinpath("data")


def _ids_below(folder: Traversable, prefix: str) -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _ids_below(entry, f"{prefix}{entry.name}/")
        elif prefix and entry.name.endswith(".json"):
            yield prefix + entry.name.removesuffix(".json")


@cache
def _definitions() -> Mapping[str, Any]:
    text = _data_folder().joinpath("definitions.json").read_text(encoding="utf-8")
    definitions: Mapping[str, Any] = json.loads(text)["$defs"]
    return definitions


def _bundle(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a content schema that refers to nothing outside itself."""
    used: dict[str, Any] = {}
    bundled = _localised(content, used)
    return {"$schema": DIALECT, **bundled, "$defs": used} if used else {"$schema": DIALECT, **bundled}


def _localised(value: JsonValue, used: dict[str, Any]) -> JsonValue:
    """Return a copy whose references are local, and collect what they lead to in `used`."""
    if isinstance(value, list):
        return [_localised(item, used) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _localised(item, used) for key, item in value.items() if key != "$ref"}
    if "$ref" in value:
        name = value["$ref"].removeprefix(DEFINITIONS).removeprefix(_LOCAL)
        copy["$ref"] = _LOCAL + name
        if name not in used:
            used[name] = {}  # so that a definition that refers to itself ends
            used[name] = _localised(_definitions()[name], used)
    return copy
