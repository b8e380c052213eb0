"""Statuses in rounds: many at once, one state of the store, and nothing that was written stays unseen."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, LedgerSimulator
from tests.support.stores import KINDS, empty_store_url

from labour_ledger.api.statuses import LOOKS_EVERY_S, Statuses
from labour_ledger.diligence.status_memory import StatusMemory, StatusQuestion
from labour_ledger.diligence.status_memory.question import read_question
from labour_ledger.errors import ConfigurationError, LabourLedgerError, UnavailableError
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import IdentifiedSite, save_site_profiles
from labour_ledger.store.results import LedgerKey, SiteProfile
from labour_ledger.store.session import Store, open_store
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.hexadecimal import to_hex

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
SITES = 100


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Place:
    """A store with some sites, its statuses, and a chain that can go on."""

    def __init__(self, url: str) -> None:
        self.store = open_store(url)
        self.simulator = LedgerSimulator()
        self.schema = self.simulator.register_schema("ilo/c029@1930")
        self.auditor = self.simulator.register_party(PartyClass.AUDITOR)
        self.simulator.mine()
        self.sites = [self.simulator.register_subject(f"site {number}") for number in range(SITES)]
        self.assess(*self.sites)
        self.clock = Clock()
        self.statuses = Statuses(self.store, LEDGER, clock=self.clock)

    def assess(self, *sites: bytes, outcome: int = 1, through: Store | None = None) -> None:
        self.simulator.record(self.auditor, PartyClass.AUDITOR, *sites, schema=self.schema, outcome=outcome)
        self.simulator.mine()
        Synchroniser(through or self.store, self.simulator, LEDGER, start_block=1).catch_up()

    async def ask(self, site: bytes) -> bytes | None:
        version = await self.statuses.version()
        answer = await self.statuses.answer(question_about(site), version)
        return None if answer is None else answer.body

    def close(self) -> None:
        self.statuses.close()
        self.store.close()


def question_about(site: bytes) -> StatusQuestion:
    question = read_question(to_hex(site), "ilo/c029@1930")
    assert question is not None
    return question


def code(answer: bytes | None) -> str:
    assert answer is not None
    return answer.split(b'"code":"')[1].split(b'"')[0].decode()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return empty_store_url(str(request.param), tmp_path)


@pytest.fixture
def place(url: str) -> Iterator[Place]:
    made = Place(url)
    yield made
    made.close()


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many questions each reading was for."""
    found: list[int] = []
    read = StatusMemory.read

    def noted(self, questions):
        found.append(len(questions))
        return read(self, questions)

    monkeypatch.setattr(StatusMemory, "read", noted)
    return found


def test_many_at_once_are_answered_in_few_rounds_each_its_own(place: Place, rounds: list[int]) -> None:
    async def ask_all() -> list[bytes | None]:
        return await asyncio.gather(*(place.ask(site) for site in place.sites))

    answers = asyncio.run(ask_all())
    for site, answer in zip(place.sites, answers, strict=True):
        assert answer is not None
        assert f'"subject":{{"id":"{to_hex(site)}"'.encode() in answer
    assert sum(rounds) == SITES
    assert len(rounds) <= 8


def test_answer_asked_again_is_not_read_again(place: Place, rounds: list[int]) -> None:
    async def ask_twice() -> None:
        assert await place.ask(place.sites[0]) == await place.ask(place.sites[0])

    asyncio.run(ask_twice())
    assert sum(rounds) == 1


def test_what_this_process_wrote_shows_in_the_next_answer(place: Place) -> None:
    site = place.sites[0]

    async def ask_around_writing() -> tuple[bytes | None, bytes | None, bytes | None]:
        before = await place.ask(site)
        place.assess(site, outcome=3)
        worse = await place.ask(site)
        profile = SiteProfile("Mill", "ID", "", "", "", ())
        with place.store.unit_of_work() as work:
            save_site_profiles(work.session, [IdentifiedSite(site, bytes(32), profile)])
        return before, worse, await place.ask(site)

    before, worse, named = asyncio.run(ask_around_writing())
    assert (code(before), code(worse)) == ("conforms", "does_not_conform")
    assert named is not None
    assert b'"name":"Mill"' in named


def test_what_another_process_wrote_shows_once_the_state_is_looked_at(place: Place, url: str) -> None:
    site = place.sites[0]
    other = open_store(url)

    async def ask_around_writing() -> tuple[bytes | None, bytes | None]:
        before = await place.ask(site)
        place.assess(site, outcome=3, through=other)
        place.clock.now += 2 * LOOKS_EVERY_S
        return before, await place.ask(site)

    try:
        before, after = asyncio.run(ask_around_writing())
    finally:
        other.close()
    assert (code(before), code(after)) == ("conforms", "does_not_conform")


@pytest.mark.parametrize("error", [UnavailableError("gone"), ConfigurationError("of another version")])
def test_store_that_fails_gives_no_answer_and_the_next_one_does(
    place: Place, monkeypatch: pytest.MonkeyPatch, error: LabourLedgerError
) -> None:
    read = StatusMemory.read

    def fail(self, questions):
        raise error

    async def ask_around_failing() -> tuple[bytes | None, bytes | None]:
        monkeypatch.setattr(StatusMemory, "read", fail)
        failed = await place.ask(place.sites[0])
        monkeypatch.setattr(StatusMemory, "read", read)
        return failed, await place.ask(place.sites[0])

    failed, found = asyncio.run(ask_around_failing())
    assert failed is None
    assert code(found) == "conforms"


def test_mistake_in_reading_reaches_everybody_who_waits(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self, questions):
        raise ZeroDivisionError

    async def ask_two() -> list[object]:
        monkeypatch.setattr(StatusMemory, "read", fail)
        return await asyncio.gather(*(place.ask(site) for site in place.sites[:2]), return_exceptions=True)

    assert [type(error) for error in asyncio.run(ask_two())] == [ZeroDivisionError] * 2


def test_mistake_in_one_answer_spoils_no_other(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = StatusMemory.answer
    wrong = question_about(place.sites[0])

    def fail_for_one(self, question):
        return 1 / 0 if question == wrong else answer(self, question)

    async def ask_two() -> list[bytes | BaseException | None]:
        monkeypatch.setattr(StatusMemory, "answer", fail_for_one)
        return await asyncio.gather(*(place.ask(site) for site in place.sites[:2]), return_exceptions=True)

    failed, found = asyncio.run(ask_two())
    assert isinstance(failed, ZeroDivisionError)
    assert isinstance(found, bytes)
