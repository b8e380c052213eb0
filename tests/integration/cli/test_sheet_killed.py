"""An import whose process is killed outright, at many moments: run again, every row is recorded exactly once."""

from __future__ import annotations

import os
import signal
import warnings
from pathlib import Path
from typing import Any

from tests.integration.cli.conftest import Desk
from tests.integration.cli.test_sheet_import import HEADER, row
from tests.support.ledger_world import LedgerWorld

from labour_ledger.chain.endpoints import Endpoints
from labour_ledger.cli.main import main
from labour_ledger.store.session import Store
from labour_ledger_verify.handle import handle_of

ROWS = 120
"""Two batches."""
NEVER = 10**6
BLOWS = ((0, NEVER), (1, NEVER), (NEVER, 3), (NEVER, 5), (NEVER, 6))
"""Writes to the store and questions to the node after which the process dies."""


def test_attest_import_killed_at_any_moment_records_every_row_once(
    desk: Desk, world: LedgerWorld, tmp_path: Path
) -> None:
    desk.run("index", "sync")
    sites = [handle_of(subject) for subject in world.sites]
    for number, blow in enumerate(BLOWS):
        sheet = tmp_path / f"audits-{number}.csv"
        sheet.write_text(HEADER + "".join(row(sites[line % 5], f"visit {number} {line}") for line in range(ROWS)))
        options = ("attest", "import", sheet, "--key", "auditor", *desk.password())
        assert run_until_blow(["--home", str(desk.home), *map(str, options)], *blow), blow
        report = desk.json(*options)
        uids = {item["uid"] for item in (*report["recorded"], *report["recordedBefore"])}
        assert (report["problems"], len(uids)) == ([], ROWS)
        receipts = desk.json("attest", "receipts", sheet, "--key", "auditor")["receipts"]
        assert [item["row"] for item in receipts if item["state"] == "recorded"] == list(range(2, ROWS + 2))
    desk.run("index", "sync")
    party = str(world.parties["auditor"].number)
    issued = desk.json("bundle", "--party", party, "-o", tmp_path / "issued.json")["entries"]
    assert issued == ROWS * len(BLOWS)


def run_until_blow(arguments: list[str], writes: int, questions: int) -> bool:
    """Run a command in a process of its own that is killed after so many writes or questions; return whether it was."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of fork beside threads
        child = os.fork()
    if child == 0:
        try:
            die_after(Store, "unit_of_work", writes)
            die_after(Endpoints, "exchange", questions)
            os._exit(main(arguments))
        finally:
            os._exit(99)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def die_after(owner: Any, name: str, times: int) -> None:
    """Let a method end the process by SIGKILL when it is called once more than so many times."""
    method, left = getattr(owner, name), iter(range(times))

    def counted(*arguments: Any, **options: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return method(*arguments, **options)

    setattr(owner, name, counted)
