"""A store that holds a made-up supply graph: the rows that an indexer would have written, put there at once.

Parties, keys and schemas come from a simulated ledger, so that the status rule finds all it asks for. The records of
the links themselves are left out; a snapshot passes over them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from tests.bench.graph_world import NOW, GraphWorld
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator
from tests.support.random_supply import CLASSES

from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.entry_json import encode_entry
from labour_ledger.store.link_terms import NO_END
from labour_ledger.store.queries.snapshot_columns import LINK_SCHEMA
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store
from labour_ledger.store.tables import METADATA
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import AccreditationFound, Basis, Method, PartyClass, SignerKind
from labour_ledger_verify.history import SUBJECT_REGISTERED, Entry
from labour_ledger_verify.status import ACTING_SCHEMA_IDS

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
STANDARD_IDS = ("ilo/c029@1930", "ilo/c138@1973", "ilo/c087@1948", "ilo/c111@1958", "ilo/c155@1981")
SCHEMAS = tuple(schema_hash(schema_id) for schema_id in STANDARD_IDS)
_CLASS_OF_METHOD = {
    Method.SELF: PartyClass.BUSINESS,
    Method.SECOND_PARTY: PartyClass.BUSINESS,
    Method.THIRD_PARTY: PartyClass.AUDITOR,
    Method.GOVERNMENT: PartyClass.GOVERNMENT,
    Method.WORKERS_ORGANISATION: PartyClass.WORKERS_ORGANISATION,
}
_KEY = (CHAIN_ID, CONTRACT)
_FIRST_BLOCK = 100
_IN_BLOCK = 2000
_LAST_BLOCK = 1_000_000
_IN_NEW_BLOCK = 100


def fill_store(path: Path, world: GraphWorld) -> tuple[Store, list[bytes]]:
    """Write a graph into a new SQLite store; return the store, and the ids of the subjects by number."""
    store = open_store(f"sqlite:///{path}", create=True)
    simulator = LedgerSimulator()
    for schema_id in (*STANDARD_IDS, *ACTING_SCHEMA_IDS):
        simulator.register_schema(schema_id)
    parties = {party_class: simulator.register_party(party_class) for party_class in sorted(set(CLASSES))}
    simulator.mine()
    Synchroniser(store, simulator, LEDGER, start_block=1).catch_up()
    issuers = {party_class: (party, simulator.signer(party).address) for party_class, party in parties.items()}
    raw = np.random.default_rng(1).bytes(32 * (world.brands + world.sites))
    ids = [raw[start : start + 32] for start in range(0, len(raw), 32)]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    indexes = _drop_indexes(connection)
    connection.execute("BEGIN")
    _insert(connection, "index_subject", _subject_rows(world, ids))
    _insert(connection, "index_entry", _entry_rows(world, ids))
    _insert(connection, "index_supply_link", _link_rows(world, ids))
    _insert(connection, "index_record", _record_rows(world, ids, issuers))
    connection.execute(
        "UPDATE index_cursor SET block_number = ?, block_hash = ?, block_time = ?", (_LAST_BLOCK, bytes(32), NOW)
    )
    connection.execute("COMMIT")
    for statement in indexes:
        connection.execute(statement)
    connection.close()
    store.refresh_statistics()
    return store, ids


def _drop_indexes(connection: sqlite3.Connection) -> list[str]:
    tables = ("index_subject", "index_supply_link", "index_record", "index_entry")
    names = [str(index.name) for table in tables for index in METADATA.tables[table].indexes]
    statements = []
    for name in names:
        (statement,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        connection.execute(f"DROP INDEX {name}")
        statements.append(statement)
    return statements


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * len(METADATA.tables[table].columns))
    rows = iter(rows)
    while part := list(islice(rows, 50_000)):
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", part)


def _place(number: int) -> tuple[int, int]:
    return _FIRST_BLOCK + number // _IN_BLOCK, number % _IN_BLOCK


def _subject_rows(world: GraphWorld, ids: list[bytes]) -> Iterator[tuple[object, ...]]:
    for number, subject in enumerate(ids):
        kind = 2 if number < world.brands else 1
        yield (*_KEY, *_place(number), 1_500_000_000, subject, kind, "ID", 0, bytes(32))


def _entry_rows(world: GraphWorld, ids: list[bytes]) -> Iterator[tuple[object, ...]]:
    """Yield the registrations of those subjects whose history the rule itself reads."""
    for number in sorted(set(world.assessments[world.disputed, 0].tolist())):
        subject = ids[number]
        entry = Entry(SUBJECT_REGISTERED, (subject, 1, b"ID", 0, 0, bytes(32), 1_500_000_000))
        place = _place(number)
        yield (*_KEY, *place, bytes(32), 1_500_000_000, "subject", subject, 1, encode_entry(entry))


def _link_rows(world: GraphWorld, ids: list[bytes]) -> Iterator[tuple[object, ...]]:
    order = sorted(range(len(ids)), key=ids.__getitem__)
    rank = np.empty(len(ids), np.int64)
    rank[order] = np.arange(len(ids))
    # in the order of the key, as a store that was filled link by link is after a while
    for number in np.argsort(rank[world.links[:, 0]], kind="stable").tolist():
        buyer, seller, since, until, recorded = world.links[number].tolist()
        uid = number.to_bytes(32, "big")
        times = (since, until, recorded, NO_END)
        yield (*_KEY, ids[buyer], *_place(number), ids[seller], ids[buyer], uid, uid, *times, 1, 1)


def _record_rows(
    world: GraphWorld, ids: list[bytes], issuers: dict[PartyClass, tuple[int, bytes]]
) -> Iterator[tuple[object, ...]]:
    bases = {
        method: Basis(issuers[of][0], of, method, SignerKind.ACCOUNT, "ID", AccreditationFound.WORLDWIDE, 0).pack()
        for method, of in _CLASS_OF_METHOD.items()
    }
    acts = {place: schema_hash("ledger/revocation@1") for place in world.revoked.tolist()}
    acts |= {place: schema_hash("ledger/dispute@1") for place in world.disputed.tolist()}
    count = len(world.assessments)
    for number, row in enumerate(world.assessments.tolist()):
        site, standard, outcome, method, start, until, recorded = row
        yield _record(
            number,
            ids[site],
            SCHEMAS[standard],
            outcome,
            Method(method),
            start,
            until,
            recorded,
            bytes(32),
            bases,
            issuers,
        )
    for extra, (named, schema) in enumerate(acts.items()):
        site, _, _, method, _, _, recorded = world.assessments[named].tolist()
        by = Method(method) if schema == schema_hash("ledger/revocation@1") else Method.WORKERS_ORGANISATION
        ref = named.to_bytes(32, "big")
        yield _record(
            count + extra,
            ids[site],
            schema,
            0,
            by,
            recorded,
            2**63,
            min(recorded + 60 * 86_400, NOW),
            ref,
            bases,
            issuers,
        )


def _record(
    number: int,
    subject: bytes,
    schema: bytes,
    outcome: int,
    method: Method,
    start: int,
    until: int,
    recorded: int,
    ref_uid: bytes,
    bases: dict[Method, int],
    issuers: dict[PartyClass, tuple[int, bytes]],
) -> tuple[object, ...]:
    party, key = issuers[_CLASS_OF_METHOD[method]]
    times = (start.to_bytes(8, "big"), until.to_bytes(8, "big"))
    uid = number.to_bytes(32, "big")
    said = (
        uid,
        subject,
        schema,
        key,
        uid[24:],
        uid[24:],
        outcome,
        *times,
        uid,
        ref_uid,
        bases[method].to_bytes(32, "big"),
    )
    return (*_KEY, *_place(number), bytes(32), recorded, *said, party, int(_CLASS_OF_METHOD[method]), int(method), None)


def add_block(store: Store, ids: Sequence[bytes], number: int) -> None:
    """Write one more block: assessments of a hundred sites, and a hundred links."""
    chance = np.random.default_rng(number)
    block, time = _LAST_BLOCK + number, NOW + 12 * number
    with store.unit_of_work() as work:
        connection: Any = work.session.connection().connection.driver_connection
        for log, (one, other) in enumerate(chance.choice(len(ids), (_IN_NEW_BLOCK, 2), replace=False).tolist()):
            place, link_place = (*_KEY, block, log), (*_KEY, block, log + _IN_NEW_BLOCK)
            uid = block.to_bytes(16, "big") + log.to_bytes(16, "big")
            assessed = _new_record(place, time, uid, ids[one], SCHEMAS[0], outcome=1)
            linked = _new_record(link_place, time, uid[::-1], ids[other], LINK_SCHEMA, outcome=0)
            _insert(connection, "index_record", [assessed, linked])
            entry = Entry(SUBJECT_REGISTERED, (ids[one], 1, b"ID", 0, 0, bytes(32), 1_500_000_000))
            row = (*_KEY, 50, block * 1000 + log, bytes(32), 1_500_000_000, "subject", ids[one], 1, encode_entry(entry))
            connection.execute("INSERT OR IGNORE INTO index_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            document = uid[::-1]
            terms = (document, ids[other], ids[other], ids[one], "[]", 1_577_836_800, NO_END, "buyer")
            _insert(connection, "own_link_terms", [terms])
            ends = (*_KEY, ids[other], *link_place[2:], ids[one], ids[other], document, document)
            _insert(connection, "index_supply_link", [(*ends, 1_577_836_800, NO_END, time, NO_END, 1, 1)])
        connection.execute(
            "UPDATE index_cursor SET block_number = ?, block_hash = ?, block_time = ?",
            (block, block.to_bytes(32, "big"), time),
        )


def _new_record(
    place: tuple[object, ...], time: int, uid: bytes, subject: bytes, schema: bytes, *, outcome: int
) -> tuple[object, ...]:
    basis = Basis(6, PartyClass.AUDITOR, Method.THIRD_PARTY, SignerKind.ACCOUNT, "ID", AccreditationFound.WORLDWIDE, 0)
    times = ((time - 86_400).to_bytes(8, "big"), (time + 10**7).to_bytes(8, "big"))
    said = (uid, subject, schema, bytes(20), bytes(8), bytes(8), outcome, *times, uid, bytes(32))
    return (*place, bytes(32), time, *said, basis.pack().to_bytes(32, "big"), 6, 6, 3, None)
