"""Questions about what evidence is in force: what expires, what is missing on a topic, what contradicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from labour_ledger.diligence.tiers import COVERED_CODES
from labour_ledger.schemas.catalogue import load_schema, schema_ids
from labour_ledger.schemas.codes import Outcome, code_name
from labour_ledger.store.queries import list_schemas, records_by_uid
from labour_ledger.store.queries.many_subjects import records_of_subjects
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import Status, StatusCode, format_time

from .contents import Content, contents_of
from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Kind, Question, Row
from .statuses import standing_word

_DAY_S: Final = 86_400
_ASSESSMENT: Final = "#/$defs/assessment"
_POSITIVE: Final = frozenset({Outcome.CONFORMS, Outcome.CONFORMS_WITH_FINDINGS})
_OPENED: Final = "ledger/assessment-opened@1"
_DISPUTE: Final = "ledger/dispute@1"
_SCOPE: Final = ("site", "buyer", "tiers", "country")
_STANDARD: Final = Column("standard", Kind.TEXT, "Schema id")
_UNKNOWN: Final = StatusCode.UNKNOWN.value


def _find_expiring(inquiry: Inquiry) -> Findings:
    days = inquiry.given.number("days", largest=36_500) or 0
    last = inquiry.valid_at + days * _DAY_S
    losing, statuses = _losing(inquiry, last)
    inquiry.summaries(record.attestation.subject for record in losing)
    booked = _renewals(inquiry, losing)
    controllers = {inquiry.summaries([])[record.attestation.subject].controller for record in losing}
    names = inquiry.names(losing, controllers)
    rows = []
    for record in losing:
        attestation = record.attestation
        controller = inquiry.summaries([])[attestation.subject].controller
        values: dict[str, Cell] = {
            **inquiry.site_cells(attestation.subject),
            "standard": inquiry.standards[attestation.schema],
            "code": statuses[attestation.subject, attestation.schema].code.value,
            "validUntil": format_time(attestation.valid_until),
            "daysLeft": (attestation.valid_until - inquiry.valid_at) // _DAY_S,
            "owner": names.party(controller) if controller else None,
            "issuer": names.party(record.basis.party),
            "renewalAnnounced": booked.get((attestation.subject, attestation.schema)),
            "uid": to_hex(record.uid),
        }
        key = (attestation.valid_until, to_hex(attestation.subject), to_hex(record.uid))
        rows.append(Row(key, values, (record.uid,), (attestation.subject,)))
    summary: dict[str, Cell] = {
        "sites": len(inquiry.scope.tiers),
        "expiring": len(rows),
        "withoutRenewal": sum(1 for row in rows if row.values["renewalAnnounced"] is None),
        "until": format_time(last),
    }
    return Findings(tuple(rows), summary, subjects=inquiry.scope.networks)


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


def _renewals(inquiry: Inquiry, records: Iterable[IndexedRecord]) -> dict[tuple[bytes, bytes], str]:
    subjects = {record.attestation.subject for record in records}
    opened = records_of_subjects(inquiry.session, inquiry.ledger, subjects, [schema_hash(_OPENED)])
    known = [record for record in opened if record.recorded_at <= inquiry.known_at]
    latest: dict[tuple[bytes, bytes], int] = {}
    for record in records:
        place = (record.attestation.subject, record.attestation.schema)
        latest[place] = max(latest.get(place, 0), record.recorded_at)
    found = {}
    for record in known:
        place = (record.attestation.subject, record.attestation.ref_uid)
        if record.recorded_at > latest.get(place, record.recorded_at):
            found[place] = format_time(record.recorded_at)
    return found


def _find_gaps(inquiry: Inquiry) -> Findings:
    topic = inquiry.given.text("topic") or ""
    registered = {found.schema: found.schema_id for found in list_schemas(inquiry.session, inquiry.ledger)}
    covering = {schema: name for schema, name in registered.items() if topic in _topics_of(name)}
    sites = inquiry.scope.tiers
    inquiry.summaries(sites)
    codes: dict[bytes, dict[str, Status]] = {subject: {} for subject in sites}
    for schema, schema_id in covering.items():
        for subject, status in inquiry.statuses(sites, schema).items():
            codes[subject][schema_id] = status
    rows, best_words = [], Counter[str]()
    for subject in sites:
        best = _best_evidence(codes[subject].values())
        best_words[best] += 1
        if best in COVERED_CODES:
            continue
        said = {name: status.code.value for name, status in codes[subject].items() if status.code.value != _UNKNOWN}
        values: dict[str, Cell] = {
            **inquiry.site_cells(subject),
            "tier": sites[subject],
            "evidence": best,
            "standards": tuple(f"{name}: {code}" for name, code in sorted(said.items())),
        }
        uids = tuple(uid for status in codes[subject].values() for uid in status.winning)
        rows.append(Row((to_hex(subject),), values, uids, (subject,)))
    summary: dict[str, Cell] = {
        "topic": topic,
        "coveredBy": tuple(sorted(covering.values())),
        "sites": len(sites),
        "sitesWithoutEvidence": len(rows),
        "sitesByEvidence": dict(sorted(best_words.items())),
    }
    missing = () if covering else (f"No schema of this ledger asks about {topic}.",)
    return Findings(tuple(rows), summary, missing=missing, subjects=inquiry.scope.networks)


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


def _best_evidence(statuses: Iterable[Status]) -> str:
    codes = {status.code for status in statuses}
    for code in StatusCode:  # in order of precedence, so that what harms is never hidden behind what helps
        if code in codes and code is not StatusCode.UNKNOWN:
            return code.value
    return _UNKNOWN


def _find_contradictions(inquiry: Inquiry) -> Findings:
    statuses = inquiry.statuses_of_records(inquiry.assessments)
    pairs = [
        (subject, schema, "verdicts", first, second)
        for (subject, schema), status in statuses.items()
        for first, second in status.conflicts
    ]
    pairs += _disputed(inquiry)
    records = records_by_uid(inquiry.session, inquiry.ledger, {uid for pair in pairs for uid in pair[3:]})
    contents = contents_of(inquiry.session, records.values())
    names = inquiry.names(records.values())
    inquiry.summaries(pair[0] for pair in pairs)
    rows = []
    for subject, schema, kind, worse, better in pairs:
        values: dict[str, Cell] = {
            **inquiry.site_cells(subject),
            "standard": inquiry.standards.get(schema),
            "kind": kind,
            "worse": _said(records[worse]),
            "worseBy": names.party(records[worse].basis.party),
            "better": _said(records[better]),
            "betterBy": names.party(records[better].basis.party),
            "topics": _topics(contents, worse, better),
            "worseUid": to_hex(worse),
            "betterUid": to_hex(better),
        }
        key = (to_hex(subject), kind, to_hex(worse), to_hex(better))
        rows.append(Row(key, values, (worse, better), (subject,)))
    summary: dict[str, Cell] = {
        "sites": len(inquiry.scope.tiers),
        "sitesWithContradictions": len({pair[0] for pair in pairs}),
        "contradictions": len(rows),
    }
    return Findings(tuple(rows), summary, subjects=inquiry.scope.networks)


def _disputed(inquiry: Inquiry) -> list[tuple[bytes, bytes, str, bytes, bytes]]:
    """Return every dispute of an assessment that is not withdrawn or ruled upon, with the record it disputes."""
    disputes = {record.uid: record for record in inquiry.records_under(_DISPUTE)}
    disputed = {record.uid: record for record in inquiry.assessments}
    live = []
    statuses = inquiry.statuses_of_records(
        disputed[record.attestation.ref_uid] for record in disputes.values() if record.attestation.ref_uid in disputed
    )
    for status in statuses.values():
        live += [uid for flag in status.flags if flag.code.value == "disputed" for uid in flag.uids]
    return [
        (record.attestation.subject, disputed[named].attestation.schema, "dispute", record.uid, named)
        for uid in dict.fromkeys(live)
        if (record := disputes.get(uid)) is not None and (named := record.attestation.ref_uid) in disputed
    ]


def _said(record: IndexedRecord) -> str:
    return code_name(Outcome(record.attestation.outcome))


def _topics(contents: Mapping[bytes, Content], *uids: bytes) -> tuple[str, ...]:
    found = (finding["topic"] for uid in uids for finding in contents.get(uid, {}).get("findings", ()))
    return tuple(sorted(set(found)))


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
    Question(
        number=11,
        name="contradictions",
        words="Which records contradict each other?",
        required=(),
        optional=(*_SCOPE, "standard", "valid_at", "known_at"),
        columns=(
            *SITE_COLUMNS,
            _STANDARD,
            Column("kind", Kind.TEXT, "`verdicts` that disagree while both hold, or a `dispute` that has not ended"),
            Column("worse", Kind.TEXT, "What the first record says"),
            Column("worseBy", Kind.TEXT, "Who says it"),
            Column("better", Kind.TEXT, "What the other says, or the record that is disputed"),
            Column("betterBy", Kind.TEXT, "Who says that"),
            Column("topics", Kind.TEXTS, "Topics of findings of either, where their documents are held"),
            Column("worseUid", Kind.HASH, "The first record"),
            Column("betterUid", Kind.HASH, "The other"),
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Sites that were looked at"),
            Column("sitesWithContradictions", Kind.NUMBER, "Of these, how many have one"),
            Column("contradictions", Kind.NUMBER, "Pairs of records"),
        ),
        find=_find_contradictions,
        explanation="Conflicts by rule R33 of docs/status-rule.md, and disputes that have not ended. The worse counts.",
    ),
)
