"""What lies upstream of a buyer, answered from the store: for the command line, and where there is no snapshot.

The status rule reads every site, so it costs what it costs: some 100 µs a site that has records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from labour_ledger.store.link_results import LinkedPair
from labour_ledger.store.queries.places import positions_of
from labour_ledger.store.queries.supply import pairs_upstream, registered_by
from labour_ledger.store.results import LedgerKey, Position
from labour_ledger_verify.status import FlagCode, Status

from .basis import read_basis
from .questions.cycles import circular_subjects, shortest_cycle
from .questions.statuses import statuses_of
from .tiers import CODES, PAIR_FLAGS, UNKNOWN_PAIR, Chain, PairStatus, Tier, TierQuestion, Upstream, UpstreamSite


@dataclass(frozen=True)
class StoredTiers:
    """Answers as of the block that the index is at; a `TierSource`.

    Attributes:
        session: A reading session.
        ledger: The ledger.
    """

    session: Session
    ledger: LedgerKey

    @property
    def block_number(self) -> int:
        """The block that the answers are complete up to."""
        return read_basis(self.session, self.ledger).block_number

    @property
    def block_hash(self) -> bytes:
        """The hash of that block, 32 bytes."""
        return read_basis(self.session, self.ledger).block_hash

    def upstream(self, question: TierQuestion) -> Upstream:
        """Return what lies upstream of a buyer, through all tiers; as `TierSource`."""
        dates = {"valid_at": question.valid_at, "known_at": question.known_at}
        suppliers = _by_buyer(pairs_upstream(self.session, self.ledger, question.root, **dates))
        depths = _walk(question.root, question.deepest, suppliers)
        expanded = [
            subject for subject, depth in depths.items() if question.deepest is None or depth < question.deepest
        ]
        pairs = [(subject, seller) for subject in expanded for seller in suppliers.get(subject, ())]
        sites = self._sites(question, depths)
        return Upstream(
            question=question,
            tiers=_tiers(sites),
            pairs=len(pairs),
            pairs_back=sum(depths[seller] <= depths[buyer] for buyer, seller in pairs),
            pairs_to_self=sum(seller == buyer for buyer, seller in pairs),
            is_root_supplied_by_itself=any(seller == question.root for _, seller in pairs),
            list_sites=lambda: sites,
        )

    def chain(self, root: bytes, *, valid_at: int, known_at: int, deepest: int | None, most: int) -> Chain:
        """Return who is upstream of a buyer and by which links; as `TierSource`."""
        dates = {"valid_at": valid_at, "known_at": known_at}
        pairs = pairs_upstream(self.session, self.ledger, root, **dates, deepest=deepest, most=most)
        depths = _walk(root, deepest, _by_buyer(pairs))
        if len(depths) > most:
            return Chain(len(depths))
        followed = tuple(
            pair for pair in pairs if pair.buyer in depths and (deepest is None or depths[pair.buyer] < deepest)
        )
        registered = registered_by(self.session, self.ledger, depths, known_at)
        circular = sorted(circular_subjects(followed), key=lambda subject: (depths[subject], subject))
        return Chain(
            len(depths),
            depths,
            unregistered=tuple(sorted(set(depths) - registered - {root})),
            circular=tuple(circular),
            cycle=shortest_cycle(followed, circular, through=root),
            list_pairs=lambda: followed,
        )

    def statuses(
        self, subjects: Sequence[bytes], schemas: Sequence[bytes], *, valid_at: int, known_at: int
    ) -> list[list[PairStatus]]:
        """Return the status of each of some subjects under each of some schemas; as `TierSource`."""
        registered = registered_by(self.session, self.ledger, subjects, known_at)
        by_schema = [
            statuses_of(self.session, self.ledger, registered, schema=schema, valid_at=valid_at, known_at=known_at)
            for schema in schemas
        ]
        return [
            [_pair(found[subject]) if subject in found else UNKNOWN_PAIR for found in by_schema] for subject in subjects
        ]

    def deciding(
        self, subjects: Sequence[bytes], schema: bytes, *, valid_at: int, known_at: int
    ) -> list[tuple[Position, ...]]:
        """Return for each of some subjects the places of the records that its status rests on; as `TierSource`."""
        registered = registered_by(self.session, self.ledger, subjects, known_at)
        dates = {"valid_at": valid_at, "known_at": known_at}
        found = statuses_of(self.session, self.ledger, registered, schema=schema, **dates)
        named = {uid for status in found.values() for uid in status.winning}
        places = positions_of(self.session, self.ledger, named)
        return [
            tuple(places[uid] for uid in found[subject].winning) if subject in found else () for subject in subjects
        ]

    def _sites(self, question: TierQuestion, depths: Mapping[bytes, int]) -> list[UpstreamSite]:
        subjects = sorted((subject for subject, depth in depths.items() if depth), key=lambda one: (depths[one], one))
        dates = {"valid_at": question.valid_at, "known_at": question.known_at}
        statuses = self.statuses(subjects, [question.schema], **dates)
        registered = registered_by(self.session, self.ledger, subjects, question.known_at)
        return [
            UpstreamSite(subject, depths[subject], subject in registered, status)
            for subject, (status,) in zip(subjects, statuses, strict=True)
        ]


def _by_buyer(pairs: Iterable[LinkedPair]) -> Mapping[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for pair in pairs:
        found.setdefault(pair.buyer, []).append(pair.seller)
    return found


def _walk(root: bytes, deepest: int | None, suppliers: Mapping[bytes, list[bytes]]) -> dict[bytes, int]:
    """Return how far away everybody upstream is, the nearest first, then in order of ids."""
    depths = {root: 0}
    tier, depth = [root], 0
    while tier and depth != deepest:
        depth += 1
        tier = sorted({seller for buyer in tier for seller in suppliers.get(buyer, ()) if seller not in depths})
        depths |= dict.fromkeys(tier, depth)
    return depths


def _tiers(sites: Sequence[UpstreamSite]) -> tuple[Tier, ...]:
    by_depth: dict[int, list[UpstreamSite]] = {}
    for site in sites:
        by_depth.setdefault(site.depth, []).append(site)
    return tuple(_tier(depth, found) for depth, found in by_depth.items())


def _tier(depth: int, sites: Sequence[UpstreamSite]) -> Tier:
    known = [site.status for site in sites if site.is_registered]
    codes = Counter(status.code for status in known)
    flags = Counter(flag for status in known for flag in status.flags)
    return Tier(
        depth=depth,
        codes={code: codes[code] for code in CODES if codes[code]},
        flags={flag: flags[flag] for flag in PAIR_FLAGS if flags[flag]},
        dangling=len(sites) - len(known),
    )


def _pair(status: Status) -> PairStatus:
    raised = {flag.code for flag in status.flags} - {FlagCode.IDENTITY_UNCHECKED}
    return PairStatus(status.code, tuple(flag for flag in PAIR_FLAGS if flag in raised))
