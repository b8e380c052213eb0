"""Bundles of a ledger that a council governs: its address and its code are what an auditor pins."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.governed_ledger import GovernedLedger, governed_ledger
from tests.support.ledger_world import LedgerWorld

from labour_ledger.chain.signed_types import SubjectRegistration
from labour_ledger.evidence.bundles import build_subject_bundle
from labour_ledger.evidence.trust_files import make_trust
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store
from labour_ledger_verify.bundle_verification import verify_bundle
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.reporting.bundle import BundleReport
from labour_ledger_verify.trust import Trust, parse_trust

CODE_STEP = 3


@pytest.fixture
def governed(world: LedgerWorld) -> Iterator[GovernedLedger]:
    with governed_ledger(world) as ledger:
        yield ledger


def bundle_and_trust(governed: GovernedLedger, folder: Path) -> tuple[bytes, Trust]:
    """Register a site by decision, and return its bundle with what an auditor pins."""
    registration = SubjectRegistration(bytes(20), 0, 0, bytes(32), 1, b"ID", 0, bytes(32), ())
    (done,) = governed.council.register_subjects([registration])
    (subject,) = done.subjects
    store = open_store(f"sqlite:///{folder / 'index.db'}", create=True)
    key = LedgerKey(governed.deployment.chain_id, governed.deployment.contract)
    try:
        Synchroniser(store, governed.client, key, start_block=governed.deployment.block_number).catch_up()
        with store.reading() as session:
            built = build_subject_bundle(session, governed.client, key, subject)
            data = "".join(built.text).encode()
            made = make_trust(session, governed.client, governed.deployment, block="latest")
        return data, parse_trust(json.dumps(made.fields).encode())
    finally:
        store.close()


def verify(data: bytes, trust: Trust) -> BundleReport:
    return verify_bundle(data, trust, now=int(time.time()))


def test_bundle_of_a_governed_ledger_verifies_with_its_councils_code_only(
    governed: GovernedLedger, tmp_path: Path
) -> None:
    data, trust = bundle_and_trust(governed, tmp_path)
    assert trust.council == governed.deployment.council
    assert trust.council_code_hash == governed.contract.code_hash()
    sound = verify(data, trust)
    assert (sound.exit_code, sound.is_complete) == (0, True)

    changed = verify(data, replace(trust, council_code_hash=keccak256(b"another council")))
    assert changed.exit_code == 1
    failed = next(step for step in changed.steps if step.exit_code == 1)
    assert (failed.number, failed.code) == (CODE_STEP, "code-false")
    assert "council's code hash" in failed.message
