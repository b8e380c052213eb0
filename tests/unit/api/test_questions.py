"""The routes of the questions and of exports: their models, pages, tags, files and problems."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pyarrow.parquet
import pytest
from fastapi.testclient import TestClient
from tests.support.question_world import C029, QuestionWorld, build_question_world
from tests.unit.api.conftest import NOBODY, Service

from labour_ledger.api.app import create_app
from labour_ledger.api.models.questions import AnswerRecords, Questions, answer_model, example_of
from labour_ledger.chain.deployment import save_deployment
from labour_ledger.config import Settings
from labour_ledger.diligence.questions.catalogue import QUESTIONS
from labour_ledger.diligence.questions.model import Question
from labour_ledger.store.session import open_store
from labour_ledger_verify.hexadecimal import to_hex


@pytest.fixture(scope="module")
def world() -> QuestionWorld:
    return build_question_world()


@pytest.fixture(scope="module")
def client(world: QuestionWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The app over the supply chain, once for all tests here: they only read."""
    home = tmp_path_factory.mktemp("questions")
    save_deployment(NOBODY, home / "deployment.json")
    settings = Settings(
        home=home,
        store_url=f"sqlite:///{home / 'ledger.db'}",
        rpc_url="http://127.0.0.1:9",
        deployment_file=home / "deployment.json",
        keystore_dir=home / "keys",
    )
    store = open_store(settings.store_url, create=True)
    world.index_into(store)
    store.close()
    with TestClient(create_app(settings), base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened


def needed(world: QuestionWorld, question: Question) -> dict[str, str]:
    values = {
        "site": world.handle("mill"),
        "buyer": world.handle("Brand"),
        "standard": C029,
        "known_at": "2025-01-01T00:00:40Z",
        "record": to_hex(world.uids["mill audit"]),
        "party": "2",
        "country": "ID",
        "goods": "Palm Fruit",
        "topic": "debt-bondage",
        "since": "2024-12-31",
        "until": "2025-06-30",
    }
    return {name: values[name] for name in question.required}


def test_list_describes_every_question(client: TestClient) -> None:
    found = client.get("/v1/questions").json()
    assert Questions.model_validate(found).model_dump(by_alias=True) == found
    assert [item["name"] for item in found["items"]] == [question.name for question in QUESTIONS]


def test_route_of_each_question_answers_exactly_what_is_described(client: TestClient, world: QuestionWorld) -> None:
    for question in QUESTIONS:
        parameters = {**needed(world, question), "limit": "2"}
        response = client.get(f"/v1/questions/{question.name}", params=parameters)
        assert response.status_code == 200, (question.name, response.text)
        model = answer_model(question.name)
        assert model.model_validate(response.json()).model_dump(by_alias=True) == response.json()
        again = client.get(
            f"/v1/questions/{question.name}", params=parameters, headers={"if-none-match": response.headers["etag"]}
        )
        assert again.status_code == 304


def test_records_of_each_answer_are_those_that_it_rests_on(client: TestClient, world: QuestionWorld) -> None:
    for question in QUESTIONS:
        found = client.get(f"/v1/questions/{question.name}", params={**needed(world, question), "limit": "200"}).json()
        assert found["records"]["allNamed"] is True
        uids: set[str] = set()
        link: str | None = found["records"]["href"]
        while link is not None:
            records = client.get(link)
            assert records.status_code == 200, (question.name, records.text)
            listed = records.json()
            assert AnswerRecords.model_validate(listed).model_dump(by_alias=True) == listed
            uids |= {uid for item in listed["items"] for uid in item["uids"]}
            link = listed["next"]
        assert uids == set(found["basis"]["uids"]), question.name


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_example_of_each_question_is_of_its_model(question: Question) -> None:
    example = example_of(question)
    assert answer_model(question.name).model_validate(example).model_dump(by_alias=True) == example


def test_description_has_a_route_for_each_question(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for question in QUESTIONS:
        operation = paths[f"/v1/questions/{question.name}"]["get"]
        names = {parameter["name"] for parameter in operation["parameters"]}
        assert names == {*question.parameters, "cursor", "limit", "format"}
        required = {parameter["name"] for parameter in operation["parameters"] if parameter["required"]}
        assert required == set(question.required)


def test_pages_follow_their_links_to_the_end(client: TestClient, world: QuestionWorld) -> None:
    link: str | None = f"/v1/questions/grievance-channels?buyer={world.handle('Brand')}&limit=2"
    sites = []
    while link is not None:
        response = client.get(link)
        sites += [item["site"] for item in response.json()["items"]]
        assert ('rel="next"' in response.headers.get("link", "")) == (response.json()["next"] is not None)
        link = response.json()["next"]
    assert len(sites) == len(set(sites)) == 5


@pytest.mark.parametrize(
    ("accept", "parameters", "media_type"),
    [
        ("text/csv", {}, "text/csv; charset=utf-8"),
        ("application/json", {"format": "jsonl"}, "application/x-ndjson"),
        ("text/html, application/vnd.apache.arrow.stream;q=0.9", {}, "application/vnd.apache.arrow.stream"),
        ("*/*", {"format": "parquet"}, "application/vnd.apache.parquet"),
        ("*/*", {}, "application/json"),
        ("application/json, text/csv", {}, "application/json"),
    ],
)
def test_answer_has_the_format_that_was_asked_for(
    client: TestClient, accept: str, parameters: dict[str, str], media_type: str
) -> None:
    path = "/v1/questions/open-findings"
    response = client.get(path, params={"severity": "minor", **parameters}, headers={"accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, media_type)
    tag = response.headers["etag"]
    again = client.get(
        path, params={"severity": "minor", **parameters}, headers={"accept": accept, "if-none-match": tag}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_file_holds_all_rows_whatever_the_page(client: TestClient, world: QuestionWorld) -> None:
    parameters = {"buyer": world.handle("Brand"), "limit": "1", "format": "jsonl"}
    response = client.get("/v1/questions/grievance-channels", params=parameters)
    assert len(response.content.splitlines()) == 5
    assert response.headers["labour-ledger-block"].startswith("chain 31337, block ")
    assert response.headers["content-disposition"] == 'attachment; filename="grievance-channels.jsonl"'


@pytest.mark.parametrize(("table", "rows"), [("records", 22), ("sites", 11), ("links", 9)])
def test_export_of_a_table_has_every_row(client: TestClient, table: str, rows: int) -> None:
    response = client.get(f"/v1/exports/{table}", params={"format": "parquet"})
    assert pyarrow.parquet.read_table(io.BytesIO(response.content)).num_rows == rows
    as_csv = client.get(f"/v1/exports/{table}")
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(("name", "media_type"), [("graphml", "application/graphml+xml"), ("svg", "image/svg+xml")])
def test_export_of_a_network_is_a_graph_or_a_picture(
    client: TestClient, world: QuestionWorld, name: str, media_type: str
) -> None:
    parameters = {"buyer": world.handle("Brand"), "standard": C029, "format": name}
    response = client.get("/v1/exports/network", params=parameters)
    assert (response.status_code, response.headers["content-type"]) == (200, media_type)
    assert b"mill (fictitious)" in response.content


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/questions/coverage", 422, "request-invalid"),
        (f"/v1/questions/coverage?buyer=Nobody&standard={C029}", 404, "subject-not-found"),
        ("/v1/questions/coverage?buyer=Brand (fictitious)&standard=ilo/c0", 404, "schema-unknown"),
        ("/v1/questions/expiring?valid_at=2031-01-01", 422, "question-invalid"),
        ("/v1/questions/expiring?validat=2031-01-01", 422, "request-invalid"),
        ("/v1/questions/expiring?days=many", 422, "question-invalid"),
        ("/v1/questions/open-findings?severity=huge", 422, "request-invalid"),
        ("/v1/questions/expiring?limit=201", 422, "request-invalid"),
        ("/v1/questions/expiring?format=xlsx", 422, "request-invalid"),
        ("/v1/questions/unheard-of", 404, "route-unknown"),
        ("/v1/exports/parties", 422, "request-invalid"),
        ("/v1/exports/network?buyer=Brand", 422, "request-invalid"),
        (f"/v1/exports/network?buyer=Nobody&standard={C029}", 404, "subject-not-found"),
    ],
)
def test_question_that_cannot_be_answered_is_a_problem(client: TestClient, path: str, status: int, code: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["hint"]


def test_question_before_there_is_an_index_is_a_problem(empty_service: Service) -> None:
    for path in ("/v1/questions/expiring", "/v1/exports/records", "/v1/questions/expiring?format=csv"):
        response = empty_service.client.get(path)
        assert (response.status_code, json.loads(response.content)["code"]) == (503, "index-empty")
