"""The routes of other people's lists: they fit their models, keep tags and pages, and refuse what cannot be asked."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.api.conftest import Service

from labour_ledger.api.models.lists import ScreeningAnswer, SiteContextAnswer
from labour_ledger.store.queries import IdentifiedSite, save_site_profiles
from labour_ledger.store.queries.context import ContextFact, ListEdition, save_context_list
from labour_ledger.store.queries.watch_lists import WatchEntry, save_watch_list
from labour_ledger.store.results import SiteProfile

GOODS = ListEdition("ilab-goods", "Goods", "Publisher", "2023", b"\x01" * 32, 1, 10)
WATCHED = ListEdition("invented-list", "Watched", "Publisher", "2026", b"\x02" * 32, 3, 10)


@pytest.fixture
def handle(service: Service) -> str:
    """The handle of a site with a name, in a country that a list names; three entities resemble it."""
    profile = SiteProfile("Invented Mill", "ID", "", "", "", ())
    entries = [WatchEntry(row, f"key-{row}", ("Invented Mill",), "ID", "", {"status": "Active"}) for row in (2, 3, 4)]
    with service.store.unit_of_work() as work:
        save_site_profiles(work.session, [IdentifiedSite(service.names["mill"], bytes(32), profile)])
        save_context_list(work.session, GOODS, [ContextFact(2, "child_labor", "ID", "", "Palm Fruit", "Yes")])
        save_watch_list(work.session, WATCHED, entries)
    found: dict[str, Any] = service.get("/v1/sites/0x" + service.names["mill"].hex())
    return str(found["handle"])


def test_context_of_a_site_fits_its_model_and_names_the_row(service: Service, handle: str) -> None:
    found = service.get(f"/v1/sites/{handle}/context?good=palm%20fruit&good=cotton")
    answer = SiteContextAnswer.model_validate(found)
    assert [(item.good, item.source.row) for item in answer.items] == [("Palm Fruit", 2)]
    assert service.get(f"/v1/sites/{handle}/context?good=cotton")["items"] == []


def test_screening_fits_its_model_and_pages_through_all_hits(service: Service, handle: str) -> None:
    path, keys = f"/v1/screening?site={handle}&limit=2&state=open", []
    while path:
        found = service.get(path)
        answer = ScreeningAnswer.model_validate(found)
        keys += [hit.entry.key for hit in answer.items]
        path = str(found["next"] or "")
    assert keys == ["key-2", "key-3", "key-4"]
    assert service.get("/v1/screening?list=another")["lists"] == []
    assert service.get("/v1/screening")["notScreened"] == ["0x" + service.names["twin"].hex()]


@pytest.mark.parametrize("path", ["/v1/sites/{handle}/context", "/v1/screening"])
def test_route_gives_304_to_whom_has_the_answer(service: Service, handle: str, path: str) -> None:
    place = path.replace("{handle}", handle)
    tag = service.client.get(place).headers["etag"]
    again = service.client.get(place, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/screening?state=guilty", 422, "request-invalid"),
        ("/v1/screening?lists=x", 422, "request-invalid"),
        ("/v1/screening?cursor=nothing", 422, "page-token-invalid"),
        ("/v1/screening?site=LL-7K3M-92QF", 404, "subject-not-found"),
        ("/v1/sites/os:CN2021250D1DTN7/context", 404, "subject-not-found"),
    ],
)
def test_what_cannot_be_asked_is_refused(service: Service, path: str, status: int, code: str) -> None:
    response = service.client.get(path)
    assert (response.status_code, response.json()["code"]) == (status, code)
