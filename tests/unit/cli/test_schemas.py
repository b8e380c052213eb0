from __future__ import annotations

import json

import pytest

from labour_ledger.cli.main import main
from labour_ledger.schemas.catalogue import load_schema, schema_ids


def test_schemas_list_names_every_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "schemas", "list"]) == 0
    listed = json.loads(capsys.readouterr().out)["schemas"]
    assert [schema["id"] for schema in listed] == list(schema_ids())
    assert main(["schemas", "list"]) == 0
    assert "ilo/c029@1930" in capsys.readouterr().out


def test_schemas_show_gives_the_form_and_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "schemas", "show", "ilo/c029@1930"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["content"] == load_schema("ilo/c029@1930").content
    assert main(["schemas", "show", "ledger/reply@1"]) == 0
    text = capsys.readouterr().out
    assert "no limit" in text
    assert '"position"' in text


def test_schemas_show_unknown_names_near_matches(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "show", "ilo/c29@1930"]) == 2
    assert "ilo/c029@1930" in capsys.readouterr().err
