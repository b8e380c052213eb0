"""What a status rests on, read with a few statements that go to the driver as they are.

The statements are those of `store.queries`, for many subjects at once and without building them anew each time, which
took longer than answering them. They only read. One `StatusState` sees one state of the store.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from labour_ledger_verify.attestation import Attestation
from labour_ledger_verify.history import Entry, HistoryKind, party_history_id
from labour_ledger_verify.status import KeyFact

from .entry_json import decode_entry
from .queries.parties import fold_keys
from .results import Cursor, IndexedRecord, LedgerKey, Position

MOST_TOUCHED: Final = 5000
"""Beyond so many subjects it is quicker to read anew what is asked for than to say what stayed."""

_CURSOR: Final = (
    "SELECT VERSION, c.start_block, c.block_number, c.block_hash, c.block_time, c.safe_block, c.finalized_block,"
    " c.ready, c.format_version, MARK"
    " FROM index_cursor c LEFT JOIN index_block b ON b.chain_id = c.chain_id AND b.contract = c.contract"
    " AND b.block_number = c.block_number WHERE c.chain_id = ? AND c.contract = ?"
)
_BLOCK: Final = "SELECT b.hash, MARK FROM index_block b WHERE b.chain_id = ? AND b.contract = ? AND b.block_number = ?"
_RECORDED: Final = (
    "SELECT DISTINCT r.subject FROM index_record r WHERE r.chain_id = ? AND r.contract = ?"
    " AND r.block_number > ? AND r.block_number <= ? LIMIT ?"
)
_ENTERED: Final = (
    "SELECT DISTINCT e.history_kind, e.history_id FROM index_entry e WHERE e.chain_id = ? AND e.contract = ?"
    " AND e.block_number > ? AND e.block_number <= ? LIMIT ?"
)
_SCHEMAS: Final = "SELECT s.schema_hash, s.schema_id FROM index_schema s WHERE s.chain_id = ? AND s.contract = ?"
_IN_RANGE: Final = (
    "SELECT s.subject FROM index_subject s WHERE s.chain_id = ? AND s.contract = ? AND s.subject >= ?"
    " AND s.subject <= ? ORDER BY s.subject LIMIT 2"
)
_HOLDER: Final = (
    "SELECT i.subject FROM index_identifier i WHERE i.chain_id = ? AND i.contract = ? AND i.identifier = ?"
    " ORDER BY i.block_number DESC, i.log_index DESC LIMIT 1"
)
_SUBJECTS: Final = (
    "SELECT s.subject, s.kind, s.country, s.registrar, s.recorded_at, s.identity_hash, p.name, d.canonical_json,"
    " CAST((SELECT coalesce(sum(h.records), 0) FROM index_standing h WHERE h.chain_id = s.chain_id"
    " AND h.contract = s.contract AND h.subject = s.subject AND h.schema_hash SCHEMAS) AS bigint)"
    " FROM index_subject s"
    " LEFT JOIN own_site_profile p ON p.subject = s.subject AND p.document_hash = s.identity_hash"
    " LEFT JOIN own_document d ON d.document_hash = s.identity_hash"
    " WHERE s.chain_id = ? AND s.contract = ? AND s.subject "
)
_NAMES: Final = (
    "SELECT s.subject, p.name FROM index_subject s"
    " LEFT JOIN own_site_profile p ON p.subject = s.subject AND p.document_hash = s.identity_hash"
    " WHERE s.chain_id = ? AND s.contract = ? AND s.subject "
)
_ENTRIES: Final = (
    "SELECT e.history_id, e.block_number, e.log_index, e.type, e.fields FROM index_entry e"
    " WHERE e.chain_id = ? AND e.contract = ? AND e.history_kind = ? AND e.history_id "
)
_RECORDS: Final = (
    "SELECT r.uid, r.issuer, r.nonce, r.deadline, r.subject, r.schema_hash, r.outcome, r.valid_from, r.valid_until,"
    " r.document_hash, r.ref_uid, r.basis, r.recorded_at, r.block_number, r.log_index, r.transaction_hash,"
    " r.signed_log_index, d.canonical_json"
    # what is held says where to look: SQLite takes the tables of a cross join in the order given
    " FROM index_standing h CROSS JOIN index_record r LEFT JOIN own_document d ON d.document_hash = r.document_hash"
    " WHERE h.chain_id = ? AND h.contract = ? AND h.subject SUBJECTS AND h.schema_hash SCHEMAS"
    " AND r.chain_id = h.chain_id AND r.contract = h.contract AND r.subject = h.subject"
    " AND r.block_number >= h.first_block AND r.block_number <= h.last_block AND r.schema_hash = h.schema_hash"
)
_HELD: Final = "SELECT d.document_hash FROM own_document d WHERE d.document_hash "
_PARTIES: Final = (
    "SELECT q.party, p.name FROM index_party q LEFT JOIN own_party_profile p ON p.document_hash = q.profile_hash"
    " WHERE q.chain_id = ? AND q.contract = ? AND q.party "
)
_KEY_OWNERS: Final = "SELECT k.key, k.party FROM index_key k WHERE k.chain_id = ? AND k.contract = ? AND k.key "


class SubjectRow(NamedTuple):
    """A subject as registered, its name and identity document where these are held, and how many records it has."""

    subject: bytes
    kind: int
    country: str
    registrar: int
    recorded_at: int
    identity_hash: bytes
    name: str | None
    identity_json: str | None
    records: int


class RecordRow(NamedTuple):
    """A record, with its document where that is held."""

    record: IndexedRecord
    document_json: str | None


class Place(NamedTuple):
    """A block that the index stood at, and what tells the row of that block from one written later in its place."""

    number: int
    hash: bytes
    mark: Hashable


class Look(NamedTuple):
    """How far the index is. `version` differs from that of any other state of the store; `cursor` None: no index."""

    version: Hashable
    cursor: Cursor | None
    place: Place | None


class Touched(NamedTuple):
    """What was recorded between two blocks: of which subjects, and whether of any party or schema."""

    subjects: frozenset[bytes]
    entered: frozenset[bytes]
    parties: bool
    schemas: bool


class Dialect(NamedTuple):
    """What the two databases write differently.

    Attributes:
        version: Expression that tells states of the store apart, as far as a statement can.
        mark: Expression that tells a row of `index_block` from one written later in its place.
        takes_lists: A list is one parameter; else each of its items is.
    """

    version: str
    mark: str
    takes_lists: bool

    def fit(self, statement: str) -> str:
        """Return a statement with VERSION and MARK as this database says them."""
        return statement.replace("VERSION", self.version).replace("MARK", self.mark)


SQLITE: Final = Dialect("0", "b.rowid", takes_lists=False)
# Transactions that wrote, and are over or not: it is the same exactly where the same commits are visible.
POSTGRESQL: Final = Dialect("pg_current_snapshot()::text", "b.xmin::text", takes_lists=True)


class Execute(Protocol):
    """Sends a statement with `?` for its parameters, and returns all rows."""

    def __call__(self, statement: str, parameters: Sequence[object]) -> list[Any]:
        """Return the rows."""
        ...


class StatusState:
    """One state of the store. Subjects and hashes are 32 bytes, keys 20 bytes."""

    def __init__(self, execute: Execute, dialect: Dialect, ledger: LedgerKey, *, connection: int) -> None:
        self._execute = execute
        # another connection may be one to another store, in which all that tells rows apart begins anew
        self._connection = connection
        self._dialect = dialect
        self._ledger = (ledger.chain_id, ledger.contract)

    def look(self) -> Look:
        """Return how far the index is."""
        rows = self._execute(self._dialect.fit(_CURSOR), self._ledger)
        if not rows:
            return Look(None, None, None)
        version, start, number, block_hash, time, safe, finalized, ready, form, mark = rows[0]
        cursor = Cursor(start, number, block_hash, time, safe, finalized, bool(ready), form)
        place = None if mark is None else Place(number, block_hash, (self._connection, mark))
        return Look((self._connection, version), cursor, place)

    def touched_since(self, place: Place, up_to: int) -> Touched | None:
        """Return what was recorded after a block, or None where that block was taken back or the index made anew."""
        block = self._execute(self._dialect.fit(_BLOCK), (*self._ledger, place.number))
        held = [(block_hash, (self._connection, mark)) for block_hash, mark in block]
        if held != [(place.hash, place.mark)] or up_to < place.number:
            return None
        if up_to == place.number:
            return Touched(frozenset(), frozenset(), parties=False, schemas=False)
        span = (*self._ledger, place.number, up_to, MOST_TOUCHED + 1)
        recorded = self._execute(_RECORDED, span)
        entered = self._execute(_ENTERED, span)
        if len(recorded) > MOST_TOUCHED or len(entered) > MOST_TOUCHED:
            return None
        kinds = {kind for kind, _ in entered}
        subjects = frozenset(found for kind, found in entered if kind == HistoryKind.SUBJECT.value)
        return Touched(
            subjects.union(row[0] for row in recorded),
            subjects,
            parties=HistoryKind.PARTY.value in kinds,
            schemas=HistoryKind.SCHEMAS.value in kinds,
        )

    def schemas(self) -> dict[bytes, str]:
        """Return the ids of all registered schemas by hash."""
        return dict(self._execute(_SCHEMAS, self._ledger))

    def subjects_between(self, low: bytes, high: bytes) -> list[bytes]:
        """Return the first subjects with `low <= id <= high`, at most two."""
        return [row[0] for row in self._execute(_IN_RANGE, (*self._ledger, low, high))]

    def holder(self, identifier: bytes) -> bytes | None:
        """Return the subject that holds an identifier now, given its hash."""
        rows = self._execute(_HOLDER, (*self._ledger, identifier))
        return rows[0][0] if rows else None

    def subjects(self, subjects: Collection[bytes], schemas: Collection[bytes]) -> dict[bytes, SubjectRow]:
        """Return those subjects that are registered, each with the number of its records under some schemas."""
        among, listed = self._among(schemas)
        rows = self._listed(_SUBJECTS.replace("SCHEMAS", among), (*listed, *self._ledger), subjects)
        return {row[0]: SubjectRow._make(row) for row in rows}

    def names(self, subjects: Collection[bytes]) -> dict[bytes, str | None]:
        """Return the names of those subjects that are registered."""
        return dict(self._listed(_NAMES, self._ledger, subjects))

    def entries(self, subjects: Collection[bytes]) -> dict[bytes, list[Entry]]:
        """Return the entries of subjects that are not records, in fold order."""
        return self._entries(HistoryKind.SUBJECT, subjects)

    def records(self, subjects: Collection[bytes], schemas: Collection[bytes]) -> list[RecordRow]:
        """Return the records of subjects under some schemas in chain order."""
        if not subjects:
            return []
        among, listed = self._among(subjects)
        among_schemas, listed_schemas = self._among(schemas)
        statement = _RECORDS.replace("SUBJECTS", among).replace("SCHEMAS", among_schemas)
        rows = self._execute(statement, (*self._ledger, *listed, *listed_schemas))
        return sorted((RecordRow(_record(row), row[-1]) for row in rows), key=lambda row: row.record.position)

    def held(self, hashes: Collection[bytes]) -> frozenset[bytes]:
        """Return which of these documents are held."""
        return frozenset(row[0] for row in self._listed(_HELD, (), hashes))

    def party_names(self, parties: Collection[int]) -> dict[int, str | None]:
        """Return the names of those parties that are registered."""
        return dict(self._listed(_PARTIES, self._ledger, parties))

    def keys(self, keys: Collection[bytes]) -> dict[bytes, dict[bytes, KeyFact]]:
        """Return for each key what is known of all keys of its party; nothing for a key that no party has."""
        owners: dict[bytes, set[int]] = {key: set() for key in keys}
        for key, party in self._listed(_KEY_OWNERS, self._ledger, keys):
            owners[key].add(party)
        parties = {party for owned in owners.values() for party in owned}
        histories = self._entries(HistoryKind.PARTY, [party_history_id(party) for party in parties])
        facts = {party: _key_facts(party, histories.get(party_history_id(party), ())) for party in parties}
        return {key: {k: fact for party in owned for k, fact in facts[party].items()} for key, owned in owners.items()}

    def _entries(self, kind: HistoryKind, histories: Collection[bytes]) -> dict[bytes, list[Entry]]:
        rows = self._listed(_ENTRIES, (*self._ledger, kind.value), histories)
        found: dict[bytes, list[Entry]] = {}
        for history, _block, _log, type_number, fields in sorted(rows, key=lambda row: (row[1], row[2])):
            found.setdefault(history, []).append(decode_entry(type_number, fields))
        return found

    def _listed(self, statement: str, before: Sequence[object], values: Collection[object]) -> list[Any]:
        if not values:
            return []
        among, listed = self._among(values)
        return self._execute(statement + among, (*before, *listed))

    def _among(self, values: Collection[object]) -> tuple[str, Iterable[object]]:
        if self._dialect.takes_lists:
            return "= ANY(?)", (list(values),)
        # the same few statements for all lengths, so that they are prepared once
        wanted = tuple(values)
        places = 1 << (len(wanted) - 1).bit_length()
        return f"IN ({','.join('?' * places)})", (*wanted, *wanted[-1:] * (places - len(wanted)))


def _record(row: Sequence[Any]) -> IndexedRecord:
    (uid, issuer, nonce, deadline, subject, schema, outcome, valid_from, valid_until, document_hash, ref_uid) = row[:11]
    basis, recorded_at, block_number, log_index, transaction_hash, signed_log_index = row[11:17]
    return IndexedRecord(
        uid=uid,
        attestation=Attestation(
            issuer=issuer,
            nonce=int.from_bytes(nonce, "big"),
            deadline=int.from_bytes(deadline, "big"),
            subject=subject,
            schema=schema,
            outcome=outcome,
            valid_from=int.from_bytes(valid_from, "big"),
            valid_until=int.from_bytes(valid_until, "big"),
            document_hash=document_hash,
            ref_uid=ref_uid,
        ),
        basis_word=int.from_bytes(basis, "big"),
        recorded_at=recorded_at,
        position=Position(block_number, log_index),
        transaction_hash=transaction_hash,
        signed_log_index=signed_log_index,
    )


def _key_facts(party: int, history: Iterable[Entry]) -> Mapping[bytes, KeyFact]:
    keys = fold_keys(party, history)
    return {key.key: KeyFact(key.key, key.added_by, key.added_at, key.compromises) for key in keys}
