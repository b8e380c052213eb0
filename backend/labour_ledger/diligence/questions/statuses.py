"""The status of many subjects at once, by the one status rule, and what it says of single records.

They are those of `diligence.status`, without the flag for an unchecked identity: that would cost a document each.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sqlmodel import Session

from labour_ledger.diligence.errors import named_errors
from labour_ledger.diligence.facts import load_twins
from labour_ledger.schemas.codes import Outcome
from labour_ledger.store.queries import key_facts
from labour_ledger.store.queries.many_subjects import (
    SUBJECTS_AT_ONCE,
    histories_of_subjects,
    joined_among,
    schemas_held,
)
from labour_ledger.store.results import IndexedRecord, LedgerKey
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.history import SUBJECT_REGISTERED
from labour_ledger_verify.status import (
    ACTING_SCHEMA_IDS,
    Status,
    SubjectFacts,
    evaluate_status,
    facts_of_history,
)

ACTING: Final = frozenset(schema_hash(schema_id) for schema_id in ACTING_SCHEMA_IDS)
_NOBODY: Final = SubjectFacts(bytes(32), 1, "", 0, (), (), (), has_identity=True)
"""A subject that nothing was said of; all of these have the same status."""
_NEGATIVE: Final = frozenset({Outcome.DOES_NOT_CONFORM, Outcome.ZERO_TOLERANCE})
_OF_NEGATIVES: Final = {"negative_cleared": "cleared", "negative_remedied": "remedied"}
_OF_OTHERS: Final = {
    "revoked_record": "revoked",
    "dispute_upheld": "held wrong",
    "doubtful_key": "doubtful key",
    "replaced": "replaced",
    "not_begun": "not begun",
    "period_over": "expired",
}
ENDED: Final = frozenset({"cleared", "remedied", "revoked", "held wrong", "doubtful key", "replaced"})
"""Words of `standing_word` for records that say nothing on the date any more; expiry ends no finding."""


def statuses_of(
    session: Session,
    ledger: LedgerKey,
    subjects: Collection[bytes],
    *,
    schema: bytes,
    valid_at: int,
    known_at: int,
) -> dict[bytes, Status]:
    """Return the status of each of some subjects under a schema; unregistered ones are unknown.

    Source: docs/status-rule.md.

    Args:
        session: A reading session.
        ledger: The ledger.
        subjects: 32 bytes each.
        schema: 32 bytes, not one that acts.
        valid_at: Unix seconds.
        known_at: Unix seconds.

    Raises:
        QuestionInvalid: The schema is one whose records act.
        AnswerNotPossible: The history of a joined subject is missing.
    """
    found = statuses_of_pairs(session, ledger, {schema: subjects}, valid_at=valid_at, known_at=known_at)
    return {subject: status for (subject, _), status in found.items()}


def statuses_of_pairs(
    session: Session,
    ledger: LedgerKey,
    wanted: Mapping[bytes, Collection[bytes]],
    *,
    valid_at: int,
    known_at: int,
) -> dict[tuple[bytes, bytes], Status]:
    """Return the status of each of some subjects under each of some schemas; each history is read once.

    Args:
        session: A reading session.
        ledger: The ledger.
        wanted: Subjects by schema, 32 bytes each; schemas that act cannot be asked for.
        valid_at: Unix seconds.
        known_at: Unix seconds.

    Returns:
        By subject and schema.

    Raises:
        QuestionInvalid: A schema is one whose records act.
        AnswerNotPossible: The history of a joined subject is missing.
    """
    subjects = sorted({subject for some in wanted.values() for subject in some})
    found: dict[tuple[bytes, bytes], Status] = {}
    for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
        chunk = set(subjects[start : start + SUBJECTS_AT_ONCE])
        pairs = {schema: chunk.intersection(some) for schema, some in wanted.items()}
        with named_errors():
            for schema, some in pairs.items():
                unknown = evaluate_status(_NOBODY, schema=schema, valid_at=valid_at, known_at=known_at, keys={})
                found |= dict.fromkeys(((subject, schema) for subject in some), unknown)
            spoken_of = _spoken_of(session, ledger, pairs)
            found |= _statuses(session, ledger, spoken_of, valid_at, known_at)
    return found


def standing_word(status: Status, record: IndexedRecord) -> str:
    """Return in a word or two what a status makes of one of the subject's assessments: whether it holds, else why not.

    A record that ended can still be the one that the status rests on: what was remedied, revoked or expired decides
    where nothing else says more.
    """
    words = _OF_NEGATIVES if record.attestation.outcome in _NEGATIVE else _OF_OTHERS
    for reason in status.reasons:
        if reason.code in words and record.uid in reason.uids:
            return words[reason.code]
    return "holds"


def _spoken_of(
    session: Session, ledger: LedgerKey, wanted: Mapping[bytes, Collection[bytes]]
) -> dict[bytes, set[bytes]]:
    """Return those of some pairs whose subject has a record under the schema or one that acts, or is a twin of any."""
    subjects = {subject for some in wanted.values() for subject in some}
    held = schemas_held(session, ledger, subjects, ACTING | set(wanted))
    joined = joined_among(session, ledger, subjects)
    everywhere = joined | {subject for subject, schemas in held.items() if not ACTING.isdisjoint(schemas)}
    return {
        schema: {subject for subject in some if subject in everywhere or schema in held.get(subject, ())}
        for schema, some in wanted.items()
    }


def _statuses(
    session: Session, ledger: LedgerKey, wanted: Mapping[bytes, Collection[bytes]], valid_at: int, known_at: int
) -> dict[tuple[bytes, bytes], Status]:
    facts = _facts(session, ledger, wanted)
    twins = {
        (subject, schema): load_twins(session, ledger, found, schema=schema, known_at=known_at)
        for (subject, schema), found in facts.items()
    }
    issuers = {
        record.issuer
        for pair, found in facts.items()
        for history in (found, *twins[pair])
        for record in history.records
    }
    keys = key_facts(session, ledger, issuers) if issuers else {}
    return {
        (subject, schema): evaluate_status(
            found, schema=schema, valid_at=valid_at, known_at=known_at, keys=keys, twins=twins[subject, schema]
        )
        for (subject, schema), found in facts.items()
    }


def _facts(
    session: Session, ledger: LedgerKey, wanted: Mapping[bytes, Collection[bytes]]
) -> dict[tuple[bytes, bytes], SubjectFacts]:
    subjects = {subject for some in wanted.values() for subject in some}
    facts = {}
    for subject, items in histories_of_subjects(session, ledger, subjects, ACTING | set(wanted)).items():
        if items[0].entry.type is not SUBJECT_REGISTERED:
            continue
        entries = [item.entry for item in items]
        records = [item.record for item in items if item.record is not None]
        for schema, some in wanted.items():
            if subject in some:
                facts[subject, schema] = facts_of_history(entries, records, schema=schema, has_identity=True)
    return facts
