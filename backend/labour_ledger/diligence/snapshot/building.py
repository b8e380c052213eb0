"""Making a snapshot from the store, and bringing one forward by new blocks.

A subject that something is recorded about after a snapshot was made is read by the rule itself from then on, until the
next full building; so what is brought forward needs no second form of the rule. What cannot be brought forward
(another chain, a marked key, a revoked link, a document that came after its record) is built anew.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlmodel import Session

from labour_ledger.diligence.basis import read_basis
from labour_ledger.store.queries import block_at, get_cursor, key_facts, list_schemas
from labour_ledger.store.queries.snapshot_columns import (
    LAST_TIME,
    LINK_SCHEMA,
    all_keys,
    count_link_terms,
    count_links_up_to,
    has_party_changes,
    is_link_revoked_after,
    new_link_rows,
    revocations,
    subject_rows,
    subjects_of_issuers,
    subjects_recorded,
    subjects_with_entries,
)
from labour_ledger.store.results import Cursor, LedgerKey
from labour_ledger_verify.history import KEY_COMPROMISED
from labour_ledger_verify.status.keys import find_key_doubt

from .gathering import gather
from .links import link_columns, read_links
from .numbering import as_ids, extended
from .ruled import ACTING, load_ruled, merged
from .snapshot import Snapshot

_NEWLY_RULED: Final = 2000
"""So many more subjects that the rule itself reads call for a full building."""


def build_snapshot(session: Session, ledger: LedgerKey) -> Snapshot:
    """Read the whole ledger into a snapshot.

    Args:
        session: A reading session.
        ledger: The ledger.

    Raises:
        UnavailableError: There is no complete index.
    """
    cursor = _cursor(session, ledger)
    gathered = gather(session, ledger, cursor)
    numbering, links, read = gathered.numbering, gathered.links, gathered.records
    by_rule = {*read.acted_on, *subjects_with_entries(session, ledger), *_doubtful(session, ledger)}
    ruled = load_ruled(session, ledger, by_rule, _assessed(session, ledger))
    revoked = revocations(session, ledger, read.revoking)
    records = read.columns(numbering.numbers(as_ids(sorted(ruled.facts))), revoked)
    built = Snapshot(cursor, numbering, links, records, ruled, count_link_terms(session), len(ruled.facts))
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
    numbering = extended(snapshot.numbering, subject_rows(session, ledger, after_block=before.block_number))
    new_links = read_links(new_link_rows(session, ledger, before.block_number), numbering)
    links, numbering = link_columns([new_links], numbering)
    changed = {
        *subjects_recorded(session, ledger, before.block_number),
        *subjects_with_entries(session, ledger, after_block=before.block_number),
    }
    ruled, records = snapshot.ruled, snapshot.records
    changed_facts: Collection[bytes] = ()
    if changed:
        newer = load_ruled(session, ledger, changed, _assessed(session, ledger))
        ruled, changed_facts = merged(ruled, newer), list(newer.facts)
        numbers = numbering.numbers(as_ids(sorted(newer.facts)))
        records = {schema: held.without(numbers, len(numbering)) for schema, held in records.items()}
    all_links = snapshot.links.with_links(links)
    advanced = Snapshot(cursor, numbering, all_links, records, ruled, link_terms, snapshot.ruled_at_first)
    advanced.warm(snapshot, changed_facts)
    return advanced


def _can_advance(snapshot: Snapshot, session: Session, ledger: LedgerKey, cursor: Cursor, link_terms: int) -> bool:
    before = snapshot.cursor
    if cursor.block_number < before.block_number or cursor.start_block != before.start_block:
        return False
    # A header that is not held any more is older than any reorganisation that the index follows.
    block = block_at(session, ledger, before.block_number)
    if block is not None and block.hash != before.block_hash:
        return False
    if link_terms != snapshot.link_terms:
        known = count_links_up_to(session, ledger, before.block_number)
        if known != len(snapshot.links):
            return False
    return (
        len(snapshot.ruled.facts) - snapshot.ruled_at_first <= _NEWLY_RULED
        and not has_party_changes(session, ledger, before.block_number, [KEY_COMPROMISED.number])
        and not is_link_revoked_after(session, ledger, before.block_number)
    )


def _doubtful(session: Session, ledger: LedgerKey) -> list[bytes]:
    """Return the subjects of everything that keys signed that are doubtful for some time (R5)."""
    keys = key_facts(session, ledger, all_keys(session, ledger))
    doubtful = find_key_doubt(keys, LAST_TIME).since
    return subjects_of_issuers(session, ledger, doubtful) if doubtful else []


def _assessed(session: Session, ledger: LedgerKey) -> set[bytes]:
    return {schema.schema for schema in list_schemas(session, ledger)} - ACTING - {LINK_SCHEMA}


def _cursor(session: Session, ledger: LedgerKey) -> Cursor:
    read_basis(session, ledger)
    cursor = get_cursor(session, ledger)
    assert cursor is not None  # noqa: S101 - a basis was read from it in this session
    return cursor
