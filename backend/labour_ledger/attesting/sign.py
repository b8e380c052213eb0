"""Signing drafts: one alone, or many of one issuer under one signature.

It needs no network. Whether what is signed would be accepted is `validate`'s and the contract's to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from labour_ledger.attesting.draft import Draft
from labour_ledger.chain.signing import Signer, sign_batch, sign_typed
from labour_ledger.errors import InputError
from labour_ledger_verify.hexadecimal import to_checksum_address
from labour_ledger_verify.signed_file import SignedAttestation, SignedBatch

LARGEST_BATCH: Final = 100
"""What goes into one transaction well below the cap of EIP-7825 (2^24 gas)."""


class WrongKey(InputError):
    """The key is not the issuer's that the draft names."""

    code = "wrong-key"


class BatchInvalid(InputError):
    """Drafts that cannot be signed together."""

    code = "batch-invalid"


def sign_draft(draft: Draft, signer: Signer) -> SignedAttestation:
    """Return a draft with the issuer's signature.

    Raises:
        WrongKey: The signer is not the issuer.
    """
    _refuse_wrong_key(draft, signer)
    signature = sign_typed(signer, draft.domain, draft.attestation)
    return SignedAttestation(draft.domain, draft.attestation, signature, dict(draft.document))


def sign_drafts(drafts: Sequence[Draft], signer: Signer) -> SignedBatch:
    """Return drafts of one issuer under one signature, in their order.

    Args:
        drafts: From one to `LARGEST_BATCH`, all for the same ledger.
        signer: The issuer's key.

    Raises:
        BatchInvalid: None or too many drafts, or drafts for several ledgers.
        WrongKey: The signer is not the issuer of every draft.
    """
    for draft in drafts:
        _refuse_wrong_key(draft, signer)
    refuse_no_batch(drafts)
    attestations = tuple(draft.attestation for draft in drafts)
    return SignedBatch(
        domain=drafts[0].domain,
        attestations=attestations,
        signature=sign_batch(signer, drafts[0].domain, attestations),
        documents=tuple(dict(draft.document) for draft in drafts),
    )


def refuse_no_batch(drafts: Sequence[Draft]) -> None:
    """Raise if drafts cannot be signed together.

    Raises:
        BatchInvalid: None or too many of them, or for several ledgers or issuers.
    """
    if not 1 <= len(drafts) <= LARGEST_BATCH:
        raise BatchInvalid(
            f"a batch has from 1 to {LARGEST_BATCH} attestations, not {len(drafts)}",
            hint="Split it into several batches.",
        )
    if any(draft.domain != drafts[0].domain for draft in drafts):
        raise BatchInvalid("the drafts are for different ledgers", hint="Sign those of each ledger on their own.")
    if any(draft.attestation.issuer != drafts[0].attestation.issuer for draft in drafts):
        raise BatchInvalid("the drafts are of different keys", hint="Sign those of each key on their own.")


def _refuse_wrong_key(draft: Draft, signer: Signer) -> None:
    if draft.attestation.issuer != signer.address:
        issuer = to_checksum_address(draft.attestation.issuer)
        raise WrongKey(
            f"the draft is for the key {issuer}, this key is {to_checksum_address(signer.address)}",
            hint="Sign with the key that the draft names, or draft it anew for this one.",
            context={"issuer": issuer, "key": to_checksum_address(signer.address)},
        )
