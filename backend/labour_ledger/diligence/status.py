"""The status of a subject under a schema, for a date, as known on a date.

The rule is `labour_ledger_verify.status`; here its facts are read from the index and its answer gets its basis. The
offline verifier gives the same answer from a proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from labour_ledger.registry.names import SubjectNotFound
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger.store.queries import get_schema, key_facts, records_by_uid, subjects_by_id
from labour_ledger.store.results import LedgerKey, SchemaView, SubjectSummary
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import KeyFact, Status, SubjectFacts, evaluate_status, resolve_dates

from .basis import AnswerBasis, read_basis
from .errors import SchemaNotRegistered, named_errors
from .facts import load_facts, load_twins
from .records import RecordView, view_records
from .subjects import subject_json

STATUS_FORMAT = "labour-ledger/status@1"


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """The answer to "is this subject in conformity?", with all it rests on.

    Attributes:
        subject: The subject asked about.
        schema: The schema asked for.
        status: What the rule says.
        records: Every record that the status names as winning, losing or in conflict, if they were wanted.
        basis: Ledger, block, dates, rule, and the records that decided.
        with_records: The records were wanted; otherwise the JSON form has none, which is another thing than no record.
    """

    subject: SubjectSummary
    schema: SchemaView
    status: Status
    records: tuple[RecordView, ...]
    basis: AnswerBasis
    with_records: bool = True

    def to_json(self) -> dict[str, object]:
        """Return the one JSON form of this answer, for the API and the command line alike."""
        return {
            "format": STATUS_FORMAT,
            "subject": subject_json(self.subject),
            "schema": {"id": self.schema.schema_id, "hash": to_hex(self.schema.schema)},
            "status": self.status.to_json(),
            "records": [view.to_json() for view in self.records] if self.with_records else None,
            "basis": self.basis.to_json(),
        }


def site_status(
    session: Session,
    ledger: LedgerKey,
    subject: bytes,
    *,
    schema_id: str,
    valid_at_text: str | None = None,
    known_at_text: str | None = None,
    with_records: bool = True,
) -> StatusAnswer:
    """Return the status of a subject under a schema.

    Source: docs/status-rule.md.

    Args:
        session: A reading session.
        ledger: The ledger.
        subject: 32 bytes; `subjects.find_subject` gives it from what people type.
        schema_id: For example `ilo/c029@1930`.
        valid_at_text: For which date; None or `today` is the time of the last indexed block.
        known_at_text: As known on which date; likewise.
        with_records: Also the records that the status names, with their documents.

    Raises:
        SubjectNotFound: The ledger has no such subject.
        SchemaUnknown: Nobody knows such a schema.
        SchemaNotRegistered: The ledger does not have it.
        QuestionInvalid: A date is unreadable or later than the block, or the schema is one whose records act.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    schema = registered_schema(session, ledger, schema_id)
    with named_errors():
        valid_at, known_at = resolve_dates(valid_at_text, known_at_text, basis.block_time)
        facts = load_facts(session, ledger, subject, schema=schema.schema)
        if facts is None:
            raise subject_not_found(subject)
        status = evaluate_facts(session, ledger, facts, schema.schema, valid_at, known_at)
    shown = shown_uids(status) if with_records else ()
    records = records_by_uid(session, ledger, shown)
    return StatusAnswer(
        subject=subjects_by_id(session, ledger, [subject])[subject],
        schema=schema,
        status=status,
        records=tuple(view_records(session, ledger, [records[uid] for uid in shown])),
        basis=basis.asked(valid_at, known_at).resting_on(status.winning),
        with_records=with_records,
    )


def shown_uids(status: Status) -> tuple[bytes, ...]:
    """Return the records that are shown beside a status: winning, losing or in conflict, each once."""
    in_conflict = (uid for pair in status.conflicts for uid in pair)
    return tuple(dict.fromkeys([*status.winning, *status.losing, *in_conflict]))


def registered_schema(session: Session, ledger: LedgerKey, schema_id: str) -> SchemaView:
    """Return a schema as the ledger has it.

    Raises:
        SchemaUnknown: Nobody knows such a schema; the hint names those spelled like it.
        SchemaNotRegistered: The catalogue has it, this ledger does not.
    """
    found = get_schema(session, ledger, schema_hash(schema_id))
    if found is not None:
        return found
    load_schema(schema_id)
    raise SchemaNotRegistered(
        f"the schema {schema_id} is not registered on this ledger",
        hint="The council registers schemas; ask for one that GET /v1/schemas lists.",
        context={"schema": schema_id},
    )


def subject_not_found(subject: bytes) -> SubjectNotFound:
    """Return the error for an id that no subject of the ledger has."""
    return SubjectNotFound(
        f"no subject of this ledger has the id {to_hex(subject)}",
        hint="Check the digits and that the index is up to date.",
        context={"subject": to_hex(subject)},
    )


def evaluate_facts(
    session: Session,
    ledger: LedgerKey,
    facts: SubjectFacts,
    schema: bytes,
    valid_at: int,
    known_at: int,
    *,
    supposed: Mapping[bytes, KeyFact] | None = None,
) -> Status:
    """Return what the rule says of facts that were loaded.

    Args:
        session: A reading session.
        ledger: The ledger.
        facts: Of the subject.
        schema: The schema asked for, 32 bytes.
        valid_at: Unix seconds.
        known_at: Unix seconds.
        supposed: Keys as they would be, in place of what the index says of them.
    """
    twins = load_twins(session, ledger, facts, schema=schema, known_at=known_at)
    issuers = {record.issuer for history in (facts, *twins) for record in history.records}
    return evaluate_status(
        facts,
        schema=schema,
        valid_at=valid_at,
        known_at=known_at,
        keys={**key_facts(session, ledger, issuers), **(supposed or {})},
        twins=twins,
    )
