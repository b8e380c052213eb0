"""Aliases that a person gives or takes back: another name of a site, or an identifier that nobody claimed on chain.

It writes in the unit of work that it is given and never commits.
"""

from __future__ import annotations

from sqlmodel import Session

from labour_ledger.errors import InputError
from labour_ledger.schemas.personal_data import refuse_personal_data
from labour_ledger.store.queries.aliases import Alias, AliasKind, aliases_of, forget_aliases, save_aliases
from labour_ledger.store.queries.subjects import subject_of_identifier
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.handle import handle_of

from .identifiers import parse_identifier
from .names import SubjectNotFound

BY_HAND = "given by hand"
"""Source of an alias that no list gave."""


class AliasInvalid(InputError):
    """An alias that cannot be given: empty, without a reason, or an identifier that another subject holds."""

    code = "alias-invalid"


def add_alias(
    session: Session, ledger: LedgerKey, subject: bytes, text: str, *, added_by: str, reason: str, now: int
) -> Alias:
    """Give a subject an alias.

    Args:
        session: Of a unit of work.
        ledger: The ledger.
        subject: 32 bytes.
        text: `scheme:value`, or else a name.
        added_by: Who says so.
        reason: Why.
        now: Unix seconds.

    Raises:
        AliasInvalid: Text, reason or person is missing, or another subject claimed the identifier.
        IdentifierInvalid: A scheme with check digits, and they do not fit.
        PersonalDataRefused: The alias or its reason seems to hold personal data.
    """
    if not text.strip() or not added_by.strip() or not reason.strip():
        raise AliasInvalid("an alias needs a text, a reason and who gives it", hint="Give --reason and --by.")
    refuse_personal_data({"name": text, "reason": reason, "addedBy": added_by}, "$")
    kind, value = _read(text)
    if kind is AliasKind.IDENTIFIER:
        holder = subject_of_identifier(session, ledger, parse_identifier(value).hash)
        if holder is not None:
            raise AliasInvalid(
                f"{value} is claimed on chain by {handle_of(holder)}",
                hint="Only the council gives an identifier to another subject.",
            )
    alias = Alias(kind, value, subject, BY_HAND, added_by.strip(), now, reason.strip())
    save_aliases(session, ledger, [alias])
    return alias


def remove_alias(session: Session, ledger: LedgerKey, subject: bytes, text: str) -> Alias:
    """Take an alias back.

    Raises:
        SubjectNotFound: The subject has no such alias.
    """
    kind, value = _read(text)
    for alias in aliases_of(session, ledger, [subject]).get(subject, ()):
        if (alias.kind, alias.value) == (kind, value):
            forget_aliases(session, ledger, [alias])
            return alias
    raise SubjectNotFound(
        f"{handle_of(subject)} is not also known as {value[:80]!r}",
        hint="`labour-ledger sites show` lists its aliases.",
    )


def _read(text: str) -> tuple[AliasKind, str]:
    scheme, colon, rest = text.strip().partition(":")
    if colon and rest and scheme.islower() and not rest.startswith(" "):
        return AliasKind.IDENTIFIER, str(parse_identifier(text))
    return AliasKind.NAME, " ".join(text.split())
