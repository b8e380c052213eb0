"""Attempts to make the memory of statuses say what the store does not say, with `site_status` as the judge."""

import itertools
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from tests.support.ledger_simulator import START_TIME, LedgerSimulator
from tests.support.stores import empty_store_url
from tests.unit.diligence.conftest import index

from labour_ledger.chain.events import RecordedEvent
from labour_ledger.diligence.status import site_status
from labour_ledger.diligence.status_memory import StatusMemory
from labour_ledger.diligence.status_memory.material import MOST_RECORDS
from labour_ledger.diligence.status_memory.question import read_question
from labour_ledger.diligence.subjects import find_subject
from labour_ledger.errors import LabourLedgerError
from labour_ledger.indexer.rebuild import rebuild
from labour_ledger.indexer.steps import SyncLimits
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import save_party_profile
from labour_ledger.store.queries.aliases import Alias, AliasKind, save_aliases
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store
from labour_ledger_verify.attestation import schema_hash, subject_id
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.status import format_time

STANDARD = "ilo/c029@1930"
SCHEMA = schema_hash(STANDARD)
VALID_AT = (None, "1970-01-01", "2024-12-31", "2025-01-01", "2038-01-19T03:14:08Z", "2106-02-08")
KNOWN_AT = (None, "1969-12-31", "2024-12-31", "2025-01-01T00:00:13Z", "2999-01-01", "\u0662\u0660\u0662\u0665-01-01")


class Attacked:
    """A memory of a small ledger beside the store that it must agree with."""

    def __init__(self, store: Store, ledger: LedgerKey, simulator: LedgerSimulator) -> None:
        self.store, self.ledger, self.simulator = store, ledger, simulator
        simulator.register_schema(STANDARD)
        self.auditor = simulator.register_party(PartyClass.AUDITOR)
        self.union = simulator.register_party(PartyClass.WORKERS_ORGANISATION)
        self.mill, self.kiln = (simulator.register_subject(name) for name in ("mill", "kiln"))
        simulator.mine()
        self.record(self.mill)
        self.record(self.kiln)
        simulator.mine()
        self.reader = store.status_reader()
        self.memory = StatusMemory(self.reader, ledger)

    def record(self, site: bytes, **more) -> bytes:
        given = {"schema": SCHEMA, **more}
        return self.simulator.record(self.auditor, PartyClass.AUDITOR, site, **given)[0]

    def join(self, one: bytes, other: bytes) -> None:
        self.record(one, schema=schema_hash("ledger/same-as@1"), outcome=0, ref_uid=other)

    def index(self) -> None:
        index(self.simulator, self.store, self.ledger)

    def go_on(self) -> None:
        self.simulator.mine()
        self.index()

    def slow(self, name: str, schema_id: str = STANDARD, **words) -> bytes | None:
        try:
            with self.store.reading() as session:
                subject = find_subject(session, self.ledger, name)
                found = site_status(session, self.ledger, subject, schema_id=schema_id, **words).to_json()
        except LabourLedgerError:
            return None
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

    def fast(self, name: str, schema_id: str = STANDARD, **words) -> bytes | None:
        question = read_question(name, schema_id, **words)
        if question is None:
            return None
        self.memory.take(self.memory.read([question]))
        return self.memory.answer(question)

    def agreed(self, name: str | bytes, schema_id: str = STANDARD, **words) -> dict[str, Any]:
        """Return the answer that memory and store both give."""
        said = to_hex(name) if isinstance(name, bytes) else name
        expected, found = self.slow(said, schema_id, **words), self.fast(said, schema_id, **words)
        assert found == expected
        assert found is not None
        answer: dict[str, Any] = json.loads(found)
        return answer

    def code(self, name: str | bytes, **words) -> str:
        code: str = self.agreed(name, **words)["status"]["code"]
        return code


@pytest.fixture
def attacked(store: Store, ledger: LedgerKey, simulator: LedgerSimulator) -> Iterator[Attacked]:
    made = Attacked(store, ledger, simulator)
    yield made
    made.reader.close()


