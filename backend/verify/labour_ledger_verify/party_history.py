"""What a party's history says of its keys, class and accreditations at a time.

Replays party histories (docs/history-format.md, section 3.1) as the contract applied them. An entry and a record of the
same second may have been recorded in either order, so a question about a time has several answers where entries lie
in that very second; whoever asks accepts any of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Generic, NamedTuple, TypeVar

from .errors import HistoryFalse
from .hexadecimal import to_checksum_address, to_hex
from .history import (
    ACCREDITATION_ENDED,
    ACCREDITATION_GIVEN,
    KEY_ADDED,
    KEY_COMPROMISED,
    KEY_RETIRED,
    KEY_SUSPENDED,
    PARTY_RECLASSED,
    PARTY_REINSTATED,
    PARTY_SUSPENDED,
    Entry,
)
from .status import KeyFact

ROLE_SIGN: Final = 1

_T = TypeVar("_T")


class Timeline(Generic[_T]):
    """A value that changes with time."""

    def __init__(self, time: int, value: _T) -> None:
        self._times = [time]
        self._values = [value]

    @property
    def present(self) -> _T:
        """The value since the last change."""
        return self._values[-1]

    def change(self, time: int, value: _T) -> None:
        """Note another value from a time on, Unix seconds, not before the last change."""
        self._times.append(time)
        self._values.append(value)

    def during(self, time: int) -> Sequence[_T]:
        """Return every value that held at some moment of a second; none before the first."""
        first = bisect_left(self._times, time)
        end = first
        while end < len(self._times) and self._times[end] == time:
            end += 1
        return self._values[max(first - 1, 0) : end]


class KeyState(NamedTuple):
    """A key as the contract keeps it; times are Unix seconds."""

    kind: int
    role: int
    not_before: int
    not_after: int
    suspended_until: int
    suspended_with_party: bool

    def may_record(self, time: int, *, is_revocation: bool) -> bool:
        """Return whether the contract takes a record by this key; one suspended with its party may still revoke."""
        if not self.role & ROLE_SIGN or not self.not_before <= time < self.not_after:
            return False
        return self.suspended_until <= time or (is_revocation and self.suspended_with_party)


class AccreditationState(NamedTuple):
    """An accreditation that is in force for `valid_from <= t < until`, Unix seconds."""

    valid_from: int
    until: int
    accreditor: int


class PartyHistory:
    """A replayed history.

    Attributes:
        party: Its number.
        country: Two letters, or empty.
        profile_hash: 32 bytes.
        classes: Its class.
        keys: Each of its keys by address.
        accreditations: By schema and country (two bytes, zero for every country).
        key_facts: What the status rule is told of its keys.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Replay a whole history, whose first entry is the party's registration and no other one is.

        Raises:
            HistoryFalse: An entry speaks of a key or an accreditation that there was not.
        """
        registration = entries[0]
        self.party = registration.number("party")
        self.country = registration.data("country").rstrip(b"\0").decode("ascii")
        self.profile_hash = registration.data("profileHash")
        self.classes = Timeline(registration.recorded_at, registration.number("class"))
        self.keys: dict[bytes, Timeline[KeyState]] = {}
        self.accreditations: dict[tuple[bytes, bytes], Timeline[AccreditationState]] = {}
        self.key_facts: dict[bytes, KeyFact] = {}
        self._live: set[bytes] = set()
        self._suspended_until = 0
        for entry in entries:
            self._apply(entry, entry.recorded_at)

    def _apply(self, entry: Entry, time: int) -> None:
        if entry.type is PARTY_RECLASSED:
            self.classes.change(time, entry.number("class"))
        elif entry.type is KEY_ADDED:
            self._add_key(entry, time)
        elif entry.type is KEY_RETIRED:
            self._end_key(entry.data("key"), time)
        elif entry.type is KEY_COMPROMISED:
            self._end_key(entry.data("key"), time)
            self._mark(entry.data("key"), entry.number("compromisedFrom"), time)
        elif entry.type is KEY_SUSPENDED:
            self._suspend_key(entry.data("key"), entry.number("suspendedUntil"), time)
        elif entry.type is PARTY_SUSPENDED:
            self._suspend_all(entry.number("suspendedUntil"), time)
        elif entry.type is PARTY_REINSTATED:
            self._reinstate_all(time)
        elif entry.type is ACCREDITATION_GIVEN:
            self._accredit(entry, time)
        elif entry.type is ACCREDITATION_ENDED:
            timeline = self._accreditation(entry)
            timeline.change(time, timeline.present._replace(until=time))

    def _add_key(self, entry: Entry, time: int) -> None:
        address = entry.data("key")
        is_suspended = self._suspended_until > time
        state = KeyState(
            kind=entry.number("kind"),
            role=entry.number("role"),
            not_before=entry.number("notBefore"),
            not_after=entry.number("notAfter"),
            suspended_until=self._suspended_until if is_suspended else 0,
            suspended_with_party=is_suspended,
        )
        self._live.add(address)
        self.keys[address] = Timeline(time, state)
        self.key_facts[address] = KeyFact(address, entry.data("by"), time, ())

    def _key(self, address: bytes) -> Timeline[KeyState]:
        if address not in self.keys:
            raise HistoryFalse(
                f"party {self.party}: an entry about {to_checksum_address(address)}, which is no key of it"
            )
        return self.keys[address]

    def _end_key(self, address: bytes, time: int) -> None:
        timeline = self._key(address)
        self._live.discard(address)
        timeline.change(time, timeline.present._replace(not_after=min(timeline.present.not_after, time)))

    def _mark(self, address: bytes, compromised_from: int, time: int) -> None:
        fact = self.key_facts[address]
        self.key_facts[address] = replace(fact, compromises=(*fact.compromises, (compromised_from, time)))

    def _suspend_key(self, address: bytes, until: int, time: int) -> None:
        timeline, with_party = self._key(address), self._suspended_until
        is_own = until > time
        state = timeline.present._replace(
            suspended_until=max(until, with_party) if is_own else with_party,
            suspended_with_party=not is_own and with_party > time,
        )
        timeline.change(time, state)

    def _suspend_all(self, until: int, time: int) -> None:
        self._suspended_until = until
        for timeline in (self.keys[address] for address in self._live):
            state = timeline.present
            has_own = state.suspended_until > time and not state.suspended_with_party
            later = max(state.suspended_until, until) if has_own else until
            timeline.change(time, state._replace(suspended_until=later, suspended_with_party=not has_own))

    def _reinstate_all(self, time: int) -> None:
        self._suspended_until = 0
        for timeline in (self.keys[address] for address in self._live):
            if timeline.present.suspended_with_party:
                timeline.change(time, timeline.present._replace(suspended_until=0, suspended_with_party=False))

    def _accredit(self, entry: Entry, time: int) -> None:
        state = AccreditationState(entry.number("from"), entry.number("until"), entry.number("accreditor"))
        place = (entry.data("schema"), entry.data("country"))
        if place in self.accreditations:
            self.accreditations[place].change(time, state)
        else:
            self.accreditations[place] = Timeline(time, state)

    def _accreditation(self, entry: Entry) -> Timeline[AccreditationState]:
        timeline = self.accreditations.get((entry.data("schema"), entry.data("country")))
        if timeline is None:
            raise HistoryFalse(
                f"party {self.party}: the end of an accreditation for {to_hex(entry.data('schema'))} that was not given"
            )
        return timeline
