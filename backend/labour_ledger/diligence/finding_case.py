"""One assessment's findings, and everything said about them since: plans, claims, confirmations, replies, disputes.

The questions of `diligence.questions.findings` list findings of many sites; this module follows one record. It gives no
verdict: what the status rule makes of the record is `diligence.status`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from labour_ledger.diligence.basis import read_basis
from labour_ledger.diligence.indexed_records import indexed_record
from labour_ledger.diligence.people import Names, load_names
from labour_ledger.diligence.questions.contents import Content, contents_of, date_of
from labour_ledger.schemas.codes import Outcome, code_name
from labour_ledger.store.queries.many_subjects import records_of_subjects
from labour_ledger.store.results import IndexedRecord, LedgerKey
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.status import format_time

_STEPS: Final = {
    schema_hash(f"ledger/{name}@1"): word
    for name, word in {
        "remedy-plan": "remedy planned",
        "remedy-claim": "remedy claimed",
        "remedy-confirmation": "remedy confirmed",
        "reply": "reply",
        "dispute": "disputed",
        "ruling": "ruled on",
        "revocation": "revoked",
        "suspension": "suspended",
        "reinstatement": "reinstated",
    }.items()
}
_CLOSED: Final = "closed"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was said about a record, or about what was said about it.

    Attributes:
        record: As indexed.
        word: What it is, such as `remedy claimed`.
        content: Of its document; None where that is not held.
    """

    record: IndexedRecord
    word: str
    content: Content | None


@dataclass(frozen=True, slots=True)
class FindingCase:
    """A record with its findings and what followed.

    Attributes:
        record: The assessment.
        content: Of its document; None where that is not held.
        steps: In the order of the history; also a later assessment that names it.
        names: Of the parties and schemas.
        today: `YYYY-MM-DD` of the newest block that was read.
    """

    record: IndexedRecord
    content: Content | None
    steps: tuple[Step, ...]
    names: Names
    today: str

    @property
    def findings(self) -> tuple[Mapping[str, Any], ...]:
        """Its findings, in the order of the document."""
        return () if self.content is None else tuple(self.content.get("findings", ()))

    def is_overdue(self, finding: Mapping[str, Any]) -> bool:
        """Return whether its assessor left a finding open and its day has passed."""
        due = finding.get("dueDate")
        return finding["state"] != _CLOSED and due is not None and due < self.today

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        attestation = self.record.attestation
        return {
            "format": "labour-ledger/finding-case@1",
            "uid": to_hex(self.record.uid),
            "subject": to_hex(attestation.subject),
            "standard": self.names.schema(attestation.schema),
            "outcome": code_name(Outcome(attestation.outcome)),
            "issuer": self.names.party_json(self.record.basis.party),
            "recordedAt": format_time(self.record.recorded_at),
            "documentHeld": self.content is not None,
            "findings": [{**finding, "overdue": self.is_overdue(finding)} for finding in self.findings],
            "steps": [
                {
                    "recordedAt": format_time(step.record.recorded_at),
                    "step": step.word,
                    "by": self.names.party_json(step.record.basis.party),
                    "method": code_name(step.record.basis.method),
                    "outcome": code_name(Outcome(step.record.attestation.outcome)),
                    "about": to_hex(step.record.attestation.ref_uid),
                    "uid": to_hex(step.record.uid),
                    "content": step.content,
                }
                for step in self.steps
            ],
        }


def read_case(session: Session, ledger: LedgerKey, uid: bytes) -> FindingCase:
    """Return a record with its findings and what followed, as far as the index has read.

    Args:
        session: A reading session.
        ledger: The ledger.
        uid: Of the assessment, 32 bytes.

    Raises:
        RecordNotFound: The index has no such record.
        UnavailableError: There is no complete index.
    """
    basis = read_basis(session, ledger)
    record = indexed_record(session, ledger, uid)
    schemas = [record.attestation.schema, *_STEPS]
    about: set[bytes] = {uid}
    following: list[IndexedRecord] = []
    for later in records_of_subjects(session, ledger, [record.attestation.subject], schemas):
        if later.attestation.ref_uid in about:  # only what is earlier can be named, so one pass finds all
            about.add(later.uid)
            following.append(later)
    contents = contents_of(session, [record, *following])
    names = load_names(session, ledger, {one.basis.party for one in (record, *following)})
    steps = tuple(
        Step(later, _STEPS.get(later.attestation.schema, "assessed again"), contents.get(later.uid))
        for later in following
    )
    return FindingCase(record, contents.get(uid), steps, names, date_of(basis.block_time))
