"""What stops an indexer that waiting cannot help."""

from __future__ import annotations

from labour_ledger.errors import ConfigurationError, UnavailableError


class LedgerReplaced(ConfigurationError):
    """The chain of that id no longer has the block that the index began with."""

    code = "ledger-replaced"


class IndexOutdated(ConfigurationError):
    """The rows were written by another version of the projection."""

    code = "index-outdated"


class IndexEmpty(UnavailableError):
    """There is no index of the ledger yet."""

    code = "index-empty"


class ChainMoved(UnavailableError):
    """The chain changed while a range was read; nothing of it was taken, and the next step reads it anew."""

    code = "chain-moved"
