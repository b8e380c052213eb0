"""Building proof bundles (docs/bundle-format.md) from the index, the node's proofs and the documents held.

Nothing is handed out that does not fold: every head is recomputed from the index and compared with the one that the
chain proves at the bundle's block, as the auditor will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.proofs import BlockProof, prove_heads
from labour_ledger.chain.reader import BlockTag, HistoryName
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger.store.queries import get_schema, issued_by
from labour_ledger.store.results import HistoryItem, IndexedRecord, LedgerKey
from labour_ledger_verify.attestation import Domain, schema_hash
from labour_ledger_verify.bundle import Bundle, PartyPart, ShownRecord, Since, SubjectPart
from labour_ledger_verify.bundle_writing import bundle_to_json
from labour_ledger_verify.entry_json import entry_to_json
from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.header import Header
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.history import Entry, HistoryKind, fold_history, party_history_id
from labour_ledger_verify.status import is_acting_schema

from .bundle_text import bundle_text
from .disclosed import identity_document, profile_document, record_documents
from .errors import HistoryDiffers, NothingToProve
from .histories import SubjectHistory, find_since, read_joined_histories, read_party_histories
from .pinned_block import PinnedBlock, pin_block, refuse_other_block
from .signatures import SignatureTable, read_signatures


@dataclass(frozen=True, slots=True)
class BuiltBundle:
    """A bundle that holds, ready to be written.

    Attributes:
        header: Of the block that it proves.
        head: Of the history that it is about, 32 bytes: what a later bundle can continue from.
        entries: How many entries of that history are in it.
        text: The file's text in pieces, to be read once, while the session is open.
    """

    header: Header
    head: bytes
    entries: int
    text: Iterator[str]


def build_subject_bundle(
    session: Session,
    reader: LedgerClient,
    ledger: LedgerKey,
    subject: bytes,
    *,
    schema_id: str | None = None,
    block: int | BlockTag = "latest",
    include_documents: bool = True,
    since: bytes | None = None,
) -> BuiltBundle:
    """Build the bundle of everything that was ever said about a subject.

    Args:
        session: A reading session; it must stay open until the text is written.
        reader: The ledger through a node that gives proofs.
        ledger: The ledger in the store.
        subject: 32 bytes.
        schema_id: Records of other schemas travel bare, unless they act; None shows all.
        block: The block to prove, or how final it must be; `latest` is the last one that the index has read.
        include_documents: Disclose the documents, identity and profiles that are held.
        since: A head that was verified before: only what came after is in the bundle.

    Raises:
        NothingToProve: No such subject or schema up to the block.
        BundleInvalid: The block is older than the ledger, or `since` never was a head.
        IndexBehind: The index has not read the block.
        HistoryDiffers: The index does not fold to what the chain proves.
        NodeUnavailable: The node does not answer, or keeps no state of the block.
    """
    shown_schema = None if schema_id is None else _registered_schema(session, ledger, schema_id)
    pinned = pin_block(session, reader, ledger, block)
    histories = read_joined_histories(session, ledger, subject, block_number=pinned.number, known_at=pinned.timestamp)
    start = None if since is None else find_since(histories[0].entries, since)
    parts = [_ToShow(history, start if history.subject == subject else None, shown_schema) for history in histories]
    shown = [record for part in parts for record in part.records]
    parties = read_party_histories(
        session, ledger, [record.basis.party for record in shown], block_number=pinned.number
    )
    proof = _prove(reader, pinned, [(HistoryKind.SUBJECT, part.history.subject) for part in parts], parties)
    _require_folds(histories, parties, proof)
    _require_bodies(shown, Domain(ledger.chain_id, ledger.contract).separator)
    signatures = read_signatures(session, ledger, shown)
    bundle = Bundle(
        header=proof.header_rlp,
        nodes=proof.nodes,
        subjects=tuple(part.to_part(signatures) for part in parts),
        parties=tuple(PartyPart(party, entries) for party, entries in parties.items()),
        issued=(),
        signatures=signatures.parts,
        documents=(),
    )
    if include_documents:
        bundle = _disclose(session, bundle, histories, shown)
    text = bundle_text(bundle_to_json(bundle))
    return BuiltBundle(proof.header, proof.heads[0], len(bundle.subjects[0].entries), text)


def build_party_bundle(
    session: Session,
    reader: LedgerClient,
    ledger: LedgerKey,
    party: int,
    *,
    block: int | BlockTag = "latest",
    include_documents: bool = True,
    since: bytes | None = None,
) -> BuiltBundle:
    """Build the bundle of everything that a party ever issued, with the party's own history.

    Long histories are read twice from the store instead of being held: once to see that they fold, once to be written.

    Args:
        session: A reading session; it must stay open until the text is written.
        reader: The ledger through a node that gives proofs.
        ledger: The ledger in the store.
        party: Its number.
        block: The block to prove, or how final it must be; `latest` is the last one that the index has read.
        include_documents: Disclose the party's profile if it is held.
        since: A head that was verified before: only what came after is in the bundle.

    Raises:
        As for `build_subject_bundle`.
    """
    pinned = pin_block(session, reader, ledger, block)
    own = read_party_histories(session, ledger, [party], block_number=pinned.number)
    count = sum(1 for _ in issued_by(session, ledger, party, pinned.number))
    if not own[party] or not count:
        raise _nothing_of(party, pinned.number, is_registered=bool(own[party]))
    proof = _prove(reader, pinned, [(HistoryKind.ISSUED, party_history_id(party))], own)
    issued = issued_by(session, ledger, party, pinned.number)
    _require_fold(HistoryKind.ISSUED, issued, proof.heads[0], f"what party {party} issued")
    _require_fold(HistoryKind.PARTY, own[party], proof.heads[1], f"the history of party {party}")
    start = None if since is None else find_since(issued_by(session, ledger, party, pinned.number), since)
    profile = profile_document(session, own[party]) if include_documents else None
    bundle = Bundle(
        header=proof.header_rlp,
        nodes=proof.nodes,
        subjects=(),
        parties=(PartyPart(party, own[party], profile),),
        issued=(PartyPart(party, (), since=start),),
        signatures=(),
        documents=(),
    )
    skipped = 0 if start is None else start.entries
    text = bundle_text(_with_issued(bundle, issued_by(session, ledger, party, pinned.number), skipped))
    return BuiltBundle(proof.header, proof.heads[0], count - skipped, text)


@dataclass(frozen=True, slots=True)
class _ToShow:
    """A subject's history, from where on it is shown, and under which schema (None: all)."""

    history: SubjectHistory
    start: Since | None
    schema: bytes | None

    @property
    def items(self) -> Sequence[HistoryItem]:
        return self.history.items[0 if self.start is None else self.start.entries :]

    @property
    def records(self) -> Iterator[IndexedRecord]:
        return (item.record for item in self.items if item.record is not None and self._is_shown(item.record))

    def to_part(self, signatures: SignatureTable) -> SubjectPart:
        entries: list[Entry | ShownRecord] = [
            signatures.shown(item.record) if item.record is not None and self._is_shown(item.record) else item.entry
            for item in self.items
        ]
        return SubjectPart(self.history.subject, tuple(entries), since=self.start)

    def _is_shown(self, record: IndexedRecord) -> bool:
        schema = record.attestation.schema
        return self.schema is None or schema == self.schema or is_acting_schema(schema)


