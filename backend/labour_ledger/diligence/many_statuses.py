"""The statuses of many named subjects under several schemas, without the records they rest on.

They are those of `status.site_status`, without the flag for an unchecked identity, which costs a document each. A name
that means no subject, or several, is told beside the others: a long list is not refused for one of its rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from labour_ledger.errors import InputError, NotFoundError
from labour_ledger.registry.identifiers import Identifier
from labour_ledger.registry.names import read_subject_name, resolve_subject, subjects_by_identifier
from labour_ledger.store.queries import subjects_by_id
from labour_ledger.store.results import LedgerKey, SchemaView, SubjectSummary
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import RULE_VERSION, is_acting_schema, resolve_dates

from .basis import AnswerBasis, read_basis
from .errors import QuestionInvalid, named_errors
from .status import registered_schema, subject_not_found
from .subjects import subject_json
from .tiers import PairStatus, TierSource
from .tiers_stored import StoredTiers

STATUSES_FORMAT: Final = "labour-ledger/statuses@1"
MOST_SITES: Final = 1000
MOST_SCHEMAS: Final = 20

_Meant = SubjectSummary | InputError | NotFoundError


@dataclass(frozen=True, slots=True)
class NamedStatuses:
    """One name with what is said of it.

    Attributes:
        name: As it was given.
        subject: Whom it means; None if that is no one, or not one alone.
        problem: Why not, if it is not.
        statuses: In the order of the schemas asked for; nothing without a subject.
    """

    name: str
    subject: SubjectSummary | None
    problem: InputError | NotFoundError | None
    statuses: tuple[PairStatus, ...]

    def to_json(self, schemas: Sequence[SchemaView]) -> dict[str, object]:
        """Return the JSON form."""
        problem = self.problem
        return {
            "name": self.name,
            "subject": None if self.subject is None else subject_json(self.subject),
            "problem": None if problem is None else {"code": problem.code, "detail": problem.message},
            "statuses": [
                {
                    "schema": schema.schema_id,
                    "code": status.code.value,
                    "flags": [flag.value for flag in status.flags],
                }
                for schema, status in zip(schemas, self.statuses, strict=False)
            ],
        }


@dataclass(frozen=True, slots=True)
class ManyStatuses:
    """The answer about many subjects.

    Attributes:
        schemas: That were asked for, in their order.
        sites: One for each name given, in its order.
        basis: Ledger, block, dates and rule; it names no records.
    """

    schemas: tuple[SchemaView, ...]
    sites: tuple[NamedStatuses, ...]
    basis: AnswerBasis

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "format": STATUSES_FORMAT,
            "ruleVersion": RULE_VERSION,
            "schemas": [{"id": schema.schema_id, "hash": to_hex(schema.schema)} for schema in self.schemas],
            "sites": [site.to_json(self.schemas) for site in self.sites],
            "basis": self.basis.to_json(),
        }


def many_statuses(
    session: Session,
    ledger: LedgerKey,
    names: Sequence[str],
    *,
    schema_ids: Sequence[str],
    valid_at_text: str | None = None,
    known_at_text: str | None = None,
    tiers: TierSource | None = None,
) -> ManyStatuses:
    """Return the statuses of subjects under schemas.

    Source: docs/status-rule.md.

    Args:
        session: A reading session.
        ledger: The ledger.
        names: As for `subjects.find_subject`, at most `MOST_SITES`.
        schema_ids: For example `ilo/c029@1930`, at most `MOST_SCHEMAS`.
        valid_at_text: For which date; None or `today` is the time of the last indexed block.
        known_at_text: As known on which date; likewise.
        tiers: A snapshot to answer from, used if it is as new as the index; None for the store.

    Raises:
        QuestionInvalid: Too many sites or schemas, a date that cannot be asked about, or a schema whose records act.
        SchemaUnknown: Nobody knows a schema.
        SchemaNotRegistered: The ledger does not have one.
        UnavailableError: There is no complete index to answer from.
    """
    _refuse_too_many(names, schema_ids)
    basis = read_basis(session, ledger)
    schemas = tuple(registered_schema(session, ledger, schema_id) for schema_id in dict.fromkeys(schema_ids))
    with named_errors():
        valid_at, known_at = resolve_dates(valid_at_text, known_at_text, basis.block_time)
    _refuse_acting(schemas)
    meant = _meant(session, ledger, names)
    subjects = sorted({found.subject for found in meant.values() if isinstance(found, SubjectSummary)})
    dates = {"valid_at": valid_at, "known_at": known_at}
    sources = _sources(session, ledger, tiers, basis)
    statuses = dict(zip(subjects, _statuses(sources, subjects, [one.schema for one in schemas], dates), strict=True))
    sites = tuple(_named(name, meant[name], statuses) for name in names)
    return ManyStatuses(schemas, sites, basis.asked(valid_at, known_at))


def _sources(
    session: Session, ledger: LedgerKey, tiers: TierSource | None, basis: AnswerBasis
) -> tuple[TierSource, ...]:
    stored = StoredTiers(session, ledger)
    return (tiers, stored) if tiers is not None and tiers.block_hash == basis.block_hash else (stored,)


def _statuses(
    sources: Sequence[TierSource], subjects: Sequence[bytes], schemas: Sequence[bytes], dates: Mapping[str, int]
) -> list[list[PairStatus]]:
    for source in sources[:-1]:
        # a snapshot has a clock of 32 bits: of what lies beyond it refuses to speak
        with suppress(QuestionInvalid):
            return source.statuses(subjects, schemas, valid_at=dates["valid_at"], known_at=dates["known_at"])
    with named_errors():
        return sources[-1].statuses(subjects, schemas, valid_at=dates["valid_at"], known_at=dates["known_at"])


def _refuse_too_many(names: Sequence[str], schema_ids: Sequence[str]) -> None:
    for what, given, most in (("sites", names, MOST_SITES), ("schemas", schema_ids, MOST_SCHEMAS)):
        if not 1 <= len(given) <= most:
            raise QuestionInvalid(
                f"{what}: {len(given)} were given; 1 to {most} can be asked about at once",
                hint="Ask several times, for a part each.",
                context={"field": what, "most": most},
            )


def _refuse_acting(schemas: Sequence[SchemaView]) -> None:
    for schema in schemas:
        if is_acting_schema(schema.schema):
            raise QuestionInvalid(
                f"schemas: the records of {schema.schema_id} act on others, so nothing has a status under it",
                hint="Ask for standards.",
                context={"field": "schemas", "schema": schema.schema_id},
            )


def _named(name: str, meant: _Meant, statuses: Mapping[bytes, Sequence[PairStatus]]) -> NamedStatuses:
    if isinstance(meant, SubjectSummary):
        return NamedStatuses(name, meant, None, tuple(statuses[meant.subject]))
    return NamedStatuses(name, None, meant, ())


def _meant(session: Session, ledger: LedgerKey, names: Sequence[str]) -> dict[str, _Meant]:
    """Return for each name the subject that it means, or why it means none."""
    read: dict[str, Identifier | tuple[bytes, bytes]] = {}
    found: dict[str, _Meant] = {}
    for name in dict.fromkeys(names):
        try:
            read[name] = read_subject_name(name)
        except InputError as error:
            found[name] = error
    identifiers = {name: one for name, one in read.items() if isinstance(one, Identifier)}
    holders = subjects_by_identifier(session, ledger, identifiers.values())
    subjects = {name: holders[one] for name, one in identifiers.items() if one in holders}
    subjects |= {name: one[0] for name, one in read.items() if not isinstance(one, Identifier) and one[0] == one[1]}
    for name in read.keys() - subjects.keys():
        try:
            subjects[name] = resolve_subject(session, ledger, name)
        except (InputError, NotFoundError) as error:
            found[name] = error
    registered = subjects_by_id(session, ledger, subjects.values())
    for name, subject in subjects.items():
        found[name] = registered[subject] if subject in registered else subject_not_found(subject)
    return found
