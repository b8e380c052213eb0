"""What routes work with, made once when the service starts and closed when it stops."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from prometheus_client import CollectorRegistry

from labour_ledger.attesting.submit import Submitter
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.deployment import Deployment
from labour_ledger.chain.local import LOCAL_CHAIN_ID, RELAY_ACCOUNT, development_key
from labour_ledger.chain.signing import Signer
from labour_ledger.chain.submit import Relay
from labour_ledger.config import Settings
from labour_ledger.errors import UnavailableError
from labour_ledger.indexer.metrics import RpcMetrics
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store, open_store

from .problems import MediaTypeUnsupported
from .snapshots import Snapshots
from .statuses import Statuses

"""Of a local chain's own accounts, which hold play money: the one that pays for what others signed."""
_JSON = "application/json"


class SubmissionsClosed(UnavailableError):
    """No account is named that pays for sending."""

    code = "submissions-closed"


@dataclass(frozen=True, slots=True)
class Services:
    """The store, the node and the account that pays.

    Attributes:
        settings: As the operator chose.
        deployment: Where the ledger stands.
        store: The open store.
        client: The ledger through the node; threads may share it.
        relay: What sends, or None where no account was named.
        rpc_registry: Figures of how the node answers.
        snapshots: The supply graph and every status in memory.
        statuses: What the statuses of single sites are made of, as far as it was asked for.
        one_at_a_time: Held while a decision is carried out, so that what is asked twice at once is done once.
    """

    settings: Settings
    deployment: Deployment
    store: Store
    client: LedgerClient
    relay: Relay | None
    rpc_registry: CollectorRegistry
    snapshots: Snapshots
    statuses: Statuses
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    @property
    def ledger(self) -> LedgerKey:
        """The ledger as rows of the store name it."""
        return LedgerKey(self.deployment.chain_id, self.deployment.contract)

    def submitter(self) -> Submitter:
        """Return the way of signed files onto the ledger.

        Raises:
            SubmissionsClosed: No account was named that pays.
            WrongChain: The node serves another chain.
        """
        if self.relay is None:
            raise SubmissionsClosed(
                "this service has no account that pays for sending",
                hint="Submit with `labour-ledger attest submit --relay KEY`, or start the service with such a key.",
            )
        self.client.require_chain(self.deployment.chain_id)
        return Submitter(self.store, self.ledger, self.relay)


@contextmanager
def open_services(settings: Settings, deployment: Deployment, relay_key: Signer | None) -> Iterator[Services]:
    """Open what routes work with.

    Args:
        settings: As the operator chose.
        deployment: Where the ledger stands.
        relay_key: The account that pays for submissions; None for the local chain's own, elsewhere for nobody.

    Raises:
        StoreUnavailable: The store cannot be opened.
        ConfigurationError: The store is of another version, or a setting is wrong.
    """
    key = relay_key
    if key is None and deployment.chain_id == LOCAL_CHAIN_ID:
        key = development_key(RELAY_ACCOUNT)
    store = open_store(settings.store_url, create=True, busy_timeout_s=settings.store_busy_timeout_s)
    try:
        with LedgerClient(
            settings.nodes,
            deployment.contract,
            timeout_s=settings.rpc_timeout_s,
            chain_id=deployment.chain_id,
            requests_per_s=settings.rpc_requests_per_s,
        ) as client:
            rpc_registry = CollectorRegistry()
            client.rpc.observer = RpcMetrics(rpc_registry).observe
            relay = None if key is None else Relay(client, key)
            ledger = LedgerKey(deployment.chain_id, deployment.contract)
            with Snapshots(store, ledger) as snapshots, closing(Statuses(store, ledger)) as statuses:
                yield Services(settings, deployment, store, client, relay, rpc_registry, snapshots, statuses)
    finally:
        store.close()


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


TheServices = Annotated[Services, Depends(_services)]


async def _json_body(request: Request) -> bytes:
    # a page in a browser can send a form or plain text anywhere, but not JSON
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
        raise MediaTypeUnsupported(
            "the body must be JSON", hint=f"Send the header Content-Type: {_JSON}.", context={"expected": _JSON}
        )
    return await request.body()


JsonBody = Annotated[bytes, Depends(_json_body)]
