"""Answers of the API held to what its own description (OpenAPI 3.1) says of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

_JSON = ("application/json", "application/problem+json")


def require_described(description: Mapping[str, Any], method: str, path: str, status: int, body: object) -> None:
    """Check that the description has an answer for a request, and that the body is one.

    Args:
        description: The OpenAPI document.
        method: Such as `post`.
        path: As it was requested, without parameters.
        status: Of the response.
        body: Its JSON.

    Raises:
        AssertionError: No such answer is described, or the body is another.
    """
    template = _template(description, path)
    responses = description["paths"][template][method.lower()]["responses"]
    response = responses.get(str(status)) or (responses.get("default") if status >= 400 else None)
    assert response is not None, f"{method} {template} does not describe {status}"
    schemas = [content["schema"] for kind, content in response["content"].items() if kind in _JSON]
    assert schemas, f"{method} {template} describes no JSON for {status}"
    validator = Draft202012Validator({**schemas[0], "components": description["components"]})
    found = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]
    assert not found, f"{method} {template} {status}: {found}"


def _template(description: Mapping[str, Any], path: str) -> str:
    """Return the path of the description that a request fits; one with fewer parameters goes before."""
    fitting: list[str] = [template for template in description["paths"] if re.fullmatch(_pattern(template), path)]
    assert fitting, f"no route is described for {path}"
    return min(fitting, key=lambda template: template.count("{"))


def _pattern(template: str) -> str:
    return "".join("[^/]+" if piece.startswith("{") else re.escape(piece) for piece in re.split(r"(\{\w+\})", template))
