"""What people type to name a subject, resolved to its id: a handle, `scheme:value`, a full id, a unique prefix.

A name that could mean several subjects is never decided here: the choices are listed. It must not search by the names
of organisations; that is a search with pages, not a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from sqlmodel import Session

from labour_ledger.errors import InputError, NotFoundError
from labour_ledger.store.queries.aliases import AliasKind, subjects_with_alias
from labour_ledger.store.queries.subjects import (
    subject_of_identifier,
    subjects_by_id,
    subjects_in_range,
    subjects_of_identifiers,
)
from labour_ledger.store.results import LedgerKey, SubjectSummary
from labour_ledger_verify import errors as verify_errors
from labour_ledger_verify.handle import handle_of, is_handle, subject_range
from labour_ledger_verify.hexadecimal import to_hex

from .identifiers import Identifier, parse_identifier

_HEXADECIMAL: Final = re.compile(r"(?:0x)?([0-9a-f]{4,64})", re.IGNORECASE)
_SUBJECT_DIGITS: Final = 64
_MOST_CHOICES: Final = 20
_FORMS_HINT: Final = (
    "Name it by its handle (LL-7K3M-92QF), an identifier (os:CN2021250D1DTN7), its id (0x…) or the first digits of it."
)


class SubjectNameUnreadable(InputError):
    """A text is none of the ways to name a subject, or a handle was mistyped."""

    code = "subject-name-unreadable"


class SubjectNotFound(NotFoundError):
    """A name is well-formed, and no subject of this ledger has it."""

    code = "subject-not-found"


class SubjectAmbiguous(InputError):
    """A name could mean several subjects.

    Attributes:
        choices: Those it could mean, at most 20.
    """

    code = "subject-ambiguous"

    def __init__(self, text: str, choices: Sequence[SubjectSummary]) -> None:
        self.choices = tuple(choices)
        shown = "; ".join(f"{to_hex(choice.subject)} {choice.name or 'without a name here'}" for choice in choices)
        super().__init__(
            f"{text!r} could mean {len(choices)} subjects: {shown}",
            hint="Name it by more digits of its id.",
            context={
                "choices": [
                    {
                        "subject": to_hex(choice.subject),
                        "handle": handle_of(choice.subject),
                        "name": choice.name,
                        "country": choice.country,
                    }
                    for choice in choices
                ]
            },
        )


def resolve_subject(session: Session, ledger: LedgerKey, text: str) -> bytes:
    """Return the 32-byte id of the subject that a text names.

    Args:
        session: A reading session.
        ledger: The ledger.
        text: Handle, `scheme:value`, full id, or at least four first hexadecimal digits of an id.

    Raises:
        SubjectNameUnreadable: None of these, or mistyped.
        IdentifierInvalid: `scheme:value` that is no identifier of the scheme.
        SubjectNotFound: Nothing here has the name.
        SubjectAmbiguous: Several have it; lists them.
    """
    name = text.strip()
    named = read_subject_name(name)
    if isinstance(named, Identifier):
        return _holder(session, ledger, name, named)
    return _only(name, subjects_in_range(session, ledger, *named, limit=_MOST_CHOICES))


def read_subject_name(text: str) -> Identifier | tuple[bytes, bytes]:
    """Return what a name names: an identifier, or the lowest and the highest subject that it can mean.

    Raises:
        SubjectNameUnreadable: Neither handle, nor `scheme:value`, nor an id or its first digits; or mistyped.
        IdentifierInvalid: `scheme:value` that is no identifier of the scheme.
    """
    name = text.strip()
    if is_handle(name):
        try:
            return subject_range(name)
        except verify_errors.InputError as error:
            raise SubjectNameUnreadable(error.message, hint=error.hint) from error
    if ":" in name:
        return parse_identifier(name)
    match = _HEXADECIMAL.fullmatch(name)
    if match is None:
        raise SubjectNameUnreadable(f"{name[:80]!r} names no subject", hint=_FORMS_HINT)
    digits = match[1].lower()
    return bytes.fromhex(digits.ljust(_SUBJECT_DIGITS, "0")), bytes.fromhex(digits.ljust(_SUBJECT_DIGITS, "f"))


def subjects_by_identifier(
    session: Session, ledger: LedgerKey, identifiers: Iterable[Identifier]
) -> dict[Identifier, bytes]:
    """Return the subjects that hold those identifiers now; unclaimed ones are left out."""
    hashes = {identifier: identifier.hash for identifier in identifiers}
    holders = subjects_of_identifiers(session, ledger, hashes.values())
    return {identifier: holders[hashed] for identifier, hashed in hashes.items() if hashed in holders}


def _holder(session: Session, ledger: LedgerKey, text: str, identifier: Identifier) -> bytes:
    subject = subject_of_identifier(session, ledger, identifier.hash)
    if subject is None:
        known = subjects_with_alias(session, ledger, AliasKind.IDENTIFIER, [str(identifier)]).get(str(identifier), ())
        if known:
            return _only(text, tuple(subjects_by_id(session, ledger, known).values()))
        raise SubjectNotFound(
            f"no subject of this ledger holds {identifier}",
            hint="Search by name, or import the list that has it.",
            context={"identifier": str(identifier)},
        )
    return subject


def _only(text: str, found: Sequence[SubjectSummary]) -> bytes:
    if not found:
        raise SubjectNotFound(
            f"no subject of this ledger has the name {text!r}",
            hint="Check the digits and that the index is up to date.",
            context={"name": text},
        )
    if len(found) > 1:
        raise SubjectAmbiguous(text, found)
    return found[0].subject
