"""Holds the claim on writing an index until it is killed: `python -m tests.faults.holding STORE_URL`."""

from __future__ import annotations

import sys
import time

from tests.support.ledger_simulator import CHAIN_ID, CONTRACT

from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store


def main() -> None:
    """Take the claim, say so, and wait."""
    claim = open_store(sys.argv[1]).writer_claim(LedgerKey(CHAIN_ID, CONTRACT))
    sys.stdout.write(f"{claim.is_held()}\n")
    sys.stdout.flush()
    time.sleep(600)


if __name__ == "__main__":
    main()
