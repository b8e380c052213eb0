"""Which subjects supply themselves, directly or through others, among pairs of numbers.

Mostly those are one large group that all supply each other, which two walks from one of them find; what is left over is
small. Ids and dates are not known here.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from labour_ledger.diligence.questions.cycles import circular_subjects

from .links import LinksInForce, pairs_by_buyer
from .numbering import Numbers
from .walk import walk

_WORTH_ANOTHER_LOOK: Final = 16
"""Looking again for ends pays while each look takes away at least this part of the pairs."""


def circular_numbers(buyers: Numbers, sellers: Numbers, subjects: int) -> list[int]:
    """Return the subjects through which goods come back to one that they came from, in ascending order.

    Args:
        buyers: Of each pair.
        sellers: Of each pair.
        subjects: How many there are; all numbers are smaller.
    """
    found = np.zeros(subjects, bool)
    found[buyers[buyers == sellers]] = True
    buyers, sellers = _without_ends(buyers, sellers, subjects)
    if len(buyers):
        group = _group_of_the_busiest(buyers, sellers, subjects)
        found |= group
        # no way round leads out of such a group and back into it
        outside = ~(group.take(buyers) | group.take(sellers))
        buyers, sellers = _without_ends(buyers[outside], sellers[outside], subjects)
    found[list(circular_subjects(zip(buyers.tolist(), sellers.tolist(), strict=True)))] = True
    circular: list[int] = np.flatnonzero(found).tolist()
    return circular


def _group_of_the_busiest(buyers: Numbers, sellers: Numbers, subjects: int) -> NDArray[np.bool_]:
    """Return who both supplies and is supplied by the subject with most ways through it, it among them if any does."""
    ways = np.bincount(buyers, minlength=subjects) * np.bincount(sellers, minlength=subjects)
    busiest = int(ways.argmax())
    upstream = _reached(buyers, sellers, busiest, subjects)
    order = np.argsort(sellers, kind="stable")
    downstream = _reached(sellers[order], buyers[order], busiest, subjects)
    group: NDArray[np.bool_] = upstream & downstream
    group[busiest] = group.any()
    return group


def _reached(buyers: Numbers, sellers: Numbers, root: int, subjects: int) -> NDArray[np.bool_]:
    """Return whom a walk from a subject reaches, itself not among them; pairs come by buyer."""
    found = walk(pairs_by_buyer(buyers, sellers, subjects), LinksInForce.none(subjects), root, None)
    reached = np.zeros(subjects, bool)
    for tier in found.tiers:
        reached[tier] = True
    return reached


def _without_ends(buyers: Numbers, sellers: Numbers, subjects: int) -> tuple[Numbers, Numbers]:
    """Return pairs without most of those that no way round goes through, as they come from or lead to nobody else."""
    while True:
        buys = np.bincount(buyers, minlength=subjects) > 0
        supplies = np.bincount(sellers, minlength=subjects) > 0
        goes_on = buys.take(sellers) & supplies.take(buyers)
        kept = int(np.count_nonzero(goes_on))
        dropped = len(buyers) - kept
        buyers, sellers = buyers[goes_on], sellers[goes_on]
        if dropped * _WORTH_ANOTHER_LOOK <= kept:
            return buyers, sellers
