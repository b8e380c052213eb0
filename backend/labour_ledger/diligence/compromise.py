"""What a mark of compromise changes: records that become doubtful, and answers that become others.

It judges by the status rule with the key as it would be; nothing is written. Rule R5 of docs/status-rule.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session

from labour_ledger.errors import InputError
from labour_ledger.store.party_results import KeyView
from labour_ledger.store.queries import get_key, joined_subjects, key_facts, records_of_subject, subjects_by_id
from labour_ledger.store.queries.requests import records_of_key
from labour_ledger.store.results import IndexedRecord, LedgerKey, SubjectSummary
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.status import ACTING_SCHEMA_IDS, KeyFact, StatusCode, format_time
from labour_ledger_verify.status.keys import KeyDoubt, find_key_doubt

from .basis import AnswerBasis, read_basis
from .errors import PartyNotFound, named_errors
from .facts import load_facts
from .people import Names, load_names
from .records import RecordView, view_records
from .status import evaluate_facts
from .subjects import subject_json

_ACTING = frozenset(schema_hash(schema_id) for schema_id in ACTING_SCHEMA_IDS)
_POSITIVE = (1, 2)


class KeyDoubtful(InputError):
    """A key whose statements do not count cannot mend those of another."""

    code = "key-doubtful"


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A status today that would be another."""

    subject: SubjectSummary
    schema: bytes
    before: StatusCode
    after: StatusCode


@dataclass(frozen=True, slots=True)
class CompromiseEffect:
    """What marking a key as compromised would do.

    Attributes:
        key: The key.
        compromised_from: Unix seconds.
        keys: Keys that become doubtful, this one and those it added; from when on, Unix seconds.
        records: Records that become doubtful; negatives among them still stand.
        changes: Answers as of the last block that would be others.
        names: Of parties and schemas.
        basis: What it rests on.
    """

    key: KeyView
    compromised_from: int
    keys: Mapping[bytes, int]
    records: tuple[RecordView, ...]
    changes: tuple[AnswerChange, ...]
    names: Names
    basis: AnswerBasis

    @property
    def lost(self) -> tuple[RecordView, ...]:
        """The positive assessments among the records: those that stop counting."""
        return tuple(view for view in self.records if is_positive(view.record))

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC."""
        return {
            "key": to_checksum_address(self.key.key),
            "party": self.names.party_json(self.key.party),
            "compromisedFrom": format_time(self.compromised_from),
            "doubtfulKeys": [
                {"key": to_checksum_address(key), "from": format_time(since)} for key, since in self.keys.items()
            ],
            "doubtfulRecords": [view.to_json() for view in self.records],
            "stopCounting": [to_hex(view.record.uid) for view in self.lost],
            "changes": [
                {
                    "subject": subject_json(change.subject),
                    "schema": self.names.schema_json(change.schema),
                    "before": change.before.value,
                    "after": change.after.value,
                }
                for change in self.changes
            ],
            "basis": self.basis.to_json(),
        }


def compromise_effect(session: Session, ledger: LedgerKey, key: bytes, compromised_from: int) -> CompromiseEffect:
    """Return what marking a key as compromised now would do.

    Args:
        session: A reading session.
        ledger: The ledger.
        key: Its address, 20 bytes.
        compromised_from: From when on it was in other hands, Unix seconds.

    Raises:
        PartyNotFound: No party of the index has the key.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    view = require_key(session, ledger, key)
    now = basis.block_time
    facts = key_facts(session, ledger, [key])
    mark = (compromised_from, now)
    supposed = {**facts, key: replace(facts[key], compromises=(*facts[key].compromises, mark))}
    before, after = find_key_doubt(facts, now), find_key_doubt(supposed, now)
    doubtful = {key: since for key, since in after.since.items() if before.since.get(key) != since}
    records = [
        record
        for tainted in doubtful
        for record in records_of_key(session, ledger, view.party, tainted)
        if _covers(after, record) and not _covers(before, record)
    ]
    subjects = {record.attestation.subject for record in records}
    return CompromiseEffect(
        key=view,
        compromised_from=compromised_from,
        keys=doubtful,
        records=tuple(view_records(session, ledger, records)),
        changes=tuple(_changes(session, ledger, subjects, supposed, now)),
        names=load_names(session, ledger, [view.party]),
        basis=basis,
    )


def doubtful_records(session: Session, ledger: LedgerKey, key: bytes) -> tuple[IndexedRecord, ...]:
    """Return the positive assessments of a key that do not count because the key was doubtful, in chain order.

    Raises:
        PartyNotFound: No party of the index has the key.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    view = require_key(session, ledger, key)
    doubt = find_key_doubt(key_facts(session, ledger, [key]), basis.block_time)
    return tuple(
        record
        for record in records_of_key(session, ledger, view.party, key)
        if is_positive(record) and _covers(doubt, record)
    )


def refuse_doubtful_key(session: Session, ledger: LedgerKey, key: bytes) -> None:
    """Raise if what a key signs now would be doubtful, as it was marked, or added by a key that was doubtful then.

    Raises:
        KeyDoubtful: It would.
        PartyNotFound: No party of the index has the key.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    require_key(session, ledger, key)
    if key in find_key_doubt(key_facts(session, ledger, [key]), basis.block_time).since:
        raise KeyDoubtful(
            f"the key {to_checksum_address(key)} is doubtful itself: it was marked, or a doubtful key added it",
            hint="Let the council, or a key that was there before the compromise, add a new key; sign with that.",
        )


def require_key(session: Session, ledger: LedgerKey, key: bytes) -> KeyView:
    """Return a key as its party's history leaves it.

    Raises:
        PartyNotFound: No party of the index has the key.
    """
    view = get_key(session, ledger, key)
    if view is None:
        raise PartyNotFound(
            f"no party of this ledger has the key {to_checksum_address(key)}",
            hint="If it was added just now, bring the index up to date: labour-ledger index sync",
        )
    return view


def is_positive(record: IndexedRecord) -> bool:
    """Return whether a record is an assessment that says a site conforms."""
    return record.attestation.outcome in _POSITIVE and record.attestation.schema not in _ACTING


def _covers(doubt: KeyDoubt, record: IndexedRecord) -> bool:
    since = doubt.since.get(record.attestation.issuer)
    return since is not None and record.recorded_at >= since


def _changes(
    session: Session, ledger: LedgerKey, touched: Iterable[bytes], supposed: Mapping[bytes, KeyFact], now: int
) -> Iterator[AnswerChange]:
    summaries = subjects_by_id(session, ledger, _with_joined(session, ledger, touched))
    for subject in sorted(summaries):
        schemas = {record.attestation.schema for record in records_of_subject(session, ledger, subject)} - _ACTING
        for schema in sorted(schemas):
            facts = load_facts(session, ledger, subject, schema=schema)
            if facts is None:
                continue
            with named_errors():
                before = evaluate_facts(session, ledger, facts, schema, now, now)
                after = evaluate_facts(session, ledger, facts, schema, now, now, supposed=supposed)
            if before.code is not after.code:
                yield AnswerChange(summaries[subject], schema, before.code, after.code)


def _with_joined(session: Session, ledger: LedgerKey, subjects: Iterable[bytes]) -> set[bytes]:
    """Return subjects with all that are joined to them, directly or through others: bad news crosses over."""
    found: set[bytes] = set()
    pending = list(subjects)
    while pending:
        subject = pending.pop()
        if subject not in found:
            found.add(subject)
            pending += joined_subjects(session, ledger, subject)
    return found
