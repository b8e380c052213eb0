"""The question about firms that assessed two sites on one day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from labour_ledger.schemas.codes import PartyClass
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.handle import handle_of

from .contents import contents_of, days_from
from .grounds import links_followed
from .inquiry import Inquiry
from .model import Cell, Column, Findings, Kind, Question, Row

_LONGEST_VISIT_DAYS: Final = 31
"""A document can name any dates; of a longer visit its first days are compared."""
_ON_SITE: Final = frozenset({"on-site", "inspection"})


def _find_two_places(inquiry: Inquiry) -> Findings:
    records = [record for record in inquiry.assessments if record.basis.party_class is PartyClass.AUDITOR]
    contents = contents_of(inquiry.session, records)
    visits = [record for record in records if contents.get(record.uid, {}).get("technique") in _ON_SITE]
    there: dict[tuple[int, str], list[IndexedRecord]] = {}
    for record in visits:
        content = contents[record.uid]
        for day in days_from(content["performedFrom"], content["performedUntil"], most=_LONGEST_VISIT_DAYS):
            there.setdefault((record.basis.party, day), []).append(record)
    twice = {
        place: found for place, found in there.items() if len({record.attestation.subject for record in found}) > 1
    }
    names = inquiry.names(found[0] for found in twice.values())
    rows = []
    for (party, day), found in twice.items():
        subjects = tuple(dict.fromkeys(record.attestation.subject for record in found))
        values: dict[str, Cell] = {
            "issuer": names.party(party),
            "day": day,
            "sites": len(subjects),
            "personDays": tuple(sorted({str(contents[record.uid].get("personDays", "")) for record in found} - {""})),
        }
        rows.append(Row((party, day), values, tuple(record.uid for record in found), subjects))
    summary: dict[str, Cell] = {
        "assessments": len(visits),
        "issuers": len({record.basis.party for record in visits}),
        "days": len(rows),
    }
    missing = (
        "Persons are never recorded, so this compares firms, not auditors: a firm may have several teams. Ask it who "
        "was where.",
    )
    links = links_followed(inquiry)
    return Findings(
        tuple(rows),
        summary,
        missing=missing,
        subjects=inquiry.buyers_networks,
        grounds=links,
        complete=lambda shown: _with_names(inquiry, shown),
    )


def _with_names(inquiry: Inquiry, rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows about several sites each with the names of these."""
    inquiry.summaries(subject for row in rows for subject in row.subjects)
    return [
        replace(
            row,
            values={**row.values, "siteNames": tuple(sorted(_called(inquiry, subject) for subject in row.subjects))},
        )
        for row in rows
    ]


def _called(inquiry: Inquiry, subject: bytes) -> str:
    summary = inquiry.summaries([]).get(subject)
    return f"{handle_of(subject)} {'' if summary is None else summary.name or ''}".rstrip()


QUESTIONS: Final = (
    Question(
        number=24,
        name="assessors-in-two-places",
        words="Which firms assessed two sites on one day?",
        required=(),
        optional=("site", "buyer", "tiers", "country", "standard", "valid_at", "known_at"),
        columns=(
            Column("issuer", Kind.TEXT, "The firm"),
            Column("day", Kind.DATE, "The day"),
            Column("sites", Kind.NUMBER, "Sites that it assessed on that day"),
            Column("siteNames", Kind.TEXTS, "Their handles and names"),
            Column("personDays", Kind.TEXTS, "Bands of person-days that these assessments name"),
        ),
        summary=(
            Column("assessments", Kind.NUMBER, "On-site assessments by auditors whose documents are held"),
            Column("issuers", Kind.NUMBER, "Firms that made them"),
            Column("days", Kind.NUMBER, "Days on which a firm was at several sites, each firm's counted"),
        ),
        find=_find_two_places,
        explanation="On-site assessments of different sites by one firm that share a day: a reason to ask, no proof.",
    ),
)
