from __future__ import annotations

import pytest
from tests.support.described_answers import require_described

THING = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}


def answering(schema: object) -> object:
    return {"get": {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}}


DESCRIPTION = {
    "paths": {
        "/v1/things/{name}": answering({"$ref": "#/components/schemas/Thing"}),
        "/v1/things/all": answering({"type": "array"}),
    },
    "components": {"schemas": {"Thing": THING}},
}


def test_require_described_takes_the_answer_of_the_nearest_route() -> None:
    require_described(DESCRIPTION, "GET", "/v1/things/one", 200, {"name": "one"})
    require_described(DESCRIPTION, "GET", "/v1/things/all", 200, [])


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/v1/things/one", 200, {"name": 1}),
        ("/v1/things/one", 200, {}),
        ("/v1/things/all", 200, {"name": "one"}),
        ("/v1/things/one", 201, {"name": "one"}),
        ("/v1/others", 200, {}),
    ],
)
def test_require_described_refuses_what_the_description_does_not_say(path: str, status: int, body: object) -> None:
    with pytest.raises(AssertionError):
        require_described(DESCRIPTION, "GET", path, status, body)
