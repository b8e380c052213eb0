"""Traceability ledger of signed labour-standard attestations."""

__version__ = "0.1.0"
