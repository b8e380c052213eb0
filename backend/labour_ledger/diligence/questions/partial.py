"""Questions that the ledger cannot answer whole: what can be said, how to find out the rest, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from labour_ledger.diligence.tiers import COVERED_CODES
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.link_results import LinkFilter, LinkSigner
from labour_ledger.store.queries.many_subjects import subject_ids
from labour_ledger.store.queries.supply import networks_of_buyer, supply_links
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import StatusCode, format_time

from .contents import contents_of, date_of
from .grounds import deciding_records, links_followed
from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Grounds, Key, Kind, Question, Row
from .scope import LARGEST_QUESTION, refuse_too_large

_DATES: Final = ("valid_at", "known_at")
_GRAVE: Final = frozenset({StatusCode.ZERO_TOLERANCE, StatusCode.DOES_NOT_CONFORM})
_SIGNERS: Final = {
    LinkSigner.BUYER: "the buyer",
    LinkSigner.SELLER: "the seller",
    LinkSigner.BOTH_ENDS: "one party at both ends",
    LinkSigner.OTHER: "somebody else",
    LinkSigner.LIST: "whoever read a published list",
}
_CHECKS: Final = (
    ("parse", "The file is a bundle of a version that the verifier knows, and nothing else"),
    ("header", "The block header hashes to the block that your trust file names"),
    ("accounts", "The contract and the council that you pinned, with the code that you pinned, are in that block"),
    ("storage", "The heads of the histories are in the contract's storage"),
    ("histories", "The entries fold to these heads: nothing recorded up to the block is left out"),
    ("signatures", "Every uid and signature is right, and by a key of the party"),
    ("documents", "Every disclosed document hashes to what was recorded and speaks of this subject"),
    ("status", "The status rule gives the status that you ask for"),
)
_PACKS: Final = ("UFLPA", "EU 2024/3015", "LkSG", "UK MSA s54")


def _find_checks(inquiry: Inquiry) -> Findings:
    handle = None if inquiry.site is None else handle_of(inquiry.site)
    rows = tuple(
        Row((place,), {"step": place, "check": name, "words": words})
        for place, (name, words) in enumerate(_CHECKS, start=1)
    )
    summary: dict[str, Cell] = {
        "fetch": f"labour-ledger bundle {handle or 'SITE'} -o bundle.json",
        "verify": "labour-ledger-verify bundle.json --trust trust.json --schema SCHEMA",
        "exitCodes": ("0 sound", "1 proven false", "2 bad input", "4 could not check", "5 configuration"),
    }
    notes = ("A service that answered this itself would ask to be believed. Run the verifier on a machine of yours.",)
    return Findings(rows, summary, notes=notes, subjects=() if inquiry.site is None else (inquiry.site,))


def _find_pack(inquiry: Inquiry) -> Findings:
    scope, sites = inquiry.scope, inquiry.scope.tiers
    summaries = inquiry.summaries(sites)
    named = sum(1 for subject in sites if summaries[subject].name is not None)
    statuses = inquiry.codes(sites, inquiry.standards).values()
    looked_at = {subject for codes in statuses for subject, code in codes.items() if code in COVERED_CODES}
    grave = {subject for codes in statuses for subject, code in codes.items() if code in _GRAVE}
    held = contents_of(inquiry.session, inquiry.assessments)
    remedies = inquiry.records_under("ledger/remedy-plan@1", "ledger/remedy-claim@1", "ledger/remedy-confirmation@1")
    channels = inquiry.records_under("ledger/grievance-channel@1")
    parts: tuple[tuple[str, int, int, str], ...] = (
        ("supply chain: sites, by tier", len(sites), len(scope.chain.unregistered), "coverage, export links"),
        ("identity: sites whose identity document is held", named, len(sites) - named, "export sites"),
        ("assessments whose documents are held", len(held), len(inquiry.assessments) - len(held), "export records"),
        ("sites with independent evidence in force", len(looked_at), len(sites) - len(looked_at), "evidence-gaps"),
        ("sites with a negative finding that stands", len(grave), 0, "open-findings"),
        ("remedies", len(remedies), 0, "remedies"),
        ("grievance channels", len(channels), 0, "grievance-channels"),
    )
    rows = tuple(
        Row((place,), {"part": part, "held": there, "gaps": gaps, "source": source})
        for place, (part, there, gaps, source) in enumerate(parts, start=1)
    )
    summary: dict[str, Cell] = {"sites": len(sites), "packs": _PACKS, "validAt": format_time(inquiry.valid_at)}
    missing = (
        "Purchase orders, invoices, bills of lading, proofs of payment and transport, and production records are not "
        "recorded on this ledger yet.",
        "Quantities are not recorded, so that they reconcile cannot be shown.",
        "Products, shipments and lots are not recorded yet: the pack is of a buyer's whole chain.",
        "Policies, management systems and training of the buyer itself are not on the ledger.",
    )
    decide = deciding_records(inquiry, inquiry.standards)
    grounds = (
        _by_subject("assessments", inquiry.assessments, (3,)),
        Grounds("independent evidence", sorted(looked_at), decide, (4,)),
        Grounds("negative findings", sorted(grave), decide, (5,)),
        _by_subject("remedies", remedies, (6,)),
        _by_subject("grievance channels", channels, (7,)),
        *links_followed(inquiry),
    )
    return Findings(rows, summary, missing=missing, subjects=scope.networks, grounds=grounds)


def _by_subject(part: str, records: Iterable[IndexedRecord], row: Key | None) -> Grounds:
    """Return some records as what a row, or the answer as a whole, rests on."""
    found: dict[bytes, list[bytes]] = {}
    for record in records:
        found.setdefault(record.attestation.subject, []).append(record.uid)
    return Grounds(part, sorted(found), lambda some: {subject: found[subject] for subject in some}, row)


def _find_quantities(inquiry: Inquiry) -> Findings:
    buyer = inquiry.buyer
    assert buyer is not None  # noqa: S101 - the catalogue requires it
    wanted = LinkFilter(buyer=buyer, valid_at=inquiry.valid_at, known_at=inquiry.known_at)
    page = supply_links(inquiry.session, inquiry.ledger, wanted, limit=LARGEST_QUESTION)
    if page.next is not None:
        refuse_too_large(LARGEST_QUESTION + 1)
    rows = []
    for link in page.items:
        values: dict[str, Cell] = {
            "goods": link.goods,
            "from": date_of(link.valid_from),
            "until": None if link.valid_until is None else date_of(link.valid_until - 1),
            "signedBy": _SIGNERS[link.signer],
            "quantity": None,
            "uid": to_hex(link.uid),
        }
        rows.append(Row(tuple(link.position), values, (link.uid,), (link.network,), site=link.seller))
    goods = Counter(code for link in page.items for code in link.goods)
    summary: dict[str, Cell] = {
        "links": len(rows),
        "sites": len({link.seller for link in page.items}),
        "linksWithGoods": sum(1 for link in page.items if link.goods),
        "linksByGoods": dict(sorted(goods.items())),
    }
    missing = (
        "Quantities are not recorded on this ledger yet: nothing can be reconciled. What the links say of goods and "
        "periods is listed.",
    )
    networks = networks_of_buyer(inquiry.session, inquiry.ledger, buyer)
    return Findings(tuple(rows), summary, missing=missing, subjects=networks)


def _find_country(inquiry: Inquiry) -> Findings:
    sites = inquiry.scope.tiers
    rows, grounds = [], []
    for schema, of_site in inquiry.codes(sites, inquiry.standards).items():
        schema_id = inquiry.standards[schema]
        codes = Counter(of_site.values())
        covered = sum(count for code, count in codes.items() if code in COVERED_CODES)
        values: dict[str, Cell] = {
            "standard": schema_id,
            "sites": len(sites),
            "covered": covered,
            "sitesByCode": {code.value: codes[code] for code in StatusCode if codes.get(code)},
        }
        rows.append(Row((schema_id,), values))
        known = sorted(subject for subject, code in of_site.items() if code is not StatusCode.UNKNOWN)
        grounds.append(Grounds(schema_id, known, deciding_records(inquiry, [schema]), (schema_id,)))
    country = inquiry.given.country()
    plans = subject_ids(
        inquiry.session,
        inquiry.ledger,
        kind=SubjectKind.COUNTRY,
        country=country,
        known_at=inquiry.known_at,
        limit=LARGEST_QUESTION,
    )
    targets = inquiry.records_of(plans, "ledger/country-target@1")
    grounds.append(_by_subject("targets", targets, None))
    summary: dict[str, Cell] = {"country": country, "sites": len(sites), "targets": len(targets)}
    missing = (
        "Targets, baselines and indicators of country plans are not recorded on this ledger yet. What the ledger holds "
        "of the country's sites is listed; registered sites are no sample of a country.",
    )
    return Findings(tuple(rows), summary, missing=missing, grounds=tuple(grounds))


QUESTIONS: Final = (
    Question(
        number=9,
        name="verify-file",
        words="How do I verify a file with no network and without believing anybody?",
        required=(),
        optional=("site",),
        columns=(
            Column("step", Kind.NUMBER, "In the order of docs/bundle-format.md"),
            Column("check", Kind.TEXT, "Name of the check"),
            Column("words", Kind.TEXT, "What it shows"),
        ),
        summary=(
            Column("fetch", Kind.TEXT, "How whoever has an index and a node makes the file"),
            Column("verify", Kind.TEXT, "How to check it"),
            Column("exitCodes", Kind.TEXTS, "What the verifier's exit codes mean"),
        ),
        find=_find_checks,
        explanation="Points at the offline verifier (docs/verify.md); nothing is verified by the service.",
    ),
    Question(
        number=17,
        name="report-pack",
        words="What is there for a report pack (UFLPA, EU 2024/3015, LkSG, MSA), and what is missing?",
        required=("buyer",),
        optional=("tiers", *_DATES),
        columns=(
            Column("part", Kind.TEXT, "Part of the pack"),
            Column("held", Kind.NUMBER, "How many there are"),
            Column("gaps", Kind.NUMBER, "How many are missing among what should be there"),
            Column("source", Kind.TEXT, "The question or export that lists them"),
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Sites upstream"),
            Column("packs", Kind.TEXTS, "Packs that these parts are for"),
            Column("validAt", Kind.TIME, "The date it is for"),
        ),
        find=_find_pack,
        explanation="An index of what the ledger holds for the buyer's chain, with the gaps. It is no legal form.",
    ),
    Question(
        number=18,
        name="quantities",
        words="Do quantities reconcile along this chain?",
        required=("buyer",),
        optional=_DATES,
        columns=(
            *SITE_COLUMNS,
            Column("goods", Kind.TEXTS, "HS codes that the link names"),
            Column("from", Kind.DATE, "First day of its period"),
            Column("until", Kind.DATE, "Last day; null while it goes on"),
            Column("signedBy", Kind.TEXT, "Which end signed it"),
            Column("quantity", Kind.TEXT, "Always null: not recorded"),
            Column("uid", Kind.HASH, "Uid of the link"),
        ),
        summary=(
            Column("links", Kind.NUMBER, "Links to the buyer in force"),
            Column("sites", Kind.NUMBER, "Sites that these come from"),
            Column("linksWithGoods", Kind.NUMBER, "Links that name goods"),
            Column("linksByGoods", Kind.COUNTS, "Links by HS code"),
        ),
        find=_find_quantities,
        explanation="The buyer's own links with goods and periods: all that there is before quantities are recorded.",
    ),
    Question(
        number=20,
        name="country-plan",
        words="How does a country plan progress?",
        required=("country",),
        optional=("standard", *_DATES),
        columns=(
            Column("standard", Kind.TEXT, "Schema id"),
            Column("sites", Kind.NUMBER, "Sites registered in the country"),
            Column("covered", Kind.NUMBER, "Of these, sites with independent evidence that counts on the date"),
            Column("sitesByCode", Kind.COUNTS, "Sites by status code"),
        ),
        summary=(
            Column("country", Kind.TEXT, "ISO 3166-1 alpha-2"),
            Column("sites", Kind.NUMBER, "Sites registered in it"),
            Column("targets", Kind.NUMBER, "Targets that were recorded"),
        ),
        find=_find_country,
        explanation="Sites of the country under each standard, by status; what plans aim at comes later.",
    ),
)
