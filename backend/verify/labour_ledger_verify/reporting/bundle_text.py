"""Reports of bundles as text that a lawyer can read.

The sentences may be reworded; machines read the JSON form, which is in `bundle`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from labour_ledger_verify.basis import Method
from labour_ledger_verify.bundle import PartyPart, SubjectPart
from labour_ledger_verify.bundle_facts import ShownEntry
from labour_ledger_verify.errors import RequirementUnmet
from labour_ledger_verify.findings import Findings, names_in
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.header import Header
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.steps import Step

from .words import OUTCOMES, printable, utc_text

BUNDLE_LIMITS: Final = (
    "This does not show what was never recorded, nor what was recorded after that block; what the subject is follows "
    "from its identity alone."
)
KINDS: Final = {1: "site", 2: "organisation", 3: "lot", 4: "network", 5: "country"}
METHODS: Final = {
    Method.SELF: "the subject itself",
    Method.SECOND_PARTY: "a business",
    Method.THIRD_PARTY: "an auditor",
    Method.GOVERNMENT: "a government",
    Method.WORKERS_ORGANISATION: "a workers' organisation",
    Method.OTHER: "another organisation",
}
MOST_LISTED: Final = 20
"""The text lists so many records and counts the others; the JSON form has all."""


def bundle_text(
    steps: Sequence[Step], findings: Findings, *, exit_code: int, is_complete: bool, notes: Sequence[str]
) -> str:
    """Return the report of a bundle.

    Args:
        steps: In order.
        findings: What they found.
        exit_code: What they add up to.
        is_complete: Whether steps 1 to 5 all held.
        notes: What was learnt besides.
    """
    lines = [f"  ({step.number}) {step.name:<11} {step.result.value:<10} {step.message}" for step in steps]
    lines += [f"      Hint for ({step.number}): {step.hint}" for step in steps if step.hint]
    for part in (_subject_lines(findings), _issued_lines(findings), _status_lines(findings), list(notes)):
        lines += ["", *(f"  {line}" for line in part)] if part else []
    lines += ["", f"  {_conclusion(steps, findings, exit_code)}"]
    if is_complete and findings.bundle is not None and findings.header is not None:
        lines.append(f"  {_completeness(findings.bundle.about, findings.header)}")
    lines.append(f"  {BUNDLE_LIMITS}")
    return "\n".join(printable(line) for line in lines)


def _subject_lines(findings: Findings) -> list[str]:
    if not findings.subjects:
        return []
    history = findings.subjects[0]
    lines = [f"subject    {handle_of(history.subject)}  {to_hex(history.subject)}"]
    if history.is_whole:
        kind = KINDS.get(history.registration.number("kind"), "of an unknown kind")
        lines.append(f"           {kind}{f' in {history.country}' if history.country else ''}")
    identity = findings.identity(history.subject)
    names = ", ".join(names_in(identity))
    if identity is None:
        lines.append("identity   not disclosed: what this number stands for is not shown here")
    else:
        lines.append(f"identity   {names or 'disclosed, without a name'}")
    twins = [handle_of(twin.subject) for twin in findings.subjects[1:]]
    return [*lines, f"twins      {', '.join(twins)}: what was said of them counts too"] if twins else lines


def _issued_lines(findings: Findings) -> list[str]:
    issued = findings.histories.issued if findings.histories is not None else ()
    return [f"issued by  {_party(part.party, findings)}: {len(part.entries)} records" for part in issued]


def _status_lines(findings: Findings) -> list[str]:
    status = findings.status
    if status is None:
        return []
    lines = [
        f"question   {findings.question.schema_id}, for {utc_text(status.valid_at)}, "
        f"as known on {utc_text(status.known_at)}",
        f"answer     {status.code.value.upper().replace('_', ' ')}",
        *(f"           {reason.text} (rule {reason.rule})" for reason in status.reasons),
    ]
    for flag in status.flags:
        details = ", ".join(
            f"{name}: {', '.join(value) if isinstance(value, tuple) else value}" for name, value in flag.details.items()
        )
        lines.append(f"note       {flag.code.value.replace('_', ' ')}{f' ({details})' if details else ''}")
    entries = {entry.uid: entry for _, entry in findings.shown()}
    for uid in status.winning[:MOST_LISTED]:
        lines.append(f"rests on   {_record_line(entries[uid], findings)}")
    more = len(status.winning) - MOST_LISTED
    return [*lines, f"           and on {more} more records"] if more > 0 else lines


def _record_line(entry: ShownEntry, findings: Findings) -> str:
    said, basis = entry.record.attestation, entry.basis
    return (
        f"{OUTCOMES[said.outcome]}, by {METHODS[basis.method]}, {_party(basis.party, findings)}, "
        f"recorded {utc_text(entry.record.recorded_at)}, "
        f"for {utc_text(said.valid_from)} to {utc_text(said.valid_until)}  {to_hex(entry.uid)}"
    )


def _party(party: int, findings: Findings) -> str:
    names = findings.party_names(party)
    return f"{names[0]} (party {party})" if names else f"party {party}"


def _conclusion(steps: Sequence[Step], findings: Findings, exit_code: int) -> str:
    if findings.trust is None:
        return "Nothing was checked: nothing is known but the file itself."
    domain = findings.trust.domain
    ledger = f"the ledger {to_checksum_address(domain.verifying_contract)} on chain {domain.chain_id}"
    if any(step.code == RequirementUnmet.code for step in steps):
        return f"The proof is sound for {ledger}, but the answer is not one that you require."
    return {
        0: f"Sound: {ledger} holds exactly this.",
        1: f"Proven false: this is not what {ledger} holds, or not what you asked for. Do not rely on it.",
        2: "Bad input: a part of this file is not what it should be. Get the file again from its source.",
        4: "Could not check all of it. Nothing wrong was found, and it must not be relied on as it is.",
    }[exit_code]


def _completeness(about: SubjectPart | PartyPart, header: Header) -> str:
    what = f"{len(about.entries)} entries"
    if about.since is not None:
        what = f"{what} since the head {to_hex(about.since.head)}"
    return f"Complete up to block {header.number} at {utc_text(header.timestamp)}: {what}, and none was left out."
