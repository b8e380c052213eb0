// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ICouncil} from "../../../contracts/interfaces/ICouncil.sol";
import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";
import {Shipped} from "./Shipped.sol";

/// @title What a council should know and refuse, told in plain words.
/// @dev Whether approvals are complete is asked anew after every act, and since when is noted then.
abstract contract CouncilModel is Shipped {
    struct KnownProposal {
        address proposer;
        uint256 expiresAt;
        uint256 completeSince;
        bool cancelled;
        uint256 executed;
        ICouncil.Call[][] parts;
    }

    struct KnownSuspension {
        address by;
        uint256 since;
        uint256 until;
    }

    ICouncil internal council;
    ILabourLedger internal ledger;

    address[] internal members;
    mapping(address member => uint8 class) internal classes;
    mapping(address member => uint256 number) internal memberships;
    uint256 internal lastMembership;
    uint256 internal threshold;
    uint256 internal delay;

    bytes32[] internal proposals;
    mapping(bytes32 proposal => KnownProposal) internal known;
    mapping(bytes32 proposal => mapping(address member => mapping(uint256 membership => ICouncil.Vote))) internal votes;

    mapping(address key => KnownSuspension) internal keySuspensions;
    mapping(uint64 party => KnownSuspension) internal partySuspensions;
    mapping(address member => uint256) internal allowanceSince;
    mapping(address member => uint256) internal allowanceUsed;

    // ---------------------------------------------------------------- members

    function _refusalOfMember(address member, uint8 class) internal view returns (bytes memory) {
        if (member == address(0) || member == address(council) || member == address(ledger)) {
            return abi.encodeWithSelector(ICouncil.MemberAddressInvalid.selector, member);
        }
        if (class < 1 || class > 9) return abi.encodeWithSelector(ICouncil.MemberClassInvalid.selector, class);
        if (classes[member] != 0) return abi.encodeWithSelector(ICouncil.MemberKnown.selector, member);
        if (members.length >= 64) return abi.encodeWithSelector(ICouncil.TooManyMembers.selector, 64);
        return "";
    }

    function _noteMember(address member, uint8 class) internal {
        members.push(member);
        classes[member] = class;
        memberships[member] = ++lastMembership;
    }

    function _noteNoMember(address member) internal {
        for (uint256 i = 0; i < members.length; ++i) {
            if (members[i] == member) members[i] = members[members.length - 1];
        }
        members.pop();
        classes[member] = 0;
        memberships[member] = 0;
    }

    /// @return refusal of rules under which nothing could be decided any more
    function _refusalOfRules() internal view returns (bytes memory refusal) {
        bool[10] memory present;
        for (uint256 i = 0; i < members.length; ++i) {
            present[classes[members[i]]] = true;
        }
        for (uint8 class = 1; class <= 3; ++class) {
            if (!present[class]) return abi.encodeWithSelector(ICouncil.ClassWithoutMember.selector, class);
        }
        if (threshold < 3) return abi.encodeWithSelector(ICouncil.ThresholdTooLow.selector, threshold, 3);
        if (threshold <= members.length) return "";
        return abi.encodeWithSelector(ICouncil.ThresholdUnreachable.selector, threshold, members.length);
    }

    function _notMember(address sender) internal view returns (bytes memory) {
        return classes[sender] == 0 ? abi.encodeWithSelector(ICouncil.NotMember.selector, sender) : bytes("");
    }

    // ---------------------------------------------------------------- proposals

    function _refusalOfActingOn(bytes32 proposal, address sender) internal view returns (bytes memory refusal) {
        KnownProposal storage found = known[proposal];
        refusal = _notMember(sender);
        if (refusal.length != 0) return refusal;
        if (found.proposer == address(0)) return abi.encodeWithSelector(ICouncil.ProposalUnknown.selector, proposal);
        if (found.executed == found.parts.length) {
            return abi.encodeWithSelector(ICouncil.ProposalExecuted.selector, proposal);
        }
        if (found.cancelled) return abi.encodeWithSelector(ICouncil.ProposalCancelled.selector, proposal);
        if (block.timestamp < found.expiresAt) return "";
        return abi.encodeWithSelector(ICouncil.ProposalExpired.selector, proposal, found.expiresAt);
    }

    function _refusalOfExecution(
        bytes32 proposal,
        address sender,
        bool nextPart
    ) internal view returns (bytes memory refusal) {
        refusal = _refusalOfActingOn(proposal, sender);
        if (refusal.length != 0) return refusal;
        uint256 since = known[proposal].completeSince;
        if (since == 0) return abi.encodeWithSelector(ICouncil.ApprovalsIncomplete.selector, proposal);
        if (block.timestamp < since + delay) {
            return abi.encodeWithSelector(ICouncil.DelayNotOver.selector, proposal, since + delay);
        }
        return nextPart ? bytes("") : abi.encodeWithSelector(ICouncil.PartUnknown.selector, proposal);
    }

    function _stateOf(bytes32 proposal) internal view returns (ICouncil.State) {
        KnownProposal storage found = known[proposal];
        if (found.proposer == address(0)) return ICouncil.State.Unknown;
        if (found.executed == found.parts.length) return ICouncil.State.Executed;
        if (found.cancelled) return ICouncil.State.Cancelled;
        if (block.timestamp >= found.expiresAt) return ICouncil.State.Expired;
        if (found.completeSince == 0) return ICouncil.State.Open;
        bool waits = block.timestamp < found.completeSince + delay;
        return waits ? ICouncil.State.Waiting : ICouncil.State.Ready;
    }

    function _voteOf(bytes32 proposal, address member) internal view returns (ICouncil.Vote) {
        return classes[member] == 0 ? ICouncil.Vote.None : votes[proposal][member][memberships[member]];
    }

    function _count(bytes32 proposal, ICouncil.Vote vote) internal view returns (uint256 count) {
        for (uint256 i = 0; i < members.length; ++i) {
            if (_voteOf(proposal, members[i]) == vote) ++count;
        }
    }

    function _hasApprovalOf(bytes32 proposal, uint8 class) internal view returns (bool has) {
        for (uint256 i = 0; i < members.length; ++i) {
            has = has || (classes[members[i]] == class && _voteOf(proposal, members[i]) == ICouncil.Vote.Approval);
        }
    }

    function _noteProposal(bytes32 proposal, address proposer, ICouncil.Call[][] memory parts) internal {
        proposals.push(proposal);
        known[proposal].proposer = proposer;
        known[proposal].expiresAt = block.timestamp + 90 days;
        for (uint256 i = 0; i < parts.length; ++i) {
            known[proposal].parts.push();
            for (uint256 j = 0; j < parts[i].length; ++j) {
                known[proposal].parts[i].push(parts[i][j]);
            }
        }
    }

    function _noteVote(bytes32 proposal, address member, ICouncil.Vote vote) internal {
        votes[proposal][member][memberships[member]] = vote;
        _noteCompleteness(false);
    }

    /// @param anew whether the delay begins again for all, as the threshold was lowered
    function _noteCompleteness(bool anew) internal {
        for (uint256 i = 0; i < proposals.length; ++i) {
            KnownProposal storage found = known[proposals[i]];
            bool complete = _count(proposals[i], ICouncil.Vote.Approval) >= threshold;
            for (uint8 class = 1; class <= 3; ++class) {
                complete = complete && _hasApprovalOf(proposals[i], class);
            }
            if (!complete) found.completeSince = 0;
            else if (found.completeSince == 0 || anew) found.completeSince = block.timestamp;
        }
    }

    function _hashFrom(ICouncil.Call[][] memory parts, uint256 first) internal pure returns (bytes32 remaining) {
        for (uint256 i = parts.length; i > first; --i) {
            remaining = keccak256(abi.encode(parts[i - 1], remaining));
        }
    }

    // ---------------------------------------------------------------- suspensions

    function _refusalOfSuspension(
        KnownSuspension memory earlier,
        uint256 standing,
        uint48 until,
        address sender
    ) internal view returns (bytes memory) {
        if (until <= block.timestamp || until > block.timestamp + 28 days) {
            return abi.encodeWithSelector(ICouncil.SuspensionPeriodInvalid.selector, until, block.timestamp + 28 days);
        }
        if (standing > block.timestamp) return abi.encodeWithSelector(ICouncil.AlreadySuspended.selector, standing);
        bytes memory refusal = _refusalOfPause(earlier);
        if (refusal.length != 0) return refusal;
        uint256 renewed = allowanceSince[sender] + 28 days;
        if (block.timestamp >= renewed || allowanceUsed[sender] < 12) return "";
        return abi.encodeWithSelector(ICouncil.TooManySuspensions.selector, renewed);
    }

    function _refusalOfPause(KnownSuspension memory earlier) internal view returns (bytes memory) {
        if (block.timestamp >= _possibleFrom(earlier)) return "";
        return abi.encodeWithSelector(ICouncil.SuspensionTooSoon.selector, _possibleFrom(earlier));
    }

    /// @dev Twice as long as the suspension was in force, after its end.
    function _possibleFrom(KnownSuspension memory earlier) internal pure returns (uint256) {
        return earlier.until + (earlier.until - earlier.since) * 2;
    }

    function _refusalOfLifting(
        KnownSuspension memory earlier,
        uint256 standing,
        address sender
    ) internal view returns (bytes memory) {
        if (earlier.by != sender) return abi.encodeWithSelector(ICouncil.NotSuspender.selector, sender);
        if (standing > block.timestamp && standing == earlier.until) return "";
        return abi.encodeWithSelector(ICouncil.SuspensionNotStanding.selector);
    }

    function _noteAllowance(address sender) internal {
        if (block.timestamp >= allowanceSince[sender] + 28 days) {
            allowanceSince[sender] = block.timestamp;
            allowanceUsed[sender] = 0;
        }
        ++allowanceUsed[sender];
    }
}
