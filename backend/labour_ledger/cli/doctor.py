"""`labour-ledger doctor`: looks at everything the program needs and says what to do about what is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from labour_ledger.errors import LabourLedgerError

from .invocation import Invocation, JsonOption, invocation_of
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.config import Settings

PROBLEM_EXIT = 1
SHORTEST_DELAY_S = 2 * 86_400
"""Of a council outside of trials: a weekend, in which a member may notice what its stolen key has approved."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing: `problem` is empty where it is in order."""

    name: str
    found: str
    problem: str = ""
    hint: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the JSON form."""
        state = "problem" if self.problem else "ok"
        return {"name": self.name, "state": state, "found": self.problem or self.found, "whatToDo": self.hint}


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("doctor")(doctor)


def doctor(context: typer.Context, as_json: JsonOption = False) -> None:
    """Check anvil, settings, keys, store, node, ledger and index; say what to do about each problem.

    Example: labour-ledger doctor

    Exit code 0 when everything is in order, else 1.
    """
    invocation = invocation_of(context)
    findings = examine(invocation)
    document = {"format": "labour-ledger/doctor@1", "findings": [finding.to_json() for finding in findings]}
    invocation.output(as_json).result(document, lambda output: _show(output, findings))
    if any(finding.problem for finding in findings):
        raise typer.Exit(PROBLEM_EXIT)


def examine(invocation: Invocation) -> list[Finding]:
    """Return what is found; a thing that another one needs is left out when that one is missing."""
    findings = [_look("versions", _versions), _look("anvil", _anvil)]
    settings: Settings | None = None

    def read_settings() -> str:
        nonlocal settings
        settings = invocation.settings()
        return str(settings.home)

    findings.append(_look("settings", read_settings))
    if settings is None:
        return findings
    chosen = settings
    findings.append(_look("keys", lambda: _keys(chosen)))
    findings.append(_look("store", lambda: _store(chosen)))
    findings.append(_look("deployment", lambda: str(chosen.deployment_file) + _deployment(chosen)))
    if not findings[-1].problem:
        findings.append(_look("node and ledger", lambda: _ledger(chosen)))
        if not findings[-1].problem:
            findings.append(_look("council", lambda: _council(chosen)))
        if not any(finding.problem for finding in findings if finding.name == "store"):
            findings.append(_look("index", lambda: _index(chosen)))
    return findings


def _look(name: str, examine_it: Callable[[], str]) -> Finding:
    try:
        return Finding(name, examine_it())
    except LabourLedgerError as error:
        return Finding(name, "", error.message, error.hint)


def _versions() -> str:
    import platform
    from importlib.metadata import version

    ledger, verifier = version("labour-ledger"), version("labour-ledger-verify")
    return f"labour-ledger {ledger}, labour-ledger-verify {verifier}, Python {platform.python_version()}"


def _anvil() -> str:
    from labour_ledger.chain.anvil import find_anvil

    return str(find_anvil())


def _keys(settings: Settings) -> str:
    from labour_ledger.attesting.keys import list_keys

    return f"{len(list_keys(settings.keystore_dir))} in {settings.keystore_dir}"


def _store(settings: Settings) -> str:
    from labour_ledger.store.session import open_store

    store = open_store(settings.store_url, busy_timeout_s=settings.store_busy_timeout_s)
    place = store.place
    store.close()
    return place


def _deployment(settings: Settings) -> str:
    from labour_ledger.chain.deployment import load_deployment

    deployment = load_deployment(settings.deployment_file)
    return f": chain {deployment.chain_id}, block {deployment.block_number}"


def _ledger(settings: Settings) -> str:
    from labour_ledger.chain.deployment import check_deployment, load_deployment

    from .connections import connect_node

    deployment = load_deployment(settings.deployment_file)
    with connect_node(settings, deployment) as client:
        check_deployment(client, deployment)
        newest = client.block("latest")
    return f"{settings.rpc_url}, block {'none' if newest is None else newest.number}; the contract is this version's"


def _council(settings: Settings) -> str:
    from labour_ledger.chain.deployment import load_deployment
    from labour_ledger.chain.local import LOCAL_CHAIN_ID
    from labour_ledger.errors import ConfigurationError

    from .council_acting import open_council

    deployment = load_deployment(settings.deployment_file)
    local = deployment.chain_id == LOCAL_CHAIN_ID
    if not deployment.council_decides:
        if local:
            return "one address; for trials"
        raise ConfigurationError(
            "the council is one address: who holds its key holds the registries",
            hint="For more than trials deploy a ledger with a council of members.",
        )
    with open_council(settings) as room:
        members, threshold, delay_s = len(room.contract.members()), room.contract.threshold(), room.contract.delay_s()
    found = f"{members} members, {threshold} must approve, delay {delay_s} s"
    if delay_s < SHORTEST_DELAY_S and not local:
        raise ConfigurationError(
            f"{found}: too short for members to stop what stolen keys approve",
            hint="Propose a longer one: labour-ledger council propose --why … 'set-delay new-delay=2d'",
        )
    return found


def _index(settings: Settings) -> str:
    from labour_ledger.errors import UnavailableError
    from labour_ledger.store import queries

    from .connections import open_ledger

    with open_ledger(settings) as ledger, ledger.store.reading() as session:
        cursor = queries.get_cursor(session, ledger.key)
    if cursor is None or not cursor.ready:
        raise UnavailableError("the index has not been built to its end", hint="Run: labour-ledger index sync")
    return f"up to block {cursor.block_number}"


def _show(output: Output, findings: list[Finding]) -> None:
    rows = [
        (finding.name, "problem" if finding.problem else "ok", finding.problem or finding.found, finding.hint)
        for finding in findings
    ]
    output.table(("what", "state", "found", "what to do"), rows)
