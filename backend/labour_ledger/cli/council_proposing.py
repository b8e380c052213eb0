"""`labour-ledger council propose`, `approve`, `object`, `withdraw`, `cancel`, `execute`: how a council decides.

Members read in words what they approve; nothing is approved by its number alone.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .council_showing import ProposalArgument, tell
from .invocation import JsonOption, invocation_of
from .passwords import PasswordFile

if TYPE_CHECKING:
    from labour_ledger.chain.council_contract import MemberAccount
    from labour_ledger.chain.council_proposals import Part, Proposed

    from .council_acting import CouncilRoom

MemberOption = Annotated[
    str | None,
    typer.Option(
        "--member",
        help="Label of a member's stored key; a local chain also has government, employers and workers.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("propose")(propose)
    app.command("approve")(approve)
    app.command("object")(object_to)
    app.command("withdraw")(withdraw)
    app.command("cancel")(cancel)
    app.command("execute")(execute)


def propose(
    context: typer.Context,
    why: Annotated[
        str,
        typer.Option(
            "--why", help="What it is for; its hash goes on chain, give members the words.", show_default=False
        ),
    ],
    call: Annotated[
        list[str] | None,
        typer.Argument(help="An act with its fields, such as 'set-threshold new-threshold=4'.", show_default=False),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="File with one call a line; # begins a comment.", show_default=False)
    ] = None,
    member: MemberOption = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Put calls before the council's members; you approve it separately.

    Example: labour-ledger council propose --why "A new auditor" 'reclass-party party=7 class=auditor'

    `labour-ledger council acts` lists acts and fields. Up to 64 calls are made all or none; more are divided into parts
    of 64, each all or none.
    """
    from labour_ledger.chain.council_proposals import description_hash, divide, proposal_id
    from labour_ledger.chain.council_words import parse_call

    from .council_acting import member_account, open_council

    invocation = invocation_of(context)
    lines = [*(call or []), *_lines(file)]
    _check_size(len(lines))
    with open_council(invocation.settings()) as room:
        place = {"ledger": room.deployment.contract, "council": room.deployment.council}
        parts = divide([parse_call(line, **place) for line in lines])
        acting = member_account(room, invocation.settings(), member, password_file)
        acting.propose(parts, description_hash(why))
        proposal = proposal_id(acting.address, description_hash(why), parts)
        tell(invocation, room, room.find(proposal.hex()), as_json, why=why)


def approve(
    context: typer.Context,
    proposal: ProposalArgument,
    member: MemberOption = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Approve a proposal, also instead of an objection.

    Example: labour-ledger council approve 0x3f6c --member ministry
    """
    _act(context, proposal, member, password_file, as_json, lambda acting, chosen: acting.approve(chosen))


def object_to(
    context: typer.Context,
    proposal: ProposalArgument,
    member: MemberOption = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Object to a proposal, also instead of an approval; as many objections as the threshold cancel it.

    Example: labour-ledger council object 0x3f6c --member union
    """
    _act(context, proposal, member, password_file, as_json, lambda acting, chosen: acting.object_to(chosen))


def withdraw(
    context: typer.Context,
    proposal: ProposalArgument,
    member: MemberOption = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Take back an approval or objection; where approvals then lack, the delay will begin anew.

    Example: labour-ledger council withdraw 0x3f6c --member union
    """
    _act(context, proposal, member, password_file, as_json, lambda acting, chosen: acting.withdraw(chosen))


def cancel(
    context: typer.Context,
    proposal: ProposalArgument,
    member: MemberOption = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Cancel a proposal that you made.

    Example: labour-ledger council cancel 0x3f6c --member ministry
    """
    _act(context, proposal, member, password_file, as_json, lambda acting, chosen: acting.cancel(chosen))


def execute(
    context: typer.Context,
    proposal: ProposalArgument,
    member: MemberOption = None,
    password_file: PasswordFile = None,
    as_json: JsonOption = False,
) -> None:
    """Carry out an approved proposal whose delay is over: each part all or none, in order.

    Example: labour-ledger council execute 0x3f6c --member ministry

    The clock of a local chain is put forward by what is left of the delay.
    """
    from labour_ledger.chain.council_contract import unexecuted

    from .council_acting import member_account, open_council

    invocation = invocation_of(context)
    with open_council(invocation.settings()) as room:
        proposed = room.find(proposal)
        acting = member_account(room, invocation.settings(), member, password_file)
        standing = room.contract.standing(proposed.proposal, ())
        if room.is_local and standing.completed_at is not None:
            _pass_delay(room, standing.completed_at)
        # without a part left it is the council that says why nothing can be executed
        parts = unexecuted(proposed, standing.remaining) or proposed.parts[-1:]
        _execute_parts(acting, proposed, parts)
        tell(invocation, room, proposed, as_json)


def _act(
    context: typer.Context,
    proposal: str,
    member: str | None,
    password_file: Path | None,
    as_json: bool,
    act: Callable[[MemberAccount, bytes], object],
) -> None:
    from .council_acting import member_account, open_council

    invocation = invocation_of(context)
    with open_council(invocation.settings()) as room:
        proposed = room.find(proposal)
        acting = member_account(room, invocation.settings(), member, password_file)
        act(acting, proposed.proposal)
        tell(invocation, room, proposed, as_json)


def _execute_parts(acting: MemberAccount, proposed: Proposed, parts: tuple[Part, ...]) -> None:
    for place, part in enumerate(parts):
        acting.execute(proposed.proposal, part, parts[place + 1 :])


def _pass_delay(room: CouncilRoom, completed_at: int) -> None:
    from labour_ledger.attesting.submit import chain_time

    left = completed_at + room.contract.delay_s() - chain_time(room.client)
    if left > 0:
        room.pass_time(left)


def _lines(file: Path | None) -> list[str]:
    from .files import FileUnusable, read_input

    if file is None:
        return []
    try:
        lines = [line.strip() for line in read_input(file).decode().splitlines()]
    except UnicodeDecodeError as error:
        raise FileUnusable(f"{file}: not UTF-8 text: {error}", hint="Save it as UTF-8.") from error
    return [line for line in lines if line and not line.startswith("#")]


def _check_size(count: int) -> None:
    from labour_ledger.chain.council_proposals import MOST_CALLS
    from labour_ledger.errors import InputError

    if not count:
        raise InputError("a proposal needs a call", hint="Write one, such as 'set-delay new-delay=2d', or give --file.")
    if count > MOST_CALLS:
        raise InputError(f"{count} calls are too many for one proposal", hint=f"Propose {MOST_CALLS} at most.")
