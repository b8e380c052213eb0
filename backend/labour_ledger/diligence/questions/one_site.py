"""Questions about one site: its status now and as known then, and all that was ever recorded about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.diligence.history import site_history
from labour_ledger.diligence.records import RecordView, view_records
from labour_ledger.diligence.status import StatusAnswer, site_status
from labour_ledger.diligence.timeline import codes_as_known
from labour_ledger.schemas.codes import Outcome, code_name
from labour_ledger.store.queries import subject_history
from labour_ledger.store.results import HistoryItem, IndexedRecord
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.history import HistoryKind, fold_history
from labour_ledger_verify.status import StatusCode, format_time

from .inquiry import Inquiry
from .model import Cell, Column, Findings, Grounds, Kind, Question, Row
from .statuses import ACTING, standing_word

_RECORD_COLUMNS: Final = (
    Column("recordedAt", Kind.TIME, "When it became known"),
    Column("outcome", Kind.TEXT, "What the record says"),
    Column("issuer", Kind.TEXT, "Who says it, with the number of the party"),
    Column("method", Kind.TEXT, "In which capacity, as the contract found it"),
    Column("validFrom", Kind.TIME, "From when on it holds"),
    Column("validUntil", Kind.TIME, "Until when"),
    Column("words", Kind.TEXT, "The record in one sentence"),
    Column("uid", Kind.HASH, "Its uid"),
)
_STATUS_SUMMARY: Final = (
    Column("code", Kind.TEXT, "The status, one of the codes of docs/status-rule.md"),
    Column("flags", Kind.TEXTS, "What a reader must also know"),
    Column("reasons", Kind.TEXTS, "Why, rule by rule"),
    Column("standsUntil", Kind.TIME, "When the last of the records that decide ends, if they are ones that end"),
)
_ENDING: Final = frozenset(
    {StatusCode.CONFORMS, StatusCode.CONFORMS_WITH_FINDINGS, StatusCode.SECOND_PARTY, StatusCode.SELF_DECLARED}
)


def _find_status(inquiry: Inquiry) -> Findings:
    answer = _status(inquiry, inquiry.given.text("valid_at"), inquiry.given.text("known_at"))
    rows = [
        Row(
            key=(_part_order(answer, view), view.record.recorded_at, to_hex(view.record.uid)),
            values={"part": _part(answer, view), **_record_cells(view)},
            uids=(view.record.uid,),
            subjects=(view.record.attestation.subject,),
        )
        for view in answer.records
    ]
    return Findings(tuple(rows), _status_summary(answer), subjects=(answer.subject.subject,))


def _find_status_as_known(inquiry: Inquiry) -> Findings:
    valid_at, known_at = inquiry.given.text("valid_at"), inquiry.given.text("known_at")
    if known_at is None:
        raise QuestionInvalid(
            "known_at: not given",
            hint="Give the day up to which knowledge counts; the question site-status asks about today.",
            context={"field": "known_at"},
        )
    then, now = _status(inquiry, valid_at, known_at), _status(inquiry, valid_at, None)
    today = _status(inquiry, None, None)
    subject = then.subject.subject
    relevant = ACTING | {then.schema.schema}
    items = subject_history(inquiry.session, inquiry.ledger, subject)
    later = [
        record for record in _records(items) if _matters(record, relevant) and record.recorded_at > inquiry.known_at
    ]
    rows = [
        Row(
            key=(view.record.recorded_at, *view.record.position),
            values=_record_cells(view),
            uids=(view.record.uid,),
            subjects=(subject,),
        )
        for view in view_records(inquiry.session, inquiry.ledger, later)
    ]
    summary: dict[str, Cell] = {
        **_status_summary(then),
        "codeAsKnownNow": now.status.code.value,
        "reasonsAsKnownNow": tuple(f"{reason.rule}: {reason.text}" for reason in now.status.reasons),
        "codeToday": today.status.code.value,
        "changed": now.status.code is not then.status.code,
    }
    decisive = tuple(uid for answer in (then, now, today) for uid in answer.status.winning)
    grounds = (Grounds("statuses", (subject,), lambda _subjects: {subject: decisive}),)
    return Findings(tuple(rows), summary, subjects=(subject,), grounds=grounds)


def _find_history(inquiry: Inquiry) -> Findings:
    subject = inquiry.site
    assert subject is not None  # noqa: S101 - the catalogue requires it
    page = site_history(inquiry.session, inquiry.ledger, subject, after=inquiry.after, limit=inquiry.limit)
    codes = _codes_as_known(inquiry, subject, {entry.item.entry.recorded_at for entry in page.entries})
    rows = tuple(
        Row(
            key=tuple(entry.item.position),
            values={
                "recordedAt": format_time(entry.item.entry.recorded_at),
                "type": entry.item.entry.type.name,
                "words": entry.words,
                "codeThen": codes.get(entry.item.entry.recorded_at),
                "validFrom": None if entry.view is None else format_time(entry.view.record.attestation.valid_from),
                "validUntil": None if entry.view is None else format_time(entry.view.record.attestation.valid_until),
                "blockNumber": entry.item.position.block_number,
                "documentHeld": None if entry.view is None else entry.view.document is not None,
                "uid": None if entry.view is None else to_hex(entry.view.record.uid),
            },
            uids=() if entry.view is None else (entry.view.record.uid,),
            subjects=(subject,),
        )
        for entry in page.entries
    )
    entries = [item.entry for item in subject_history(inquiry.session, inquiry.ledger, subject)]
    records = sum(1 for entry in entries if entry.type.name == "Recorded")
    summary: dict[str, Cell] = {
        **inquiry.site_cells(subject),
        "entries": len(entries),
        "records": records,
        "head": to_hex(fold_history(HistoryKind.SUBJECT, entries)),
    }
    notes = (
        "The head follows from these entries alone. A bundle proves that the chain has this head at a block, so that "
        f"nothing recorded up to it was left out: labour-ledger bundle {summary['site']} -o bundle.json",
    )
    return Findings(rows, summary, notes=notes, subjects=(subject,), next=page.next)


def _codes_as_known(inquiry: Inquiry, subject: bytes, moments: Iterable[int]) -> dict[int, str]:
    """Return the status at each moment as it was known then; nothing where no standard was asked for."""
    if inquiry.schema is None:
        return {}
    codes = codes_as_known(inquiry.session, inquiry.ledger, subject, inquiry.schema.schema, moments)
    return {moment: code.value for moment, code in codes.items()}


def _status(inquiry: Inquiry, valid_at: str | None, known_at: str | None) -> StatusAnswer:
    subject, schema = inquiry.site, inquiry.schema
    assert subject is not None  # noqa: S101 - the catalogue requires both
    assert schema is not None  # noqa: S101
    return site_status(
        inquiry.session,
        inquiry.ledger,
        subject,
        schema_id=schema.schema_id,
        valid_at_text=valid_at,
        known_at_text=known_at,
    )


def _status_summary(answer: StatusAnswer) -> dict[str, Cell]:
    status = answer.status
    deciding = [view.record.attestation for view in answer.records if view.record.uid in status.winning]
    ends = [attestation.valid_until for attestation in deciding] if status.code in _ENDING else []
    return {
        "code": status.code.value,
        "flags": tuple(flag.code.value for flag in status.flags),
        "reasons": tuple(f"{reason.rule}: {reason.text}" for reason in status.reasons),
        "standsUntil": format_time(max(ends)) if ends else None,
    }


def _record_cells(view: RecordView) -> dict[str, Cell]:
    record, attestation = view.record, view.record.attestation
    return {
        "recordedAt": format_time(record.recorded_at),
        "outcome": code_name(Outcome(attestation.outcome)),
        "issuer": view.names.party(record.basis.party),
        "method": code_name(record.basis.method),
        "validFrom": format_time(attestation.valid_from),
        "validUntil": format_time(attestation.valid_until),
        "words": view.words(),
        "uid": to_hex(record.uid),
    }


def _part(answer: StatusAnswer, view: RecordView) -> str:
    word = standing_word(answer.status, view.record)
    if view.record.uid in answer.status.winning:
        word = "decides" if word == "holds" else f"decides, {word}"
    disagreeing = {uid for pair in answer.status.conflicts for uid in pair}
    return f"{word}, in conflict" if view.record.uid in disagreeing else word


def _part_order(answer: StatusAnswer, view: RecordView) -> int:
    return 0 if view.record.uid in answer.status.winning else 1


def _records(items: Iterable[HistoryItem]) -> Iterable[IndexedRecord]:
    return (item.record for item in items if item.record is not None)


def _matters(record: IndexedRecord, schemas: frozenset[bytes]) -> bool:
    return record.attestation.schema in schemas


QUESTIONS: Final = (
    Question(
        number=1,
        name="site-status",
        words="Is this site valid for a standard, today or on a date?",
        required=("site", "standard"),
        optional=("valid_at", "known_at"),
        columns=(Column("part", Kind.TEXT, "What the status makes of the record"), *_RECORD_COLUMNS),
        summary=_STATUS_SUMMARY,
        find=_find_status,
        explanation=(
            "The status by the rule of docs/status-rule.md, which the offline verifier recomputes from a bundle, with "
            "every record that decides, does not count, or disagrees."
        ),
    ),
    Question(
        number=2,
        name="status-as-known",
        words="Was this site valid on the day of the order, as was known then, and what changed since?",
        required=("site", "standard", "known_at"),
        optional=("valid_at",),
        columns=_RECORD_COLUMNS,
        summary=(
            *_STATUS_SUMMARY,
            Column("codeAsKnownNow", Kind.TEXT, "The status on the same date as it is known now"),
            Column("reasonsAsKnownNow", Kind.TEXTS, "Why; a key that was compromised changes answers without a record"),
            Column("codeToday", Kind.TEXT, "The status today"),
            Column("changed", Kind.TRUTH, "Whether what became known since changed the answer for that date"),
        ),
        find=_find_status_as_known,
        explanation=(
            "The summary is the answer as it was on the day of knowledge; the rows are the records that became known "
            "later, under the standard or acting on others. Nothing recorded later can change what was known then."
        ),
    ),
    Question(
        number=10,
        name="complete-history",
        words="What was ever recorded about this site, and how is it proven that nothing is left out?",
        required=("site",),
        optional=("standard",),
        columns=(
            Column("recordedAt", Kind.TIME, "When it became known"),
            Column("type", Kind.TEXT, "Type of the entry (docs/history-format.md, section 3.1)"),
            Column("words", Kind.TEXT, "What happened, in one sentence"),
            Column(
                "codeThen", Kind.TEXT, "Status under the standard on that day as known then; null without a standard"
            ),
            Column("validFrom", Kind.TIME, "From when on it holds, of a record"),
            Column("validUntil", Kind.TIME, "Until when"),
            Column("blockNumber", Kind.NUMBER, "Block that recorded it"),
            Column("documentHeld", Kind.TRUTH, "Whether its document is held here; null where it has none"),
            Column("uid", Kind.HASH, "Uid of the record"),
        ),
        summary=(
            Column("site", Kind.TEXT, "Handle"),
            Column("siteName", Kind.TEXT, "Name, if its identity document is held"),
            Column("siteId", Kind.HASH, "Full id"),
            Column("country", Kind.TEXT, "ISO 3166-1 alpha-2, as registered"),
            Column("entries", Kind.NUMBER, "Entries of its history"),
            Column("records", Kind.NUMBER, "Records among them"),
            Column("head", Kind.HASH, "Head that all entries fold to"),
        ),
        find=_find_history,
        explanation=(
            "Every entry in the order in which it folds. The head is recomputed from them; the bundle of the site "
            "proves that the contract holds that head. With a standard each entry has the status as it was known then."
        ),
        pages_itself=True,
    ),
)
