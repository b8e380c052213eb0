"""`labour-ledger sites alias`: give a site another name or an unclaimed identifier, or take it back."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from .invocation import JsonOption, invocation_of
from .options import SiteArgument

AliasArgument = Annotated[
    str, typer.Argument(metavar="ALIAS", help="scheme:value, or else a name.", show_default=False)
]


def alias(
    context: typer.Context,
    site: SiteArgument,
    text: AliasArgument,
    decided_by: Annotated[str, typer.Option("--by", help="Who says so, such as a role.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", help="Why; no personal data.", show_default=False)],
    remove: Annotated[bool, typer.Option("--remove", help="Take the alias back.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say that a site is also known by another name or identifier; nothing is sent to the chain.

    Example: labour-ledger sites alias LL-7K3M-92QF acme:V-1187 --by "registry desk" --reason "code in our list"
    """
    from labour_ledger.diligence.subjects import find_subject
    from labour_ledger.registry.aliases import add_alias, remove_alias
    from labour_ledger_verify.handle import handle_of

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.unit_of_work() as work:
        subject = find_subject(work.session, ledger.key, site)
        if remove:
            found = remove_alias(work.session, ledger.key, subject, text)
        else:
            found = add_alias(
                work.session, ledger.key, subject, text, added_by=decided_by, reason=reason, now=int(time.time())
            )
    said = f"{handle_of(subject)} is {'no longer' if remove else 'also'} known as {found.value}"
    document = {
        "format": "labour-ledger/alias@1",
        "handle": handle_of(subject),
        "kind": found.kind.value,
        "value": found.value,
        "removed": remove,
    }
    invocation.output(as_json).result(document, lambda output: output.line(said))
