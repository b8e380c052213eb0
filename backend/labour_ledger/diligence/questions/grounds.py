"""The records that answers rest on besides those that their rows name: links followed, sites counted.

A large answer rests on more records than one body may hold, so they are looked up page by page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from labour_ledger.store.link_results import LinkedPair
from labour_ledger.store.queries.link_counts import uids_of_pairs
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex

from .inquiry import Inquiry
from .model import Findings, Grounds, Row

MOST_NAMED: Final = 1_000
"""Records that an answer names besides those of its rows; of more than these it says where they are listed."""
LINKS: Final = "links"
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Ground:
    """Records about one subject that a part of an answer rests on.

    Attributes:
        part: Of `Grounds`.
        subject: 32 bytes.
        uids: 32 bytes each.
    """

    part: str
    subject: bytes
    uids: tuple[bytes, ...]

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "part": self.part,
            "id": to_hex(self.subject),
            "handle": handle_of(self.subject),
            "uids": [to_hex(uid) for uid in self.uids],
        }


def links_followed(inquiry: Inquiry) -> tuple[Grounds, ...]:
    """Return the links by which the sites of the scope were found, by seller; nothing where no buyer was named."""
    if inquiry.buyer is None:
        return ()
    scope, deepest = inquiry.scope, inquiry.deepest
    depths = scope.chain.depths
    sellers = sorted(subject for subject, depth in depths.items() if depth or subject in scope.chain.circular)
    if not sellers:
        return ()

    def was_followed(pair: LinkedPair) -> bool:
        depth = depths.get(pair.buyer)
        return depth is not None and (deepest is None or depth < deepest)

    return (Grounds(LINKS, sellers, links_of(inquiry, was_followed), notes=scope.notes()),)


def links_between(
    inquiry: Inquiry, pairs: Collection[LinkedPair], *, valid_at: int | None = None
) -> tuple[Grounds, ...]:
    """Return the links between some pairs that are in force, by seller.

    Args:
        inquiry: What was asked.
        pairs: Of buyers and sellers.
        valid_at: In force when, Unix seconds; by default on the date asked for.
    """
    if not pairs:
        return ()
    wanted = set(pairs)
    sellers = sorted({pair.seller for pair in wanted})
    return (Grounds(LINKS, sellers, links_of(inquiry, wanted.__contains__, valid_at=valid_at)),)


def links_of(
    inquiry: Inquiry, is_meant: Callable[[LinkedPair], bool] | None = None, *, valid_at: int | None = None
) -> Callable[[Sequence[bytes]], Mapping[bytes, Sequence[bytes]]]:
    """Return what looks up the uids of links to sellers.

    Args:
        inquiry: What was asked.
        is_meant: Which pairs of buyer and seller; None for all.
        valid_at: In force when, Unix seconds; by default on the date asked for.
    """
    moment = inquiry.valid_at if valid_at is None else valid_at

    def uids(sellers: Sequence[bytes]) -> Mapping[bytes, Sequence[bytes]]:
        found: dict[bytes, list[bytes]] = {}
        links = uids_of_pairs(inquiry.session, inquiry.ledger, sellers, valid_at=moment, known_at=inquiry.known_at)
        for pair, uid in links:
            if is_meant is None or is_meant(pair):
                found.setdefault(pair.seller, []).append(uid)
        return found

    return uids


def deciding_records(
    inquiry: Inquiry, schemas: Collection[bytes]
) -> Callable[[Sequence[bytes]], Mapping[bytes, Sequence[bytes]]]:
    """Return what looks up the records that the statuses of sites under some schemas rest on."""

    def uids(subjects: Sequence[bytes]) -> Mapping[bytes, Sequence[bytes]]:
        found: dict[bytes, list[bytes]] = {subject: [] for subject in subjects}
        for schema in schemas:
            for subject, decisive in inquiry.decisive(subjects, schema).items():
                found[subject] += decisive
        return found

    return uids


def with_links(inquiry: Inquiry) -> Callable[[Sequence[Row]], Sequence[Row]]:
    """Return what adds to rows about sellers the links to these that are in force, by whatever buyer."""
    look_up = links_of(inquiry)

    def complete(rows: Sequence[Row]) -> Sequence[Row]:
        links = look_up([row.site for row in rows if row.site is not None])
        return [replace(row, uids=(*row.uids, *links.get(row.site or b"", ()))) for row in rows]

    return complete


def few_records(grounds: Sequence[Grounds]) -> list[tuple[bytes, ...]] | None:
    """Return the records of each of some grounds, or None where they are too many to name at once."""
    if sum(len(one.subjects) for one in grounds) > MOST_NAMED:
        return None
    found = []
    for one in grounds:
        uids_by_subject = one.uids_of(one.subjects)
        found.append(tuple(uid for subject in one.subjects for uid in uids_by_subject.get(subject, ())))
    return found if sum(map(len, found)) <= MOST_NAMED else None


def grounds_of_rows(findings: Findings) -> Grounds:
    """Return the records that rows name, by the first subject of each row."""
    rows_of: dict[bytes, list[Row]] = {}
    for row in findings.rows:
        for subject in row.subjects[:1]:
            rows_of.setdefault(subject, []).append(row)

    def uids(subjects: Sequence[bytes]) -> Mapping[bytes, Sequence[bytes]]:
        rows = [row for subject in subjects for row in rows_of[subject]]
        found: dict[bytes, list[bytes]] = {}
        for row in rows if findings.complete is None else findings.complete(rows):
            found.setdefault(row.subjects[0], []).extend(row.uids)
        return found

    return Grounds("rows", sorted(rows_of), uids)


def page_of_grounds(
    grounds: Sequence[Grounds], place: tuple[int, bytes], limit: int
) -> tuple[list[Ground], tuple[int, bytes] | None]:
    """Return some of the records of grounds, and the place of the last of these; None where no more follow.

    Args:
        grounds: In order; each is listed by the ids of its subjects.
        place: Number of the grounds, and the subject after which to go on.
        limit: Most subjects.
    """
    found: list[Ground] = []
    number, after = place
    while number < len(grounds):
        subjects = sorted(grounds[number].subjects)
        start = bisect_right(subjects, after)
        while start < len(subjects):
            chunk = subjects[start : start + _AT_ONCE]
            for subject, uids in _named(grounds[number], chunk):
                if len(found) == limit:
                    return found, (number, found[-1].subject if found[-1].part == grounds[number].part else b"")
                found.append(Ground(grounds[number].part, subject, uids))
            start += len(chunk)
        number, after = number + 1, b""
    return found, None


def _named(grounds: Grounds, subjects: Sequence[bytes]) -> Iterable[tuple[bytes, tuple[bytes, ...]]]:
    uids_by_subject = grounds.uids_of(subjects)
    for subject in subjects:
        uids = tuple(dict.fromkeys(uids_by_subject.get(subject, ())))
        if uids:
            yield subject, uids
