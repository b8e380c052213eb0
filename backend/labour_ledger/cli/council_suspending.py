"""`labour-ledger council suspend` and `lift`: what one member does alone, at once and for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .council_proposing import MemberOption
from .invocation import JsonOption, invocation_of
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.config import Settings

KeyOption = Annotated[str | None, typer.Option("--key", help="Address or stored label of the key.", show_default=False)]
PartyOption = Annotated[int | None, typer.Option("--party", help="Number of the party.", min=1, show_default=False)]
_DAY_S = 86_400


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("suspend")(suspend)
    app.command("lift")(lift)


def suspend(
    context: typer.Context,
    key: KeyOption = None,
    party: PartyOption = None,
    days: Annotated[int, typer.Option("--days", help="For how long.", min=1, max=28)] = 7,
    member: MemberOption = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Suspend a key, or a party with all its keys, at once, as one member.

    Example: labour-ledger council suspend --party 7 --days 14 --member union

    It lapses by itself unless a proposal suspends for longer. No member may suspend the same again before twice the
    time that it lasted has passed.
    """
    from labour_ledger.attesting.submit import chain_time

    from .council_acting import member_account, open_council
    from .council_views import shown_time

    invocation = invocation_of(context)
    settings = invocation.settings()
    address = _target(settings, key, party)
    with open_council(settings) as room:
        acting = member_account(room, settings, member, password_file)
        # a minute less: the block comes a little later than the one that the time is of
        until = chain_time(room.client) + days * _DAY_S - 60
        if party is not None:
            acting.suspend_party(party, until)
        else:
            acting.suspend_key(address, until)
    what = _words(address, party)
    document = {"format": "labour-ledger/suspension@1", **_json(address, party), "until": shown_time(until)}
    text = f"{what} is suspended until {shown_time(until)}"
    invocation.output(as_json).result(document, lambda output: output.line(text))


def lift(
    context: typer.Context,
    key: KeyOption = None,
    party: PartyOption = None,
    member: MemberOption = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Lift a suspension that you made, as the member who made it.

    Example: labour-ledger council lift --party 7 --member union
    """
    from .council_acting import member_account, open_council

    invocation = invocation_of(context)
    settings = invocation.settings()
    address = _target(settings, key, party)
    with open_council(settings) as room:
        acting = member_account(room, settings, member, password_file)
        if party is not None:
            acting.lift_party_suspension(party)
        else:
            acting.lift_key_suspension(address)
    document = {"format": "labour-ledger/suspension@1", **_json(address, party), "until": None}
    text = f"the suspension of {_words(address, party)} is lifted"
    invocation.output(as_json).result(document, lambda output: output.line(text))


def _target(settings: Settings, key: str | None, party: int | None) -> bytes:
    """Return the key's address, or nothing where a party is named."""
    from labour_ledger.errors import InputError

    from .addresses import address_of

    if (key is None) == (party is None):
        raise InputError("name either a key or a party", hint="Give --key KEY or --party NUMBER.")
    return b"" if key is None else address_of(settings, key, "--key")


def _words(address: bytes, party: int | None) -> str:
    from labour_ledger_verify.hexadecimal import to_checksum_address

    return f"key {to_checksum_address(address)}" if party is None else f"party {party}"


def _json(address: bytes, party: int | None) -> dict[str, object]:
    from labour_ledger_verify.hexadecimal import to_checksum_address

    return {"key": to_checksum_address(address)} if party is None else {"party": party}
