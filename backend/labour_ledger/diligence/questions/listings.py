"""Questions that put published lists beside sites: listed goods of their countries, watch lists, listed certification.

Lists are context: what they say is repeated with its source, and never becomes a status.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from labour_ledger.diligence.context import NOT_A_VERDICT, ContextRow, country_context, newest_lists
from labour_ledger.store.queries.link_counts import buyers_counted
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.hexadecimal import to_hex

from .contents import Content, contents_of
from .grounds import LINKS, links_followed, links_of, with_links
from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Grounds, Kind, Question, Row
from .scope import LARGEST_QUESTION, refuse_too_large

_LISTING: Final = "ledger/listing@1"
_DATES: Final = ("valid_at", "known_at")


def _find_listed_goods(inquiry: Inquiry) -> Findings:
    good = inquiry.given.text("goods")
    wanted_list = inquiry.given.text("list")
    assert good is not None  # noqa: S101 - the catalogue requires it
    links = _links(inquiry)
    summaries = inquiry.summaries(links)
    by_country = {
        country: [
            row
            for row in country_context(inquiry.session, country, [good])
            if row.fact.good and wanted_list in (None, row.source.name, row.source.title)
        ]
        for country in sorted({summaries[subject].country for subject in links if summaries[subject].country})
    }
    certified = _certified(inquiry, links)
    rows = []
    for subject, count in links.items():
        listed = by_country.get(summaries[subject].country, [])
        if not listed:
            continue
        words, uids = certified.get(subject, ((), ()))
        values: dict[str, Cell] = {
            "buyers": count,
            "listed": tuple(sorted({f"{row.fact.topic}: {row.fact.value}" for row in listed})),
            "sources": tuple(sorted({_source(row) for row in listed})),
            "listedCertification": words,
        }
        rows.append(Row((to_hex(subject),), values, uids, (subject,), site=subject))
    summary = _summary_of_goods(links, rows)
    summary["countriesListed"] = tuple(country for country, found in by_country.items() if found)
    countries = Counter(summaries[subject].country or "none" for subject in links)
    summary["sitesByCountry"] = dict(sorted(countries.items()))
    missing = _without_lists(inquiry)
    return Findings(
        tuple(rows),
        summary,
        (NOT_A_VERDICT,),
        missing,
        inquiry.buyers_networks,
        grounds=_links_counted(inquiry, links),
        complete=with_links(inquiry),
    )


def _summary_of_goods(links: Mapping[bytes, int], rows: Sequence[Row]) -> dict[str, Cell]:
    """Return the counts of sites and links, all and those to sites in listed countries."""
    listed = [(links[row.subjects[0]], bool(row.values["listedCertification"])) for row in rows]
    return {
        "sites": len(links),
        "sitesListed": len(rows),
        "links": sum(links.values()),
        "linksListed": sum(count for count, _ in listed),
        "linksListedAndCertified": sum(count for count, certified in listed if certified),
    }


def _find_certified(inquiry: Inquiry) -> Findings:
    links = _links(inquiry)
    certified = _certified(inquiry, links)
    rows = [
        Row(
            (to_hex(subject),),
            {"buyers": count, "listedCertification": certified[subject][0]},
            certified[subject][1],
            (subject,),
            site=subject,
        )
        for subject, count in links.items()
        if subject in certified
    ]
    summary: dict[str, Cell] = {
        "sites": len(links),
        "sitesCertified": len(rows),
        "links": sum(links.values()),
        "linksCertified": sum(links[subject] for subject in certified),
    }
    notes = ("What a list says of a certificate is a statement about the list; it makes no site conform.",)
    return Findings(
        tuple(rows),
        summary,
        notes,
        subjects=inquiry.buyers_networks,
        grounds=_links_counted(inquiry, links),
        complete=with_links(inquiry),
    )


def _links_counted(inquiry: Inquiry, sellers: Collection[bytes]) -> tuple[Grounds, ...]:
    """Return the links that an answer counts: those of the buyer's chain, else those of all buyers."""
    return links_followed(inquiry) or (Grounds(LINKS, sorted(sellers), links_of(inquiry)),)


