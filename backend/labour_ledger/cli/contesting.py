"""`dispute`, `rule`, `reply`: what others say to a record, and who decides between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .options import UidArgument
from .sending import LanguageOption, NoteOption, Sending, act_on, with_sending

if TYPE_CHECKING:
    from labour_ledger.attesting.acts import RecordNamed
    from labour_ledger.attesting.draft import Draft
    from labour_ledger_verify.attestation import Domain

TopicOption = Annotated[
    list[str] | None, typer.Option("--topic", help="What it is about, such as debt-bondage; may be repeated.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the root."""
    app.command("dispute")(dispute)
    app.command("rule")(rule)
    app.command("reply")(reply)


@with_sending
def dispute(
    context: typer.Context,
    uid: UidArgument,
    sending: Sending,
    ground: Annotated[
        list[str],
        typer.Option(
            "--ground", help="Such as workers-not-heard, records-falsified; may be repeated.", show_default=False
        ),
    ],
    sought: Annotated[
        str, typer.Option("--sought", help="correction, re-assessment, withdrawal or remedy.", show_default=False)
    ],
    topic: TopicOption = None,
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """Say that a record is wrong or incomplete; it stands until you withdraw it or a ruling ends it.

    Example: labour-ledger dispute 0x5f0c… --key union --ground workers-not-heard --sought re-assessment

    Workers' organisations, governments, civil society and the site itself may dispute. Soon after a visit a dispute can
    point at who was interviewed: sign it (attest sign) and send it later with others (attest queue).
    """
    from labour_ledger.attesting.acts import draft_dispute

    def draft(record: RecordNamed, domain: Domain, issuer: bytes, now: int) -> Draft:
        return draft_dispute(
            record,
            grounds=ground,
            sought=sought,
            topics=topic or (),
            note=note,
            language=language,
            domain=domain,
            issuer=issuer,
            now=now,
        )

    act_on(context, uid, sending, draft)


@with_sending
def rule(
    context: typer.Context,
    uid: UidArgument,
    sending: Sending,
    outcome: Annotated[
        str,
        typer.Option(
            "--outcome",
            help="conforms dismisses the dispute; does_not_conform or zero_tolerance upholds it; others end nothing.",
            show_default=False,
        ),
    ],
    procedure: Annotated[
        str, typer.Option("--procedure", help="Such as labour-inspection, court, joint-panel.", show_default=False)
    ],
    decision: Annotated[
        str, typer.Option("--decision", help="dismissed, upheld, upheld-in-part or no-decision.", show_default=False)
    ],
    decided_on: Annotated[str, typer.Option("--decided-on", help="Day of the decision.", show_default=False)],
    topic: TopicOption = None,
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """Decide a dispute; the uid is that of the dispute.

    Example: labour-ledger rule 0x33bb… --key inspectorate --outcome does_not_conform --decision upheld
    --procedure joint-panel --decided-on 2026-05-20

    Governments of the site's country may rule, and who is accredited to.
    """
    from labour_ledger.attesting.acts import draft_ruling, refuse_contradiction
    from labour_ledger.attesting.draft import parse_outcome

    decided = parse_outcome(outcome, "--outcome")
    refuse_contradiction(decided, decision)

    def draft(record: RecordNamed, domain: Domain, issuer: bytes, now: int) -> Draft:
        return draft_ruling(
            record,
            outcome=decided,
            procedure=procedure,
            decision=decision,
            decided_on=decided_on,
            topics=topic or (),
            note=note,
            language=language,
            domain=domain,
            issuer=issuer,
            now=now,
        )

    act_on(context, uid, sending, draft)


@with_sending
def reply(
    context: typer.Context,
    uid: UidArgument,
    sending: Sending,
    position: Annotated[
        str,
        typer.Option(
            "--position", help="accepts, accepts-in-part, contests, clarifies or acted-upon.", show_default=False
        ),
    ],
    topic: TopicOption = None,
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """Put an answer beside a record: a site's reply, or a counter-statement of its workers.

    Example: labour-ledger reply 0x5f0c… --key union --position contests --note "Nobody of the night shift was asked."

    It changes no status, and stays beside the record for whoever looks at it.
    """
    from labour_ledger.attesting.acts import REPLY, draft_act

    def draft(record: RecordNamed, domain: Domain, issuer: bytes, now: int) -> Draft:
        content = {"position": position, "topics": topic or []}
        return draft_act(REPLY, record, content, note=note, language=language, domain=domain, issuer=issuer, now=now)

    act_on(context, uid, sending, draft)
