"""From the index to what the status rule is given: facts of a subject and of every subject joined to it.

It must not judge; which joins count is asked of the rule.
"""

from __future__ import annotations

from typing import Final

from sqlmodel import Session

from labour_ledger.evidence.disclosed import identity_document
from labour_ledger.store.queries import status_history
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.history import SUBJECT_REGISTERED
from labour_ledger_verify.status import ACTING_SCHEMA_IDS, SubjectFacts, facts_of_history, joined_subjects

_ACTING: Final = frozenset(schema_hash(schema_id) for schema_id in ACTING_SCHEMA_IDS)


def load_facts(session: Session, ledger: LedgerKey, subject: bytes, *, schema: bytes) -> SubjectFacts | None:
    """Return what the rule needs of one subject, or None if it is not registered.

    Args:
        session: A reading session.
        ledger: The ledger.
        subject: 32 bytes.
        schema: The schema asked for, 32 bytes; records of others that do not act are left out.
    """
    history = status_history(session, ledger, subject, _ACTING | {schema})
    entries = [item.entry for item in history]
    if not entries or entries[0].type is not SUBJECT_REGISTERED:
        return None
    records = (item.record for item in history if item.record is not None)
    has_identity = identity_document(session, entries) is not None
    return facts_of_history(entries, records, schema=schema, has_identity=has_identity)


def load_twins(
    session: Session, ledger: LedgerKey, facts: SubjectFacts, *, schema: bytes, known_at: int
) -> tuple[SubjectFacts, ...]:
    """Return the facts of all subjects joined to one, directly or through others, as known on a date.

    Args:
        session: A reading session.
        ledger: The ledger.
        facts: Of the subject asked about.
        schema: The schema asked for, 32 bytes.
        known_at: Joins recorded later are not followed, Unix seconds.
    """
    found: dict[bytes, SubjectFacts] = {}
    # a join can name what is no subject; the rule then says that it cannot answer, so it is asked for only once
    asked: set[bytes] = set()
    while missing := set(joined_subjects(facts, known_at=known_at, twins=found.values())) - asked:
        asked |= missing
        for subject in sorted(missing):
            twin = load_facts(session, ledger, subject, schema=schema)
            if twin is not None:
                found[subject] = twin
    return tuple(found.values())
