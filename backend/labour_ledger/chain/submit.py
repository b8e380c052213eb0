"""Relaying what others signed to the ledger: records, batches, registrations and changes.

The relay's account pays the gas and answers for nothing: every statement carries its own signature. Whether a document
is fit to be published is checked before, elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from labour_ledger_verify.attestation import Attestation
from labour_ledger_verify.history import PARTY_REGISTERED, SUBJECT_REGISTERED

from . import calls
from .client import LedgerClient
from .events import EntryEvent, LedgerEvent, RecordedEvent
from .multicall import send_together
from .refusals import ContractRefusal
from .signed_types import AccreditationChange, ControllerChange, KeyChange, NonceCancel, SubjectRegistration
from .signing import Signer
from .transactions import DEFAULT_RECEIPT_TIMEOUT_S, IN_FLIGHT, Receipt, TransactionSender


@dataclass(frozen=True)
class Submission:
    """What one transaction brought onto the ledger.

    Attributes:
        transaction_hash: 32 bytes.
        block_number: Of its block.
        block_hash: Of its block, 32 bytes.
        gas_used: Gas units, for the whole transaction.
        events: The ledger's events of the transaction, in order.
    """

    transaction_hash: bytes
    block_number: int
    block_hash: bytes
    gas_used: int
    events: tuple[LedgerEvent, ...]

    @cached_property
    def uids(self) -> tuple[bytes, ...]:
        """The uids of the attestations recorded, in order."""
        return tuple(event.uid for event in self.events if isinstance(event, RecordedEvent))

    @cached_property
    def subjects(self) -> tuple[bytes, ...]:
        """The subjects registered, in order."""
        return tuple(
            event.history_id
            for event in self.events
            if isinstance(event, EntryEvent) and event.entry.type is SUBJECT_REGISTERED
        )

    @cached_property
    def parties(self) -> tuple[int, ...]:
        """The numbers of the parties registered, in order."""
        return tuple(
            event.entry.number("party")
            for event in self.events
            if isinstance(event, EntryEvent) and event.entry.type is PARTY_REGISTERED
        )


@dataclass(frozen=True, slots=True)
class SignedBatch:
    """Attestations of one issuer under one signature over `Batch`."""

    attestations: tuple[Attestation, ...]
    signature: bytes


@dataclass(frozen=True, slots=True)
class SignedRegistration:
    """A registration of a subject with its registrar's signature."""

    registration: SubjectRegistration
    signature: bytes


class Relay:
    """Sends signed statements to the ledger from one account.

    Every method raises `ContractRefusal` before anything is sent when the contract would refuse, and an
    `UnavailableError` when the node or the transaction fails.
    """

    def __init__(
        self, client: LedgerClient, sender: Signer, *, receipt_timeout_s: float = DEFAULT_RECEIPT_TIMEOUT_S
    ) -> None:
        """Prepare to send.

        Args:
            client: The ledger.
            sender: The account that sends and pays the gas.
            receipt_timeout_s: Longest wait for a transaction to get into a block.
        """
        self.client = client
        self.sender = TransactionSender(client, sender, receipt_timeout_s=receipt_timeout_s)

    def record(self, attestation: Attestation, signature: bytes) -> Submission:
        """Record one attestation."""
        return self._send(calls.record(attestation, signature))

    def record_batch(self, attestations: Sequence[Attestation], signature: bytes) -> Submission:
        """Record attestations of one issuer, all or none; a refusal carries the item's place in the batch."""
        return submission(self.client, self.sender.send(calls.record_batch(attestations, signature), batch=True))

    def record_batches(
        self, batches: Sequence[SignedBatch], *, in_flight: int = IN_FLIGHT
    ) -> list[Submission | ContractRefusal]:
        """Record many batches, several under way at once.

        Args:
            batches: Each is all or none; batches of one window must not depend on one another.
            in_flight: Batches to send before waiting for their receipts.

        Returns:
            For each batch, in order: what it brought, or the refusal for which it was not sent.
        """
        outcomes: list[Submission | ContractRefusal] = []
        # encoded window by window: the call data of a hundred thousand attestations need not be held at once
        for start in range(0, len(batches), in_flight):
            window = [
                calls.record_batch(batch.attestations, batch.signature) for batch in batches[start : start + in_flight]
            ]
            for outcome in self.sender.send_many(window, batch=True, in_flight=in_flight):
                outcomes.append(submission(self.client, outcome) if isinstance(outcome, Receipt) else outcome)
        return outcomes

    def simulate(self, attestations: Sequence[Attestation], signature: bytes) -> None:
        """Make every check of a batch, its signature too, and send nothing.

        Raises:
            ContractRefusal: The contract would refuse, with the item's place in the batch.
        """
        self.client.call(calls.record_batch(attestations, signature), sender=self.sender.signer.address, batch=True)

    def register_subjects(self, registrations: Sequence[SignedRegistration]) -> list[Submission]:
        """Register many subjects in as few transactions as gas allows, several under way at once.

        Args:
            registrations: No two of one subject or identifier.

        Returns:
            The transactions, in order; their `subjects` are in the order of the registrations.

        Raises:
            ContractRefusal: One is refused, `item` tells which. Those of earlier transactions are registered, and of
                those sent at the same time; `check_registrations` finds all refusals beforehand.
        """
        data = [calls.register_subject(signed.registration, signed.signature) for signed in registrations]
        return [submission(self.client, receipt) for receipt in send_together(self.sender, data, in_flight=IN_FLIGHT)]

    def check_registrations(self, registrations: Sequence[SignedRegistration]) -> list[ContractRefusal | None]:
        """Return for each registration why the contract would refuse it alone, or None."""
        return self.client.refusals_of(
            [calls.register_subject(signed.registration, signed.signature) for signed in registrations]
        )

    def change_controller(
        self, change: ControllerChange, signature: bytes, authority: bytes, authority_signature: bytes
    ) -> Submission:
        """Give a subject to a new controller; `authority` is the key of the old one or of a registrar."""
        return self._send(calls.change_controller(change, signature, authority, authority_signature))

    def change_key(self, change: KeyChange, signature: bytes, added_key_signature: bytes = b"") -> Submission:
        """Add, retire or mark a key; an addition also carries the added key's own signature."""
        return self._send(calls.change_key(change, signature, added_key_signature))

    def change_accreditation(self, change: AccreditationChange, signature: bytes) -> Submission:
        """Give or end an accreditation for the accreditor that signed."""
        return self._send(calls.change_accreditation(change, signature))

    def cancel_nonces(self, cancel: NonceCancel, signature: bytes) -> Submission:
        """Mark nonces as used, so that what was signed with them can never be recorded."""
        return self._send(calls.cancel_nonces(cancel, signature))

    def _send(self, data: bytes) -> Submission:
        return submission(self.client, self.sender.send(data))


def submission(client: LedgerClient, receipt: Receipt) -> Submission:
    """Return what a transaction brought onto the ledger, from its receipt."""
    own = [log for log in receipt.logs if bytes.fromhex(log["address"][2:]) == client.contract]
    return Submission(
        transaction_hash=receipt.transaction_hash,
        block_number=receipt.block_number,
        block_hash=receipt.block_hash,
        gas_used=receipt.gas_used,
        events=tuple(client.decode_events(own)),
    )
