"""Questions through all tiers above a buyer: coverage of each tier, and the worst site with the way to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from labour_ledger.diligence.tiers import Tier, TierQuestion, Upstream
from labour_ledger.diligence.tiers_stored import StoredTiers
from labour_ledger.store.link_results import LinkedPair
from labour_ledger.store.queries.supply import networks_of_buyer
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import FlagCode, StatusCode

from .chain import coverage_grounds
from .grounds import deciding_records, links_followed, links_of
from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Grounds, Kind, Question, Row
from .scope import Scope, cycle_in_words, refuse_too_large

_ORDER: Final = {code: place for place, code in enumerate(StatusCode)}
_OPTIONAL: Final = ("tiers", "valid_at", "known_at")
_MOST_FOR_A_CYCLE: Final = 5_000
"""Sites of a chain in which a way round is looked for: links of larger ones would have to be read for that alone."""
_LOTS_MISSING: Final = (
    "Lots, products and packs are not recorded on this ledger yet, so a path is one of supplier links: goods of a lot "
    "need not have passed through every site on it."
)


def _find_coverage(inquiry: Inquiry) -> Findings:
    upstream = _upstream(inquiry)
    total = upstream.total
    rows = tuple(Row((tier.depth,), {"tier": tier.depth, **_tier_cells(tier)}) for tier in upstream.tiers)
    cycle = inquiry.scope.chain.cycle if upstream.pairs_back and total.sites <= _MOST_FOR_A_CYCLE else ()
    summary: dict[str, Cell] = {
        **_tier_cells(total),
        "tiers": upstream.depth,
        "linksBack": upstream.pairs_back,
        "suppliesItself": upstream.is_root_supplied_by_itself,
        "cycle": tuple(handle_of(subject) for subject in (*cycle, *cycle[:1])),
    }
    networks = networks_of_buyer(inquiry.session, inquiry.ledger, upstream.question.root)
    notes = _coverage_notes(upstream, cycle)
    return Findings(rows, summary, notes=notes, subjects=networks, grounds=coverage_grounds(inquiry, upstream))


def _coverage_notes(upstream: Upstream, cycle: Sequence[bytes]) -> tuple[str, ...]:
    if not upstream.tiers:
        return ("No link to a supplier of this buyer is in force on this date, as known then.",)
    notes: tuple[str, ...] = (
        "A site that no link names is not counted: coverage is of the suppliers that are recorded, and a buyer that "
        "reports few suppliers can have a high share.",
    )
    if upstream.pairs_back:
        if cycle:
            round_about = f"goods go round. A shortest way round: {cycle_in_words(cycle)}"
        elif upstream.total.sites > _MOST_FOR_A_CYCLE:
            round_about = "goods may go round; of fewer tiers a way round would be named"
        else:
            round_about = "no goods go round"
        notes += (
            f"{upstream.pairs_back} links lead to the same or a nearer tier; each site counts once, in the nearest "
            f"tier; {round_about}.",
        )
    return notes


def _upstream(inquiry: Inquiry) -> Upstream:
    """Return what lies upstream of the buyer, from memory if a snapshot is as new as the index, else from the store."""
    buyer, schema = inquiry.buyer, inquiry.schema
    assert buyer is not None  # noqa: S101 - the catalogue requires both
    assert schema is not None  # noqa: S101
    question = TierQuestion(
        root=buyer,
        schema=schema.schema,
        valid_at=inquiry.valid_at,
        known_at=inquiry.known_at,
        deepest=inquiry.deepest,
    )
    remembered = inquiry.from_memory(lambda memory: memory.upstream(question))
    if remembered is not None:
        return remembered
    refuse_too_large(inquiry.scope.chain.size)
    return StoredTiers(inquiry.session, inquiry.ledger).upstream(question)


def _tier_cells(tier: Tier) -> dict[str, Cell]:
    return {
        "sites": tier.sites,
        "covered": tier.covered,
        "share": _share(tier.covered, tier.sites),
        "worstKnown": _worst(tier.codes),
        "conflicting": tier.flags.get(FlagCode.CONFLICT, 0),
        "sitesByCode": {code.value: count for code, count in tier.codes.items()},
        "unregistered": tier.dangling,
    }


def _find_worst_path(inquiry: Inquiry) -> Findings:
    scope, buyer, schema = inquiry.scope, inquiry.buyer, inquiry.schema
    assert buyer is not None  # noqa: S101 - the catalogue requires both
    assert schema is not None  # noqa: S101
    codes = inquiry.codes(scope.tiers, [schema.schema])[schema.schema]
    known = {code for code in codes.values() if code is not StatusCode.UNKNOWN}
    worst = min(known, key=_ORDER.__getitem__, default=StatusCode.UNKNOWN)
    at_worst = [subject for subject, code in codes.items() if code is worst and known]
    rows = [
        Row(
            (scope.tiers[subject] or 0, to_hex(subject)),
            {"tier": scope.tiers[subject], "code": worst.value},
            subjects=(subject,),
            site=subject,
        )
        for subject in at_worst
    ]
    summary: dict[str, Cell] = {
        "sites": len(codes),
        "worstKnown": worst.value,
        "sitesAtWorst": len(rows),
        "unknown": sum(1 for code in codes.values() if code is StatusCode.UNKNOWN),
        "cycle": tuple(handle_of(subject) for subject in (*scope.chain.cycle, *scope.chain.cycle[:1])),
    }
    known_sites = sorted(subject for subject, code in codes.items() if code is not StatusCode.UNKNOWN)
    evidence = Grounds("evidence", known_sites, deciding_records(inquiry, [schema.schema]))
    return Findings(
        tuple(rows),
        summary,
        missing=(_LOTS_MISSING,),
        subjects=scope.networks,
        grounds=(evidence, *links_followed(inquiry)),
        complete=lambda shown: _with_paths(inquiry, buyer, schema.schema, codes, shown),
    )


def _with_paths(
    inquiry: Inquiry, buyer: bytes, schema: bytes, codes: Mapping[bytes, StatusCode], rows: Sequence[Row]
) -> Sequence[Row]:
    """Return rows about sites with a shortest way to each from the buyer, and the records that both rest on."""
    reached_from = _reached_from(inquiry.scope)
    paths: dict[bytes, list[bytes]] = {}
    for row in rows:
        path = [row.subjects[0]]
        while path[-1] != buyer:
            path.append(reached_from[path[-1]])
        paths[row.subjects[0]] = path[::-1]
    steps = {LinkedPair(*ends) for path in paths.values() for ends in pairwise(path)}
    links = links_of(inquiry, steps.__contains__)([pair.seller for pair in steps])
    statuses = inquiry.statuses(list(paths), schema)
    inquiry.summaries(subject for path in paths.values() for subject in path)
    finished = []
    for row in rows:
        subject = row.subjects[0]
        path, status = paths[subject], statuses[subject]
        values: dict[str, Cell] = {
            **row.values,
            "path": tuple(_called(inquiry, step) for step in path),
            "pathCodes": tuple(codes[step].value if step in codes else "unregistered" for step in path[1:]),
            "reasons": tuple(f"{reason.rule}: {reason.text}" for reason in status.reasons),
        }
        uids = (*status.winning, *(uid for step in path[1:] for uid in links.get(step, ())))
        finished.append(replace(row, values=values, uids=uids))
    return finished


def _reached_from(scope: Scope) -> dict[bytes, bytes]:
    """Return for each end of a link a buyer of it that is one tier nearer, so that going back leads to the root."""
    found: dict[bytes, bytes] = {}
    for pair in scope.pairs:
        if scope.chain.depths.get(pair.seller) == scope.chain.depths[pair.buyer] + 1:
            found.setdefault(pair.seller, pair.buyer)
    return found


def _called(inquiry: Inquiry, subject: bytes) -> str:
    summary = inquiry.summaries([]).get(subject)
    return f"{handle_of(subject)} {'' if summary is None else summary.name or ''}".rstrip()


def _share(part: int, whole: int) -> str | None:
    """Return a share as per cent with one decimal; None of nothing, which is neither all nor none."""
    return None if not whole else f"{100 * part / whole:.1f}"


def _worst(codes: Mapping[StatusCode, int]) -> str:
    known = [code for code in codes if code is not StatusCode.UNKNOWN]
    return min(known, key=_ORDER.__getitem__, default=StatusCode.UNKNOWN).value


_CYCLE: Final = Column(
    "cycle",
    Kind.TEXTS,
    "Handles of one shortest way round, each supplied by the next, the last being the first; none where nothing goes "
    "round, or where more than 5,000 sites would have to be searched",
)
_COUNTED: Final = (
    Column("covered", Kind.NUMBER, "Of these, sites with independent evidence that counts on the date, good or bad"),
    Column("share", Kind.TEXT, "The same in per cent; null of no sites"),
    Column("worstKnown", Kind.TEXT, "The gravest code among them; unknown sites are not part of it"),
    Column("conflicting", Kind.NUMBER, "Sites with records that contradict each other, whatever their code"),
    Column("sitesByCode", Kind.COUNTS, "Sites by status code: unknown, expired and self-declared are kept apart"),
    Column("unregistered", Kind.NUMBER, "Ends of links that are no subject of the ledger, in no other number"),
)
QUESTIONS: Final = (
    Question(
        number=5,
        name="coverage",
        words="What share of each tier has independent evidence in force?",
        required=("buyer", "standard"),
        optional=_OPTIONAL,
        columns=(
            Column("tier", Kind.NUMBER, "Links from the buyer"),
            Column("sites", Kind.NUMBER, "Sites in the tier"),
            *_COUNTED,
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Sites in all tiers"),
            Column("tiers", Kind.NUMBER, "The farthest tier"),
            *_COUNTED,
            Column("linksBack", Kind.NUMBER, "Links to the same or a nearer tier; without one nothing goes round"),
            Column("suppliesItself", Kind.TRUTH, "Whether goods of the buyer come back to it"),
            _CYCLE,
        ),
        find=_find_coverage,
        explanation=(
            "Every site upstream of the buyer by links in force on the date, each in its nearest tier, with its status "
            "under the standard. Covered is who was looked at independently, whatever was found. Each tier names the "
            "records that decide the statuses of its sites; of a large chain these, and the links, are listed by page "
            "(`records`). Over HTTP the answer comes from memory."
        ),
    ),
    Question(
        number=6,
        name="worst-path",
        words="Which is the worst site upstream, and by which way do goods come from it?",
        required=("buyer", "standard"),
        optional=_OPTIONAL,
        columns=(
            *SITE_COLUMNS,
            Column("tier", Kind.NUMBER, "Links from the buyer"),
            Column("code", Kind.TEXT, "Its status"),
            Column("path", Kind.TEXTS, "A shortest way from the buyer to it"),
            Column("pathCodes", Kind.TEXTS, "Status of each site on that way, the buyer left out"),
            Column("reasons", Kind.TEXTS, "Why it has that status"),
        ),
        summary=(
            Column("sites", Kind.NUMBER, "Sites upstream"),
            Column("worstKnown", Kind.TEXT, "The gravest code among them"),
            Column("sitesAtWorst", Kind.NUMBER, "How many have it"),
            Column("unknown", Kind.NUMBER, "How many nothing is known of: they could be worse"),
            _CYCLE,
        ),
        find=_find_worst_path,
        explanation=(
            "All sites upstream that have the gravest status, each with a shortest way by supplier links. For a lot or "
            "a product it answers what links allow."
        ),
    ),
)
