"""Many sites under several schemas in one answer, each as its single status says."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.api.conftest import Service

from labour_ledger.api.models.statuses import Statuses
from labour_ledger.api.snapshots import Snapshots
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex

SCHEMA = "ilo/c029@1930"


def ask(service: Service, **question: Any) -> dict[str, Any]:
    response = service.client.post("/v1/statuses", json=question)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    Statuses.model_validate(found)
    return found


@pytest.fixture(params=["snapshot", "store"])
def source(request: pytest.FixtureRequest, service: Service, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the answers come from."""
    snapshots: Snapshots = service.client.app.state.services.snapshots  # type: ignore[attr-defined]
    if request.param == "snapshot":
        snapshots._keeper.refresh()
    else:
        monkeypatch.setattr(Snapshots, "current", None)
    return str(request.param)


def test_every_status_is_the_single_one_without_the_flag_for_identity(service: Service, source: str) -> None:
    service.simulator.register_schema("ilo/c138@1973")
    service.simulator.register_subject("never spoken of")
    service.simulator.mine()
    service.index()
    sites = [to_hex(service.names["mill"]), handle_of(service.names["twin"])]
    dates = {"validAt": "2025-01-01", "knownAt": "today"}
    found = ask(service, sites=sites, schemas=[SCHEMA, "ilo/c138@1973"], **dates)
    for name, site in zip(sites, found["sites"], strict=True):
        assert site["name"] == name
        for status in site["statuses"]:
            query = f"schema={status['schema']}&valid_at=2025-01-01"
            single: dict[str, Any] = service.get(f"/v1/sites/{name}/status?{query}")
            flags = [flag["code"] for flag in single["status"]["flags"] if flag["code"] != "identity_unchecked"]
            assert (status["code"], status["flags"]) == (single["status"]["code"], flags)
            assert site["subject"] == single["subject"]
            assert found["basis"] == {**single["basis"], "uids": []}


def test_name_that_means_nobody_or_several_is_told_beside_the_others(service: Service) -> None:
    mill = to_hex(service.names["mill"])
    names = [mill, "0x" + "00" * 32, "LL-0000-0000", "list:unheard-of", "no name", mill]
    found = ask(service, sites=names, schemas=[SCHEMA])
    assert [site["name"] for site in found["sites"]] == names
    codes = [site["problem"] and site["problem"]["code"] for site in found["sites"]]
    assert codes[0] is codes[5] is None
    assert codes[1:5] == ["subject-not-found", "subject-not-found", "subject-not-found", "subject-name-unreadable"]
    assert [len(site["statuses"]) for site in found["sites"]] == [1, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ({"sites": [], "schemas": [SCHEMA]}, 422),
        ({"sites": ["0x0000"] * 1001, "schemas": [SCHEMA]}, 422),
        ({"sites": ["0x0000"], "schemas": []}, 422),
        ({"sites": ["0x0000"], "schemas": ["ledger/same-as@1"]}, 422),
        ({"sites": ["0x0000"], "schemas": ["ilo/c138@1973"]}, 404),
        ({"sites": ["0x0000"], "schemas": [SCHEMA], "validAt": "soon"}, 422),
        ({"sites": ["0x0000"], "schemas": [SCHEMA], "valid": "2025-01-01"}, 422),
        ({"sites": ["0x0000"]}, 422),
    ],
)
def test_question_that_has_no_answer_is_refused(service: Service, question: dict[str, Any], status: int) -> None:
    response = service.client.post("/v1/statuses", json=question)
    assert response.status_code == status, response.text
    assert response.json()["hint"]
