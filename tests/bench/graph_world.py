"""A made-up supply graph of the size to plan for, from a seed, as numbers: sites, links, assessments.

Sites lie in closed sectors of eight tiers, so that what is upstream of a brand has the size of its sector. With hubs
the last tiers of all sectors also buy from one shared commodity sector, as with palm oil or cotton: every closure
is then giant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DAY_S = 86_400
NOW = 1_760_000_000
TIERS = 8
STANDARDS = 5
REACHES = {100: 125, 10_000: 12_500, 200_000: 260_000}
"""Size of the sectors in which a closure has about that many sites."""
_SHARES = np.cumsum([0.03, 0.07, 0.14, 0.20, 0.22, 0.17, 0.11, 0.06])
_HUB_BUYERS = 0.04


@dataclass(frozen=True)
class GraphWorld:
    """The graph.

    Attributes:
        brands: Number of brands; they are the subjects 0 to brands - 1, sites follow.
        sites: Number of sites.
        sector_of_brand: Its sector's size.
        links: Buyer, seller, valid from and until, recorded at; shape (links, 5).
        assessments: Site, standard, outcome, method, valid from and until, recorded at; shape (assessments, 7).
        revoked: Places of assessments that were revoked.
        disputed: Places of assessments that somebody disputes.
    """

    brands: int
    sites: int
    sector_of_brand: NDArray[np.int64]
    links: NDArray[np.int64]
    assessments: NDArray[np.int64]
    revoked: NDArray[np.int64]
    disputed: NDArray[np.int64]

    def roots(self, reach: int, most: int) -> list[int]:
        """Return brands whose closure has about so many sites, at most so many brands."""
        found: list[int] = np.flatnonzero(self.sector_of_brand == REACHES[reach])[:most].tolist()
        return found


def make_world(scale: float, *, hubs: bool, seed: int = 7) -> GraphWorld:
    """Make the graph; scale 1 has 1 M sites, some 4.6 M links, 3 M assessments."""
    chance = np.random.default_rng(seed)
    sizes = _sector_sizes(int(1_000_000 * scale))
    brands = max(40, int(3000 * scale))
    links, sector_of_brand = _links(chance, sizes, brands, hubs=hubs)
    # of its own, so that the assessments are the same with hubs and without
    chance = np.random.default_rng(seed + 1)
    assessments = _assessments(chance, brands, int(sizes.sum()), int(3_000_000 * scale))
    acted = chance.permutation(len(assessments))
    revoked, disputed = acted[: len(acted) // 50], acted[len(acted) // 50 : len(acted) // 50 + len(acted) // 1000]
    return GraphWorld(
        brands, int(sizes.sum()), sector_of_brand, links, assessments, np.sort(revoked), np.sort(disputed)
    )


def _sector_sizes(sites: int) -> NDArray[np.int64]:
    large = [REACHES[200_000]] * (1 if sites >= 2 * REACHES[200_000] else 0)
    middle = [REACHES[10_000]] * max(1, int((sites - sum(large)) * 0.5 / REACHES[10_000]))
    small = [REACHES[100]] * ((sites - sum(large) - sum(middle)) // REACHES[100])
    return np.array(large + middle + small, np.int64)


def _links(
    chance: np.random.Generator, sizes: NDArray[np.int64], brands: int, *, hubs: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    sites = int(sizes.sum())
    sector = np.repeat(np.arange(len(sizes)), sizes)
    tier = np.searchsorted(_SHARES, (np.arange(sites) - starts[sector]) / sizes[sector], side="right").clip(
        0, TIERS - 1
    )

    def site_of(of_sector: NDArray[np.int64], of_tier: NDArray[np.int64]) -> NDArray[np.int64]:
        low = np.where(of_tier > 0, _SHARES[of_tier - 1], 0) * sizes[of_sector]
        high = np.maximum(_SHARES[of_tier] * sizes[of_sector], low + 1)
        # some suppliers serve many
        place = low + (high - low) * chance.random(len(of_sector)) ** 1.8
        return starts[of_sector] + np.minimum(place.astype(np.int64), sizes[of_sector] - 1)

    busy = chance.pareto(1.7, sites) + 0.5
    busy[tier == TIERS - 1] *= 0.05
    buyers = chance.choice(sites, int(5.16 * sites), p=busy / busy.sum())
    step = chance.choice([1, 2, 0, -1], len(buyers), p=[0.83, 0.09, 0.06, 0.02])
    sellers = site_of(sector[buyers], np.clip(tier[buyers] + step, 0, TIERS - 1))
    if hubs:
        into_hub = np.flatnonzero((tier[buyers] >= TIERS - 3) & (chance.random(len(buyers)) < _HUB_BUYERS))
        sellers[into_hub] = site_of(np.zeros(len(into_hub), np.int64), np.zeros(len(into_hub), np.int64))
    of_brand = np.concatenate([np.zeros(brands // 20, np.int64), chance.integers(0, len(sizes), brands)])[:brands]
    middle = np.flatnonzero(sizes == REACHES[10_000])
    of_brand[brands // 20 : brands // 4] = middle[chance.integers(0, len(middle), brands // 4 - brands // 20)]
    brand = np.repeat(np.arange(brands), 40)
    first = site_of(of_brand[brand], np.zeros(len(brand), np.int64))
    pairs = np.unique(np.concatenate([brand << 32 | (first + brands), (buyers + brands) << 32 | (sellers + brands)]))
    since = NOW - chance.integers(200, 3000, len(pairs)) * DAY_S
    until = np.where(chance.random(len(pairs)) < 0.03, since + 150 * DAY_S, 2**48 - 1)
    links = np.column_stack([pairs >> 32, pairs & (2**32 - 1), since, until, since + DAY_S])
    return links, sizes[of_brand]


def _assessments(chance: np.random.Generator, brands: int, sites: int, count: int) -> NDArray[np.int64]:
    # some sites are assessed often, many never
    site = brands + chance.permutation(sites)[(sites * chance.random(count) ** 1.3).astype(np.int64)]
    recorded = NOW - chance.integers(1, 1500, count) * DAY_S
    valid_from = recorded - chance.integers(0, 40, count) * DAY_S
    return np.column_stack(
        [
            site,
            chance.integers(0, STANDARDS, count),
            chance.choice([1, 2, 3, 4, 5], count, p=[0.72, 0.16, 0.08, 0.01, 0.03]),
            chance.choice([1, 2, 3, 4, 5], count, p=[0.15, 0.1, 0.65, 0.06, 0.04]),
            valid_from,
            valid_from + chance.choice([365, 730, 1095], count) * DAY_S,
            recorded,
        ]
    )
