"""The part of an audit that needs no chain: what heads commit to only through a hash.

A head covers the uid of a record, not its fields; so the uid is recomputed from the fields, and the signature is
checked over what it signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlmodel import Session

from labour_ledger.store.queries import list_schemas
from labour_ledger.store.queries.streams import SignedRow, records_with_signatures
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.attestation import Domain, batch_struct_hash, digest, schema_hash
from labour_ledger_verify.basis import SignerKind
from labour_ledger_verify.errors import SignatureFalse
from labour_ledger_verify.signature import check_signature


@dataclass(frozen=True, slots=True)
class BodyProblem:
    """A row that is not what the history commits to.

    Attributes:
        name: Uid of the record, or hash of the schema.
        block_number: Its block.
        problem: What is wrong with it.
    """

    name: bytes
    block_number: int
    problem: str


def body_problems(session: Session, ledger: LedgerKey, up_to_block: int) -> tuple[int, tuple[BodyProblem, ...]]:
    """Check the fields and signatures of all records, and the texts of all schema ids.

    Returns:
        The number of records checked, and what is wrong.
    """
    separator = Domain(ledger.chain_id, ledger.contract).separator
    problems = [
        BodyProblem(schema.schema, schema.block_number, f"the text {schema.schema_id!r} is not the schema's id")
        for schema in list_schemas(session, ledger)
        if schema_hash(schema.schema_id) != schema.schema
    ]
    checked = 0
    rows = records_with_signatures(session, ledger, up_to_block)
    for _, group in groupby(rows, key=lambda row: (row.record.position.block_number, row.record.signed_log_index)):
        signed_together = list(group)
        checked += len(signed_together)
        problems.extend(_group_problems(signed_together, separator))
    return checked, tuple(problems)


def _group_problems(rows: Sequence[SignedRow], separator: bytes) -> Iterator[BodyProblem]:
    for row in rows:
        if row.record.attestation.uid(separator) != row.record.uid:
            yield _problem(row, "its fields do not hash to its uid")
    first = rows[0]
    if first.signature is None or first.struct_hash is None:
        yield from (_problem(row, "its signature was not seen") for row in rows)
        return
    struct_hashes = [row.record.attestation.struct_hash() for row in rows]
    allowed = {batch_struct_hash(struct_hashes), *(struct_hashes if len(rows) == 1 else ())}
    if first.struct_hash not in allowed:
        yield from (_problem(row, "its signature is over other records") for row in rows)
    elif first.record.basis.signer_kind is SignerKind.ACCOUNT:
        try:
            check_signature(digest(separator, first.struct_hash), first.signature, first.record.attestation.issuer)
        except SignatureFalse:
            yield from (_problem(row, "its signature is not one of its issuer") for row in rows)


def _problem(row: SignedRow, text: str) -> BodyProblem:
    return BodyProblem(row.record.uid, row.record.position.block_number, text)
