"""`labour-ledger keys add`, `rotate`, `retire`, `compromise`: a party changes its own keys on the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from .addresses import address_of
from .clock import warn_of_clock
from .invocation import JsonOption, invocation_of
from .key_effects import show_effect
from .options import DryRunOption, RelayOption, RelayPasswordFile
from .passwords import PasswordFile
from .signed_changes import send_or_check

if TYPE_CHECKING:
    from labour_ledger.chain.client import LedgerClient
    from labour_ledger.chain.signed_types import KeyRole
    from labour_ledger.chain.signing import Signer
    from labour_ledger.config import Settings
    from labour_ledger_verify.attestation import Domain
    from labour_ledger_verify.basis import SignerKind

    from .connections import Ledger

NamedKey = Annotated[str, typer.Argument(metavar="KEY", help="Its label or address.", show_default=False)]
AdminOption = Annotated[
    str, typer.Option("--admin", help="Label of a key of your party that may administer.", show_default=False)
]
OptionalAdmin = Annotated[
    str | None,
    typer.Option("--admin", help="Label of a key of your party that may administer; the key itself by default."),
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do it; without this only what it would do is shown.")]


@dataclass(frozen=True, slots=True)
class Changing:
    """What is open while keys are changed."""

    ledger: Ledger
    client: LedgerClient
    admin: Signer
    now: int

    @property
    def domain(self) -> Domain:
        """Chain and contract."""
        return self.ledger.deployment.domain


class Send(Protocol):
    """Sends changes all or none, or only tries them."""

    def __call__(self, changes: Sequence[bytes], *, dry_run: bool) -> None:
        """Send or try."""
        ...


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("add")(add)
    app.command("rotate")(rotate)
    app.command("retire")(retire)
    app.command("compromise")(compromise)


def add(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Label of the stored key to add.", show_default=False)],
    admin: AdminOption,
    role: Annotated[str, typer.Option("--role", help="sign, admin, or sign,admin.")] = "sign",
    since: Annotated[str, typer.Option("--from", help="First day on which it may sign; now by default.")] = "",
    until: Annotated[str, typer.Option("--until", help="Last day on which it may sign; no end by default.")] = "",
    dry_run: DryRunOption = False,
    password_file: PasswordFile = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Add a key to your party on the ledger: both the admin key and the added key sign.

    Example: labour-ledger keys add second-clerk --admin mill-manager --role sign

    An address belongs to one party for ever. Two admin keys, kept apart, are the cure for a lost one. A contract wallet
    whose signatures cannot be made here is added by the council (council propose, act add-key).
    """
    from labour_ledger.attesting.dates import parse_end, parse_start
    from labour_ledger.attesting.key_changes import KeyTerms, addition
    from labour_ledger.chain.signed_types import NO_END

    from .connections import unlock_key

    terms = KeyTerms(
        role=_role(role),
        kind=_kind(invocation_of(context).settings(), key),
        not_before=parse_start(since, "--from") if since else 0,
        not_after=parse_end(until, "--until") if until else NO_END,
    )
    with _changing(context, admin, password_file, relay, relay_password_file) as (changing, send):
        added = unlock_key(invocation_of(context).settings(), key, password_file)
        send([addition(changing.admin, added, terms, domain=changing.domain, now=changing.now)], dry_run=dry_run)
    _tell(context, as_json, "added", key, added.address, dry_run)


