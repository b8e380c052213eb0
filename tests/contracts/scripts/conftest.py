"""The script sends through brownie, which must hear of every snapshot: it counts nonces by itself."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def isolation(fn_isolation: None) -> None:
    """Every test starts from an empty chain."""
