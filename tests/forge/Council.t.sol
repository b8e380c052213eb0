// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ICouncil} from "../../contracts/interfaces/ICouncil.sol";
import {ILabourLedger} from "../../contracts/interfaces/ILabourLedger.sol";
import {CouncilWorld} from "./support/CouncilWorld.sol";

/// @title The road of a decision from end to end, and what bounds it, at, one before and one after.
contract CouncilTest is CouncilWorld {
    bytes32 private constant WHY = keccak256("why");

    // ---------------------------------------------------------------- sizes of a proposal

    function testFuzz_a_proposal_has_one_to_sixty_four_parts_of_one_to_sixty_four_calls(
        uint8 parts,
        uint8 calls
    ) external {
        (parts, calls) = (parts % 2 == 0 ? (parts % 3) + 63 : parts % 3, calls % 2 == 0 ? (calls % 3) + 63 : calls % 3);
        ICouncil.Call[][] memory asked = new ICouncil.Call[][](parts);
        for (uint256 i = 0; i < parts; ++i) {
            asked[i] = new ICouncil.Call[](i == parts - 1 ? calls : 1);
            for (uint256 j = 0; j < asked[i].length; ++j) {
                asked[i][j] = ICouncil.Call(address(ledger), "");
            }
        }
        bytes memory refusal = "";
        if (parts == 0) refusal = abi.encodeWithSelector(ICouncil.ProposalEmpty.selector);
        else if (parts > 64) refusal = abi.encodeWithSelector(ICouncil.ProposalTooLarge.selector, parts, 64);
        else if (calls == 0) refusal = abi.encodeWithSelector(ICouncil.ProposalEmpty.selector);
        else if (calls > 64) refusal = abi.encodeWithSelector(ICouncil.ProposalTooLarge.selector, calls, 64);
        _act(_account(0), abi.encodeCall(ICouncil.propose, (asked, WHY)), refusal, "proposes");
    }

    // ---------------------------------------------------------------- the road of a decision

    /// @notice Execution needs each of the three classes, the threshold, and the last second of the delay.
    function testFuzz_nothing_is_executed_before_its_time(uint8 approvals, uint48 wait) external {
        ICouncil.Call[][] memory parts = _oneCall(address(council), abi.encodeCall(ICouncil.setDelay, (1 days)));
        bytes32 proposal = _propose(parts);
        uint256 count = 0;
        for (uint8 i = 0; i < 5; ++i) {
            if ((approvals >> i) & 1 == 0) continue;
            _act(_account(i), abi.encodeCall(ICouncil.approve, (proposal)), "", "approves");
            ++count;
        }
        // Accounts 0 to 4 are of the classes 1, 2, 3, 4, 1.
        bool complete = count >= 3 && approvals & 17 != 0 && approvals & 2 != 0 && approvals & 4 != 0;
        uint256 from = block.timestamp + 2 days;
        vm.warp(block.timestamp + _between(wait, 2 days - 2, 2 days + 2));
        bytes memory refusal = "";
        if (!complete) refusal = abi.encodeWithSelector(ICouncil.ApprovalsIncomplete.selector, proposal);
        else if (block.timestamp < from)
            refusal = abi.encodeWithSelector(ICouncil.DelayNotOver.selector, proposal, from);
        _act(_account(3), abi.encodeCall(ICouncil.execute, (proposal, parts[0], 0)), refusal, "executes");
        vm.assertEq(council.delay(), refusal.length == 0 ? 1 days : 2 days, "the delay");
    }

    function test_a_proposal_lives_for_ninety_days() external {
        ICouncil.Call[][] memory parts = _oneCall(address(council), abi.encodeCall(ICouncil.setDelay, (1 days)));
        bytes32 proposal = _propose(parts);
        _approveByThree(proposal);
        uint256 end = block.timestamp + 90 days;
        vm.warp(end - 1);
        vm.assertEq(uint8(council.stateOf(proposal)), uint8(ICouncil.State.Ready), "one second before its end");
        uint256 before = vm.snapshotState();
        _act(_account(0), abi.encodeCall(ICouncil.execute, (proposal, parts[0], 0)), "", "executes");
        vm.revertToState(before);
        vm.warp(end);
        vm.assertEq(uint8(council.stateOf(proposal)), uint8(ICouncil.State.Expired), "at its end");
        bytes memory expired = abi.encodeWithSelector(ICouncil.ProposalExpired.selector, proposal, end);
        _act(_account(0), abi.encodeCall(ICouncil.execute, (proposal, parts[0], 0)), expired, "executes");
        _act(_account(0), abi.encodeCall(ICouncil.approve, (proposal)), expired, "approves");
    }

    /// @notice Only its own contract and the ledger are called, whatever a proposal names.
    function testFuzz_no_other_target_is_ever_called(address target, bytes calldata data) external {
        vm.assume(target != address(ledger) && target != address(council));
        bytes memory refusal = abi.encodeWithSelector(ICouncil.TargetNotGoverned.selector, target);
        bytes memory call_ = abi.encodeCall(ICouncil.propose, (_oneCall(target, data), WHY));
        _act(_account(0), call_, refusal, "proposes");
    }

    /// @notice A part cannot execute itself again, nor the part after it out of order, from within.
    function test_parts_are_executed_in_order_and_once() external {
        ICouncil.Call[][] memory parts = new ICouncil.Call[][](2);
        for (uint8 i = 0; i < 2; ++i) {
            bytes memory register = abi.encodeCall(ILabourLedger.registerParty, (i + 1, "ID", 0));
            parts[i] = _oneCall(address(ledger), register)[0];
        }
        bytes32 proposal = _propose(parts);
        _approveByThree(proposal);
        vm.warp(block.timestamp + 2 days);
        bytes32 second = _hashFrom(parts, 1);
        bytes memory unknown = abi.encodeWithSelector(ICouncil.PartUnknown.selector, proposal);
        _act(_account(0), abi.encodeCall(ICouncil.execute, (proposal, parts[1], 0)), unknown, "executes the second");
        _act(_account(0), abi.encodeCall(ICouncil.execute, (proposal, parts[0], 0)), unknown, "leaves out the second");
        _act(_account(0), abi.encodeCall(ICouncil.execute, (proposal, parts[0], second)), "", "executes the first");
        _act(_account(0), abi.encodeCall(ICouncil.execute, (proposal, parts[0], second)), unknown, "does so again");
        _act(_account(4), abi.encodeCall(ICouncil.execute, (proposal, parts[1], 0)), "", "executes the second");
        bytes memory done = abi.encodeWithSelector(ICouncil.ProposalExecuted.selector, proposal);
        _act(_account(0), abi.encodeCall(ICouncil.execute, (proposal, parts[1], 0)), done, "does so again");
        vm.assertEq(ledger.partyCount(), 3, "parties");
    }

    /// @notice Since when approvals are complete: through votes, members who leave and come back, and other thresholds.
    function testFuzz_approvals_are_complete_when_the_model_says(uint256 seed) external {
        ICouncil.Call[][] memory parts = _oneCall(address(council), abi.encodeCall(ICouncil.setDelay, (1 days)));
        bytes32 proposal = _propose(parts);
        _noteProposal(proposal, _account(0), parts);
        for (uint256 i = 0; i < 24; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            _anything(proposal, r);
            if (r % 3 == 0) vm.warp(block.timestamp + ((r >> 8) % 30 hours));
            vm.assertEq(uint8(council.stateOf(proposal)), uint8(_stateOf(proposal)), "its state");
            uint256 since = council.proposalOf(proposal).completedAt;
            vm.assertEq(since, known[proposal].completeSince, "since when its approvals are complete");
        }
        bytes memory refusal = _refusalOfExecution(proposal, members[0], true);
        _act(members[0], abi.encodeCall(ICouncil.execute, (proposal, parts[0], 0)), refusal, "executes");
    }

    /// @dev A vote of a member, or a change of rules by the council; objections are too few to cancel it.
    function _anything(bytes32 proposal, uint256 r) private {
        address member = members[(r >> 16) % members.length];
        if (r % 8 == 0) {
            ICouncil.Call memory change = _callToItself(r >> 32);
            vm.prank(address(council));
            (bool done, ) = address(council).call(change.data);
            if (done) _enactCall(change);
        } else if (r % 8 == 1 && _voteOf(proposal, member) != ICouncil.Vote.None) {
            _act(member, abi.encodeCall(ICouncil.withdraw, (proposal)), "", "withdraws");
            _noteVote(proposal, member, ICouncil.Vote.None);
        } else if (r % 8 == 2 && _count(proposal, ICouncil.Vote.Objection) == 0) {
            _act(member, abi.encodeCall(ICouncil.object, (proposal)), "", "objects");
            _noteVote(proposal, member, ICouncil.Vote.Objection);
        } else if (_voteOf(proposal, member) != ICouncil.Vote.Approval) {
            _act(member, abi.encodeCall(ICouncil.approve, (proposal)), "", "approves");
            _noteVote(proposal, member, ICouncil.Vote.Approval);
        }
    }

    /// @notice A lowered threshold completes nothing in the past: the delay begins when it is lowered.
    function testFuzz_a_lowered_threshold_begins_the_delay_anew(uint32 span, bool raisedBefore) external {
        if (!raisedBefore) _decide(abi.encodeCall(ICouncil.setThreshold, (4)));
        bytes32 proposal = _propose(_oneCall(address(ledger), ""));
        _approveByThree(proposal);
        _act(_account(3), abi.encodeCall(ICouncil.approve, (proposal)), "", "approves");
        if (raisedBefore) _decide(abi.encodeCall(ICouncil.setThreshold, (5)));
        vm.warp(block.timestamp + _between(span, 1, 30 days));
        _decide(abi.encodeCall(ICouncil.setThreshold, (3)));
        vm.assertEq(council.proposalOf(proposal).completedAt, block.timestamp, "since when it is complete");
        vm.assertEq(uint8(council.stateOf(proposal)), uint8(ICouncil.State.Waiting), "its state");
    }

    /// @notice Who comes back as a member begins anew: an earlier vote is none.
    function test_what_was_said_in_an_earlier_membership_does_not_count() external {
        bytes32 proposal = _propose(_oneCall(address(ledger), ""));
        _approveByThree(proposal);
        _decide(abi.encodeCall(ICouncil.addMember, (_account(7), 3)));
        _decide(abi.encodeCall(ICouncil.removeMember, (_account(2))));
        vm.assertEq(uint8(council.voteOf(proposal, _account(2))), uint8(ICouncil.Vote.None), "of a former member");
        _decide(abi.encodeCall(ICouncil.addMember, (_account(2), 3)));
        vm.assertEq(uint8(council.voteOf(proposal, _account(2))), uint8(ICouncil.Vote.None), "of who came back");
        vm.assertEq(uint8(council.stateOf(proposal)), uint8(ICouncil.State.Open), "its state");
        _act(_account(2), abi.encodeCall(ICouncil.approve, (proposal)), "", "approves in the new membership");
        vm.assertEq(uint8(council.stateOf(proposal)), uint8(ICouncil.State.Waiting), "its state");
    }

    /// @dev As if a proposal had been executed.
    function _decide(bytes memory change) private {
        _act(address(council), change, "", "changes its rules");
    }

    function testFuzz_as_many_objections_as_the_threshold_cancel(uint8 asked) external {
        asked = uint8(_between(asked, 3, 5));
        vm.prank(address(council));
        council.setThreshold(asked);
        bytes32 proposal = _propose(_oneCall(address(ledger), ""));
        for (uint8 i = 0; i < asked; ++i) {
            vm.assertEq(uint8(council.stateOf(proposal)), uint8(ICouncil.State.Open), "before the last objection");
            vm.recordLogs();
            _act(_account(i), abi.encodeCall(ICouncil.object, (proposal)), "", "objects");
        }
        vm.assertEq(uint8(council.stateOf(proposal)), uint8(ICouncil.State.Cancelled), "after it");
        _assertLog(1, ICouncil.Cancelled.selector, proposal, bytes32(uint256(uint160(_account(asked - 1)))), "");
        bytes memory over = abi.encodeWithSelector(ICouncil.ProposalCancelled.selector, proposal);
        _act(_account(0), abi.encodeCall(ICouncil.approve, (proposal)), over, "approves");
    }

    // ---------------------------------------------------------------- strangers

    function testFuzz_who_is_no_member_does_nothing(address stranger, uint256 any) external {
        for (uint256 i = 0; i < 5; ++i) {
            vm.assume(stranger != _account(i));
        }
        vm.assume(stranger != address(council));
        ICouncil.Call[][] memory parts = _oneCall(address(ledger), "");
        bytes32 proposal = _propose(parts);
        bytes[10] memory calls;
        calls[0] = abi.encodeCall(ICouncil.propose, (parts, WHY));
        calls[1] = abi.encodeCall(ICouncil.approve, (proposal));
        calls[2] = abi.encodeCall(ICouncil.object, (proposal));
        calls[3] = abi.encodeCall(ICouncil.withdraw, (proposal));
        calls[4] = abi.encodeCall(ICouncil.cancel, (proposal));
        calls[5] = abi.encodeCall(ICouncil.execute, (proposal, parts[0], 0));
        calls[6] = abi.encodeCall(ICouncil.suspendKey, (_key(any % KEYS), uint48(block.timestamp + 1)));
        calls[7] = abi.encodeCall(ICouncil.suspendParty, (1, uint48(block.timestamp + 1)));
        calls[8] = abi.encodeCall(ICouncil.liftKeySuspension, (_key(any % KEYS)));
        calls[9] = abi.encodeCall(ICouncil.liftPartySuspension, (1));
        for (uint256 i = 0; i < calls.length; ++i) {
            _act(stranger, calls[i], abi.encodeWithSelector(ICouncil.NotMember.selector, stranger), "acts");
        }
    }

    function testFuzz_rules_are_changed_by_the_council_only(address anybody, uint256 any) external {
        vm.assume(anybody != address(council));
        bytes memory refusal = abi.encodeWithSelector(ICouncil.NotByProposal.selector, anybody);
        _act(anybody, abi.encodeCall(ICouncil.addMember, (address(uint160(any)), 1)), refusal, "adds");
        _act(anybody, abi.encodeCall(ICouncil.removeMember, (_account(any % 5))), refusal, "removes");
        _act(anybody, abi.encodeCall(ICouncil.setThreshold, (uint8(any))), refusal, "sets the threshold");
        _act(anybody, abi.encodeCall(ICouncil.setDelay, (uint48(any))), refusal, "sets the delay");
    }

    // ---------------------------------------------------------------- logs

    /// @notice Every event of a decision, with every field.
    function test_a_decision_is_logged_from_end_to_end() external {
        ICouncil.Call[][] memory parts = _oneCall(
            address(council),
            abi.encodeCall(ICouncil.addMember, (_account(7), 5))
        );
        vm.recordLogs();
        bytes32 proposal = _propose(parts);
        uint48 expiry = uint48(block.timestamp + 90 days);
        bytes32 proposer = bytes32(uint256(uint160(_account(0))));
        _assertLog(0, ICouncil.Proposed.selector, proposal, proposer, abi.encode(WHY, parts, expiry));
        _act(_account(1), abi.encodeCall(ICouncil.object, (proposal)), "", "objects");
        bytes32 second = bytes32(uint256(uint160(_account(1))));
        _assertLog(0, ICouncil.Objected.selector, proposal, second, abi.encode(2));
        _act(_account(1), abi.encodeCall(ICouncil.withdraw, (proposal)), "", "withdraws");
        _assertLog(0, ICouncil.Withdrawn.selector, proposal, second, "");
        for (uint8 i = 0; i < 3; ++i) {
            _act(_account(i), abi.encodeCall(ICouncil.approve, (proposal)), "", "approves");
            bytes32 member = bytes32(uint256(uint160(_account(i))));
            if (i < 2) _assertLog(0, ICouncil.Approved.selector, proposal, member, abi.encode(i + 1));
        }
        _assertLog(1, ICouncil.Completed.selector, proposal, 0, "");
        vm.warp(block.timestamp + 2 days);
        _act(_account(0), abi.encodeCall(ICouncil.execute, (proposal, parts[0], 0)), "", "executes");
        _assertLog(0, ICouncil.Executed.selector, proposal, proposer, abi.encode(bytes32(0)));
        bytes32 other = _propose(_oneCall(address(ledger), "x"));
        vm.getRecordedLogs();
        _act(_account(0), abi.encodeCall(ICouncil.cancel, (other)), "", "cancels");
        _assertLog(0, ICouncil.Cancelled.selector, other, proposer, "");
    }

    // ---------------------------------------------------------------- steps

    function _oneCall(address target, bytes memory data) private pure returns (ICouncil.Call[][] memory parts) {
        parts = new ICouncil.Call[][](1);
        parts[0] = new ICouncil.Call[](1);
        parts[0][0] = ICouncil.Call(target, data);
    }

    function _propose(ICouncil.Call[][] memory parts) private returns (bytes32 proposal) {
        vm.prank(_account(0));
        proposal = council.propose(parts, WHY);
        vm.assertEq(proposal, keccak256(abi.encode(_account(0), WHY, _hashFrom(parts, 0))), "a proposal's identity");
    }

    function _approveByThree(bytes32 proposal) private {
        for (uint8 i = 0; i < 3; ++i) {
            _act(_account(i), abi.encodeCall(ICouncil.approve, (proposal)), "", "approves");
        }
    }
}
