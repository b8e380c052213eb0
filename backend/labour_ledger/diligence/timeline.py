"""A site's history over time: what became known when, for which period, and the status as it was known then.

The rule judges; here it is asked for every moment at which its answer can change. What time alone changes, such as an
expiry, has no entry in the history and still shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from sqlmodel import Session

from labour_ledger.schemas.codes import Outcome, code_name
from labour_ledger.store.queries import key_facts, list_schemas
from labour_ledger.store.queries.many_subjects import schemas_held
from labour_ledger.store.results import LedgerKey, SubjectSummary
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import (
    KeyFact,
    Status,
    StatusCode,
    SubjectFacts,
    evaluate_status,
    format_time,
    is_acting_schema,
)

from .basis import AnswerBasis
from .errors import named_errors
from .facts import load_facts, load_twins
from .history import HistoryEntry, site_history
from .status import registered_schema, subject_not_found
from .subjects import subject_json

TIMELINE_FORMAT: Final = "labour-ledger/timeline@1"
MOST_MOMENTS: Final = 1_000
"""Moments at which the rule is asked; of a longer history the last ones."""
_OWN_FAMILY: Final = "ledger/"


@dataclass(frozen=True, slots=True)
class StatusPeriod:
    """A time through which a status stayed the same, as it was known at each moment of it.

    Attributes:
        since: Unix seconds.
        until: Unix seconds; None where it lasts at the last block.
        code: What the rule said.
        by_record: Something became known when it began; otherwise time alone changed it.
        uids: Records that it rested on when it began.
    """

    since: int
    until: int | None
    code: StatusCode
    by_record: bool
    uids: tuple[bytes, ...]

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC."""
        return {
            "since": format_time(self.since),
            "until": None if self.until is None else format_time(self.until),
            "code": self.code.value,
            "changedBy": "record" if self.by_record else "time",
            "uids": [to_hex(uid) for uid in self.uids],
        }


@dataclass(frozen=True, slots=True)
class Band:
    """The status under one standard through time.

    Attributes:
        schema_id: The standard.
        periods: In order, each beginning where the one before ends.
        is_whole: They begin with the registration; otherwise with the first of the last `MOST_MOMENTS` moments.
    """

    schema_id: str
    periods: tuple[StatusPeriod, ...]
    is_whole: bool

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "standard": self.schema_id,
            "whole": self.is_whole,
            "periods": [period.to_json() for period in self.periods],
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """A site's history over time.

    Attributes:
        subject: Whose history it is.
        entries: All of it, in order.
        bands: A status for each standard asked about.
        basis: What it rests on.
    """

    subject: SubjectSummary
    entries: tuple[HistoryEntry, ...]
    bands: tuple[Band, ...]
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC."""
        return {
            "format": TIMELINE_FORMAT,
            "subject": subject_json(self.subject),
            "items": [_entry_json(entry) for entry in self.entries],
            "statuses": [band.to_json() for band in self.bands],
            "basis": self.basis.to_json(),
        }


def site_timeline(session: Session, ledger: LedgerKey, subject: bytes, *, schema_id: str | None = None) -> Timeline:
    """Return a site's history over time.

    Args:
        session: A reading session.
        ledger: The ledger.
        subject: 32 bytes; `subjects.find_subject` gives it from what people type.
        schema_id: The standard whose status is told; None for each that the site has a record under.

    Raises:
        SubjectNotFound: The ledger has no such subject.
        SchemaUnknown, SchemaNotRegistered: The ledger does not have the standard.
        QuestionInvalid: The schema is one whose records act.
        UnavailableError: There is no complete index to answer from.
    """
    page = site_history(session, ledger, subject, limit=None)
    if schema_id is None:
        schemas = _standards_of(session, ledger, subject)
    else:
        schemas = {registered_schema(session, ledger, schema_id).schema: schema_id}
    now = page.basis.block_time
    bands = tuple(_band(session, ledger, subject, schema, name, now) for schema, name in schemas.items())
    return Timeline(page.subject, page.entries, bands, page.basis)


def codes_as_known(
    session: Session, ledger: LedgerKey, subject: bytes, schema: bytes, moments: Iterable[int]
) -> dict[int, StatusCode]:
    """Return the code of a subject at each of some moments, as it was known then.

    Args:
        session: A reading session.
        ledger: The ledger.
        subject: 32 bytes.
        schema: 32 bytes, not one that acts.
        moments: Unix seconds.

    Raises:
        SubjectNotFound: The ledger has no such subject.
        QuestionInvalid: The schema is one whose records act.
    """
    wanted = sorted(set(moments))
    if not wanted:
        return {}
    told = _Told.load(session, ledger, subject, schema, wanted[-1])
    return {moment: told.at(moment).code for moment in wanted}


@dataclass(frozen=True, slots=True)
class _Told:
    """All that the rule needs of one subject, up to a time."""

    schema: bytes
    facts: SubjectFacts
    twins: tuple[SubjectFacts, ...]
    keys: Mapping[bytes, KeyFact]

    @classmethod
    def load(cls, session: Session, ledger: LedgerKey, subject: bytes, schema: bytes, now: int) -> _Told:
        with named_errors():
            facts = load_facts(session, ledger, subject, schema=schema)
            if facts is None:
                raise subject_not_found(subject)
            # who was joined at an earlier moment is among those joined now: joins are not undone
            twins = load_twins(session, ledger, facts, schema=schema, known_at=now)
        issuers = {record.issuer for history in (facts, *twins) for record in history.records}
        return cls(schema, facts, twins, key_facts(session, ledger, issuers) if issuers else {})

    def at(self, moment: int) -> Status:
        """Return the status at a moment as it was known then."""
        with named_errors():
            return evaluate_status(
                self.facts,
                schema=self.schema,
                valid_at=moment,
                known_at=moment,
                keys=self.keys,
                twins=self.twins,
            )

    def times_of_news(self) -> set[int]:
        """Return the times at which something became known that the status can depend on."""
        found = {self.facts.registered_at, *(period.since for period in self.facts.controllers)}
        for history in (self.facts, *self.twins):
            found |= {record.recorded_at for record in history.records}
            found |= {joined.recorded_at for joined in history.joined_by}
        return found | {known for key in self.keys.values() for _, known in key.compromises}

    def times_of_periods(self) -> set[int]:
        """Return the times at which a record's period begins or ends."""
        records = [record for history in (self.facts, *self.twins) for record in history.records]
        return {time for record in records for time in (record.valid_from, record.valid_until)}


