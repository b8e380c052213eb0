"""`labour-ledger verify`: the auditor's command, unchanged."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command(
        "verify",
        # all options, also --help, are the auditor's command's own
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
        add_help_option=False,
    )(verify)


def verify(context: typer.Context) -> None:
    """Check signed files offline: proven, proven false, or could not be checked.

    The same as the command `labour-ledger-verify`, which auditors install alone. Its own help:
    labour-ledger verify --help
    """
    from labour_ledger_verify.cli import main

    raise typer.Exit(main(context.args))