def test_reorganisation_to_a_block_of_the_same_number_and_time_shows(attacked: Attacked) -> None:
    attacked.go_on()
    attacked.record(attacked.mill, outcome=3)
    attacked.go_on()
    assert attacked.code(attacked.mill) == "does_not_conform"
    before = attacked.simulator.head
    attacked.simulator.reorg(1)
    attacked.record(attacked.kiln, outcome=3)
    attacked.go_on()
    assert (attacked.simulator.head.number, attacked.simulator.head.timestamp) == (before.number, before.timestamp)
    assert attacked.code(attacked.mill) != "does_not_conform"
    assert attacked.code(attacked.kiln) == "does_not_conform"


def test_reorganisation_while_nobody_looked_shows(attacked: Attacked) -> None:
    attacked.record(attacked.mill, outcome=3)
    attacked.go_on()
    assert attacked.code(attacked.mill) == "does_not_conform"
    attacked.simulator.reorg(1)
    attacked.simulator.mine(5)
    attacked.index()
    assert attacked.code(attacked.mill) != "does_not_conform"


def test_rebuilt_index_that_has_a_log_the_old_one_missed_shows(attacked: Attacked) -> None:
    attacked.record(attacked.mill, outcome=3)
    attacked.record(attacked.kiln)
    attacked.simulator.mine()
    last = attacked.simulator.blocks_mined[-1]
    served = list(last.served)
    attacked.simulator.drop_log(lambda event: isinstance(event, RecordedEvent) and event.attestation().outcome == 3)
    attacked.simulator.mine(2)
    attacked.index()
    assert attacked.code(attacked.mill) != "does_not_conform"
    last.served[:] = served
    rebuild(attacked.store, attacked.simulator, attacked.ledger, start_block=1)
    assert attacked.code(attacked.mill) == "does_not_conform"


def test_index_that_was_not_complete_at_first_is_answered_from_once_it_is(attacked: Attacked) -> None:
    attacked.simulator.mine(4)
    parts = Synchroniser(
        attacked.store, attacked.simulator, attacked.ledger, start_block=1, limits=SyncLimits(most_blocks=2)
    )
    parts.step()
    assert attacked.slow(to_hex(attacked.mill)) is None
    assert attacked.fast(to_hex(attacked.mill)) is None
    attacked.index()
    assert attacked.code(attacked.mill) == "conforms"


def test_alias_given_and_then_an_identifier_claimed_by_another_shows(attacked: Attacked) -> None:
    attacked.go_on()
    assert attacked.slow("list:7") is attacked.fast("list:7") is None
    with attacked.store.unit_of_work() as work:
        save_aliases(
            work.session,
            attacked.ledger,
            [Alias(AliasKind.IDENTIFIER, "list:7", attacked.mill, "a list", "somebody", 0, "")],
        )
    said = attacked.slow("list:7")
    assert said == attacked.slow(to_hex(attacked.mill))
    assert attacked.fast("list:7") in (None, said)
    claimer = attacked.simulator.register_subject("claimer", identifiers=[("list", "7")])
    attacked.go_on()
    assert attacked.agreed("list:7")["subject"]["id"] == to_hex(claimer)


def test_identifier_that_moved_to_another_site_shows(attacked: Attacked) -> None:
    one = attacked.simulator.register_subject("one", identifiers=[("list", "8")])
    attacked.go_on()
    assert attacked.agreed("list:8")["subject"]["id"] == to_hex(one)
    attacked.simulator.reassign_identifier("list", "8", one, attacked.kiln)
    attacked.go_on()
    assert attacked.agreed("LIST: 8")["subject"]["id"] == to_hex(attacked.kiln)
    assert attacked.agreed("list:8")["subject"]["id"] == to_hex(attacked.kiln)


