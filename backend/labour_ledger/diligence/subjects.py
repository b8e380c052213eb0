"""Subjects as questions name them and as every answer refers to them."""

from __future__ import annotations

from sqlmodel import Session

from labour_ledger.registry.names import resolve_subject
from labour_ledger.schemas.codes import SubjectKind, code_name
from labour_ledger.store.results import LedgerKey, SubjectSummary
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex

from .basis import read_basis


def subject_json(subject: SubjectSummary) -> dict[str, object]:
    """Return the JSON form of a reference to a subject; the name is null where its identity document is not held."""
    return {
        "id": to_hex(subject.subject),
        "handle": handle_of(subject.subject),
        "kind": code_name(SubjectKind(subject.kind)),
        "name": subject.name,
        "country": subject.country or None,
        "closed": subject.closed,
    }


def find_subject(session: Session, ledger: LedgerKey, name: str) -> bytes:
    """Return the 32-byte id of the subject that people mean by a name.

    Where the index is not complete nothing is "not found": it could be in what was not read yet.

    Args:
        session: A reading session.
        ledger: The ledger.
        name: Handle, `scheme:value`, full id, or at least four first hexadecimal digits of an id.

    Raises:
        InputError: As `registry.names.resolve_subject`: unreadable, unknown, or several choices.
        UnavailableError: There is no complete index to answer from.
    """
    read_basis(session, ledger)
    return resolve_subject(session, ledger, name)
