"""The status rule: from histories to one answer.

Implements docs/status-rule.md: this module owns the order of precedence (R38) and what crosses over between joined
subjects (R35). It is pure: no clock, no files, no network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from labour_ledger_verify.errors import InputError

from .acting import ACTING_ROLES, ACTING_SCHEMA_IDS, Role
from .burdens import acts_behind
from .flags import find_conflicts, raise_flags
from .joins import select_twins
from .keys import find_key_doubt
from .model import KeyFact, Outcome, SubjectFacts
from .reading import Reading, read
from .reasons import give_reasons
from .standing import Item, Question, interested_parties
from .verdict import Status, StatusCode

EXPIRING_WITHIN_S: Final = 30 * 86_400


def evaluate_status(
    facts: SubjectFacts,
    *,
    schema: bytes,
    valid_at: int,
    known_at: int,
    keys: Mapping[bytes, KeyFact],
    twins: Sequence[SubjectFacts] = (),
    expiring_within_s: int = EXPIRING_WITHIN_S,
) -> Status:
    """Return the status of a subject under a schema.

    Source: docs/status-rule.md.

    Args:
        facts: The complete history of the subject, up to `known_at` at least.
        schema: The schema asked for, 32 bytes; not one that acts.
        valid_at: The date for which the answer is to hold, Unix seconds.
        known_at: Only what was recorded up to then is looked at, Unix seconds.
        keys: Every key of every party that signed one of the records, by address. A record whose key is missing counts
            as signed by a doubtful key.
        twins: Complete histories of all joined subjects (see `joined_subjects`); others are not looked at.
        expiring_within_s: How near its end an answer is flagged, seconds.

    Raises:
        InputError: The schema is one that acts, or a record has an outcome that this version does not know.
        NotCheckable: The history of a joined subject is missing.
    """
    if schema in ACTING_ROLES:
        raise InputError(
            "status: the schema asked for is one whose records act on others, so nothing has a status under it",
            hint=f"Ask for a standard. The acting schemas are {', '.join(ACTING_SCHEMA_IDS)}.",
        )
    joined = select_twins(facts, twins, known_at)
    histories = (facts, *joined)
    question = Question(
        schema, valid_at, known_at, interested_parties(histories, known_at), find_key_doubt(keys, known_at)
    )
    readings = [read(history, question) for history in histories]
    code, winners = _decide(readings)
    winning = tuple(item.record.uid for item in winners)
    won = set(winning)
    own = readings[0]
    assessments = (item for item in own.items if item.role is Role.ASSESSMENT)
    conflicts = find_conflicts(own)
    return Status(
        code=code,
        flags=raise_flags(code, winners, readings, conflicts, question, facts, joined, expiring_within_s),
        winning=winning,
        losing=tuple(item.record.uid for item in assessments if item.record.uid not in won),
        conflicts=tuple((worse.record.uid, better.record.uid) for worse, better in conflicts),
        reasons=give_reasons(code, winners, readings, conflicts),
        valid_at=valid_at,
        known_at=known_at,
    )


def _decide(readings: Sequence[Reading]) -> tuple[StatusCode, list[Item]]:
    for code, winners in _candidates(readings):
        if winners:
            return code, winners
    return StatusCode.UNKNOWN, []


def _candidates(readings: Sequence[Reading]) -> Iterator[tuple[StatusCode, list[Item]]]:
    """Yield every code with the records that speak for it, in order of precedence (R38)."""
    own = readings[0]
    standing = [item for reading in readings for item in reading.standing]
    yield StatusCode.ZERO_TOLERANCE, [item for item in standing if item.record.outcome == Outcome.ZERO_TOLERANCE]
    yield StatusCode.DOES_NOT_CONFORM, [item for item in standing if item.record.outcome == Outcome.DOES_NOT_CONFORM]
    yield StatusCode.SUSPENDED, _weighed_down(readings, suspended=True)
    yield StatusCode.DISPUTED, _weighed_down(readings, suspended=False)
    yield StatusCode.INCONCLUSIVE, own.inconclusive
    independent = [item for item in own.supporting if item.is_independent]
    yield StatusCode.CONFORMS_WITH_FINDINGS, _with_findings(own, independent)
    yield StatusCode.CONFORMS, independent
    yield StatusCode.REMEDIED, _in_order(item for ended in own.remedied for item in (ended.negative, *ended.by))
    yield StatusCode.SECOND_PARTY, [item for item in own.supporting if not item.is_independent and not item.is_self]
    yield StatusCode.SELF_DECLARED, [item for item in own.supporting if item.is_self]
    yield StatusCode.NOT_YET_VALID, own.early
    yield StatusCode.EXPIRED, own.late
    yield StatusCode.REVOKED, _in_order(entry for item in own.revoked for entry in (item, *item.revocations))


def _with_findings(own: Reading, independent: Sequence[Item]) -> list[Item]:
    """Return the records with findings; failing these, the support and the findings that were taken away (R23)."""
    findings = [item for item in independent if _has_findings(item)]
    if findings or not independent:
        return findings
    remaining = [item for item in own.limiting if item.is_independent and _has_findings(item)]
    return _in_order([*independent, *remaining]) if remaining else []


def _has_findings(item: Item) -> bool:
    return item.record.outcome == Outcome.CONFORMS_WITH_FINDINGS


def _in_order(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: item.position)


def _weighed_down(readings: Sequence[Reading], *, suspended: bool) -> list[Item]:
    """Return positives that are suspended (or disputed) in any joined history, with the acts that make them so."""
    own = readings[0]
    has_support = bool(own.supporting or own.remedied)
    found: list[Item] = []
    for reading in readings:
        held = reading.supporting + (reading.limiting if has_support else [])
        burdened = [
            item
            for item in held
            if (reading.burden(item).is_suspended if suspended else reading.burden(item).is_disputed)
        ]
        wanted = Role.SUSPENSION if suspended else Role.DISPUTE
        acts = [act for act in acts_behind(reading.items, burdened) if act.role is wanted]
        found += _in_order([*burdened, *acts])
    return found
