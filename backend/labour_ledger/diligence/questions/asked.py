"""What was asked: the texts of a question's parameters turned into subjects, dates, schemas, parties and records.

It looks up what is named and nothing about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from sqlmodel import Session

from labour_ledger.diligence.basis import AnswerBasis, read_basis
from labour_ledger.diligence.errors import QuestionInvalid, named_errors
from labour_ledger.diligence.status import registered_schema
from labour_ledger.registry.names import resolve_subject
from labour_ledger.store.party_results import PartyView
from labour_ledger.store.queries import list_schemas
from labour_ledger.store.results import IndexedRecord, LedgerKey, SchemaView
from labour_ledger_verify.status import is_acting_schema, resolve_dates

from .naming import named_buyer, named_party, named_record
from .parameters import Given

_OWN_FAMILY: Final = "ledger/"


class Asked:
    """What was asked, and of which ledger.

    Attributes:
        session: A reading session.
        ledger: The ledger.
        given: The parameters.
        basis: Block and dates that the answer is for.
    """

    def __init__(self, session: Session, ledger: LedgerKey, given: Given) -> None:
        """Read the block that the answer is for, and the dates.

        Raises:
            QuestionInvalid: A date is unreadable or later than the block.
            UnavailableError: There is no complete index to answer from.
        """
        self.session, self.ledger, self.given = session, ledger, given
        basis = read_basis(session, ledger)
        texts = given.values
        with named_errors():
            valid_at, known_at = resolve_dates(texts.get("valid_at"), texts.get("known_at"), basis.block_time)
        self.basis: AnswerBasis = basis.asked(valid_at, known_at)

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
    def standards(self) -> Mapping[bytes, str]:
        """The schemas asked about by hash: the one named, else all of the ledger that are standards."""
        if self.schema is not None:
            return {self.schema.schema: self.schema.schema_id}
        return {
            found.schema: found.schema_id
            for found in list_schemas(self.session, self.ledger)
            if not found.schema_id.startswith(_OWN_FAMILY)
        }
