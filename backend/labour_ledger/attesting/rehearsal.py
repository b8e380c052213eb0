"""What would become of a draft: our own checks, then the contract's, then what the status rule will make of it.

Nothing is signed, sent or kept, so that nobody signs what would be refused or would do nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from labour_ledger.attesting.draft import Draft
from labour_ledger.attesting.effects import ActWithoutEffect, Standing, foresee_effect, foresee_replacement
from labour_ledger.attesting.submit import Submitter
from labour_ledger.attesting.validate import refuse_problems
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.state import CheckedAttestation
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store import queries
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.attestation import Attestation
from labour_ledger_verify.status.acting import ACTING_ROLES

WITHOUT_EFFECT: Final = "It is recorded, and the status rule does not look at it."


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
    forced: bool = False,
) -> Rehearsal:
    """Return what would become of a draft.

    Args:
        draft: What is about to be signed.
        client: The ledger.
        now: Unix seconds, the chain's time.
        named: The record that it acts on, where it acts on one.
        corrects: It takes the place of that record, under the same schema.
        forced: Its issuer knows that the status rule will not look at it, and wants it said all the same.

    Raises:
        AttestationInvalid: The document, the outcome or a date would be refused.
        ContractRefusal: The contract would refuse it.
        ActWithoutEffect: It would be recorded, and the status rule would not look at it; not where it is forced.
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
    try:
        effect = foresee_replacement(act, earlier) if corrects else foresee_effect(act, earlier, subject.country)
    except ActWithoutEffect:
        if not forced:
            raise
        effect = WITHOUT_EFFECT
    return Rehearsal(checked, effect)


def refuse_without_effect(attestations: Sequence[Attestation], submitter: Submitter) -> None:
    """Raise if one of several signed attestations is an act that the status rule would not look at.

    One that names a record which the index does not hold, or that the contract refuses, is left to whoever sends it.

    Args:
        attestations: What is about to be sent.
        submitter: Of their ledger.

    Raises:
        ActWithoutEffect: One is; the context has its place among them.
        UnavailableError: The node or the store does not answer.
    """
    acts = [(place, act) for place, act in enumerate(attestations) if act.schema in ACTING_ROLES]
    client = submitter.relay.client
    with submitter.store.reading() as session:
        records = queries.records_by_uid(session, submitter.ledger, [act.ref_uid for _, act in acts])
    acts = [(place, act) for place, act in acts if act.ref_uid in records]
    found = client.check_many([act for _, act in acts]) if acts else []
    for (place, act), checked in zip(acts, found, strict=True):
        subject = client.subject(act.subject)
        if isinstance(checked, ContractRefusal) or subject is None:
            continue
        named = records[act.ref_uid]
        try:
            foresee_effect(Standing(act, checked.basis), Standing(named.attestation, named.basis), subject.country)
        except ActWithoutEffect as refused:
            if len(attestations) > 1:
                refused.context["item"] = place
            raise
