"""`labour-ledger sites claim`, `receive`, `claims`, `decide`, `transfer`: who is to control a site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .claim_views import show_claim, show_claims
from .files import read_input
from .invocation import JsonOption, invocation_of
from .options import KeyOption, RelayOption, RelayPasswordFile, SiteArgument
from .passwords import PasswordFile
from .requests import DEFAULT_DECIDER, ByOption, RequestArgument, desk_of, state_named, write_request

if TYPE_CHECKING:
    from labour_ledger.attesting.site_claims import SignedClaim
    from labour_ledger.store.queries.requests import DeskRequest

    from .connections import Ledger


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("claim")(claim)
    app.command("receive")(receive)
    app.command("claims")(claims)
    app.command("decide")(decide)
    app.command("transfer")(transfer)


def claim(
    context: typer.Context,
    site: SiteArgument,
    key: KeyOption,
    evidence: Annotated[
        list[Path] | None,
        typer.Option("--evidence", help="File that shows that the site is yours; its hash is signed. May be repeated."),
    ] = None,
    note: Annotated[str, typer.Option("--note", help="More words, at most 500 characters; no personal data.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write.", show_default=False)] = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Claim a site: writes a file, signed with your key, for a registrar or the present controller to decide on.

    Example: labour-ledger sites claim os:CN2021250D1DTN7 --key mill --evidence licence.pdf -o claim.json

    Your organisation must be a party already (labour-ledger party apply). The evidence stays with you: send it to
    whoever decides. A claim that nobody decides within 30 days lapses. Only accounts claim, contract wallets cannot.
    """
    from labour_ledger.attesting.key_changes import require_registered
    from labour_ledger.attesting.keys import find_key
    from labour_ledger.attesting.site_claims import Evidence, refuse_own_site, sign_claim
    from labour_ledger.attesting.submit import chain_time
    from labour_ledger.store.queries.requests import RequestKind

    from .connections import connect_node, open_ledger, unlock_key
    from .subjects import site_finder

    invocation = invocation_of(context)
    settings = invocation.settings()
    shown = [Evidence.of(file.name, read_input(file)) for file in evidence or []]
    with open_ledger(settings) as ledger, connect_node(settings, ledger.deployment) as client:
        party = require_registered(client, find_key(settings.keystore_dir, key).address).party
        subject = site_finder(ledger)(site).subject
        refuse_own_site(client, subject, party)
        now = chain_time(client)
        signer = unlock_key(settings, key, password_file)
        signed = sign_claim(subject, party, shown, note, domain=ledger.deployment.domain, signer=signer, now=now)
        # written first: what nobody can be sent should not wait here for a decision
        write_request(invocation.output(as_json), signed.to_json(), output, "claim", signed.request_id)
        desk_of(ledger).keep(RequestKind.CLAIM, signed.request_id, signed.to_json(), now=now)


