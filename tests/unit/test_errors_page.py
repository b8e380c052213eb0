"""docs/errors.md names every code of the programs, the contract and the verifier, as the code has them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from labour_ledger.errors import LabourLedgerError
from labour_ledger_verify.errors import ExplainedError, VerifyError

SCRIPT = Path(__file__).parents[2] / "scripts" / "write_errors_page.py"
SPEC = importlib.util.spec_from_file_location("write_errors_page", SCRIPT)
assert SPEC is not None
assert SPEC.loader is not None
MODULE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MODULE)


def test_page_holds_the_tables_that_the_code_gives() -> None:
    page = MODULE.PAGE.read_text(encoding="utf-8")
    assert page == MODULE.written(page)
    assert page.count("<!-- generated: ") == 3


@pytest.mark.parametrize("root", [LabourLedgerError, VerifyError])
def test_every_error_class_has_a_code_and_a_meaning(root: type[ExplainedError]) -> None:
    classes = MODULE.error_classes(root)
    assert len(classes) > 30
    for found in classes:
        assert found.code != root.code, found
        assert found.__doc__, found


@pytest.mark.parametrize("root", [LabourLedgerError, VerifyError])
def test_a_code_has_one_exit_code(root: type[ExplainedError]) -> None:
    exits: dict[str, int] = {}
    for found in MODULE.error_classes(root):
        assert exits.setdefault(found.code, found.exit_code) == found.exit_code, found