def _prove(
    reader: LedgerClient, pinned: PinnedBlock, names: Sequence[HistoryName], parties: Iterable[int]
) -> BlockProof:
    """Return the proof of some heads, followed by those of parties."""
    party_names: list[HistoryName] = [(HistoryKind.PARTY, party_history_id(party)) for party in parties]
    proof = prove_heads(reader, reader.council(), [*names, *party_names], pinned.number)
    refuse_other_block(proof.header, pinned)
    return proof


def _nothing_of(party: int, block_number: int, *, is_registered: bool) -> NothingToProve:
    found = "has issued nothing" if is_registered else "is not registered"
    return NothingToProve(
        f"party {party} {found} up to block {block_number}",
        hint="The list of parties has the numbers; what came later needs a later block.",
        context={"party": party, "blockNumber": block_number},
    )


def _require_folds(
    histories: Sequence[SubjectHistory], parties: Mapping[int, Sequence[Entry]], proof: BlockProof
) -> None:
    subject_heads, party_heads = proof.heads[: len(histories)], proof.heads[len(histories) :]
    for history, head in zip(histories, subject_heads, strict=True):
        _require_fold(HistoryKind.SUBJECT, history.entries, head, f"the history of subject {to_hex(history.subject)}")
    for (party, entries), head in zip(parties.items(), party_heads, strict=True):
        _require_fold(HistoryKind.PARTY, entries, head, f"the history of party {party}")


def _require_fold(kind: HistoryKind, entries: Iterable[Entry], head: bytes, what: str) -> None:
    try:
        found = fold_history(kind, entries)
    except VerifyError as error:
        raise _differs(what, error.message) from error
    if found != head:
        raise _differs(what, f"it folds to {to_hex(found)}, the chain has {to_hex(head)}")


def _require_bodies(shown: Iterable[IndexedRecord], separator: bytes) -> None:
    for record in shown:
        if record.attestation.uid(separator) != record.uid:
            raise _differs(f"the record {to_hex(record.uid)}", "its fields do not hash to its uid")


def _differs(what: str, problem: str) -> HistoryDiffers:
    return HistoryDiffers(
        f"{what} in the index is not the one on the chain: {problem}",
        hint="Run `labour-ledger index audit` to see what differs, and `labour-ledger index rebuild` to repair it.",
    )


def _registered_schema(session: Session, ledger: LedgerKey, schema_id: str) -> bytes:
    schema = schema_hash(schema_id)
    if get_schema(session, ledger, schema) is None:
        load_schema(schema_id)
        raise NothingToProve(
            f"the schema {schema_id} is not registered on this ledger",
            hint="Name one that is, or none to show the records of all schemas.",
            context={"schema": schema_id},
        )
    return schema


def _disclose(
    session: Session, bundle: Bundle, histories: Sequence[SubjectHistory], shown: Sequence[IndexedRecord]
) -> Bundle:
    subjects = tuple(
        # what an identity document is held against stands in the first entry, which a continuation does not have
        part if part.since else replace(part, identity=identity_document(session, tuple(history.entries)))
        for part, history in zip(bundle.subjects, histories, strict=True)
    )
    parties = tuple(replace(part, profile=profile_document(session, part.entries)) for part in bundle.parties)
    return replace(bundle, subjects=subjects, parties=parties, documents=record_documents(session, shown))


def _with_issued(bundle: Bundle, entries: Iterator[Entry], skipped: int) -> dict[str, object]:
    fields: dict[str, Any] = bundle_to_json(bundle)
    (issued,) = fields["issued"]
    written = (entry_to_json(entry) for place, entry in enumerate(entries) if place >= skipped)
    return {**fields, "issued": [{**issued, "entries": written}]}
