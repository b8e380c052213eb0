"""Killed at any point, the store is whole, and going on loses and doubles nothing. Long form: `make test-faults`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tests.support.stores import KINDS

BLOWS = int(os.environ.get("LABOUR_LEDGER_FAULT_BLOWS", "10"))


@pytest.mark.parametrize("kind", KINDS)
def test_index_killed_at_random_points_loses_and_doubles_nothing(kind: str) -> None:
    campaign = [sys.executable, "-m", "tests.faults.campaign", kind, str(BLOWS)]
    done = subprocess.run(campaign, capture_output=True, text=True, check=False)
    sys.stdout.write(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    summary = done.stdout.splitlines()[-1].split()
    assert summary[:3] == [f"{kind}:", str(BLOWS), "blows,"]
    # a blow by the clock can come too late; most do not
    assert int(summary[3]) > BLOWS // 2
