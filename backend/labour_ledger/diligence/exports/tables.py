"""Tables to export: any answer, and all records, sites and links of a ledger, read as they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from labour_ledger.diligence.basis import AnswerBasis, read_basis
from labour_ledger.diligence.people import load_names
from labour_ledger.diligence.questions.contents import date_of
from labour_ledger.diligence.questions.model import Answer, Cell, Column, Kind
from labour_ledger.schemas.codes import Outcome, PartyClass, SubjectKind, code_name
from labour_ledger.store.link_results import LinkFilter, LinkSigner
from labour_ledger.store.queries import find_subjects, list_parties, subjects_by_id
from labour_ledger.store.queries.streams import records_with_signatures
from labour_ledger.store.queries.supply import supply_links
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.status import format_time

UIDS: Final = Column("uids", Kind.TEXTS, "Records that the row rests on")
_ROWS_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Table:
    """A table to export.

    Attributes:
        name: For the name of a file.
        columns: In order.
        rows: A cell for each column; read once.
        basis: What they rest on, without uids.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterator[Mapping[str, Cell]]
    basis: AnswerBasis


def table_of_answer(answer: Answer) -> Table:
    """Return the rows of an answer as a table; its summary and notes stay behind.

    Args:
        answer: All pages of it in one.
    """
    rows: Iterable[Mapping[str, Cell]] = (
        {**row.values, UIDS.name: tuple(to_hex(uid) for uid in row.uids)} for row in answer.rows
    )
    return Table(answer.question.name, (*answer.question.columns, UIDS), iter(rows), answer.basis.resting_on(()))


def read_table(session: Session, ledger: LedgerKey, name: str) -> Table:
    """Return all records, sites or links of a ledger up to the last block of the index.

    Args:
        session: A reading session, which must stay open until the rows are read.
        ledger: The ledger.
        name: One of `TABLES`.

    Raises:
        KeyError: There is no such table.
        UnavailableError: There is no complete index.
    """
    columns, read = TABLES[name]
    basis = read_basis(session, ledger)
    return Table(name, columns, read(session, ledger, basis), basis)


def _records(session: Session, ledger: LedgerKey, basis: AnswerBasis) -> Iterator[Mapping[str, Cell]]:
    names = load_names(session, ledger, _party_numbers(session, ledger))
    for record, _, _ in records_with_signatures(session, ledger, basis.block_number):
        attestation, found = record.attestation, record.basis
        yield {
            "uid": to_hex(record.uid),
            "subject": to_hex(attestation.subject),
            "handle": handle_of(attestation.subject),
            "schema": names.schema(attestation.schema),
            "outcome": code_name(Outcome(attestation.outcome)),
            "validFrom": format_time(attestation.valid_from),
            "validUntil": format_time(attestation.valid_until),
            "recordedAt": format_time(record.recorded_at),
            "party": found.party,
            "partyName": names.party(found.party),
            "partyClass": code_name(PartyClass(found.party_class)),
            "method": code_name(found.method),
            "accreditation": code_name(found.accreditation),
            "accreditor": found.accreditor if found.accreditation else None,
            "key": to_checksum_address(attestation.issuer),
            "refersTo": to_hex(attestation.ref_uid) if any(attestation.ref_uid) else None,
            "documentHash": to_hex(attestation.document_hash),
            "blockNumber": record.position.block_number,
            "transactionHash": to_hex(record.transaction_hash),
        }


def _sites(session: Session, ledger: LedgerKey, _basis: AnswerBasis) -> Iterator[Mapping[str, Cell]]:
    names = load_names(session, ledger, _party_numbers(session, ledger))
    after: str | None = None
    while True:
        page = find_subjects(session, ledger, after=after, limit=_ROWS_AT_ONCE)
        for site in page.items:
            yield {
                "subject": to_hex(site.subject),
                "handle": handle_of(site.subject),
                "kind": code_name(SubjectKind(site.kind)),
                "name": site.name,
                "country": site.country or None,
                "controller": site.controller or None,
                "controllerName": names.party(site.controller) if site.controller else None,
                "registrar": site.registrar,
                "registeredAt": format_time(site.registered_at),
                "identityHash": to_hex(site.identity_hash),
                "closed": site.closed,
            }
        if page.next is None:
            return
        after = page.next


