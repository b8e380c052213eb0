"""One subject with all that is known of it, and the search for subjects.

A profile comes from the identity document whose hash the chain committed to; without that document only what stands on
the chain is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from labour_ledger.evidence.disclosed import identity_document
from labour_ledger.registry.identifiers import parse_identifier
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.queries import find_subjects, get_subject, joined_subjects, subject_history, subjects_by_id
from labour_ledger.store.results import LedgerKey, SiteProfile, SubjectDetail, SubjectSummary
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import format_time

from .basis import AnswerBasis, read_basis
from .people import Names, load_names
from .status import subject_not_found
from .subjects import subject_json


@dataclass(frozen=True, slots=True)
class SiteSearch:
    """What is searched; every condition that is given must hold.

    Attributes:
        name: Text within the name, whatever its case and accents.
        country: Two capital letters, as registered.
        kind: What the subject is.
        controller: Number of the party that controls it now; 0 for unclaimed ones.
        identifier: `scheme:value` that it holds now.
    """

    name: str | None = None
    country: str | None = None
    kind: SubjectKind | None = None
    controller: int | None = None
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class SiteList:
    """A page of subjects, by name if a name was searched, else by id.

    Attributes:
        sites: Of this page.
        names: Of the parties in it.
        next: Where the next page begins; None at the end.
        basis: What the answer rests on.
    """

    sites: tuple[SubjectSummary, ...]
    names: Names
    next: str | None
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "items": [_summary_json(site, self.names) for site in self.sites],
            "next": self.next,
            "basis": self.basis.to_json(),
        }


@dataclass(frozen=True, slots=True)
class SiteAnswer:
    """One subject.

    Attributes:
        detail: As indexed.
        identity_checked: Its identity document is held, hashes to what was committed, and names only identifiers that
            the subject claimed.
        joined: Subjects that records of same-as name it with; the status rule says which of them count.
        names: Of the parties in it.
        basis: What the answer rests on.
    """

    detail: SubjectDetail
    identity_checked: bool
    joined: tuple[SubjectSummary, ...]
    names: Names
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC."""
        detail = self.detail
        return {
            **_summary_json(detail.summary, self.names),
            "profile": None if detail.profile is None else _profile_json(detail.profile),
            "identity": {
                "documentHash": to_hex(detail.summary.identity_hash),
                "held": detail.profile is not None,
                "checked": self.identity_checked,
            },
            "identifiers": [
                {
                    "scheme": None if claimed.text is None else claimed.text.scheme,
                    "value": None if claimed.text is None else claimed.text.value,
                    "hash": to_hex(claimed.identifier),
                }
                for claimed in detail.identifiers
            ],
            "controllers": [
                {**self.names.party_json(period.party), "since": format_time(period.since)}
                for period in detail.controllers
            ],
            "joined": [subject_json(other) for other in self.joined],
            "basis": self.basis.to_json(),
        }


def site(session: Session, ledger: LedgerKey, subject: bytes) -> SiteAnswer:
    """Return one subject.

    Args:
        session: A reading session.
        ledger: The ledger.
        subject: 32 bytes; `subjects.find_subject` gives it from what people type.

    Raises:
        SubjectNotFound: The ledger has no such subject.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    detail = get_subject(session, ledger, subject)
    if detail is None:
        raise subject_not_found(subject)
    others = subjects_by_id(session, ledger, joined_subjects(session, ledger, subject))
    entries = [item.entry for item in subject_history(session, ledger, subject)]
    parties = {detail.summary.registrar, *(period.party for period in detail.controllers)}
    return SiteAnswer(
        detail=detail,
        identity_checked=identity_document(session, entries) is not None,
        joined=tuple(others[other] for other in sorted(others)),
        names=load_names(session, ledger, parties),
        basis=basis,
    )


def search_sites(
    session: Session, ledger: LedgerKey, search: SiteSearch, *, after: str | None = None, limit: int = 50
) -> SiteList:
    """Return a page of the subjects that fit a search.

    Args:
        session: A reading session.
        ledger: The ledger.
        search: What to look for.
        after: `next` of the page before.
        limit: Most items on the page.

    Raises:
        IdentifierInvalid: The identifier is none of its scheme.
        PageTokenInvalid: `after` is not from such a page.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    identifier = None
    if search.identifier is not None:
        identifier = parse_identifier(search.identifier).hash
    page = find_subjects(
        session,
        ledger,
        name=search.name,
        country=search.country,
        kind=None if search.kind is None else int(search.kind),
        controller=search.controller,
        identifier=identifier,
        after=after,
        limit=limit,
    )
    parties = {party for found in page.items for party in (found.controller, found.registrar)}
    return SiteList(page.items, load_names(session, ledger, parties), page.next, basis)


def _summary_json(summary: SubjectSummary, names: Names) -> dict[str, object]:
    return {
        **subject_json(summary),
        "controller": names.party_json(summary.controller) if summary.controller else None,
        "registrar": names.party_json(summary.registrar),
        "registeredAt": format_time(summary.registered_at),
    }


def _profile_json(profile: SiteProfile) -> dict[str, object]:
    return {
        "name": profile.name,
        "country": profile.country or None,
        "address": profile.address or None,
        "latitude": profile.latitude or None,
        "longitude": profile.longitude or None,
    }
