"""A store that holds a made-up supply graph: the rows that an indexer would have written, put there at once.

Parties, keys and schemas come from a simulated ledger, so that the status rule finds all it asks for. The records of
the links themselves are left out; a snapshot passes over them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import numpy as np
from tests.bench.graph_world import NOW, GraphWorld
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator
from tests.support.random_supply import CLASSES

from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.column_rows import LINK_SCHEMA
from labour_ledger.store.entry_json import encode_entry
from labour_ledger.store.link_terms import NO_END
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
REVOCATION, DISPUTE = schema_hash("ledger/revocation@1"), schema_hash("ledger/dispute@1")
REGISTERED_AT = 1_500_000_000
_KEY = (repeat(CHAIN_ID), repeat(CONTRACT))
_FIRST_BLOCK = 100
_IN_BLOCK = 2000
_LAST_BLOCK = 1_000_000
_IN_NEW_BLOCK = 100
_ROWS_AT_ONCE = 100_000
LAST_BLOCK = f"block_number = {_LAST_BLOCK}, block_time = {NOW}"
Issuers = dict[PartyClass, tuple[int, bytes]]
RowIterator = Iterator[tuple[object, ...]]


def fill_store(path: Path, world: GraphWorld) -> list[bytes]:
    """Write a graph into a new SQLite store; return the ids of the subjects by number."""
    store = open_store(f"sqlite:///{path}", create=True)
    issuers = introduce(store)
    ids = subject_ids(world)
    with _written(path, ("index_subject", "index_entry", "index_record", "index_supply_link")) as connection:
        for table, rows in rows_of(world, ids, issuers):
            _insert(connection, table, rows)
        connection.execute(f"UPDATE index_cursor SET {LAST_BLOCK}")
    store.refresh_statistics()
    store.close()
    return ids


def replace_links(path: Path, world: GraphWorld, ids: list[bytes]) -> None:
    """Put the links of another graph of the same sites into a store."""
    with _written(path, ("index_supply_link",)) as connection:
        connection.execute("DELETE FROM index_supply_link")
        _insert(connection, "index_supply_link", _link_rows(world, ids))


def introduce(store: Store) -> Issuers:
    """Let the parties, keys and schemas that the rule asks for be registered; return who signs as which class."""
    simulator = LedgerSimulator()
    for schema_id in (*STANDARD_IDS, *ACTING_SCHEMA_IDS):
        simulator.register_schema(schema_id)
    parties = {party_class: simulator.register_party(party_class) for party_class in sorted(set(CLASSES))}
    simulator.mine()
    Synchroniser(store, simulator, LEDGER, start_block=1).catch_up()
    return {party_class: (party, simulator.signer(party).address) for party_class, party in parties.items()}


def subject_ids(world: GraphWorld) -> list[bytes]:
    """Return the ids of the subjects by number."""
    raw = np.random.default_rng(1).bytes(32 * (world.brands + world.sites))
    return [raw[start : start + 32] for start in range(0, len(raw), 32)]


def rows_of(world: GraphWorld, ids: list[bytes], issuers: Issuers) -> Iterator[tuple[str, RowIterator]]:
    """Yield each table of the index that the graph is in, with its rows."""
    yield "index_subject", _subject_rows(world, ids)
    yield "index_entry", _entry_rows(world, ids)
    yield "index_supply_link", _link_rows(world, ids)
    yield "index_record", _record_rows(world, ids, issuers)


@contextmanager
def _written(path: Path, tables: Sequence[str]) -> Iterator[sqlite3.Connection]:
    """Give a connection that writes all at once, and makes the indexes of some tables afterwards."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    names = [str(index.name) for table in tables for index in METADATA.tables[table].indexes]
    statements = []
    for name in names:
        (statement,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        connection.execute(f"DROP INDEX {name}")
        statements.append(statement)
    connection.execute("BEGIN")
    yield connection
    connection.execute("COMMIT")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def _insert(connection: sqlite3.Connection, table: str, rows: RowIterator) -> None:
    marks = ", ".join("?" * len(METADATA.tables[table].columns))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _places(numbers: Iterable[int]) -> tuple[Iterator[int], Iterator[int]]:
    """Return the blocks and the places in them of facts by number."""
    found = list(numbers)
    return (_FIRST_BLOCK + number // _IN_BLOCK for number in found), (number % _IN_BLOCK for number in found)


def _subject_rows(world: GraphWorld, ids: list[bytes]) -> RowIterator:
    kinds = chain(repeat(2, world.brands), repeat(1))
    return zip(*_KEY, *_places(range(len(ids))), repeat(REGISTERED_AT), ids, kinds, *map(repeat, ("ID", 0, bytes(32))))


def _entry_rows(world: GraphWorld, ids: list[bytes]) -> RowIterator:
    """Yield the registrations of those subjects whose history the rule itself reads."""
    for number in sorted(set(world.assessments[world.disputed, 0].tolist())):
        yield _registration(ids[number], (_FIRST_BLOCK + number // _IN_BLOCK, number % _IN_BLOCK))


def _registration(subject: bytes, place: tuple[int, int]) -> tuple[object, ...]:
    entry = Entry(SUBJECT_REGISTERED, (subject, 1, b"ID", 0, 0, bytes(32), REGISTERED_AT))
    return (CHAIN_ID, CONTRACT, *place, bytes(32), REGISTERED_AT, "subject", subject, 1, encode_entry(entry))


def _link_rows(world: GraphWorld, ids: list[bytes]) -> RowIterator:
    rank = np.empty(len(ids), np.int64)
    rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    # in the order of the key, as a store that was filled link by link is after a while
    order = np.argsort(rank[world.links[:, 0]], kind="stable")
    for part in np.array_split(order, max(1, len(order) // _ROWS_AT_ONCE)):
        numbers = part.tolist()
        buyers, sellers, since, until, recorded = (column.tolist() for column in world.links[part].T)
        of_buyers, uids = [ids[buyer] for buyer in buyers], [number.to_bytes(32, "big") for number in numbers]
        ends = (of_buyers, *_places(numbers), map(ids.__getitem__, sellers), of_buyers)
        yield from zip(*_KEY, *ends, uids, uids, since, until, recorded, repeat(NO_END), repeat(1), repeat(1))


def _record_rows(world: GraphWorld, ids: list[bytes], issuers: Issuers) -> RowIterator:
    for first in range(0, len(world.assessments), _ROWS_AT_ONCE):
        rows = world.assessments[first : first + _ROWS_AT_ONCE]
        site, standard, outcome, method, start, until, recorded = rows.T.tolist()
        numbers, subjects = range(first, first + len(rows)), [ids[place] for place in site]
        schemas = [SCHEMAS[place] for place in standard]
        yield from _records(numbers, subjects, schemas, outcome, method, start, until, recorded, issuers)
    for schema, named in ((REVOCATION, world.revoked), (DISPUTE, world.disputed)):
        first = len(world.assessments) + (0 if schema == REVOCATION else len(world.revoked))
        site, _, _, method, _, _, recorded = world.assessments[named].T.tolist()
        later = [min(time + 60 * 86_400, NOW) for time in recorded]
        methods = method if schema == REVOCATION else [int(Method.WORKERS_ORGANISATION)] * len(method)
        of_acts = range(first, first + len(site))
        ends = (recorded, [2**63] * len(site), later)
        subjects, schemas = [ids[place] for place in site], [schema] * len(site)
        names = [place.to_bytes(32, "big") for place in named.tolist()]
        yield from _records(of_acts, subjects, schemas, [0] * len(site), methods, *ends, issuers, names)


def _records(
    numbers: Sequence[int],
    subjects: Sequence[bytes],
    schemas: Sequence[bytes],
    outcomes: Sequence[int],
    methods: Sequence[int],
    start: Sequence[int],
    until: Sequence[int],
    recorded: Sequence[int],
    issuers: Issuers,
    names: Sequence[bytes] | None = None,
) -> RowIterator:
    classes = {int(method): of for method, of in _CLASS_OF_METHOD.items()}
    bases = {
        method: Basis(issuers[of][0], of, Method(method), SignerKind.ACCOUNT, "ID", AccreditationFound.WORLDWIDE, 0)
        .pack()
        .to_bytes(32, "big")
        for method, of in classes.items()
    }
    uids = [number.to_bytes(32, "big") for number in numbers]
    counts = [uid[24:] for uid in uids]
    return zip(
        *_KEY,
        *_places(numbers),
        repeat(bytes(32)),
        recorded,
        uids,
        subjects,
        schemas,
        (issuers[classes[method]][1] for method in methods),
        counts,
        counts,
        outcomes,
        (time.to_bytes(8, "big") for time in start),
        (time.to_bytes(8, "big") for time in until),
        uids,
        repeat(bytes(32)) if names is None else names,
        (bases[method] for method in methods),
        (issuers[classes[method]][0] for method in methods),
        (int(classes[method]) for method in methods),
        methods,
        repeat(None),
    )


def add_block(store: Store, ids: Sequence[bytes], number: int) -> None:
    """Write one more block: assessments of a hundred sites, and a hundred links."""
    chance = np.random.default_rng(number)
    block, time = _LAST_BLOCK + number, NOW + 12 * number
    with store.unit_of_work() as work:
        connection: Any = work.session.connection().connection.driver_connection
        for log, (one, other) in enumerate(chance.choice(len(ids), (_IN_NEW_BLOCK, 2), replace=False).tolist()):
            key = (CHAIN_ID, CONTRACT)
            place, link_place = (*key, block, log), (*key, block, log + _IN_NEW_BLOCK)
            uid = block.to_bytes(16, "big") + log.to_bytes(16, "big")
            assessed = _new_record(place, time, uid, ids[one], SCHEMAS[0], outcome=1)
            linked = _new_record(link_place, time, uid[::-1], ids[other], LINK_SCHEMA, outcome=0)
            _insert(connection, "index_record", iter([assessed, linked]))
            row = _registration(ids[one], (50, block * 1000 + log))
            connection.execute("INSERT OR IGNORE INTO index_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            document = uid[::-1]
            terms = (document, ids[other], ids[other], ids[one], "[]", 1_577_836_800, NO_END, "buyer")
            _insert(connection, "own_link_terms", iter([terms]))
            ends = (*key, ids[other], *link_place[2:], ids[one], ids[other], document, document)
            _insert(connection, "index_supply_link", iter([(*ends, 1_577_836_800, NO_END, time, NO_END, 1, 1)]))
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
