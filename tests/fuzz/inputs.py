"""What the verifier is fed, and what it may answer: an answer or an error of its own, never a false yes.

Used with coverage by `fuzz_verify`, and with fixed seeds by the property tests.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.conformance.sources.bundle_scenes import STANDARD, plain

from labour_ledger_verify.bundle_reading import parse_bundle
from labour_ledger_verify.bundle_verification import verify_bundle
from labour_ledger_verify.cli.check import Request, check
from labour_ledger_verify.document import canonical_json, parse_json_strict
from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.header import parse_header
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.rlp import decode_rlp
from labour_ledger_verify.trie import NodeSet, find_value
from labour_ledger_verify.trust import parse_trust

_, BLOCK, BUNDLE, TRUST = plain()
DATA = json.dumps(BUNDLE).encode()
TRUSTED = parse_trust(json.dumps(TRUST).encode())
MEANT = parse_bundle(DATA)


def feed_bundle(data: bytes) -> None:
    """Verify a bundle; a yes must be to one that means the same as the sound one, but for documents left out."""
    report = verify_bundle(data, TRUSTED, schema_id=STANDARD, now=BLOCK.time)
    report.to_text()
    json.dumps(report.to_json())
    if report.exit_code == 0:
        found = parse_bundle(data)
        shape = (found.header, found.nodes, [len(part.entries) for part in found.subjects])
        if shape != (MEANT.header, MEANT.nodes, [len(part.entries) for part in MEANT.subjects]):
            raise AssertionError("a yes to another bundle")


def feed_any(data: bytes) -> None:
    """Verify whatever file it is, against nothing that is trusted: never a yes."""
    if check(data, Request(now=BLOCK.time)).exit_code == 0:
        raise AssertionError("a yes without trust")


def feed_parts(data: bytes) -> None:
    """Read bytes as RLP, as a header, as the top of a trie, as JSON and as a trust file."""
    readers: tuple[Callable[[bytes], object], ...] = (
        lambda found: decode_rlp(found, what="item"),
        parse_header,
        lambda found: find_value(keccak256(found), found[:4], NodeSet([found])),
        lambda found: canonical_json(parse_json_strict(found)),
        parse_trust,
    )
    for reader in readers:
        try:
            reader(data)
        except VerifyError:
            continue


def feed(data: bytes) -> None:
    """Feed everything."""
    feed_parts(data)
    feed_any(data)
    feed_bundle(data)


def seeds() -> list[bytes]:
    """Return what to begin with: bundles and parts of them."""
    parts = [bytes.fromhex(node[2:]) for node in BUNDLE["nodes"]]
    return [DATA, bytes.fromhex(BUNDLE["header"][2:]), json.dumps(TRUST).encode(), *parts]
