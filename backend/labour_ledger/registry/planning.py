"""Which rows of a list become new subjects, which are known already, and which cannot be registered.

It reads the store and writes nothing. A row is known when its own subject is registered, or when another subject holds
its identifiers; so a repeated import registers nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlmodel import Session

from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.schemas.content import DocumentInvalid
from labour_ledger.schemas.personal_data import PersonalDataRefused
from labour_ledger.store.queries.aliases import AliasKind, subjects_with_alias
from labour_ledger.store.queries.subjects import subjects_by_id
from labour_ledger.store.results import IdentifierText, LedgerKey, SiteProfile
from labour_ledger_verify.attestation import subject_id
from labour_ledger_verify.handle import handle_of

from .identifiers import Identifier
from .identity import (
    address_line,
    secret_salt,
    site_content,
)
from .lists.rows import ListedSite, ProblemSeverity, RowProblem
from .names import subjects_by_identifier
from .planned_subject import PlannedSubject, Registrar, plan_subject

PERSONAL_DATA: Final = "personal-data"
"""Code of the problem of a row that seems to hold personal data."""


class KnownBecause(StrEnum):
    """Why a row is not registered again."""

    REGISTERED = "registered"
    IDENTIFIER_HELD = "identifier-held"
    SAME_AS_ROW = "same-as-row"
    MATCHED = "matched"


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row whose site is a subject already.

    Attributes:
        row_number: Row of the file, the header is row 1.
        subject: The subject, 32 bytes.
        because: How that is known.
    """

    row_number: int
    subject: bytes
    because: KnownBecause


@dataclass(frozen=True, slots=True)
class RegistrationPlan:
    """What an import would register.

    Attributes:
        planned: Subjects to register, in row order.
        known: Rows that need no registration.
        problems: Rows that cannot be registered, and notes.
        subject_of_row: The subject of each row that has one, planned or known.
    """

    planned: tuple[PlannedSubject, ...]
    known: tuple[KnownRow, ...]
    problems: tuple[RowProblem, ...]
    subject_of_row: Mapping[int, bytes]

    @property
    def refused(self) -> tuple[RowProblem, ...]:
        """The problems because of which rows are not registered."""
        return tuple(problem for problem in self.problems if problem.severity is ProblemSeverity.REFUSED)


def plan_sites(
    session: Session, ledger: LedgerKey, sites: Sequence[ListedSite], *, registrar: Registrar
) -> RegistrationPlan:
    """Sort the sites of a list into new, known and not registrable.

    Args:
        session: A reading session; the index should be up to date.
        ledger: The ledger.
        sites: Rows of one or several lists with distinct row numbers.
        registrar: Who would register them.

    Raises:
        SeedInvalid: The registrar's seed is not 32 bytes.
    """
    ids = {
        site.row_number: subject_id(registrar.party, secret_salt(registrar.seed, "subject", site.key)) for site in sites
    }
    registered = subjects_by_id(session, ledger, ids.values())
    named = (identifier for site in sites for identifier in site.identifiers)
    held = subjects_by_identifier(session, ledger, named)
    sorter = _Sorter(registrar, frozenset(registered), held, _rows_known_as(session, ledger, sites))
    for site in sites:
        sorter.add(site, ids[site.row_number])
    return RegistrationPlan(
        tuple(sorter.planned.values()), tuple(sorter.known), tuple(sorter.problems), sorter.subject_of_row
    )


def _rows_known_as(session: Session, ledger: LedgerKey, sites: Sequence[ListedSite]) -> dict[int, bytes]:
    """Return the subjects that rows are known to be by an alias, by row number."""
    found = subjects_with_alias(session, ledger, AliasKind.ROW, (site.key for site in sites))
    # only one subject is ever written down for a row; two would mean that nobody knows
    return {
        site.row_number: subject
        for site in sites
        if len(subjects := found.get(site.key, ())) == 1
        for subject in subjects
    }


