"""Prints what the ledger costs beside the Ethereum Attestation Service, measured on one chain in one run.

Run from the root of the repository: `make bench-gas`. The ledger's figures include the signature, every check and both
histories; the service checks the signature where it is relayed, and keeps the attestation in state.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.gas_chain import TRANSACTION_GAS_CAP, Row, gas_chain
from tests.bench.gas_eas import measure_eas
from tests.bench.gas_ledger import measure_ledger

SIZES = [10, 50, 100, 500]


def main(package: Path) -> int:
    """Measure both and print a Markdown table.

    Args:
        package: Folder of the npm package `@ethereum-attestation-service/eas-contracts`.

    Returns:
        Exit code: 0 measured, 2 the package is not there.
    """
    if not package.is_dir():
        sys.stderr.write(f"error: {package} is not there; run `make bench-gas`, which fetches it\n")
        return 2
    with gas_chain() as chain:
        rows = measure_ledger(chain, SIZES) + measure_eas(chain, package, SIZES)
    table = ["| system | operation | gas | gas each | most in one transaction |", "|---|---|--:|--:|--:|"]
    table += [_line(row) for row in rows]
    notes = [f"One transaction may use {TRANSACTION_GAS_CAP:,} gas (EIP-7825).", *_ratios(rows)]
    sys.stdout.write("\n".join([*table, "", *notes]) + "\n")
    return 0


def _line(row: Row) -> str:
    most = f"{row.most_under_cap:,}" if row.items > 1 else ""
    over = " (over the cap)" if row.gas > TRANSACTION_GAS_CAP else ""
    return f"| {row.system} | {row.operation} | {row.gas:,}{over} | {row.each:,} | {most} |"


def _ratios(rows: list[Row]) -> list[str]:
    each = {row.operation: row.each for row in rows}
    pairs = [
        ("record, relayed", "attest by delegation, packed"),
        ("batch of 100 on as many sites", "batch of 100, packed"),
        ("batch of 100 on one site", "batch of 100, packed"),
    ]
    return [f"{ours}: {each[theirs] / each[ours]:.1f} times less than {theirs}" for ours, theirs in pairs]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
