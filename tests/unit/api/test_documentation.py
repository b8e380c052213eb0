"""docs/api.md names every route, every parameter of the questions, and every status."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.unit.api.conftest import Service

from labour_ledger.api.problems import STATUSES

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


def test_documentation_names_every_route_and_query_parameter(service: Service) -> None:
    description: dict[str, Any] = service.get("/openapi.json")
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            assert f"`{method.upper()} {path}`" in PAGE
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query" and parameter["name"] not in ("cursor", "limit"):
                    assert f"`{parameter['name']}`" in PAGE, (path, parameter["name"])


def test_documentation_names_every_status_of_a_problem() -> None:
    assert {str(status.value) for status in STATUSES.values()} <= set(
        PAGE.partition("## Problems")[2].replace(",", " ").split()
    )