def test_beginning_of_an_id_that_became_ambiguous_is_answered_no_more(attacked: Attacked) -> None:
    attacked.go_on()
    beginning = attacked.mill.hex()[:4]
    attacked.agreed(beginning)
    number = 0
    while keccak256(bytes(32) + keccak256(f"other {number}".encode())).hex()[:4] != beginning:
        number += 1
    attacked.simulator.register_subject(f"other {number}")
    attacked.go_on()
    assert attacked.slow(beginning) is attacked.fast(beginning) is None
    attacked.simulator.reorg(1)
    attacked.simulator.mine(2)
    attacked.index()
    attacked.agreed(beginning)


def test_joins_of_joins_and_of_what_is_registered_later_show(attacked: Attacked) -> None:
    third = attacked.simulator.register_subject("third")
    attacked.go_on()
    for site in (attacked.mill, attacked.kiln, third):
        attacked.agreed(site)
    attacked.join(attacked.kiln, third)
    attacked.go_on()
    attacked.agreed(attacked.mill)
    attacked.join(attacked.mill, attacked.kiln)
    attacked.go_on()
    assert attacked.code(attacked.mill) == "conforms"
    attacked.record(third, outcome=3)
    attacked.go_on()
    codes = [attacked.code(site) for site in (attacked.mill, attacked.kiln, third)]
    assert codes[0] == codes[1] == codes[2] == "does_not_conform"
    earlier = attacked.simulator.blocks_mined[-2].block.timestamp
    attacked.agreed(attacked.mill, known_at_text=format_time(earlier))
    attacked.agreed(attacked.mill, known_at_text=format_time(earlier), valid_at_text=format_time(START_TIME))


def test_join_to_nothing_that_is_registered_later_shows(attacked: Attacked) -> None:
    later = subject_id(0, keccak256(b"later"))
    attacked.record(attacked.mill, schema=schema_hash("ledger/same-as@1"), outcome=0, ref_uid=later)
    attacked.go_on()
    assert attacked.slow(to_hex(attacked.mill)) == attacked.fast(to_hex(attacked.mill))
    attacked.simulator.register_subject("later")
    attacked.record(later, outcome=3)
    attacked.go_on()
    assert attacked.slow(to_hex(attacked.mill)) == attacked.fast(to_hex(attacked.mill))


def test_key_marked_by_its_own_party_changes_what_others_kept(attacked: Attacked) -> None:
    attacked.go_on()
    assert attacked.code(attacked.mill) == attacked.code(attacked.kiln) == "conforms"
    first = attacked.simulator.signer(attacked.auditor).address
    attacked.simulator.add_key(attacked.auditor, b"\x11" * 20, by=first)
    attacked.go_on()
    attacked.agreed(attacked.mill)
    attacked.simulator.mark_compromised(attacked.auditor, first, START_TIME)
    attacked.go_on()
    assert attacked.code(attacked.mill) == attacked.code(attacked.kiln) == "unknown"
    attacked.simulator.reorg(1)
    attacked.simulator.mine()
    attacked.index()
    assert attacked.code(attacked.mill) == attacked.code(attacked.kiln) == "conforms"


def test_key_that_another_party_also_has_shows(attacked: Attacked) -> None:
    attacked.go_on()
    attacked.agreed(attacked.mill)
    shared = attacked.simulator.signer(attacked.auditor).address
    attacked.simulator.add_key(attacked.union, shared)
    attacked.simulator.mark_compromised(attacked.union, shared, START_TIME)
    attacked.go_on()
    attacked.agreed(attacked.mill)


def test_schema_registered_or_retired_later_shows(attacked: Attacked) -> None:
    other = "ilo/c138@1973"
    attacked.record(attacked.mill, schema=schema_hash(other))
    attacked.go_on()
    assert attacked.slow(to_hex(attacked.mill), other) is attacked.fast(to_hex(attacked.mill), other) is None
    attacked.simulator.register_schema(other)
    attacked.go_on()
    attacked.agreed(attacked.mill, other)
    attacked.simulator.retire_schema(schema_hash(other))
    attacked.go_on()
    attacked.agreed(attacked.mill, other)
    attacked.agreed(attacked.mill)


