"""A buyer's network as nodes and edges, each node with its status: what a graph file and a picture are made from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from labour_ledger.diligence.basis import AnswerBasis
from labour_ledger.diligence.questions.catalogue import question_named
from labour_ledger.diligence.questions.dated_notes import notes_on_dates
from labour_ledger.diligence.questions.inquiry import Inquiry
from labour_ledger.diligence.questions.parameters import hold_against
from labour_ledger.diligence.tiers import TierSource
from labour_ledger.store.link_results import LinkedPair
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.status import StatusCode

_ASKED_LIKE = "coverage"


@dataclass(frozen=True, slots=True)
class Node:
    """A subject of a network.

    Attributes:
        subject: 32 bytes.
        handle: For people.
        name: Empty where no name is held.
        country: Empty where it has none.
        tier: Links from the buyer; 0 is the buyer.
        code: Status under the standard; None for the buyer, and for ends of links that nobody registered.
    """

    subject: bytes
    handle: str
    name: str
    country: str
    tier: int
    code: StatusCode | None


@dataclass(frozen=True, slots=True)
class Network:
    """All that is upstream of a buyer.

    Attributes:
        standard: Schema id that statuses are of.
        nodes: By tier, the buyer first.
        edges: Links, from buyer to seller.
        notes: What must be said of the links.
        basis: What it rests on.
    """

    standard: str
    nodes: tuple[Node, ...]
    edges: tuple[LinkedPair, ...]
    notes: tuple[str, ...]
    basis: AnswerBasis


def read_network(
    session: Session, ledger: LedgerKey, values: dict[str, str], *, tiers: TierSource | None = None
) -> Network:
    """Return the network of a buyer.

    Args:
        session: A reading session.
        ledger: The ledger.
        values: Parameters as for the question `coverage`: buyer, standard, tiers, valid_at, known_at.
        tiers: A snapshot to read links and statuses from, used if it is as new as the index; None for the store.

    Raises:
        QuestionInvalid, QuestionTooLarge, NotFoundError, UnavailableError: As for that question.
    """
    given = hold_against(question_named(_ASKED_LIKE), values)
    inquiry = Inquiry(session, ledger, given, after=None, limit=None, tiers=tiers)
    scope, schema = inquiry.scope, inquiry.schema
    assert schema is not None  # noqa: S101 - the question requires it
    codes = inquiry.codes(scope.tiers, [schema.schema])[schema.schema]
    summaries = inquiry.summaries(scope.chain.depths)
    nodes = []
    for subject, tier in sorted(scope.chain.depths.items(), key=lambda item: (item[1], item[0])):
        summary = summaries.get(subject)
        nodes.append(
            Node(
                subject=subject,
                handle=handle_of(subject),
                name="" if summary is None else summary.name or "",
                country="" if summary is None else summary.country,
                tier=tier,
                code=codes.get(subject),
            )
        )
    notes = (*notes_on_dates(inquiry), *scope.notes())
    return Network(schema.schema_id, tuple(nodes), scope.pairs, notes, inquiry.basis)
