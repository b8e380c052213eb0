"""The command `labour-ledger-verify`: options, files, processes, nodes, printing; what it runs is the core's."""

from .command import main

__all__ = ["main"]
