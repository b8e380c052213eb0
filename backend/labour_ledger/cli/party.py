"""`labour-ledger party`: organisations apply with their first key; a desk takes applications in and decides on them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import party_decisions
from .countries import country_code
from .files import read_input
from .invocation import JsonOption, invocation_of
from .output import Output
from .passwords import PasswordFile
from .requests import RequestArgument, write_request

if TYPE_CHECKING:
    from labour_ledger.attesting.applications import Invitation, SignedApplication
    from labour_ledger.store.queries.requests import DeskRequest, RequestKind
    from labour_ledger_verify.attestation import Domain

app = typer.Typer(
    no_args_is_help=True,
    help="Become a party of the ledger: invite, apply, and decide on applications.",
    epilog="The council registers parties; what they may assess, accreditors give (labour-ledger accredit).",
)
app.command("approve")(party_decisions.approve)
app.command("refuse")(party_decisions.refuse)

ClassOption = Annotated[
    str, typer.Option("--class", help="Such as business, auditor, workers_organisation, government.")
]
CountryOption = Annotated[str, typer.Option("--country", help="Two letters, or its English name.")]
RequestFile = Annotated[Path | None, typer.Option("--output", "-o", help="File to write.", show_default=False)]


@app.command("invite")
def invite(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Registered name of the organisation.", show_default=False)],
    party_class: ClassOption = "",
    country: CountryOption = "",
    output: RequestFile = None,
    as_json: JsonOption = False,
) -> None:
    """Write an invitation: what an organisation needs to apply to this ledger, filled in as far as you know it.

    Example: labour-ledger party invite "Example Mill" --class business --country ID -o invitation.json

    It is no promise, and nobody's registration. The organisation answers with `party apply --invitation`.
    """
    from labour_ledger.attesting.applications import Invitation, party_class_named

    from .connections import load_ledger_key

    invocation = invocation_of(context)
    deployment, _ = load_ledger_key(invocation.settings())
    chosen = party_class_named(party_class, "--class") if party_class else None
    invitation = Invitation(deployment.domain, name, chosen, country_code(country, "--country"))
    write_request(invocation.output(as_json), invitation.to_json(), output, "invitation")


@app.command("apply")
def apply(
    context: typer.Context,
    key: Annotated[str, typer.Option("--key", help="Label of the key that you will begin with.", show_default=False)],
    name: Annotated[str, typer.Argument(help="Registered name of your organisation.", show_default=False)] = "",
    party_class: ClassOption = "",
    country: CountryOption = "",
    website: Annotated[str, typer.Option("--website", help="Its page, https://…")] = "",
    invitation: Annotated[
        Path | None, typer.Option("--invitation", help="File of an invitation; options given here prevail.")
    ] = None,
    output: RequestFile = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Apply to be registered: writes a file, signed with your first key, for whoever decides on it.

    Example: labour-ledger party apply "Example Mill" --class business --country ID --key mill -o application.json

    Works without a network. The signature shows that the key is yours; it must be of an account, a contract wallet can
    be added later. The application is also kept here: `party show` tells how it stands.
    """
    from labour_ledger.attesting.applications import party_class_named, sign_application
    from labour_ledger.errors import InputError

    from .connections import load_ledger_key, open_ledger, time_now, unlock_key
    from .requests import desk_of

    invocation = invocation_of(context)
    settings = invocation.settings()
    deployment, _ = load_ledger_key(settings)
    invited = _invitation(invitation, deployment.domain)
    chosen = party_class_named(party_class, "--class") if party_class else (invited.party_class if invited else None)
    name = name or (invited.name if invited else "")
    if not name or chosen is None:
        raise InputError(
            "an application needs a name and a class",
            hint='Write: labour-ledger party apply "NAME" --class business --key LABEL; or give --invitation FILE.',
        )
    place = country_code(country, "--country") or (invited.country if invited else "")
    now = time_now(settings, deployment)
    signer = unlock_key(settings, key, password_file)
    signed = sign_application(name, chosen, place, website, domain=deployment.domain, signer=signer, now=now)
    with open_ledger(settings) as ledger:
        # written first: what nobody can be sent should not wait here for a decision
        write_request(invocation.output(as_json), signed.to_json(), output, "application", signed.request_id)
        desk_of(ledger).keep(_kind(), signed.request_id, signed.to_json(), now=now)


