"""The desk that takes in requests and decides on them: which are held, which are decided, what follows.

It writes down a decision only after what it leads to is on its way to the chain, so a failure leaves the request as it
was. It signs nothing.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from labour_ledger.errors import InputError, NotFoundError
from labour_ledger.schemas.personal_data import refuse_personal_words
from labour_ledger.store.queries.page_tokens import decode_token, encode_token
from labour_ledger.store.queries.requests import (
    DeskRequest,
    RequestKind,
    RequestState,
    list_requests,
    save_request,
    save_request_decision,
)
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store

SHORTEST_PREFIX: Final = 4


class RequestUnknown(NotFoundError):
    """No request, or more than one, begins with what was typed."""

    code = "request-unknown"


class RequestDecided(InputError):
    """A request was decided before, and this decision would contradict it."""

    code = "request-decided"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where requests are held.

    Attributes:
        store: The store.
        ledger: The ledger that they are about.
    """

    store: Store
    ledger: LedgerKey

    def keep(self, kind: RequestKind, request_id: bytes, signed: Mapping[str, object], *, now: int) -> DeskRequest:
        """Keep a request; one that was kept before stays as it is, with its decision.

        Args:
            kind: What it asks for.
            request_id: What its signature is over, 32 bytes.
            signed: The content of its file.
            now: Unix seconds.
        """
        text = json.dumps(signed, ensure_ascii=False)
        with self.store.unit_of_work() as work:
            save_request(work.session, self.ledger, DeskRequest(request_id, kind, text, received_at=now))
        return self.find(kind, request_id.hex())

    def holds(self, kind: RequestKind, request_id: bytes) -> bool:
        """Return whether a request with that id (32 bytes) is held."""
        return any(item.request_id == request_id for item in self.requests(kind))

    def requests(self, kind: RequestKind, state: RequestState | None = None) -> Sequence[DeskRequest]:
        """Return the requests of one kind, oldest first."""
        with self.store.reading() as session:
            return list_requests(session, self.ledger, kind, state=state)

    def page(
        self, kind: RequestKind, state: RequestState | None, *, after: str | None, limit: int
    ) -> tuple[Sequence[DeskRequest], str | None]:
        """Return some requests of one kind, oldest first, and where the next page begins.

        Args:
            kind: What they ask for.
            state: Only those in this state, or None for all.
            after: What the page before gave, or None.
            limit: Most requests to return.

        Raises:
            PageTokenInvalid: `after` is not from such a page.
        """
        found = self.requests(kind, state)
        if after is not None:
            received_at, name = decode_token(after, (int, str))
            found = [item for item in found if (item.received_at, item.request_id.hex()) > (received_at, name)]
        shown = found[:limit]
        more = len(found) > limit
        return shown, encode_token(shown[-1].received_at, shown[-1].request_id.hex()) if more else None

    def find(self, kind: RequestKind, text: str) -> DeskRequest:
        """Return the request whose id begins with a text.

        Raises:
            RequestUnknown: None does, or several do.
        """
        prefix = text.strip().lower().removeprefix("0x")
        found = [item for item in self.requests(kind) if item.request_id.hex().startswith(prefix)]
        if len(prefix) < SHORTEST_PREFIX or len(found) != 1:
            several = len(prefix) >= SHORTEST_PREFIX and len(found) > 1
            command = "party list" if kind is RequestKind.APPLICATION else "sites claims"
            raise RequestUnknown(
                f"{'more than one' if several else 'no'} {kind.value} begins with {text[:66]!r}",
                hint=f"Give the first {SHORTEST_PREFIX} or more digits of one that `labour-ledger {command}` shows.",
            )
        return found[0]

    def approve(self, request: DeskRequest, *, decided_by: str, now: int, proposal: bytes | None = None) -> None:
        """Write down that a request was granted; `proposal` (32 bytes) carries it out where a council decides."""
        self._decide(request, RequestState.APPROVED, decided_by, "", now, proposal)

    def refuse(self, request: DeskRequest, *, decided_by: str, reason: str, now: int) -> None:
        """Write down that a request was refused, and why.

        Raises:
            RequestDecided: It was granted before, or while this was asked.
            InputError: No reason is given, or no decider that can be written down.
            PersonalDataRefused: The reason seems to hold personal data.
        """
        refuse_approved(request)
        if not reason.strip():
            raise InputError("a refusal needs a reason", hint="Give --reason; the applicant will read it.")
        _refuse_unfit_words("reason", reason)
        if not self._decide(request, RequestState.REFUSED, decided_by, reason.strip(), now, None):
            refuse_approved(self.find(request.kind, request.request_id.hex()))

    def _decide(
        self,
        request: DeskRequest,
        state: RequestState,
        decided_by: str,
        reason: str,
        now: int,
        proposal: bytes | None,
    ) -> bool:
        refuse_unfit_decider(decided_by)
        with self.store.unit_of_work() as work:
            return save_request_decision(
                work.session,
                self.ledger,
                request.request_id,
                state=state,
                decided_by=decided_by.strip(),
                decided_at=now,
                reason=reason,
                proposal=proposal,
            )


def refuse_unfit_decider(decided_by: str) -> None:
    """Raise if who decides cannot be written down; asked before anything is sent, so that nothing is half done.

    Raises:
        InputError: Nobody is named, or in characters that no screen shows.
        PersonalDataRefused: It seems to be a person.
    """
    if not decided_by.strip():
        raise InputError("a decision needs who decided", hint="Give --by, such as a role; no personal data.")
    _refuse_unfit_words("by", decided_by)


def refuse_approved(request: DeskRequest) -> None:
    """Raise if a request was granted before.

    Raises:
        RequestDecided: It was.
    """
    if request.state is RequestState.APPROVED:
        raise RequestDecided(
            f"the {request.kind.value} {short_id(request.request_id)} was granted by {request.decided_by}",
            hint="What is on the chain stays there; suspend the party, or let the site be transferred.",
        )


def refuse_refused(request: DeskRequest) -> None:
    """Raise if a request was refused before.

    Raises:
        RequestDecided: It was.
    """
    if request.state is RequestState.REFUSED:
        raise RequestDecided(
            f"the {request.kind.value} {short_id(request.request_id)} was refused: {request.reason}",
            hint="Ask for a new one that answers the reason.",
        )


def _refuse_unfit_words(field: str, text: str) -> None:
    if any(unicodedata.category(character) == "Cc" and character != "\n" for character in text):
        raise InputError(
            f"{field}: it holds characters that no screen shows",
            hint="Type it anew, in plain words.",
            context={"field": field},
        )
    refuse_personal_words({f"$.{field}": text})


def short_id(request_id: bytes) -> str:
    """Return as much of an id as people need to name a request."""
    return f"0x{request_id[:5].hex()}"
