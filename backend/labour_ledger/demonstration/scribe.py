"""Recording many attestations the way an issuer would: drafted, checked, signed in batches, kept, relayed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from labour_ledger.attesting.draft import Draft, Terms, consecutive_nonces, draft_attestation
from labour_ledger.attesting.sign import sign_drafts
from labour_ledger.attesting.submit import Submitted, Submitter, refuse_item_problems
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.submit import SignedBatch as RelayedBatch
from labour_ledger.registry.statements import PlannedStatement
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.document import JsonValue
from labour_ledger_verify.signed_file import SignedAttestation, SignedBatch

from .cast import Player

BATCH_SIZE: Final = 100
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Saying:
    """What a player says about a subject."""

    schema_id: str
    subject: bytes
    content: Mapping[str, JsonValue]
    terms: Terms | None = None

    @classmethod
    def of_plan(cls, plan: PlannedStatement) -> Saying:
        """Return what a list says, as its registrar says it."""
        terms = Terms(valid_from=plan.valid_from, valid_until=plan.valid_until)
        return cls(plan.schema_id, plan.subject, plan.content, terms)


@dataclass
class Scribe:
    """Takes down what players say, and counts.

    Attributes:
        submitter: The way onto the ledger.
        domain: Chain and contract.
        recorded: Attestations recorded so far.
        gas_used: Gas units they took.
        full_batch_gas_each: Gas for each attestation of every full batch, in order.
    """

    submitter: Submitter
    domain: Domain
    recorded: int = 0
    gas_used: int = 0
    full_batch_gas_each: list[int] = field(default_factory=list)

    def record(
        self, player: Player, sayings: Sequence[Saying], *, now: int, progress: Progress = lambda _: None
    ) -> list[bytes]:
        """Record what a player says, in batches under one signature each.

        Returns:
            The uids, in order.

        Raises:
            InputError: A document, outcome or date would be refused.
            ContractRefusal: The contract refuses a batch.
        """
        signed = [
            self._sign(player, sayings[start : start + BATCH_SIZE], now) for start in range(0, len(sayings), BATCH_SIZE)
        ]
        for batch in signed:
            refuse_item_problems(batch, now=now)
            self.submitter.keep_documents(batch, now=now)
            progress(len(batch.attestations))
        self._relay(signed)
        return [attestation.uid(self.domain.separator) for batch in signed for attestation in batch.attestations]

    def draft(self, player: Player, saying: Saying, *, now: int) -> Draft:
        """Return what a player says as a draft."""
        return draft_attestation(
            saying.schema_id,
            saying.subject,
            saying.content,
            domain=self.domain,
            issuer=player.signer.address,
            now=now,
            terms=saying.terms,
        )

    def submit(self, signed: SignedAttestation, *, now: int) -> Submitted:
        """Submit one signed attestation as any issuer would."""
        submitted = self.submitter.submit(signed, now=now)
        self.recorded += 1
        self.gas_used += submitted.gas_used
        return submitted

    def _sign(self, player: Player, sayings: Sequence[Saying], now: int) -> SignedBatch:
        nonces = consecutive_nonces(len(sayings))
        drafts = [
            self.draft(player, replace(saying, terms=replace(saying.terms or Terms(), nonce=nonce)), now=now)
            for saying, nonce in zip(sayings, nonces, strict=True)
        ]
        return sign_drafts(drafts, player.signer)

    def _relay(self, signed: Sequence[SignedBatch]) -> None:
        outcomes = self.submitter.relay.record_batches(
            [RelayedBatch(batch.attestations, batch.signature) for batch in signed]
        )
        for batch, outcome in zip(signed, outcomes, strict=True):
            if isinstance(outcome, ContractRefusal):
                raise outcome
            count = len(batch.attestations)
            self.recorded += count
            self.gas_used += outcome.gas_used
            if count == BATCH_SIZE:
                self.full_batch_gas_each.append(outcome.gas_used // count)
