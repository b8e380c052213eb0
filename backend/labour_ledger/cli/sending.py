"""What every command has that drafts, signs and sends in one go: its options, and the order of its steps.

The contract is asked and the effect foreseen before a password is asked for, so that nothing is signed that would be
refused or would do nothing.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .attest import show_submissions, submissions_json
from .clock import warn_of_clock
from .invocation import JsonOption, invocation_of
from .options import DryRunOption, ForceOption, KeyOption, RelayOption, RelayPasswordFile
from .output import Output
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.attesting.acts import RecordNamed
    from labour_ledger.attesting.draft import Draft
    from labour_ledger.attesting.rehearsal import Rehearsal
    from labour_ledger.store.results import IndexedRecord
    from labour_ledger_verify.attestation import Domain

    from .connections import Ledger

NoteOption = Annotated[str, typer.Option("--note", help="More words, at most 500 characters; no personal data.")]
LanguageOption = Annotated[str, typer.Option("--language", help="Language of the note, such as en or es-MX.")]


@dataclass(frozen=True, slots=True)
class Sending:
    """The options that all these commands share."""

    key: str
    password_file: Path | None
    relay: str | None
    relay_password_file: Path | None
    dry_run: bool
    force: bool
    as_json: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """What a command is about to sign.

    Attributes:
        draft: The attestation and its document.
        named: The record that it names, None where it names none.
        corrects: It takes the place of that record, under the same schema.
        before_sending: Keeps what must be kept before the record is public.
    """

    draft: Draft
    named: IndexedRecord | None = None
    corrects: bool = False
    before_sending: Callable[[], None] | None = None


_OPTIONS: dict[str, tuple[Any, Any]] = {
    "key": (KeyOption, inspect.Parameter.empty),
    "password_file": (PasswordFile, None),
    "relay": (RelayOption, None),
    "relay_password_file": (RelayPasswordFile, None),
    "dry_run": (DryRunOption, False),
    "force": (ForceOption, False),
    "as_json": (JsonOption, False),
}


def with_sending(command: Callable[..., None]) -> Callable[..., None]:
    """Put the shared options in the place of a command's parameter `sending`."""
    signature = inspect.signature(command, eval_str=True)
    own = [one for one in signature.parameters.values() if one.name != "sending"]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, (annotation, default) in _OPTIONS.items()
    ]

    @functools.wraps(command)
    def run(**values: Any) -> None:  # noqa: ANN401
        given = {field.name: values.pop(field.name) for field in fields(Sending)}
        command(**values, sending=Sending(**given))

    parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own] + shared
    del run.__dict__["__wrapped__"]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def act_on(
    context: typer.Context,
    uid: str,
    sending: Sending,
    draft: Callable[[RecordNamed, Domain, bytes, int], Draft],
) -> None:
    """Draft something about a record, and send it.

    Args:
        context: Of the command.
        uid: Of the record, as typed.
        sending: The shared options.
        draft: Makes the draft of what is named, the ledger's domain, the issuer's address and the chain's time.
    """
    from labour_ledger.attesting.acts import RecordNamed

    from .subjects import find_indexed_record

    def plan(ledger: Ledger, issuer: bytes, now: int) -> Planned:
        named = find_indexed_record(ledger, uid)
        record = RecordNamed(named.uid, named.attestation.subject)
        return Planned(draft(record, ledger.deployment.domain, issuer, now), named)

    draft_and_send(context, sending, plan)


def draft_and_send(context: typer.Context, sending: Sending, plan: Callable[[Ledger, bytes, int], Planned]) -> None:
    """Draft, check, sign and send one attestation.

    Args:
        context: Of the command.
        sending: The shared options.
        plan: Makes the draft, of the ledger, the issuer's address and the chain's time.
    """
    from labour_ledger.attesting import keys
    from labour_ledger.attesting.rehearsal import rehearse
    from labour_ledger.attesting.sign import sign_draft
    from labour_ledger.attesting.submit import chain_time
    from labour_ledger.chain.local import LOCAL_CHAIN_ID

    from .connections import open_ledger, open_submitter, unlock_key

    invocation = invocation_of(context)
    settings = invocation.settings()
    output = invocation.output(sending.as_json)
    issuer = keys.find_key(settings.keystore_dir, sending.key).address
    with (
        open_ledger(settings) as ledger,
        open_submitter(settings, ledger, sending.relay, sending.relay_password_file) as submitter,
    ):
        now = chain_time(submitter.relay.client)
        warn_of_clock(output, now, is_quiet_chain=ledger.deployment.chain_id == LOCAL_CHAIN_ID)
        planned = plan(ledger, issuer, now)
        client, named, corrects = submitter.relay.client, planned.named, planned.corrects
        found = rehearse(planned.draft, client, now=now, named=named, corrects=corrects, forced=sending.force)
        if sending.dry_run:
            _print_check(output, found)
            return
        signer = unlock_key(settings, sending.key, sending.password_file)
        signed = sign_draft(planned.draft, signer)
        if planned.before_sending is not None:
            planned.before_sending()
        done = [submitter.submit(signed, now=now)]

    def show(shown: Output) -> None:
        show_submissions(shown, done)
        if found.effect:
            shown.line(found.effect)

    output.result({**submissions_json(done), "effect": found.effect or None}, show)


def _print_check(output: Output, found: Rehearsal) -> None:
    from labour_ledger.schemas.codes import code_name

    checked, effect = found.checked, found.effect
    capacity = f"{code_name(checked.basis.party_class)}, party {checked.basis.party}"
    document = {
        "format": "labour-ledger/check@1",
        "accepted": True,
        "party": checked.basis.party,
        "class": code_name(checked.basis.party_class),
        "method": code_name(checked.basis.method),
        "effect": effect or None,
    }

    def show(shown: Output) -> None:
        shown.line(f"the contract would record it ({capacity}); nothing was sent")
        if effect:
            shown.line(effect)

    output.result(document, show)
