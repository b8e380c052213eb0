"""Lets `python -m labour_ledger.cli` be the command, for child processes."""

import sys

from .main import main

if __name__ == "__main__":
    sys.exit(main())
