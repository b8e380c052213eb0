"""The stage of a demonstration: a local chain that began in the past, the contract, an empty store, the cast."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from labour_ledger.attesting.submit import Submitter
from labour_ledger.chain.anvil import claim_state
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.council_decisions import DecidingCouncil
from labour_ledger.chain.deployment import Deployment, deploy_with_council, save_deployment
from labour_ledger.chain.local import (
    RELAY_ACCOUNT,
    LocalChain,
    development_key,
    local_council,
    member_keys,
    start_chain,
)
from labour_ledger.chain.submit import Relay
from labour_ledger.config import Settings
from labour_ledger.errors import ConfigurationError
from labour_ledger.indexer.audit import AuditReport, audit
from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.registry.planned_subject import Registrar
from labour_ledger.registry.registration import RegistrarOffice
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store
from labour_ledger_verify.keccak import keccak256

from .cast import Cast, register_cast
from .scribe import Scribe

DAY_S: Final = 86_400
BEGINS_DAYS_AGO: Final = 210
MARKER: Final = "demonstration"
"""A folder is emptied for a new demonstration only if it holds this file."""
CHAIN_STATE: Final = "chain.json"


def date_of(seconds: int) -> str:
    """Return the day of a time, Unix seconds, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


@dataclass
class World:
    """A running demonstration.

    Attributes:
        chain: The local chain.
        deployment: Where the contract stands.
        client: Reads it.
        council: Administers it; three members decide.
        store: Documents and index.
        ledger: Its name in the store.
        cast: Who acts.
        scribe: Records what they say.
        office: The registrar's.
        began: Unix seconds, time of the first day.
        today: Unix seconds, the real present; the chain ends there.
    """

    chain: LocalChain
    deployment: Deployment
    client: LedgerClient
    council: DecidingCouncil
    store: Store
    ledger: LedgerKey
    cast: Cast
    scribe: Scribe
    office: RegistrarOffice
    began: int
    today: int

    @property
    def now(self) -> int:
        """The chain's time, Unix seconds."""
        return self.chain.timestamp()

    def travel_to_day(self, day: int) -> int:
        """Let time pass to a day after the beginning; return it in Unix seconds."""
        self.chain.travel_to(self.began + day * DAY_S)
        return self.now

    def index(self) -> int:
        """Bring the index up to the chain's newest block; return that block's number."""
        synchroniser = Synchroniser(self.store, self.client, self.ledger, start_block=self.deployment.block_number)
        return synchroniser.catch_up().block_number

    def audit(self) -> AuditReport:
        """Recompute every head from the index and compare it with the chain."""
        return audit(self.store, self.client, self.ledger)


@contextmanager
def open_world(settings: Settings, *, today: int) -> Iterator[World]:
    """Set the stage in an empty folder; what an earlier demonstration left there is removed.

    Args:
        settings: Say where everything is kept; the store must be of this folder.
        today: Unix seconds.

    Raises:
        ConfigurationError: The folder holds something else than a demonstration, or anvil is missing.
        StateInUse: The chain of an earlier demonstration is running.
    """
    _empty_home(settings.home)
    began = (today - BEGINS_DAYS_AGO * DAY_S) // DAY_S * DAY_S
    with start_chain(timestamp=began, state=settings.home / CHAIN_STATE) as chain:
        deployment = deploy_with_council(chain.url, local_council(), development_key(RELAY_ACCOUNT))
        save_deployment(deployment, settings.deployment_file)
        store = open_store(settings.store_url, create=True)
        try:
            with LedgerClient(chain.url, deployment.contract) as client:
                yield _set_stage(chain, deployment, client, store, began, today)
        finally:
            store.close()


def _set_stage(
    chain: LocalChain, deployment: Deployment, client: LedgerClient, store: Store, began: int, today: int
) -> World:
    council = DecidingCouncil(client, deployment, list(member_keys().values()), chain.travel_by)
    relay = Relay(client, development_key(RELAY_ACCOUNT))
    ledger = LedgerKey(deployment.chain_id, deployment.contract)
    cast = register_cast(council, relay, store, deployment.domain, now=chain.timestamp())
    registrar = Registrar(cast["registrar"].party, keccak256(b"labour-ledger demonstration: secret of the registrar"))
    return World(
        chain=chain,
        deployment=deployment,
        client=client,
        council=council,
        store=store,
        ledger=ledger,
        cast=cast,
        scribe=Scribe(Submitter(store, ledger, relay), deployment.domain),
        office=RegistrarOffice(registrar, cast["registrar"].signer, deployment.domain, store, relay),
        began=began,
        today=today,
    )


def _empty_home(home: Path) -> None:
    if home.exists() and any(home.iterdir()):
        if not (home / MARKER).exists():
            raise ConfigurationError(
                f"the folder {home} holds something else than a demonstration",
                hint="Give --home with another folder; a demonstration begins in an empty one.",
            )
        # a chain that somebody goes on with (labour-ledger --home … run) is not taken away under it
        claim_state(home / CHAIN_STATE).release()
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / MARKER).touch()