@pytest.mark.parametrize("name", ["A name", 'Sec"ond \u2028 \x7f \x1b\\', "Dritte für \U0001f600", ""])
def test_name_of_a_party_that_came_later_shows(attacked: Attacked, name: str) -> None:
    profile = keccak256(b"profile")
    named = attacked.simulator.register_party(PartyClass.AUDITOR, profile_hash=profile)
    attacked.simulator.record(named, PartyClass.AUDITOR, attacked.mill, schema=SCHEMA)
    attacked.go_on()
    assert attacked.agreed(attacked.mill)["records"][1]["issuer"]["name"] is None
    with attacked.store.unit_of_work() as work:
        save_party_profile(work.session, profile, name=name, country="ID")
    assert attacked.agreed(attacked.mill)["records"][1]["issuer"]["name"] == name


def test_dates_of_every_kind_are_judged_alike(attacked: Attacked) -> None:
    attacked.go_on()
    answers = 0
    for valid_at, known_at in itertools.product(VALID_AT, KNOWN_AT):
        words: dict[str, Any] = {"valid_at_text": valid_at, "known_at_text": known_at}
        for name in (to_hex(attacked.mill), handle_of(attacked.kiln)):
            said = attacked.slow(name, **words)
            assert said == attacked.fast(name, **words)
            answers += said is not None
    assert answers > 20


@pytest.mark.parametrize("years", [14, 82, 500])
def test_ledger_beyond_the_clocks_of_computers_is_answered_alike(attacked: Attacked, years: int) -> None:
    attacked.simulator.block_time_s = years * 365 * 86_400
    attacked.record(attacked.mill, valid_until=START_TIME + years * 365 * 86_400 * 2)
    attacked.go_on()
    attacked.record(attacked.kiln, outcome=3, valid_from=2**63 + 5, valid_until=2**64 - 1)
    attacked.go_on()
    for site in (attacked.mill, attacked.kiln):
        for valid_at in (None, "2025-06-01", "2038-01-19T03:14:08Z", "2106-02-07T06:28:16Z"):
            assert attacked.slow(to_hex(site), valid_at_text=valid_at) == attacked.fast(
                to_hex(site), valid_at_text=valid_at
            )


def test_sites_joined_to_very_many_records_are_left_to_the_long_way(attacked: Attacked) -> None:
    twins = [attacked.simulator.register_subject(f"twin {number}") for number in range(12)]
    for twin in twins:
        attacked.simulator.record(attacked.auditor, PartyClass.AUDITOR, *[twin] * (MOST_RECORDS // 4), schema=SCHEMA)
        attacked.join(attacked.mill, twin)
    attacked.go_on()
    assert attacked.slow(to_hex(attacked.mill)) is not None
    assert attacked.fast(to_hex(attacked.mill)) is None
    assert attacked.fast(to_hex(attacked.kiln)) == attacked.slow(to_hex(attacked.kiln))


def test_file_with_a_sound_index_in_the_place_of_a_damaged_one_shows(
    tmp_path: Path, ledger: LedgerKey, simulator: LedgerSimulator
) -> None:
    in_use, sound = (empty_store_url("sqlite", tmp_path) for _ in range(2))
    store = open_store(in_use)
    attacked = Attacked(store, ledger, simulator)
    attacked.record(attacked.mill, outcome=3)
    attacked.go_on()
    with store.unit_of_work() as work:
        work.session.execute(text("DELETE FROM index_record WHERE outcome = 3"))
    assert attacked.code(attacked.mill) == "conforms"
    other = open_store(sound)
    index(simulator, other, ledger)
    other.close()
    in_place = Path(in_use.removeprefix("sqlite:///"))
    checkpoint = sqlite3.connect(in_place)
    checkpoint.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    checkpoint.close()
    for beside in ("-wal", "-shm"):
        Path(f"{in_place}{beside}").unlink()
    Path(sound.removeprefix("sqlite:///")).replace(in_place)
    found = attacked.fast(to_hex(attacked.mill))
    assert found is not None
    assert json.loads(found)["status"]["code"] == "does_not_conform"
    store.close()
