"""One question being answered: the sites that it is about, and what answers look up of them.

It judges nothing. What is looked up twice is kept for the time of the question.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, TypeVar

from sqlmodel import Session

from labour_ledger.diligence.errors import QuestionInvalid
from labour_ledger.diligence.people import Names, load_names
from labour_ledger.diligence.tiers import TierSource
from labour_ledger.diligence.tiers_stored import StoredTiers
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.queries import subjects_by_id
from labour_ledger.store.queries.many_subjects import records_of_subjects, schemas_held, subject_ids
from labour_ledger.store.queries.places import uids_at
from labour_ledger.store.results import IndexedRecord, LedgerKey, SubjectSummary
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import Status, StatusCode

from .asked import Asked
from .model import Cell, Column, Kind
from .parameters import Given
from .scope import LARGEST_QUESTION, Scope, refuse_too_large, upstream_of
from .statuses import statuses_of_pairs

_Answer = TypeVar("_Answer")
SITE_COLUMNS: Final = (
    Column("site", Kind.TEXT, "Handle"),
    Column("siteName", Kind.TEXT, "Name, if its identity document is held"),
    Column("siteId", Kind.HASH, "Full id"),
    Column("country", Kind.TEXT, "ISO 3166-1 alpha-2, as registered"),
)
"""The columns by which every answer refers to a site; they are filled for the rows that are shown (`Row.site`)."""


class Inquiry(Asked):
    """What was asked, and where to look.

    Attributes:
        after: `next` of the page before; for questions that page themselves.
        limit: Most rows on a page; None for all.
    """

    def __init__(
        self,
        session: Session,
        ledger: LedgerKey,
        given: Given,
        *,
        after: str | None,
        limit: int | None,
        tiers: TierSource | None = None,
    ) -> None:
        """Begin to answer; errors are those of `Asked`.

        Args:
            session: A reading session.
            ledger: The ledger.
            given: The parameters.
            after: `next` of the page before.
            limit: Most rows on a page; None for all.
            tiers: What answers about tiers from memory, if anything does.
        """
        super().__init__(session, ledger, given)
        self.after, self.limit = after, limit
        self._tiers = tiers
        self._summaries: dict[bytes, SubjectSummary] = {}

    def from_memory(self, answer: Callable[[TierSource], _Answer]) -> _Answer | None:
        """Return what a snapshot of the block that the answer is for says; None where the store is to be asked.

        A snapshot has a clock of 32 bits: of what lies beyond it refuses to speak.
        """
        if self._tiers is None or self._tiers.block_hash != self.basis.block_hash:
            return None
        try:
            return answer(self._tiers)
        except QuestionInvalid:
            return None

    @cached_property
    def scope(self) -> Scope:
        """The sites that the question is about: the one named, all upstream of the buyer, else all of the ledger.

        Raises:
            QuestionTooLarge: More sites than a question may be about.
            InputError: Site or buyer cannot be found.
        """
        if self.site is not None:
            return Scope({self.site: None})
        if self.buyer is not None:
            remembered = self.from_memory(self._upstream)
            return remembered or self._upstream(StoredTiers(self.session, self.ledger))
        ids = subject_ids(
            self.session,
            self.ledger,
            kind=SubjectKind.SITE,
            country=self.given.country(),
            known_at=self.known_at,
            limit=LARGEST_QUESTION + 1,
        )
        refuse_too_large(len(ids))
        return Scope(dict.fromkeys(ids))

    def _upstream(self, source: TierSource) -> Scope:
        assert self.buyer is not None  # noqa: S101 - asked only of a buyer
        dates = {"valid_at": self.valid_at, "known_at": self.known_at}
        return upstream_of(source, self.session, self.ledger, self.buyer, **dates, tiers=self.deepest)

    @property
    def buyers_networks(self) -> tuple[bytes, ...]:
        """The networks of the buyer asked about, whose bundles prove its links; none without a buyer."""
        return () if self.buyer is None else self.scope.networks

    @cached_property
    def assessments(self) -> list[IndexedRecord]:
        """All assessments of the sites of the scope under the schemas asked about that were known then."""
        records = self._known_records(self.scope.tiers, self.standards)
        return [record for record in records if record.attestation.outcome]

    def codes(
        self, subjects: Collection[bytes], schemas: Collection[bytes]
    ) -> Mapping[bytes, Mapping[bytes, StatusCode]]:
        """Return the code of each of some subjects under each of some schemas, by schema and then by subject.

        From memory if it can be, which is some thousand times as fast.
        """
        listed, under = list(subjects), list(schemas)
        dates = {"valid_at": self.valid_at, "known_at": self.known_at}
        rows = self.from_memory(lambda memory: memory.statuses(listed, under, **dates))
        if rows is not None:
            columns = zip(*rows, strict=True) if rows else ((),) * len(under)
            return {
                schema: {subject: pair.code for subject, pair in zip(listed, column, strict=True)}
                for schema, column in zip(under, columns, strict=True)
            }
        found: dict[bytes, dict[bytes, StatusCode]] = {schema: {} for schema in under}
        for (subject, schema), status in self.statuses_of_pairs(dict.fromkeys(under, listed)).items():
            found[schema][subject] = status.code
        return found

    def decisive(self, subjects: Sequence[bytes], schema: bytes) -> dict[bytes, tuple[bytes, ...]]:
        """Return the uids of the records that the status of each of some subjects under a schema rests on."""
        dates = {"valid_at": self.valid_at, "known_at": self.known_at}
        places = self.from_memory(lambda memory: memory.deciding(subjects, schema, **dates))
        if places is None:
            return {subject: status.winning for subject, status in self.statuses(subjects, schema).items()}
        uids = uids_at(self.session, self.ledger, [place for some in places for place in some])
        return {subject: tuple(uids[place] for place in some) for subject, some in zip(subjects, places, strict=True)}

    def statuses(self, subjects: Collection[bytes], schema: bytes) -> dict[bytes, Status]:
        """Return the status of each of some subjects under a schema on the dates asked for."""
        return {subject: status for (subject, _), status in self.statuses_of_pairs({schema: subjects}).items()}

    def statuses_of_pairs(self, wanted: Mapping[bytes, Collection[bytes]]) -> dict[tuple[bytes, bytes], Status]:
        """Return the status of each pair of a subject and a schema, given the subjects by schema."""
        return statuses_of_pairs(self.session, self.ledger, wanted, valid_at=self.valid_at, known_at=self.known_at)

    def statuses_of_records(self, records: Iterable[IndexedRecord]) -> dict[tuple[bytes, bytes], Status]:
        """Return the status of each pair of subject and schema that some assessments are of."""
        wanted: dict[bytes, set[bytes]] = {}
        for record in records:
            wanted.setdefault(record.attestation.schema, set()).add(record.attestation.subject)
        return self.statuses_of_pairs(wanted)

    def records_under(self, *schema_ids: str) -> list[IndexedRecord]:
        """Return the records of the sites of the scope under some schemas of the ledger's own that were known then."""
        return self.records_of(self.scope.tiers, *schema_ids)

    def records_of(self, subjects: Collection[bytes], *schema_ids: str) -> list[IndexedRecord]:
        """Return the records about some subjects under some schemas that were known then."""
        return self._known_records(subjects, [schema_hash(schema_id) for schema_id in schema_ids])

    def _known_records(self, subjects: Collection[bytes], schemas: Collection[bytes]) -> list[IndexedRecord]:
        # most sites have none: what is held under which schema is a smaller table than that of the records
        having = schemas_held(self.session, self.ledger, subjects, schemas)
        records = records_of_subjects(self.session, self.ledger, having, schemas)
        return [record for record in records if record.recorded_at <= self.known_at]

    def names(self, records: Iterable[IndexedRecord], more: Iterable[int] = ()) -> Names:
        """Return the names of the parties of some records, and of some more."""
        bases = (record.basis for record in records)
        involved = {number for basis in bases for number in (basis.party, basis.accreditor)}
        return load_names(self.session, self.ledger, involved | set(more))

    def summaries(self, subjects: Iterable[bytes]) -> Mapping[bytes, SubjectSummary]:
        """Return the summaries of some subjects; unregistered ones are left out."""
        wanted = {subject for subject in subjects if subject not in self._summaries}
        if wanted:
            self._summaries |= subjects_by_id(self.session, self.ledger, wanted)
        return self._summaries

    def site_cells(self, subject: bytes) -> dict[str, Cell]:
        """Return the cells of `SITE_COLUMNS`; call `summaries` for all sites first, or each costs a query."""
        summary = self.summaries([subject]).get(subject)
        return {
            "site": handle_of(subject),
            "siteName": None if summary is None else summary.name,
            "siteId": to_hex(subject),
            "country": None if summary is None else summary.country or None,
        }
