"""The question about records that contradict each other: verdicts that disagree, and disputes that have not ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from labour_ledger.schemas.codes import Outcome, code_name
from labour_ledger.store.queries import records_by_uid
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.hexadecimal import to_hex

from .contents import Content, contents_of
from .grounds import links_followed
from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Kind, Question, Row

_DISPUTE: Final = "ledger/dispute@1"
_SCOPE: Final = ("site", "buyer", "tiers", "country")


def _find_contradictions(inquiry: Inquiry) -> Findings:
    statuses = inquiry.statuses_of_records(_told_twice(inquiry.assessments))
    pairs = [
        (subject, schema, "verdicts", first, second)
        for (subject, schema), status in statuses.items()
        for first, second in status.conflicts
    ]
    pairs += _disputed(inquiry)
    records = records_by_uid(inquiry.session, inquiry.ledger, {uid for pair in pairs for uid in pair[3:]})
    contents = contents_of(inquiry.session, records.values())
    names = inquiry.names(records.values())
    rows = []
    for subject, schema, kind, worse, better in pairs:
        values: dict[str, Cell] = {
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
        rows.append(Row(key, values, (worse, better), (subject,), site=subject))
    summary: dict[str, Cell] = {
        "sites": len(inquiry.scope.tiers),
        "sitesWithContradictions": len({pair[0] for pair in pairs}),
        "contradictions": len(rows),
    }
    links = links_followed(inquiry)
    return Findings(tuple(rows), summary, subjects=inquiry.scope.networks, grounds=links)


def _told_twice(assessments: Sequence[IndexedRecord]) -> list[IndexedRecord]:
    """Return the assessments that have company: one alone of a site under a standard contradicts nothing."""
    told = Counter((record.attestation.subject, record.attestation.schema) for record in assessments)
    return [record for record in assessments if told[record.attestation.subject, record.attestation.schema] > 1]


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
        number=11,
        name="contradictions",
        words="Which records contradict each other?",
        required=(),
        optional=(*_SCOPE, "standard", "valid_at", "known_at"),
        columns=(
            *SITE_COLUMNS,
            Column("standard", Kind.TEXT, "Schema id"),
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
