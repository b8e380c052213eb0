"""Signed changes of registries on their way to the ledger: sent all or none, or only tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labour_ledger.chain.submit import Relay


def send_or_check(relay: Relay, changes: Sequence[bytes], *, dry_run: bool) -> None:
    """Send changes all or none, or ask the contract whether it would take them.

    Raises:
        ContractRefusal: The contract refuses one, `item` tells which; nothing was sent.
        UnavailableError: The node or the transaction fails.
    """
    from labour_ledger.attesting.key_changes import send_changes
    from labour_ledger.chain import calls
    from labour_ledger.chain.multicall import first_refused
    from labour_ledger.chain.refusals import ContractRefusal

    if not dry_run:
        send_changes(relay, changes)
        return
    sender = relay.sender.signer.address
    try:
        relay.client.call(calls.multicall(changes), sender=sender)
    except ContractRefusal as refusal:
        raise refusal.at_item(first_refused(relay.client, sender, changes)) from None
