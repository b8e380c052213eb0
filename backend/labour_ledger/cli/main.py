"""The root of the command `labour-ledger`: global options, the groups of commands, and the one error handler.

Exit codes are those of the errors: 2 bad input, 3 refused by the ledger, 4 could not reach something, 5 configuration;
for `verify` also 1 proven false. A bug is no error of the user: its traceback is printed and the command ends with 70.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import typer

from labour_ledger_verify.errors import ExplainedError

from . import (
    accredit,
    acts,
    ask,
    assessments,
    attest,
    bundle,
    certificate,
    chain,
    contesting,
    context,
    cosign,
    council,
    demo,
    doctor,
    documents,
    explain,
    export,
    findings,
    index,
    keys,
    party,
    relay_queue,
    remedy,
    run,
    schemas,
    sealed,
    serve,
    sites,
    status,
    supply_links,
    takeout,
    trust,
    verify,
    watchlist,
)
from .error_words import words_for_reader
from .invocation import HOME_VARIABLE, Invocation
from .output import UsageWrong, accept_every_character, leave_stdout, print_error

USAGE_EXIT: Final = 2
BUG_EXIT: Final = 70
"""EX_SOFTWARE of sysexits.h."""
INTERRUPTED_EXIT: Final = 130

app = typer.Typer(
    name="labour-ledger",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help=(
        "Record signed labour-standard attestations of supplier sites, ask what is known of a site, and check it.\n\n"
        "First steps: `labour-ledger demo` shows everything on a local chain; "
        "`labour-ledger doctor` says what is missing here."
    ),
    epilog="Each command has its own help with an example: labour-ledger status --help",
)


def _print_version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"labour-ledger {version('labour-ledger')}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home",
            help=f"Folder of settings, keys, store and deployment; by default ${HOME_VARIABLE}, else .state here.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON document.")] = False,
    language: Annotated[
        str | None,
        typer.Option("--language", help="en, fr or es; by default what LANG says.", show_default=False),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that every command has."""
    context.obj = Invocation(home=home, as_json=as_json, language=language)


demo.register(app)
doctor.register(app)
app.add_typer(keys.app, name="keys")
app.add_typer(party.app, name="party")
app.add_typer(accredit.app, name="accredit")
app.add_typer(sites.app, name="sites")
app.add_typer(sites.app, name="site", hidden=True)
app.add_typer(context.app, name="context")
app.add_typer(watchlist.app, name="watchlist")
app.add_typer(schemas.app, name="schemas")
app.add_typer(attest.app, name="attest")
assessments.register(attest.app)
attest.app.add_typer(cosign.app, name="cosign")
attest.app.add_typer(relay_queue.app, name="queue")
acts.register(app)
contesting.register(app)
app.add_typer(remedy.app, name="remedy")
app.add_typer(findings.app, name="finding")
app.add_typer(sealed.app, name="sealed")
status.register(app)
supply_links.register(app)
ask.register(app)
export.register(app)
explain.register(app)
bundle.register(app)
certificate.register(app)
app.add_typer(documents.app, name="document")
takeout.register(app)
app.add_typer(trust.app, name="trust")
verify.register(app)
run.register(app)
app.add_typer(index.app, name="index")
serve.register(app)
app.add_typer(chain.app, name="chain")
app.add_typer(council.app, name="council")


@cache
def _command() -> Callable[..., object]:
    """Return the tree of all commands; putting it together takes longer than many a command."""
    return typer.main.get_command(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: Without the program's name; by default those of the process.

    Returns:
        The exit code.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    accept_every_character()
    try:
        code = _command()(args=given, prog_name="labour-ledger", standalone_mode=False)
        sys.stdout.flush()
    except ExplainedError as error:
        print_error(error, as_json=as_json, words=words_for_reader(error, given, os.environ))
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        sys.stderr.write("interrupted\n")
        return INTERRUPTED_EXIT
    except typer.TyperException as error:
        wrong = UsageWrong(error.format_message())
        print_error(wrong, as_json=as_json, words=words_for_reader(wrong, given, os.environ))
        return USAGE_EXIT
    except BrokenPipeError:
        leave_stdout()
        return 0
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # rich met it, and says 1: here that is "proven false"
            return 0
        raise
    except Exception:  # a bug: shown whole, told apart from every refusal
        traceback.print_exc()
        sys.stderr.write("This is a bug in labour-ledger; please report it with the lines above.\n")
        return BUG_EXIT
    return code if isinstance(code, int) else 0
