"""What each error of the council means, in words for people; as `refusal_words` for the ledger.

`CallFailed` has no row: what it carries is a refusal with words of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_SHOW: Final = "`labour-ledger council show PROPOSAL` says what state it is in."
_ADD_FIRST: Final = "Add another member before, in the same proposal, or lower the threshold first."

COUNCIL_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "LedgerMissing": ("a council needs the address of its ledger", "Deploy both together."),
    "NotMember": (
        "{caller} is no member of the council",
        "Use the key of a member; `labour-ledger council list` names them.",
    ),
    "NotByProposal": (
        "the council's rules change by an executed proposal only, not by {caller}",
        "Propose it: labour-ledger council propose.",
    ),
    # members and rules
    "MemberAddressInvalid": ("{member} cannot be a member: it could never act", "Name another account."),
    "MemberClassInvalid": ("{class} is not a class of member", "Classes are 1 (government) to 9."),
    "MemberKnown": ("{member} is a member already", "To change its class, remove and add it in one proposal."),
    "MemberUnknown": ("{member} is no member", "`labour-ledger council list` names the members."),
    "TooManyMembers": ("the council has {limit} members, which is the most", "Remove one first."),
    "ClassWithoutMember": (
        "the council would be left without a member of class {class}, and could not decide any more",
        _ADD_FIRST,
    ),
    "ThresholdTooLow": (
        "a threshold of {threshold} is too low: one of each of {least} classes must approve",
        "Take {least} or more.",
    ),
    "ThresholdUnreachable": (
        "{members} members cannot give {threshold} approvals; the council could not decide any more",
        _ADD_FIRST,
    ),
    "DelayTooLong": ("a delay of {delay} seconds is longer than {longest}", "Take a shorter one."),
    # proposals
    "ProposalEmpty": ("a proposal, and each of its parts, needs a call", "Name what is to be done."),
    "ProposalTooLarge": ("{count} are too many: a proposal has {limit} parts of {limit} calls at most", "Divide it."),
    "TargetNotGoverned": (
        "the council calls its ledger and itself only, not {target}",
        "Check the addresses in the proposal.",
    ),
    "ProposalKnown": (
        "the same member has proposed the same with the same words before: {proposal}",
        "Approve that one, or describe the new one in other words.",
    ),
    "ProposalUnknown": ("the council knows no proposal {proposal}", "`labour-ledger council list` names them."),
    "ProposalExecuted": ("the proposal {proposal} was executed", _SHOW),
    "ProposalCancelled": ("the proposal {proposal} was cancelled", "Propose it again, in other words."),
    "ProposalExpired": (
        "the proposal {proposal} expired at {expiresAt}",
        "Propose it again, in other words.",
    ),
    "VoteUnchanged": ("{member} has said so of {proposal} already", _SHOW),
    "VoteMissing": ("{member} has neither approved {proposal} nor objected to it", _SHOW),
    "NotProposer": (
        "{caller} did not propose {proposal}; its proposer alone cancels it",
        "Object to it: as many objections as the threshold cancel it.",
    ),
    "ApprovalsIncomplete": (
        "the proposal {proposal} lacks approvals",
        "`labour-ledger council show PROPOSAL` says which are missing.",
    ),
    "DelayNotOver": (
        "the proposal {proposal} can be executed from {executableFrom} on",
        "Wait until then; members may still withdraw, object or cancel.",
    ),
    "PartUnknown": ("these are not the next calls of the proposal {proposal}", _SHOW),
    # suspensions by one member
    "SuspensionPeriodInvalid": (
        "a member alone suspends until {latest} at the latest, not until {until}",
        "For longer, suspend until then and propose the longer one.",
    ),
    "AlreadySuspended": (
        "it is suspended until {until} already",
        "Propose another end; a member alone does not change a suspension.",
    ),
    "SuspensionTooSoon": (
        "it, or its party, was suspended by a member not long ago; any member may again from {possibleFrom} on",
        "Propose the suspension.",
    ),
    "TooManySuspensions": (
        "this member has suspended as many as one may; it may again from {possibleFrom} on",
        "Another member may, or propose it.",
    ),
    "NotSuspender": ("{caller} has no suspension of it to lift", "Who suspended it lifts it, or a proposal."),
    "SuspensionNotStanding": (
        "the suspension is over, or a proposal has set another end",
        "What the council has decided is lifted by a proposal.",
    ),
}
