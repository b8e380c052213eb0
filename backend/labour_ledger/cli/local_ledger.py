"""A ledger on a local chain: started, deployed once, its schemas registered, its state kept between runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.council import CouncilActs, SchemaRegistration
from labour_ledger.chain.deployment import (
    Deployment,
    check_deployment,
    deploy_with_council,
    load_deployment,
    save_deployment,
)
from labour_ledger.chain.errors import NotDeployed
from labour_ledger.chain.local import (
    LOCAL_CHAIN_ID,
    RELAY_ACCOUNT,
    LocalChain,
    development_key,
    local_council,
    start_chain,
)
from labour_ledger.chain.local_decisions import local_decisions
from labour_ledger.config import Settings
from labour_ledger.errors import ConfigurationError
from labour_ledger.schemas.catalogue import load_schema, schema_ids
from labour_ledger_verify.attestation import schema_hash

STATE_FILE: Final = "chain.json"


class NotLocal(ConfigurationError):
    """The settings or the deployment record are of a chain that is not a local one."""

    code = "not-local"


@dataclass(frozen=True, slots=True)
class LocalLedger:
    """A running local chain with the ledger on it.

    Attributes:
        chain: The chain; it stops with the `with` block that it was started in.
        deployment: Where the ledger stands.
    """

    chain: LocalChain
    deployment: Deployment


@contextmanager
def local_ledger(settings: Settings, *, timestamp: int | None = None) -> Iterator[LocalLedger]:
    """Start the local chain of the settings' home and make sure that the ledger stands on it.

    Args:
        settings: Its `rpc_url` says the port, its `home` keeps the chain's state.
        timestamp: Time of the first block of a new chain, Unix seconds; None for now.

    Raises:
        NotLocal: The settings are for another chain.
        ConfigurationError: anvil is missing, or the port is taken.
        NotDeployed: The chain's state is gone, and other state of the home still refers to it.
    """
    address = urlsplit(settings.rpc_url)
    if address.hostname not in ("127.0.0.1", "localhost"):
        raise NotLocal(
            f"the RPC address {settings.rpc_url} is not on this machine",
            hint="A local chain runs on 127.0.0.1; use another --home for it.",
        )
    known = load_deployment(settings.deployment_file) if settings.deployment_file.exists() else None
    if known is not None and known.chain_id != LOCAL_CHAIN_ID:
        raise NotLocal(
            f"{settings.deployment_file} is of chain {known.chain_id}, not of a local one",
            hint="Use another --home for a local chain.",
        )
    state = settings.home / STATE_FILE
    with start_chain(port=address.port or 8545, timestamp=timestamp, state=state) as chain:
        deployment = _deploy(chain.url, settings) if known is None else known
        with LedgerClient(chain.url, deployment.contract, timeout_s=settings.rpc_timeout_s) as client:
            _check(client, deployment, settings)
            if known is None:
                _register_schemas(client, local_decisions(client, deployment))
        # written last: a deployment without its schemas is made anew
        if known is None:
            save_deployment(deployment, settings.deployment_file)
        yield LocalLedger(chain, deployment)


def _deploy(url: str, settings: Settings) -> Deployment:
    relay = development_key(RELAY_ACCOUNT)
    return deploy_with_council(url, local_council(), relay, timeout_s=settings.rpc_timeout_s)


def _check(client: LedgerClient, deployment: Deployment, settings: Settings) -> None:
    try:
        check_deployment(client, deployment)
    except NotDeployed as error:
        raise NotDeployed(
            deployment.contract,
            f"it is not on the local chain ({error.message}); the chain's state was lost. Start again in a new --home, "
            f"or remove {settings.home} with all that is in it",
        ) from error


def _register_schemas(client: LedgerClient, council: CouncilActs) -> None:
    known = [schema_id for schema_id in schema_ids() if load_schema(schema_id).on_chain]
    missing = [schema_id for schema_id in known if client.schema(schema_hash(schema_id)) is None]
    council.register_schemas([SchemaRegistration.of(schema_id) for schema_id in missing])
