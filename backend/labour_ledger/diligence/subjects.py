"""Subjects as every answer refers to them: id, handle, kind, name, country."""

from __future__ import annotations

from labour_ledger.schemas.codes import SubjectKind, code_name
from labour_ledger.store.results import SubjectSummary
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex


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
