"""`labour-ledger attest queue`: signed files that are sent later, together and in random order."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from .files import read_input
from .invocation import JsonOption, invocation_of
from .options import RelayOption, RelayPasswordFile
from .output import Output, counted

if TYPE_CHECKING:
    from labour_ledger.attesting.relay_queue import Released
    from labour_ledger.attesting.submit import Submitted
    from labour_ledger.config import Settings
    from labour_ledger_verify.signed_file import SignedFile

app = typer.Typer(
    no_args_is_help=True,
    help="Send signed files later, together and in random order, so that time and order point at nobody.",
)
_DURATION: Final = re.compile(r"([1-9][0-9]{0,6})([mhd])")
_UNIT_S: Final = {"m": 60, "h": 3_600, "d": 86_400}


@app.command("add")
def add(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Signed files; - for stdin. One may hold many, one a line.")],
    within: Annotated[
        str, typer.Option("--within", help="Each leaves at a random moment within this time: 90m, 72h, 7d.")
    ] = "72h",
    as_json: JsonOption = False,
) -> None:
    """Let signed files wait, each for a random time. Needs no network.

    Example: labour-ledger attest queue add dispute.json --within 72h

    They are checked now and sent by attest queue release. The file you added can be deleted: the queue keeps its own.
    """
    from labour_ledger.attesting.relay_queue import add_to_queue, tells_when_drafted
    from labour_ledger.attesting.submit import parse_signed_files

    from .connections import load_ledger_key, time_now

    invocation = invocation_of(context)
    settings = invocation.settings()
    deployment, _ = load_ledger_key(settings)
    seconds = _seconds(within)
    signed = [item for file in files for item in parse_signed_files(read_input(file), what=str(file))]
    now = time_now(settings, deployment)
    for item in signed:
        add_to_queue(_folder(settings), item, now=now, within_s=seconds)
    output = invocation.output(as_json)
    if any(tells_when_drafted(item) for item in signed):
        output.note(
            "warning: the dates in what was signed tell everybody when it was drafted. "
            "Draft it anew with: labour-ledger attest draft --for-queue (and --valid-from DATE for a verdict)"
        )
    document = {"format": "labour-ledger/queue-added@1", "added": len(signed), "within": within}
    output.result(document, lambda shown: shown.line(f"{counted(len(signed), 'file')} will be sent within {within}"))


@app.command("release")
def release(
    context: typer.Context,
    batch: Annotated[
        int, typer.Option("--batch", help="So many leave together, unless one has waited for all its time.", min=1)
    ] = 10,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Send what may leave now, in random order. Run it by a timer, such as every hour.

    Example: labour-ledger attest queue release --batch 10

    What a node does not take now waits on. What the contract refuses is laid aside, with the reason.
    """
    from labour_ledger.attesting.relay_queue import release as release_queue
    from labour_ledger.attesting.submit import chain_time

    from .connections import open_ledger, open_submitter

    invocation = invocation_of(context)
    settings = invocation.settings()
    output = invocation.output(as_json)
    with (
        open_ledger(settings) as ledger,
        open_submitter(settings, ledger, relay, relay_password_file) as submitter,
        output.progress("sending") as advance,
    ):

        def submit(signed: SignedFile) -> Submitted:
            return submitter.submit(signed, now=chain_time(submitter.relay.client))

        now = chain_time(submitter.relay.client)
        done = release_queue(_folder(settings), submit, now=now, least=batch, progress=advance)
    output.result(_released_json(done), lambda shown: _show(shown, done, batch))


@app.command("list")
def list_waiting(context: typer.Context, as_json: JsonOption = False) -> None:
    """Show how much waits, and until when at the latest; not who signed it.

    Example: labour-ledger attest queue list
    """
    from labour_ledger.attesting.relay_queue import read_queue
    from labour_ledger_verify.status import format_time

    invocation = invocation_of(context)
    queue = read_queue(_folder(invocation.settings()))
    last = max((waiting.not_after for waiting in queue), default=None)
    document = {
        "format": "labour-ledger/queue@1",
        "waiting": len(queue),
        "allSentBy": None if last is None else format_time(last),
    }
    words = "nothing waits" if last is None else f"{counted(len(queue), 'file')}, all sent by {format_time(last)}"
    invocation.output(as_json).result(document, lambda shown: shown.line(words))


def _folder(settings: Settings) -> Path:
    from labour_ledger.attesting.relay_queue import FOLDER_NAME

    return settings.home / FOLDER_NAME


def _seconds(text: str) -> int:
    from labour_ledger.errors import InputError

    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise InputError(f"--within {text[:20]!r} is no time", hint="Such as 90m, 72h or 7d.")
    return int(match[1]) * _UNIT_S[match[2]]


def _released_json(done: Released) -> dict[str, object]:
    return {
        "format": "labour-ledger/queue-released@1",
        "submissions": [item.to_json() for item in done.sent],
        "refused": [{"file": str(file), "reason": reason} for file, reason in done.refused],
        "waiting": done.waiting,
        "issuers": done.issuers,
    }


def _show(output: Output, done: Released, batch: int) -> None:
    from .attest import show_submissions

    if done.sent:
        show_submissions(output, list(done.sent))
    for file, reason in done.refused:
        output.line(f"laid aside, as the ledger will not take it: {file}: {reason}")
    if done.waiting:
        output.line(f"{counted(done.waiting, 'file')} still waiting")
    elif not done.sent and not done.refused:
        output.line("nothing waits")
    if done.sent and (len(done.sent) < batch or done.issuers == 1):
        output.note(
            f"note: {counted(len(done.sent), 'file')} of {counted(done.issuers, 'signer')} left together; "
            "the fewer there are, the more their time says. See docs/privacy.md."
        )
