"""`labour-ledger supply-link` and `labour-ledger network`: who supplies whom, as far as documents held here say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .invocation import JsonOption, invocation_of
from .options import SiteArgument
from .output import Output, counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from labour_ledger.diligence.links import LinkPage, NetworkAnswer

supply_link = typer.Typer(no_args_is_help=True, help="List supply links.")
network = typer.Typer(no_args_is_help=True, help="Show what is held of a network of supply links.")


@supply_link.command("list")
def list_links(
    context: typer.Context,
    network: Annotated[str | None, typer.Option("--network", help="Of this network.", show_default=False)] = None,
    buyer: Annotated[str | None, typer.Option("--buyer", help="To this subject.", show_default=False)] = None,
    seller: Annotated[str | None, typer.Option("--seller", help="From this subject.", show_default=False)] = None,
    at: Annotated[str | None, typer.Option("--at", help="Whose period holds this date.", show_default=False)] = None,
    known_at: Annotated[
        str | None, typer.Option("--known-at", help="As known on which date; today by default.", show_default=False)
    ] = None,
    revoked: Annotated[bool, typer.Option("--revoked", help="Also those that were revoked.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Most links.")] = 100,
    cursor: Annotated[str | None, typer.Option("--cursor", help="Where the last list ended.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List supply links: buyer, seller, goods, period, who signed for which end.

    Example: labour-ledger supply-link list --buyer LL-7K3M-92QF --at 2021-06-30

    A link is recorded with `labour-ledger attest draft NETWORK --schema ledger/supply-link@1`, by the buyer, the
    seller, or both, each with a record of its own. Only links whose document is held here can be listed.
    """
    from labour_ledger.diligence.basis import read_basis
    from labour_ledger.diligence.errors import named_errors
    from labour_ledger.diligence.links import list_links as answer_links
    from labour_ledger.diligence.subjects import find_subject
    from labour_ledger.store.link_results import LinkFilter
    from labour_ledger_verify.status import resolve_dates

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        named = {"network": network, "buyer": buyer, "seller": seller}
        subjects = {end: find_subject(session, ledger.key, name) for end, name in named.items() if name is not None}
        with named_errors():
            valid_at, known = resolve_dates(at, known_at, read_basis(session, ledger.key).block_time)
        wanted = LinkFilter(
            network=subjects.get("network"),
            buyer=subjects.get("buyer"),
            seller=subjects.get("seller"),
            valid_at=None if at is None else valid_at,
            known_at=known,
            with_revoked=revoked,
        )
        answer = answer_links(session, ledger.key, wanted, after=cursor, limit=limit)
    document = {"format": "labour-ledger/supply-links@1", **answer.to_json()}
    invocation.output(as_json).result(document, lambda output: _show_links(output, answer))


@network.command("show")
def show_network(context: typer.Context, network: SiteArgument, as_json: JsonOption = False) -> None:
    """Show how many links of a network are recorded, and how many of them can be read here.

    Example: labour-ledger network show LL-7K3M-92QF

    That no link was left out is proven by the network's history: labour-ledger bundle NETWORK -o bundle.json
    """
    from labour_ledger.diligence.links import network as answer_network
    from labour_ledger.diligence.subjects import find_subject

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        answer = answer_network(session, ledger.key, find_subject(session, ledger.key, network))
    document = {"format": "labour-ledger/network@1", **answer.to_json()}
    invocation.output(as_json).result(document, _shown_network(answer))


def register(app: typer.Typer) -> None:
    """Add the groups to the root."""
    app.add_typer(supply_link, name="supply-link")
    app.add_typer(network, name="network")


def _show_links(output: Output, answer: LinkPage) -> None:
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.status import format_time

    def end(subject: bytes) -> str:
        known = answer.subjects.get(subject)
        words = "not registered" if known is None else known.name or ""
        return f"{handle_of(subject)} {words}".rstrip()

    rows = [
        (
            end(link.buyer),
            end(link.seller),
            ", ".join(link.goods),
            format_time(link.valid_from)[:10],
            "" if link.valid_until is None else format_time(link.valid_until)[:10],
            link.signer.name.lower().replace("_", " "),
            "revoked" if link.revoked_at is not None else "disputed" if answer.disputes.get(link.uid) else "",
        )
        for link in answer.links
    ]
    output.table(("buyer", "seller", "goods", "from", "before", "signed for", ""), rows)
    output.note(counted(len(rows), "link"))
    if answer.next is not None:
        output.note(f"There are more: --cursor {answer.next}")


def _shown_network(answer: NetworkAnswer) -> Callable[[Output], None]:
    from labour_ledger_verify.handle import handle_of

    def show(output: Output) -> None:
        output.heading(handle_of(answer.subject.subject))
        output.fields(
            [
                ("links recorded", str(answer.records)),
                ("of these readable here", str(answer.readable)),
                ("in force now", str(answer.in_force)),
                ("revoked", str(answer.revoked)),
            ]
        )
        if answer.records > answer.readable:
            output.line(
                "The documents of the others are not held here; the record shows only who issued them and when."
            )

    return show