def _band(session: Session, ledger: LedgerKey, subject: bytes, schema: bytes, name: str, now: int) -> Band:
    told = _Told.load(session, ledger, subject, schema, now)
    news = told.times_of_news()
    moments = sorted(time for time in news | told.times_of_periods() if told.facts.registered_at <= time <= now)
    looked_at = moments[-MOST_MOMENTS:]
    return Band(name, _periods([(moment, told.at(moment)) for moment in looked_at], news), looked_at == moments)


def _periods(statuses: Sequence[tuple[int, Status]], news: set[int]) -> tuple[StatusPeriod, ...]:
    begun = [next(same) for _, same in groupby(statuses, key=lambda pair: pair[1].code)]
    ends = [*(moment for moment, _ in begun[1:]), None]
    return tuple(
        StatusPeriod(moment, end, status.code, moment in news, status.winning)
        for (moment, status), end in zip(begun, ends, strict=True)
    )


def _standards_of(session: Session, ledger: LedgerKey, subject: bytes) -> dict[bytes, str]:
    registered = {
        found.schema: found.schema_id
        for found in list_schemas(session, ledger)
        if not found.schema_id.startswith(_OWN_FAMILY) and not is_acting_schema(found.schema)
    }
    held = schemas_held(session, ledger, [subject], registered).get(subject, set())
    return {schema: name for schema, name in sorted(registered.items(), key=lambda item: item[1]) if schema in held}


def _entry_json(entry: HistoryEntry) -> dict[str, object]:
    record = None if entry.view is None else entry.view.record
    return {
        "recordedAt": format_time(entry.item.entry.recorded_at),
        "type": entry.item.entry.type.name,
        "words": entry.words,
        "outcome": None if record is None else code_name(Outcome(record.attestation.outcome)),
        "validFrom": None if record is None else format_time(record.attestation.valid_from),
        "validUntil": None if record is None else format_time(record.attestation.valid_until),
        "uid": None if record is None else to_hex(record.uid),
    }
