"""Gas of recording, compared with a committed snapshot: data and dates are the same in every run.

`gas.json` is rewritten when WRITE_GAS_SNAPSHOT is set; the difference is then reviewed like any other.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.contracts.support.typed_data import Key, account_key
from tests.contracts.support.world import AUDITOR, DAY, World, hash_of

SNAPSHOT = Path(__file__).parent.parent / "gas.json"
TRANSACTION_GAS_CAP = 2**24  # EIP-7825; the local chain's hard fork does not enforce it yet
SITES = 100
# All dates of signed data lie around this one, so that their bytes, which cost gas, are the same in every run.
EPOCH = 1_760_000_000


class Recorder:
    """An auditor with a long past: known subjects, a nonce word in use, every head already written."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.schema = world.schema("ilo/c029@1930", validity=1000 * DAY, backdating=500 * DAY)
        party = world.party(AUDITOR)
        world.accredit(party, self.schema, b"ID")
        self.key: Key = account_key("auditor")
        world.govern("addKey", party, self.key.address, 1, 1, 0, 2**48 - 1)
        self.sites = [world.subject(f"site {number}") for number in range(SITES)]
        self._nonce = 256

    def attestation(self, site: bytes) -> dict[str, Any]:
        self._nonce += 1
        return self.world.attestation(
            self.key,
            site,
            self.schema,
            nonce=self._nonce,
            deadline=EPOCH + 30 * DAY,
            validFrom=EPOCH - 100 * DAY,
            validUntil=EPOCH + 265 * DAY,
            documentHash=hash_of(f"document {self._nonce}"),
            refUid=hash_of(f"earlier {self._nonce}"),
        )

    def record(self) -> int:
        return int(self.world.record(self.attestation(self.sites[0]), self.key).gas_used)

    def batch(self, sites: list[bytes]) -> int:
        attestations = [self.attestation(site) for site in sites]
        return int(self.world.send("recordBatch", *self.world.batch(attestations, self.key)).gas_used)

    def new_nonce_word(self) -> None:
        self._nonce = (self._nonce // 256 + 1) * 256
        self.record()


@pytest.fixture(scope="module")
def measured(world: World) -> dict[str, int]:
    recorder = Recorder(world)
    first = recorder.record()
    single = recorder.record()
    recorder.batch(recorder.sites)
    recorder.new_nonce_word()
    distinct = recorder.batch(recorder.sites)
    recorder.new_nonce_word()
    same = recorder.batch([recorder.sites[0]] * SITES)
    return {
        "record, first of its issuer, subject and nonce word": first,
        "record": single,
        f"recordBatch of {SITES} on as many sites": distinct,
        f"recordBatch of {SITES} on one site": same,
    }


def test_record_costs_what_the_snapshot_says(measured: dict[str, int]) -> None:
    if os.environ.get("WRITE_GAS_SNAPSHOT"):
        SNAPSHOT.write_text(json.dumps(measured, indent=1) + "\n")
    assert measured == json.loads(SNAPSHOT.read_text())


def test_record_batch_of_a_hundred_fits_one_transaction(measured: dict[str, int]) -> None:
    assert max(measured.values()) < TRANSACTION_GAS_CAP


def test_record_stays_within_its_goals(measured: dict[str, int]) -> None:
    assert measured[f"recordBatch of {SITES} on as many sites"] <= 19_000 * SITES
    assert measured[f"recordBatch of {SITES} on one site"] <= 12_500 * SITES
