"""Questions about who buys from whom: shared buyers, and sites that closed or moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from labour_ledger.diligence.whereabouts import RELATION_ID, REVOCATION_ID, last_departures
from labour_ledger.store.queries.link_counts import buyers_counted, pairs_of_sellers, sellers_counted
from labour_ledger.store.queries.supply import buyers_of, networks_of_buyer, registered_by, suppliers_of
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex

from .grounds import LINKS, links_followed, links_of, with_links
from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Grounds, Kind, Question, Row
from .scope import LARGEST_QUESTION, refuse_too_large

_DATES: Final = ("valid_at", "known_at")
_ONLY_DISCLOSED: Final = (
    "Who buys from whom stands in documents that only some hold: buyers whose links were not disclosed to this service "
    "are not counted.",
)


def _find_shared(inquiry: Inquiry) -> Findings:
    dates = {"valid_at": inquiry.valid_at, "known_at": inquiry.known_at}
    least = inquiry.given.number("least", largest=10**9) or 1
    if inquiry.site is not None:
        found = buyers_of(inquiry.session, inquiry.ledger, inquiry.site, **dates)
        counts = {inquiry.site: len(found)} if found else {}
        sellers = len(counts)
    else:
        sellers = sellers_counted(inquiry.session, inquiry.ledger, **dates)
        counts = buyers_counted(inquiry.session, inquiry.ledger, **dates, least=least, limit=LARGEST_QUESTION + 1)
        refuse_too_large(len(counts))
        if inquiry.buyer is not None:
            named = suppliers_of(inquiry.session, inquiry.ledger, [inquiry.buyer], **dates).get(inquiry.buyer, ())
            own = registered_by(inquiry.session, inquiry.ledger, named, inquiry.known_at)
            sellers = len(own)
            counts = {seller: counts[seller] for seller in own if seller in counts}
    rows = [
        Row((-count, to_hex(seller)), {"buyers": count}, (), (seller,), site=seller) for seller, count in counts.items()
    ]
    summary: dict[str, Cell] = {
        "sites": sellers,
        "sitesShared": sum(1 for count in counts.values() if count >= least),
        "mostBuyers": max(counts.values(), default=0),
        "sitesByBuyers": {str(count): sites for count, sites in sorted(Counter(counts.values()).items())},
    }
    networks = () if inquiry.buyer is None else networks_of_buyer(inquiry.session, inquiry.ledger, inquiry.buyer)
    return Findings(
        tuple(rows),
        summary,
        missing=_ONLY_DISCLOSED,
        subjects=networks,
        grounds=(Grounds(LINKS, sorted(counts), links_of(inquiry)),),
        complete=lambda shown: _with_buyers(inquiry, shown),
    )


def _with_buyers(inquiry: Inquiry, rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows about sellers with the names of their buyers, and the links between them."""
    sellers = [row.subjects[0] for row in rows]
    dates = {"valid_at": inquiry.valid_at, "known_at": inquiry.known_at}
    buyers: dict[bytes, set[bytes]] = {seller: set() for seller in sellers}
    for pair in pairs_of_sellers(inquiry.session, inquiry.ledger, sellers, **dates):
        buyers[pair.seller].add(pair.buyer)
    inquiry.summaries(buyer for some in buyers.values() for buyer in some)
    named = [
        replace(
            row,
            values={
                **row.values,
                "buyerNames": tuple(sorted(_called(inquiry, buyer) for buyer in buyers[row.subjects[0]])),
            },
        )
        for row in rows
    ]
    return with_links(inquiry)(named)


def _find_gone(inquiry: Inquiry) -> Findings:
    scope = inquiry.scope
    inquiry.summaries(scope.tiers)
    said = [
        record
        for record in inquiry.records_under(RELATION_ID, REVOCATION_ID)
        if record.attestation.valid_from <= inquiry.valid_at
    ]
    departures = last_departures(inquiry.session, said)
    names = inquiry.names(departure.record for departure in departures.values())
    rows = []
    for subject, tier in scope.tiers.items():
        noted = inquiry.summaries([])[subject].closed
        departure = departures.get(subject)
        if not noted and departure is None:
            continue
        other = None if departure is None else departure.other
        values: dict[str, Cell] = {
            "tier": tier,
            "notedClosed": noted,
            "relation": None if departure is None else departure.relation,
            "since": None if departure is None else departure.since,
            "nowAt": None if other is None else handle_of(other),
            "saidBy": None if departure is None else names.party(departure.record.basis.party),
        }
        uids = () if departure is None else (departure.record.uid,)
        rows.append(Row((tier or 0, to_hex(subject)), values, uids, (subject,), site=subject))
    summary: dict[str, Cell] = {"sites": len(scope.tiers), "gone": len(rows)}
    notes: tuple[str, ...] = ()
    if any(row.values["notedClosed"] for row in rows):
        notes = ("That a site is noted as closed is shown as of the last block, whatever the dates asked for.",)
    return Findings(tuple(rows), summary, notes=notes, subjects=scope.networks, grounds=links_followed(inquiry))


def _called(inquiry: Inquiry, subject: bytes) -> str:
    summary = inquiry.summaries([]).get(subject)
    return (None if summary is None else summary.name) or handle_of(subject)


QUESTIONS: Final = (
    Question(
        number=13,
        name="shared-buyers",
        words="Which other buyers share this site, or which sites are shared by many?",
        required=(),
        optional=("site", "buyer", "least", *_DATES),
        columns=(
            *SITE_COLUMNS,
            Column("buyers", Kind.NUMBER, "Buyers with a link in force"),
            Column("buyerNames", Kind.TEXTS, "Their names, or handles where no name is held"),
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Registered sites that supply somebody (the buyer, if one was named)"),
            Column("sitesShared", Kind.NUMBER, "Of these, how many supply at least so many buyers"),
            Column("mostBuyers", Kind.NUMBER, "Buyers of the most shared site"),
            Column("sitesByBuyers", Kind.COUNTS, "Shared sites by number of buyers"),
        ),
        find=_find_shared,
        explanation="Leverage: buyers that share a site can act together. Only links that were disclosed are counted.",
    ),
    Question(
        number=22,
        name="gone-but-supplying",
        words="Which closed, moved or merged sites are still ordered from?",
        required=("buyer",),
        optional=("tiers", *_DATES),
        columns=(
            *SITE_COLUMNS,
            Column("tier", Kind.NUMBER, "Links from the buyer"),
            Column("notedClosed", Kind.TRUTH, "Whether the ledger notes it as closed"),
            Column("relation", Kind.TEXT, "What a record says of it: closed, moved-to, merged-into"),
            Column("since", Kind.DATE, "Since when, as that record says"),
            Column("nowAt", Kind.TEXT, "The site that it moved to or merged into"),
            Column("saidBy", Kind.TEXT, "Who says so"),
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Sites upstream"),
            Column("gone", Kind.NUMBER, "Of these, how many closed, moved or merged"),
        ),
        find=_find_gone,
        explanation="Sites with links in force that are noted as closed, or that records call closed, moved, merged.",
    ),
)
