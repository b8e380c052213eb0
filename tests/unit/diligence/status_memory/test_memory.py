"""What stays in a memory of statuses, what falls away, and what it leaves to the long way; on both stores."""

from collections.abc import Iterator

import pytest
from tests.support.ledger_simulator import LedgerSimulator
from tests.unit.diligence.conftest import index

from labour_ledger.diligence.status_memory import StatusMemory, StatusQuestion
from labour_ledger.diligence.status_memory.material import MOST_RECORDS
from labour_ledger.diligence.status_memory.question import read_question
from labour_ledger.diligence.status_memory.reading import Findings
from labour_ledger.store.queries import IdentifiedSite, save_party_profile, save_site_profiles
from labour_ledger.store.results import LedgerKey, SiteProfile
from labour_ledger.store.session import Store
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.hexadecimal import to_hex

SCHEMA = schema_hash("ilo/c029@1930")


class Asker:
    """A memory of a small ledger, and what was read for the last question."""

    def __init__(self, store: Store, ledger: LedgerKey, simulator: LedgerSimulator) -> None:
        self.store, self.ledger, self.simulator = store, ledger, simulator
        self.simulator.register_schema("ilo/c029@1930")
        self.auditor = simulator.register_party(PartyClass.AUDITOR)
        self.simulator.mine()
        self.mill, self.kiln = (simulator.register_subject(name) for name in ("mill", "kiln"))
        self.uid = self.record(self.mill)
        self.record(self.kiln)
        self.go_on()
        self.reader = store.status_reader()
        self.memory = StatusMemory(self.reader, ledger)
        self.last: Findings | None = None

    def record(self, site: bytes, **more) -> bytes:
        return self.simulator.record(self.auditor, PartyClass.AUDITOR, site, schema=SCHEMA, **more)[0]

    def go_on(self) -> None:
        self.simulator.mine()
        index(self.simulator, self.store, self.ledger)

    def ask(self, site: bytes, **words) -> bytes | None:
        question = self.question(site, **words)
        self.last = self.memory.read([question])
        self.memory.take(self.last)
        return self.memory.answer(question)

    def question(self, site: bytes, **words) -> StatusQuestion:
        question = read_question(to_hex(site), "ilo/c029@1930", **words)
        assert question is not None
        return question

    def was_confirmed(self, site: bytes) -> bool:
        """Return whether the last question found what was kept to be still so."""
        assert self.last is not None
        assert ((site, SCHEMA) in self.last.confirmed) != ((site, SCHEMA) in self.last.materials)
        return (site, SCHEMA) in self.last.confirmed


@pytest.fixture
def asker(store: Store, ledger: LedgerKey, simulator: LedgerSimulator) -> Iterator[Asker]:
    made = Asker(store, ledger, simulator)
    yield made
    made.reader.close()


def test_answer_before_anything_was_read_is_none(asker: Asker) -> None:
    assert not asker.memory.has(asker.question(asker.mill))
    assert asker.memory.answer(asker.question(asker.mill)) is None
    assert asker.memory.version is None


def test_another_date_needs_no_reading(asker: Asker) -> None:
    asker.ask(asker.mill)
    earlier = asker.question(asker.mill, valid_at_text="2024-12-31", with_records=False)
    assert asker.memory.has(earlier)
    found = asker.memory.answer(earlier)
    assert found is not None
    assert b'"code":"not_yet_valid"' in found


def test_block_about_another_site_leaves_what_is_kept(asker: Asker) -> None:
    before = asker.ask(asker.mill)
    asker.record(asker.kiln, outcome=3)
    asker.go_on()
    after = asker.ask(asker.mill)
    assert asker.was_confirmed(asker.mill)
    assert before is not None
    assert after is not None
    assert before.split(b'"basis"')[0].split(b'"reasons"')[1] == after.split(b'"basis"')[0].split(b'"reasons"')[1]
    assert before != after


