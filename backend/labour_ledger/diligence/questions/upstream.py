"""Questions through all tiers above a buyer: coverage of each tier, and the worst site with the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from labour_ledger.diligence.tiers import Tier, TierQuestion, Upstream
from labour_ledger.diligence.tiers_stored import StoredTiers
from labour_ledger.store.queries.supply import networks_of_buyer
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import FlagCode, Status, StatusCode

from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Kind, Question, Row
from .scope import Scope, refuse_too_large

_ORDER: Final = {code: place for place, code in enumerate(StatusCode)}
_OPTIONAL: Final = ("tiers", "valid_at", "known_at")
_LOTS_MISSING: Final = (
    "Lots, products and packs are not recorded on this ledger yet, so a path is one of supplier links: goods of a lot "
    "need not have passed through every site on it."
)


def coded_statuses(inquiry: Inquiry) -> dict[bytes, Status]:
    """Return the status of every site of the scope under the one standard asked for."""
    schema = inquiry.schema
    assert schema is not None  # noqa: S101 - the catalogue requires it
    return inquiry.statuses(inquiry.scope.tiers, schema.schema)


def _find_coverage(inquiry: Inquiry) -> Findings:
    upstream = _upstream(inquiry)
    total = upstream.total
    rows = tuple(Row((tier.depth,), {"tier": tier.depth, **_tier_cells(tier)}) for tier in upstream.tiers)
    summary: dict[str, Cell] = {
        **_tier_cells(total),
        "tiers": upstream.depth,
        "linksBack": upstream.pairs_back,
        "suppliesItself": upstream.is_root_supplied_by_itself,
    }
    notes: tuple[str, ...] = (
        "A site that no link names is not counted: coverage is of the suppliers that are recorded, and a buyer that "
        "reports few suppliers can have a high share.",
    )
    if not upstream.tiers:
        notes = ("No link to a supplier of this buyer is in force on this date, as known then.",)
    if upstream.pairs_back:
        notes += (
            f"{upstream.pairs_back} links lead to the same or a nearer tier, so goods may go round; each site "
            "counts once, in the nearest tier.",
        )
    networks = networks_of_buyer(inquiry.session, inquiry.ledger, upstream.question.root)
    return Findings(rows, summary, notes=notes, subjects=networks)


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
    if inquiry.tiers is not None and inquiry.tiers.block_number == inquiry.basis.block_number:
        return inquiry.tiers.upstream(question)
    refuse_too_large(len(inquiry.scope.depths))
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
    scope, buyer = inquiry.scope, inquiry.buyer
    assert buyer is not None  # noqa: S101 - the catalogue requires it
    statuses = coded_statuses(inquiry)
    inquiry.summaries([buyer, *scope.tiers])
    reached_from = _reached_from(scope)
    known = [status.code for status in statuses.values() if status.code is not StatusCode.UNKNOWN]
    worst = min(known, key=_ORDER.__getitem__, default=StatusCode.UNKNOWN)
    rows = []
    for subject, status in statuses.items():
        if status.code is not worst or worst is StatusCode.UNKNOWN:
            continue
        path = [subject]
        while path[-1] != buyer:
            path.append(reached_from[path[-1]])
        values: dict[str, Cell] = {
            **inquiry.site_cells(subject),
            "tier": scope.tiers[subject],
            "code": status.code.value,
            "path": tuple(_called(inquiry, step) for step in reversed(path)),
            "pathCodes": tuple(_code(statuses, step) for step in reversed(path[:-1])),
            "reasons": tuple(f"{reason.rule}: {reason.text}" for reason in status.reasons),
        }
        rows.append(Row((scope.tiers[subject] or 0, to_hex(subject)), values, status.winning, (subject,)))
    summary: dict[str, Cell] = {
        "sites": len(statuses),
        "worstKnown": worst.value,
        "sitesAtWorst": len(rows),
        "unknown": sum(1 for status in statuses.values() if status.code is StatusCode.UNKNOWN),
    }
    return Findings(tuple(rows), summary, scope.notes(), (_LOTS_MISSING,), scope.networks)


def _reached_from(scope: Scope) -> dict[bytes, bytes]:
    """Return for each end of a link a buyer of it that is one tier nearer, so that going back leads to the root."""
    found: dict[bytes, bytes] = {}
    for pair in scope.pairs:
        if scope.depths.get(pair.seller) == scope.depths[pair.buyer] + 1:
            found.setdefault(pair.seller, pair.buyer)
    return found


def _code(statuses: Mapping[bytes, Status], subject: bytes) -> str:
    return statuses[subject].code.value if subject in statuses else "unregistered"


def _called(inquiry: Inquiry, subject: bytes) -> str:
    summary = inquiry.summaries([]).get(subject)
    return f"{handle_of(subject)} {'' if summary is None else summary.name or ''}".rstrip()


def _share(part: int, whole: int) -> str | None:
    """Return a share as per cent with one decimal; None of nothing, which is neither all nor none."""
    return None if not whole else f"{100 * part / whole:.1f}"


def _worst(codes: Mapping[StatusCode, int]) -> str:
    known = [code for code in codes if code is not StatusCode.UNKNOWN]
    return min(known, key=_ORDER.__getitem__, default=StatusCode.UNKNOWN).value


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
        ),
        find=_find_coverage,
        explanation=(
            "Every site upstream of the buyer by links in force on the date, each in its nearest tier, with its status "
            "under the standard. Covered is who was looked at independently, whatever was found. Counts name "
            "no records: site-status and worst-path name those of single sites. Over HTTP the answer comes from memory."
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
        ),
        find=_find_worst_path,
        explanation=(
            "All sites upstream that have the gravest status, each with a shortest way by supplier links. For a lot or "
            "a product it answers what links allow."
        ),
    ),
)