def receive(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="File of a claim; - for stdin.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Take in a claim that somebody sent: its signatures are checked, then it is pending.

    Example: labour-ledger sites receive claim.json
    """
    from labour_ledger.attesting.desk_json import claim_json
    from labour_ledger.attesting.site_claims import parse_claim
    from labour_ledger.store.queries.requests import RequestKind

    from .connections import open_ledger, time_now

    invocation = invocation_of(context)
    settings = invocation.settings()
    data = read_input(file)
    with open_ledger(settings) as ledger:
        signed = parse_claim(data, domain=ledger.deployment.domain, what=str(file))
        now = time_now(settings, ledger.deployment)
        request = desk_of(ledger).keep(RequestKind.CLAIM, signed.request_id, signed.to_json(), now=now)
    document = {"format": "labour-ledger/claim@1", **claim_json(request, signed)}
    invocation.output(as_json).result(document, lambda output: show_claim(output, request, signed))


def claims(
    context: typer.Context,
    claim_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="First digits of one, to show it.", show_default=False)
    ] = None,
    state: Annotated[str, typer.Option("--state", help="pending, approved or refused; all by default.")] = "",
    check: Annotated[
        Path | None, typer.Option("--check", help="File that was sent as evidence: is it one that was signed for?")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the claims that are held here, or show one and check files against it.

    Example: labour-ledger sites claims 0x3f6c --check licence.pdf
    """
    from labour_ledger.attesting.desk_json import claim_json
    from labour_ledger.attesting.site_claims import parse_claim
    from labour_ledger.store.queries.requests import RequestKind

    from .connections import open_ledger

    invocation = invocation_of(context)
    chosen = state_named(state)
    with open_ledger(invocation.settings()) as ledger:
        desk, domain = desk_of(ledger), ledger.deployment.domain
        requests = (
            desk.requests(RequestKind.CLAIM, chosen) if claim_id is None else [desk.find(RequestKind.CLAIM, claim_id)]
        )
        held = [(request, parse_claim(request.signed_json.encode(), domain=domain)) for request in requests]
    output = invocation.output(as_json)
    if claim_id is None:
        listed = {"format": "labour-ledger/claims@1", "claims": [claim_json(*item) for item in held]}
        output.result(listed, lambda output: show_claims(output, held))
        return
    (request, signed) = held[0]
    if check is not None:
        _require_evidence(signed, check)
    document = {"format": "labour-ledger/claim@1", **claim_json(request, signed)}
    output.result(document, lambda output: show_claim(output, request, signed, check))


def decide(
    context: typer.Context,
    claim_id: RequestArgument,
    grant: Annotated[
        bool, typer.Option("--grant/--refuse", help="What is decided; one of the two.", show_default=False)
    ],
    key: Annotated[str, typer.Option("--key", help="To grant: label of a key of a registrar.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="To refuse: why; the claimant will read it.")] = "",
    by: ByOption = DEFAULT_DECIDER,
    password_file: PasswordFile = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Decide on a claim as a registrar: grant it, and the claimant controls the site; or refuse it with a reason.

    Example: labour-ledger sites decide 0x3f6c --grant --key registrar

    A registrar is a party accredited for ledger/site-registration@1 in the site's country. It cannot grant itself a
    site. Look at the evidence first (sites claims ID --check FILE). Who controlled a site once counts as the site
    itself ever after (docs/status-rule.md, R3).
    """
    from labour_ledger.errors import InputError

    if grant and not key:
        raise InputError("to grant a claim needs the key of a registrar", hint="Give --key LABEL.")
    if grant:
        _grant(context, claim_id, key, by, password_file, relay, relay_password_file, as_json)
    else:
        _refuse(context, claim_id, by, reason, as_json)


def transfer(
    context: typer.Context,
    claim_id: RequestArgument,
    key: KeyOption,
    password_file: PasswordFile = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Hand your site over to the party that claims it; no registrar is needed.

    Example: labour-ledger sites transfer 0x3f6c --key former-operator

    The new controller claims the site first (sites claim) and sends you the file (sites receive).
    """
    _grant(context, claim_id, key, "controller", password_file, relay, relay_password_file, as_json)


def _grant(
    context: typer.Context,
    claim_id: str,
    key: str,
    by: str,
    password_file: Path | None,
    relay: str | None,
    relay_password_file: Path | None,
    as_json: bool,
) -> None:
    from labour_ledger.attesting.claim_decisions import grant_held_claim
    from labour_ledger.attesting.desk_json import claim_json
    from labour_ledger.attesting.site_claims import grant_claim

    from .connections import open_ledger, open_submitter, unlock_key

    invocation = invocation_of(context)
    settings = invocation.settings()
    with open_ledger(settings) as ledger, open_submitter(settings, ledger, relay, relay_password_file) as submitter:
        request, signed = _find(ledger, claim_id)
        grant_held_claim(
            desk_of(ledger),
            request,
            signed,
            submitter.relay.client,
            lambda: grant_claim(signed, submitter.relay, unlock_key(settings, key, password_file)),
            decided_by=by,
        )
        request, _ = _find(ledger, request.request_id.hex())
    document = {"format": "labour-ledger/claim@1", **claim_json(request, signed)}
    invocation.output(as_json).result(document, lambda output: show_claim(output, request, signed))


def _refuse(context: typer.Context, claim_id: str, by: str, reason: str, as_json: bool) -> None:
    from labour_ledger.attesting.desk_json import claim_json

    from .connections import open_ledger, time_now

    invocation = invocation_of(context)
    settings = invocation.settings()
    with open_ledger(settings) as ledger:
        request, signed = _find(ledger, claim_id)
        desk_of(ledger).refuse(request, decided_by=by, reason=reason, now=time_now(settings, ledger.deployment))
        request, _ = _find(ledger, request.request_id.hex())
    document = {"format": "labour-ledger/claim@1", **claim_json(request, signed)}
    invocation.output(as_json).result(document, lambda output: show_claim(output, request, signed))


def _find(ledger: Ledger, text: str) -> tuple[DeskRequest, SignedClaim]:
    from labour_ledger.attesting.site_claims import parse_claim
    from labour_ledger.store.queries.requests import RequestKind

    request = desk_of(ledger).find(RequestKind.CLAIM, text)
    return request, parse_claim(request.signed_json.encode(), domain=ledger.deployment.domain)


def _require_evidence(signed: SignedClaim, file: Path) -> None:
    from labour_ledger.attesting.site_claims import Evidence
    from labour_ledger.errors import InputError

    found = Evidence.of(file.name, read_input(file)).to_json()["hash"]
    if found not in [item["hash"] for item in signed.document["evidence"]]:
        raise InputError(
            f"{file}: not one of the files that the claim was signed with",
            hint="Ask the claimant for the very file; a file that was opened and saved again is another one.",
            context={"hash": found},
        )
