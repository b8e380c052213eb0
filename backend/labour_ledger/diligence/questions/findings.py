"""Questions about what was found at sites and what became of it: open findings, and remedies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from labour_ledger.diligence.people import Names
from labour_ledger.schemas.codes import Outcome, Severity, code_name
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import format_time

from .contents import Content, contents_of, date_of, days_between
from .grounds import links_followed
from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Kind, Question, Row
from .statuses import ENDED, standing_word

_PLAN, _CLAIM, _CONFIRMATION = "ledger/remedy-plan@1", "ledger/remedy-claim@1", "ledger/remedy-confirmation@1"
_STEPS: Final = {schema_hash(_PLAN): "planned", schema_hash(_CLAIM): "claimed", schema_hash(_CONFIRMATION): "confirmed"}
_PROGRESS: Final = ("none", "planned", "claimed", "confirmed")
_CLOSED: Final = "closed"
_NEGATIVE: Final = frozenset({Outcome.DOES_NOT_CONFORM, Outcome.ZERO_TOLERANCE})
_GRAVITY: Final = {severity.value: place for place, severity in enumerate(Severity)}
_SCOPE: Final = ("site", "buyer", "tiers", "country")


def _find_open(inquiry: Inquiry) -> Findings:
    begun = [record for record in inquiry.assessments if record.attestation.valid_from <= inquiry.valid_at]
    contents = contents_of(inquiry.session, begun)
    listed = {record.uid: list(_open_findings(record, contents.get(record.uid))) for record in begun}
    # what has no open finding is not worth a status, unless its document is not held
    worth = [record for record in begun if listed[record.uid] or record.uid not in contents]
    standings = _standings(inquiry, worth)
    holding = [record for record in worth if standings[record.uid] not in ENDED]
    rows = _open_rows(inquiry, holding, listed, standings)
    without_document = sum(1 for record in holding if record.uid not in contents)
    summary: dict[str, Cell] = {
        "sites": len(inquiry.scope.tiers),
        "sitesWithFindings": len({row.site for row in rows}),
        "findings": len(rows),
        "overdue": sum(1 for row in rows if row.values["daysOverdue"]),
        "bySeverity": dict(Counter(str(row.values["severity"] or "not disclosed") for row in rows)),
    }
    missing: tuple[str, ...] = ()
    if without_document:
        missing = (
            f"{without_document} assessments that count have no document here, so findings in them cannot be listed; "
            "negative ones among them are listed without a topic.",
        )
    links = links_followed(inquiry)
    return Findings(tuple(rows), summary, missing=missing, subjects=inquiry.scope.networks, grounds=links)


def _standings(inquiry: Inquiry, records: Sequence[IndexedRecord]) -> dict[bytes, str]:
    """Return what the status rule makes of some assessments, in a word, by uid."""
    statuses = inquiry.statuses_of_records(records)
    return {
        record.uid: standing_word(statuses[record.attestation.subject, record.attestation.schema], record)
        for record in records
    }


def _open_rows(
    inquiry: Inquiry,
    records: Sequence[IndexedRecord],
    listed: Mapping[bytes, Sequence[Mapping[str, Any]]],
    standings: Mapping[bytes, str],
) -> list[Row]:
    least = _GRAVITY[inquiry.given.text("severity") or Severity.CRITICAL.value]
    overdue_only = inquiry.given.truth("overdue")
    remedies = _remedies_by_record(inquiry)
    names = inquiry.names(records)
    rows: list[Row] = []
    for record in records:
        done = remedies.get(record.uid, ())
        for number, finding in enumerate(listed[record.uid]):
            severity = finding.get("severity")
            cells = _finding_cells(finding, inquiry.valid_at)
            if (severity is not None and _GRAVITY[severity] < least) or (overdue_only and not cells["daysOverdue"]):
                continue
            subject = record.attestation.subject
            values: dict[str, Cell] = {
                "standard": inquiry.standards[record.attestation.schema],
                **cells,
                "ageDays": (inquiry.valid_at - record.recorded_at) // 86_400,
                "remedy": _progress(done, finding.get("topic")),
                "record": standings[record.uid],
                "outcome": code_name(Outcome(record.attestation.outcome)),
                "issuer": names.party(record.basis.party),
                "uid": to_hex(record.uid),
            }
            # the gravest first, a verdict without a disclosed finding among them
            key = (-_GRAVITY.get(severity or "", 9), to_hex(subject), to_hex(record.uid), number)
            rows.append(Row(key, values, (record.uid, *(one.uid for one, _ in done)), (subject,), site=subject))
    return rows


def _finding_cells(finding: Mapping[str, Any], valid_at: int) -> dict[str, Cell]:
    due = finding.get("dueDate")
    return {
        "topic": finding.get("topic"),
        "severity": finding.get("severity"),
        "state": finding.get("state"),
        "dueDate": due,
        "daysOverdue": max(days_between(due, date_of(valid_at)), 0) if due else None,
    }


def _open_findings(record: IndexedRecord, content: Content | None) -> Iterator[Mapping[str, Any]]:
    listed = [] if content is None else [one for one in content.get("findings", ()) if one["state"] != _CLOSED]
    yield from listed
    if not listed and record.attestation.outcome in _NEGATIVE:
        # a verdict stands whether or not somebody disclosed what it is about
        is_zero_tolerance = record.attestation.outcome == Outcome.ZERO_TOLERANCE
        yield {"severity": Severity.ZERO_TOLERANCE.value} if is_zero_tolerance else {}


def _remedies_by_record(inquiry: Inquiry) -> dict[bytes, list[tuple[IndexedRecord, Content]]]:
    records = inquiry.records_under(_PLAN, _CLAIM, _CONFIRMATION)
    contents = contents_of(inquiry.session, records)
    found: dict[bytes, list[tuple[IndexedRecord, Content]]] = {}
    for record in records:
        found.setdefault(record.attestation.ref_uid, []).append((record, contents.get(record.uid, {})))
    return found


def _progress(remedies: Iterable[tuple[IndexedRecord, Content]], topic: str | None) -> str:
    """Return how far the remedy of a topic is; records without a document speak of every topic of what they name."""
    best = 0
    for record, content in remedies:
        topics = {action["topic"] for action in content.get("actions", ())}
        if topic is None or not topics or topic in topics:
            best = max(best, _PROGRESS.index(_STEPS[record.attestation.schema]))
    return _PROGRESS[best]


def _find_remedies(inquiry: Inquiry) -> Findings:
    since = inquiry.given.instant("since", end_of_day=False) or 0
    until = inquiry.given.instant("until", end_of_day=True)
    everything = inquiry.records_under(_PLAN, _CLAIM, _CONFIRMATION)
    contents = contents_of(inquiry.session, everything)
    names = inquiry.names(everything)
    confirmed = _confirmations(everything, contents, names)
    period = [
        record
        for record in everything
        if record.recorded_at >= since and (until is None or record.recorded_at <= until)
    ]
    rows: list[Row] = []
    for record in period:
        attestation = record.attestation
        for number, action in enumerate(contents.get(record.uid, {}).get("actions", ({},))):
            topic = action.get("topic")
            confirming = confirmed.get((attestation.ref_uid, topic), {})
            values: dict[str, Cell] = {
                "recordedAt": format_time(record.recorded_at),
                "step": _STEPS[attestation.schema],
                "topic": topic,
                "action": action.get("action"),
                "state": action.get("state"),
                "workersReached": action.get("workersReached"),
                "amount": action.get("amount"),
                "by": names.party(record.basis.party),
                "method": code_name(record.basis.method),
                "confirmedBy": tuple(confirming.values()),
                "about": to_hex(attestation.ref_uid),
                "uid": to_hex(record.uid),
            }
            key = (record.recorded_at, *record.position, number)
            uids = (record.uid, *confirming)
            rows.append(Row(key, values, uids, (attestation.subject,), site=attestation.subject))
    summary: dict[str, Cell] = {
        "sites": len(inquiry.scope.tiers),
        "sitesWithRemedies": len({row.site for row in rows}),
        "byStep": dict(Counter(str(row.values["step"]) for row in rows)),
        "notConfirmed": sum(1 for row in rows if row.values["step"] == "claimed" and not row.values["confirmedBy"]),
    }
    hidden = sum(1 for record in period if record.uid not in contents)
    missing = (f"{hidden} records of remedies have no document here: what was done is not shown.",) if hidden else ()
    links = links_followed(inquiry)
    return Findings(tuple(rows), summary, missing=missing, subjects=inquiry.scope.networks, grounds=links)


def _confirmations(
    records: Iterable[IndexedRecord], contents: Mapping[bytes, Content], names: Names
) -> dict[tuple[bytes, str | None], dict[bytes, str]]:
    found: dict[tuple[bytes, str | None], dict[bytes, str]] = {}
    for record in records:
        if _STEPS[record.attestation.schema] != "confirmed":
            continue
        topics = {action["topic"] for action in contents.get(record.uid, {}).get("actions", ())}
        for topic in topics | {None}:
            place = (record.attestation.ref_uid, topic)
            found.setdefault(place, {})[record.uid] = names.party(record.basis.party)
    return found


QUESTIONS: Final = (
    Question(
        number=4,
        name="open-findings",
        words="Which findings are open, how grave are they, and which are overdue?",
        required=(),
        optional=("severity", "overdue", *_SCOPE, "standard", "valid_at", "known_at"),
        columns=(
            *SITE_COLUMNS,
            Column("standard", Kind.TEXT, "Schema id"),
            Column("topic", Kind.TEXT, "What it is about; null where the document is not held"),
            Column("severity", Kind.TEXT, "minor, major, critical or zero_tolerance; null where it is not disclosed"),
            Column("state", Kind.TEXT, "State that its assessor gave it"),
            Column("dueDate", Kind.DATE, "When it is to be closed"),
            Column("daysOverdue", Kind.NUMBER, "Days since then; 0 while it is not due, null where no date is known"),
            Column("ageDays", Kind.NUMBER, "Days since it was recorded"),
            Column("remedy", Kind.TEXT, "none, planned, claimed or confirmed, as later records about it say"),
            Column("record", Kind.TEXT, "What the status rule makes of the record that it stands in"),
            Column("outcome", Kind.TEXT, "Verdict of that record"),
            Column("issuer", Kind.TEXT, "Who found it"),
            Column("uid", Kind.HASH, "The record that it stands in"),
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Sites that were looked at"),
            Column("sitesWithFindings", Kind.NUMBER, "Of these, how many have an open finding"),
            Column("findings", Kind.NUMBER, "Open findings"),
            Column("overdue", Kind.NUMBER, "Of these, how many are overdue"),
            Column("bySeverity", Kind.COUNTS, "Open findings by severity"),
        ),
        find=_find_open,
        explanation=(
            "Findings that their assessor did not call closed, in assessments that were not cleared, remedied, revoked "
            "or replaced. That an assessment expired closes nothing. A negative verdict whose findings are not "
            "disclosed is listed whatever the least severity is. A remedy that is claimed stays open until confirmed."
        ),
    ),
    Question(
        number=19,
        name="remedies",
        words="Was remedy delivered, for how many, and who confirmed it?",
        required=(),
        optional=("since", "until", *_SCOPE, "valid_at", "known_at"),
        columns=(
            Column("recordedAt", Kind.TIME, "When it became known"),
            *SITE_COLUMNS,
            Column("step", Kind.TEXT, "planned, claimed or confirmed"),
            Column("topic", Kind.TEXT, "What it remedies"),
            Column("action", Kind.TEXT, "What was or will be done"),
            Column("state", Kind.TEXT, "planned, in-progress or done"),
            Column("workersReached", Kind.TEXT, "A band of workers"),
            Column("amount", Kind.TEXT, "A band of money paid to workers in total, US dollars"),
            Column("by", Kind.TEXT, "Who says so"),
            Column("method", Kind.TEXT, "In which capacity"),
            Column("confirmedBy", Kind.TEXTS, "Who confirmed a remedy of the same record and topic"),
            Column("about", Kind.HASH, "The record that is remedied"),
            Column("uid", Kind.HASH, "Uid of the record"),
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Sites that were looked at"),
            Column("sitesWithRemedies", Kind.NUMBER, "Of these, how many have a remedy"),
            Column("byStep", Kind.COUNTS, "Rows by step"),
            Column("notConfirmed", Kind.NUMBER, "Claims that nobody confirmed"),
        ),
        find=_find_remedies,
        explanation=(
            "Plans, claims and confirmations, an action a row, in bands. A claim is the site's or a business's word; "
            "only confirmations change a status."
        ),
    ),
)
