"""Times the verifier: signatures a second beside libsecp256k1 through its C calls, and whole processes.

Run from the root of the repository: `make bench-verify`. Everything is timed in the same run, on the same digests, in
turns; the best of several runs counts, as everything else on the machine can only make a run slower.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path

from coincurve._libsecp256k1 import ffi, lib
from coincurve.context import GLOBAL_CONTEXT
from eth_account import Account
from eth_hash.auto import keccak
from tests.conformance.sources.blocks import Block
from tests.conformance.sources.digests import address_of, private_key, sign
from tests.conformance.sources.world import World

from labour_ledger_verify.signature import check_signature

SIGNATURES = 4000
ROUNDS = 5
STANDARD = "ilo/c029@1930"
GOALS_MS = {50: 120, 5000: 1500}
TENTH = 10

_KEY = private_key(1)
_ADDRESS = bytes.fromhex(address_of(_KEY)[2:])
_PAIRS = [(digest, sign(_KEY, digest)) for digest in (keccak(b"%d" % number) for number in range(SIGNATURES))]


def by_library() -> None:
    """Recover every signer through the C calls of libsecp256k1 alone."""
    context = GLOBAL_CONTEXT.ctx
    recoverable = ffi.new("secp256k1_ecdsa_recoverable_signature *")
    public_key = ffi.new("secp256k1_pubkey *")
    for digest, signature in _PAIRS:
        lib.secp256k1_ecdsa_recoverable_signature_parse_compact(context, recoverable, signature, signature[64] - 27)
        lib.secp256k1_ecdsa_recover(context, public_key, recoverable, digest)


def by_verifier() -> None:
    """Check every signature as the verifier does: form, recovery, address, issuer."""
    for digest, signature in _PAIRS:
        check_signature(digest, signature, _ADDRESS)


def by_eth_account() -> None:
    """Recover a tenth of the signers with eth_account."""
    for digest, signature in _PAIRS[::TENTH]:
        Account._recover_hash(digest, signature=signature)


def rate_of(work: Callable[[], None]) -> float:
    """Return how many signatures a second a run of all of them does."""
    start = time.perf_counter()
    work()
    return SIGNATURES / (time.perf_counter() - start)


def best_rates(works: Sequence[Callable[[], None]]) -> list[float]:
    """Return what each does a second on one core, at best, in turns."""
    rounds = [[rate_of(work) for work in works] for _ in range(ROUNDS)]
    return [max(found) for found in zip(*rounds, strict=True)]


def best_rates_on_all_cores(works: Sequence[Callable[[], None]]) -> list[float]:
    """Return what each does a second in a process on every core, at best, in turns."""
    cores = os.cpu_count() or 1
    with get_context("fork").Pool(cores) as pool:
        rounds = [[sum(pool.map(rate_of, [work] * cores, chunksize=1)) for work in works] for _ in range(ROUNDS)]
    return [max(found) for found in zip(*rounds, strict=True)]


def rates_of_node(folder: Path, peers: Path) -> dict[str, float]:
    """Return what ethers and viem do a second; 0 where the folder of peers does not hold them."""
    if shutil.which("node") is None:
        return {"ethers": 0.0, "viem": 0.0}
    pairs = [
        {"digest": "0x" + digest.hex(), "signature": "0x" + signature.hex(), "address": address_of(_KEY)}
        for digest, signature in _PAIRS[::TENTH]
    ]
    (folder / "pairs.json").write_text(json.dumps(pairs))
    script = Path(__file__).with_name("recover.mjs")
    command = ["node", str(script), str(folder / "pairs.json"), str(peers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {name: float(rate) for name, rate in (line.split() for line in done.stdout.splitlines())}


def write_bundle(folder: Path, records: int) -> list[str]:
    """Write a bundle of a site with as many audits, each signed alone and half with a document; return arguments."""
    world = World(pace=60)
    auditor, owner = world.party(6, name="Clearwater Assurance (fictitious)"), world.party(4, "MY")
    world.accredit(auditor, STANDARD)
    site = world.site(owner, identifiers=("os:MY1234567ABCDEF",))
    for place in range(records):
        content = {"generated": True, "finding": place} if place % 2 else None
        world.record(auditor, site, STANDARD, 1 + place % 2, content=content)
    block = Block(world)
    (folder / f"{records}.json").write_text(json.dumps(block.bundle(site)))
    (folder / f"trust-{records}.json").write_text(json.dumps(block.trust()))
    return [str(folder / f"{records}.json"), "--trust", str(folder / f"trust-{records}.json"), "--schema", STANDARD]


def time_process(arguments: list[str], runs: int, bytecode: Path) -> tuple[float, float]:
    """Return the best and the median time of whole processes, milliseconds.

    A run that is not counted fills the folder of bytecode, which an installed package has beside it.
    """
    found = []
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    command = [sys.executable, "-m", "labour_ledger_verify", *arguments, "--quiet"]
    subprocess.run(command, check=True, env=environment)
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, env=environment)
        found.append(1000 * (time.perf_counter() - start))
    return min(found), statistics.median(found)


def lines(peers: Path) -> Iterator[str]:
    """Measure beside the libraries in a folder of peers, and yield what is to be said as it comes."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    yield f"machine   {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    yield f"commit    {commit.stdout.strip()}, Python {platform.python_version()}"
    library, verifier, account = best_rates([by_library, by_verifier, by_eth_account])
    library_all, verifier_all = best_rates_on_all_cores([by_library, by_verifier])
    yield "\nsignatures a second                 one core   all cores"
    yield f"libsecp256k1 through its C calls   {library:9,.0f}   {library_all:9,.0f}"
    yield f"labour-ledger-verify               {verifier:9,.0f}   {verifier_all:9,.0f}"
    yield f"share of libsecp256k1              {verifier / library:9.0%}   {verifier_all / library_all:9.0%}   goal 60%"
    yield f"eth_account                        {account / TENTH:9,.0f}"
    with tempfile.TemporaryDirectory() as name:
        for library_name, rate in rates_of_node(Path(name), peers).items():
            yield f"{library_name:34} {f'{rate:9,.0f}' if rate else 'not installed'}"
        yield "\nwhole process, ms                       best      median"
        for records, goal in GOALS_MS.items():
            best, median = time_process(
                write_bundle(Path(name), records), runs=15 if records < 1000 else 5, bytecode=Path(name) / "bytecode"
            )
            yield f"bundle of {records:5,} records            {best:9,.0f}   {median:9,.0f}   goal {goal}"


def main() -> None:
    """Print what is measured; the one argument is the folder whose node_modules holds ethers and viem."""
    for line in lines(Path(sys.argv[1])):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
