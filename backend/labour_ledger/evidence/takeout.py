"""Everything of one party as files: bundles, documents, evidence, a table, and an index that names each with its hash.

For a party that leaves, and for whoever asks what is held about it. The bundles are the ones that anybody can check
offline; documents and evidence are given as far as they are held. This module opens nothing: files are written by
whoever asked.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlmodel import Session

from labour_ledger.chain.client import LedgerClient
from labour_ledger.schemas.catalogue import schema_ids_by_hash
from labour_ledger.schemas.codes import Outcome, code_name
from labour_ledger.store.queries import (
    documents_by_hash,
    find_subjects,
    get_party,
    issued_records,
    party_histories,
    records_of_subject,
)
from labour_ledger.store.results import IndexedRecord, LedgerKey, SubjectSummary
from labour_ledger_verify.document import parse_json_strict
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import ZERO_WORD

from .bundles import build_party_bundle, build_subject_bundle
from .documents import EvidenceFile, EvidenceFolder, EvidenceNotHeld, evidence_of
from .errors import NothingToProve

INDEX_NAME: Final = "index.json"
_FORMAT: Final = "labour-ledger/takeout@1"
_COLUMNS: Final = (
    "uid", "site", "schema", "outcome", "issuer", "party", "recordedAt", "validFrom", "validUntil", "refUid",
    "documentHash", "documentHeld",
)  # fmt: skip
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class TakenFile:
    """One file of a take-out: its path below the folder, and its bytes."""

    path: str
    data: bytes


@dataclass(slots=True)
class _Listing:
    files: list[dict[str, object]] = field(default_factory=list)
    missing: list[dict[str, str]] = field(default_factory=list)

    def add(self, taken: TakenFile, what: str) -> TakenFile:
        digest = hashlib.sha256(taken.data).hexdigest()
        self.files.append({"path": taken.path, "what": what, "bytes": len(taken.data), "sha256": digest})
        return taken


def take_out(
    session: Session, reader: LedgerClient, ledger: LedgerKey, party: int, evidence: EvidenceFolder
) -> Iterator[TakenFile]:
    """Give every file of a take-out; the index, which names the others, is the last.

    Args:
        session: A reading session, open until the last file was given.
        reader: The ledger through a node that gives proofs.
        ledger: The ledger in the store.
        party: Number of the party.
        evidence: Where evidence files are kept.

    Raises:
        NothingToProve: No such party.
        UnavailableError: The node or the index cannot prove what is asked.
    """
    if get_party(session, ledger, party) is None:
        raise NothingToProve(f"no party {party} is on this ledger", hint="Parties count from 1.")
    listing = _Listing()
    sites = list(_sites(session, ledger, party))
    records = _records(session, ledger, party, sites)
    yield from _bundles(session, reader, ledger, party, sites, listing)
    hashes = {record.attestation.document_hash for record in records} - {ZERO_WORD}
    hashes |= {site.identity_hash for site in sites}
    hashes |= {entries[0].data("profileHash") for entries in party_histories(session, ledger, [party]).values()}
    held = documents_by_hash(session, hashes)
    named: set[bytes] = set()
    for document_hash, document in sorted(held.items()):
        yield listing.add(TakenFile(f"documents/{document_hash.hex()}.json", document.canonical_json), "document")
        named |= set(evidence_of(parse_json_strict(document.canonical_json, what="document")))
    listing.missing += [{"what": "document", "hash": to_hex(one)} for one in sorted(hashes - set(held) - {ZERO_WORD})]
    yield from evidence_files(named, evidence, listing)
    yield listing.add(TakenFile("records.csv", _table(records, frozenset(held))), "records issued, and about own sites")
    index = {"format": _FORMAT, "party": party, "files": listing.files, "notHeld": listing.missing}
    yield TakenFile(INDEX_NAME, (json.dumps(index, indent=2) + "\n").encode())


def evidence_files(named: set[bytes], evidence: EvidenceFolder, listing: _Listing | None = None) -> Iterator[TakenFile]:
    """Give the evidence files of these hashes that are held.

    Raises:
        EvidenceDamaged: One is no longer what its hash says.
    """
    listing = listing or _Listing()
    for digest in sorted(named):
        try:
            found, data = evidence.find(digest), evidence.read(digest)
        except EvidenceNotHeld:
            listing.missing.append({"what": "evidence", "hash": f"0x{digest.hex()}"})
            continue
        yield listing.add(TakenFile(f"evidence/{evidence_name(found)}", data), "evidence")


def evidence_name(file: EvidenceFile) -> str:
    """Return a file name that says the hash and, by its ending, what opens it."""
    import mimetypes

    return f"{file.digest.hex()}{mimetypes.guess_extension(file.media_type) or ''}"


def _sites(session: Session, ledger: LedgerKey, party: int) -> Iterator[SubjectSummary]:
    after = None
    while True:
        page = find_subjects(session, ledger, controller=party, after=after, limit=_PAGE)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def _records(session: Session, ledger: LedgerKey, party: int, sites: list[SubjectSummary]) -> tuple[IndexedRecord, ...]:
    found = {record.uid: record for record in issued_records(session, ledger, party)}
    for site in sites:
        found |= {record.uid: record for record in records_of_subject(session, ledger, site.subject)}
    return tuple(sorted(found.values(), key=lambda record: (record.position.block_number, record.position.log_index)))


def _bundles(
    session: Session,
    reader: LedgerClient,
    ledger: LedgerKey,
    party: int,
    sites: list[SubjectSummary],
    listing: _Listing,
) -> Iterator[TakenFile]:
    try:
        text = "".join(build_party_bundle(session, reader, ledger, party).text)
        yield listing.add(TakenFile("bundles/issued.json", text.encode()), "bundle of what the party issued")
    except NothingToProve:
        listing.missing.append({"what": "bundle", "hash": "nothing was issued"})
    for site in sites:
        handle = handle_of(site.subject)
        text = "".join(build_subject_bundle(session, reader, ledger, site.subject).text)
        yield listing.add(TakenFile(f"bundles/{handle}.json", text.encode()), f"bundle of the site {handle}")


def _table(records: tuple[IndexedRecord, ...], held: frozenset[bytes]) -> bytes:
    ids = schema_ids_by_hash()
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for record in records:
        said = record.attestation
        writer.writerow(
            (
                to_hex(record.uid),
                handle_of(said.subject),
                ids.get(said.schema, to_hex(said.schema)),
                code_name(Outcome(said.outcome)),
                to_hex(said.issuer),
                record.basis.party,
                record.recorded_at,
                said.valid_from,
                said.valid_until,
                to_hex(said.ref_uid),
                to_hex(said.document_hash),
                "yes" if said.document_hash in held else "no",
            )
        )
    return text.getvalue().encode("utf-8")
