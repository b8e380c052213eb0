"""What commands open for the time of one call: the deployment record, the store, the node, the relay's account.

Everything opened here is closed when its `with` block ends.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from labour_ledger.attesting import keys
from labour_ledger.attesting.remote_signer import RemoteSigner, WalletSigner
from labour_ledger.attesting.submit import Submitter, chain_time
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.deployment import Deployment, load_deployment
from labour_ledger.chain.errors import NodeUnavailable
from labour_ledger.chain.local import LOCAL_CHAIN_ID, RELAY_ACCOUNT, development_key
from labour_ledger.chain.signing import LocalSigner, Signer
from labour_ledger.chain.submit import Relay
from labour_ledger.config import Settings
from labour_ledger.errors import ConfigurationError
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store

from .passwords import read_password


class RelayMissing(ConfigurationError):
    """No account is named that pays for sending."""

    code = "relay-missing"


class CouncilMissing(ConfigurationError):
    """The council's key is not named."""

    code = "council-missing"


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger with the store that indexes it.

    Attributes:
        deployment: Where it stands.
        key: Its name in the store.
        store: The open store.
    """

    deployment: Deployment
    key: LedgerKey
    store: Store


def load_ledger_key(settings: Settings) -> tuple[Deployment, LedgerKey]:
    """Return where the ledger stands and its name in the store.

    Raises:
        ConfigurationError: There is no deployment record.
    """
    deployment = load_deployment(settings.deployment_file)
    return deployment, LedgerKey(deployment.chain_id, deployment.contract)


@contextmanager
def open_ledger(settings: Settings) -> Iterator[Ledger]:
    """Open the store of the ledger; tables are made when there are none.

    Raises:
        ConfigurationError: There is no deployment record, or the store is of another version.
        StoreUnavailable: The store cannot be reached.
    """
    deployment, key = load_ledger_key(settings)
    store = open_store(settings.store_url, create=True, busy_timeout_s=settings.store_busy_timeout_s)
    try:
        yield Ledger(deployment, key, store)
    finally:
        store.close()


@contextmanager
def connect_node(settings: Settings, deployment: Deployment) -> Iterator[LedgerClient]:
    """Connect to the node, and make sure that it serves the ledger's chain.

    Raises:
        NodeUnavailable: It does not answer.
        WrongChain: It serves another chain.
    """
    with ledger_client(settings, deployment) as client:
        client.require_chain(deployment.chain_id)
        yield client


def ledger_client(settings: Settings, deployment: Deployment) -> LedgerClient:
    """Return the reader of a ledger through the nodes of the settings; nothing is asked yet, close it after use."""
    return LedgerClient(
        settings.nodes,
        deployment.contract,
        timeout_s=settings.rpc_timeout_s,
        chain_id=deployment.chain_id,
        requests_per_s=settings.rpc_requests_per_s,
    )


def time_now(settings: Settings, deployment: Deployment) -> int:
    """Return the chain's time, or this machine's where no node answers, Unix seconds.

    Raises:
        WrongChain: The node serves another chain.
    """
    try:
        with connect_node(settings, deployment) as client:
            return chain_time(client)
    except NodeUnavailable:
        return int(time.time())  # drafting and signing must go on without a network


def unlock_key(settings: Settings, name: str, password_file: Path | None) -> Signer:
    """Return the signer of a stored key, asking for its password if the key is on this machine.

    Raises:
        KeyUnknown: No key, or several, have the name.
        PasswordWrong: The password does not open it.
    """
    key = keys.find_key(settings.keystore_dir, name)
    if key.url:
        return RemoteSigner(key.address, key.url)
    if key.owner:
        return WalletSigner(key.address, unlock_key(settings, key.owner, password_file))
    return LocalSigner(keys.unlock(key, read_password(password_file, prompt=f"Password of the key {key.label}")))


def relay_account(settings: Settings, chain_id: int, name: str | None, password_file: Path | None) -> Signer:
    """Return the account that pays for sending.

    Args:
        settings: Say where keys are.
        chain_id: Of the ledger.
        name: A stored key, or None for the default of a local chain.
        password_file: For that key.

    Raises:
        RelayMissing: None is named, and the chain is no local one.
    """
    if name is not None:
        return unlock_key(settings, name, password_file)
    if chain_id == LOCAL_CHAIN_ID:
        return development_key(RELAY_ACCOUNT)
    raise RelayMissing(
        "no account is named that pays for sending",
        hint="Give --relay KEY, a stored key whose address has funds on this chain.",
    )


@contextmanager
def open_submitter(
    settings: Settings, ledger: Ledger, relay: str | None = None, relay_password_file: Path | None = None
) -> Iterator[Submitter]:
    """Connect the store, the node and the relay's account.

    Raises:
        LabourLedgerError: As for each of them.
    """
    account = relay_account(settings, ledger.deployment.chain_id, relay, relay_password_file)
    with connect_node(settings, ledger.deployment) as client:
        yield Submitter(ledger.store, ledger.key, Relay(client, account))
