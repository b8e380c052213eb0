"""Making a snapshot from the store, and bringing one forward by new blocks.

What came later is kept apart from what was sorted once, so that nothing large is copied for a few records. A subject
that an act bears on is read by the rule itself from then on, until the next full building. What cannot be brought
forward (another chain, a marked key, a document that came after its record) is built anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlmodel import Session

from labour_ledger.diligence.basis import read_basis
from labour_ledger.store.column_rows import LAST_TIME, LINK_SCHEMA
from labour_ledger.store.queries import block_at, get_cursor, key_facts, list_schemas
from labour_ledger.store.queries.link_revocations import RevokedLink, links_revoked_after
from labour_ledger.store.queries.progress import block_mark
from labour_ledger.store.queries.snapshot_columns import (
    Revocation,
    all_keys,
    count_link_terms,
    count_links_up_to,
    has_party_changes,
    new_link_rows,
    record_rows,
    revocations,
    see_newest,
    subject_rows,
    subjects_of_issuers,
    subjects_recorded,
    subjects_with_entries,
)
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger_verify.history import KEY_COMPROMISED
from labour_ledger_verify.status.keys import find_key_doubt

from .acting import ACTING
from .contents import Contents, RevocationColumns
from .gathering import gather, gather_alone
from .link_reading import link_columns, period_end, read_links
from .links import LinkColumns
from .numbering import Numbering, as_ids, extended
from .record_reading import read_records, record_columns
from .records import RecordColumns, SchemaRecords
from .ruled import RuledSubjects, load_ruled, merged
from .snapshot import Snapshot

_TRIES: Final = 5
"""A process that is started sees the same block as this one, mostly: it takes half a second until it looks."""
_NEWLY_RULED: Final = 2000
"""So many more subjects that the rule itself reads call for a full building."""
_MOST_APART: Final = 50_000
"""So many links, or assessments under a schema, that came later are kept apart from the others, which are sorted."""


@dataclass(frozen=True)
class _Acts:
    """What acts do, as of a block.

    Attributes:
        ruled: Subjects that the rule itself reads.
        revocations: Of assessments of all others.
        has_doubtful_keys: A key is doubtful for some time.
    """

    ruled: RuledSubjects
    revocations: Sequence[Revocation]
    has_doubtful_keys: bool


def build_snapshot(session: Session, ledger: LedgerKey) -> Snapshot:
    """Read the whole ledger into a snapshot.

    Args:
        session: A reading session; it may see a newer block afterwards.
        ledger: The ledger.

    Raises:
        UnavailableError: There is no complete index, or it cannot be read.
    """

    def find_acts(acted_on: Collection[bytes], revoking: Sequence[int]) -> _Acts:
        doubtful = _doubtful_keys(session, ledger)
        of_keys = subjects_of_issuers(session, ledger, doubtful) if doubtful else []
        by_rule = {*acted_on, *of_keys, *subjects_with_entries(session, ledger)}
        ruled = load_ruled(session, ledger, by_rule, _assessed(session, ledger))
        return _Acts(ruled, revocations(session, ledger, revoking), bool(doubtful))

    for _ in range(_TRIES):
        cursor = _cursor(session, ledger)
        mark = block_mark(session, ledger, cursor.block_number)
        gathered = gather(session, ledger, cursor, find_acts)
        if gathered is not None:
            break
        see_newest(session)
    else:
        cursor = _cursor(session, ledger)
        mark = block_mark(session, ledger, cursor.block_number)
        gathered = gather_alone(session, ledger, find_acts)
    acts, numbering = gathered.acts, gathered.numbering
    contents = Contents(
        numbering=numbering,
        links=gathered.links,
        later_links=LinkColumns.none(),
        records=_with_revocations(gathered.records, acts.revocations, numbering),
        revocations=RevocationColumns.of(acts.revocations),
        ruled=acts.ruled,
    )
    link_terms, ruled_at_first = count_link_terms(session), len(acts.ruled.facts)
    built = Snapshot(cursor, mark, contents, link_terms, ruled_at_first, acts.has_doubtful_keys)
    built.warm()
    return built


def advance_snapshot(
    snapshot: Snapshot, session: Session, ledger: LedgerKey, *, thoroughly: bool = True
) -> Snapshot | None:
    """Return a snapshot as of the index's last block, made from an earlier one; None if it must be built anew.

    Args:
        snapshot: The earlier one; it stays as it is.
        session: A reading session.
        ledger: The ledger.
        thoroughly: Also look whether documents came or went; that counts all of them.

    Raises:
        UnavailableError: There is no complete index.
    """
    cursor, before = _cursor(session, ledger), snapshot.cursor
    link_terms = count_link_terms(session) if thoroughly else snapshot.link_terms
    if not _can_advance(snapshot, session, ledger, cursor, link_terms):
        return None
    if cursor.block_hash == before.block_hash:
        return snapshot
    unlinked = _with_revoked_links(snapshot, links_revoked_after(session, ledger, before.block_number))
    if unlinked is None:
        return None
    contents = _with_links(unlinked, session, ledger, before.block_number)
    read = read_records(record_rows(session, ledger, after_block=before.block_number), contents.numbering)
    entered = subjects_with_entries(session, ledger, after_block=before.block_number)
    recorded = subjects_recorded(session, ledger, before.block_number)
    by_rule = {*read.acted_on, *read.revoked, *entered, *(contents.ruled.facts.keys() & recorded)}
    if snapshot.has_doubtful_keys:
        by_rule.update(recorded)
    newer = load_ruled(session, ledger, by_rule, _assessed(session, ledger)) if by_rule else RuledSubjects({}, {})
    records = dict(contents.records)
    for schema, columns in read.assessments.items():
        held = records.get(schema, SchemaRecords(RecordColumns.none(), RecordColumns.none()))
        held = held.with_records(record_columns(columns))
        records[schema] = held.merged() if len(held.later) > _MOST_APART else held
    contents = replace(contents, records=records, ruled=merged(contents.ruled, newer))
    mark = block_mark(session, ledger, cursor.block_number)
    advanced = replace(snapshot, cursor=cursor, mark=mark, contents=contents, link_terms=link_terms)
    advanced.warm(snapshot, {*recorded, *newer.facts})
    return advanced


def _with_links(contents: Contents, session: Session, ledger: LedgerKey, after_block: int) -> Contents:
    """Return contents with the subjects and links that came after a block."""
    numbering = extended(contents.numbering, subject_rows(session, ledger, after_block=after_block))
    read = read_links(new_link_rows(session, ledger, after_block), numbering)
    numbering = extended(numbering, (), read.ends())
    links, later = contents.links, contents.later_links.with_links(link_columns(read, numbering))
    if len(later) > _MOST_APART:
        links, later = links.with_links(later), LinkColumns.none()
    return replace(contents, numbering=numbering, links=links, later_links=later)


def _with_revoked_links(snapshot: Snapshot, revoked: Sequence[RevokedLink]) -> Contents | None:
    """Return the contents of a snapshot in which some links were revoked since; None if one cannot be told."""
    contents = snapshot.contents
    marked: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for link in revoked:
        if link.revoked_at == snapshot.cursor.block_time:
            # by a block of the same time as this one's, so it may be among the revoked links already
            return None
        if link.revoked_at < snapshot.cursor.block_time:
            continue
        ends = (contents.numbering.number(link.buyer), contents.numbering.number(link.seller))
        times = (period_end(link.valid_from), period_end(link.valid_until), min(link.recorded_at, LAST_TIME))
        among = zip((contents.links, contents.later_links), marked, strict=True)
        left = ((rows, row) for columns, rows in among for row in columns.rows_of(*ends, *times) if row not in rows)
        rows, row = next(left, (None, -1))
        if rows is None:
            return None
        rows[row] = link.revoked_at
    return replace(
        contents,
        links=contents.links.with_revocations(marked[0]),
        later_links=contents.later_links.with_revocations(marked[1]),
    )


def _with_revocations(
    records: dict[bytes, RecordColumns], revoked: Sequence[Revocation], numbering: Numbering
) -> dict[bytes, SchemaRecords]:
    by_schema: dict[bytes, dict[int, Revocation]] = {}
    for found in revoked:
        of_schema = by_schema.setdefault(found.schema, {})
        if found.place not in of_schema or found.recorded_at < of_schema[found.place].recorded_at:
            of_schema[found.place] = found
    marked = {}
    for schema, columns in records.items():
        first = list(by_schema.get(schema, {}).values())
        subjects = numbering.numbers(as_ids([found.subject for found in first]))
        times = [found.recorded_at for found in first]
        marked[schema] = SchemaRecords(
            columns.with_revocations(subjects, [found.place for found in first], times), RecordColumns.none()
        )
    return marked


def _can_advance(snapshot: Snapshot, session: Session, ledger: LedgerKey, cursor: Cursor, link_terms: int) -> bool:
    before = snapshot.cursor
    if cursor.block_number < before.block_number or cursor.start_block != before.start_block:
        return False
    # A header that is not held any more is older than any reorganisation that the index follows.
    block = block_at(session, ledger, before.block_number)
    if block is not None and block.hash != before.block_hash:
        return False
    if block is not None and block_mark(session, ledger, before.block_number) != snapshot.mark:
        # the index was made anew, which may be because the one before it was wrong
        return False
    if link_terms != snapshot.link_terms:
        known = count_links_up_to(session, ledger, before.block_number)
        if known != snapshot.contents.links_count:
            return False
    return len(snapshot.contents.ruled.facts) - snapshot.ruled_at_first <= _NEWLY_RULED and not has_party_changes(
        session, ledger, before.block_number, [KEY_COMPROMISED.number]
    )


def _doubtful_keys(session: Session, ledger: LedgerKey) -> Collection[bytes]:
    """Return the keys that are doubtful for some time (R5)."""
    keys = key_facts(session, ledger, all_keys(session, ledger))
    return find_key_doubt(keys, LAST_TIME).since


def _assessed(session: Session, ledger: LedgerKey) -> set[bytes]:
    return {schema.schema for schema in list_schemas(session, ledger)} - ACTING - {LINK_SCHEMA}


def _cursor(session: Session, ledger: LedgerKey) -> Cursor:
    read_basis(session, ledger)
    cursor = get_cursor(session, ledger)
    assert cursor is not None  # noqa: S101 - a basis was read from it in this session
    return cursor