def test_block_about_the_site_makes_it_worthless(asker: Asker) -> None:
    asker.ask(asker.mill)
    asker.record(asker.mill, outcome=3)
    asker.go_on()
    found = asker.ask(asker.mill)
    assert not asker.was_confirmed(asker.mill)
    assert found is not None
    assert b'"code":"does_not_conform"' in found


def test_block_about_a_joined_site_makes_it_worthless(asker: Asker) -> None:
    registrar = asker.simulator.register_party(PartyClass.CIVIL_SOCIETY)
    same_as = asker.simulator.register_schema("ledger/same-as@1")
    asker.simulator.record(
        registrar, PartyClass.CIVIL_SOCIETY, asker.mill, schema=same_as, outcome=0, ref_uid=asker.kiln
    )
    asker.go_on()
    asker.ask(asker.mill)
    asker.record(asker.kiln, outcome=3)
    asker.go_on()
    found = asker.ask(asker.mill)
    assert not asker.was_confirmed(asker.mill)
    assert found is not None
    assert b'"code":"does_not_conform"' in found


def test_mark_of_a_key_counts_without_reading_the_site_anew(asker: Asker) -> None:
    asker.ask(asker.mill)
    address = asker.simulator.signer(asker.auditor).address
    asker.simulator.mark_compromised(asker.auditor, address, asker.simulator.head.timestamp - 1000)
    asker.go_on()
    found = asker.ask(asker.mill)
    assert asker.was_confirmed(asker.mill)
    assert found is not None
    assert b'"key_doubtful"' in found


@pytest.mark.parametrize("whose", ["site", "party"])
def test_name_that_came_makes_it_worthless(asker: Asker, whose: str) -> None:
    asker.ask(asker.mill)
    with asker.store.unit_of_work() as work:
        if whose == "site":
            profile = SiteProfile("A name", "ID", "", "", "", ())
            save_site_profiles(work.session, [IdentifiedSite(asker.mill, bytes(32), profile)])
        else:
            save_party_profile(work.session, bytes(32), name="A name", country="ID")
    found = asker.ask(asker.mill)
    assert not asker.was_confirmed(asker.mill)
    assert found is not None
    assert b"A name" in found


def test_reorganised_index_makes_everything_worthless(asker: Asker) -> None:
    asker.ask(asker.mill)
    asker.simulator.mine(3)
    index(asker.simulator, asker.store, asker.ledger)
    asker.ask(asker.mill)
    assert asker.was_confirmed(asker.mill)
    asker.simulator.reorg(1)
    asker.simulator.mine(2)
    index(asker.simulator, asker.store, asker.ledger)
    assert asker.ask(asker.mill) is not None
    assert not asker.was_confirmed(asker.mill)


def test_record_that_names_something_elsewhere_is_left_to_the_long_way(asker: Asker) -> None:
    asker.record(asker.kiln, ref_uid=asker.uid)
    asker.go_on()
    assert asker.ask(asker.kiln) is None
    assert asker.ask(asker.kiln, with_records=False) is not None


def test_site_with_very_many_records_is_left_to_the_long_way(asker: Asker) -> None:
    asker.simulator.record(asker.auditor, PartyClass.AUDITOR, *[asker.mill] * MOST_RECORDS, schema=SCHEMA)
    asker.go_on()
    assert asker.ask(asker.mill) is None
    assert asker.ask(asker.kiln) is not None


def test_memory_drops_what_was_not_asked_for_the_longest(asker: Asker) -> None:
    asker.ask(asker.mill)
    small = StatusMemory(asker.reader, asker.ledger, most_bytes=asker.memory.nbytes)
    questions = [asker.question(asker.mill), asker.question(asker.kiln)]
    for question in questions:
        small.take(small.read([question]))
    assert [small.has(question) for question in questions] == [False, True]
    assert small.nbytes == asker.memory.nbytes
