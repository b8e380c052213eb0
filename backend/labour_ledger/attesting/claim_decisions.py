"""What a desk decides on claims: a grant is on the ledger before it is written down, and is sent once."""

from __future__ import annotations

from collections.abc import Callable

from labour_ledger.attesting.desk import Desk, refuse_refused, refuse_unfit_decider
from labour_ledger.attesting.site_claims import SignedClaim
from labour_ledger.attesting.submit import chain_time
from labour_ledger.chain.client import LedgerClient
from labour_ledger.store.queries.requests import DeskRequest, RequestState


def grant_held_claim(
    desk: Desk,
    request: DeskRequest,
    signed: SignedClaim,
    client: LedgerClient,
    send: Callable[[], object],
    *,
    decided_by: str,
) -> None:
    """Grant a claim: bring it onto the ledger, unless it is there already, and write the decision down.

    Args:
        desk: Where the claim is held.
        request: As it is held.
        signed: What was signed.
        client: The ledger.
        send: Signs for the authority, where it has not signed yet, and sends.
        decided_by: Who decides, such as a role.

    Raises:
        RequestDecided: It was refused before.
        InputError: Who decides cannot be written down.
        ContractRefusal: The contract refuses; nothing was sent or written down.
        UnavailableError: The node, the transaction or the store fails; asking again goes on.
    """
    refuse_refused(request)
    refuse_unfit_decider(decided_by)
    site = client.subject(signed.change.subject)
    # a run that ended between sending and writing down is only written down
    if site is None or site.controller != signed.change.controller:
        send()
    if request.state is not RequestState.APPROVED:
        desk.approve(request, decided_by=decided_by, now=chain_time(client))
