"""Questions about what evidence is in force: what expires, and what is missing on a topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from labour_ledger.diligence.tiers import COVERED_CODES
from labour_ledger.schemas.catalogue import load_schema, schema_ids
from labour_ledger.schemas.codes import Outcome
from labour_ledger.store.queries import list_schemas
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import Status, StatusCode, format_time

from .grounds import deciding_records, links_followed
from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Grounds, Kind, Question, Row
from .statuses import standing_word

_DAY_S: Final = 86_400
_ASSESSMENT: Final = "#/$defs/assessment"
_POSITIVE: Final = frozenset({Outcome.CONFORMS, Outcome.CONFORMS_WITH_FINDINGS})
_OPENED: Final = "ledger/assessment-opened@1"
_SCOPE: Final = ("site", "buyer", "tiers", "country")
_STANDARD: Final = Column("standard", Kind.TEXT, "Schema id")


def _find_expiring(inquiry: Inquiry) -> Findings:
    days = inquiry.given.number("days", largest=36_500) or 0
    last = inquiry.valid_at + days * _DAY_S
    losing, statuses = _losing(inquiry, last)
    summaries = inquiry.summaries(record.attestation.subject for record in losing)
    booked = _renewals(inquiry, losing)
    controllers = {summaries[record.attestation.subject].controller for record in losing}
    names = inquiry.names(losing, controllers)
    rows = []
    for record in losing:
        attestation = record.attestation
        controller = summaries[attestation.subject].controller
        renewal = booked.get((attestation.subject, attestation.schema))
        values: dict[str, Cell] = {
            "standard": inquiry.standards[attestation.schema],
            "code": statuses[attestation.subject, attestation.schema].code.value,
            "validUntil": format_time(attestation.valid_until),
            "daysLeft": (attestation.valid_until - inquiry.valid_at) // _DAY_S,
            "owner": names.party(controller) if controller else None,
            "issuer": names.party(record.basis.party),
            "renewalAnnounced": None if renewal is None else format_time(renewal.recorded_at),
            "uid": to_hex(record.uid),
        }
        key = (attestation.valid_until, to_hex(attestation.subject), to_hex(record.uid))
        uids = (record.uid,) if renewal is None else (record.uid, renewal.uid)
        rows.append(Row(key, values, uids, (attestation.subject,), site=attestation.subject))
    summary: dict[str, Cell] = {
        "sites": len(inquiry.scope.tiers),
        "expiring": len(rows),
        "withoutRenewal": sum(1 for row in rows if row.values["renewalAnnounced"] is None),
        "until": format_time(last),
    }
    links = links_followed(inquiry)
    return Findings(tuple(rows), summary, subjects=inquiry.scope.networks, grounds=links)


def _losing(inquiry: Inquiry, last: int) -> tuple[list[IndexedRecord], Mapping[tuple[bytes, bytes], Status]]:
    """Return positives that hold, decide a status and end by a time, where no other that decides it lasts longer."""
    positive = [record for record in inquiry.assessments if record.attestation.outcome in _POSITIVE]
    ends = {record.uid: record.attestation.valid_until for record in positive}
    ending = [record for record in positive if inquiry.valid_at < record.attestation.valid_until <= last]
    statuses = inquiry.statuses_of_records(ending)
    found = []
    for record in ending:
        status = statuses[record.attestation.subject, record.attestation.schema]
        decides = record.uid in status.winning and standing_word(status, record) == "holds"
        if decides and all(ends.get(uid, 0) <= last for uid in status.winning):
            found.append(record)
    return found, statuses


def _renewals(inquiry: Inquiry, records: Iterable[IndexedRecord]) -> dict[tuple[bytes, bytes], IndexedRecord]:
    """Return the newest announcement of an assessment that is later than some records, by subject and schema."""
    known = inquiry.records_of({record.attestation.subject for record in records}, _OPENED)
    latest: dict[tuple[bytes, bytes], int] = {}
    for record in records:
        place = (record.attestation.subject, record.attestation.schema)
        latest[place] = max(latest.get(place, 0), record.recorded_at)
    found = {}
    for record in known:
        place = (record.attestation.subject, record.attestation.ref_uid)
        if record.recorded_at > latest.get(place, record.recorded_at):
            found[place] = record
    return found


def _find_gaps(inquiry: Inquiry) -> Findings:
    topic = inquiry.given.text("topic") or ""
    registered = {found.schema: found.schema_id for found in list_schemas(inquiry.session, inquiry.ledger)}
    covering = {schema: name for schema, name in registered.items() if topic in _topics_of(name)}
    sites = inquiry.scope.tiers
    codes: dict[bytes, dict[str, StatusCode]] = {subject: {} for subject in sites}
    for schema, found in inquiry.codes(sites, covering).items():
        for subject, code in found.items():
            if code is not StatusCode.UNKNOWN:
                codes[subject][covering[schema]] = code
    rows, best_words = [], Counter[str]()
    for subject in sites:
        best = _best_evidence(codes[subject].values())
        best_words[best] += 1
        if best in COVERED_CODES:
            continue
        values: dict[str, Cell] = {
            "tier": sites[subject],
            "evidence": best,
            "standards": tuple(f"{name}: {code.value}" for name, code in sorted(codes[subject].items())),
        }
        rows.append(Row((to_hex(subject),), values, (), (subject,), site=subject))
    summary: dict[str, Cell] = {
        "topic": topic,
        "coveredBy": tuple(sorted(covering.values())),
        "sites": len(sites),
        "sitesWithoutEvidence": len(rows),
        "sitesByEvidence": dict(sorted(best_words.items())),
    }
    missing = () if covering else (f"No schema of this ledger asks about {topic}.",)
    decide = deciding_records(inquiry, covering)

    def complete(shown: Sequence[Row]) -> Sequence[Row]:
        decisive = decide([row.subjects[0] for row in shown])
        return [replace(row, uids=tuple(decisive.get(row.subjects[0], ()))) for row in shown]

    spoken_of = sorted(subject for subject, found in codes.items() if found)
    grounds = (Grounds("evidence", spoken_of, decide), *links_followed(inquiry))
    networks = inquiry.scope.networks
    return Findings(tuple(rows), summary, missing=missing, subjects=networks, grounds=grounds, complete=complete)


@cache
def _topics_of(schema_id: str) -> frozenset[str]:
    """Return the topics that findings of a schema can be about; none for schemas that are no standards."""
    if schema_id not in schema_ids():
        return frozenset()
    content = load_schema(schema_id).content
    if content.get("$ref") != _ASSESSMENT:
        return frozenset()
    findings = content.get("properties", {}).get("findings", {}).get("items", {}).get("properties", {})
    shared = content["$defs"]["findingTopic"]["enum"]
    return frozenset(findings.get("topic", {}).get("enum", shared))


def _best_evidence(codes: Collection[StatusCode]) -> str:
    for code in StatusCode:  # in order of precedence, so that what harms is never hidden behind what helps
        if code in codes:
            return code.value
    return StatusCode.UNKNOWN.value


QUESTIONS: Final = (
    Question(
        number=3,
        name="expiring",
        words="Which of my sites lose what speaks for them within some days?",
        required=(),
        optional=("days", *_SCOPE, "standard", "valid_at", "known_at"),
        columns=(
            *SITE_COLUMNS,
            _STANDARD,
            Column("code", Kind.TEXT, "Status on the date asked for"),
            Column("validUntil", Kind.TIME, "When the record ends"),
            Column("daysLeft", Kind.NUMBER, "Whole days until then"),
            Column("owner", Kind.TEXT, "Who controls the site; null where nobody claimed it"),
            Column("issuer", Kind.TEXT, "Who issued the record that ends"),
            Column("renewalAnnounced", Kind.TIME, "When a new assessment was announced; null where none was"),
            Column("uid", Kind.HASH, "The record that ends"),
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Sites that were looked at"),
            Column("expiring", Kind.NUMBER, "Records that end in time and decide a status"),
            Column("withoutRenewal", Kind.NUMBER, "Of these, how many have no new assessment announced"),
            Column("until", Kind.TIME, "Last moment of the period"),
        ),
        find=_find_expiring,
        explanation=(
            "Positive records that decide a status now and end within the days asked for. Records that expire beside "
            "others that last longer, or that do not count, are left out."
        ),
    ),
    Question(
        number=7,
        name="evidence-gaps",
        words="Which sites lack any independent evidence on a topic?",
        required=("topic",),
        optional=(*_SCOPE, "valid_at", "known_at"),
        columns=(
            *SITE_COLUMNS,
            Column("tier", Kind.NUMBER, "Links from the buyer; null where none was named"),
            Column("evidence", Kind.TEXT, "The gravest code that any standard which covers the topic has"),
            Column("standards", Kind.TEXTS, "Standards that cover the topic and have a record, each with its code"),
        ),
        summary=(
            Column("topic", Kind.TEXT, "The topic"),
            Column("coveredBy", Kind.TEXTS, "Schemas of this ledger whose findings can be about it"),
            Column("sites", Kind.NUMBER, "Sites that were looked at"),
            Column("sitesWithoutEvidence", Kind.NUMBER, "Of these, how many lack it"),
            Column("sitesByEvidence", Kind.COUNTS, "Sites by code: unknown, expired and the like are kept apart"),
        ),
        find=_find_gaps,
        explanation=(
            "A site lacks evidence if no standard that covers the topic has an independent assessment that counts on "
            "the date: nothing was recorded, it expired, was revoked, or only the site itself or a business says so. "
            "An assessment under such a standard covers the topic even where its findings do not mention it."
        ),
    ),
)