def _links(session: Session, ledger: LedgerKey, basis: AnswerBasis) -> Iterator[Mapping[str, Cell]]:
    wanted = LinkFilter(known_at=basis.known_at, with_revoked=True)
    after: str | None = None
    while True:
        page = supply_links(session, ledger, wanted, after=after, limit=_ROWS_AT_ONCE)
        ends = subjects_by_id(session, ledger, {end for link in page.items for end in (link.buyer, link.seller)})
        for link in page.items:
            buyer, seller = ends.get(link.buyer), ends.get(link.seller)
            yield {
                "uid": to_hex(link.uid),
                "network": to_hex(link.network),
                "buyer": to_hex(link.buyer),
                "buyerName": None if buyer is None else buyer.name,
                "seller": to_hex(link.seller),
                "sellerName": None if seller is None else seller.name,
                "sellerCountry": None if seller is None else seller.country or None,
                "goods": link.goods,
                "from": date_of(link.valid_from),
                "until": None if link.valid_until is None else date_of(link.valid_until - 1),
                "recordedAt": format_time(link.recorded_at),
                "revokedAt": None if link.revoked_at is None else format_time(link.revoked_at),
                "party": link.party,
                "signedFor": code_name(LinkSigner(link.signer)),
                "statedBy": link.stated_by,
            }
        if page.next is None:
            return
        after = page.next


def _party_numbers(session: Session, ledger: LedgerKey) -> set[int]:
    found: set[int] = set()
    after: str | None = None
    while True:
        page = list_parties(session, ledger, after=after, limit=_ROWS_AT_ONCE)
        found.update(party.party for party in page.items)
        if page.next is None:
            return found
        after = page.next


_RECORD_COLUMNS: Final = (
    Column("uid", Kind.HASH, "Uid"),
    Column("subject", Kind.HASH, "What it is about"),
    Column("handle", Kind.TEXT, "Handle of that"),
    Column("schema", Kind.TEXT, "Schema id"),
    Column("outcome", Kind.TEXT, "What it says"),
    Column("validFrom", Kind.TIME, "From when on it holds"),
    Column("validUntil", Kind.TIME, "Until when"),
    Column("recordedAt", Kind.TIME, "When it became known"),
    Column("party", Kind.NUMBER, "Who issued it"),
    Column("partyName", Kind.TEXT, "Name of that party, if held"),
    Column("partyClass", Kind.TEXT, "Its class then"),
    Column("method", Kind.TEXT, "In which capacity, as the contract found it"),
    Column("accreditation", Kind.TEXT, "none_needed, country or worldwide"),
    Column("accreditor", Kind.NUMBER, "Who gave it; 0 is the council"),
    Column("key", Kind.TEXT, "Key that signed"),
    Column("refersTo", Kind.HASH, "What it names: a record, a subject or a schema"),
    Column("documentHash", Kind.HASH, "Hash of its document"),
    Column("blockNumber", Kind.NUMBER, "Block that recorded it"),
    Column("transactionHash", Kind.HASH, "Transaction that recorded it"),
)
_SITE_COLUMNS: Final = (
    Column("subject", Kind.HASH, "Full id"),
    Column("handle", Kind.TEXT, "Handle"),
    Column("kind", Kind.TEXT, "site, organisation, lot, network or country"),
    Column("name", Kind.TEXT, "Name, if its identity document is held"),
    Column("country", Kind.TEXT, "ISO 3166-1 alpha-2, as registered"),
    Column("controller", Kind.NUMBER, "Party that controls it; null where nobody claimed it"),
    Column("controllerName", Kind.TEXT, "Name of that party, if held"),
    Column("registrar", Kind.NUMBER, "Party that registered it"),
    Column("registeredAt", Kind.TIME, "When"),
    Column("identityHash", Kind.HASH, "Hash of its identity document"),
    Column("closed", Kind.TRUTH, "Whether it is noted as closed"),
)
_LINK_COLUMNS: Final = (
    Column("uid", Kind.HASH, "Uid of the record"),
    Column("network", Kind.HASH, "Subject that it is recorded under"),
    Column("buyer", Kind.HASH, "Subject that buys"),
    Column("buyerName", Kind.TEXT, "Its name, if held"),
    Column("seller", Kind.HASH, "Subject that sells"),
    Column("sellerName", Kind.TEXT, "Its name, if held"),
    Column("sellerCountry", Kind.TEXT, "Its country; null where it is not registered"),
    Column("goods", Kind.TEXTS, "HS codes"),
    Column("from", Kind.DATE, "First day of the period"),
    Column("until", Kind.DATE, "Last day; null while it goes on"),
    Column("recordedAt", Kind.TIME, "When it became known"),
    Column("revokedAt", Kind.TIME, "When it was revoked"),
    Column("party", Kind.NUMBER, "Who issued it"),
    Column("signedFor", Kind.TEXT, "Which end the issuer controlled: buyer, seller, both_ends, other; or list"),
    Column("statedBy", Kind.TEXT, "Who says so, in the words of the document"),
)
Reader = Callable[[Session, LedgerKey, AnswerBasis], Iterator[Mapping[str, Cell]]]
TABLES: Final[Mapping[str, tuple[tuple[Column, ...], Reader]]] = {
    "records": (_RECORD_COLUMNS, _records),
    "sites": (_SITE_COLUMNS, _sites),
    "links": (_LINK_COLUMNS, _links),
}
"""Columns and reader of each table, by name."""
