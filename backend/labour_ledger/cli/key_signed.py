"""`labour-ledger keys signed`, `lost`, `resign`: what a key signed, and what to do when it is lost or doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .addresses import address_of
from .attest import show_submissions, submissions_json
from .invocation import JsonOption, invocation_of
from .key_changes import NamedKey, YesOption
from .options import KeyOption, RelayOption, RelayPasswordFile
from .output import Output
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.attesting.draft import Draft
    from labour_ledger.attesting.submit import Submitted
    from labour_ledger.chain.client import LedgerClient
    from labour_ledger_verify.attestation import Domain

    from .connections import Ledger


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("signed")(signed)
    app.command("lost")(lost)
    app.command("resign")(resign)


def list_party_keys(context: typer.Context, party: int, as_json: bool) -> None:
    """Print all keys that a party ever had, with how many records each signed."""
    from labour_ledger.diligence.signed_records import party_keys

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        answer = party_keys(session, ledger.key, party)

    def show(output: Output) -> None:
        rows = [(key.address, key.may, key.state, str(key.records)) for key in answer.keys]
        output.table(("key", "may", "state", "records"), rows)

    invocation.output(as_json).result({"format": "labour-ledger/party-keys@1", **answer.to_json()}, show)


def signed(context: typer.Context, key: NamedKey, as_json: JsonOption = False) -> None:
    """List what a key signed, and which of it is doubtful.

    Example: labour-ledger keys signed mill-manager
    """
    from labour_ledger.diligence.signed_records import signed_records
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.status import format_time

    from .connections import open_ledger

    invocation = invocation_of(context)
    settings = invocation.settings()
    address = address_of(settings, key, "KEY")
    with open_ledger(settings) as ledger, ledger.store.reading() as session:
        answer = signed_records(session, ledger.key, address)

    def show(output: Output) -> None:
        rows = [
            (
                f"0x{item.view.record.uid.hex()[:10]}",
                handle_of(item.view.record.attestation.subject),
                format_time(item.view.record.recorded_at),
                item.view.words(),
                "doubtful" if item.is_doubtful else "",
            )
            for item in answer.records
        ]
        if rows:
            output.table(("record", "site", "recorded", "what", ""), rows)
        else:
            output.line("this key signed no record")

    invocation.output(as_json).result({"format": "labour-ledger/signed-by-key@1", **answer.to_json()}, show)


def lost(context: typer.Context, key: NamedKey, as_json: JsonOption = False) -> None:
    """Say what to do when a key is lost or was stolen, as the party stands now; nothing is sent.

    Example: labour-ledger keys lost mill-manager
    """
    from labour_ledger.attesting.key_changes import other_admin_keys, require_registered
    from labour_ledger.attesting.submit import chain_time
    from labour_ledger.chain.deployment import load_deployment
    from labour_ledger_verify.hexadecimal import to_checksum_address

    from .connections import connect_node

    invocation = invocation_of(context)
    settings = invocation.settings()
    address = address_of(settings, key, "KEY")
    with connect_node(settings, load_deployment(settings.deployment_file)) as client:
        party = require_registered(client, address).party
        others = [to_checksum_address(other) for other in other_admin_keys(client, address, chain_time(client))]
    shown = to_checksum_address(address)
    steps = _steps_with(shown, others[0]) if others else _steps_without(shown, party)
    document = {
        "format": "labour-ledger/lost-key@1",
        "key": shown,
        "party": party,
        "otherAdminKeys": others,
        "steps": steps,
    }

    def show(output: Output) -> None:
        output.heading(f"{shown}, a key of party {party}")
        for number, step in enumerate(steps, 1):
            output.line(f"{number}. {step}")

    invocation.output(as_json).result(document, show)


def resign(
    context: typer.Context,
    compromised: Annotated[
        str, typer.Argument(metavar="OLD", help="Label or address of the compromised key.", show_default=False)
    ],
    key: KeyOption,
    uid: Annotated[
        list[str] | None, typer.Option("--uid", help="Only this record (first digits); may be repeated.")
    ] = None,
    yes: YesOption = False,
    password_file: PasswordFile = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Say again with a sound key what a compromised key said: new records that replace the doubtful ones.

    Example: labour-ledger keys resign mill-manager --key mill-manager-2027 --uid 0x5f0c --yes

    Find out first that each is true: a thief may have signed it. Without --yes they are only listed. A record whose
    period is over, or whose document is not held here, is named and left out.
    """
    from labour_ledger.attesting import keys
    from labour_ledger.attesting.sign import sign_draft
    from labour_ledger.attesting.submit import chain_time

    from .connections import open_ledger, open_submitter, unlock_key

    invocation = invocation_of(context)
    settings = invocation.settings()
    output = invocation.output(as_json)
    address = address_of(settings, compromised, "OLD")
    issuer = keys.find_key(settings.keystore_dir, key).address
    with open_ledger(settings) as ledger, open_submitter(settings, ledger, relay, relay_password_file) as submitter:
        now = chain_time(submitter.relay.client)
        drafts, left_out = _drafts_again(ledger, address, uid or [], issuer, now)
        _check(drafts, submitter.relay.client, now)
        done: list[Submitted] = []
        if yes and drafts:
            signer = unlock_key(settings, key, password_file)
            done = [submitter.submit(sign_draft(draft, signer), now=now) for draft in drafts]
    document = {
        **submissions_json(done),
        "sent": yes,
        "again": [f"0x{draft.attestation.ref_uid.hex()}" for draft in drafts],
        "leftOut": left_out,
    }
    output.result(document, lambda output: _show_again(output, drafts, left_out, done, yes))


