"""Tests on the published lists are collected only where the lists are."""

import os

collect_ignore = [] if os.environ.get("LABOUR_LEDGER_DATA") else ["test_published_lists.py"]
