"""Write the help of the commands into docs/cli.md: each block that begins with `$ labour-ledger … --help`.

`--check` changes nothing and ends with 1 when a block is not what the command says.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
BLOCK = re.compile(r"```console\n\$ labour-ledger ([^\n]*--help)\n.*?```", re.DOTALL)
WIDTH = "100"


def command_help(arguments: list[str]) -> str:
    """Return what the command prints on a terminal of a fixed width, without colours."""
    environment = {**os.environ, "COLUMNS": WIDTH, "TERMINAL_WIDTH": WIDTH, "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(
        [sys.executable, "-m", "labour_ledger.cli", *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()).strip("\n")


def written(page: str) -> str:
    """Return a page with its blocks as the commands say them now."""

    def block(match: re.Match[str]) -> str:
        return f"```console\n$ labour-ledger {match[1]}\n{command_help(match[1].split())}\n```"

    return BLOCK.sub(block, page)


def main() -> int:
    """Write the page, or check it."""
    before = PAGE.read_text(encoding="utf-8")
    after = written(before)
    if "--check" in sys.argv[1:]:
        if before != after:
            print(f"{PAGE} is not what the commands say; run: python scripts/write_cli_help.py")
        return int(before != after)
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
