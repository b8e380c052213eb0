"""`python -m labour_ledger_verify` is the command `labour-ledger-verify`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