class _Sorter:
    """Takes the sites of a list one by one, and remembers what earlier rows claimed."""

    def __init__(
        self,
        registrar: Registrar,
        registered: frozenset[bytes],
        held: Mapping[Identifier, bytes],
        known_as: Mapping[int, bytes],
    ) -> None:
        self.planned: dict[bytes, PlannedSubject] = {}
        self.known: list[KnownRow] = []
        self.problems: list[RowProblem] = []
        self.subject_of_row: dict[int, bytes] = {}
        self._registrar = registrar
        self._registered = registered
        self._held = held
        self._known_as = known_as
        self._first_row: dict[bytes, int] = {}
        self._claimed_in_row: dict[Identifier, int] = {}

    def add(self, site: ListedSite, subject: bytes) -> None:
        if subject in self._registered:
            self._know(site, subject, KnownBecause.REGISTERED)
        elif subject in self.planned:
            reason = f"the same site as row {self._first_row[subject]}; not registered again"
            self._note(site, "", "row-repeated", site.name, reason)
            self._know(site, subject, KnownBecause.SAME_AS_ROW)
        elif holders := {self._held[identifier] for identifier in site.identifiers if identifier in self._held}:
            self._add_held(site, holders)
        elif site.row_number in self._known_as:
            self._know(site, self._known_as[site.row_number], KnownBecause.MATCHED)
        elif not self._identifiers_repeated(site):
            self._plan(site, subject)

    def _add_held(self, site: ListedSite, holders: set[bytes]) -> None:
        if len(holders) > 1:
            handles = ", ".join(sorted(handle_of(holder) for holder in holders))
            reason = f"its identifiers are held by different subjects: {handles}"
            self._refuse(
                site, "identifiers", "identifier-conflict", reason, "Ask the council to join or reassign them."
            )
            return
        (holder,) = holders
        for identifier in site.identifiers:
            if identifier not in self._held:
                reason = f"the site is known as {handle_of(holder)}; this identifier was not added to it"
                self._note(site, "identifiers", "identifier-not-added", str(identifier), reason)
        self._know(site, holder, KnownBecause.IDENTIFIER_HELD)

    def _identifiers_repeated(self, site: ListedSite) -> bool:
        for identifier in site.identifiers:
            earlier = self._claimed_in_row.get(identifier)
            if earlier is not None:
                reason = f"{identifier} is also that of another site, in row {earlier}"
                self._refuse(site, "identifiers", "identifier-repeated", reason, "Correct one of the two rows.")
                return True
        return False

    def _plan(self, site: ListedSite, subject: bytes) -> None:
        try:
            planned = plan_subject(
                self._registrar,
                site.key,
                SubjectKind.SITE,
                country=site.country,
                identifiers=site.identifiers,
                content=site_content(site),
                profile=_profile(site),
            )
        except (DocumentInvalid, PersonalDataRefused) as error:
            self.problems.extend(_content_problems(site.row_number, error))
            return
        self.planned[subject] = planned
        self.subject_of_row[site.row_number] = subject
        self._first_row[subject] = site.row_number
        self._claimed_in_row.update(dict.fromkeys(site.identifiers, site.row_number))

    def _know(self, site: ListedSite, subject: bytes, because: KnownBecause) -> None:
        self.known.append(KnownRow(site.row_number, subject, because))
        self.subject_of_row[site.row_number] = subject

    def _note(self, site: ListedSite, field: str, code: str, found: str, reason: str) -> None:
        self.problems.append(RowProblem(site.row_number, field, code, found, reason, ProblemSeverity.NOTED))

    def _refuse(self, site: ListedSite, field: str, code: str, reason: str, hint: str) -> None:
        found = "; ".join(str(identifier) for identifier in site.identifiers)
        self.problems.append(RowProblem(site.row_number, field, code, found, reason, ProblemSeverity.REFUSED, hint))


def _profile(site: ListedSite) -> SiteProfile:
    return SiteProfile(
        name=site.name,
        country=site.country,
        address=address_line(site.address),
        latitude=site.latitude,
        longitude=site.longitude,
        identifiers=tuple(IdentifierText(identifier.scheme, identifier.value) for identifier in site.identifiers),
    )


def _content_problems(row_number: int, error: DocumentInvalid | PersonalDataRefused) -> Iterable[RowProblem]:
    """Return a refusal for each violation; what was found is left out, as it may be personal."""
    refused = ProblemSeverity.REFUSED
    if isinstance(error, PersonalDataRefused):
        for place in error.found:
            reason = f"seems to be personal data ({place.kind})"
            yield RowProblem(row_number, place.path, PERSONAL_DATA, "", reason, refused, place.hint)
        return
    for violation in error.violations:
        yield RowProblem(row_number, violation.path, error.code, "", violation.message, refused, violation.hint)
