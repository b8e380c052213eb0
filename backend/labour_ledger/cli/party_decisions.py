"""`labour-ledger party approve` and `refuse`: what is decided on applications, and how they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .invocation import JsonOption, invocation_of
from .output import Output
from .passwords import PasswordFile
from .requests import DEFAULT_DECIDER, ByOption, ReasonOption, RequestArgument, desk_of

if TYPE_CHECKING:
    from labour_ledger.attesting.admission import Admission, AdmissionOffice
    from labour_ledger.attesting.applications import SignedApplication
    from labour_ledger.chain.client import LedgerClient
    from labour_ledger.store.queries.requests import DeskRequest

    from .connections import Ledger


def approve(
    context: typer.Context,
    application: RequestArgument,
    by: ByOption = DEFAULT_DECIDER,
    council: Annotated[
        str | None,
        typer.Option(
            "--council",
            help="Label of the council's key, or of a member's who proposes; a local chain has its own.",
            show_default=False,
        ),
    ] = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Approve an application: the council registers the organisation and adds its first key.

    Example: labour-ledger party approve 0x3f6c --by "registry desk"

    Where members decide, it is proposed: first the party, and when it has a number, by approving again, its key. What
    is done already is not done twice. Only the council registers parties; registrars and accreditors cannot.
    """
    from labour_ledger.attesting.admission import approve_application
    from labour_ledger.attesting.desk_json import application_json
    from labour_ledger.attesting.submit import chain_time

    from .connections import connect_node, open_ledger
    from .council_acting import acting_council

    invocation = invocation_of(context)
    settings = invocation.settings()
    with open_ledger(settings) as ledger, connect_node(settings, ledger.deployment) as client:
        request, signed = find_application(ledger, application)
        standing = approve_application(
            desk_of(ledger),
            office_of(ledger, client),
            request,
            signed,
            lambda: acting_council(settings, client, ledger.deployment, council, password_file),
            deployment=ledger.deployment,
            decided_by=by,
            now=chain_time(client),
        )
        request, _ = find_application(ledger, request.request_id.hex())
    document = {"format": "labour-ledger/application@1", **application_json(request, signed, standing)}
    invocation.output(as_json).result(document, lambda output: show_application(output, request, signed, standing))


def refuse(
    context: typer.Context,
    application: RequestArgument,
    reason: ReasonOption,
    by: ByOption = DEFAULT_DECIDER,
    as_json: JsonOption = False,
) -> None:
    """Refuse an application, with the reason that the applicant is given.

    Example: labour-ledger party refuse 0x3f6c --reason "no proof of registration was given"
    """
    from labour_ledger.attesting.desk_json import application_json

    from .connections import open_ledger, time_now

    invocation = invocation_of(context)
    settings = invocation.settings()
    with open_ledger(settings) as ledger:
        request, signed = find_application(ledger, application)
        desk_of(ledger).refuse(request, decided_by=by, reason=reason, now=time_now(settings, ledger.deployment))
        request, _ = find_application(ledger, request.request_id.hex())
    document = {"format": "labour-ledger/application@1", **application_json(request, signed)}
    invocation.output(as_json).result(document, lambda output: show_application(output, request, signed))


def find_application(ledger: Ledger, text: str) -> tuple[DeskRequest, SignedApplication]:
    """Return the application whose id begins with a text.

    Raises:
        RequestUnknown: None does, or several do.
    """
    from labour_ledger.attesting.applications import parse_application
    from labour_ledger.store.queries.requests import RequestKind

    request = desk_of(ledger).find(RequestKind.APPLICATION, text)
    return request, parse_application(request.signed_json.encode(), domain=ledger.deployment.domain)


def office_of(ledger: Ledger, client: LedgerClient) -> AdmissionOffice:
    """Return what admits parties to an open ledger."""
    from labour_ledger.attesting.admission import AdmissionOffice

    return AdmissionOffice(ledger.store, ledger.key, client, ledger.deployment.block_number)


def show_application(
    output: Output, request: DeskRequest, signed: SignedApplication, standing: Admission | None = None
) -> None:
    """Print an application and what became of it."""
    from labour_ledger.attesting.desk import short_id
    from labour_ledger.diligence.people import class_words
    from labour_ledger_verify.hexadecimal import to_checksum_address

    output.heading(f"{signed.profile.name}: application {short_id(request.request_id)}")
    output.fields(
        [
            ("class", class_words(signed.party_class)),
            ("country", signed.profile.country),
            ("website", signed.profile.website),
            ("first key", f"{to_checksum_address(signed.application.key)} (it signed the application)"),
            ("state", request.state.value),
            ("decided by", request.decided_by),
            ("reason", request.reason),
            ("on the ledger", _where(request, standing)),
        ]
    )


def _where(request: DeskRequest, standing: Admission | None) -> str:
    if standing is not None and standing.party is not None and standing.key_added:
        return f"party {standing.party}; its key may sign"
    if standing is not None and standing.party is not None:
        return f"party {standing.party}; its key is not added yet: approve again when no proposal waits"
    if request.proposal is not None:
        return f"proposal 0x{request.proposal.hex()[:10]} waits (labour-ledger council show); then approve again"
    return "not yet" if standing is not None else ""
