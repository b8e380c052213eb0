from __future__ import annotations

import importlib.util
from pathlib import Path

import typer

from labour_ledger.cli.main import app

PROJECT = Path(__file__).resolve().parents[3]


def test_page_shows_the_help_that_the_commands_give() -> None:
    spec = importlib.util.spec_from_file_location("write_cli_help", PROJECT / "scripts" / "write_cli_help.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = module.PAGE.read_text(encoding="utf-8")
    assert page == module.written(page)
    assert page.count("Usage: labour-ledger") == 5


def test_every_option_of_every_command_has_help() -> None:
    without = []
    commands = [("labour-ledger", typer.main.get_command(app))]
    while commands:
        name, command = commands.pop()
        commands += [(f"{name} {sub}", found) for sub, found in getattr(command, "commands", {}).items()]
        without += [f"{name} {item.name}" for item in command.params if not getattr(item, "help", None)]
    assert without == []
