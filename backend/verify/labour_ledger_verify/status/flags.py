"""Flags and conflicts: what a reader must also know. None of them changes the code.

Implements rules R13, R33, R37 and R39 of docs/status-rule.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from labour_ledger_verify.hexadecimal import to_hex

from .acting import Role
from .dates import format_time
from .model import Outcome, SubjectFacts
from .reading import Reading
from .standing import Item, Question
from .verdict import Flag, FlagCode, StatusCode

_MAY_EXPIRE: Final = frozenset(
    {
        StatusCode.CONFORMS_WITH_FINDINGS,
        StatusCode.CONFORMS,
        StatusCode.SECOND_PARTY,
        StatusCode.SELF_DECLARED,
    }
)
_GRAVITY: Final[Mapping[int, int]] = {
    Outcome.CONFORMS: 0,
    Outcome.CONFORMS_WITH_FINDINGS: 1,
    Outcome.DOES_NOT_CONFORM: 2,
    Outcome.ZERO_TOLERANCE: 3,
}


def find_conflicts(reading: Reading) -> list[tuple[Item, Item]]:
    """Return the worst record that holds with each that disagrees with it (R33).

    Only the worst is paired, so the list is never longer than the history. Self-declarations are not compared, as they
    nearly always disagree; two negatives of different gravity do not contradict each other.
    """
    supporting = [item for item in reading.supporting if not item.is_self]
    holding = sorted([*reading.standing, *supporting], key=lambda item: item.position)
    if not holding:
        return []
    worst = max(holding, key=_gravity)
    against = _gravity(worst)
    return [(worst, item) for item in holding if _gravity(item) < against and not item.is_negative]


def raise_flags(
    code: StatusCode,
    winners: Sequence[Item],
    readings: Sequence[Reading],
    conflicts: Sequence[tuple[Item, Item]],
    question: Question,
    facts: SubjectFacts,
    joined: Sequence[SubjectFacts],
    expiring_within_s: int,
) -> tuple[Flag, ...]:
    """Return every flag that is set, in the order of `FlagCode`."""
    own = readings[0]
    flags = [
        *_flag_disputed(readings),
        *_flag_uids(FlagCode.CONFLICT, _both(conflicts)),
        *_flag_uids(FlagCode.ANNOUNCED_NOT_CONCLUDED, _find_unconcluded(own.items)),
        *_flag_uids(FlagCode.WITHDRAWN_BY_ISSUER, _find_withdrawals(readings)),
        *_flag_uids(FlagCode.CLEARED_WITHOUT_WORKERS, _find_cleared_without_workers(readings)),
        *_flag_uids(FlagCode.KEY_DOUBTFUL, [i for reading in readings for i in reading.items if i.is_doubtful]),
        *_flag_expiring(code, winners, question.valid_at, expiring_within_s),
    ]
    if not facts.has_identity:
        flags.append(Flag(FlagCode.IDENTITY_UNCHECKED))
    if joined:
        flags.append(Flag(FlagCode.TWINS, details={"subjects": tuple(to_hex(twin.subject) for twin in joined)}))
    return tuple(flags)


def _gravity(item: Item) -> int:
    return _GRAVITY[item.record.outcome]


def _both(conflicts: Sequence[tuple[Item, Item]]) -> list[Item]:
    return [*(worse for worse, _ in conflicts[:1]), *(better for _, better in conflicts)]


def _flag_uids(code: FlagCode, items: Sequence[Item]) -> Iterator[Flag]:
    if items:
        yield Flag(code, tuple(item.record.uid for item in items))


def _flag_disputed(readings: Sequence[Reading]) -> Iterator[Flag]:
    disputes = _in_order((item.disputes for item in reading.items) for reading in readings)
    if disputes:
        classes = tuple(sorted({dispute.party_class.name.lower() for dispute in disputes}))
        uids = tuple(dispute.record.uid for dispute in disputes)
        yield Flag(FlagCode.DISPUTED, uids, {"count": len(disputes), "classes": classes})


def _find_unconcluded(items: Sequence[Item]) -> list[Item]:
    """R37: a party's next assessment concludes all that it announced; a statement or a doubtful positive does not."""
    open_of_party: dict[int, list[Item]] = {}
    for item in items:
        if item.role is Role.ANNOUNCEMENT:
            open_of_party.setdefault(item.party, []).append(item)
        elif (
            item.role is Role.ASSESSMENT
            and item.record.outcome != Outcome.STATEMENT
            and not (item.is_positive and item.is_doubtful)
        ):
            open_of_party.pop(item.party, None)
    found = [item for announcements in open_of_party.values() for item in announcements]
    return sorted(found, key=lambda item: item.position)


def _find_withdrawals(readings: Sequence[Reading]) -> list[Item]:
    return _in_order(
        ([*item.revocations, *item.suspensions] for item in reading.items if item.is_negative or item.is_inconclusive)
        for reading in readings
    )


def _in_order(histories: Iterable[Iterable[Iterable[Item]]]) -> list[Item]:
    """Return what each history holds in its own order, one history after the other."""
    return [
        item
        for history in histories
        for item in sorted((item for part in history for item in part), key=lambda item: item.position)
    ]


def _find_cleared_without_workers(readings: Sequence[Reading]) -> list[Item]:
    return [ended.negative for reading in readings for ended in reading.ended if not ended.has_workers]


def _flag_expiring(code: StatusCode, winners: Sequence[Item], valid_at: int, within_s: int) -> Iterator[Flag]:
    supporting = [item for item in winners if item.is_positive and not item.is_taken_away]
    if code in _MAY_EXPIRE and supporting:
        until = max(item.until for item in supporting)
        if until - valid_at <= within_s:
            yield Flag(FlagCode.EXPIRING, tuple(item.record.uid for item in supporting), {"until": format_time(until)})
