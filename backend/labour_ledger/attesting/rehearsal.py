"""What would become of a draft: our own checks, then the contract's, then what the status rule will make of it.

Nothing is signed, sent or kept, so that nobody signs what would be refused or would do nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from labour_ledger.attesting.draft import Draft
from labour_ledger.attesting.effects import Standing, foresee_effect, foresee_replacement
from labour_ledger.attesting.validate import refuse_problems
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.state import CheckedAttestation
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.results import IndexedRecord


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would become of a draft.

    Attributes:
        checked: In which capacity the contract would record it.
        effect: What it would do to the record that it names, in a sentence; empty where it would do nothing to it.
    """

    checked: CheckedAttestation
    effect: str


def rehearse(
    draft: Draft,
    client: LedgerClient,
    *,
    now: int,
    named: IndexedRecord | None = None,
    corrects: bool = False,
) -> Rehearsal:
    """Return what would become of a draft.

    Args:
        draft: What is about to be signed.
        client: The ledger.
        now: Unix seconds, the chain's time.
        named: The record that it acts on, where it acts on one.
        corrects: It takes the place of that record, under the same schema.

    Raises:
        AttestationInvalid: The document, the outcome or a date would be refused.
        ContractRefusal: The contract would refuse it.
        ActWithoutEffect: It would be recorded, and the status rule would not look at it.
        UnavailableError: The node does not answer.
    """
    attestation = draft.attestation
    subject = client.subject(attestation.subject)
    kind = None if subject is None else SubjectKind(subject.kind)
    refuse_problems(attestation, draft.document, now=now, subject_kind=kind)
    checked = client.check(attestation)
    if named is None or subject is None:
        return Rehearsal(checked, "")
    act, earlier = Standing(attestation, checked.basis), Standing(named.attestation, named.basis)
    effect = foresee_replacement(act, earlier) if corrects else foresee_effect(act, earlier, subject.country)
    return Rehearsal(checked, effect)
