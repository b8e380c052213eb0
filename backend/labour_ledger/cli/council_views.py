"""What the council's commands show: members, proposals, and what a proposal does, in words.

Works out from the chain which approvals are missing, from when a proposal can be executed and when it expires.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from labour_ledger.chain.council_contract import Standing, unexecuted
from labour_ledger.chain.council_proposals import ProposalState, Proposed, Vote
from labour_ledger.chain.council_words import Words, describe_call
from labour_ledger.chain.deployment import CouncilMember
from labour_ledger.schemas.codes import code_name
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex

from .council_acting import CouncilRoom, short_id
from .output import Output, counted

NEEDED_CLASSES: Final = (PartyClass.GOVERNMENT, PartyClass.EMPLOYERS_ORGANISATION, PartyClass.WORKERS_ORGANISATION)
_LIVE: Final = (ProposalState.OPEN, ProposalState.WAITING, ProposalState.READY)
_CALLS_LISTED: Final = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may decide, and how many it takes."""

    members: tuple[CouncilMember, ...]
    threshold: int
    delay_s: int

    @classmethod
    def of(cls, room: CouncilRoom) -> Rules:
        """Return the present rules."""
        return cls(room.contract.members(), room.contract.threshold(), room.contract.delay_s())

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "members": [_member_json(member) for member in self.members],
            "threshold": self.threshold,
            "delaySeconds": self.delay_s,
        }


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal with where it stands.

    Attributes:
        proposed: What was proposed.
        standing: Where it stands.
        rules: By which it is judged.
        words: For each call, what it does, part by part.
    """

    proposed: Proposed
    standing: Standing
    rules: Rules
    words: tuple[tuple[Words, ...], ...]

    @classmethod
    def of_all(cls, room: CouncilRoom, proposals: Sequence[Proposed], rules: Rules) -> list[ProposalView]:
        """Return the views of proposals."""
        standings = room.contract.standings([proposed.proposal for proposed in proposals], rules.members)
        council = room.deployment.council
        return [
            cls(
                proposed,
                standing,
                rules,
                tuple(tuple(item for call in part for item in describe_call(call, council)) for part in proposed.parts),
            )
            for proposed, standing in zip(proposals, standings, strict=True)
        ]

    def saying(self, vote: Vote) -> list[CouncilMember]:
        """Return the members who say so."""
        return [member for member in self.rules.members if self.standing.votes[member.account] is vote]

    @property
    def live(self) -> bool:
        """Whether something can still come of it."""
        return self.standing.state in _LIVE

    @property
    def missing_approvals(self) -> int:
        """How many approvals are missing in all."""
        return max(0, self.rules.threshold - len(self.saying(Vote.APPROVAL)))

    @property
    def missing_classes(self) -> list[PartyClass]:
        """Of which of the three classes nobody has approved."""
        approving = {member.party_class for member in self.saying(Vote.APPROVAL)}
        return [party_class for party_class in NEEDED_CLASSES if party_class not in approving]

    @property
    def executable_from(self) -> int | None:
        """From when on it can be executed, Unix seconds; None while approvals are missing or nothing comes of it."""
        completed_at = self.standing.completed_at
        return completed_at + self.rules.delay_s if self.live and completed_at is not None else None

    @property
    def parts_done(self) -> int:
        """How many parts were executed."""
        return len(self.proposed.parts) - len(unexecuted(self.proposed, self.standing.remaining))

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "proposal": to_hex(self.proposed.proposal),
            "proposer": to_checksum_address(self.proposed.proposer),
            "state": code_name(self.standing.state),
            "descriptionHash": to_hex(self.proposed.description_hash),
            "calls": [
                {"part": number, "executed": number <= self.parts_done, "text": item.text, "readable": item.readable}
                for number, part in enumerate(self.words, 1)
                for item in part
            ],
            "approvals": [_member_json(member) for member in self.saying(Vote.APPROVAL)],
            "objections": [_member_json(member) for member in self.saying(Vote.OBJECTION)],
            "missingApprovals": self.missing_approvals if self.live else 0,
            "missingClasses": [code_name(item) for item in self.missing_classes] if self.live else [],
            "executableFrom": None if self.executable_from is None else shown_time(self.executable_from),
            "expiresAt": shown_time(self.proposed.expires_at),
        }

    def waits_for(self) -> str:
        """Return in words what it needs next."""
        if self.standing.state is ProposalState.OPEN:
            classes = "".join(f", one of them {_class_words(item)}" for item in self.missing_classes)
            needed = max(self.missing_approvals, len(self.missing_classes))
            return f"{counted(needed, 'approval')}{classes}; expires {shown_time(self.proposed.expires_at)}"
        if self.executable_from is not None:
            word = "can be executed since" if self.standing.state is ProposalState.READY else "can be executed from"
            return f"{word} {shown_time(self.executable_from)}; expires {shown_time(self.proposed.expires_at)}"
        return ""


def show_proposal(output: Output, view: ProposalView, why: str | None = None) -> None:
    """Print a proposal with every call in words.

    Args:
        output: Where to.
        view: The proposal.
        why: Whether the words that it came with are those it was made for, as said to the reader; None if not asked.
    """
    output.heading(f"proposal {to_hex(view.proposed.proposal)}")
    pairs = [("state", code_name(view.standing.state)), ("proposed by", to_checksum_address(view.proposed.proposer))]
    if view.live:
        pairs.append(("waits for", view.waits_for()))
    pairs.append(("approved by", _members_words(view.saying(Vote.APPROVAL))))
    pairs.append(("objected to by", _members_words(view.saying(Vote.OBJECTION))))
    pairs.append(("what it is for", why or f"words with the hash {to_hex(view.proposed.description_hash)}"))
    output.fields(pairs)
    for number, part in enumerate(view.words, 1):
        if len(view.words) > 1:
            done = "executed" if number <= view.parts_done else "all of its calls or none"
            output.line(f"part {number} of {len(view.words)}, {done}:")
        for item in part:
            warning = "" if item.readable else "  NOT READABLE, approve only what you understand:"
            output.line(f"{warning}  {item.text}")


def show_rules(output: Output, rules: Rules) -> None:
    """Print members, threshold and delay."""
    output.table(
        ("member", "class"),
        [(to_checksum_address(member.account), code_name(member.party_class)) for member in rules.members],
    )
    output.line(
        f"{rules.threshold} must approve, of them a government, an employers' and a workers' organisation; "
        f"then {shown_span(rules.delay_s)} until execution"
    )


def show_proposals(output: Output, views: Sequence[ProposalView]) -> None:
    """Print a line for each proposal."""
    rows = [
        (short_id(view.proposed.proposal), code_name(view.standing.state), _first(view), view.waits_for())
        for view in views
    ]
    output.table(("proposal", "state", "does", "waits for"), rows)


def shown_time(seconds: int) -> str:
    """Return a time, Unix seconds, as people and programs read it."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def shown_span(seconds: int) -> str:
    """Return a span of time in days where it is some, else in seconds."""
    days, rest = divmod(seconds, 86_400)
    return counted(days, "day") if days and not rest else f"{seconds} s"


def _first(view: ProposalView) -> str:
    calls = [item for part in view.words for item in part]
    more = f" and {len(calls) - _CALLS_LISTED} more" if len(calls) > _CALLS_LISTED else ""
    return calls[0].text[:60] + more


def _members_words(members: Sequence[CouncilMember]) -> str:
    return (
        ", ".join(f"{to_checksum_address(item.account)} ({_class_words(item.party_class)})" for item in members)
        or "nobody"
    )


def _class_words(party_class: PartyClass) -> str:
    return code_name(party_class).replace("_", " ")


def _member_json(member: CouncilMember) -> dict[str, str]:
    return {"account": to_checksum_address(member.account), "class": code_name(member.party_class)}
