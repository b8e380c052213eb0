"""`labour-ledger finding`: which findings are open or overdue, and what was done about one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .answer_view import show_answer
from .invocation import JsonOption, invocation_of
from .options import UidArgument
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.diligence.finding_case import FindingCase
    from labour_ledger.diligence.questions.model import Answer

app = typer.Typer(no_args_is_help=True, help="List findings that are open or overdue, and follow one of them.")


@app.command("list")
def list_findings(
    context: typer.Context,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those whose day has passed.")] = False,
    site: Annotated[str | None, typer.Option("--site", help="Handle, scheme:value, full id, or first digits.")] = None,
    buyer: Annotated[
        str | None, typer.Option("--buyer", help="The same of a buyer, or its whole name: all sites upstream.")
    ] = None,
    standard: Annotated[
        str | None, typer.Option("--standard", "--schema", help="Schema id, such as ilo/c029@1930.")
    ] = None,
    severity: Annotated[
        str, typer.Option("--severity", help="The least: minor, major, critical or zero_tolerance.")
    ] = "minor",
    limit: Annotated[int, typer.Option("--limit", help="Most rows to show.", min=1, max=1000)] = 50,
    cursor: Annotated[str | None, typer.Option("--cursor", help="Where the page before ended.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List findings that their assessor did not call closed, the gravest first.

    Example: labour-ledger finding list --overdue --buyer LL-7K3M-92QF

    A finding stays open until a later record clears it or a remedy is confirmed; that an assessment expired closes
    nothing. It is the question open-findings of labour-ledger ask.
    """
    from labour_ledger.diligence.questions.asking import ask

    from .connections import open_ledger

    invocation = invocation_of(context)
    given = {
        "severity": severity,
        "site": site,
        "buyer": buyer,
        "standard": standard,
        "overdue": "true" if overdue else None,
    }
    values = {name: text for name, text in given.items() if text is not None}
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        answer = ask(session, ledger.key, "open-findings", values, after=cursor, limit=limit)
    invocation.output(as_json).result(answer.to_json(), lambda shown: _show_list(shown, answer))


@app.command("show")
def show_finding(context: typer.Context, uid: UidArgument, as_json: JsonOption = False) -> None:
    """Show the findings of a record, and everything that was said about them since.

    Example: labour-ledger finding show 0x5f0c…
    """
    from labour_ledger.diligence.finding_case import read_case

    from .connections import open_ledger
    from .subjects import parse_uid

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        case = read_case(session, ledger.key, parse_uid(uid))
    invocation.output(as_json).result(case.to_json(), lambda shown: _show(shown, case))


def _show_list(output: Output, answer: Answer) -> None:
    """Print the answer as `ask` does, and the uids by which a finding is followed."""
    show_answer(output, answer)
    uids = dict.fromkeys((str(row.values["uid"]), str(row.values["site"])) for row in answer.rows)
    for uid, site in uids:
        output.line(f"follow those of {site}: labour-ledger finding show {uid}")


def _show(output: Output, case: FindingCase) -> None:
    from labour_ledger.schemas.codes import Outcome, code_name
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.status import format_time

    attestation = case.record.attestation
    output.fields(
        [
            ("site", handle_of(attestation.subject)),
            ("standard", case.names.schema(attestation.schema)),
            ("outcome", code_name(Outcome(attestation.outcome))),
            ("issuer", case.names.party(case.record.basis.party)),
            ("recorded", format_time(case.record.recorded_at)),
        ]
    )
    if case.content is None:
        output.line("its document is not held here: ask the issuer for it; the hash shows if it is the one")
    rows = [_row(finding, overdue=case.is_overdue(finding)) for finding in case.findings]
    if rows:
        output.table(("topic", "severity", "state", "due", "clause", "the scheme's word"), rows)
    steps = [
        (
            format_time(step.record.recorded_at),
            step.word,
            case.names.party(step.record.basis.party),
            _said(step.content),
            f"0x{step.record.uid.hex()}",
        )
        for step in case.steps
    ]
    if steps:
        output.table(("recorded", "step", "by", "what", "uid"), steps)
    else:
        output.line("nothing was recorded about it since")


def _row(finding: Any, *, overdue: bool) -> tuple[str, ...]:  # noqa: ANN401
    due = str(finding.get("dueDate", ""))
    return (
        str(finding["topic"]),
        str(finding["severity"]),
        str(finding["state"]),
        f"{due} (overdue)" if overdue else due,
        str(finding.get("requirement", "")),
        str(finding.get("schemeSeverity", "")),
    )


def _said(content: Any) -> str:  # noqa: ANN401
    """Return the gist of a document."""
    if content is None:
        return "not disclosed"
    actions = "; ".join(f"{one['topic']}: {one['action']} ({one['state']})" for one in content.get("actions", ()))
    words = (content.get(name) for name in ("position", "decision", "reasonCode", "sought"))
    return actions or next((str(word) for word in words if word), "")
