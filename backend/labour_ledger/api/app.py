"""The app factory: settings in, an ASGI app out. The module keeps nothing, so one process can hold several apps."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, Final

from fastapi import FastAPI
from starlette.types import Scope

from labour_ledger.chain.deployment import load_deployment
from labour_ledger.chain.signing import Signer
from labour_ledger.config import Settings
from labour_ledger.store.session import open_store

from . import problems
from .guard import LOOPBACK_NAMES, Guard
from .models.submissions import Problem
from .prompt_statuses import PromptStatuses
from .routes import (
    attestations,
    bundles,
    context,
    daily_work,
    description,
    exports,
    health,
    parties,
    questions,
    schemas,
    sites,
    statuses,
)
from .services import Services, open_services
from .statuses import Statuses

_LOGGER: Final = logging.getLogger(__name__)
_DESCRIPTION: Final = (
    "Due-diligence questions about supplier sites, answered from signed attestations on a ledger. Every answer says "
    "what it rests on (`basis`): the block that it is complete up to, the dates, the rule, the records. Errors are "
    "problems of RFC 9457 with a stable `code` and a `hint`.\n\n"
    "There is no access control: this service is one organisation's own and is bound to its own machine."
)
_PROBLEM: Final[dict[int | str, dict[str, Any]]] = {
    "default": {
        "description": "A problem (RFC 9457)",
        "content": {problems.MEDIA_TYPE: {"schema": Problem.model_json_schema(by_alias=True)}},
    }
}


def create_app(settings: Settings, *, relay_key: Signer | None = None) -> FastAPI:
    """Return the app.

    What is wrong with the settings shows here, before a server starts; store and node are opened when it starts.

    Args:
        settings: As the operator chose.
        relay_key: The account that pays for submissions; by default a local chain's own, elsewhere nobody, and
            submissions are refused.

    Raises:
        ConfigurationError: There is no deployment record, or the store is of another version.
        StoreUnavailable: The store cannot be opened.
    """
    deployment = load_deployment(settings.deployment_file)
    open_store(settings.store_url, create=True, busy_timeout_s=settings.store_busy_timeout_s).close()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with open_services(settings, deployment, relay_key) as services:
            app.state.services = services
            _LOGGER.warning(_notice(settings.api_host))
            yield

    app = FastAPI(
        title="Labour ledger",
        version=version("labour-ledger"),
        description=_DESCRIPTION,
        docs_url=None,  # its page loads scripts from another server
        redoc_url=None,
        lifespan=lifespan,
        responses=_PROBLEM,
    )
    app.add_middleware(PromptStatuses, statuses=_statuses)
    app.add_middleware(Guard, hosts=LOOPBACK_NAMES if is_loopback(settings.api_host) else None)
    problems.install(app)
    # bundles and context before sites: the name of a site takes whatever is left of a path
    for module in (bundles, context, sites, schemas, parties, attestations, daily_work, questions, exports, health):
        app.include_router(module.router)
    app.include_router(statuses.router)
    app.include_router(description.router)
    return app


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _statuses(scope: Scope) -> Statuses:
    services: Services = scope["app"].state.services
    return services.statuses


def _notice(host: str) -> str:
    if is_loopback(host):
        return f"no access control: one organisation's own service, bound to {host}, reachable from this machine only"
    return f"no access control, and bound to {host}: whoever reaches it can read and submit; put access control before"