@app.command("receive")
def receive(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File of an application; - for stdin.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Take in an application that somebody sent: its signature and its profile are checked, then it is pending.

    Example: labour-ledger party receive application.json
    """
    from labour_ledger.attesting.applications import parse_application
    from labour_ledger.attesting.desk_json import application_json

    from .connections import open_ledger, time_now
    from .requests import desk_of

    invocation = invocation_of(context)
    settings = invocation.settings()
    data = read_input(file)
    with open_ledger(settings) as ledger:
        signed = parse_application(data, domain=ledger.deployment.domain, what=str(file))
        now = time_now(settings, ledger.deployment)
        request = desk_of(ledger).keep(_kind(), signed.request_id, signed.to_json(), now=now)
    document = {"format": "labour-ledger/application@1", **application_json(request, signed)}
    invocation.output(as_json).result(
        document, lambda output: party_decisions.show_application(output, request, signed)
    )


@app.command("list")
def list_applications(
    context: typer.Context,
    state: Annotated[str, typer.Option("--state", help="pending, approved or refused; all by default.")] = "",
    as_json: JsonOption = False,
) -> None:
    """List the applications that are held here, oldest first.

    Example: labour-ledger party list --state pending
    """
    from labour_ledger.attesting.applications import parse_application
    from labour_ledger.attesting.desk_json import application_json

    from .connections import open_ledger
    from .requests import desk_of, state_named

    invocation = invocation_of(context)
    chosen = state_named(state)
    with open_ledger(invocation.settings()) as ledger:
        domain = ledger.deployment.domain
        held = [
            (request, parse_application(request.signed_json.encode(), domain=domain))
            for request in desk_of(ledger).requests(_kind(), chosen)
        ]
    document = {
        "format": "labour-ledger/applications@1",
        "applications": [application_json(request, signed) for request, signed in held],
    }
    invocation.output(as_json).result(document, lambda output: _show_list(output, held))


@app.command("show")
def show(context: typer.Context, application: RequestArgument, as_json: JsonOption = False) -> None:
    """Show an application: what was asked for, what was decided, and how far the ledger has it.

    Example: labour-ledger party show 0x3f6c
    """
    from labour_ledger.attesting.admission import KeyTaken
    from labour_ledger.attesting.desk_json import application_json
    from labour_ledger.chain.errors import NodeUnavailable

    from .connections import connect_node, open_ledger

    invocation = invocation_of(context)
    settings = invocation.settings()
    with open_ledger(settings) as ledger:
        request, signed = party_decisions.find_application(ledger, application)
        try:
            with connect_node(settings, ledger.deployment) as client:
                standing = party_decisions.office_of(ledger, client).standing(signed)
        except (NodeUnavailable, KeyTaken):
            standing = None  # what is held here can be read; approving says what stands in the way
    document = {
        "format": "labour-ledger/application@1",
        **application_json(request, signed, standing),
    }
    invocation.output(as_json).result(
        document, lambda output: party_decisions.show_application(output, request, signed, standing)
    )


def _show_list(output: Output, held: Sequence[tuple[DeskRequest, SignedApplication]]) -> None:
    from labour_ledger.attesting.desk import short_id
    from labour_ledger.diligence.people import class_words

    if not held:
        output.line("no applications; take one in with: labour-ledger party receive FILE")
        return
    rows = [
        (
            short_id(request.request_id),
            signed.profile.name,
            class_words(signed.party_class),
            signed.profile.country,
            request.state.value,
            request.reason,
        )
        for request, signed in held
    ]
    output.table(("application", "name", "class", "country", "state", "reason"), rows)


def _invitation(file: Path | None, domain: Domain) -> Invitation | None:
    from labour_ledger.attesting.applications import parse_invitation

    return None if file is None else parse_invitation(read_input(file), domain=domain, what=str(file))


def _kind() -> RequestKind:
    from labour_ledger.store.queries.requests import RequestKind

    return RequestKind.APPLICATION
