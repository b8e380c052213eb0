"""Sites and organisations against watch lists: what resembles a listed entity, and what people decided about it.

Screening is done when it is asked for, against the newest edition that was imported, so no answer is older than the
list. A hit is a resemblance of names for a person to judge, never a finding; a subject without a name here cannot be
screened and is counted apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from labour_ledger.registry.matching.candidates import CandidateIndex, Known
from labour_ledger.registry.matching.outcome import Thresholds
from labour_ledger.registry.matching.score import Described
from labour_ledger.registry.statements import RELATION_SCHEMA
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.queries.context import ListEdition
from labour_ledger.store.queries.descriptions import SubjectDescription, describe_subjects, related_names
from labour_ledger.store.queries.page_tokens import decode_token, encode_token
from labour_ledger.store.queries.watch_lists import (
    HitState,
    WatchEntry,
    WatchHit,
    hits_of_list,
    watch_entries,
    watch_lists,
)
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import format_time

from .basis import AnswerBasis, read_basis
from .context import edition_json

SCREENED_KINDS: Final = (SubjectKind.SITE.value, SubjectKind.ORGANISATION.value)
SCREENING: Final = Thresholds(same=2.0, ask=0.82)
"""No score makes a hit by itself, so none is ever "the same"; names less alike than this are no hits."""
MOST_ENTRIES: Final = 20
NOT_A_FINDING: Final = "A hit is a resemblance of names for a person to judge. It says nothing of the site by itself."


@dataclass(frozen=True, slots=True)
class ScreeningHit:
    """A subject that resembles a listed entity.

    Attributes:
        subject: 32 bytes.
        name: The subject's name that is shown.
        country: Of the subject, or "".
        entry: The listed entity.
        source: The edition it stands in.
        through: The parent or group of the subject whose name it is, "" where it is the subject's own.
        score: 0 to 1000, from the names alone.
        same_country: None where one is not known.
        decision: What a person decided, None where nobody has.
    """

    subject: bytes
    name: str
    country: str
    entry: WatchEntry
    source: ListEdition
    through: str
    score: int
    same_country: bool | None
    decision: WatchHit | None

    @property
    def state(self) -> HitState:
        """What a person decided, or open."""
        return HitState.OPEN if self.decision is None else self.decision.state

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC."""
        return {
            "subject": to_hex(self.subject),
            "handle": handle_of(self.subject),
            "name": self.name,
            "country": self.country or None,
            "list": self.source.name,
            "edition": self.source.edition,
            "fileHash": to_hex(self.source.file_hash),
            "entry": {
                "key": self.entry.entry_key,
                "row": self.entry.row_number,
                "names": list(self.entry.names),
                "country": self.entry.country or None,
                **self.entry.detail,
            },
            "through": self.through or None,
            "score": self.score / 1000,
            "sameCountry": self.same_country,
            "state": self.state.value,
            "decision": None if self.decision is None else _decision_json(self.decision),
        }


@dataclass(frozen=True, slots=True)
class Screening:
    """What screening found.

    Attributes:
        lists: Editions that were screened against; empty means that nothing was imported.
        hits: Best first.
        screened: Subjects that were compared.
        unnamed: Subjects that could not be, as no name of theirs is held here.
        basis: What the answer rests on.
    """

    lists: tuple[ListEdition, ...]
    hits: tuple[ScreeningHit, ...]
    screened: int
    unnamed: tuple[bytes, ...]
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "notice": NOT_A_FINDING,
            "lists": [edition_json(source) for source in self.lists],
            "items": [hit.to_json() for hit in self.hits],
            "screened": self.screened,
            "notScreened": [to_hex(subject) for subject in self.unnamed],
            "basis": self.basis.to_json(),
        }


