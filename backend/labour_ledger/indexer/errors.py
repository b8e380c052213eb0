"""What stops an indexer, by waiting or not; the code of each is also the state that it is shown in."""

from __future__ import annotations

from labour_ledger.errors import ConfigurationError, LabourLedgerError, UnavailableError


class LedgerReplaced(ConfigurationError):
    """The chain of that id no longer has the block that the index began with."""

    code = "ledger-replaced"


class IndexOutdated(ConfigurationError):
    """The rows were written by another version of the projection."""

    code = "index-outdated"


class ReorganisedTooDeep(UnavailableError):
    """The node's chain leaves the index further back than reorganisations are believed; nothing was changed."""

    code = "reorganised-too-deep"


class LogsFalse(UnavailableError):
    """The node's logs do not fold to the heads in the contract's storage; nothing of them was taken."""

    code = "logs-false"


class IndexDiffers(LabourLedgerError):
    """The index holds a history otherwise than the contract's storage does; nothing is added to it any more."""

    code = "index-differs"


class IndexEmpty(UnavailableError):
    """There is no index of the ledger yet."""

    code = "index-empty"


class ChainMoved(UnavailableError):
    """The chain changed while a range was read; nothing of it was taken, and the next step reads it anew."""

    code = "chain-moved"
