"""What a printed certificate says: words taken from a verification report, and nothing that the report does not say.

A page of paper proves nothing, so it carries the line by which its reader can check the bundle, and the bundle's hash.
How it looks is decided in `certificate_pages`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from labour_ledger.errors import InputError
from labour_ledger_verify.status import StatusCode, format_time
from labour_ledger_verify.trust import Trust

PAPER_PROVES_NOTHING: Final = (
    "This page is a print of a check that was made, and proves nothing by itself. Whoever relies on it should get the "
    "bundle named below, compare its SHA-256, and make the same check with a trust file of their own."
)
STATUS_WORDS: Final[Mapping[StatusCode, str]] = {
    StatusCode.ZERO_TOLERANCE: "Zero tolerance: a finding that no certificate outweighs",
    StatusCode.DOES_NOT_CONFORM: "Does not conform",
    StatusCode.SUSPENDED: "Suspended",
    StatusCode.DISPUTED: "Disputed",
    StatusCode.INCONCLUSIVE: "Assessed without a conclusion",
    StatusCode.CONFORMS_WITH_FINDINGS: "Conforms, with findings",
    StatusCode.CONFORMS: "Conforms",
    StatusCode.REMEDIED: "A finding was remedied; not assessed since",
    StatusCode.SECOND_PARTY: "Said to conform by a business; not assessed independently",
    StatusCode.SELF_DECLARED: "Said to conform by its own operator; not assessed independently",
    StatusCode.NOT_YET_VALID: "Not yet valid",
    StatusCode.EXPIRED: "Expired",
    StatusCode.REVOKED: "Revoked",
    StatusCode.UNKNOWN: "Unknown: nothing was recorded that answers the question",
}
MOST_RECORDS: Final = 40


class CertificateRefused(InputError):
    """There is nothing to certify: the bundle does not hold, or answers no question about a subject."""

    code = "certificate-refused"


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record that the answer rests on, in words."""

    what: str
    issuer: str
    method: str
    recorded: str
    period: str
    uid: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the page says, ready to be set; all text, from outside or not, is plain text.

    Attributes:
        status: In words.
        is_positive: Whether it speaks for conformity; decides the look only.
        subject: Names and values.
        question: Standard and dates.
        reasons: Sentences of the rule.
        flags: What a reader must also know.
        records: What the answer rests on; `more_records` says how many are not listed.
        complete: Up to when, and that nothing was left out.
        limits: What a check does not show.
        ledger: Names and values of what was trusted.
        steps: Names and results of the steps of the check.
        check: Names and values of this check: when, with what, of which file.
        command: The line that repeats it.
        advice: That paper proves nothing.
    """

    status: str
    is_positive: bool
    subject: tuple[tuple[str, str], ...]
    question: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    records: tuple[RecordRow, ...]
    more_records: int
    complete: str
    limits: str
    ledger: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    check: tuple[tuple[str, str], ...]
    command: str
    advice: str = PAPER_PROVES_NOTHING

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, for templates."""
        return asdict(self)


