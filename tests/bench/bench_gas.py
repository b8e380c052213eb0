"""Prints what the ledger costs beside the Ethereum Attestation Service and Verax, measured on one chain in one run.

Run from the root of the repository: `make bench-gas`. The ledger's figures include the signature, every check and both
histories; its peers check a signature where it says so, and keep the attestation in state.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.gas_chain import TRANSACTION_GAS_CAP, Row, gas_chain
from tests.bench.gas_eas import SYSTEM as EAS
from tests.bench.gas_eas import measure_eas
from tests.bench.gas_ledger import SYSTEM as LEDGER
from tests.bench.gas_ledger import measure_ledger
from tests.bench.gas_verax import SYSTEM as VERAX
from tests.bench.gas_verax import measure_verax

SIZES = [10, 50, 100, 500]


def main(eas: Path, verax: Path) -> int:
    """Measure all three and print a Markdown table.

    Args:
        eas: Folder of the npm package `@ethereum-attestation-service/eas-contracts`.
        verax: Folder of the npm package `@verax-attestation-registry/verax-contracts`.

    Returns:
        Exit code: 0 measured, 2 a package is not there.
    """
    for package in (eas, verax):
        if not package.is_dir():
            sys.stderr.write(f"error: {package} is not there; run `make bench-gas`, which fetches it\n")
            return 2
    with gas_chain() as chain:
        rows = measure_ledger(chain, SIZES) + measure_eas(chain, eas, SIZES) + measure_verax(chain, verax, SIZES)
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
    each = {(row.system, row.operation): row.each for row in rows}
    pairs = [
        ("record, relayed", EAS, "attest by delegation, packed"),
        ("record, relayed", VERAX, "attest with a signature, packed"),
        ("batch of 100 on as many sites", EAS, "batch of 100, packed"),
        ("batch of 100 on as many sites", EAS, "batch of 100 by delegation, packed"),
        ("batch of 100 on as many sites", VERAX, "batch of 100 with signatures, packed"),
        ("batch of 100 on one site", EAS, "batch of 100, packed"),
        ("batch of 100 revocations", EAS, "batch of 100 revocations, packed"),
    ]
    return [
        f"{ours}: {each[system, theirs] / each[LEDGER, ours]:.1f} times less than {theirs} ({system})"
        for ours, system, theirs in pairs
    ]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
