"""Write what the rest of the project needs to know about the contracts, from the compiler's output.

Owns `LabourLedger.json` and `Council.json` in `backend/labour_ledger/chain/artifacts` (ABI, creation code, immutable
references, hash of the runtime code, compiler settings) and `docs/storage-layout.json` (the ledger's slots, that
storage keys are derived from; no proof is made of the council's). All are generated and committed; `--check` compares
instead of writing, so that no change of the Solidity goes unnoticed.

Needs the pinned compiler from npm and a Keccak library; imports neither brownie nor the backend.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import sha3

ROOT = Path(__file__).resolve().parent.parent
COMPILER = ROOT / "scripts" / "solc" / "solc-v0.8.37"
LEDGER = "LabourLedger"
SOURCES = {LEDGER: "contracts/LabourLedger.sol", "Council": "contracts/governance/Council.sol"}
ARTIFACTS = ROOT / "backend" / "labour_ledger" / "chain" / "artifacts"
STORAGE_LAYOUT = ROOT / "docs" / "storage-layout.json"

# brownie-config.yaml repeats these; tests/contracts holds the two together.
# The steps are the compiler's usual ones without the function specializer ("F"): it makes a copy of the recording
# path for single records, and the runtime code would no longer fit the limit of EIP-170.
OPTIMIZER: dict[str, Any] = {
    "enabled": True,
    "runs": 200,
    "details": {
        "yul": True,
        "yulDetails": {
            "optimizerSteps": "dhfoDgvulfnTUtnIf[xa[r]EscLMVcul[j]Trpeulxa[r]cLgvifMCTUca[r]LSsTOtfDnca[r]IulcscCTUt"
            "gvifMx[scCTUt]TOntnfDIulgvmul]jmul[jul]VcTOculjmul:fDnTOcmu"
        },
    },
}
SETTINGS: dict[str, Any] = {
    "optimizer": OPTIMIZER,
    "viaIR": True,
    "evmVersion": "prague",
    # Without metadata the code depends on the Solidity alone, not on comments or paths.
    "metadata": {"bytecodeHash": "none", "appendCBOR": False},
    "remappings": ["@openzeppelin=node_modules/@openzeppelin"],
}
OUTPUTS = [
    "abi",
    "evm.bytecode.object",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.immutableReferences",
    "storageLayout",
]


class CompilerFailed(Exception):
    """The compiler is missing or refused the sources."""


def compile_contracts() -> dict[str, dict[str, Any]]:
    """Compile the contracts with the pinned compiler.

    Returns:
        The compiler's output for each contract by its name, as standard JSON names it.

    Raises:
        CompilerFailed: Node packages are not installed, or the sources have errors or warnings.
    """
    request = {
        "language": "Solidity",
        "sources": {source: {"urls": [source]} for source in SOURCES.values()},
        "settings": SETTINGS | {"outputSelection": {source: {name: OUTPUTS} for name, source in SOURCES.items()}},
    }
    answer = _ask_compiler(["--standard-json"], json.dumps(request))
    output = json.loads(answer)
    complaints = [error["formattedMessage"] for error in output.get("errors", [])]
    if complaints:
        raise CompilerFailed("\n".join(complaints))
    return {name: output["contracts"][source][name] for name, source in SOURCES.items()}


def _ask_compiler(options: list[str], text: str) -> str:
    try:
        done = subprocess.run([COMPILER, *options], input=text, capture_output=True, text=True, cwd=ROOT, check=True)
    except FileNotFoundError as error:
        raise CompilerFailed("Node.js 20 or later was not found: install it, then run `make setup`") from error
    except subprocess.CalledProcessError as error:
        raise CompilerFailed(f"the compiler stopped; was `make setup` run?\n{error.stderr}") from error
    return done.stdout


def artifact_of(name: str, compiled: dict[str, Any]) -> dict[str, Any]:
    """Return what a client needs to deploy a contract, talk to it and recognise its code.

    Args:
        name: Of the contract.
        compiled: The compiler's output for it.

    Returns:
        `runtimeCodeHash` is the keccak-256 of the runtime code with every immutable zeroed, as the compiler gives it:
        zero the `immutableReferences` (byte offsets and lengths) of the code on chain before comparing.
    """
    runtime = compiled["evm"]["deployedBytecode"]
    references = [
        {"start": place["start"], "length": place["length"]}
        for places in runtime["immutableReferences"].values()
        for place in places
    ]
    version = _ask_compiler(["--version"], "").split("Version: ")[1].split(".Linux")[0].strip()
    return {
        "contractName": name,
        "compiler": {"version": version, "settings": SETTINGS},
        "abi": compiled["abi"],
        "bytecode": "0x" + compiled["evm"]["bytecode"]["object"],
        "immutableReferences": sorted(references, key=lambda place: int(place["start"])),
        "runtimeCodeHash": "0x" + sha3.keccak_256(bytes.fromhex(runtime["object"])).hexdigest(),
    }


def storage_layout_of(compiled: dict[str, Any]) -> list[dict[str, Any]]:
    """Return name, slot number, offset (bytes) and type of each state variable, in order of slots."""
    layout = compiled["storageLayout"]
    return [
        {
            "name": variable["label"],
            "slot": int(variable["slot"]),
            "offset": variable["offset"],
            "type": layout["types"][variable["type"]]["label"],
        }
        for variable in layout["storage"]
    ]


def main(arguments: list[str]) -> int:
    """Write or compare the generated files.

    Returns:
        Exit code: 0 written or equal, 1 different (`--check`), 2 the compiler failed.
    """
    parser = argparse.ArgumentParser(description="Export ABI, code and storage layout of the contracts.")
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    options = parser.parse_args(arguments)
    try:
        compiled = compile_contracts()
    except CompilerFailed as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    files: dict[Path, object] = {
        ARTIFACTS / f"{name}.json": artifact_of(name, output) for name, output in compiled.items()
    }
    files[STORAGE_LAYOUT] = storage_layout_of(compiled[LEDGER])
    differing = [path for path, content in files.items() if not _is_current(path, content)]
    if options.check:
        for path in differing:
            print(f"error: {path.relative_to(ROOT)} is not what the contracts compile to; run `make artifacts`")
        return 1 if differing else 0
    for path in differing:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_text_of(files[path]), encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}")
    return 0


def _is_current(path: Path, content: object) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == _text_of(content)


def _text_of(content: object) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
