"""One subject with all that is known of it, and the search for subjects.

A profile comes from the identity document whose hash the chain committed to; without that document only what stands on
the chain is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from labour_ledger.evidence.disclosed import identity_document
from labour_ledger.registry.identifiers import parse_identifier
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.queries import find_subjects, get_subject, joined_subjects, subject_history, subjects_by_id
from labour_ledger.store.queries.aliases import (
    Alias,
    AliasKind,
    aliases_of,
    subjects_known_as,
    subjects_with_alias,
)
from labour_ledger.store.results import HistoryItem, LedgerKey, SiteProfile, SubjectDetail, SubjectSummary
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import format_time

from .basis import AnswerBasis, read_basis
from .facts import load_facts, load_twins
from .people import Names, load_names
from .status import subject_not_found
from .subjects import subject_json
from .whereabouts import Whereabouts, closed_since, last_departures

MOST_BY_ALIAS: Final = 5_000
"""Subjects that one search finds by aliases: a text that so many have is no name."""
_SAME_AS: Final = schema_hash("ledger/same-as@1")


@dataclass(frozen=True, slots=True)
class SiteSearch:
    """What is searched; every condition that is given must hold.

    Attributes:
        name: Text within the name or an alias, whatever its case and accents.
        country: Two capital letters, as registered.
        kind: What the subject is.
        controller: Number of the party that controls it now; 0 for unclaimed ones.
        identifier: `scheme:value` that it holds now, or is known by where nobody holds it.
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
        aliases: Further names and identifiers of those of them that have any.
        names: Of the parties in it.
        next: Where the next page begins; None at the end.
        basis: What the answer rests on.
    """

    sites: tuple[SubjectSummary, ...]
    aliases: Mapping[bytes, Sequence[Alias]]
    names: Names
    next: str | None
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "items": [
                {**_summary_json(site, self.names), "alsoKnownAs": list(self.also_known_as(site.subject))}
                for site in self.sites
            ],
            "next": self.next,
            "basis": self.basis.to_json(),
        }

    def also_known_as(self, subject: bytes) -> tuple[str, ...]:
        """Return the further names and identifiers of a site."""
        return tuple(alias.value for alias in self.aliases.get(subject, ()) if alias.kind is not AliasKind.ROW)


@dataclass(frozen=True, slots=True)
class SiteAnswer:
    """One subject.

    Attributes:
        detail: As indexed.
        identity_checked: Its identity document is held, hashes to what was committed, and names only identifiers that
            the subject claimed.
        joined: Subjects that records of same-as name it with.
        joined_in_effect: Those of them, and of those joined to these, that the status rule counts.
        aliases: What else it is known by here; nothing of it stands on chain.
        whereabouts: Whether it is still the place that its identity names.
        names: Of the parties in it.
        basis: What the answer rests on.
    """

    detail: SubjectDetail
    identity_checked: bool
    joined: tuple[SubjectSummary, ...]
    joined_in_effect: frozenset[bytes]
    aliases: tuple[Alias, ...]
    whereabouts: Whereabouts
    names: Names
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC."""
        detail = self.detail
        return {
            **_summary_json(detail.summary, self.names),
            "whereabouts": self.whereabouts.to_json(self.names),
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
            "joined": [
                {**subject_json(other), "inEffect": other.subject in self.joined_in_effect} for other in self.joined
            ],
            "aliases": [
                {"kind": alias.kind.value, "value": alias.value, "source": alias.source} for alias in self.aliases
            ],
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
    items = subject_history(session, ledger, subject)
    entries = [item.entry for item in items]
    whereabouts = _whereabouts(session, ledger, subject, items)
    parties = {detail.summary.registrar, *(period.party for period in detail.controllers)}
    if whereabouts.departure is not None:
        parties.add(whereabouts.departure.record.basis.party)
    return SiteAnswer(
        detail=detail,
        identity_checked=identity_document(session, entries) is not None,
        joined=tuple(others[other] for other in sorted(others)),
        joined_in_effect=_twins(session, ledger, subject, basis.block_time) if others else frozenset(),
        aliases=aliases_of(session, ledger, [subject]).get(subject, ()),
        whereabouts=whereabouts,
        names=load_names(session, ledger, parties),
        basis=basis,
    )


def _whereabouts(session: Session, ledger: LedgerKey, subject: bytes, items: Sequence[HistoryItem]) -> Whereabouts:
    records = [item.record for item in items if item.record is not None]
    departure = last_departures(session, records).get(subject)
    other = None
    if departure is not None and departure.other is not None:
        other = subjects_by_id(session, ledger, [departure.other]).get(departure.other)
    return Whereabouts(closed_since(item.entry for item in items), departure, other)


def _twins(session: Session, ledger: LedgerKey, subject: bytes, now: int) -> frozenset[bytes]:
    """Return the subjects that the status rule counts as the same; any schema gives the same."""
    facts = load_facts(session, ledger, subject, schema=_SAME_AS)
    if facts is None:
        return frozenset()
    twins = load_twins(session, ledger, facts, schema=_SAME_AS, known_at=now)
    return frozenset(twin.subject for twin in twins)


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
    known_as: Collection[bytes] = ()
    holders: Collection[bytes] = ()
    if search.name is not None:
        known_as = subjects_known_as(session, ledger, search.name, limit=MOST_BY_ALIAS)
    if search.identifier is not None:
        wanted = parse_identifier(search.identifier)
        identifier = wanted.hash
        holders = subjects_with_alias(session, ledger, AliasKind.IDENTIFIER, [str(wanted)]).get(str(wanted), ())
    page = find_subjects(
        session,
        ledger,
        name=search.name,
        known_as=known_as,
        country=search.country,
        kind=None if search.kind is None else int(search.kind),
        controller=search.controller,
        identifier=identifier,
        holders=holders,
        after=after,
        limit=limit,
    )
    parties = {party for found in page.items for party in (found.controller, found.registrar)}
    aliases = aliases_of(session, ledger, [found.subject for found in page.items])
    return SiteList(page.items, aliases, load_names(session, ledger, parties), page.next, basis)


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
