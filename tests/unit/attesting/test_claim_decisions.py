from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from labour_ledger.attesting.claim_decisions import grant_held_claim
from labour_ledger.attesting.desk import Desk, RequestDecided
from labour_ledger.attesting.site_claims import SignedClaim, sign_claim
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.errors import InputError
from labour_ledger.store.queries.requests import DeskRequest, RequestKind, RequestState
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import open_store
from labour_ledger_verify.attestation import Domain

DOMAIN = Domain(31337, b"\x05" * 20)
LEDGER = LedgerKey(DOMAIN.chain_id, DOMAIN.verifying_contract)
CLAIMANT = 7
NOW = 1_800_000_000


@dataclass
class Chain:
    """A ledger on which one site is controlled by somebody."""

    controller: int
    sent: list[str] = field(default_factory=list)

    def subject(self, _subject: bytes) -> Chain:
        return self

    def block(self, _name: str) -> Any:
        return type("Block", (), {"timestamp": NOW})

    def send(self) -> None:
        self.sent.append("grant")
        self.controller = CLAIMANT


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}", create=True)
    yield Desk(store, LEDGER)
    store.close()


def held(desk: Desk) -> tuple[DeskRequest, SignedClaim]:
    signed = sign_claim(b"\x01" * 32, CLAIMANT, [], "", domain=DOMAIN, signer=LocalSigner(b"\x31" * 32), now=NOW)
    return desk.keep(RequestKind.CLAIM, signed.request_id, signed.to_json(), now=NOW), signed


def grant(desk: Desk, request: DeskRequest, signed: SignedClaim, chain: Chain) -> DeskRequest:
    grant_held_claim(desk, request, signed, cast(LedgerClient, chain), chain.send, decided_by="desk")
    return desk.find(RequestKind.CLAIM, request.request_id.hex())


def test_grant_held_claim_sends_and_then_writes_it_down(desk: Desk) -> None:
    chain = Chain(controller=0)
    request, signed = held(desk)
    assert grant(desk, request, signed, chain).state is RequestState.APPROVED
    assert chain.sent == ["grant"]


def test_grant_held_claim_that_is_on_the_ledger_is_only_written_down(desk: Desk) -> None:
    chain = Chain(controller=CLAIMANT)
    request, signed = held(desk)
    assert grant(desk, request, signed, chain).state is RequestState.APPROVED
    assert chain.sent == []


def test_grant_held_claim_that_was_refused_sends_nothing(desk: Desk) -> None:
    chain = Chain(controller=0)
    request, signed = held(desk)
    desk.refuse(request, decided_by="desk", reason="another place", now=NOW)
    with pytest.raises(RequestDecided):
        grant(desk, desk.find(RequestKind.CLAIM, request.request_id.hex()), signed, chain)
    assert chain.sent == []


def test_grant_held_claim_again_by_another_keeps_who_decided(desk: Desk) -> None:
    chain = Chain(controller=0)
    request, signed = held(desk)
    approved = grant(desk, request, signed, chain)
    grant_held_claim(desk, approved, signed, cast(LedgerClient, chain), chain.send, decided_by="another")
    assert desk.find(RequestKind.CLAIM, request.request_id.hex()).decided_by == "desk"
    assert chain.sent == ["grant"]


@pytest.mark.parametrize("decided_by", [" ", "Mrs Ratna Dewi", "desk\x00"])
def test_grant_held_claim_by_who_cannot_be_written_down_sends_nothing(desk: Desk, decided_by: str) -> None:
    chain = Chain(controller=0)
    request, signed = held(desk)
    with pytest.raises(InputError):
        grant_held_claim(desk, request, signed, cast(LedgerClient, chain), chain.send, decided_by=decided_by)
    assert chain.sent == []
    assert desk.find(RequestKind.CLAIM, request.request_id.hex()).state is RequestState.PENDING
