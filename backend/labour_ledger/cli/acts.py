"""`revoke`, `suspend`, `reinstate`: what an issuer, or its accreditor, does to a record of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .options import UidArgument
from .sending import LanguageOption, NoteOption, Sending, act_on, with_sending

if TYPE_CHECKING:
    from labour_ledger.attesting.acts import RecordNamed
    from labour_ledger.attesting.draft import Draft
    from labour_ledger_verify.attestation import Domain


def register(app: typer.Typer) -> None:
    """Add the commands to the root."""
    app.command("revoke")(revoke)
    app.command("suspend")(suspend)
    app.command("reinstate")(reinstate)


@with_sending
def revoke(
    context: typer.Context,
    uid: UidArgument,
    sending: Sending,
    reason: Annotated[
        str, typer.Option("--reason", help="Such as issued-in-error, factual-error, superseded.", show_default=False)
    ],
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """Withdraw a record that your organisation issued, or whose issuer it accredited.

    Example: labour-ledger revoke 0x5f0c… --key certifier --reason factual-error

    It stays in the history, with the time from which it no longer counts. A negative record is only flagged: it is
    ended by a remedy that others confirm, never by its withdrawal. A dispute of your own is withdrawn the same way.
    """
    from labour_ledger.attesting.acts import draft_revocation

    def draft(record: RecordNamed, domain: Domain, issuer: bytes, now: int) -> Draft:
        return draft_revocation(
            record, reason_code=reason, note=note, language=language, domain=domain, issuer=issuer, now=now
        )

    act_on(context, uid, sending, draft)


@with_sending
def suspend(
    context: typer.Context,
    uid: UidArgument,
    sending: Sending,
    reason: Annotated[
        str,
        typer.Option(
            "--reason", help="Such as investigation-open, access-denied, surveillance-overdue.", show_default=False
        ),
    ],
    expected_until: Annotated[
        str | None, typer.Option("--expected-until", help="Day by which you expect to decide.")
    ] = None,
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """Put a record that your organisation issued, or whose issuer it accredited, out of force for a time.

    Example: labour-ledger suspend 0x5f0c… --key certifier --reason investigation-open --expected-until 2026-09-30

    It lasts until you reinstate the record; the day expected is only said.
    """
    from labour_ledger.attesting.acts import SUSPENSION, draft_act

    def draft(record: RecordNamed, domain: Domain, issuer: bytes, now: int) -> Draft:
        content = {"reasonCode": reason, "expectedUntil": expected_until}
        return draft_act(
            SUSPENSION, record, content, note=note, language=language, domain=domain, issuer=issuer, now=now
        )

    act_on(context, uid, sending, draft)


@with_sending
def reinstate(
    context: typer.Context,
    uid: UidArgument,
    sending: Sending,
    reason: Annotated[
        str,
        typer.Option("--reason", help="Such as investigation-closed, allegation-not-confirmed.", show_default=False),
    ],
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """End a suspension of your organisation; the uid is that of the suspension.

    Example: labour-ledger reinstate 0x77aa… --key certifier --reason investigation-closed
    """
    from labour_ledger.attesting.acts import REINSTATEMENT, draft_act

    def draft(record: RecordNamed, domain: Domain, issuer: bytes, now: int) -> Draft:
        content = {"reasonCode": reason}
        return draft_act(
            REINSTATEMENT, record, content, note=note, language=language, domain=domain, issuer=issuer, now=now
        )

    act_on(context, uid, sending, draft)
