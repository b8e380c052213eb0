"""`labour-ledger demo`: the whole product on a local chain, with fictitious suppliers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from .invocation import JsonOption, invocation_of
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.demonstration.stage import Stage

HOME_NAME: Final = ".state/demo"
BANNER: Final = (
    "Generated, fictitious: every party, verdict and signature below was made up by this program for this run. "
    "Nothing here says anything about a real organisation."
)
BANNER_WITH_LISTS: Final = (
    "Published lists are recorded as what they are: statements of fact by their publishers. Every verdict, good or "
    "bad, is about a pseudonymised copy."
)


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("demo", epilog="Example: labour-ledger demo --data ../lists")(demo)


def demo(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", help="Folder of published lists to record as well; see docs/import.md.", show_default=False
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the product from end to end: sites, signatures, refusals, an index, answers, verification.

    It starts a local chain in the past, lets half a year of fictitious audits, disputes and remedies happen, and asks
    what is valid today and what was known last month. Everything is left in a folder to go on with.
    """
    import time
    from dataclasses import replace

    from labour_ledger.demonstration.performance import perform

    invocation = invocation_of(context)
    settings = replace(invocation, home=invocation.home or Path(HOME_NAME)).settings()
    output = invocation.output(as_json)
    started = time.perf_counter()
    stages: list[Stage] = []
    if not output.as_json:
        output.heading(BANNER)
        if data is not None:
            output.line(BANNER_WITH_LISTS)
    with output.progresses() as watch:
        for stage in perform(settings, data=data, today=int(time.time()), watch=watch):
            stages.append(stage)
            if not output.as_json:
                _show(output, stage)
    seconds = time.perf_counter() - started
    document = {
        "format": "labour-ledger/demonstration@1",
        "generated": True,
        "home": str(settings.home),
        "seconds": round(seconds, 3),
        "stages": [stage.to_json() for stage in stages],
    }
    output.result(document, lambda shown: _show_end(shown, settings.home, seconds))


def _show(output: Output, stage: Stage) -> None:
    output.line()
    output.heading(f"{stage.title}  ({stage.seconds:.2f} s)" if stage.seconds else stage.title)
    for line in stage.lines:
        output.line(f"  {line}")


def _show_end(output: Output, home: Path, seconds: float) -> None:
    output.line()
    output.heading(f"Done in {seconds:.1f} s. To go on, from another shell:")
    activate = Path(sys.prefix) / "bin" / "activate"
    lines = [f". {activate}    puts the commands on the PATH"] if activate.exists() else []
    for line in (
        *lines,
        f"labour-ledger --home {home} run          chain, indexer and API with this state, until Ctrl-C",
        f"labour-ledger --home {home} sites find   the sites; with a part of a name, or --country",
        f"labour-ledger --home {home} status SITE --schema ilo/c029@1930",
        f"labour-ledger --home {home} history SITE",
        f"labour-ledger --home {home} bundle SITE -o bundle.json     (while `run` is on) for an auditor to check",
    ):
        output.line(f"  {line}")
