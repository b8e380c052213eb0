// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ICouncil} from "../interfaces/ICouncil.sol";
import {CouncilMembers} from "./CouncilMembers.sol";

/// @title How a decision comes about: proposed, approved, waited for, executed; or withdrawn, cancelled, expired.
/// @dev The calls are in the log of `Proposed`, and only their hash in state: whoever executes brings them along. The
/// identity of a proposal is the hash of all that it does, so an approval cannot be led to other calls, not by a
/// reorganisation either.
abstract contract CouncilProposals is CouncilMembers {
    /// @dev With the longest delay there are 76 days to gather approvals.
    uint48 private constant LIFETIME = 90 days;
    /// @dev The ledger's `multicall` is one call: these bound the loops, not the work.
    uint256 private constant MOST_PARTS = 64;
    uint256 private constant MOST_CALLS = 64;

    struct CastVote {
        uint64 membership;
        Vote vote;
    }

    mapping(bytes32 proposal => Proposal) private _proposals;
    mapping(bytes32 proposal => mapping(address member => CastVote)) private _votes;

    /// @inheritdoc ICouncil
    function propose(Call[][] calldata parts, bytes32 descriptionHash) external onlyMember returns (bytes32 proposal) {
        bytes32 remaining = _requireExecutable(parts);
        proposal = keccak256(abi.encode(msg.sender, descriptionHash, remaining));
        Proposal storage stored = _proposals[proposal];
        if (stored.proposer != address(0)) revert ProposalKnown(proposal);
        uint48 expiresAt = uint48(block.timestamp) + LIFETIME;
        stored.proposer = msg.sender;
        stored.expiresAt = expiresAt;
        stored.remaining = remaining;
        emit Proposed(proposal, msg.sender, descriptionHash, parts, expiresAt);
    }

    /// @inheritdoc ICouncil
    function approve(bytes32 proposal) external onlyMember {
        Proposal storage stored = _requireOpen(proposal);
        bool wasComplete = _isComplete(proposal);
        _cast(proposal, Vote.Approval);
        emit Approved(proposal, msg.sender, classOf(msg.sender));
        // Where members left or the threshold changed since, an earlier moment may stand there: it counts no more.
        if (!wasComplete && _isComplete(proposal)) {
            stored.completedAt = uint48(block.timestamp);
            emit Completed(proposal);
        }
    }

    /// @inheritdoc ICouncil
    function object(bytes32 proposal) external onlyMember {
        Proposal storage stored = _requireOpen(proposal);
        _cast(proposal, Vote.Objection);
        emit Objected(proposal, msg.sender, classOf(msg.sender));
        (uint256 objections, ) = _tally(proposal, Vote.Objection);
        if (objections >= threshold) _cancel(proposal, stored);
    }

    /// @inheritdoc ICouncil
    function withdraw(bytes32 proposal) external onlyMember {
        _requireOpen(proposal);
        if (voteOf(proposal, msg.sender) == Vote.None) revert VoteMissing(proposal, msg.sender);
        delete _votes[proposal][msg.sender];
        emit Withdrawn(proposal, msg.sender);
    }

    /// @inheritdoc ICouncil
    function cancel(bytes32 proposal) external onlyMember {
        Proposal storage stored = _requireOpen(proposal);
        if (stored.proposer != msg.sender) revert NotProposer(proposal, msg.sender);
        _cancel(proposal, stored);
    }

    /// @inheritdoc ICouncil
    function execute(bytes32 proposal, Call[] calldata part, bytes32 remaining) external onlyMember {
        Proposal storage stored = _requireOpen(proposal);
        uint48 completedAt = _completedAt(proposal, stored);
        if (completedAt == 0) revert ApprovalsIncomplete(proposal);
        if (block.timestamp < completedAt + delay) revert DelayNotOver(proposal, completedAt + delay);
        if (_hash(part, remaining) != stored.remaining) revert PartUnknown(proposal);
        // Before the calls, so that none of them could bring about the same part again.
        stored.remaining = remaining;
        emit Executed(proposal, msg.sender, remaining);
        for (uint256 i = 0; i < part.length; ++i) {
            // The data decide which function it is; the target is the ledger or this contract.
            // solhint-disable-next-line avoid-low-level-calls
            (bool success, bytes memory reason) = part[i].target.call(part[i].data);
            if (!success) revert CallFailed(i, reason);
        }
    }

    /// @inheritdoc ICouncil
    function proposalOf(bytes32 proposal) external view returns (Proposal memory found) {
        found = _proposals[proposal];
        if (found.proposer != address(0)) found.completedAt = _completedAt(proposal, _proposals[proposal]);
    }

    /// @inheritdoc ICouncil
    function stateOf(bytes32 proposal) external view returns (State) {
        Proposal storage stored = _proposals[proposal];
        if (stored.proposer == address(0)) return State.Unknown;
        if (stored.remaining == 0) return State.Executed;
        if (stored.cancelled) return State.Cancelled;
        if (block.timestamp >= stored.expiresAt) return State.Expired;
        uint48 completedAt = _completedAt(proposal, stored);
        if (completedAt == 0) return State.Open;
        return block.timestamp < completedAt + delay ? State.Waiting : State.Ready;
    }

    /// @inheritdoc ICouncil
    function voteOf(bytes32 proposal, address member) public view returns (Vote vote) {
        CastVote storage cast_ = _votes[proposal][member];
        uint64 membership = _membershipOf[member].number;
        return membership != 0 && cast_.membership == membership ? cast_.vote : Vote.None;
    }

    function _cast(bytes32 proposal, Vote vote) private {
        if (voteOf(proposal, msg.sender) == vote) revert VoteUnchanged(proposal, msg.sender);
        _votes[proposal][msg.sender] = CastVote(_membershipOf[msg.sender].number, vote);
    }

    function _cancel(bytes32 proposal, Proposal storage stored) private {
        stored.cancelled = true;
        emit Cancelled(proposal, msg.sender);
    }

    function _requireOpen(bytes32 proposal) private view returns (Proposal storage stored) {
        stored = _proposals[proposal];
        if (stored.proposer == address(0)) revert ProposalUnknown(proposal);
        if (stored.remaining == 0) revert ProposalExecuted(proposal);
        if (stored.cancelled) revert ProposalCancelled(proposal);
        if (block.timestamp >= stored.expiresAt) revert ProposalExpired(proposal, stored.expiresAt);
    }

    /// @dev A lowered threshold can complete approvals without an approval: then, and to be simple for every open
    /// proposal, the delay counts from the lowering.
    /// @return since when the approvals are complete, 0 while they are not
    function _completedAt(bytes32 proposal, Proposal storage stored) private view returns (uint48) {
        if (!_isComplete(proposal)) return 0;
        uint48 completedAt = stored.completedAt;
        return completedAt > _thresholdLoweredAt ? completedAt : _thresholdLoweredAt;
    }

    function _isComplete(bytes32 proposal) private view returns (bool) {
        (uint256 count, uint256 classes) = _tally(proposal, Vote.Approval);
        return count >= threshold && classes & NEEDED_CLASSES == NEEDED_CLASSES;
    }

    /// @return count of the present members who say so
    /// @return classes bits of theirs
    function _tally(bytes32 proposal, Vote vote) private view returns (uint256 count, uint256 classes) {
        uint256 all = _accounts.length;
        for (uint256 i = 0; i < all; ++i) {
            address account = _accounts[i];
            if (voteOf(proposal, account) == vote) {
                ++count;
                classes |= 1 << classOf(account);
            }
        }
    }

    /// @return remaining hash of all parts
    function _requireExecutable(Call[][] calldata parts) private view returns (bytes32 remaining) {
        if (parts.length == 0) revert ProposalEmpty();
        if (parts.length > MOST_PARTS) revert ProposalTooLarge(parts.length, MOST_PARTS);
        for (uint256 i = parts.length; i > 0; --i) {
            Call[] calldata part = parts[i - 1];
            if (part.length == 0) revert ProposalEmpty();
            if (part.length > MOST_CALLS) revert ProposalTooLarge(part.length, MOST_CALLS);
            for (uint256 j = 0; j < part.length; ++j) {
                address target = part[j].target;
                if (target != address(ledger) && target != address(this)) revert TargetNotGoverned(target);
            }
            remaining = _hash(part, remaining);
        }
    }

    function _hash(Call[] calldata part, bytes32 remaining) private pure returns (bytes32) {
        return keccak256(abi.encode(part, remaining));
    }
}