def screen_subjects(
    session: Session,
    ledger: LedgerKey,
    subjects: Collection[bytes] | None = None,
    *,
    list_name: str | None = None,
    state: HitState | None = None,
) -> Screening:
    """Compare subjects with the newest edition of each watch list.

    Args:
        session: A reading session.
        ledger: The ledger.
        subjects: Sites and organisations, 32 bytes each; None means all of the ledger.
        list_name: Only this list; None means all that were imported.
        state: Only hits about which this was decided; None means all.
    """
    basis = read_basis(session, ledger)
    newest = {source.name: source for source in reversed(watch_lists(session, list_name))}
    lists = tuple(newest[name] for name in sorted(newest))
    indexes = [(source, _index(session, source), _decisions(session, ledger, source)) for source in lists]
    related = related_names(session, RELATION_SCHEMA, subjects)
    hits: list[ScreeningHit] = []
    unnamed: list[bytes] = []
    screened = 0
    for description in describe_subjects(session, ledger, kinds=SCREENED_KINDS, subjects=subjects):
        if not description.names:
            unnamed.append(description.subject)
            continue
        screened += 1
        for source, index, decisions in indexes:
            hits.extend(_hits(description, related.get(description.subject, ()), source, index, decisions))
    kept = [hit for hit in hits if state is None or hit.state is state]
    kept.sort(key=_place)
    return Screening(lists, tuple(kept), screened, tuple(unnamed), basis)


def page_of_hits(
    hits: Sequence[ScreeningHit], *, after: str | None, limit: int
) -> tuple[tuple[ScreeningHit, ...], str | None]:
    """Return some hits of a screening, and where the next page begins.

    Args:
        hits: All hits, in their order.
        after: What the page before gave, or None.
        limit: Most hits to return.

    Raises:
        PageTokenInvalid: `after` is not from such a page.
    """
    begin = 0
    if after is not None:
        kinds = (int, str, str, str)
        last = tuple(decode_token(after, kinds))
        begin = sum(_place(hit) <= last for hit in hits)
    page = tuple(hits[begin : begin + limit])
    more = begin + limit < len(hits)
    return page, encode_token(*_place(page[-1])) if more else None


def _place(hit: ScreeningHit) -> tuple[int, str, str, str]:
    """Return what hits are ordered by."""
    return -hit.score, hit.source.name, hit.entry.entry_key, hit.subject.hex()


def _index(session: Session, source: ListEdition) -> CandidateIndex[WatchEntry]:
    # without countries: a listed entity may have sites anywhere, and a pair is compared only within a country else
    entries = watch_entries(session, source.file_hash)
    return CandidateIndex((Known(entry, Described(names=entry.names)) for entry in entries), SCREENING)


def _decisions(session: Session, ledger: LedgerKey, source: ListEdition) -> dict[tuple[str, bytes], WatchHit]:
    found = hits_of_list(session, ledger, source.name)
    return {(hit.entry_key, hit.subject): hit for hit in found if hit.decided_at is not None}


def _hits(
    description: SubjectDescription,
    related: Sequence[str],
    source: ListEdition,
    index: CandidateIndex[WatchEntry],
    decisions: dict[tuple[str, bytes], WatchHit],
) -> Iterator[ScreeningHit]:
    """Yield a hit for each entity that the subject, or an organisation it belongs to, resembles: the best of them."""
    seen: set[str] = set()
    asked = [("", description.names), *((name, (name,)) for name in related)]
    found = [(through, one) for through, names in asked for one in index.find(Described(names=names), MOST_ENTRIES)]
    for through, candidate in sorted(found, key=lambda one: -one[1].score.total):
        entry = candidate.known.key
        if entry.entry_key in seen:
            continue
        seen.add(entry.entry_key)
        yield ScreeningHit(
            subject=description.subject,
            name=description.names[0],
            country=description.country,
            entry=entry,
            source=source,
            through=through,
            score=round(candidate.score.total * 1000),
            same_country=entry.country == description.country if entry.country and description.country else None,
            decision=decisions.get((entry.entry_key, description.subject)),
        )


def _decision_json(hit: WatchHit) -> dict[str, object]:
    return {
        "by": hit.decided_by,
        "at": None if hit.decided_at is None else format_time(hit.decided_at),
        "edition": hit.edition,
        "reason": hit.reason,
    }