def _drafts_again(
    ledger: Ledger, key: bytes, uids: list[str], issuer: bytes, now: int
) -> tuple[list[Draft], list[dict[str, str]]]:
    from labour_ledger.attesting.resigning import NotToBeRepeated, draft_again
    from labour_ledger.diligence.compromise import doubtful_records, refuse_doubtful_key
    from labour_ledger.diligence.records import view_records

    domain: Domain = ledger.deployment.domain
    with ledger.store.reading() as session:
        refuse_doubtful_key(session, ledger.key, issuer)
        records = [
            record
            for record in doubtful_records(session, ledger.key, key)
            if not uids or any(record.uid.hex().startswith(uid.lower().removeprefix("0x")) for uid in uids)
        ]
        views = view_records(session, ledger.key, records)
    drafts, left_out = [], []
    for view in views:
        document = view.document if isinstance(view.document, dict) else None
        try:
            drafts.append(draft_again(view.record, document, domain=domain, issuer=issuer, now=now))
        except NotToBeRepeated as error:
            left_out.append({"uid": f"0x{view.record.uid.hex()}", "why": error.message, "hint": error.hint})
    return drafts, left_out


def _check(drafts: list[Draft], client: LedgerClient, now: int) -> None:
    from labour_ledger.attesting.validate import refuse_problems

    for draft in drafts:
        refuse_problems(draft.attestation, draft.document, now=now)
        client.check(draft.attestation)


def _show_again(
    output: Output, drafts: list[Draft], left_out: list[dict[str, str]], done: list[Submitted], yes: bool
) -> None:
    from labour_ledger_verify.handle import handle_of

    if drafts:
        rows = [
            (
                f"0x{draft.attestation.ref_uid.hex()[:10]}",
                handle_of(draft.attestation.subject),
                draft.document["schema"],
            )
            for draft in drafts
        ]
        output.table(("doubtful record", "site", "schema"), rows)
    if left_out:
        output.table(("left out", "why"), [(item["uid"][:12], item["why"]) for item in left_out])
    if not drafts and not left_out:
        output.line("no positive assessment of this key is doubtful")
    if done:
        show_submissions(output, done)
    elif drafts and not yes:
        output.line("nothing was sent; look at each, then say --yes (and --uid for some only)")


def _steps_with(shown: str, other: str) -> list[str]:
    return [
        f"If the key was only lost, end it with the other admin key: labour-ledger keys retire {shown} --admin {other}",
        "If it may be in other hands, mark it from the day of the theft instead; see first what that changes: "
        f"labour-ledger keys compromise {shown} --from DATE --admin {other}",
        f"Give the party a new key: labour-ledger keys new LABEL; labour-ledger keys add LABEL --admin {other}",
        f"After a theft, say again what is still true: labour-ledger keys resign {shown} --key LABEL",
    ]


def _steps_without(shown: str, party: int) -> list[str]:
    return [
        "No other key of your party may administer, so only the council can help; tell it who you are by other means.",
        "If it may be in other hands: one member of the council suspends it at once: "
        f"labour-ledger council suspend --key {shown} --days 14",
        "Make a new key and give the council its address: labour-ledger keys new LABEL",
        f"The council adds it: labour-ledger council propose --why WHY 'add-key party={party} key=ADDRESS "
        "role=sign,admin', and ends the old one: 'retire-key' or 'mark-key-compromised' (labour-ledger council acts)",
        "Then add a second admin key and keep it elsewhere: labour-ledger keys add OTHER --admin LABEL --role admin",
    ]
