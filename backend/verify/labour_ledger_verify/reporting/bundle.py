"""Reports of bundles: what a verification found, for machines.

Owns the JSON form; the text for people is in `bundle_text`. It verifies nothing and prints nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from labour_ledger_verify.attestation import Attestation
from labour_ledger_verify.bundle_facts import ShownEntry, SubjectHistory
from labour_ledger_verify.findings import Findings, names_in
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.keccak import ZERO_WORD
from labour_ledger_verify.status import format_time
from labour_ledger_verify.steps import Step, StepResult, worst_exit

from .bundle_text import BUNDLE_LIMITS, KINDS, bundle_text
from .words import OUTCOMES, VERDICTS, DocumentState

_LAST_STEP_OF_COMPLETENESS = 5


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What was found in one bundle.

    Attributes:
        steps: In order.
        findings: What they found.
        notes: What was learnt besides from nodes that were asked; never part of the proof.
    """

    steps: tuple[Step, ...]
    findings: Findings
    notes: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 sound, 1 proven false, 2 bad input, 4 could not check."""
        return worst_exit(step.exit_code for step in self.steps)

    @property
    def is_complete(self) -> bool:
        """Whether the histories were proven to be whole up to a trusted block of the pinned contract."""
        return all(step.result is StepResult.OK for step in self.steps if step.number <= _LAST_STEP_OF_COMPLETENESS)

    def to_json(self) -> dict[str, object]:
        """Return the JSON form of one file's report."""
        findings = self.findings
        schema_ids = findings.schema_ids()
        return {
            "verdict": VERDICTS[self.exit_code].lower(),
            "exit": self.exit_code,
            "steps": [step.to_json() for step in self.steps],
            "domain": findings.trust.domain.to_json() if findings.trust is not None else None,
            "block": _block_to_json(findings),
            "complete": _complete_to_json(self),
            "subjects": [_subject_to_json(history, findings) for history in findings.subjects],
            "issued": _issued_to_json(findings),
            "schemaId": findings.question.schema_id,
            "status": findings.status.to_json() if findings.status is not None else None,
            "records": [_record_to_json(history, entry, findings, schema_ids) for history, entry in findings.shown()],
            "notes": list(self.notes),
            "limits": BUNDLE_LIMITS,
        }

    def to_text(self) -> str:
        """Return the report for people: the steps, the answer, what it rests on, and what it does not show."""
        return bundle_text(
            self.steps, self.findings, exit_code=self.exit_code, is_complete=self.is_complete, notes=self.notes
        )


def _block_to_json(findings: Findings) -> dict[str, object] | None:
    header = findings.header
    if header is None:
        return None
    return {"number": str(header.number), "hash": to_hex(header.hash), "time": format_time(header.timestamp)}


def _complete_to_json(report: BundleReport) -> dict[str, object] | None:
    header, bundle, head = report.findings.header, report.findings.bundle, report.findings.head
    if not report.is_complete or header is None or bundle is None or head is None:
        return None
    since = bundle.about.since
    return {
        "upToBlock": str(header.number),
        "at": format_time(header.timestamp),
        "entries": len(bundle.about.entries),
        "since": to_hex(since.head) if since is not None else None,
        "head": to_hex(head),
    }


def _subject_to_json(history: SubjectHistory, findings: Findings) -> dict[str, object]:
    identity = findings.identity(history.subject)
    return {
        "id": to_hex(history.subject),
        "handle": handle_of(history.subject),
        "kind": KINDS.get(history.registration.number("kind")) if history.is_whole else None,
        "country": (history.country or None) if history.is_whole else None,
        "entries": len(history.entries),
        "names": names_in(identity),
        "identity": identity,
    }


def _issued_to_json(findings: Findings) -> list[dict[str, object]]:
    issued = findings.histories.issued if findings.histories is not None else ()
    return [{**_party_to_json(part.party, findings), "entries": len(part.entries)} for part in issued]


def _party_to_json(party: int, findings: Findings) -> dict[str, object]:
    return {"party": str(party), "names": findings.party_names(party)}


def _record_to_json(
    history: SubjectHistory, entry: ShownEntry, findings: Findings, schema_ids: Mapping[bytes, str]
) -> dict[str, object]:
    said, basis = entry.record.attestation, entry.basis
    return {
        "uid": to_hex(entry.uid),
        "subject": to_hex(history.subject),
        "schema": to_hex(said.schema),
        "schemaId": schema_ids.get(said.schema),
        "outcome": OUTCOMES[said.outcome],
        **_party_to_json(basis.party, findings),
        "method": basis.method.name.lower(),
        "accreditor": str(basis.accreditor) if basis.accreditation else None,
        "signer": to_checksum_address(said.issuer),
        "signerKind": basis.signer_kind.name.lower(),
        "recordedAt": format_time(entry.record.recorded_at),
        "validFrom": format_time(said.valid_from),
        "validUntil": format_time(said.valid_until),
        "refersTo": to_hex(said.ref_uid) if said.ref_uid != ZERO_WORD else None,
        "document": _document_state(said, entry.uid, findings).value,
    }


def _document_state(said: Attestation, uid: bytes, findings: Findings) -> DocumentState:
    if said.document_hash == ZERO_WORD:
        return DocumentState.NONE_COMMITTED
    is_there = findings.documents is not None and uid in findings.documents.documents
    return DocumentState.FITS if is_there else DocumentState.NOT_DISCLOSED