def rotate(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="Label of the key to replace.", show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Label of the stored new key.", show_default=False)],
    admin: OptionalAdmin = None,
    dry_run: DryRunOption = False,
    password_file: PasswordFile = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Replace a key by a new one that may do the same: added and retired in one transaction, or neither.

    Example: labour-ledger keys rotate mill-manager mill-manager-2027

    What the old key signed stays as good as it was. If the old key was in other hands, use `keys compromise` as well.
    """
    from labour_ledger.attesting.key_changes import KeyTerms, addition, require_registered, retirement

    from .connections import unlock_key

    settings = invocation_of(context).settings()
    retired = address_of(settings, old, "OLD")
    with _changing(context, admin or old, password_file, relay, relay_password_file) as (changing, send):
        role = require_registered(changing.client, retired).role
        added = unlock_key(settings, new, password_file)
        terms = KeyTerms(role=role, kind=_kind(settings, new))
        domain, now = changing.domain, changing.now
        adding = addition(changing.admin, added, terms, domain=domain, now=now)
        send([adding, retirement(changing.admin, retired, domain=domain, now=now)], dry_run=dry_run)
    _tell(context, as_json, f"added in place of {old}, which is retired:", new, added.address, dry_run)


def retire(
    context: typer.Context,
    key: NamedKey,
    admin: OptionalAdmin = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    password_file: PasswordFile = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """End a key of your party; what it signed before stays as good as it was.

    Example: labour-ledger keys retire former-clerk --admin mill-manager

    It cannot be undone. The last key that may administer is retired only with --yes.
    """
    from labour_ledger.attesting.key_changes import refuse_last_admin_key, retirement

    address = address_of(invocation_of(context).settings(), key, "KEY")
    with _changing(context, admin or key, password_file, relay, relay_password_file) as (changing, send):
        if not yes:
            refuse_last_admin_key(changing.client, address, changing.now)
        send([retirement(changing.admin, address, domain=changing.domain, now=changing.now)], dry_run=dry_run)
    _tell(context, as_json, "retired", key, address, dry_run)


def compromise(
    context: typer.Context,
    key: NamedKey,
    since: Annotated[
        str, typer.Option("--from", help="Day or instant from which it was in other hands.", show_default=False)
    ],
    admin: OptionalAdmin = None,
    yes: YesOption = False,
    password_file: PasswordFile = None,
    relay: RelayOption = None,
    relay_password_file: RelayPasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Mark a key of your party as compromised and end it; lists first what that changes, site by site.

    Example: labour-ledger keys compromise mill-manager --from 2026-03-01 --admin director --yes

    Positive records since then no longer count, negative ones do; so it is with keys that it added since then. Nobody
    can take a mark back. A party dates it back 30 days at most; further, the council does (act mark-key-compromised).
    Afterwards `keys resign` says again what is still true.
    """
    from labour_ledger.attesting.dates import parse_start
    from labour_ledger.attesting.key_changes import mark_of_compromise
    from labour_ledger.diligence.compromise import compromise_effect

    from .connections import open_ledger

    invocation = invocation_of(context)
    settings = invocation.settings()
    start = parse_start(since, "--from")
    address = address_of(settings, key, "KEY")
    output = invocation.output(as_json)
    with open_ledger(settings) as ledger, ledger.store.reading() as session:
        effect = compromise_effect(session, ledger.key, address, start)
    if not output.as_json:  # listed before anything is sent
        show_effect(output, effect)
    if yes:
        with _changing(context, admin or key, password_file, relay, relay_password_file) as (changing, send):
            change = mark_of_compromise(changing.admin, address, start, domain=changing.domain, now=changing.now)
            send([change], dry_run=False)
    document = {"format": "labour-ledger/compromise@1", "sent": yes, **effect.to_json()}
    said = f"{key} is marked as compromised" if yes else "nothing was sent; say --yes to mark it"
    output.result(document, lambda output: output.line(said))


@contextmanager
def _changing(
    context: typer.Context, admin: str, password_file: Path | None, relay: str | None, relay_password_file: Path | None
) -> Iterator[tuple[Changing, Send]]:
    from labour_ledger.attesting.key_changes import require_registered
    from labour_ledger.attesting.submit import chain_time
    from labour_ledger.chain.local import LOCAL_CHAIN_ID

    from .connections import open_ledger, open_submitter, unlock_key

    settings = invocation_of(context).settings()
    with open_ledger(settings) as ledger, open_submitter(settings, ledger, relay, relay_password_file) as submitter:
        client = submitter.relay.client
        signer = unlock_key(settings, admin, password_file)
        require_registered(client, signer.address)
        now = chain_time(client)
        is_local = ledger.deployment.chain_id == LOCAL_CHAIN_ID
        warn_of_clock(invocation_of(context).output(False), now, is_quiet_chain=is_local)
        yield Changing(ledger, client, signer, now), partial(send_or_check, submitter.relay)


def _role(text: str) -> KeyRole:
    from labour_ledger.chain.signed_types import KeyRole
    from labour_ledger.errors import InputError

    names = {"sign": KeyRole.SIGN, "admin": KeyRole.ADMIN}
    parts = [part.strip() for part in text.split(",")]
    if not all(part in names for part in parts):
        raise InputError(f"--role: {text[:40]!r} is none", hint="Write sign, admin, or sign,admin.")
    role = KeyRole(0)
    for part in parts:
        role |= names[part]
    return role


def _kind(settings: Settings, name: str) -> SignerKind:
    from labour_ledger.attesting.keys import find_key
    from labour_ledger_verify.basis import SignerKind

    return SignerKind.CONTRACT if find_key(settings.keystore_dir, name).owner else SignerKind.ACCOUNT


def _tell(context: typer.Context, as_json: bool, verb: str, name: str, address: bytes, dry_run: bool) -> None:
    from labour_ledger_verify.hexadecimal import to_checksum_address

    shown = to_checksum_address(address)
    document = {"format": "labour-ledger/key-change@1", "key": shown, "sent": not dry_run}
    done = f"key {verb} {name} ({shown})"
    said = f"the contract would take it: {done}; nothing was sent" if dry_run else done
    invocation_of(context).output(as_json).result(document, lambda output: output.line(said))
