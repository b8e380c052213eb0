"""`labour-ledger sites review`: rows of lists that may be known sites, for a person to judge."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .invocation import JsonOption, invocation_of
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.store.queries.reviews import MatchReview

app = typer.Typer(no_args_is_help=True, help="Judge rows of lists that may be known sites.")

ReviewArgument = Annotated[str, typer.Argument(metavar="REVIEW", help="As `list` shows it.", show_default=False)]


class Judgement(StrEnum):
    """What a person says of a row."""

    SAME = "same"
    NEW = "new"


class ShownState(StrEnum):
    """Which rows are listed."""

    OPEN = "open"
    SAME = "same"
    NEW = "new"
    ALL = "all"


@app.command("list")
def list_all(
    context: typer.Context,
    state: Annotated[ShownState, typer.Option("--state", help="Which rows.")] = ShownState.OPEN,
    limit: Annotated[int, typer.Option("--limit", help="Most rows to list.", min=1, max=500)] = 50,
    after: Annotated[str | None, typer.Option("--after", help="Where the page before ended.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List rows that were held back, with the site they resemble most; or those that were judged.

    Example: labour-ledger sites review list
    """
    from labour_ledger.registry.reviews import review_json
    from labour_ledger.store.queries.reviews import ReviewState, list_reviews

    from .connections import open_ledger

    invocation = invocation_of(context)
    wanted = None if state is ShownState.ALL else ReviewState(state.value)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        page = list_reviews(session, ledger.key, state=wanted, after=after, limit=limit)

    def show(output: Output) -> None:
        rows = [
            (
                review.review_id,
                str(review.row_number),
                review.described["names"][0],
                review.described["country"],
                _best(review),
                review.state.value,
            )
            for review in page.items
        ]
        output.table(("review", "row", "row's name", "country", "most like", "state"), rows)
        if page.next is not None:
            output.line(f"There are more: --after {page.next}")

    document = {
        "format": "labour-ledger/reviews@1",
        "items": [review_json(review) for review in page.items],
        "next": page.next,
    }
    invocation.output(as_json).result(document, show)


@app.command("show")
def show_one(context: typer.Context, review: ReviewArgument, as_json: JsonOption = False) -> None:
    """Show one row beside the sites it may be, with the parts of each score.

    Example: labour-ledger sites review show 3f9a01c2d4e5
    """
    from labour_ledger.registry.reviews import read_review, review_json

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        found = read_review(session, ledger.key, review)
    document = {"format": "labour-ledger/review@1", **review_json(found)}
    invocation.output(as_json).result(document, lambda output: _show(output, found))


@app.command("decide")
def decide(
    context: typer.Context,
    review: ReviewArgument,
    judgement: Annotated[Judgement, typer.Argument(help="Is the row a known site?", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", help="Why; no personal data.", show_default=False)],
    decided_by: Annotated[str, typer.Option("--by", help="Who decided, such as a role.", show_default=False)],
    site: Annotated[
        str | None, typer.Option("--site", help="Which site it is; by default the one it resembles most.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether a row is a known site; the next import of the list follows it. Nothing is sent to the chain.

    Example: labour-ledger sites review decide 3f9a01c2d4e5 same --by "registry desk" --reason "same gate, two names"

    "same" keeps the row's names and identifiers as aliases of the site; "new" lets the next import register it. A
    judgement can be replaced by another.
    """
    from labour_ledger.diligence.subjects import find_subject
    from labour_ledger.registry.reviews import Decision, best_candidate, read_review, review_json, same_as_content
    from labour_ledger.registry.reviews import decide as write_decision
    from labour_ledger_verify.handle import handle_of

    from .connections import open_ledger

    invocation = invocation_of(context)
    with open_ledger(invocation.settings()) as ledger:
        with ledger.store.reading() as session:
            subject = None
            if judgement is Judgement.SAME:
                found = read_review(session, ledger.key, review)
                subject = best_candidate(found) if site is None else find_subject(session, ledger.key, site)
        with ledger.store.unit_of_work() as work:
            decision = Decision(subject, decided_by, reason)
            write_decision(work.session, ledger.key, review, decision, now=int(time.time()))
            written = read_review(work.session, ledger.key, review)

    def show(output: Output) -> None:
        if subject is None:
            output.line(f"{written.described['names'][0]} is a new site; import its list again to register it")
            return
        output.line(
            f"{written.described['names'][0]} is {handle_of(subject)}; its names and identifiers are aliases now"
        )
        output.line("Should the row be registered under an id of its own already, join the two by signing a statement:")
        output.line(
            f"  labour-ledger attest draft {handle_of(subject)} --schema ledger/same-as@1 --ref OTHER_ID "
            "--content same-as.json --key KEY"
        )

    document = {
        "format": "labour-ledger/review@1",
        **review_json(written),
        "sameAsContent": None if subject is None else same_as_content(),
    }
    invocation.output(as_json).result(document, show)


def _show(output: Output, review: MatchReview) -> None:
    described = review.described
    output.heading(f"{review.review_id}: row {review.row_number} of {review.list_title}: {review.state.value}")
    output.fields(
        [
            ("names", "; ".join(described["names"])),
            ("country", described["country"]),
            ("address", described["address"]),
            ("identifiers", ", ".join(described["identifiers"])),
            ("decided by", review.decided_by),
            ("reason", review.reason),
        ]
    )
    rows = [
        (
            candidate["handle"],
            "; ".join(candidate["names"]),
            candidate["country"],
            candidate["address"],
            *(_number(candidate["score"][part]) for part in ("total", "name", "address", "distanceKm")),
        )
        for candidate in review.candidates
    ]
    output.table(("handle", "names", "country", "address", "score", "name", "address", "km"), rows)


def _best(review: MatchReview) -> str:
    best = review.candidates[0]
    return f"{best['handle']} {best['names'][0]} ({_number(best['score']['total'])})"


def _number(value: Any) -> str:  # noqa: ANN401 - a JSON value
    return "" if value is None else f"{value:.2f}"
