"""Questions for those who watch: hits on watch lists, what changed since the last look, sites that may be one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Final

from labour_ledger.diligence.changes import describe_changes
from labour_ledger.diligence.screening import NOT_A_FINDING, screen_subjects
from labour_ledger.store.queries import joined_subjects
from labour_ledger.store.queries.many_subjects import changes_of_ledger, joined_among, schemas_held
from labour_ledger.store.queries.page_tokens import decode_token, encode_token
from labour_ledger.store.results import Position
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import FlagCode, format_time

from .grounds import links_followed
from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Kind, Question, Row
from .scope import MOST_RECORDS, refuse_too_many_records

_SAME_AS_ID: Final = "ledger/same-as@1"
_SAME_AS: Final = schema_hash(_SAME_AS_ID)
_SCOPE: Final = ("site", "buyer", "tiers", "country")


def _find_hits(inquiry: Inquiry) -> Findings:
    narrowed = {"site", "buyer", "country"} & set(inquiry.given.values)
    subjects = list(inquiry.scope.tiers) if narrowed else None
    screening = screen_subjects(inquiry.session, inquiry.ledger, subjects, list_name=inquiry.given.text("list"))
    rows = []
    for hit in screening.hits:
        decision = hit.decision
        values: dict[str, Cell] = {
            "score": f"{hit.score / 1000:.3f}",
            "listedNames": hit.entry.names,
            "sameCountry": hit.same_country,
            "list": hit.source.name,
            "edition": hit.source.edition,
            "listRow": hit.entry.row_number,
            "state": hit.state.value,
            "decidedBy": None if decision is None else decision.decided_by,
            "reason": None if decision is None else decision.reason,
        }
        key = (-hit.score, hit.source.name, hit.entry.entry_key, to_hex(hit.subject))
        rows.append(Row(key, values, site=hit.subject))
    summary: dict[str, Cell] = {
        "screened": screening.screened,
        "notScreened": len(screening.unnamed),
        "hits": len(rows),
        "hitsByState": dict(Counter(str(row.values["state"]) for row in rows)),
        "lists": tuple(f"{source.title}, {source.edition}" for source in screening.lists),
    }
    missing = []
    if not screening.lists:
        missing.append("No watch list was imported: labour-ledger watchlist import FILE.")
    if screening.unnamed:
        missing.append(f"{len(screening.unnamed)} subjects could not be screened: no name of theirs is held here.")
    links = links_followed(inquiry)
    return Findings(tuple(rows), summary, (NOT_A_FINDING,), tuple(missing), inquiry.buyers_networks, grounds=links)


def _find_changes(inquiry: Inquiry) -> Findings:
    narrowed = {"site", "buyer", "country"} & set(inquiry.given.values)
    subjects = {*inquiry.scope.tiers, *inquiry.scope.networks} if narrowed else None
    after = None
    if inquiry.after is not None:
        block_number, log_index = decode_token(inquiry.after, (int, int))
        after = Position(int(block_number), int(log_index))
    limit = MOST_RECORDS + 1 if inquiry.limit is None else inquiry.limit
    changes = changes_of_ledger(
        inquiry.session,
        inquiry.ledger,
        after=after,
        since=inquiry.given.instant("since", end_of_day=False) or 0,
        until=inquiry.known_at,
        subjects=subjects,
        limit=limit,
    )
    refuse_too_many_records(len(changes))
    words = describe_changes(inquiry.session, inquiry.ledger, changes)
    rows = []
    for change, said in zip(changes, words, strict=True):
        item = change.item
        record = item.record
        is_subject = len(change.history) == 32
        values: dict[str, Cell] = {
            "recordedAt": format_time(item.entry.recorded_at),
            "history": change.kind.value,
            "subject": handle_of(change.history) if is_subject else None,
            "type": item.entry.type.name,
            "words": said,
            "blockNumber": item.position.block_number,
            "uid": None if record is None else to_hex(record.uid),
        }
        uids = () if record is None else (record.uid,)
        rows.append(Row(tuple(item.position), values, uids, (change.history,) if is_subject else ()))
    last = rows[-1].key if rows else None
    summary: dict[str, Cell] = {
        "changes": len(rows),
        "blockNumber": inquiry.basis.block_number,
        # also at the end: whoever looks again later goes on from here
        "cursor": encode_token(*last) if last is not None else inquiry.after,
    }
    following = encode_token(*last) if last is not None and len(rows) == limit else None
    notes: tuple[str, ...] = (
        "Keep the cursor, and give it as the cursor of the next look: nothing is missed or shown twice.",
    )
    if narrowed:
        notes += ("What changed of parties, their keys and accreditations is shown only where nothing is narrowed.",)
    return Findings(tuple(rows), summary, notes=notes, next=following, grounds=links_followed(inquiry))


def _find_same(inquiry: Inquiry) -> Findings:
    sites = inquiry.scope.tiers
    speaking = schemas_held(inquiry.session, inquiry.ledger, sites, [_SAME_AS])
    joined = set(speaking) | joined_among(inquiry.session, inquiry.ledger, sites)
    effective = _effective(inquiry, joined)
    others = {subject: joined_subjects(inquiry.session, inquiry.ledger, subject) for subject in joined}
    joining = _joining_records(inquiry, {*joined, *(other for some in others.values() for other in some)})
    rows = []
    for subject in joined:
        for other in others[subject]:
            summary = inquiry.summaries([other]).get(other)
            values: dict[str, Cell] = {
                "other": handle_of(other),
                "otherName": None if summary is None else summary.name,
                "otherId": to_hex(other),
                "otherCountry": None if summary is None else summary.country or None,
                "effective": to_hex(other) in effective.get(subject, ()),
            }
            uids = joining.get(frozenset({subject, other}), ())
            rows.append(Row((to_hex(subject), to_hex(other)), values, tuple(uids), (subject, other), site=subject))
    summary_cells: dict[str, Cell] = {
        "sites": len(sites),
        "joined": len(joined),
        "pairsInEffect": sum(1 for row in rows if row.values["effective"]),
    }
    missing = (
        "Sites that look alike and that nobody joined are not listed here: labour-ledger sites review list shows those "
        "that an import found.",
    )
    links = links_followed(inquiry)
    return Findings(tuple(rows), summary_cells, missing=missing, subjects=inquiry.buyers_networks, grounds=links)


def _joining_records(inquiry: Inquiry, subjects: Collection[bytes]) -> dict[frozenset[bytes], list[bytes]]:
    """Return the uids of the records that join some subjects, by the two that each joins."""
    found: dict[frozenset[bytes], list[bytes]] = {}
    for record in inquiry.records_of(subjects, _SAME_AS_ID):
        pair = frozenset({record.attestation.subject, record.attestation.ref_uid})
        found.setdefault(pair, []).append(record.uid)
    return found


def _effective(inquiry: Inquiry, joined: set[bytes]) -> dict[bytes, tuple[str, ...]]:
    """Return for each subject the twins that the status rule counts; any standard gives the same."""
    if not joined or not inquiry.standards:
        return {}
    schema = next(iter(inquiry.standards))
    found = {}
    for subject, status in inquiry.statuses(joined, schema).items():
        flag = status.flag(FlagCode.TWINS)
        twins = () if flag is None else flag.details["subjects"]
        found[subject] = twins if isinstance(twins, tuple) else ()
    return found


QUESTIONS: Final = (
    Question(
        number=15,
        name="watch-list-hits",
        words="Which names are like an entity on a watch list, and which hits did somebody clear, and why?",
        required=(),
        optional=("buyer", "site", "tiers", "country", "list", "valid_at", "known_at"),
        columns=(
            *SITE_COLUMNS,
            Column("score", Kind.TEXT, "How like the names are, 0 to 1"),
            Column("listedNames", Kind.TEXTS, "Names of the listed entity"),
            Column("sameCountry", Kind.TRUTH, "Whether the countries agree; null where one is not known"),
            Column("list", Kind.TEXT, "The list"),
            Column("edition", Kind.TEXT, "Its edition"),
            Column("listRow", Kind.NUMBER, "Row of its file"),
            Column("state", Kind.TEXT, "open, confirmed or cleared"),
            Column("decidedBy", Kind.TEXT, "Who decided"),
            Column("reason", Kind.TEXT, "Why"),
        ),
        summary=(
            Column("screened", Kind.NUMBER, "Subjects that were compared"),
            Column("notScreened", Kind.NUMBER, "Subjects that could not be: no name of theirs is held"),
            Column("hits", Kind.NUMBER, "Hits"),
            Column("hitsByState", Kind.COUNTS, "Hits by what was decided"),
            Column("lists", Kind.TEXTS, "Lists and editions that were screened against"),
        ),
        find=_find_hits,
        explanation="Screened when asked, against the newest edition of each list that was imported.",
    ),
    Question(
        number=16,
        name="changes",
        words="What changed since I last looked?",
        required=(),
        optional=("since", *_SCOPE, "valid_at", "known_at"),
        columns=(
            Column("recordedAt", Kind.TIME, "When it became known"),
            Column("history", Kind.TEXT, "Of a subject, a party, or the schemas"),
            Column("subject", Kind.TEXT, "Handle of the subject; null for parties and schemas"),
            Column("type", Kind.TEXT, "Type of the entry (docs/history-format.md, section 3.1)"),
            Column("words", Kind.TEXT, "What happened, in one sentence"),
            Column("blockNumber", Kind.NUMBER, "Block that recorded it"),
            Column("uid", Kind.HASH, "Uid of the record"),
        ),
        summary=(
            Column("changes", Kind.NUMBER, "Changes on this page"),
            Column("blockNumber", Kind.NUMBER, "Last block that was looked at"),
            Column("cursor", Kind.TEXT, "Where the next look begins"),
        ),
        find=_find_changes,
        explanation=(
            "Every entry of every history in chain order, or of the sites and networks of one buyer, one country or "
            "one site. Suspended keys and ended accreditations are among them where nothing is narrowed."
        ),
        pages_itself=True,
    ),
    Question(
        number=21,
        name="same-site",
        words="Which sites are recorded under two ids?",
        required=(),
        optional=(*_SCOPE, "valid_at", "known_at"),
        columns=(
            *SITE_COLUMNS,
            Column("other", Kind.TEXT, "Handle of the subject that it is joined to"),
            Column("otherName", Kind.TEXT, "Its name, if held"),
            Column("otherId", Kind.HASH, "Its full id"),
            Column("otherCountry", Kind.TEXT, "Its country"),
            Column("effective", Kind.TRUTH, "Whether the join counts by rule R34 of docs/status-rule.md"),
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Sites that were looked at"),
            Column("joined", Kind.NUMBER, "Of these, how many somebody joined to another subject"),
            Column("pairsInEffect", Kind.NUMBER, "Joins that count, each seen from every site that was looked at"),
        ),
        find=_find_same,
        explanation="Subjects that records under ledger/same-as@1 join, directly. Each keeps its own status.",
    ),
)