def certify(
    report: Mapping[str, Any], trust: Trust, bundle: bytes, *, bundle_name: str, verifier: str, now: int
) -> Certificate:
    """Return the certificate of a bundle that was checked.

    Args:
        report: JSON form of the report of `labour_ledger_verify.bundle_verification.verify_bundle`.
        trust: What it was held against.
        bundle: The bytes that were checked.
        bundle_name: Name of the file, for the line that repeats the check.
        verifier: Version of the verifier.
        now: Time of the check, Unix seconds.

    Raises:
        CertificateRefused: The check did not end well, or no status was asked for.
    """
    _refuse_unfit(report)
    subject, status = report["subjects"][0], report["status"]
    code = StatusCode(status["code"])
    winning = [record for record in report["records"] if record["uid"] in set(status["winning"])]
    return Certificate(
        status=STATUS_WORDS[code],
        is_positive=code in (StatusCode.CONFORMS, StatusCode.CONFORMS_WITH_FINDINGS),
        subject=_subject(report["subjects"]),
        question=(
            ("standard", report["schemaId"]),
            ("valid on", status["validAt"]),
            ("as known on", status["knownAt"]),
            ("answer", code.value),
        ),
        reasons=tuple(f"{reason['text']} (rule {reason['rule']})" for reason in status["reasons"]),
        flags=tuple(flag["code"].replace("_", " ") for flag in status["flags"]),
        records=tuple(_row(record) for record in winning[:MOST_RECORDS]),
        more_records=max(0, len(winning) - MOST_RECORDS),
        complete=_completeness(report["complete"]),
        limits=report["limits"],
        ledger=_ledger(report, trust),
        steps=tuple((f"({step['step']}) {step['name']}", _outcome(step)) for step in report["steps"]),
        check=(
            ("checked", format_time(now)),
            ("verifier", f"labour-ledger-verify {verifier}"),
            ("bundle", bundle_name),
            ("SHA-256", hashlib.sha256(bundle).hexdigest()),
        ),
        command=_command(bundle_name, report["schemaId"], status, subject["id"]),
    )


def _refuse_unfit(report: Mapping[str, Any]) -> None:
    if report["exit"] != 0 or report["complete"] is None:
        raise CertificateRefused(
            f"the bundle is {report['verdict']}: there is nothing to certify",
            hint="labour-ledger-verify says at which step and why.",
        )
    if report["status"] is None or not report["subjects"]:
        raise CertificateRefused(
            "the bundle was checked without asking for the status of a subject",
            hint="Name a schema, and use a bundle about a subject.",
        )


def _completeness(complete: Mapping[str, Any]) -> str:
    return (
        f"Complete up to block {complete['upToBlock']} at {complete['at']}: "
        f"{complete['entries']} entries, and none was left out."
    )


def _subject(subjects: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    asked = subjects[0]
    names = ", ".join(asked["names"]) if asked["names"] else "identity not disclosed"
    rows = [
        ("name", names),
        ("handle", asked["handle"]),
        ("id", asked["id"]),
        ("kind", asked["kind"] or ""),
        ("country", asked["country"] or ""),
        ("same as", ", ".join(twin["handle"] for twin in subjects[1:])),
    ]
    return tuple((name, value) for name, value in rows if value)


def _row(record: Mapping[str, Any]) -> RecordRow:
    party = f"party {record['party']}"
    return RecordRow(
        what=f"{record['outcome'].replace('_', ' ')}, {record['schemaId'] or record['schema']}",
        issuer=f"{record['names'][0]} ({party})" if record["names"] else party,
        method=record["method"].replace("_", " "),
        recorded=record["recordedAt"],
        period=f"{record['validFrom']} to {record['validUntil']}",
        uid=record["uid"],
    )


def _ledger(report: Mapping[str, Any], trust: Trust) -> tuple[tuple[str, str], ...]:
    rows = [
        ("chain", str(report["domain"]["chainId"])),
        ("contract", report["domain"]["verifyingContract"]),
        ("contract code", "" if trust.contract_code_hash is None else f"0x{trust.contract_code_hash.hex()}"),
        ("block", f"{report['block']['number']} of {report['block']['time']}"),
        ("block hash", report["block"]["hash"]),
        ("head of history", report["complete"]["head"]),
    ]
    return tuple((name, value) for name, value in rows if value)


def _outcome(step: Mapping[str, Any]) -> str:
    return f"{step['result']}: {step['message']}"


def _command(bundle_name: str, schema_id: str, status: Mapping[str, Any], subject: str) -> str:
    return (
        f"labour-ledger-verify {bundle_name} --trust trust.json --schema {schema_id} "
        f"--at {status['validAt']} --known-at {status['knownAt']} --subject {subject}"
    )
