"""In what standing each record of one history is: what it names, and whether its issuer counts as the subject itself.

Implements rules R1 to R6 of docs/status-rule.md. What acts then do to each other is in `settling`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from labour_ledger_verify.basis import AccreditationFound, Method, PartyClass
from labour_ledger_verify.errors import InputError
from labour_ledger_verify.hexadecimal import to_hex

from .acting import ACTING_ROLES, DISPUTABLE, Role
from .keys import KeyDoubt
from .model import Outcome, Record, SubjectFacts

INDEPENDENT: Final = frozenset({Method.THIRD_PARTY, Method.GOVERNMENT, Method.WORKERS_ORGANISATION})
"""Methods whose positives count as conformity (R8)."""
POSITIVE: Final = frozenset({Outcome.CONFORMS, Outcome.CONFORMS_WITH_FINDINGS})
NEGATIVE: Final = frozenset({Outcome.DOES_NOT_CONFORM, Outcome.ZERO_TOLERANCE})
_STRENGTH: Final = {
    Method.GOVERNMENT: 4,
    Method.THIRD_PARTY: 3,
    Method.WORKERS_ORGANISATION: 3,
    Method.SECOND_PARTY: 2,
    Method.OTHER: 2,
    Method.SELF: 1,
}
_TAKING_AWAY: Final = frozenset({Role.REVOCATION, Role.RULING})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what is known of everyone involved.

    Attributes:
        schema: The schema asked for, 32 bytes.
        valid_at: Unix seconds.
        known_at: Unix seconds.
        interested: Parties that ever controlled the subject or one joined to it, as known.
        doubt: Which keys are doubtful.
    """

    schema: bytes
    valid_at: int
    known_at: int
    interested: frozenset[int]
    doubt: KeyDoubt


@dataclass(slots=True, eq=False)
class Item:
    """One known record of a history, and what later records did to it, which `settling` fills in.

    Attributes:
        record: The record.
        position: Its place among the known records that matter.
        role: What it is to the question.
        target: The earlier item that it names; only assessments and announcements may name none.
        is_self: Its issuer counts as the subject itself.
        is_doubtful: Its key was doubtful when it was recorded.
        is_positive: An assessment that conforms, with or without findings.
        is_negative: A negative assessment, or a ruling by a party entitled to rule that upholds a dispute.
        until: End of the period for which it can be relied on; earlier than signed when a replacement of it fell away.
        done: Later acts and assessments that are entitled and in effect at the valid date, in history order. What they
            do follows from their role: see the properties below.
        replaces: The earlier item that it replaces, or would if it had not been taken away.
    """

    record: Record
    position: int
    role: Role
    target: Item | None
    is_self: bool
    is_doubtful: bool
    is_positive: bool
    is_negative: bool
    until: int
    done: list[Item] | tuple[()] = ()
    replaces: Item | None = None

    @property
    def party(self) -> int:
        """Party of the issuer, as recorded."""
        return self.record.basis.party

    @property
    def party_class(self) -> PartyClass:
        """Class of that party, as recorded."""
        return self.record.basis.party_class

    @property
    def is_inconclusive(self) -> bool:
        """Whether it is an assessment that came to no conclusion."""
        return self.role is Role.ASSESSMENT and self.record.outcome == Outcome.INCONCLUSIVE

    @property
    def is_independent(self) -> bool:
        """Whether its issuer is a third party, a government or a workers' organisation, and never had control."""
        return not self.is_self and self.record.basis.method in INDEPENDENT

    @property
    def is_taken_away(self) -> bool:
        """Whether it no longer helps: revoked, held wrong by a ruling, or signed by a doubtful key."""
        return self.is_doubtful or (bool(self.done) and any(act.role in _TAKING_AWAY for act in self.done))

    @property
    def revocations(self) -> list[Item]:
        """Acts that revoked it."""
        return self._done_by(Role.REVOCATION)

    @property
    def suspensions(self) -> list[Item]:
        """Acts that suspend it."""
        return self._done_by(Role.SUSPENSION)

    @property
    def disputes(self) -> list[Item]:
        """Disputes of it that have not ended."""
        return self._done_by(Role.DISPUTE)

    @property
    def upheld(self) -> list[Item]:
        """Rulings that upheld a dispute of it; for a dispute, those that ended it."""
        return self._done_by(Role.RULING)

    @property
    def confirmations(self) -> list[Item]:
        """Remedy confirmations of it that stand."""
        return self._done_by(Role.CONFIRMATION)

    @property
    def superseding(self) -> list[Item]:
        """Positives that stand and replace it; for a negative, that end it unless they are suspended or disputed."""
        return self._done_by(Role.ASSESSMENT)

    def note(self, act: Item) -> None:
        """Add a later record that does something to this one."""
        if isinstance(self.done, tuple):
            # Most items are never acted on, and have no list of their own.
            self.done = []
        self.done.append(act)

    def _done_by(self, role: Role) -> list[Item]:
        return [act for act in self.done if act.role is role] if self.done else []

    @property
    def strength(self) -> int:
        """Strength of its method (R4)."""
        if self.role is Role.RULING:
            return _STRENGTH[Method.GOVERNMENT]
        if self.is_self and self.is_positive:
            return _STRENGTH[Method.SELF]
        return _STRENGTH[self.record.basis.method]

    @property
    def acts_from(self) -> int:
        """From when on it says something: assessments from validFrom, statements from recordedAt, Unix seconds."""
        return self.record.valid_from if self.role is Role.ASSESSMENT else self.record.recorded_at

    def is_government_of(self, country: str) -> bool:
        """Whether its issuer was a government of that country; no country has no government."""
        basis = self.record.basis
        return basis.party_class is PartyClass.GOVERNMENT and bool(country) and basis.country == country


