"""Parties and schemas by their names, looked up once for all records of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlmodel import Session

from labour_ledger.schemas.catalogue import schema_ids_by_hash
from labour_ledger.schemas.codes import PartyClass, code_name
from labour_ledger.store.queries import list_schemas, parties_by_number
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.hexadecimal import to_hex

COUNCIL = 0
"""Where a party acts, 0 is the council (docs/history-format.md, section 1)."""


class Named(Protocol):
    """A party as far as it is called something."""

    @property
    def name(self) -> str | None:
        """From its profile; None where that is not held."""
        ...


@dataclass(frozen=True, slots=True)
class Names:
    """Names of parties and schemas.

    Attributes:
        parties: By number.
        schemas: Ids by hash.
    """

    parties: Mapping[int, Named]
    schemas: Mapping[bytes, str]

    def party(self, number: int) -> str:
        """Return what people call a party: its name and number, or its number alone."""
        if number == COUNCIL:
            return "the council"
        party = self.parties.get(number)
        return f"{party.name} (party {number})" if party is not None and party.name else f"party {number}"

    def party_json(self, number: int) -> dict[str, object]:
        """Return the JSON form of a reference to a party; party 0 is the council."""
        party = self.parties.get(number)
        return {"party": number, "name": None if party is None else party.name}

    def schema(self, schema: bytes) -> str:
        """Return the id of a schema, or its hash where nobody told its id."""
        return self.schemas.get(schema, to_hex(schema))

    def schema_json(self, schema: bytes) -> dict[str, object]:
        """Return the JSON form of a reference to a schema."""
        return {"id": self.schemas.get(schema), "hash": to_hex(schema)}


def load_names(session: Session, ledger: LedgerKey, parties: Iterable[int]) -> Names:
    """Return the names of some parties, and of all schemas.

    Args:
        session: A reading session.
        ledger: The ledger.
        parties: Numbers; 0 and unknown ones are allowed.
    """
    registered = {schema.schema: schema.schema_id for schema in list_schemas(session, ledger) if schema.schema_id}
    wanted = set(parties) - {COUNCIL}
    found = parties_by_number(session, ledger, wanted) if wanted else {}
    return Names(found, {**schema_ids_by_hash(), **registered})


def class_words(party_class: PartyClass) -> str:
    """Return a class of party in words, such as `workers' organisation`."""
    return _CLASS_WORDS.get(party_class, code_name(party_class).replace("_", " "))


_CLASS_WORDS = {
    PartyClass.EMPLOYERS_ORGANISATION: "employers' organisation",
    PartyClass.WORKERS_ORGANISATION: "workers' organisation",
}
