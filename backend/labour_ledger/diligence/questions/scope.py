"""The sites that a question is about, and how many a question may be about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from sqlmodel import Session

from labour_ledger.diligence.tiers import Chain, TierSource
from labour_ledger.errors import InputError
from labour_ledger.store.link_results import LinkedPair
from labour_ledger.store.queries.supply import networks_of_buyer
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.handle import handle_of

LARGEST_QUESTION: Final = 20_000
"""Sites that one question may be about: some seconds of work where every status must be worked out."""


MOST_RECORDS: Final = 100_000
"""Records that one answer may hold in memory at once."""


class QuestionTooLarge(InputError):
    """A question is about more sites, or its answer would hold more records, than one answer may."""

    code = "question-too-large"


@dataclass(frozen=True)
class Scope:
    """The sites of a question.

    Attributes:
        tiers: By site, how many links away from the buyer it is at least; None where no buyer was named.
        networks: Networks of the buyer's own links: their bundles prove that none of these was left out.
        chain: All ends of links with how they were reached; of nobody where no buyer was named.
    """

    tiers: Mapping[bytes, int | None]
    networks: tuple[bytes, ...] = ()
    chain: Chain = field(default_factory=lambda: Chain(0))

    @cached_property
    def pairs(self) -> tuple[LinkedPair, ...]:
        """The links that were followed; there may be very many."""
        return self.chain.list_pairs()

    def notes(self) -> tuple[str, ...]:
        """Return what must be said of the links that were followed."""
        found = []
        if self.chain.circular:
            found.append(
                f"{len(self.chain.circular)} of the subjects supply themselves, directly or through others; each is "
                f"counted once, in the nearest tier. A shortest way round: {cycle_in_words(self.chain.cycle)}."
            )
        if self.chain.unregistered:
            found.append(
                f"{len(self.chain.unregistered)} ends of links are no subject of this ledger and are not counted."
            )
        return tuple(found)


def upstream_of(
    source: TierSource,
    session: Session,
    ledger: LedgerKey,
    buyer: bytes,
    *,
    valid_at: int,
    known_at: int,
    tiers: int | None,
) -> Scope:
    """Return all that is upstream of a buyer on a date, as known on a date.

    Args:
        source: What knows the links.
        session: A reading session.
        ledger: The ledger.
        buyer: 32 bytes.
        valid_at: Only links whose period holds this time, Unix seconds.
        known_at: Only links recorded, and not revoked, by this time, Unix seconds.
        tiers: How many links to go up; None for all.

    Raises:
        QuestionTooLarge: More sites than a question may be about.
        QuestionInvalid: The source does not speak of such dates.
    """
    chain = source.chain(buyer, valid_at=valid_at, known_at=known_at, deepest=tiers, most=LARGEST_QUESTION)
    refuse_too_large(chain.size)
    unregistered = set(chain.unregistered)
    return Scope(
        tiers={subject: depth for subject, depth in chain.depths.items() if depth and subject not in unregistered},
        networks=networks_of_buyer(session, ledger, buyer),
        chain=chain,
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
