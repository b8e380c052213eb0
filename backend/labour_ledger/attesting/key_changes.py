"""Changes of a party's own keys: built, signed by its admin key, and sent all or none.

What the contract allows (docs/contracts.md) it says itself: an addition is also signed by the added key, a compromise
is dated back 30 days at most. What a change would do to answers is for `diligence.compromise`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from labour_ledger.chain import calls
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.multicall import send_together
from labour_ledger.chain.signed_types import NO_END, KeyAction, KeyChange, KeyRole
from labour_ledger.chain.signing import Signer, sign_typed
from labour_ledger.chain.state import KeyState
from labour_ledger.chain.submit import Relay, Submission, submission
from labour_ledger.errors import InputError, NotFoundError
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.basis import SignerKind
from labour_ledger_verify.hexadecimal import to_checksum_address

TIME_TO_SEND_S: Final = 86_400
"""A change that was signed and not sent cannot turn up later than a day."""


class KeyNotRegistered(NotFoundError):
    """The ledger does not know a key."""

    code = "key-not-registered"


class LastAdminKey(InputError):
    """A change would leave a party without a key that may administer."""

    code = "last-admin-key"


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """What an added key may do, and when: `not_before <= t < not_after`, Unix seconds."""

    role: KeyRole
    kind: SignerKind = SignerKind.ACCOUNT
    not_before: int = 0
    not_after: int = NO_END


def addition(admin: Signer, added: Signer, terms: KeyTerms, *, domain: Domain, now: int) -> bytes:
    """Return the call that adds a key to the admin key's party, signed by both."""
    change = KeyChange(
        issuer=admin.address,
        nonce=secrets.randbits(64),
        deadline=now + TIME_TO_SEND_S,
        key=added.address,
        action=KeyAction.ADD,
        kind=int(terms.kind),
        role=int(terms.role),
        not_before=terms.not_before,
        not_after=terms.not_after,
    )
    return calls.change_key(change, sign_typed(admin, domain, change), sign_typed(added, domain, change))


def retirement(admin: Signer, key: bytes, *, domain: Domain, now: int) -> bytes:
    """Return the call that ends a key (20 bytes) of the admin key's party, which may be the admin key itself."""
    return _ending(admin, key, KeyAction.RETIRE, 0, domain, now)


def mark_of_compromise(admin: Signer, key: bytes, compromised_from: int, *, domain: Domain, now: int) -> bytes:
    """Return the call that marks a key as compromised from a time on (Unix seconds), and ends it."""
    return _ending(admin, key, KeyAction.MARK_COMPROMISED, compromised_from, domain, now)


def send_changes(relay: Relay, changes: Sequence[bytes]) -> list[Submission]:
    """Send calls of this module in their order, all or none.

    Raises:
        ContractRefusal: The contract refuses one, `item` tells which; nothing was sent.
        UnavailableError: The node or the transaction fails.
    """
    return [submission(relay.client, receipt) for receipt in send_together(relay.sender, changes)]


def require_registered(client: LedgerClient, key: bytes) -> KeyState:
    """Return a key as the ledger has it.

    Raises:
        KeyNotRegistered: The ledger does not know it.
    """
    found = client.key(key)
    if found is None:
        raise KeyNotRegistered(
            f"the ledger does not know the key {to_checksum_address(key)}",
            hint="Apply for your organisation with it (labour-ledger party apply), or let an admin key add it "
            "(labour-ledger keys add).",
        )
    return found


def other_admin_keys(client: LedgerClient, key: bytes, now: int) -> tuple[bytes, ...]:
    """Return the other keys of a key's party that may administer now.

    Raises:
        KeyNotRegistered: The ledger does not know the key.
    """
    party = require_registered(client, key).party
    others = {other: client.key(other) for other in client.live_keys(party) if other != key}
    return tuple(
        other
        for other, state in others.items()
        if state is not None
        and KeyRole.ADMIN in state.role
        and state.not_before <= now < state.not_after
        and state.suspended_until <= now
    )


def refuse_last_admin_key(client: LedgerClient, key: bytes, now: int) -> None:
    """Raise if ending a key would leave its party without one that may administer.

    Raises:
        LastAdminKey: It would.
        KeyNotRegistered: The ledger does not know the key.
    """
    state = require_registered(client, key)
    if KeyRole.ADMIN in state.role and not other_admin_keys(client, key, now):
        raise LastAdminKey(
            f"{to_checksum_address(key)} is the last key of party {state.party} that may administer",
            hint="Add another first (labour-ledger keys rotate OLD NEW does both at once); or say --yes: from then on "
            "only the council can give the party a key.",
            context={"party": state.party},
        )


def _ending(admin: Signer, key: bytes, action: KeyAction, compromised_from: int, domain: Domain, now: int) -> bytes:
    change = KeyChange(
        issuer=admin.address,
        nonce=secrets.randbits(64),
        deadline=now + TIME_TO_SEND_S,
        key=key,
        action=action,
        compromised_from=compromised_from,
    )
    return calls.change_key(change, sign_typed(admin, domain, change), b"")
