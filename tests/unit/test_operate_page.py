"""The operator's page names every setting and every error that an operator can meet in store and indexer."""

from pathlib import Path

import labour_ledger.indexer.errors
import labour_ledger.store.errors
from labour_ledger.config import PREFIX, Settings
from labour_ledger.errors import LabourLedgerError

PAGE = (Path(__file__).parents[2] / "docs" / "operate.md").read_text(encoding="utf-8")


def test_operate_page_names_every_setting_and_its_default() -> None:
    for name, field in Settings.model_fields.items():
        row = next((line for line in PAGE.splitlines() if line.startswith(f"| `{PREFIX}{name.upper()}` |")), "")
        assert f"`{name}`" in row, name
        if not field.is_required() and field.default is not None:
            assert f"`{field.default}`" in row, name


def test_operate_page_names_every_error() -> None:
    for module in (labour_ledger.store.errors, labour_ledger.indexer.errors):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, LabourLedgerError) and value.__module__ == module.__name__:
                assert f"`{value.code}`" in PAGE, value
