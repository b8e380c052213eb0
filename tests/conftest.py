"""What all tests share: which modules are collected, and how hypothesis runs."""

import os

from hypothesis import HealthCheck, settings

# Tests that read the real lists need a path to them and are named so; without a path there is nothing they could do.
collect_ignore_glob = [] if os.environ.get("LABOUR_LEDGER_DATA") else ["**/test_real_*.py"]

# No deadlines: a slow machine is not a failure. Examples are the same in every run, so a failure can be run again.
settings.register_profile(
    "labour-ledger", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("labour-ledger")
