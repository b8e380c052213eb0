"""A desk beside the shared world that builds bundles from an index and verifies them as an auditor does."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.support.ledger_world import LedgerWorld

from labour_ledger.chain.reader import BlockTag
from labour_ledger.evidence.bundles import BuiltBundle, build_party_bundle, build_subject_bundle
from labour_ledger.evidence.trust_files import make_trust
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store
from labour_ledger_verify.bundle_verification import verify_bundle
from labour_ledger_verify.reporting.bundle import BundleReport
from labour_ledger_verify.trust import Trust, parse_trust

C029 = "ilo/c029@1930"


@dataclass
class EvidenceDesk:
    """The world's ledger with an index of it."""

    world: LedgerWorld
    store: Store
    key: LedgerKey

    def sync(self) -> int:
        """Bring the index to the head of the chain; return that block."""
        start = self.world.deployment.block_number
        Synchroniser(self.store, self.world.client, self.key, start_block=start).catch_up()
        return self.world.latest_block()

    def bundle(self, subject: bytes, **options: Any) -> bytes:
        """Return the bytes of a subject's bundle."""
        return self.built(subject, **options)[1]

    def built(self, subject: bytes, **options: Any) -> tuple[BuiltBundle, bytes]:
        """Return a subject's bundle and its bytes."""
        with self.store.reading() as session:
            built = build_subject_bundle(session, self.world.client, self.key, subject, **options)
            return built, "".join(built.text).encode()

    def party_bundle(self, party: int, **options: Any) -> tuple[BuiltBundle, bytes]:
        """Return the bundle of what a party issued, and its bytes."""
        with self.store.reading() as session:
            built = build_party_bundle(session, self.world.client, self.key, party, **options)
            return built, "".join(built.text).encode()

    def trust(self, block: int | BlockTag = "latest") -> Trust:
        """Return what an auditor trusts: the ledger, its council, and one block."""
        with self.store.reading() as session:
            made = make_trust(session, self.world.client, self.world.deployment, block=block)
        return parse_trust(json.dumps(made.fields).encode())

    def verify(self, data: bytes, *, block: int | BlockTag = "latest", **options: Any) -> BundleReport:
        """Return the report of a bundle."""
        options.setdefault("schema_id", C029)
        return verify_bundle(data, self.trust(block), now=int(time.time()), **options)


@pytest.fixture
def desk(world: LedgerWorld, tmp_path: Path) -> Iterator[EvidenceDesk]:
    store = open_store(f"sqlite:///{tmp_path / 'index.db'}", create=True)
    key = LedgerKey(world.deployment.chain_id, world.deployment.contract)
    yield EvidenceDesk(world, store, key)
    store.close()
