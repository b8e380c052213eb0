"""Reports of signed files: what a verification found, step by step, for machines and for people.

Owns the versioned JSON form and the text. It verifies nothing and prints nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from labour_ledger_verify.attestation import Attestation, Domain
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.keccak import ZERO_WORD
from labour_ledger_verify.steps import Step, worst_exit

from .words import OUTCOMES, VERDICTS, DocumentState, printable, utc_text

LIMITS: Final = (
    "This does not show that it was recorded on the ledger, that the signer was accredited, or that it is in force."
)


class Period(Enum):
    """How the signed validity lies to the moment of checking."""

    EMPTY = "empty"
    TO_COME = "to-come"
    RUNNING = "running"
    OVER = "over"


class Item(NamedTuple):
    """One attestation of the file.

    Attributes:
        uid: Its name on the ledger, if it was recorded there.
        attestation: What was signed.
        document: How its document was found.
        schema_id: Text whose hash the schema is; known only from a document that fits, else empty.
    """

    uid: bytes
    attestation: Attestation
    document: DocumentState
    schema_id: str = ""

    def period(self, now: int) -> Period:
        """Return how the signed validity lies to `now`, Unix seconds."""
        if self.attestation.valid_from >= self.attestation.valid_until:
            return Period.EMPTY
        if now < self.attestation.valid_from:
            return Period.TO_COME
        return Period.RUNNING if now < self.attestation.valid_until else Period.OVER

    def to_json(self, now: int) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "uid": to_hex(self.uid),
            "handle": handle_of(self.attestation.subject),
            "schemaId": self.schema_id or None,
            "document": self.document.value,
            "period": self.period(now).value,
            "deadlinePassed": self.attestation.deadline < now,
            "attestation": self.attestation.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one signed file.

    Attributes:
        steps: In order.
        now: Time of the check, Unix seconds.
        domain: The ledger the file names; None where it could not be parsed.
        items: Its attestations in order.
    """

    steps: tuple[Step, ...]
    now: int
    domain: Domain | None = None
    items: tuple[Item, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 sound, 1 proven false, 2 bad input, 4 could not check."""
        return worst_exit(step.exit_code for step in self.steps)

    def to_json(self) -> dict[str, object]:
        """Return the JSON form of one file's report."""
        return {
            "verdict": VERDICTS[self.exit_code].lower(),
            "exit": self.exit_code,
            "steps": [step.to_json() for step in self.steps],
            "domain": self.domain.to_json() if self.domain else None,
            "items": [item.to_json(self.now) for item in self.items],
            "limits": LIMITS,
        }

    def to_text(self) -> str:
        """Return the report for people: verdict, steps, what was said, and what this does not show."""
        lines = [
            printable(f"  ({step.number}) {step.name:<10} {step.result.value:<10} {step.message}")
            for step in self.steps
        ]
        lines += [printable(f"      Hint for ({step.number}): {step.hint}") for step in self.steps if step.hint]
        if len(self.items) == 1:
            lines += [
                "",
                "  The file says:",
                *(printable(f"  {line}") for line in _item_lines(self.items[0], self.now)),
            ]
        elif self.items:
            lines += [
                "",
                "  The file says:",
                *(printable(f"  {_item_row(place, item)}") for place, item in enumerate(self.items)),
            ]
        return "\n".join([*lines, "", f"  {_conclusion(self)}", f"  {LIMITS}"])


def _conclusion(report: Report) -> str:
    if not report.items or report.domain is None:
        return "Nothing could be read from this file."
    issuer = to_checksum_address(report.items[0].attestation.issuer)
    ledger = f"the ledger {to_checksum_address(report.domain.verifying_contract)} on chain {report.domain.chain_id}"
    return {
        0: f"Sound: {issuer} signed exactly this, for {ledger}.",
        1: f"Proven false: this is not what {issuer} signed, or not what you asked for. Do not rely on it.",
        2: "Bad input: a part of this file is not what it should be. Get the file again from its source.",
        4: f"Could not check all of it. The file says that {issuer} signed it, for {ledger}.",
    }[report.exit_code]


_PERIODS: Final[Mapping[Period, str]] = {
    Period.EMPTY: "an empty period; the ledger refuses it",
    Period.TO_COME: "begins after this check",
    Period.RUNNING: "includes the moment of this check",
    Period.OVER: "ended before this check",
}
_DOCUMENTS: Final[Mapping[DocumentState, str]] = {
    DocumentState.FITS: "in the file, and the one that was signed for",
    DocumentState.REFUSED: "in the file, but refused; see step 7",
    DocumentState.NOT_DISCLOSED: "not in the file",
    DocumentState.NONE_COMMITTED: "none was signed for",
}


def _item_lines(item: Item, now: int) -> list[str]:
    said = item.attestation
    passed = ", which has passed: if it is not on the ledger by now, it never will be" if said.deadline < now else ""
    lines = [
        f"issuer     {to_checksum_address(said.issuer)}",
        f"subject    {handle_of(said.subject)}  {to_hex(said.subject)}",
        f"schema     {item.schema_id}  {to_hex(said.schema)}"
        if item.schema_id
        else f"schema     {to_hex(said.schema)}",
        f"outcome    {OUTCOMES[said.outcome]}",
        f"period     {utc_text(said.valid_from)} to {utc_text(said.valid_until)}: {_PERIODS[item.period(now)]}",
        f"deadline   to be recorded by {utc_text(said.deadline)}{passed}",
        f"document   {_DOCUMENTS[item.document]}",
        f"uid        {to_hex(item.uid)}",
    ]
    return lines if said.ref_uid == ZERO_WORD else [*lines, f"refers to  {to_hex(said.ref_uid)}"]


def _item_row(place: int, item: Item) -> str:
    said = item.attestation
    schema = item.schema_id or to_hex(said.schema)
    period = f"{utc_text(said.valid_from)} to {utc_text(said.valid_until)}"
    document = f"document {item.document.value}"
    parts = (
        f"[{place}] {handle_of(said.subject)}",
        schema,
        OUTCOMES[said.outcome],
        period,
        document,
        to_hex(item.uid),
    )
    return "  ".join(parts)
