"""What published lists say of the country of a site and of goods made there: context, never a verdict.

Every row names the list, its edition and the hash of the file it was read from. A country that no list names has no
rows, and that is no good sign: lists cover some countries and some goods.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from labour_ledger.store.folding import fold_name
from labour_ledger.store.queries import get_subject
from labour_ledger.store.queries.context import ContextFact, ListEdition, context_facts, context_lists
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import format_time

from .basis import AnswerBasis, read_basis
from .status import subject_not_found

NOT_A_VERDICT = (
    "Context about a country and its goods. It says nothing of this site, and silence says nothing of the country."
)


@dataclass(frozen=True, slots=True)
class ContextRow:
    """One thing that a list says.

    Attributes:
        source: List, edition, hash of the file, and when it was imported.
        fact: Country, good, topic and the list's own words, with the row they stand in.
    """

    source: ListEdition
    fact: ContextFact

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; times are RFC 3339 in UTC."""
        return {
            "country": self.fact.country,
            "territory": self.fact.territory or None,
            "good": self.fact.good or None,
            "topic": self.fact.topic,
            "value": self.fact.value,
            "source": {**edition_json(self.source), "row": self.fact.row_number},
        }


@dataclass(frozen=True, slots=True)
class SiteContext:
    """The context of one subject.

    Attributes:
        subject: 32 bytes.
        country: As registered, or "" for none.
        lists: Editions that were looked through; empty means that nothing was imported.
        rows: What they say.
        basis: What the answer rests on.
    """

    subject: bytes
    country: str
    lists: tuple[ListEdition, ...]
    rows: tuple[ContextRow, ...]
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "subject": to_hex(self.subject),
            "handle": handle_of(self.subject),
            "country": self.country or None,
            "notice": NOT_A_VERDICT,
            "lists": [edition_json(source) for source in self.lists],
            "items": [row.to_json() for row in self.rows],
            "basis": self.basis.to_json(),
        }


def country_context(session: Session, country: str, goods: Iterable[str] = ()) -> tuple[ContextRow, ...]:
    """Return what the newest import of each list says of a country and of goods in it.

    Args:
        session: A reading session.
        country: ISO 3166-1 alpha-2.
        goods: Goods as the lists name them, such as `Palm Fruit`, whatever their case and accents; none means all.
            Rows about the country as a whole are always among the answer.
    """
    wanted = {fold_name(good) for good in goods}
    return tuple(
        ContextRow(found.source, found.fact)
        for found in context_facts(session, country)
        if not wanted or not found.fact.good or fold_name(found.fact.good) in wanted
    )


def newest_lists(session: Session) -> tuple[ListEdition, ...]:
    """Return the edition of each list that answers: the newest import, by name of the list."""
    newest = {source.name: source for source in reversed(context_lists(session))}
    return tuple(newest[name] for name in sorted(newest))


def site_context(session: Session, ledger: LedgerKey, subject: bytes, goods: Iterable[str] = ()) -> SiteContext:
    """Return the context of a subject's country.

    Args:
        session: A reading session.
        ledger: The ledger.
        subject: 32 bytes.
        goods: As for `country_context`.

    Raises:
        NotFoundError: The subject is not registered.
    """
    basis = read_basis(session, ledger)
    detail = get_subject(session, ledger, subject)
    if detail is None:
        raise subject_not_found(subject)
    country = detail.summary.country
    rows = country_context(session, country, goods) if country else ()
    return SiteContext(subject, country, newest_lists(session), rows, basis)


def edition_json(source: ListEdition) -> dict[str, object]:
    """Return the JSON form of a list's edition."""
    return {
        "list": source.name,
        "title": source.title,
        "publisher": source.publisher,
        "edition": source.edition,
        "fileHash": to_hex(source.file_hash),
        "rows": source.row_count,
        "importedAt": format_time(source.imported_at),
    }
