"""Base classes of every error of the backend, with what commands and services make of them.

What each of them says (code, message, hint, context) is that of `labour_ledger_verify.errors.ExplainedError`.

```
LabourLedgerError
├─ InputError          exit 2   what was given cannot be used: a file, a row, a field, a name
├─ LedgerRefused       exit 3   the contract's rules refuse it; named as the contract names it
├─ UnavailableError    exit 4   a node, a store or a file cannot be reached now
└─ ConfigurationError  exit 5   how the program was set up is wrong
```

A package defines its own errors beside the code that raises them. This module knows no HTTP and prints nothing;
`api.problems` gives each class its HTTP status.
"""

from __future__ import annotations

from labour_ledger_verify.errors import ExplainedError


class LabourLedgerError(ExplainedError):
    """Base of all errors of the backend."""

    code = "labour-ledger-error"
    exit_code = 1


class InputError(LabourLedgerError):
    """What was given cannot be used."""

    code = "input-invalid"
    exit_code = 2


class NotFoundError(InputError):
    """A well-formed name that nothing here has."""

    code = "not-found"


class LedgerRefused(LabourLedgerError):
    """The ledger's contract refuses it."""

    code = "ledger-refused"
    exit_code = 3


class UnavailableError(LabourLedgerError):
    """Something outside cannot be reached now; trying again may help."""

    code = "unavailable"
    exit_code = 4


class ConfigurationError(LabourLedgerError):
    """How the program was set up is wrong."""

    code = "configuration-invalid"
    exit_code = 5
