"""The registrar's office: signs planned registrations, has them checked by the contract, keeps documents and relays.

Nothing is sent before every registration was checked, and nothing is on the ledger whose document is not kept here. It
must not know lists and their rows.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.signed_types import SubjectRegistration, encode_country
from labour_ledger.chain.signing import Signer, sign_typed
from labour_ledger.chain.submit import SignedRegistration, Submission
from labour_ledger.store.queries.own import IdentifiedSite, save_documents, save_site_profiles
from labour_ledger.store.queries.subjects import subjects_by_id
from labour_ledger.store.results import LedgerKey, StoredDocument
from labour_ledger.store.session import Store
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.document import canonical_json

from .identity import IDENTITY_SCHEMA
from .planned_subject import PlannedSubject, Registrar

ALREADY_REGISTERED: Final = "SubjectAlreadyRegistered"
TIME_TO_SEND_S: Final = 86_400
"""A registration that was signed and not sent cannot turn up later than a day."""
_SENT_BETWEEN_REPORTS: Final = 256
_UNCLAIMED: Final = 0
_NONCE_WORD_BITS: Final = 8
"""Nonces of one 256-bit word share a slot on chain; counting within words costs the least gas."""

Progress = Callable[[int], None]
"""Told how many more subjects are registered."""


class RegistrationRelay(Protocol):
    """What sends registrations; `labour_ledger.chain.submit.Relay` does."""

    def check_registrations(self, registrations: Sequence[SignedRegistration]) -> list[ContractRefusal | None]:
        """Return for each registration why the contract would refuse it alone, or None."""
        ...

    def register_subjects(self, registrations: Sequence[SignedRegistration]) -> list[Submission]:
        """Register subjects in order."""
        ...


@dataclass(frozen=True, slots=True)
class RegistrarOffice:
    """All that a registrar works with.

    Attributes:
        registrar: Its party and secret seed.
        signer: Its key.
        domain: Chain and contract.
        store: Where documents and profiles are kept, and where the index is read.
        relay: What sends.
    """

    registrar: Registrar
    signer: Signer
    domain: Domain
    store: Store
    relay: RegistrationRelay

    @property
    def ledger(self) -> LedgerKey:
        """The ledger as rows of the store name it."""
        return LedgerKey(self.domain.chain_id, self.domain.verifying_contract)


@dataclass(frozen=True, slots=True)
class RegisteredSubjects:
    """What became of planned subjects.

    Attributes:
        taken: Subjects registered now, in order.
        known: Subjects that were registered before.
        refused: Why the contract refuses others, by subject.
        transactions: What was sent.
    """

    taken: tuple[bytes, ...]
    known: tuple[bytes, ...]
    refused: Mapping[bytes, ContractRefusal]
    transactions: tuple[Submission, ...]

    @property
    def gas_used(self) -> int:
        """Gas units of all transactions."""
        return sum(transaction.gas_used for transaction in self.transactions)


def register_subjects(
    office: RegistrarOffice,
    planned: Sequence[PlannedSubject],
    *,
    now: int,
    progress: Progress | None = None,
) -> RegisteredSubjects:
    """Register planned subjects that are not registered yet, such as buyers and networks.

    Args:
        office: The registrar.
        planned: Subjects; each at most once.
        now: Unix seconds, the chain's time.
        progress: Told as subjects get registered.

    Raises:
        ContractRefusal: The contract refuses one; nothing was sent or kept.
        UnavailableError: The node or the store fails.
    """
    with office.store.reading() as session:
        known = subjects_by_id(session, office.ledger, [subject.subject for subject in planned])
    new = [subject for subject in planned if subject.subject not in known]
    signed = sign_registrations(office, new, now=now)
    refusals = check_registrations(office, new, signed)
    for refusal in refusals.values():
        if refusal.name != ALREADY_REGISTERED:
            raise refusal
    registered = send_registrations(office, new, signed, refusals, now, progress)
    return RegisteredSubjects(
        registered.taken, (*known, *registered.known), registered.refused, registered.transactions
    )


def sign_registrations(
    office: RegistrarOffice, planned: Sequence[PlannedSubject], *, now: int
) -> list[SignedRegistration]:
    """Return planned subjects as signed registrations without a controller, in order."""
    first_nonce = secrets.randbits(64 - _NONCE_WORD_BITS - 1) << _NONCE_WORD_BITS
    signed = []
    for place, subject in enumerate(planned):
        registration = SubjectRegistration(
            issuer=office.signer.address,
            nonce=first_nonce + place,
            deadline=now + TIME_TO_SEND_S,
            salt=subject.salt,
            kind=int(subject.kind),
            country=encode_country(subject.country),
            controller=_UNCLAIMED,
            identity_hash=subject.identity_hash,
            identifiers=tuple(identifier.hash for identifier in subject.identifiers),
        )
        signature = sign_typed(office.signer, office.domain, registration)
        signed.append(SignedRegistration(registration, signature))
    return signed


def check_registrations(
    office: RegistrarOffice, planned: Sequence[PlannedSubject], signed: Sequence[SignedRegistration]
) -> dict[bytes, ContractRefusal]:
    """Return why the contract would refuse registrations, by subject; nothing is sent."""
    answers = office.relay.check_registrations(signed)
    return {subject.subject: refusal for subject, refusal in zip(planned, answers, strict=True) if refusal is not None}


def send_registrations(
    office: RegistrarOffice,
    planned: Sequence[PlannedSubject],
    signed: Sequence[SignedRegistration],
    refusals: Mapping[bytes, ContractRefusal],
    now: int,
    progress: Progress | None,
) -> RegisteredSubjects:
    """Keep the documents of checked registrations, then send all that the contract takes.

    Args:
        office: The registrar.
        planned: Subjects, each at most once.
        signed: Their registrations, in the same order.
        refusals: What `check_registrations` returned for them.
        now: Unix seconds, the chain's time.
        progress: Told as subjects get registered.

    Raises:
        ContractRefusal: The ledger changed since the check; subjects before it are registered.
        UnavailableError: The node or the store fails.
    """
    new = [subject for subject in planned if subject.subject not in refusals]
    _keep(office.store, new, now)
    to_send = [item for subject, item in zip(planned, signed, strict=True) if subject.subject not in refusals]
    transactions: list[Submission] = []
    for start in range(0, len(to_send), _SENT_BETWEEN_REPORTS):
        part = to_send[start : start + _SENT_BETWEEN_REPORTS]
        transactions.extend(office.relay.register_subjects(part))
        if progress is not None:
            progress(len(part))
    known = [subject for subject, refusal in refusals.items() if refusal.name == ALREADY_REGISTERED]
    return RegisteredSubjects(
        taken=tuple(subject.subject for subject in new),
        known=tuple(known),
        refused={subject: refusal for subject, refusal in refusals.items() if refusal.name != ALREADY_REGISTERED},
        transactions=tuple(transactions),
    )


def _keep(store: Store, planned: Sequence[PlannedSubject], now: int) -> None:
    documents, profiles = [], []
    for subject in planned:
        if subject.document is not None:
            canonical = canonical_json(subject.document)
            documents.append(
                StoredDocument(subject.identity_hash, IDENTITY_SCHEMA, subject.subject, canonical, received_at=now)
            )
        if subject.profile is not None:
            profiles.append(IdentifiedSite(subject.subject, subject.identity_hash, subject.profile))
    with store.unit_of_work() as work:
        save_documents(work.session, documents)
        save_site_profiles(work.session, profiles)
