"""`python -m labour_ledger_verify` is the command `labour-ledger-verify`."""

import sys

from .cli import main

sys.exit(main())
