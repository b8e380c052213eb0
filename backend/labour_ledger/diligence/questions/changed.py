"""The question about suppliers that a buyer added and dropped between two dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.store.link_results import LinkedPair
from labour_ledger.store.queries.supply import networks_of_buyer, suppliers_of
from labour_ledger_verify.hexadecimal import to_hex

from .contents import date_of
from .grounds import links_between
from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Kind, Question, Row
from .scope import refuse_too_large


def _find_changed(inquiry: Inquiry) -> Findings:
    buyer = inquiry.buyer
    since = inquiry.given.instant("since", end_of_day=True)
    until = inquiry.given.instant("until", end_of_day=True)
    assert buyer is not None  # noqa: S101 - the catalogue requires all three
    assert since is not None  # noqa: S101
    assert until is not None  # noqa: S101
    if until <= since:
        raise QuestionInvalid(
            "until: not after since", hint="Give the earlier day as since.", context={"field": "until"}
        )
    before, after = (_suppliers(inquiry, buyer, moment) for moment in (since, until))
    changes = {**dict.fromkeys(after - before, "added"), **dict.fromkeys(before - after, "dropped")}
    refuse_too_large(len(changes))
    registered = inquiry.summaries(changes)
    rows = tuple(
        Row((change, to_hex(seller)), {"change": change}, (), (seller,), site=seller)
        for seller, change in changes.items()
    )
    summary: dict[str, Cell] = {
        "before": len(before),
        "after": len(after),
        "added": len(after - before),
        "dropped": len(before - after),
        "kept": len(before & after),
        "unregistered": sum(1 for seller in changes if seller not in registered),
    }
    notes = (
        "A link that is recorded is one that somebody reported. A buyer that reports more, or differently, seems to "
        "change its suppliers: neither number is growth or progress.",
    )
    networks = networks_of_buyer(inquiry.session, inquiry.ledger, buyer)
    grounds = tuple(
        replace(found, part=f"links on {date_of(moment)}")
        for moment, sellers in ((since, before), (until, after))
        for found in links_between(inquiry, [LinkedPair(buyer, seller) for seller in sellers], valid_at=moment)
    )

    def complete(shown: Sequence[Row]) -> Sequence[Row]:
        sellers = [row.subjects[0] for row in shown]
        links = [found.uids_of(sellers) for found in grounds]
        return [
            replace(row, uids=tuple(uid for found in links for uid in found.get(row.subjects[0], ()))) for row in shown
        ]

    return Findings(rows, summary, notes=notes, subjects=networks, grounds=grounds, complete=complete)


def _suppliers(inquiry: Inquiry, buyer: bytes, moment: int) -> set[bytes]:
    """Return the direct suppliers by links in force at a time."""
    dates = {"valid_at": moment, "known_at": inquiry.known_at}
    return set(suppliers_of(inquiry.session, inquiry.ledger, [buyer], **dates).get(buyer, ()))


QUESTIONS: Final = (
    Question(
        number=27,
        name="changed-suppliers",
        words="Which suppliers did a buyer add and drop between two dates?",
        required=("buyer", "since", "until"),
        optional=("known_at",),
        columns=(*SITE_COLUMNS, Column("change", Kind.TEXT, "added or dropped")),
        summary=(
            Column("before", Kind.NUMBER, "Direct suppliers at the end of the first day"),
            Column("after", Kind.NUMBER, "At the end of the other"),
            Column("added", Kind.NUMBER, "Only on the other"),
            Column("dropped", Kind.NUMBER, "Only on the first"),
            Column("kept", Kind.NUMBER, "On both"),
            Column("unregistered", Kind.NUMBER, "Added or dropped ones that are no subject of this ledger"),
        ),
        find=_find_changed,
        explanation="Direct suppliers with a link in force at the end of one day and not of the other.",
    ),
)
