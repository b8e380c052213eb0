"""The sites that a question is about, and how many a question may be about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlmodel import Session

from labour_ledger.errors import InputError
from labour_ledger.store.link_results import LinkedPair
from labour_ledger.store.queries.supply import networks_of_buyer, pairs_upstream, registered_by
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.handle import handle_of

from .cycles import circular_subjects, shortest_cycle

LARGEST_QUESTION: Final = 20_000
"""Sites that one question may be about: some seconds of work where every status must be worked out."""


MOST_RECORDS: Final = 100_000
"""Records that one answer may hold in memory at once."""


class QuestionTooLarge(InputError):
    """A question is about more sites, or its answer would hold more records, than one answer may."""

    code = "question-too-large"


@dataclass(frozen=True, slots=True)
class Scope:
    """The sites of a question.

    Attributes:
        tiers: By site, how many links away from the buyer it is at least; None where no buyer was named.
        depths: The same of all ends of links, the buyer itself (0) and those that are no subject among them.
        networks: Networks of the buyer's own links: their bundles prove that none of these was left out.
        pairs: The links that were followed.
        unregistered: Ends of links that are no subject of the ledger.
        circular: Subjects through which goods come back to one that they came from, the nearest first; the buyer may be
            one.
        cycle: One shortest way round among them, through the buyer if there is one: each is supplied by the next, and
            the last by the first.
    """

    tiers: Mapping[bytes, int | None]
    depths: Mapping[bytes, int] = field(default_factory=dict)
    networks: tuple[bytes, ...] = ()
    pairs: tuple[LinkedPair, ...] = ()
    unregistered: tuple[bytes, ...] = ()
    circular: tuple[bytes, ...] = ()
    cycle: tuple[bytes, ...] = ()

    def notes(self) -> tuple[str, ...]:
        """Return what must be said of the links that were followed."""
        found = []
        if self.circular:
            found.append(
                f"{len(self.circular)} of the subjects supply themselves, directly or through others; each is counted "
                f"once, in the nearest tier. A shortest way round: {cycle_in_words(self.cycle)}."
            )
        if self.unregistered:
            found.append(f"{len(self.unregistered)} ends of links are no subject of this ledger and are not counted.")
        return tuple(found)


def upstream_of(
    session: Session, ledger: LedgerKey, buyer: bytes, *, valid_at: int, known_at: int, tiers: int | None
) -> Scope:
    """Return all that is upstream of a buyer on a date, as known on a date.

    Args:
        session: A reading session.
        ledger: The ledger.
        buyer: 32 bytes.
        valid_at: Only links whose period holds this time, Unix seconds.
        known_at: Only links recorded, and not revoked, by this time, Unix seconds.
        tiers: How many links to go up; None for all.

    Raises:
        QuestionTooLarge: More sites than a question may be about.
    """
    dates = {"valid_at": valid_at, "known_at": known_at}
    pairs = pairs_upstream(session, ledger, buyer, **dates, deepest=tiers, most=LARGEST_QUESTION)
    suppliers: dict[bytes, list[bytes]] = {}
    for pair in pairs:
        suppliers.setdefault(pair.buyer, []).append(pair.seller)
    depths = _depths(buyer, suppliers, tiers)
    refuse_too_large(len(depths))
    followed = tuple(pair for pair in pairs if pair.buyer in depths and (tiers is None or depths[pair.buyer] < tiers))
    registered = registered_by(session, ledger, depths, known_at)
    circular = sorted(circular_subjects(followed), key=lambda subject: (depths[subject], subject))
    return Scope(
        tiers={subject: depth for subject, depth in depths.items() if depth and subject in registered},
        depths=depths,
        networks=networks_of_buyer(session, ledger, buyer),
        pairs=followed,
        unregistered=tuple(sorted(set(depths) - registered - {buyer})),
        circular=tuple(circular),
        cycle=shortest_cycle(followed, circular, through=buyer),
    )


def cycle_in_words(cycle: Sequence[bytes]) -> str:
    """Return a way round as handles, each supplied by the next, ending where it begins."""
    return ", supplied by ".join(handle_of(subject) for subject in (*cycle, *cycle[:1]))


def refuse_too_large(sites: int) -> None:
    """Refuse a question about too many sites.

    Raises:
        QuestionTooLarge: There are more than `LARGEST_QUESTION`.
    """
    if sites > LARGEST_QUESTION:
        raise QuestionTooLarge(
            f"the question is about more than {LARGEST_QUESTION:,} sites",
            hint="Narrow it: name a site or a buyer, fewer tiers, or a country.",
            context={"largest": LARGEST_QUESTION},
        )


def refuse_too_many_records(records: int) -> None:
    """Refuse a question whose answer would hold too many records at once.

    Raises:
        QuestionTooLarge: There are more than `MOST_RECORDS`.
    """
    if records > MOST_RECORDS:
        raise QuestionTooLarge(
            f"the answer would hold more than {MOST_RECORDS:,} records",
            hint="Ask in pages, or for a shorter time; GET /v1/parties/{number}/issued lists all that a party issued.",
            context={"largest": MOST_RECORDS},
        )


def _depths(root: bytes, suppliers: Mapping[bytes, Sequence[bytes]], tiers: int | None) -> dict[bytes, int]:
    depths = {root: 0}
    tier, depth = [root], 0
    while tier and (tiers is None or depth < tiers):
        depth += 1
        reached = dict.fromkeys(seller for buyer in tier for seller in suppliers.get(buyer, ()))
        tier = [seller for seller in reached if seller not in depths]
        depths |= dict.fromkeys(tier, depth)
    return depths
