"""The pure core: what an auditor needs to check an attestation from a file alone."""

__version__ = "0.1.0"
