"""One question being answered: what was asked, turned into subjects, dates and schemas, and what every answer looks up.

It judges nothing. What is looked up twice is kept for the time of the question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Final

from sqlmodel import Session

from labour_ledger.diligence.basis import AnswerBasis, read_basis
from labour_ledger.diligence.errors import QuestionInvalid, named_errors
from labour_ledger.diligence.people import Names, load_names
from labour_ledger.diligence.status import registered_schema
from labour_ledger.diligence.tiers import TierSource
from labour_ledger.registry.names import resolve_subject
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.party_results import PartyView
from labour_ledger.store.queries import (
    block_at,
    get_cursor,
    list_schemas,
    subjects_by_id,
)
from labour_ledger.store.queries.many_subjects import records_of_subjects, standings_of_subjects, subject_ids
from labour_ledger.store.results import IndexedRecord, LedgerKey, SchemaView, Standing, SubjectSummary
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import Status, format_time, is_acting_schema, resolve_dates

from .model import Cell, Column, Kind
from .naming import named_buyer, named_party, named_record
from .parameters import Given
from .scope import LARGEST_QUESTION, Scope, refuse_too_large, upstream_of
from .statuses import statuses_of

_OWN_FAMILY: Final = "ledger/"
SITE_COLUMNS: Final = (
    Column("site", Kind.TEXT, "Handle"),
    Column("siteName", Kind.TEXT, "Name, if its identity document is held"),
    Column("siteId", Kind.HASH, "Full id"),
    Column("country", Kind.TEXT, "ISO 3166-1 alpha-2, as registered"),
)
"""The columns by which every answer refers to a site; `Inquiry.site_cells` fills them."""


class Inquiry:
    """What was asked, and where to look.

    Attributes:
        session: A reading session.
        ledger: The ledger.
        given: The parameters.
        after: `next` of the page before; for questions that page themselves.
        limit: Most rows on a page; None for all.
        tiers: What answers about tiers from memory, if anything does.
        basis: Block and dates that the answer is for.
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
        """Read the block that the answer is for, and the dates.

        Raises:
            QuestionInvalid: A date is unreadable or later than the block.
            UnavailableError: There is no complete index to answer from.
        """
        self.session, self.ledger, self.given = session, ledger, given
        self.after, self.limit = after, limit
        self.tiers = tiers
        basis = read_basis(session, ledger)
        texts = given.values
        with named_errors():
            valid_at, known_at = resolve_dates(texts.get("valid_at"), texts.get("known_at"), basis.block_time)
        self.basis: AnswerBasis = basis.asked(valid_at, known_at)
        self._summaries: dict[bytes, SubjectSummary] = {}

    @property
    def valid_at(self) -> int:
        """The date the answer is for, Unix seconds."""
        return self.basis.valid_at

    @property
    def known_at(self) -> int:
        """Only what was recorded up to then is looked at, Unix seconds."""
        return self.basis.known_at

    @cached_property
    def site(self) -> bytes | None:
        """The site asked about, or None.

        Raises:
            InputError: As `registry.names.resolve_subject`.
        """
        name = self.given.text("site")
        return None if name is None else resolve_subject(self.session, self.ledger, name)

    @cached_property
    def buyer(self) -> bytes | None:
        """The buyer asked about, by id or by its whole name, or None.

        Raises:
            InputError: As `registry.names.resolve_subject`; SubjectNotFound also where no name fits.
        """
        name = self.given.text("buyer")
        return None if name is None else named_buyer(self.session, self.ledger, name)

    @property
    def deepest(self) -> int | None:
        """The last tier that is looked at, or None for all.

        Raises:
            QuestionInvalid: It is no number.
        """
        return self.given.number("tiers", largest=1000)

    @cached_property
    def schema(self) -> SchemaView | None:
        """The schema asked for, or None.

        Raises:
            SchemaUnknown, SchemaNotRegistered: The ledger does not have it.
            QuestionInvalid: Its records act on others, so nothing has a status under it.
        """
        schema_id = self.given.text("standard")
        if schema_id is None:
            return None
        found = registered_schema(self.session, self.ledger, schema_id)
        if is_acting_schema(found.schema):
            raise QuestionInvalid(
                f"standard: records of {schema_id} act on others, so nothing has a status under it",
                hint="Ask for a standard; GET /v1/schemas lists them.",
                context={"field": "standard"},
            )
        return found

    @cached_property
    def party(self) -> PartyView:
        """The party asked about.

        Raises:
            QuestionInvalid: It is no number.
            PartyNotFound: The ledger has none of that number.
        """
        return named_party(self.session, self.ledger, self.given.number("party", largest=2**63 - 1) or 0)

    @cached_property
    def record(self) -> IndexedRecord:
        """The record asked about.

        Raises:
            QuestionInvalid: The text is no uid.
            RecordNotFound: The ledger has none of that uid.
        """
        return named_record(self.session, self.ledger, self.given.text("record") or "")

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
            return upstream_of(
                self.session,
                self.ledger,
                self.buyer,
                valid_at=self.valid_at,
                known_at=self.known_at,
                tiers=self.deepest,
            )
        ids = subject_ids(
            self.session,
            self.ledger,
            kind=SubjectKind.SITE,
            country=self.given.country(),
            limit=LARGEST_QUESTION + 1,
        )
        refuse_too_large(len(ids))
        known = self.summaries(ids)
        return Scope({subject: None for subject in ids if known[subject].registered_at <= self.known_at})

    @property
    def buyers_networks(self) -> tuple[bytes, ...]:
        """The networks of the buyer asked about, whose bundles prove its links; none without a buyer."""
        return () if self.buyer is None else self.scope.networks

    @cached_property
    def standards(self) -> Mapping[bytes, str]:
        """The schemas asked about by hash: the one named, else all of the ledger that are standards."""
        if self.schema is not None:
            return {self.schema.schema: self.schema.schema_id}
        return {
            found.schema: found.schema_id
            for found in list_schemas(self.session, self.ledger)
            if not found.schema_id.startswith(_OWN_FAMILY)
        }

    @cached_property
    def standings(self) -> Mapping[bytes, list[Standing]]:
        """What is held about each site of the scope, by schema."""
        return standings_of_subjects(self.session, self.ledger, self.scope.tiers)

    @cached_property
    def assessments(self) -> list[IndexedRecord]:
        """All assessments of the sites of the scope under the schemas asked about that were known then."""
        records = records_of_subjects(self.session, self.ledger, self.standings, self.standards)
        return [record for record in records if record.recorded_at <= self.known_at and record.attestation.outcome]

    def statuses(self, subjects: Collection[bytes], schema: bytes) -> dict[bytes, Status]:
        """Return the status of each of some sites under a schema on the dates asked for."""
        return statuses_of(
            self.session,
            self.ledger,
            subjects,
            schema=schema,
            valid_at=self.valid_at,
            known_at=self.known_at,
        )

    def statuses_of_records(self, records: Iterable[IndexedRecord]) -> dict[tuple[bytes, bytes], Status]:
        """Return the status of each pair of subject and schema that some assessments are of."""
        wanted: dict[bytes, set[bytes]] = {}
        for record in records:
            wanted.setdefault(record.attestation.schema, set()).add(record.attestation.subject)
        return {
            (subject, schema): status
            for schema, subjects in wanted.items()
            for subject, status in self.statuses(subjects, schema).items()
        }

    def records_under(self, *schema_ids: str) -> list[IndexedRecord]:
        """Return the records of the sites of the scope under some schemas of the ledger's own that were known then."""
        return self.records_of(self.standings, *schema_ids)

    def records_of(self, subjects: Collection[bytes], *schema_ids: str) -> list[IndexedRecord]:
        """Return the records about some subjects under some schemas that were known then."""
        wanted = [schema_hash(schema_id) for schema_id in schema_ids]
        records = records_of_subjects(self.session, self.ledger, subjects, wanted)
        return [record for record in records if record.recorded_at <= self.known_at]

    def names(self, records: Iterable[IndexedRecord], more: Iterable[int] = ()) -> Names:
        """Return the names of the parties of some records, and of some more."""
        involved = {number for record in records for number in (record.basis.party, record.basis.accreditor)}
        return load_names(self.session, self.ledger, involved | set(more))

    def summaries(self, subjects: Iterable[bytes]) -> Mapping[bytes, SubjectSummary]:
        """Return the summaries of some subjects; unregistered ones are left out."""
        wanted = set(subjects) - self._summaries.keys()
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

    def notes(self) -> tuple[str, ...]:
        """Return what must be said of the dates and the schema asked for, whatever the question is."""
        found = []
        if self.schema is not None and self.schema.retired_at is not None:
            found.append(
                f"{self.schema.schema_id} was retired on {format_time(self.schema.retired_at)}: what was recorded "
                "under it still counts for its period, and nothing new can be recorded."
            )
        cursor = get_cursor(self.session, self.ledger)
        first = None if cursor is None else block_at(self.session, self.ledger, cursor.start_block)
        if first is not None and self.known_at < first.timestamp:
            found.append(
                f"Nothing was known on {format_time(self.known_at)}: the ledger begins with block {first.number} of "
                f"{format_time(first.timestamp)}."
            )
        return tuple(found)
