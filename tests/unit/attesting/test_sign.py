from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from labour_ledger.attesting.draft import Draft, Terms, draft_attestation
from labour_ledger.attesting.sign import BatchInvalid, WrongKey, refuse_no_batch, sign_draft, sign_drafts
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.schemas.codes import Outcome
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.signature import check_signature


@pytest.fixture
def draft(domain: Domain, signer: LocalSigner, assessment: dict[str, Any]) -> Draft:
    return draft_attestation(
        "ilo/c029@1930",
        b"\x11" * 32,
        assessment,
        domain=domain,
        issuer=signer.address,
        now=1_790_000_000,
        terms=Terms(outcome=Outcome.CONFORMS),
    )


def test_sign_draft_is_signed_over_its_uid_with_its_document(draft: Draft, signer: LocalSigner) -> None:
    signed = sign_draft(draft, signer)
    assert signed.digest() == draft.uid
    check_signature(signed.digest(), signed.signature, signer.address)
    assert signed.document == draft.document


def test_sign_drafts_is_one_signature_over_all_in_order(draft: Draft, signer: LocalSigner) -> None:
    other = dataclasses.replace(draft, attestation=dataclasses.replace(draft.attestation, nonce=7))
    signed = sign_drafts([draft, other], signer)
    assert signed.attestations == (draft.attestation, other.attestation)
    check_signature(signed.digest(), signed.signature, signer.address)


def test_sign_draft_by_another_key_is_refused(draft: Draft) -> None:
    other = LocalSigner(b"\x01" * 32)
    with pytest.raises(WrongKey):
        sign_draft(draft, other)
    with pytest.raises(WrongKey):
        sign_drafts([draft], other)


@pytest.mark.parametrize("count", [0, 101])
def test_sign_drafts_none_or_too_many_are_refused(draft: Draft, signer: LocalSigner, count: int) -> None:
    with pytest.raises(BatchInvalid, match="from 1 to 100"):
        sign_drafts([draft] * count, signer)


def test_sign_drafts_for_two_ledgers_are_refused(draft: Draft, signer: LocalSigner) -> None:
    elsewhere = dataclasses.replace(draft, domain=Domain(1, b"\x01" * 20))
    with pytest.raises(BatchInvalid, match="different ledgers"):
        sign_drafts([draft, elsewhere], signer)


def test_refuse_no_batch_of_two_keys_is_refused(draft: Draft) -> None:
    other = dataclasses.replace(draft, attestation=dataclasses.replace(draft.attestation, issuer=b"\x01" * 20))
    refuse_no_batch([draft, draft])
    with pytest.raises(BatchInvalid, match="different keys"):
        refuse_no_batch([draft, other])
