"""Lets the test of completeness run last, and only where all tests of this folder run before it."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
COMPLETENESS = "test_completeness.py"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    last = [item for item in items if item.path.name == COMPLETENESS]
    others = [item for item in items if item.path.name != COMPLETENESS]
    files = {item.path for item in items if item.path.parent == FOLDER}
    named = any("::" in argument for argument in config.args)
    selected = config.option.keyword or config.option.markexpr
    if named or selected or files < set(FOLDER.glob("test_*.py")):
        items[:] = others
    else:
        items[:] = others + last
