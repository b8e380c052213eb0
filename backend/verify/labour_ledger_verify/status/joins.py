"""Which subjects are the same one, as known on a date.

Implements rules R34 and R36 of docs/status-rule.md. What crosses over between them is decided in `rule`.
"""

from __future__ import annotations

from collections.abc import Iterable

from labour_ledger_verify.basis import AccreditationFound, Basis, Method
from labour_ledger_verify.errors import NotCheckable
from labour_ledger_verify.hexadecimal import to_hex

from .acting import SAME_AS
from .model import SubjectFacts


def joined_subjects(facts: SubjectFacts, *, known_at: int, twins: Iterable[SubjectFacts] = ()) -> tuple[bytes, ...]:
    """Return the other subjects whose histories the status of this one needs.

    Joins go on from twin to twin, so call it again with what was fetched until nothing new is named.

    Args:
        facts: The subject asked about.
        known_at: Joins recorded later are not looked at, Unix seconds.
        twins: Histories fetched so far.

    Returns:
        Subjects, 32 bytes each, in ascending order, without the one asked about.
    """
    fetched = {twin.subject: twin for twin in twins}
    found = {facts.subject}
    pending = [facts]
    while pending:
        for other in _joined_directly(pending.pop(), known_at):
            if other not in found:
                found.add(other)
                if other in fetched:
                    pending.append(fetched[other])
    return tuple(sorted(found - {facts.subject}))


def select_twins(facts: SubjectFacts, twins: Iterable[SubjectFacts], known_at: int) -> tuple[SubjectFacts, ...]:
    """Return the histories that belong to joined subjects, in ascending order of subject.

    Raises:
        NotCheckable: The history of a joined subject was not given, so what it says is not known.
    """
    fetched = {twin.subject: twin for twin in twins}
    joined = joined_subjects(facts, known_at=known_at, twins=fetched.values())
    missing = [subject for subject in joined if subject not in fetched]
    if missing:
        raise NotCheckable(
            f"status: the history of {to_hex(missing[0])} is needed, as it is joined to {to_hex(facts.subject)}",
            hint="Fetch the histories of all subjects that joined_subjects names.",
            context={"missing": [to_hex(subject) for subject in missing]},
        )
    return tuple(fetched[subject] for subject in joined)


def _joined_directly(facts: SubjectFacts, known_at: int) -> set[bytes]:
    named = [(r.ref_uid, r.basis) for r in facts.records if r.schema == SAME_AS and r.recorded_at <= known_at]
    naming = [(joined.other, joined.basis) for joined in facts.joined_by if joined.recorded_at <= known_at]
    by_registrar = {other for other, basis in named + naming if _is_registrar(basis)}
    by_own_controller = {other for other, basis in named if basis.method is Method.SELF}
    by_its_controller = {other for other, basis in naming if basis.method is Method.SELF}
    return by_registrar | (by_own_controller & by_its_controller)


def _is_registrar(basis: Basis) -> bool:
    return basis.method is not Method.SELF and basis.accreditation is not AccreditationFound.NONE_NEEDED
