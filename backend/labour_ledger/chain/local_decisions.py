"""The council of a local chain, whose keys are the chain's own and known to everybody; it acts at once."""

from __future__ import annotations

from functools import partial

from .client import LedgerClient
from .council import Council, CouncilActs
from .council_decisions import DecidingCouncil
from .deployment import Deployment
from .local import COUNCIL_ACCOUNT, development_key, member_keys, pass_time


def local_decisions(client: LedgerClient, deployment: Deployment) -> CouncilActs:
    """Return the council of a local chain; where members decide, the chain's clock is put forward by the delay."""
    if not deployment.council_decides:
        return Council(client, development_key(COUNCIL_ACCOUNT))
    return DecidingCouncil(client, deployment, list(member_keys().values()), partial(pass_time, client.rpc))
