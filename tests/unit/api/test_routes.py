"""Every route that answers from the index: its model, its tag, its pages, and the same JSON as the answer itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel
from tests.unit.api.conftest import LEDGER, Service

from labour_ledger.api.models.records import Attestation, History, Issued, StatusAnswer
from labour_ledger.api.models.registries import Parties, Party, Schema, Schemas, Site, Sites
from labour_ledger.api.models.timeline import SiteTimeline
from labour_ledger.diligence.status import site_status
from labour_ledger.store.queries import IdentifiedSite, save_documents, save_site_profiles
from labour_ledger.store.results import IdentifierText, SiteProfile, StoredDocument
from labour_ledger_verify.document import canonical_json, document_hash
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256

STANDARD = "ilo/c029@1930"


def place(service: Service, path: str) -> str:
    """Return a path with the ids of the small ledger put in."""
    return path.format(**{name: to_hex(value) for name, value in service.names.items()})


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/v1/sites", Sites),
        ("/v1/sites?country=my&kind=site&limit=1", Sites),
        ("/v1/sites/{mill}", Site),
        ("/v1/sites/{twin}", Site),
        ("/v1/sites/{mill}/history", History),
        ("/v1/sites/{twin}/history?limit=2", History),
        ("/v1/sites/{mill}/timeline", SiteTimeline),
        ("/v1/sites/{twin}/timeline?schema=ilo/c029@1930", SiteTimeline),
        ("/v1/sites/{mill}/status?schema=ilo/c029@1930", StatusAnswer),
        ("/v1/sites/{twin}/status?schema=ilo/c029@1930&valid_at=today&known_at=2025-01-01T00:01:20Z", StatusAnswer),
        ("/v1/schemas", Schemas),
        ("/v1/schemas/ilo/c029@1930", Schema),
        ("/v1/parties?limit=2", Parties),
        ("/v1/parties/2", Party),
        ("/v1/parties/3", Party),
        ("/v1/parties/2/issued", Issued),
        ("/v1/attestations/{first}", Attestation),
        ("/v1/attestations/{joined}", Attestation),
    ],
)
def test_route_answers_exactly_what_is_described(service: Service, path: str, model: type[BaseModel]) -> None:
    found = service.get(place(service, path))
    assert model.model_validate(found).model_dump(by_alias=True) == found


@pytest.mark.parametrize("path", ["/v1/sites/{mill}", "/v1/sites/{mill}/history", "/v1/schemas", "/v1/parties/2"])
def test_route_gives_304_to_whom_has_the_answer(service: Service, path: str) -> None:
    first = service.client.get(place(service, path))
    tag = first.headers["etag"]
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = service.client.get(place(service, path), headers={"if-none-match": header})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert service.client.get(place(service, path), headers={"if-none-match": '"other"'}).status_code == 200


def test_tag_changes_with_the_block_and_with_the_question(service: Service) -> None:
    path = place(service, "/v1/sites/{mill}/status")
    first = service.client.get(path, params={"schema": STANDARD})
    other = service.client.get(path, params={"schema": STANDARD, "valid_at": "2025-01-01T00:01:00Z"})
    service.simulator.mine()
    service.index()
    later = service.client.get(path, params={"schema": STANDARD})
    assert len({response.headers["etag"] for response in (first, other, later)}) == 3


def test_tag_changes_when_a_document_is_given_within_the_same_block(service: Service) -> None:
    path = place(service, "/v1/sites/{mill}")
    before = service.client.get(path)
    profile = SiteProfile("Mill", "ID", "", "", "", (IdentifierText("list", "1"),))
    with service.store.unit_of_work() as work:
        save_site_profiles(work.session, [IdentifiedSite(service.names["mill"], bytes(32), profile)])
    after = service.client.get(path)
    assert before.json()["basis"] == after.json()["basis"]
    assert before.headers["etag"] != after.headers["etag"]


def test_status_is_the_same_json_as_the_answer(service: Service) -> None:
    found = service.get(place(service, "/v1/sites/{mill}/status?schema=ilo/c029@1930&known_at=2025-01-01T00:01:20Z"))
    with service.store.reading() as session:
        expected = site_status(
            session, LEDGER, service.names["mill"], schema_id=STANDARD, known_at_text="2025-01-01T00:01:20Z"
        )
    assert found == json.loads(json.dumps(expected.to_json()))
    assert expected.status.code == "conforms"


@pytest.mark.parametrize("query", ["", "?schema=ilo/c029@1930&validat=2025-01-01", "?schema=ilo/c029@1930&as_of=today"])
def test_status_without_a_schema_or_with_an_unknown_parameter_is_refused(service: Service, query: str) -> None:
    response = service.client.get(place(service, "/v1/sites/{mill}/status") + query)
    assert (response.status_code, response.json()["code"]) == (422, "request-invalid")


@pytest.mark.parametrize(
    "query", ["schema=ledger/same-as@1", f"schema={STANDARD}&valid_at=soon", f"schema={STANDARD}&known_at=2099-01-01"]
)
def test_status_of_what_cannot_be_asked_is_refused(service: Service, query: str) -> None:
    response = service.client.get(place(service, "/v1/sites/{mill}/status?") + query)
    assert (response.status_code, response.json()["code"]) == (422, "question-invalid")


def test_every_name_of_a_site_leads_to_it(service: Service) -> None:
    mill = service.get(place(service, "/v1/sites/{mill}"))
    with service.store.unit_of_work() as work:
        profile = SiteProfile("n", "ID", "", "", "", ())
        save_site_profiles(work.session, [IdentifiedSite(service.names["mill"], bytes(32), profile)])
    handle, full = str(mill["handle"]), str(mill["id"])
    for name in (handle, handle.lower().replace("-", ""), full, full[:12], full[2:14]):
        assert service.get(f"/v1/sites/{name}")["id"] == full


def test_identifier_with_a_slash_names_its_site(service: Service) -> None:
    subject = service.simulator.register_subject("slashed", identifiers=[("list", "A/7")])
    service.simulator.mine()
    service.index()
    for path in ("/v1/sites/list:A/7", "/v1/sites/list:A%2F7"):
        assert service.get(path)["id"] == to_hex(subject)
    assert service.get("/v1/sites/list:A/7/history")["items"]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/v1/sites?kind=site&limit=1", "id"),
        ("/v1/sites/{mill}/history?limit=1", "logIndex"),
        ("/v1/parties?limit=1", "party"),
        ("/v1/parties/2/issued?limit=1", "uid"),
    ],
)
def test_pages_are_linked_until_the_end(service: Service, path: str, key: str) -> None:
    link: Any = place(service, path)
    whole = service.get(place(service, path).replace("limit=1", "limit=200"))
    found: list[Any] = []
    while link is not None:
        response = service.client.get(link)
        page = response.json()
        found += page["items"]
        link = page["next"]
        assert (link is None) == ("link" not in response.headers) == (page["nextCursor"] is None)
    assert found == whole["items"]
    assert len(found) > 1
    assert key in found[0]


def test_document_is_given_as_the_bytes_that_were_hashed(service: Service) -> None:
    document = {"v": 1, "schema": STANDARD, "subject": "0x" + "01" * 32, "salt": "0x" + "02" * 32, "content": {"b": 1}}
    hashed = document_hash(document)
    with service.store.unit_of_work() as work:
        save_documents(work.session, [StoredDocument(hashed, STANDARD, b"\1" * 32, canonical_json(document), 0)])
    response = service.client.get(f"/v1/documents/{to_hex(hashed)}")
    assert keccak256(response.content) == hashed
    assert response.headers["content-type"] == "application/json"


def test_answers_before_the_first_index_say_so(empty_service: Service) -> None:
    nobody = f"/v1/sites/0x{'00' * 32}"
    for path in ("/v1/sites", "/v1/schemas", "/v1/parties", f"{nobody}/status?schema={STANDARD}", f"{nobody}/bundle"):
        response = empty_service.client.get(path)
        assert (response.status_code, response.json()["code"]) == (503, "index-empty"), path
