"""A snapshot: columns as of one block, and answers about any dates up to it. It never changes.

What holds on one pair of dates is worked out once, as a *view*; the view of the block's own time is made with the
snapshot, those of the last few other dates are kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.diligence.tiers import Chain, PairStatus, TierQuestion, Upstream
from labour_ledger.store.column_rows import LAST_TIME
from labour_ledger.store.queries.places import position_of
from labour_ledger.store.results import Cursor, Position
from labour_ledger_verify.status import ACTING_SCHEMA_IDS

from .acting import ACTING
from .chain import read_chain
from .contents import Contents
from .numbering import Numbers, as_ids
from .view import View, make_view
from .words import UNREGISTERED, pair_statuses

_VIEWS_KEPT: Final = 4


@dataclass(frozen=True)
class Snapshot:
    """The ledger's links and statuses as of one block.

    Attributes:
        cursor: The block.
        mark: Tells the index that was read from one made anew.
        contents: Links, assessments, and what the rule itself reads.
        link_terms: Number of documents of links that were held.
        ruled_at_first: Number of subjects that the rule itself read when all was last built.
        has_doubtful_keys: A key was doubtful for some time.
    """

    cursor: Cursor
    mark: Hashable | None
    contents: Contents
    link_terms: int
    ruled_at_first: int
    has_doubtful_keys: bool
    _views: OrderedDict[tuple[int, int], View] = field(
        default_factory=OrderedDict, init=False, compare=False, repr=False
    )
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, compare=False, repr=False)

    @property
    def block_number(self) -> int:
        """The block that the answers are complete up to."""
        return self.cursor.block_number

    @property
    def block_hash(self) -> bytes:
        """The hash of that block, 32 bytes."""
        return self.cursor.block_hash

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, with those of the views that are kept, bytes; facts of ruled subjects not counted."""
        return self.contents.nbytes + sum(view.nbytes for view in list(self._views.values()))

    def upstream(self, question: TierQuestion) -> Upstream:
        """Return what lies upstream of a buyer, through all tiers; as `TierSource`."""
        _refuse_acting([question.schema])
        view = self.view(question.valid_at, question.known_at)
        return view.upstream(question, self.contents.numbering.number(question.root))

    def chain(self, root: bytes, *, valid_at: int, known_at: int, deepest: int | None, most: int) -> Chain:
        """Return who is upstream of a buyer and by which links; as `TierSource`."""
        view, number = self.view(valid_at, known_at), self.contents.numbering.number(root)
        return Chain(1, {root: 0}) if number < 0 else read_chain(view, number, deepest=deepest, most=most)

    def statuses(
        self, subjects: Sequence[bytes], schemas: Sequence[bytes], *, valid_at: int, known_at: int
    ) -> list[list[PairStatus]]:
        """Return the status of each of some subjects under each of some schemas; as `TierSource`."""
        _refuse_acting(schemas)
        if not subjects or not schemas:
            return [[] for _ in subjects]
        view = self.view(valid_at, known_at)
        numbers = self.numbers(subjects)
        words = np.stack([view.words(schema)[numbers] for schema in schemas], axis=1)
        words[numbers < 0] = UNREGISTERED
        return pair_statuses(words)

    def deciding(
        self, subjects: Sequence[bytes], schema: bytes, *, valid_at: int, known_at: int
    ) -> list[tuple[Position, ...]]:
        """Return for each of some subjects the places of the records that its status rests on; as `TierSource`."""
        _refuse_acting([schema])
        found = self.view(valid_at, known_at).deciding(subjects, schema) if subjects else []
        return [tuple(position_of(place) for place in places) for places in found]

    def numbers(self, subjects: Sequence[bytes]) -> Numbers:
        """Return the numbers that stand for subjects in the arrays of a view, -1 for those that no one names."""
        return self.contents.numbering.numbers(as_ids(subjects))

    def view(self, valid_at: int, known_at: int) -> View:
        """Return what holds on a date, as known on a date; made when first asked for.

        Args:
            valid_at: Unix seconds.
            known_at: Unix seconds.

        Raises:
            QuestionInvalid: A date is later than the snapshot.
        """
        if max(valid_at, known_at) > max(self.cursor.block_time, 0) or self.cursor.block_time >= LAST_TIME:
            raise QuestionInvalid(
                "the date is later than the last block of the index", hint="Ask for an earlier date, or for today."
            )
        dates = (valid_at, known_at)
        # without the lock: a look into a dictionary is whole in itself
        view = self._views.get(dates)
        if view is None:
            with self._lock:
                view = self._views.get(dates)
                if view is None:
                    view = make_view(self.contents, valid_at, known_at)
                    self._keep(dates, view)
        return view

    def warm(self, before: Snapshot | None = None, changed: Collection[bytes] = ()) -> None:
        """Make the view of the block's own time ready, with the statuses under every assessed schema.

        Args:
            before: The snapshot that this one was brought forward from.
            changed: Subjects that something was recorded about since.
        """
        own = (self.cursor.block_time, self.cursor.block_time)
        earlier = None if before is None else before.view(before.cursor.block_time, before.cursor.block_time)
        view = make_view(self.contents, *own, earlier)
        if earlier is not None:
            view.carry(earlier, changed)
        self._keep(own, view)
        view.warm()

    def _keep(self, dates: tuple[int, int], view: View) -> None:
        self._views[dates] = view
        while len(self._views) > _VIEWS_KEPT:
            # that of the block's own time is asked for most, and stays
            own = (self.cursor.block_time, self.cursor.block_time)
            self._views.pop(next(dates for dates in self._views if dates != own))


def _refuse_acting(schemas: Sequence[bytes]) -> None:
    if not ACTING.isdisjoint(schemas):
        raise QuestionInvalid(
            "the schema asked for is one whose records act on others, so nothing has a status under it",
            hint=f"Ask for a standard. The acting schemas are {', '.join(ACTING_SCHEMA_IDS)}.",
        )