def read_history(facts: SubjectFacts, question: Question) -> list[Item]:
    """Return the known records of a history that matter to the question, in order, each with the item it names.

    Raises:
        InputError: A record has an outcome that this version of the rule does not know.
    """
    items: list[Item] = []
    by_uid: dict[bytes, Item] = {}
    for record in facts.records:
        if record.recorded_at > question.known_at:
            continue
        role = Role.ASSESSMENT if record.schema == question.schema else ACTING_ROLES.get(record.schema)
        target = by_uid.get(record.ref_uid)
        if not _matters(role, record, target, question) or role is None:
            continue
        if record.outcome > Outcome.INCONCLUSIVE:
            raise InputError(
                f"status: record {to_hex(record.uid)} has outcome {record.outcome}, which this version does not know",
                hint="A newer verifier may know it.",
            )
        item = Item(
            record=record,
            position=len(items),
            role=role,
            target=target,
            is_self=record.basis.method is Method.SELF or record.basis.party in question.interested,
            is_doubtful=question.doubt.covers(record),
            is_positive=role is Role.ASSESSMENT and record.outcome in POSITIVE,
            is_negative=role is Role.ASSESSMENT and record.outcome in NEGATIVE,
            until=record.valid_until,
        )
        if role is Role.RULING and record.outcome in NEGATIVE:
            item.is_negative = may_rule(item, facts.country)
        items.append(item)
        by_uid.setdefault(record.uid, item)
    return items


def may_rule(item: Item, country: str) -> bool:
    """Whether an item is a ruling on a dispute of something disputable, by a party entitled to rule (R27)."""
    dispute = item.target
    if item.role is not Role.RULING or dispute is None or dispute.role is not Role.DISPUTE:
        return False
    disputed = dispute.target
    accredited = item.record.basis.accreditation is not AccreditationFound.NONE_NEEDED
    named = disputed is not None and disputed.role in DISPUTABLE
    return named and (item.is_government_of(country) or accredited)


def _matters(role: Role | None, record: Record, target: Item | None, question: Question) -> bool:
    if role is Role.ASSESSMENT:
        return True
    if role is Role.ANNOUNCEMENT:
        return record.ref_uid == question.schema
    return role is not None and role is not Role.JOIN and target is not None


def interested_parties(histories: Iterable[SubjectFacts], known_at: int) -> frozenset[int]:
    """Return every party that ever controlled one of the subjects, as known; 0 is no party (R3)."""
    periods = (period for facts in histories for period in facts.controllers)
    return frozenset(period.party for period in periods if period.since <= known_at) - {0}
