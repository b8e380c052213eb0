"""Questions about how sites were looked at and how workers can be heard: announcement of audits, grievance channels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import format_time

from .contents import contents_of
from .grounds import links_followed
from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Grounds, Kind, Question, Row

_CHANNEL: Final = "ledger/grievance-channel@1"
_VISITS: Final = frozenset({"on-site", "remote", "inspection"})
_ANNOUNCED: Final = "announced"
_NOT_SAID: Final = "not disclosed"
_SCOPE: Final = ("site", "buyer", "tiers", "country")
_DATES: Final = ("valid_at", "known_at")


def _announcements(inquiry: Inquiry) -> dict[bytes, dict[bytes, str]]:
    """Return per site the announcement of each visit by somebody else, by uid; self-assessments are no visits."""
    found: dict[bytes, dict[bytes, str]] = {}
    contents = contents_of(inquiry.session, inquiry.assessments)
    for record in inquiry.assessments:
        content = contents.get(record.uid)
        if content is not None and content.get("technique") not in _VISITS:
            continue
        said = _NOT_SAID if content is None else str(content.get("announcement", _NOT_SAID))
        found.setdefault(record.attestation.subject, {})[record.uid] = said
    return found


def _find_announced_only(inquiry: Inquiry) -> Findings:
    visits = _announcements(inquiry)
    rows = []
    for subject, said in visits.items():
        disclosed = [word for word in said.values() if word != _NOT_SAID]
        if disclosed and all(word == _ANNOUNCED for word in disclosed):
            values: dict[str, Cell] = {
                "tier": inquiry.scope.tiers[subject],
                "visits": len(disclosed),
                "notDisclosed": len(said) - len(disclosed),
            }
            rows.append(Row((to_hex(subject),), values, tuple(said), (subject,), site=subject))
    summary: dict[str, Cell] = {
        "sites": len(inquiry.scope.tiers),
        "sitesVisited": len(visits),
        "sitesAnnouncedOnly": len(rows),
    }
    grounds = (*_visits_counted(visits), *links_followed(inquiry))
    return Findings(tuple(rows), summary, subjects=inquiry.scope.networks, grounds=grounds)


def _visits_counted(
    visits: Mapping[bytes, Mapping[bytes, str]], announcement: str | None = None
) -> tuple[Grounds, ...]:
    """Return the visits that an answer counts, all or those of one announcement, which a row is about."""
    found = {
        subject: [uid for uid, word in said.items() if announcement in (None, word)] for subject, said in visits.items()
    }
    subjects = sorted(subject for subject, uids in found.items() if uids)
    row = None if announcement is None else (announcement,)
    part = "visits" if announcement is None else f"visits {announcement}"
    return (Grounds(part, subjects, lambda some: {subject: found[subject] for subject in some}, row),)


def _find_share(inquiry: Inquiry) -> Findings:
    visits = _announcements(inquiry)
    counts: Counter[str] = Counter()
    sites: dict[str, set[bytes]] = {}
    for subject, said in visits.items():
        for word in said.values():
            counts[word] += 1
            sites.setdefault(word, set()).add(subject)
    total = counts.total()
    disclosed = total - counts[_NOT_SAID]
    rows = [
        Row(
            (word,),
            {
                "announcement": word,
                "visits": counts[word],
                "share": None if word == _NOT_SAID else f"{100 * counts[word] / disclosed:.1f}",
                "sites": len(found),
            },
        )
        for word, found in sites.items()
    ]
    summary: dict[str, Cell] = {
        "sites": len(inquiry.scope.tiers),
        "sitesVisited": len(visits),
        "visits": total,
        "visitsDisclosed": disclosed,
    }
    missing: tuple[str, ...] = ()
    if disclosed < total:
        missing = ("Of some visits the document is not held here; shares are of those whose announcement is known.",)
    counted = (grounds for word in sites for grounds in _visits_counted(visits, word))
    grounds = (*counted, *links_followed(inquiry))
    return Findings(tuple(rows), summary, missing=missing, subjects=inquiry.scope.networks, grounds=grounds)


def _find_channels(inquiry: Inquiry) -> Findings:
    records = [
        record
        for record in inquiry.records_under(_CHANNEL)
        if record.attestation.valid_from <= inquiry.valid_at < record.attestation.valid_until
    ]
    contents = contents_of(inquiry.session, records)
    names = inquiry.names(records)
    of_site: dict[bytes, list[IndexedRecord]] = {}
    for record in records:
        of_site.setdefault(record.attestation.subject, []).append(record)
    rows = []
    for subject in inquiry.scope.tiers:
        found = of_site.get(subject, [])
        said = [contents[record.uid] for record in found if record.uid in contents]
        values: dict[str, Cell] = {
            "tier": inquiry.scope.tiers[subject],
            "channels": len(found),
            "kinds": tuple(sorted({str(content["kind"]) for content in said})),
            "operatedBy": tuple(sorted({str(content["operatedBy"]) for content in said})),
            "languages": tuple(sorted({str(tag) for content in said for tag in content["languages"]})),
            "anonymous": any(bool(content["anonymous"]) for content in said) if said else None,
            "saidBy": tuple(sorted({names.party(record.basis.party) for record in found})),
            "until": format_time(max(record.attestation.valid_until for record in found)) if found else None,
        }
        # sites without any channel first: they are what is asked for
        uids = tuple(record.uid for record in found)
        rows.append(Row((len(found), to_hex(subject)), values, uids, (subject,), site=subject))
    operators = Counter(str(content["operatedBy"]) for content in contents.values())
    summary: dict[str, Cell] = {
        "sites": len(inquiry.scope.tiers),
        "sitesWithChannel": len(of_site),
        "sitesWithout": len(inquiry.scope.tiers) - len(of_site),
        "channelsByOperator": dict(sorted(operators.items())),
    }
    notes = ("That nobody complains is no good sign. A channel says that workers can be heard, not that they are.",)
    links = links_followed(inquiry)
    return Findings(tuple(rows), summary, notes=notes, subjects=inquiry.scope.networks, grounds=links)


QUESTIONS: Final = (
    Question(
        number=23,
        name="announced-only",
        words="Which sites were only ever visited with announcement?",
        required=(),
        optional=(*_SCOPE, "standard", *_DATES),
        columns=(
            *SITE_COLUMNS,
            Column("tier", Kind.NUMBER, "Links from the buyer; null where none was named"),
            Column("visits", Kind.NUMBER, "Visits, all of them announced"),
            Column("notDisclosed", Kind.NUMBER, "Further assessments whose documents are not held here"),
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Sites that were looked at"),
            Column("sitesVisited", Kind.NUMBER, "Of these, how many have an assessment"),
            Column("sitesAnnouncedOnly", Kind.NUMBER, "Of these, how many were only visited with announcement"),
        ),
        find=_find_announced_only,
        explanation="Semi-announced visits do not count as announced; self-assessments and desk reviews are no visits.",
    ),
    Question(
        number=25,
        name="unannounced-share",
        words="How many audits were announced, semi-announced, unannounced?",
        required=(),
        optional=(*_SCOPE, "standard", *_DATES),
        columns=(
            Column("announcement", Kind.TEXT, "announced, semi-announced, unannounced, or not disclosed"),
            Column("visits", Kind.NUMBER, "Assessments"),
            Column("share", Kind.TEXT, "Per cent of those whose announcement is known"),
            Column("sites", Kind.NUMBER, "Sites of these"),
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Sites that were looked at"),
            Column("sitesVisited", Kind.NUMBER, "Of these, how many have an assessment"),
            Column("visits", Kind.NUMBER, "Assessments"),
            Column("visitsDisclosed", Kind.NUMBER, "Of these, how many say whether they were announced"),
        ),
        find=_find_share,
        explanation="An assessment under several standards is counted under each, as each is a record of its own.",
    ),
    Question(
        number=26,
        name="grievance-channels",
        words="Which grievance channels do the workers of each site have?",
        required=(),
        optional=(*_SCOPE, *_DATES),
        columns=(
            *SITE_COLUMNS,
            Column("tier", Kind.NUMBER, "Links from the buyer; null where none was named"),
            Column("channels", Kind.NUMBER, "Channels that are open on the date"),
            Column("kinds", Kind.TEXTS, "Kinds of channel"),
            Column("operatedBy", Kind.TEXTS, "Who runs them"),
            Column("languages", Kind.TEXTS, "Languages that they take"),
            Column("anonymous", Kind.TRUTH, "Whether one takes anonymous complaints; null where nothing is disclosed"),
            Column("saidBy", Kind.TEXTS, "Who says that they exist"),
            Column("until", Kind.TIME, "When the last of these records ends"),
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Sites that were looked at"),
            Column("sitesWithChannel", Kind.NUMBER, "Of these, how many have a channel"),
            Column("sitesWithout", Kind.NUMBER, "Of these, how many have none on record"),
            Column("channelsByOperator", Kind.COUNTS, "Channels whose document is held, by who runs them"),
        ),
        find=_find_channels,
        explanation="Records under ledger/grievance-channel@1 in their period; sites without any come first.",
    ),
)