def _links(inquiry: Inquiry) -> dict[bytes, int]:
    """Return the sites asked about with the number of buyers that have a link to them.

    With a buyer these are all upstream, and the links those of all tiers below it; without, everybody who sells.
    """
    if inquiry.buyer is not None:
        return dict(Counter(pair.seller for pair in inquiry.scope.pairs if pair.seller in inquiry.scope.tiers))
    if inquiry.site is not None:
        return {inquiry.site: 1}
    found = buyers_counted(
        inquiry.session,
        inquiry.ledger,
        valid_at=inquiry.valid_at,
        known_at=inquiry.known_at,
        limit=LARGEST_QUESTION + 1,
    )
    refuse_too_large(len(found))
    return found


def _certified(inquiry: Inquiry, subjects: Collection[bytes]) -> dict[bytes, tuple[tuple[str, ...], tuple[bytes, ...]]]:
    """Return for each site that a list calls certified what the newest statement of each scheme says."""
    records = inquiry.records_of(subjects, _LISTING)
    contents = contents_of(inquiry.session, records)
    newest: dict[tuple[bytes, str], tuple[IndexedRecord, Content]] = {}
    for record in records:
        content = contents.get(record.uid)
        if content is not None:
            newest[record.attestation.subject, content["scheme"]] = (record, content)
    found: dict[bytes, tuple[tuple[str, ...], tuple[bytes, ...]]] = {}
    for (subject, scheme), (record, content) in newest.items():
        if content["listed"] == "certified":
            words, uids = found.get(subject, ((), ()))
            said = f"{scheme}: {content.get('result', content['listed'])}, {content.get('asOf', 'undated')}"
            found[subject] = ((*words, said), (*uids, record.uid))
    return found


def _source(row: ContextRow) -> str:
    return f"{row.source.title}, {row.source.edition}, row {row.fact.row_number}"


def _without_lists(inquiry: Inquiry) -> tuple[str, ...]:
    lists = newest_lists(inquiry.session)
    if lists:
        return ()
    return ("No list of goods and countries was imported: labour-ledger context import FILE.",)


_LINK_SUMMARY: Final = (
    Column("sites", Kind.NUMBER, "Sites that supply somebody (all upstream, if a buyer was named)"),
    Column("links", Kind.NUMBER, "Pairs of a buyer and one of these sites"),
)
QUESTIONS: Final = (
    Question(
        number=14,
        name="listed-goods",
        words="Which sites lie in a country where a list names their goods, and what evidence answers that?",
        required=("goods",),
        optional=("buyer", "site", "tiers", "list", *_DATES),
        columns=(
            *SITE_COLUMNS,
            Column("buyers", Kind.NUMBER, "Buyers with a link to it that is in force"),
            Column("listed", Kind.TEXTS, "What the list says of the goods in this country"),
            Column("sources", Kind.TEXTS, "List, edition and row"),
            Column("listedCertification", Kind.TEXTS, "Certificates that a published list says the site has"),
        ),
        summary=(
            *_LINK_SUMMARY,
            Column("sitesListed", Kind.NUMBER, "Sites in a country where the goods are listed"),
            Column("linksListed", Kind.NUMBER, "Links to these"),
            Column("linksListedAndCertified", Kind.NUMBER, "Of these, links to a site that a list calls certified"),
            Column("countriesListed", Kind.TEXTS, "Countries in question where the goods are listed"),
            Column("sitesByCountry", Kind.COUNTS, "All sites by country, as registered"),
        ),
        find=_find_listed_goods,
        explanation=(
            "Countries are compared with the newest import of each list. A list names goods and countries, never a "
            "company: a site in such a country has a question to answer, and no finding."
        ),
    ),
    Question(
        number=28,
        name="listed-certification",
        words="Which sites does a published list call certified?",
        required=(),
        optional=("buyer", "site", "tiers", *_DATES),
        columns=(
            *SITE_COLUMNS,
            Column("buyers", Kind.NUMBER, "Buyers with a link to it that is in force"),
            Column("listedCertification", Kind.TEXTS, "Scheme, result and date, in the list's own words"),
        ),
        summary=(
            *_LINK_SUMMARY,
            Column("sitesCertified", Kind.NUMBER, "Sites that a list calls certified"),
            Column("linksCertified", Kind.NUMBER, "Links to these"),
        ),
        find=_find_certified,
        explanation="The newest statement of each scheme about each site, from records under ledger/listing@1.",
    ),
)
