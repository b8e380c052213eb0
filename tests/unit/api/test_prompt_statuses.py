"""The status route answers the same whether it is answered from memory, from what is kept, or by the route itself."""

from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from tests.unit.api.conftest import Service

from labour_ledger.api.prompt_statuses import PromptStatuses
from labour_ledger.api.statuses import Statuses
from labour_ledger.store.queries import IdentifiedSite, save_site_profiles
from labour_ledger.store.results import SiteProfile
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex

SCHEMA = "schema=ilo/c029@1930"


@pytest.fixture
def route_asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of which the route itself was asked, beside the memory."""
    asked: list[str] = []
    given = PromptStatuses._pass_on

    async def pass_on(self, words, version, scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])
        await given(self, words, version, scope, receive, send)

    monkeypatch.setattr(PromptStatuses, "_pass_on", pass_on)
    return asked


@pytest.fixture
def no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A memory that knows no answer."""

    async def answer(self, question, version) -> None:
        return None

    monkeypatch.setattr(Statuses, "answer", answer)


def path(service: Service, name: str = "mill", query: str = SCHEMA) -> str:
    return f"/v1/sites/{to_hex(service.names[name])}/status?{query}"


def shown(response) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in response.headers.items() if name != "x-request-id"}
    return response.status_code, response.content, headers


@pytest.mark.parametrize("query", [SCHEMA, f"{SCHEMA}&records=none", f"{SCHEMA}&valid_at=today&records=all"])
def test_answer_from_memory_is_the_one_of_the_route_to_the_byte(
    service: Service, query: str, monkeypatch: pytest.MonkeyPatch, route_asked: list[str]
) -> None:
    first, kept = (shown(service.client.get(path(service, query=query))) for _ in range(2))
    assert not route_asked

    async def answer(self, question, version) -> None:
        return None

    monkeypatch.setattr(Statuses, "answer", answer)
    monkeypatch.setattr("labour_ledger.api.kept_answers.KeptAnswers.find", lambda *_: None)
    from_route = shown(service.client.get(path(service, query=query)))
    assert len(route_asked) == 1
    assert first == kept == from_route


def test_answer_by_any_name_of_a_site_comes_from_memory(service: Service, route_asked: list[str]) -> None:
    kiln = service.simulator.register_subject("kiln", identifiers=[("list", "7")])
    service.simulator.mine()
    service.index()
    names = (to_hex(kiln), kiln.hex().upper(), handle_of(kiln), to_hex(kiln)[:14], "LIST:7")
    answers = {service.client.get(f"/v1/sites/{name}/status?{SCHEMA}").content for name in names}
    assert len(answers) == 1
    assert not route_asked


@pytest.mark.parametrize(
    ("name", "query", "status"),
    [
        ("mill", "", 422),
        ("mill", f"{SCHEMA}&{SCHEMA}&valid=2025-01-01", 422),
        ("mill", f"{SCHEMA}&records=some", 422),
        ("mill", f"{SCHEMA}&valid_at=soon", 422),
        ("mill", f"{SCHEMA}&known_at=2999-01-01", 422),
        ("mill", "schema=ilo/c138@1973", 404),
        ("mill", "schema=ledger/same-as@1", 422),
        ("schema", SCHEMA, 404),
    ],
)
def test_question_without_an_answer_is_refused_by_the_route(
    service: Service, name: str, query: str, status: int, route_asked: list[str]
) -> None:
    for _ in range(2):
        response = service.client.get(path(service, name, query))
        assert response.status_code == status, response.text
        assert response.json()["code"]
    assert len(route_asked) == 2


def test_answer_without_records_says_so(service: Service) -> None:
    whole, bare = service.get(path(service)), service.get(path(service, query=f"{SCHEMA}&records=none"))
    assert whole["records"]
    assert bare["records"] is None
    assert {**bare, "records": whole["records"]} == whole


def test_caller_that_has_an_answer_gets_no_body_kept_or_not(service: Service) -> None:
    tag = service.client.get(path(service)).headers["ETag"]
    service.simulator.mine()
    for name in ("mill", "mill", "twin"):
        response = service.client.get(path(service, name), headers={"If-None-Match": f'{tag}, "other"'})
        assert (response.status_code, response.content) == (304, b"") if name == "mill" else response.status_code == 200
        assert response.headers["Cache-Control"] == "no-cache"


def test_head_is_answered_without_a_body(service: Service) -> None:
    response = service.client.head(path(service))
    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["Content-Length"]) == len(service.client.get(path(service)).content)


def test_route_s_own_answers_are_kept(service: Service, route_asked: list[str], no_memory: None) -> None:
    first, kept = shown(service.client.get(path(service))), shown(service.client.get(path(service)))
    assert first == kept
    assert len(route_asked) == 1


def test_every_change_of_the_store_shows(service: Service) -> None:
    mill = service.names["mill"]
    before: dict[str, Any] = service.get(path(service))
    profile = SiteProfile("Mill of the same name", "ID", "", "", "", ())
    with service.store.unit_of_work() as work:
        save_site_profiles(work.session, [IdentifiedSite(mill, bytes(32), profile)])
    after: dict[str, Any] = service.get(path(service))
    assert (before["subject"]["name"], after["subject"]["name"]) == (None, "Mill of the same name")
    service.simulator.mine()
    service.index()
    later: dict[str, Any] = service.get(path(service))
    assert later["basis"]["block"] != after["basis"]["block"]


def test_store_without_an_index_is_said_by_the_route(empty_service: Service) -> None:
    response = empty_service.client.get(f"/v1/sites/0x{'01' * 32}/status?{SCHEMA}")
    assert response.status_code == 503
