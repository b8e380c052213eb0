"""Reasons: sentences that a lawyer can read, each with the rule it applies and the records it speaks of.

The sentences are for people and may be reworded; the codes are stable. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from labour_ledger_verify.basis import Method

from .acting import DISPUTABLE, Role
from .dates import format_time
from .model import Outcome
from .reading import Reading
from .standing import Item
from .verdict import Reason, StatusCode

RECORDS_DESCRIBED: Final = 3
"""A sentence describes so many records and counts the others; `uids` always names all."""

_METHODS: Final = {
    Method.SELF: "the subject's controller",
    Method.SECOND_PARTY: "a business",
    Method.THIRD_PARTY: "a third party",
    Method.GOVERNMENT: "a government",
    Method.WORKERS_ORGANISATION: "a workers' organisation",
    Method.OTHER: "another organisation",
}
_OUTCOMES: Final = {
    Outcome.STATEMENT: "statement",
    Outcome.CONFORMS: "conforms",
    Outcome.CONFORMS_WITH_FINDINGS: "conforms with findings",
    Outcome.DOES_NOT_CONFORM: "does not conform",
    Outcome.ZERO_TOLERANCE: "zero tolerance",
    Outcome.INCONCLUSIVE: "inconclusive",
}
_DECIDING: Final[Mapping[StatusCode, tuple[str, str]]] = MappingProxyType(
    {
        StatusCode.ZERO_TOLERANCE: (
            "R12",
            "Zero tolerance was found, and nothing ended it: that takes remedy confirmations of a workers' "
            "organisation and of a second party of another class",
        ),
        StatusCode.DOES_NOT_CONFORM: ("R12", "Nonconformity was found, and nothing that may end it did"),
        StatusCode.SUSPENDED: ("R21", "What speaks for conformity is suspended"),
        StatusCode.DISPUTED: ("R25", "What speaks for conformity is disputed, and the dispute has not ended"),
        StatusCode.INCONCLUSIVE: ("R10", "An assessment in force came to no conclusion"),
        StatusCode.CONFORMS_WITH_FINDINGS: ("R8", "Independent assessment in force: conforms, with findings"),
        StatusCode.CONFORMS: ("R8", "Independent assessment in force: conforms"),
        StatusCode.REMEDIED: ("R18", "What was found was confirmed as remedied, and nothing in force says more"),
        StatusCode.SECOND_PARTY: ("R8", "Only a business, or another organisation that is no assessor, says so"),
        StatusCode.SELF_DECLARED: ("R8", "Only the subject itself, or a party that once controlled it, says so"),
        StatusCode.NOT_YET_VALID: ("R9", "The period of what speaks for conformity has not begun"),
        StatusCode.EXPIRED: ("R9", "The period of what spoke for conformity is over"),
        StatusCode.REVOKED: ("R19", "What spoke for conformity was revoked"),
    }
)
_EXPLAINING: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "negative_cleared": ("R14", "Nonconformity ended by a later assessment that names it"),
        "negative_remedied": ("R15", "Negative ended by remedy confirmation"),
        "negative_not_withdrawable": ("R13", "Nobody can withdraw a negative, so it holds"),
        "dispute_upheld": ("R29", "A ruling upheld a dispute, so the disputed record no longer counts"),
        "revoked_record": ("R19", "Revoked, so it no longer counts"),
        "doubtful_key": (
            "R5",
            "Signed by a key that was compromised, or that nothing shows to be sound; what helps does not count, "
            "what harms stays",
        ),
        "still_limits": ("R23", "Taken away, but what weighs on it still counts until its period ends"),
        "replaced": ("R31", "Replaced by a later record that names it"),
        "not_begun": ("R9", "Its period has not begun"),
        "period_over": ("R9", "Its period is over"),
        "statement": ("R11", "States something and judges nothing"),
        "act_without_effect": ("R6", "Changes nothing on this date, or is not open to its issuer"),
    }
)


def give_reasons(
    code: StatusCode,
    winners: Sequence[Item],
    readings: Sequence[Reading],
    conflicts: Sequence[tuple[Item, Item]],
) -> tuple[Reason, ...]:
    """Return why the code applies, then what does not count and why."""
    reasons = [_decided(code, winners)]
    for reading in readings:
        reasons += _explain(reading)
    if conflicts:
        both = [conflicts[0][0], *(better for _, better in conflicts)]
        reasons += _about("R33", "conflict", "These records disagree and both hold, so the worse one counts", both)
    return tuple(reasons)


def describe(item: Item) -> str:
    """Return a short description of a record, such as `0x12ab34cd… (conforms; a third party; recorded 2025-01-31)`."""
    record = item.record
    said = _OUTCOMES[Outcome(record.outcome)] if item.role is Role.ASSESSMENT else item.role.value.replace("-", " ")
    recorded_on = format_time(record.recorded_at)[:10]
    return f"0x{record.uid[:4].hex()}… ({said}; {_METHODS[record.basis.method]}; recorded {recorded_on})"


def _decided(code: StatusCode, winners: Sequence[Item]) -> Reason:
    if code is StatusCode.UNKNOWN:
        return Reason("R38", code.value, "Nothing known speaks for or against conformity, so nothing is known.")
    rule, sentence = _DECIDING[code]
    return next(_about(rule, code.value, sentence, winners))


def _explain(reading: Reading) -> Iterator[Reason]:
    remedied = [item for ended in reading.ended if ended.is_remedied for item in (ended.negative, *ended.by)]
    cleared = [item for ended in reading.ended if not ended.is_remedied for item in (ended.negative, *ended.by)]
    explained: Mapping[str, Iterable[Item]] = {
        "negative_cleared": cleared,
        "negative_remedied": remedied,
        "negative_not_withdrawable": (item for item in reading.standing if item.revocations or item.suspensions),
        "dispute_upheld": (entry for item in reading.items if _is_held_wrong(item) for entry in (item, *item.upheld)),
        "revoked_record": reading.revoked,
        "doubtful_key": (item for item in reading.items if item.is_doubtful),
        "still_limits": reading.limiting,
        "replaced": reading.replaced,
        "not_begun": reading.early,
        "period_over": reading.late,
        "statement": (item for item in reading.items if _is_mere_statement(item)),
        "act_without_effect": _idle(reading.items),
    }
    for code, (rule, sentence) in _EXPLAINING.items():
        yield from _about(rule, code, sentence, explained[code])


def _is_held_wrong(item: Item) -> bool:
    return bool(item.done) and item.role in DISPUTABLE and bool(item.upheld)


def _is_mere_statement(item: Item) -> bool:
    return item.role is Role.ASSESSMENT and item.record.outcome == Outcome.STATEMENT


def _idle(items: Sequence[Item]) -> list[Item]:
    """Return the acts that did nothing to what they name."""
    at_work = {act.position for item in items for act in item.done}
    ended = {item.position for item in items if item.done}
    acts = (item for item in items if item.role not in {Role.ASSESSMENT, Role.ANNOUNCEMENT})
    return [act for act in acts if act.position not in at_work and act.position not in ended]


def _about(rule: str, code: str, sentence: str, items: Iterable[Item]) -> Iterator[Reason]:
    named = list(items)
    if named:
        described = "; ".join(describe(item) for item in named[:RECORDS_DESCRIBED])
        more = f"; and {len(named) - RECORDS_DESCRIBED} more" if len(named) > RECORDS_DESCRIBED else ""
        yield Reason(rule, code, f"{sentence}: {described}{more}.", tuple(item.record.uid for item in named))
