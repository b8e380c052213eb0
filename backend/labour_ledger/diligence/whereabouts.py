"""What became of a site: noted as closed, said to have closed, moved, or merged into another, and by whom.

The mark of the registry is the council's. Everything else is somebody's statement, and is shown as theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlmodel import Session

from labour_ledger.schemas.codes import code_name
from labour_ledger.store.results import IndexedRecord, SubjectSummary
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.history import SUBJECT_CLOSED, SUBJECT_REOPENED, Entry
from labour_ledger_verify.status import format_time

from .people import Names
from .questions.contents import contents_of

RELATION_ID: Final = "ledger/site-relation@1"
REVOCATION_ID: Final = "ledger/revocation@1"
_RELATION: Final = schema_hash(RELATION_ID)
_REVOCATION: Final = schema_hash(REVOCATION_ID)
_GONE: Final = frozenset({"closed", "moved-to", "merged-into"})
_THERE: Final = frozenset({"opened", "reopened"})


class Place(StrEnum):
    """Whether a site is still the place that its identity names."""

    OPEN = "open"
    CLOSED = "closed"
    MOVED = "moved"
    MERGED = "merged"


_PLACES: Final = {"closed": Place.CLOSED, "moved-to": Place.MOVED, "merged-into": Place.MERGED}


@dataclass(frozen=True, slots=True)
class Departure:
    """A statement that a site closed, moved or was merged.

    Attributes:
        relation: `closed`, `moved-to` or `merged-into`.
        since: Day from which it is so, `YYYY-MM-DD`; None where the statement does not say.
        other: The site that it moved to or was merged into, 32 bytes.
        record: The statement.
    """

    relation: str
    since: str | None
    other: bytes | None
    record: IndexedRecord


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What became of a site.

    Attributes:
        closed_since: When the registry noted it as closed, Unix seconds; None where it is not.
        departure: The last statement that it is gone, unless a later one says that it is open.
        other: The site of that statement, if it is registered.
    """

    closed_since: int | None
    departure: Departure | None
    other: SubjectSummary | None

    @property
    def place(self) -> Place:
        """Whether it is still the place."""
        if self.departure is not None:
            return _PLACES[self.departure.relation]
        return Place.OPEN if self.closed_since is None else Place.CLOSED

    def words(self, names: Names) -> str:
        """Return what a reader must see at once; nothing of a site that is open."""
        said = []
        if self.departure is not None:
            since = f" since {self.departure.since}" if self.departure.since else ""
            to = "" if self.departure.other is None else f" {self._other_words(self.departure.other)}"
            what = {"closed": "closed", "moved-to": "moved to", "merged-into": "merged into"}[self.departure.relation]
            said.append(f"{what}{to}{since}, says {names.party(self.departure.record.basis.party)}")
        if self.closed_since is not None:
            said.append(f"noted as closed in the registry since {format_time(self.closed_since)}")
        return "; ".join(said)

    def to_json(self, names: Names) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "place": self.place.value,
            "words": self.words(names) or None,
            "closedSince": None if self.closed_since is None else format_time(self.closed_since),
            "statement": None if self.departure is None else self._statement_json(self.departure, names),
        }

    def _statement_json(self, departure: Departure, names: Names) -> dict[str, object]:
        record, other = departure.record, departure.other
        return {
            "relation": departure.relation,
            "since": departure.since,
            "other": None
            if other is None
            else {
                "id": to_hex(other),
                "handle": handle_of(other),
                "name": None if self.other is None else self.other.name,
            },
            "saidBy": names.party_json(record.basis.party),
            "method": code_name(record.basis.method),
            "recordedAt": format_time(record.recorded_at),
            "uid": to_hex(record.uid),
        }

    def _other_words(self, other: bytes) -> str:
        name = None if self.other is None else self.other.name
        return f"{handle_of(other)} {name or ''}".rstrip()


def closed_since(entries: Iterable[Entry]) -> int | None:
    """Return when the registry noted a subject as closed, Unix seconds; None where it is not noted so now.

    Args:
        entries: Of its history, in order.
    """
    marks = [entry for entry in entries if entry.type in (SUBJECT_CLOSED, SUBJECT_REOPENED)]
    return marks[-1].recorded_at if marks and marks[-1].type is SUBJECT_CLOSED else None


def last_departures(session: Session, records: Sequence[IndexedRecord]) -> dict[bytes, Departure]:
    """Return for each subject that is said to be gone the last statement of it, by subject.

    Args:
        session: A reading session.
        records: Of site-relation and of revocation about any subjects, each subject's in order. What its own party, or
            who accredited that, revoked does not count; nor what has no document here.
    """
    revocations = {
        (record.attestation.ref_uid, record.basis.party)
        for record in records
        if record.attestation.schema == _REVOCATION
    }
    relations = [
        record
        for record in records
        if record.attestation.schema == _RELATION
        and (record.uid, record.basis.party) not in revocations
        and (record.uid, record.basis.accreditor) not in revocations
    ]
    contents = contents_of(session, relations)
    found: dict[bytes, Departure] = {}
    for record in relations:
        content = contents.get(record.uid, {})
        relation, other = content.get("relation"), content.get("otherSubject")
        if relation in _GONE:
            named = None if other is None else bytes.fromhex(other[2:])
            found[record.attestation.subject] = Departure(relation, content.get("from"), named, record)
        elif relation in _THERE:
            found.pop(record.attestation.subject, None)
    return found
