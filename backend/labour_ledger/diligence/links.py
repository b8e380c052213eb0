"""Supply links as they are listed, and what is held of a network: how much of it can be read, how much only counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlmodel import Session

from labour_ledger.errors import InputError
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.link_results import LinkFilter, LinkSigner, SupplyLink
from labour_ledger.store.link_terms import SUPPLY_LINK_ID
from labour_ledger.store.queries import records_of_subject, subjects_by_id
from labour_ledger.store.queries.standing import standing_of
from labour_ledger.store.queries.supply import count_links, supply_links
from labour_ledger.store.results import LedgerKey, SubjectSummary
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import format_time

from .basis import AnswerBasis, read_basis
from .people import Names, load_names
from .status import subject_not_found
from .subjects import subject_json

_LINK_SCHEMA: Final = schema_hash(SUPPLY_LINK_ID)
_DISPUTE_SCHEMA: Final = schema_hash("ledger/dispute@1")
_REVOCATION_SCHEMA: Final = schema_hash("ledger/revocation@1")
_SIGNERS: Final[Mapping[LinkSigner, str]] = {
    LinkSigner.BUYER: "buyer",
    LinkSigner.SELLER: "seller",
    LinkSigner.BOTH_ENDS: "one party that controls both ends",
    LinkSigner.OTHER: "somebody else",
    LinkSigner.LIST: "somebody else, from a published list",
}


class NotANetwork(InputError):
    """The subject is of another kind than those that links are recorded under."""

    code = "not-a-network"


@dataclass(frozen=True, slots=True)
class LinkPage:
    """Some links in chain order.

    Attributes:
        links: Of this page.
        subjects: Those ends of them that are registered, by id.
        disputes: Uids of disputes of each link that their own party has not withdrawn, by uid.
        names: Of the parties in it.
        next: Where the next page begins; None at the end.
        basis: What the answer rests on.
    """

    links: tuple[SupplyLink, ...]
    subjects: Mapping[bytes, SubjectSummary]
    disputes: Mapping[bytes, Sequence[bytes]]
    names: Names
    next: str | None
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC, a period ends before `until`."""
        return {
            "items": [self._link_json(link) for link in self.links],
            "next": self.next,
            "basis": self.basis.to_json(),
        }

    def _link_json(self, link: SupplyLink) -> dict[str, object]:
        return {
            "uid": to_hex(link.uid),
            "network": {"id": to_hex(link.network), "handle": handle_of(link.network)},
            "buyer": self._end_json(link.buyer),
            "seller": self._end_json(link.seller),
            "goods": list(link.goods),
            "from": format_time(link.valid_from),
            "until": None if link.valid_until is None else format_time(link.valid_until),
            "signedFor": _SIGNERS[link.signer],
            "statedBy": link.stated_by,
            "issuer": self.names.party_json(link.party),
            "recordedAt": format_time(link.recorded_at),
            "revokedAt": None if link.revoked_at is None else format_time(link.revoked_at),
            "disputes": [to_hex(uid) for uid in self.disputes.get(link.uid, ())],
        }

    def _end_json(self, subject: bytes) -> dict[str, object]:
        known = self.subjects.get(subject)
        return {"id": to_hex(subject), "registered": False} if known is None else subject_json(known)


@dataclass(frozen=True, slots=True)
class NetworkAnswer:
    """What is held of a network.

    Attributes:
        subject: The network.
        records: Number of links recorded under it, whether their documents are held or not.
        readable: Number of those whose document is held and fits.
        in_force: Number of readable ones in force at the time of the last block.
        revoked: Number of readable ones that were revoked.
        basis: What the answer rests on.
    """

    subject: SubjectSummary
    records: int
    readable: int
    in_force: int
    revoked: int
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "network": subject_json(self.subject),
            "recorded": self.records,
            "readable": self.readable,
            "unreadable": self.records - self.readable,
            "inForce": self.in_force,
            "revoked": self.revoked,
            "basis": self.basis.to_json(),
        }


def list_links(
    session: Session, ledger: LedgerKey, wanted: LinkFilter, *, after: str | None = None, limit: int = 100
) -> LinkPage:
    """Return a page of supply links.

    Args:
        session: A reading session.
        ledger: The ledger.
        wanted: Which ones; nothing later than the last block is known.
        after: `next` of the page before.
        limit: Most links on the page.

    Raises:
        PageTokenInvalid: `after` is not from such a page.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    page = supply_links(session, ledger, wanted, after=after, limit=limit)
    ends = {subject for link in page.items for subject in (link.buyer, link.seller)}
    return LinkPage(
        links=page.items,
        subjects=subjects_by_id(session, ledger, ends),
        disputes=_disputes(session, ledger, {link.network for link in page.items}),
        names=load_names(session, ledger, {link.party for link in page.items}),
        next=page.next,
        basis=basis.resting_on(link.uid for link in page.items),
    )


def network(session: Session, ledger: LedgerKey, subject: bytes) -> NetworkAnswer:
    """Return what is held of a network.

    Raises:
        SubjectNotFound: The ledger has no such subject.
        NotANetwork: It is a site, an organisation or a country.
        UnavailableError: There is no complete index to answer from.
    """
    basis = read_basis(session, ledger)
    summary = subjects_by_id(session, ledger, [subject]).get(subject)
    if summary is None:
        raise subject_not_found(subject)
    if summary.kind not in (SubjectKind.NETWORK, SubjectKind.LOT):
        raise NotANetwork(
            f"{handle_of(subject)} is no network",
            hint="Links are recorded under networks; list those of a site with `labour-ledger supply-link list`.",
        )
    held = standing_of(session, ledger, subject, [_LINK_SCHEMA])
    everything = LinkFilter(network=subject, with_revoked=True)
    readable = count_links(session, ledger, everything)
    standing = count_links(session, ledger, replace(everything, with_revoked=False))
    now = LinkFilter(network=subject, valid_at=basis.block_time, known_at=basis.block_time)
    return NetworkAnswer(
        subject=summary,
        records=held[0].records if held else 0,
        readable=readable,
        in_force=count_links(session, ledger, now),
        revoked=readable - standing,
        basis=basis,
    )


def _disputes(session: Session, ledger: LedgerKey, networks: set[bytes]) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for subject in networks:
        revocations = records_of_subject(session, ledger, subject, schema=_REVOCATION_SCHEMA)
        withdrawn = {(record.attestation.ref_uid, record.basis.party) for record in revocations}
        for record in records_of_subject(session, ledger, subject, schema=_DISPUTE_SCHEMA):
            if (record.uid, record.basis.party) not in withdrawn:
                found.setdefault(record.attestation.ref_uid, []).append(record.uid)
    return found
