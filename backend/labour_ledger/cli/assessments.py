"""`attest open`, `attest record`, `attest correct`: an assessment from its announcement to the correction of a typo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from labour_ledger.errors import InputError

from .options import SiteArgument, UidArgument
from .sending import LanguageOption, NoteOption, Planned, Sending, draft_and_send, with_sending

if TYPE_CHECKING:
    from .connections import Ledger

_FINDING_FIELDS: Final = {
    "topic": "topic",
    "severity": "severity",
    "due": "dueDate",
    "state": "state",
    "clause": "requirement",
    "word": "schemeSeverity",
    "workers": "workersAffected",
}
SchemaOption = Annotated[str, typer.Option("--schema", help="Schema id, such as ilo/c029@1930.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to the group of `attest`."""
    app.command("open")(open_assessment)
    app.command("record")(record)
    app.command("correct")(correct)


@with_sending
def open_assessment(
    context: typer.Context,
    site: SiteArgument,
    sending: Sending,
    schema: SchemaOption,
    technique: Annotated[
        str, typer.Option("--technique", help="on-site, remote, desk-review or inspection.")
    ] = "on-site",
    announcement: Annotated[
        str, typer.Option("--announcement", help="announced, semi-announced or unannounced.")
    ] = "semi-announced",
    planned_from: Annotated[str | None, typer.Option("--from", help="First day planned.")] = None,
    planned_until: Annotated[str | None, typer.Option("--until", help="Last day planned.")] = None,
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """Announce an assessment; until you record its result, it shows as not concluded.

    Example: labour-ledger attest open LL-7K3M-92QF --schema ilo/c029@1930 --key certifier --from 2026-03-01

    It is public at once: announce an unannounced visit when it ends.
    """
    from labour_ledger.attesting.assessments import draft_announcement, refuse_no_standard

    said = {
        "technique": technique,
        "announcement": announcement,
        "plannedFrom": planned_from,
        "plannedUntil": planned_until,
        "note": note,
        "language": language,
    }
    refuse_no_standard(schema)

    def plan(ledger: Ledger, issuer: bytes, now: int) -> Planned:
        from .subjects import site_finder

        subject, domain = site_finder(ledger)(site).subject, ledger.deployment.domain
        return Planned(draft_announcement(schema, subject, said, domain=domain, issuer=issuer, now=now))

    draft_and_send(context, sending, plan)


@with_sending
def record(
    context: typer.Context,
    site: SiteArgument,
    sending: Sending,
    schema: SchemaOption,
    content: Annotated[
        Path, typer.Option("--content", help="JSON file with the content; - for stdin.", show_default=False)
    ],
    finding: Annotated[
        list[str] | None,
        typer.Option(
            "--finding",
            help="A finding beside those of the file: topic=debt-bondage,severity=major,due=2026-06-02; "
            "also state, clause, word (the scheme's), workers. May be repeated.",
        ),
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", help="conforms, does_not_conform, …; statements need none.")
    ] = None,
    valid_from: Annotated[str | None, typer.Option("--valid-from", help="Date or instant; now by default.")] = None,
    valid_until: Annotated[
        str | None, typer.Option("--valid-until", help="Last day or instant; by default as long as the schema allows.")
    ] = None,
    ref: Annotated[
        str | None, typer.Option("--ref", help="Uid of the earlier assessment that this one follows.")
    ] = None,
) -> None:
    """Record an assessment, or a statement such as a worker survey or a grievance channel, in one go.

    Example: labour-ledger attest record LL-7K3M-92QF --schema ilo/c029@1930 --outcome conforms_with_findings
    --key certifier --content visit.json --finding topic=debt-bondage,severity=major,due=2026-06-02

    It is attest draft, sign and submit together, for who has a network and the key at hand. With --ref it follows an
    earlier assessment of the same schema, and takes its place where the status rule lets it (docs/status-rule.md, R31).
    """
    from labour_ledger.attesting.draft import draft_attestation

    from .attest import parse_terms, read_content

    said = read_content(content)
    if finding:
        said["findings"] = [*said.get("findings", []), *(_finding(text) for text in finding)]
    terms = parse_terms(outcome, valid_from, valid_until, ref)

    def plan(ledger: Ledger, issuer: bytes, now: int) -> Planned:
        from .subjects import site_finder

        subject = site_finder(ledger)(site).subject
        return Planned(
            draft_attestation(
                schema, subject, said, domain=ledger.deployment.domain, issuer=issuer, now=now, terms=terms
            )
        )

    draft_and_send(context, sending, plan)


@with_sending
def correct(
    context: typer.Context,
    uid: UidArgument,
    sending: Sending,
    change: Annotated[
        list[str] | None,
        typer.Option("--set", help="path=value in the content: findings[0].dueDate=2026-09-01. May be repeated."),
    ] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", help="Path to leave out. May be repeated.")] = None,
    outcome: Annotated[str | None, typer.Option("--outcome", help="Another outcome than the old record's.")] = None,
    valid_from: Annotated[str | None, typer.Option("--valid-from", help="Another beginning.")] = None,
    valid_until: Annotated[str | None, typer.Option("--valid-until", help="Another last day or instant.")] = None,
) -> None:
    """Correct a record of your organisation: a new one that names the old, with a few fields changed.

    Example: labour-ledger attest correct 0x5f0c… --key certifier --set findings[0].dueDate=2026-09-01

    The old record stays in the history. A positive one is replaced from now on; a negative one stands until it is
    remedied or a positive one clears it. The command says which, and --dry-run says it before anything is sent.
    """
    from labour_ledger.attesting.assessments import Correction, draft_correction

    from .attest import parse_terms

    given = Correction(tuple(change or ()), tuple(remove or ()), parse_terms(outcome, valid_from, valid_until, None))
    if given.is_empty:
        raise InputError("nothing was changed", hint="Give --set, --remove, --outcome or another date.")

    def plan(ledger: Ledger, issuer: bytes, now: int) -> Planned:
        from .subjects import find_indexed_record

        old = find_indexed_record(ledger, uid)
        new = draft_correction(
            old.uid,
            old.attestation,
            _document(ledger, old.attestation.document_hash),
            given,
            domain=ledger.deployment.domain,
            issuer=issuer,
            now=now,
        )
        return Planned(new, old, corrects=True)

    draft_and_send(context, sending, plan)


def _document(ledger: Ledger, document_hash: bytes) -> dict[str, Any]:
    import json

    from labour_ledger.diligence.documents import document

    with ledger.store.reading() as session:
        found: dict[str, Any] = json.loads(document(session, document_hash).canonical_json)
    return found


def _finding(text: str) -> dict[str, str]:
    """Read a finding; whether its words are of the schema is judged with the document."""
    pairs = [part.partition("=") for part in text.split(",")]
    if any(not sign or name.strip() not in _FINDING_FIELDS for name, sign, _ in pairs):
        raise InputError(
            f"--finding {text[:80]!r} is not name=value, with commas between",
            hint=f"Such as topic=debt-bondage,severity=major,due=2026-06-02; known are {', '.join(_FINDING_FIELDS)}.",
            context={"field": "finding"},
        )
    said = {_FINDING_FIELDS[name.strip()]: value.strip() for name, _, value in pairs}
    return {"state": "open", **said}
