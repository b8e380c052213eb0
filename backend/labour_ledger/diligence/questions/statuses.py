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
    standings_of_subjects,
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
    wanted = sorted(set(subjects))
    found: dict[bytes, Status] = {}
    for start in range(0, len(wanted), SUBJECTS_AT_ONCE):
        chunk = wanted[start : start + SUBJECTS_AT_ONCE]
        with named_errors():
            unknown = evaluate_status(_NOBODY, schema=schema, valid_at=valid_at, known_at=known_at, keys={})
            found |= dict.fromkeys(chunk, unknown)
            spoken_of = _spoken_of(session, ledger, chunk, ACTING | {schema})
            found |= _statuses(session, ledger, spoken_of, schema, valid_at, known_at)
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
    session: Session, ledger: LedgerKey, subjects: Collection[bytes], schemas: Collection[bytes]
) -> set[bytes]:
    """Return the subjects that have a record under one of these schemas, or are joined to one that may."""
    standings = standings_of_subjects(session, ledger, subjects)
    spoken = {subject for subject, held in standings.items() if any(one.schema in schemas for one in held)}
    return spoken | joined_among(session, ledger, subjects)


def _statuses(
    session: Session, ledger: LedgerKey, subjects: Collection[bytes], schema: bytes, valid_at: int, known_at: int
) -> Mapping[bytes, Status]:
    histories = histories_of_subjects(session, ledger, subjects, ACTING | {schema})
    facts = {}
    for subject, items in histories.items():
        if items[0].entry.type is SUBJECT_REGISTERED:
            records = (item.record for item in items if item.record is not None)
            entries = [item.entry for item in items]
            facts[subject] = facts_of_history(entries, records, schema=schema, has_identity=True)
    twins = {
        subject: load_twins(session, ledger, found, schema=schema, known_at=known_at)
        for subject, found in facts.items()
    }
    issuers = {
        record.issuer
        for subject, found in facts.items()
        for history in (found, *twins[subject])
        for record in history.records
    }
    keys = key_facts(session, ledger, issuers) if issuers else {}
    return {
        subject: evaluate_status(
            found, schema=schema, valid_at=valid_at, known_at=known_at, keys=keys, twins=twins[subject]
        )
        for subject, found in facts.items()
    }
