"""`labour-ledger sites close`, `reopen`, `move`, `merge`, `same`: what became of a site, stated by who knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .invocation import JsonOption, invocation_of
from .options import SiteArgument
from .passwords import PasswordFile
from .sending import LanguageOption, NoteOption, Planned, Sending, draft_and_send, with_sending

if TYPE_CHECKING:
    from .connections import Ledger

SinceOption = Annotated[
    str, typer.Option("--from", help="Day from which it is so, such as 2026-03-01.", show_default=False)
]
OtherSite = Annotated[str, typer.Argument(metavar="OTHER", help="The other site, named alike.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("close")(close)
    app.command("reopen")(reopen)
    app.command("move")(move)
    app.command("merge")(merge)
    app.command("same")(same)
    app.command("mark")(mark)


@with_sending
def close(
    context: typer.Context,
    site: SiteArgument,
    since: SinceOption,
    sending: Sending,
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """State that a site closed; nothing is refused for it, and nothing said of it ends.

    Example: labour-ledger sites close LL-7K3M-92QF --from 2026-03-01 --key mill

    It is a statement of whoever signs it. The mark `closed` in the registry itself only the council sets: sites mark.
    """
    _state(context, site, "closed", since, None, note, language, sending)


@with_sending
def reopen(
    context: typer.Context,
    site: SiteArgument,
    since: SinceOption,
    sending: Sending,
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """State that a closed site works again; its whole history stays with it.

    Example: labour-ledger sites reopen LL-7K3M-92QF --from 2026-09-01 --key mill
    """
    _state(context, site, "reopened", since, None, note, language, sending)


@with_sending
def move(
    context: typer.Context,
    site: SiteArgument,
    other: OtherSite,
    since: SinceOption,
    sending: Sending,
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """State that a site moved to another place, which is registered as a site of its own.

    Example: labour-ledger sites move LL-7K3M-92QF LL-2C9D-41XW --from 2026-03-01 --key mill

    What was found at the old place is not said of the new one. Where it is the same workplace under a second
    registration, use `sites same`: then negatives, disputes and suspensions cross over.
    """
    _state(context, site, "moved-to", since, other, note, language, sending)


@with_sending
def merge(
    context: typer.Context,
    site: SiteArgument,
    other: OtherSite,
    since: SinceOption,
    sending: Sending,
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """State that a site was merged into another.

    Example: labour-ledger sites merge LL-7K3M-92QF LL-2C9D-41XW --from 2026-03-01 --key mill
    """
    _state(context, site, "merged-into", since, other, note, language, sending)


@with_sending
def same(
    context: typer.Context,
    site: SiteArgument,
    other: OtherSite,
    sending: Sending,
    matched_on: Annotated[
        list[str],
        typer.Option(
            "--matched-on",
            help="identifier, name, address, place, operator, site-visit, operators-word; may be repeated.",
            show_default=False,
        ),
    ],
    reason: Annotated[
        str, typer.Option("--reason", help="Such as registered-twice, listed-under-two-names, split-in-lists.")
    ] = "registered-twice",
    note: NoteOption = "",
    language: LanguageOption = "en",
) -> None:
    """State that two registrations are one site: negatives, disputes and suspensions then cross over.

    Example: labour-ledger sites same LL-7K3M-92QF LL-2C9D-41XW --matched-on address --key registrar

    By a registrar; or by the controllers of both, each under its own site. It cannot be taken back.
    """
    from labour_ledger.attesting.site_changes import draft_same_as

    def plan(ledger: Ledger, issuer: bytes, now: int) -> Planned:
        one, two = _subjects(ledger, site, other)
        draft = draft_same_as(
            one,
            two,
            reason_code=reason,
            matched_on=matched_on,
            note=note,
            language=language,
            domain=ledger.deployment.domain,
            issuer=issuer,
            now=now,
        )
        return Planned(draft)

    draft_and_send(context, sending, plan)


def mark(
    context: typer.Context,
    site: SiteArgument,
    closed: Annotated[bool, typer.Option("--closed/--open", help="What the registry is to say.", show_default=False)],
    council: Annotated[
        str | None,
        typer.Option(
            "--council", help="Label of the council's key, or of a member's who proposes.", show_default=False
        ),
    ] = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Mark a site as closed or open in the registry itself; the council does it.

    Example: labour-ledger sites mark LL-7K3M-92QF --closed

    The contract gives this to the council alone, so that nobody closes another's history. Where it has members, it is
    proposed. Suppliers state it themselves with `sites close` and `sites reopen`.
    """
    from labour_ledger_verify.handle import handle_of

    from .connections import connect_node, open_ledger
    from .council_acting import acting_council
    from .subjects import site_finder

    invocation = invocation_of(context)
    settings = invocation.settings()
    with open_ledger(settings) as ledger, connect_node(settings, ledger.deployment) as client:
        subject = site_finder(ledger)(site).subject
        acting = acting_council(settings, client, ledger.deployment, council, password_file)
        done = acting.close_subject(subject) if closed else acting.reopen_subject(subject)
    decisions = acting.decisions
    document = {
        "format": "labour-ledger/site-mark@1",
        "handle": handle_of(subject),
        "closed": closed,
        "done": bool(done),
        "decisions": [decision.to_json() for decision in decisions],
    }
    said = f"{handle_of(subject)} {'is' if done else 'is to be'} marked as {'closed' if closed else 'open'}"
    text = "\n".join([*(decision.text() for decision in decisions), said])
    invocation.output(as_json).result(document, lambda output: output.line(text))


def _state(
    context: typer.Context,
    site: str,
    relation: str,
    since: str,
    other: str | None,
    note: str,
    language: str,
    sending: Sending,
) -> None:
    from labour_ledger.attesting.site_changes import draft_site_change

    def plan(ledger: Ledger, issuer: bytes, now: int) -> Planned:
        subjects = _subjects(ledger, site) if other is None else _subjects(ledger, site, other)
        draft = draft_site_change(
            subjects[0],
            relation,
            since,
            other=None if other is None else subjects[1],
            note=note,
            language=language,
            domain=ledger.deployment.domain,
            issuer=issuer,
            now=now,
        )
        return Planned(draft)

    draft_and_send(context, sending, plan)


def _subjects(ledger: Ledger, *names: str) -> list[bytes]:
    from .subjects import site_finder

    find = site_finder(ledger)
    return [find(name).subject for name in names]
