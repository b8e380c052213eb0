"""Recording many planned statements of one issuer, such as what a published list says of its sites.

Each has a key of its own among all of its source, so an interrupted run goes on where it stopped and none is recorded
twice; the receipts are those of `sheet_run`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from labour_ledger.attesting import sheet_run
from labour_ledger.attesting.draft import Terms, consecutive_nonces, draft_attestation
from labour_ledger.attesting.sheet import RowProblem
from labour_ledger.attesting.sheet_import import Watcher
from labour_ledger.attesting.sheet_plan import PlannedRow
from labour_ledger.attesting.submit import Submitter, chain_time
from labour_ledger.attesting.validate import Problem, find_problems
from labour_ledger.chain.signing import Signer
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.keccak import keccak256


class PlannedStatement(Protocol):
    """A statement that is to be signed, as `labour_ledger.registry.statements` plans it."""

    @property
    def schema_id(self) -> str:
        """Its schema."""
        ...

    @property
    def subject(self) -> bytes:
        """What it is about, 32 bytes."""
        ...

    @property
    def content(self) -> Mapping[str, Any]:
        """Content of its document."""
        ...

    @property
    def valid_from(self) -> int | None:
        """Unix seconds, None for the time of signing."""
        ...

    @property
    def valid_until(self) -> int | None:
        """Unix seconds, exclusive; None for as long as the schema allows."""
        ...

    @property
    def row_number(self) -> int:
        """Row of the source that says it."""
        ...

    @property
    def key(self) -> str:
        """Names it among all statements of its source."""
        ...


@dataclass(frozen=True, slots=True)
class RefusedStatement:
    """A statement that cannot be recorded, and why."""

    key: str
    row_number: int
    problem: Problem

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {"key": self.key, "row": self.row_number, **self.problem.to_json()}


@dataclass(frozen=True, slots=True)
class StatementsReport:
    """What became of planned statements.

    Attributes:
        recorded: Uids recorded now, by key.
        recorded_before: How many earlier runs recorded.
        refused: Why others were not.
        gas_used: Gas units.
    """

    recorded: dict[str, bytes]
    recorded_before: int
    refused: tuple[RefusedStatement, ...]
    gas_used: int

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "recorded": len(self.recorded),
            "recordedBefore": self.recorded_before,
            "refused": [refused.to_json() for refused in self.refused],
            "gasUsed": self.gas_used,
        }


def record_statements(
    source: bytes,
    statements: Iterable[PlannedStatement],
    submitter: Submitter,
    *,
    signer: Signer,
    domain: Domain,
    watcher: Watcher,
) -> StatementsReport:
    """Draft, check, sign and send statements; those that would be refused are reported, the others recorded.

    Args:
        source: Hash of what they were planned from; receipts of the same source by the same signer go on.
        statements: What to record.
        submitter: The way to the ledger.
        signer: The issuer's key.
        domain: Chain and contract.
        watcher: Told how it goes on.

    Raises:
        UnavailableError: The node or the store fails; running it again goes on from there.
    """
    now = chain_time(submitter.relay.client)
    name = sheet_run.sheet_id(source, signer.address)
    earlier = sheet_run.read_progress(submitter, name)
    planned = {_number(statement.key): statement for statement in statements}
    done = set(earlier.recorded) | {number for rows in earlier.under_way for number in rows.rows}
    new = {number: statement for number, statement in planned.items() if number not in done}
    rows, problems = _draft(new, domain, signer.address, now)
    asking = watcher.stage("asking the contract about statements", len(rows))
    problems += sheet_run.ask_contract(rows, submitter.relay.client, asking)
    at_fault = {problem.row for problem in problems}
    good = [row for row in rows if row.number not in at_fault]
    signed = sheet_run.sign_rows(good, signer, submitter, name, now=now) if good else ()
    under_way = (*earlier.under_way, *signed)
    sending = watcher.stage("recording statements", sum(len(item.rows) for item in under_way))
    outcome = sheet_run.send_rows(under_way, submitter, name, now=now, progress=sending)
    return StatementsReport(
        recorded={planned[number].key: uid for number, uid in outcome.recorded.items() if number in planned},
        recorded_before=len(earlier.recorded),
        refused=tuple(
            RefusedStatement(planned[found.row].key, planned[found.row].row_number, found.problem)
            for found in (*problems, *outcome.problems)
            if found.row in planned
        ),
        gas_used=outcome.gas_used,
    )


def _draft(
    statements: Mapping[int, PlannedStatement], domain: Domain, issuer: bytes, now: int
) -> tuple[list[PlannedRow], list[RowProblem]]:
    rows: list[PlannedRow] = []
    problems: list[RowProblem] = []
    for (number, statement), nonce in zip(statements.items(), consecutive_nonces(len(statements)), strict=True):
        draft = draft_attestation(
            statement.schema_id,
            statement.subject,
            statement.content,
            domain=domain,
            issuer=issuer,
            now=now,
            terms=Terms(valid_from=statement.valid_from, valid_until=statement.valid_until, nonce=nonce),
        )
        found = find_problems(draft.attestation, draft.document, now=now)
        problems += [RowProblem(number, problem) for problem in found]
        if not found:
            rows.append(PlannedRow(number, draft))
    return rows, problems


def _number(key: str) -> int:
    """Return the number under which the receipt of a statement stands: 63 bits of its key's hash."""
    return int.from_bytes(keccak256(key.encode())[:8], "big") >> 1
