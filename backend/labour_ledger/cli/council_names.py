"""Who the parties are that a proposal speaks of by number: class and country from the chain, names from the index.

A number says nothing to who is asked to approve; a name from an index that lags may be missing, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from labour_ledger.config import Settings
from labour_ledger.diligence.people import class_words, load_names
from labour_ledger.schemas.codes import code_name
from labour_ledger_verify.basis import PartyClass

from .connections import open_ledger
from .council_acting import CouncilRoom

_PARTY: Final = re.compile(r"\b(?:party|controller)=(\d+)\b")


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A party that a proposal names; `party_class` is None where the ledger knows no such party."""

    number: int
    party_class: PartyClass | None
    country: str
    name: str | None

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "party": self.number,
            "class": None if self.party_class is None else code_name(self.party_class),
            "country": self.country,
            "name": self.name,
        }

    def words(self) -> str:
        """Return who it is."""
        if self.party_class is None:
            return f"party {self.number} is not registered"
        name = self.name or "a name that the index here does not have"
        place = f" in {self.country}" if self.country else ""
        return f"party {self.number} is {name}, {class_words(self.party_class)}{place}"


def parties_named(settings: Settings, room: CouncilRoom, texts: Iterable[str]) -> list[NamedParty]:
    """Return the parties that calls name, in order of their numbers.

    Args:
        settings: Say where the index is.
        room: The council.
        texts: Calls in words.
    """
    numbers = sorted({int(number) for text in texts for number in _PARTY.findall(text)} - {0})
    if not numbers:
        return []
    registered = room.client.party_count()
    with open_ledger(settings) as ledger, ledger.store.reading() as session:
        # a proposal may name any number, also one that a store cannot hold
        names = load_names(session, ledger.key, [number for number in numbers if number <= registered]).parties
    found = []
    for number in numbers:
        state = room.client.party(number) if number <= registered else None
        known = names.get(number)
        found.append(
            NamedParty(
                number,
                None if state is None else state.party_class,
                "" if state is None else state.country,
                None if known is None else known.name,
            )
        )
    return found
