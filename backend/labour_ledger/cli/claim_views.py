"""Claims of sites as people read them: one, and a list of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .output import Output

if TYPE_CHECKING:
    from labour_ledger.attesting.site_claims import SignedClaim
    from labour_ledger.store.queries.requests import DeskRequest


def show_claim(output: Output, request: DeskRequest, signed: SignedClaim, checked: Path | None = None) -> None:
    """Print one claim; `checked` is a file that was found to be one that was signed for."""
    from labour_ledger.attesting.desk import short_id
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.status import format_time

    output.heading(f"{handle_of(signed.change.subject)}: claim {short_id(request.request_id)}")
    files = [f"{item['name']} (keccak256 {str(item['hash'])[:12]}…)" for item in signed.document["evidence"]]
    output.fields(
        [
            ("claimed by", f"party {signed.change.controller}"),
            ("evidence", "; ".join(files) or "none"),
            ("note", signed.document.get("note", "")),
            ("until", format_time(signed.change.deadline)),
            ("state", request.state.value),
            ("decided by", request.decided_by),
            ("reason", request.reason),
            ("checked", "" if checked is None else f"{checked} is a file that was signed for"),
        ]
    )


def show_claims(output: Output, held: Sequence[tuple[DeskRequest, SignedClaim]]) -> None:
    """Print a list of claims."""
    from labour_ledger.attesting.desk import short_id
    from labour_ledger_verify.handle import handle_of

    rows = [
        (
            short_id(request.request_id),
            handle_of(signed.change.subject),
            f"party {signed.change.controller}",
            str(len(signed.document["evidence"])),
            request.state.value,
            request.reason,
        )
        for request, signed in held
    ]
    if rows:
        output.table(("claim", "site", "by", "files", "state", "reason"), rows)
    else:
        output.line("no claims; take one in with: labour-ledger sites receive FILE")
