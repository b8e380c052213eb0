"""`labour-ledger council show`, `list` and `acts`: what a council is asked to do, in words, and what it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .invocation import Invocation, JsonOption, invocation_of
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.chain.council_proposals import Proposed

    from .council_acting import CouncilRoom

ProposalArgument = Annotated[
    str, typer.Argument(help="Its id, or the first digits of it.", metavar="PROPOSAL", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("show")(show)
    app.command("list")(list_proposals)
    app.command("acts")(acts)


def show(
    context: typer.Context,
    proposal: ProposalArgument,
    why: Annotated[
        str | None,
        typer.Option("--why", help="The words it came with, to see whether they are those.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a proposal does, in words; which approvals are missing; when it can be executed and when it expires.

    Example: labour-ledger council show 0x3f6c
    """
    from .council_acting import open_council

    invocation = invocation_of(context)
    with open_council(invocation.settings()) as room:
        tell(invocation, room, room.find(proposal), as_json, why=why)


def list_proposals(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also those executed, cancelled and expired.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the members, the rules, and the proposals that something can still come of.

    Example: labour-ledger council list
    """
    from .council_acting import open_council
    from .council_views import ProposalView, Rules, show_proposals, show_rules

    invocation = invocation_of(context)
    with open_council(invocation.settings()) as room:
        rules = Rules.of(room)
        found = ProposalView.of_all(room, room.proposals(), rules)
    views = [view for view in found if every or view.live]
    document = {
        "format": "labour-ledger/council@1",
        **rules.to_json(),
        "proposals": [view.to_json() for view in views],
    }

    def show_all(output: Output) -> None:
        show_rules(output, rules)
        output.line()
        if views:
            show_proposals(output, views)
        else:
            output.line("no proposals" if every else "no open proposals")

    invocation.output(as_json).result(document, show_all)


def acts(context: typer.Context, as_json: JsonOption = False) -> None:
    """List what a council can do, with the fields of each act; those with a question mark may be left out.

    Example: labour-ledger council acts
    """
    from labour_ledger.chain.council_words import acts_in_words

    found = acts_in_words()
    document = {
        "format": "labour-ledger/council-acts@1",
        "acts": [{"act": act, "fields": list(fields)} for act, fields in found],
    }
    rows = [
        (act, " ".join(f"{field.rstrip('?')}=…{'?' * field.endswith('?')}" for field in fields))
        for act, fields in found
    ]
    invocation_of(context).output(as_json).result(document, lambda output: output.table(("act", "fields"), rows))


def tell(
    invocation: Invocation, room: CouncilRoom, proposed: Proposed, as_json: bool, *, why: str | None = None
) -> None:
    """Print a proposal as it stands now; `why` is compared with the words that it was made with."""
    from labour_ledger.chain.council_proposals import description_hash

    from .council_names import parties_named
    from .council_views import ProposalView, Rules, show_proposal

    (view,) = ProposalView.of_all(room, [proposed], Rules.of(room))
    matches = None if why is None else description_hash(why) == proposed.description_hash
    parties = parties_named(invocation.settings(), room, (item.text for part in view.words for item in part))
    document = {
        "format": "labour-ledger/proposal@1",
        **view.to_json(),
        "parties": [party.to_json() for party in parties],
        "descriptionMatches": matches,
    }
    said = {None: None, True: why, False: "OTHER words than those given: do not approve it for them"}[matches]

    def show_all(output: Output) -> None:
        show_proposal(output, view, said)
        for party in parties:
            output.line(f"  {party.words()}")

    invocation.output(as_json).result(document, show_all)
