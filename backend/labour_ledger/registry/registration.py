"""From a plan to subjects on the ledger: documents kept first, registrations signed, checked and relayed.

Nothing is sent before every registration was checked by the contract, and nothing is on the ledger whose document is
not kept here. It must not know list formats.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from labour_ledger_verify.hexadecimal import to_hex

from .identity import IDENTITY_SCHEMA
from .lists.rows import ListedSite, ProblemSeverity, RowProblem
from .planning import (
    PERSONAL_DATA,
    KnownBecause,
    KnownRow,
    PlannedSubject,
    Registrar,
    RegistrationPlan,
    RowsRefused,
    plan_sites,
)

ALREADY_REGISTERED: Final = "SubjectAlreadyRegistered"
TIME_TO_SEND_S: Final = 86_400
"""A registration that was signed and not sent cannot turn up later than a day."""
_SENT_BETWEEN_REPORTS: Final = 256
_UNCLAIMED: Final = 0
_NONCE_WORD_BITS: Final = 8
"""Nonces of one 256-bit word share a slot on chain; counting within words costs the least gas."""

Progress = Callable[[int, int], None]
"""Called with the subjects registered so far and those to register in all."""


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


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of a list.

    Attributes:
        taken: Subjects registered now, by row.
        known: Rows whose site is a subject already.
        refused: Why rows were not registered.
        noted: Oddities of rows that were taken all the same.
        subject_of_row: The subject of each row that has one.
        gas_used: Gas units of all transactions.
        transaction_count: How many there were.
    """

    taken: Mapping[int, bytes]
    known: tuple[KnownRow, ...]
    refused: tuple[RowProblem, ...]
    noted: tuple[RowProblem, ...]
    subject_of_row: Mapping[int, bytes]
    gas_used: int
    transaction_count: int

    def to_json(self) -> dict[str, object]:
        """Return the report as plain JSON values; rows in the order of the file."""
        return {
            "taken": [{"row": row, "subject": to_hex(subject)} for row, subject in sorted(self.taken.items())],
            "known": [
                {"row": row.row_number, "subject": to_hex(row.subject), "because": row.because.value}
                for row in self.known
            ],
            "refused": [problem.to_json() for problem in sorted(self.refused, key=_row_number)],
            "noted": [problem.to_json() for problem in sorted(self.noted, key=_row_number)],
            "gasUsed": self.gas_used,
            "transactions": self.transaction_count,
        }


def register_sites(
    office: RegistrarOffice,
    sites: Sequence[ListedSite],
    problems: Sequence[RowProblem],
    *,
    now: int,
    accept_good_rows: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Register the sites of a list that are not registered yet.

    Args:
        office: The registrar.
        sites: Rows that the reader took.
        problems: What the reader refused or noted; refused rows stop the import unless good rows are accepted.
        now: Unix seconds, the chain's time.
        accept_good_rows: Register the rows that can be, although others cannot.
        progress: Told as subjects get registered.

    Raises:
        RowsRefused: Rows cannot be registered and `accept_good_rows` is false; nothing was sent or kept.
        ContractRefusal: The ledger changed while sending; earlier subjects are registered, import again.
        UnavailableError: The node or the store fails.
    """
    with office.store.reading() as session:
        plan = plan_sites(session, office.ledger, sites, registrar=office.registrar)
    found = _without_personal_data([*problems, *plan.problems])
    if not accept_good_rows:
        _require_none_refused(found)
    signed = sign_registrations(office, plan.planned, now=now)
    refusals = _check(office, plan.planned, signed)
    found.extend(_refused_rows(plan, refusals))
    if not accept_good_rows:
        _require_none_refused(found)
    registered = _register(office, plan.planned, signed, refusals, now, progress)
    return _report(plan, registered, found)


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
    refusals = _check(office, new, signed)
    for refusal in refusals.values():
        if refusal.name != ALREADY_REGISTERED:
            raise refusal
    registered = _register(office, new, signed, refusals, now, progress)
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


def _check(
    office: RegistrarOffice, planned: Sequence[PlannedSubject], signed: Sequence[SignedRegistration]
) -> dict[bytes, ContractRefusal]:
    answers = office.relay.check_registrations(signed)
    return {subject.subject: refusal for subject, refusal in zip(planned, answers, strict=True) if refusal is not None}


def _register(
    office: RegistrarOffice,
    planned: Sequence[PlannedSubject],
    signed: Sequence[SignedRegistration],
    refusals: Mapping[bytes, ContractRefusal],
    now: int,
    progress: Progress | None,
) -> RegisteredSubjects:
    new = [subject for subject in planned if subject.subject not in refusals]
    _keep(office.store, new, now)
    to_send = [item for subject, item in zip(planned, signed, strict=True) if subject.subject not in refusals]
    transactions: list[Submission] = []
    for start in range(0, len(to_send), _SENT_BETWEEN_REPORTS):
        part = to_send[start : start + _SENT_BETWEEN_REPORTS]
        transactions.extend(office.relay.register_subjects(part))
        if progress is not None:
            progress(start + len(part), len(to_send))
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


def _refused_rows(plan: RegistrationPlan, refusals: Mapping[bytes, ContractRefusal]) -> list[RowProblem]:
    """Return a refusal for each row whose registration the contract refuses; one it has already is none."""
    problems = []
    for row_number, subject in plan.subject_of_row.items():
        refusal = refusals.get(subject)
        if refusal is not None and refusal.name != ALREADY_REGISTERED:
            code = refusal.name or refusal.code
            problems.append(
                RowProblem(row_number, "", code, "", refusal.message, ProblemSeverity.REFUSED, refusal.hint)
            )
    return problems


def _row_number(problem: RowProblem) -> int:
    return problem.row_number


def _without_personal_data(problems: Sequence[RowProblem]) -> list[RowProblem]:
    """Return the problems without what stood in rows that seem to hold personal data: a report is passed on."""
    rows = {problem.row_number for problem in problems if problem.code == PERSONAL_DATA}
    return [replace(problem, found="") if problem.row_number in rows else problem for problem in problems]


def _require_none_refused(problems: Sequence[RowProblem]) -> None:
    refused = [problem for problem in problems if problem.severity is ProblemSeverity.REFUSED]
    if refused:
        raise RowsRefused(refused)


def _report(plan: RegistrationPlan, registered: RegisteredSubjects, problems: Sequence[RowProblem]) -> ImportReport:
    known_rows = {row.row_number for row in plan.known}
    known_now = frozenset(registered.known)
    known = [row for row in plan.known if row.subject not in registered.refused]
    taken: dict[int, bytes] = {}
    for row_number, subject in plan.subject_of_row.items():
        if row_number in known_rows or subject in registered.refused:
            continue
        if subject in known_now:
            known.append(KnownRow(row_number, subject, KnownBecause.REGISTERED))
        else:
            taken[row_number] = subject
    return ImportReport(
        taken=taken,
        known=tuple(sorted(known, key=lambda row: row.row_number)),
        refused=tuple(problem for problem in problems if problem.severity is ProblemSeverity.REFUSED),
        noted=tuple(problem for problem in problems if problem.severity is ProblemSeverity.NOTED),
        subject_of_row={
            row_number: subject
            for row_number, subject in plan.subject_of_row.items()
            if subject not in registered.refused
        },
        gas_used=registered.gas_used,
        transaction_count=len(registered.transactions),
    )
