"""Kept answers are those that would be worked out, to the byte, and never outlive a change of the store."""

import asyncio

import pytest
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send
from tests.unit.api.conftest import Service

from labour_ledger.api.kept_answers import KeptAnswers
from labour_ledger.store.queries import IdentifiedSite, save_site_profiles
from labour_ledger.store.results import SiteProfile
from labour_ledger_verify.hexadecimal import to_hex

PATH = "/v1/sites/0x01/status"


class Counter:
    """An app that says how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = 200
        self.version: int | None = 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        response = JSONResponse({"asked": self.asked}, status_code=self.status, headers={"ETag": f'"{self.asked}"'})
        await response(scope, receive, send)


def ask(app: KeptAnswers, path: str = PATH, query: str = "", method: str = "GET", **headers: str):
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    sent = []

    async def send(message) -> None:
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]), dict(sent[0]["headers"])


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def app(counter: Counter) -> KeptAnswers:
    return KeptAnswers(counter, version=lambda _scope: counter.version, most_bytes=5000)


def test_kept_answer_is_the_first_one_to_the_byte(app: KeptAnswers, counter: Counter) -> None:
    assert ask(app) == ask(app) == ask(app)
    assert counter.asked == 1


def test_kept_answer_of_other_words_is_another(app: KeptAnswers, counter: Counter) -> None:
    assert ask(app, query="schema=a") != ask(app, query="schema=b")
    assert ask(app, path="/v1/sites/0x02/status") != ask(app)
    assert counter.asked == 4


def test_kept_answer_is_dropped_when_the_store_changed(app: KeptAnswers, counter: Counter) -> None:
    ask(app)
    counter.version = 2
    assert ask(app)[1] == b'{"asked":2}'
    counter.version = None
    ask(app)
    ask(app)
    assert counter.asked == 4


def test_answer_that_the_store_changed_under_is_not_kept(counter: Counter) -> None:
    versions = iter([1, 2, 2, 2, 2])
    app = KeptAnswers(counter, version=lambda _scope: next(versions))
    ask(app)
    ask(app)
    assert counter.asked == 2


def test_caller_that_has_a_kept_answer_gets_no_body(app: KeptAnswers) -> None:
    ask(app)
    status, body, headers = ask(app, if_none_match='"1"')
    assert (status, body) == (304, b"")
    assert headers == {b"etag": b'"1"'}
    assert ask(app, if_none_match='"other"')[0] == 200


def test_errors_and_other_requests_are_not_kept(app: KeptAnswers, counter: Counter) -> None:
    for more in (
        {"method": "POST"},
        {"path": "/v1/sites/0x01"},
        {"path": "/v1/sites/0x01/bundle"},
        {"path": "/status"},
    ):
        ask(app, **more)
        ask(app, **more)
    counter.status = 404
    ask(app)
    ask(app)
    assert counter.asked == 10


def test_kept_answers_take_no_more_than_their_memory(app: KeptAnswers, counter: Counter) -> None:
    for number in range(10):
        ask(app, query=f"n={number}")
    asked = counter.asked
    ask(app, query="n=9")
    assert counter.asked == asked
    ask(app, query="n=0")
    assert counter.asked == asked + 1


def test_status_route_answers_the_same_kept_or_not(service: Service) -> None:
    mill = service.names["mill"]
    path = f"/v1/sites/{to_hex(mill)}/status?schema=ilo/c029@1930"
    first, kept = service.client.get(path), service.client.get(path)
    assert kept.content == first.content
    assert {name: value for name, value in kept.headers.items() if name != "x-request-id"} == {
        name: value for name, value in first.headers.items() if name != "x-request-id"
    }
    assert kept.headers["x-request-id"] != first.headers["x-request-id"]
    assert service.client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_status_route_sees_every_change_of_the_store(service: Service) -> None:
    mill = service.names["mill"]
    path = f"/v1/sites/{to_hex(mill)}/status?schema=ilo/c029@1930"
    before = service.client.get(path).json()
    profile = SiteProfile("Mill of the same name", "ID", "", "", "", ())
    with service.store.unit_of_work() as work:
        save_site_profiles(work.session, [IdentifiedSite(mill, bytes(32), profile)])
    after = service.client.get(path).json()
    assert (before["subject"]["name"], after["subject"]["name"]) == (None, "Mill of the same name")
    service.simulator.mine()
    service.index()
    assert service.client.get(path).json()["basis"]["block"] != after["basis"]["block"]
