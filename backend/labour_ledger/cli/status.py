"""`labour-ledger status` and `labour-ledger history`: what is known of a site, with the reasons."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the commands to the root."""
