// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ICouncil} from "../../contracts/interfaces/ICouncil.sol";
import {ILabourLedger} from "../../contracts/interfaces/ILabourLedger.sol";
import {Vm} from "./support/Vm.sol";
import {CouncilWorld} from "./support/CouncilWorld.sol";

/// @title The limits of a council, at, one before and one after, and the road of a decision from end to end.
contract CouncilTest is CouncilWorld {
    bytes32 private constant WHY = keccak256("why");

    // ---------------------------------------------------------------- the first rules

    function testFuzz_a_council_that_could_not_decide_is_not_created(
        uint8[6] calldata classesOf,
        uint8 asked,
        uint48 wait
    ) external {
        delete members;
        ICouncil.Member[] memory first = new ICouncil.Member[](6);
        bool refused = wait > 14 days;
        for (uint8 i = 0; i < 6; ++i) {
            uint8 class = classesOf[i] % 11;
            first[i] = ICouncil.Member(_account(i), class);
            refused = refused || class == 0 || class == 10;
            members.push(_account(i));
            classes[_account(i)] = class;
        }
        threshold = asked % 8;
        refused = refused || _refusalOfRules().length != 0;
        _assertCreated(abi.encode(address(1), first, threshold, wait), !refused);
    }

    function testFuzz_a_council_of_three_classes_is_created(uint8 extra, uint8 asked, uint48 wait) external {
        uint256 count = _between(extra, 3, 12);
        ICouncil.Member[] memory first = _manyMembers(count);
        asked = uint8(_between(asked, 2, count + 1));
        wait = uint48(_between(wait, 0, 15 days));
        bool right = asked >= 3 && asked <= count && wait <= 14 days;
        _assertCreated(abi.encode(address(1), first, asked, wait), right);
        _assertCreated(abi.encode(address(0), first, asked, wait), false);
        first[0].account = first[1].account;
        _assertCreated(abi.encode(address(1), first, asked, wait), false);
    }

    function test_a_council_has_sixty_four_members_at_most() external {
        _assertCreated(abi.encode(address(1), _manyMembers(64), 64, 14 days), true);
        _assertCreated(abi.encode(address(1), _manyMembers(65), 3, 0), false);
    }

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

    /// @notice Whatever the council decides about itself, it can decide again; what would prevent that is refused.
    function testFuzz_rules_become_what_was_decided(uint256 seed) external {
        for (uint256 i = 0; i < 16; ++i) {
            ICouncil.Call memory change = _callToItself(uint256(keccak256(abi.encode(seed, i))));
            bytes memory refusal = "";
            try this.attempt(change) {
                refusal = "";
            } catch (bytes memory reason) {
                refusal = reason;
            }
            _act(address(council), change.data, refusal, "changes its rules");
            _assertCanDecide();
        }
    }

    /// @dev From outside, so that what a refused change did to the model is undone.
    function attempt(ICouncil.Call calldata change) external {
        bytes memory refusal = _enactCall(change);
        if (refusal.length == 0) return;
        assembly ("memory-safe") {
            revert(add(refusal, 0x20), mload(refusal))
        }
    }

    // ---------------------------------------------------------------- suspensions by one member

    function testFuzz_one_member_suspends_for_28_days_at_most(uint48 until, bool party) external {
        until = until % 2 == 0 ? until : uint48(block.timestamp + 28 days - 1 + ((until >> 1) % 3));
        bytes memory refusal = _refusalOfSuspension(KnownSuspension(address(0), 0, 0), 0, until, _account(0));
        bytes memory call_ =
            party
                ? abi.encodeCall(ICouncil.suspendParty, (1, until))
                : abi.encodeCall(ICouncil.suspendKey, (_key(0), until));
        _act(_account(0), call_, refusal, "suspends");
        uint256 standing = party ? ledger.partyOf(1).suspendedUntil : ledger.keyOf(_key(0)).suspendedUntil;
        vm.assertEq(standing, refusal.length == 0 ? until : 0, "the end that the ledger knows");
    }

    function test_a_member_has_twelve_suspensions_in_28_days() external {
        uint256 first = block.timestamp;
        uint48 end = uint48(first + 1 days);
        for (uint160 i = 0; i < 14; ++i) {
            vm.prank(address(council));
            uint64 party = ledger.registerParty(6, 0, 0);
            bytes memory refusal = "";
            if (i == 12) refusal = abi.encodeWithSelector(ICouncil.TooManySuspensions.selector, first + 28 days);
            if (i == 13) {
                vm.warp(first + 28 days - 1);
                end = uint48(first + 29 days);
                refusal = abi.encodeWithSelector(ICouncil.TooManySuspensions.selector, first + 28 days);
            }
            _act(_account(0), abi.encodeCall(ICouncil.suspendParty, (party, end)), refusal, "suspends");
        }
        _act(_account(1), abi.encodeCall(ICouncil.suspendParty, (14, end)), "", "another member suspends");
        vm.warp(first + 28 days);
        _act(_account(0), abi.encodeCall(ICouncil.suspendParty, (15, end)), "", "suspends after 28 days");
    }

    /// @notice The pause, twice the time of a suspension, holds against every member, and for a party's keys as well.
    function testFuzz_no_target_is_suspended_for_more_than_a_third_of_the_time(
        uint8 who,
        uint48 span,
        uint48 wait,
        bool lift
    ) external {
        uint256 since = block.timestamp;
        uint256 end = since + _between(span, 1, 28 days);
        _act(_account(0), abi.encodeCall(ICouncil.suspendParty, (1, uint48(end))), "", "suspends");
        if (lift) {
            end = since + (end - since) / 2;
            vm.warp(end);
            _act(_account(0), abi.encodeCall(ICouncil.liftPartySuspension, (1)), "", "lifts");
        }
        uint256 free = end + 2 * (end - since);
        vm.warp(free > end + 2 ? free - 2 + (wait % 5) : free);
        uint48 again = uint48(block.timestamp + 1 days);
        bytes memory refusal =
            block.timestamp < free ? abi.encodeWithSelector(ICouncil.SuspensionTooSoon.selector, free) : bytes("");
        _act(_account(who % 5), abi.encodeCall(ICouncil.suspendKey, (_key(1), again)), refusal, "suspends a key of it");
        _act(_account(who % 5), abi.encodeCall(ICouncil.suspendParty, (1, again)), refusal, "suspends again");
    }

    /// @notice What the council has decided about a suspension since is not the member's to lift.
    function test_a_member_lifts_only_what_it_made() external {
        uint48 end = uint48(block.timestamp + 20 days);
        _act(_account(0), abi.encodeCall(ICouncil.suspendKey, (_key(0), end)), "", "suspends");
        bytes memory notYours = abi.encodeWithSelector(ICouncil.NotSuspender.selector, _account(1));
        _act(_account(1), abi.encodeCall(ICouncil.liftKeySuspension, (_key(0))), notYours, "lifts");
        vm.prank(address(council));
        ledger.suspendKey(_key(0), end + 1);
        bytes memory changed = abi.encodeWithSelector(ICouncil.SuspensionNotStanding.selector);
        _act(_account(0), abi.encodeCall(ICouncil.liftKeySuspension, (_key(0))), changed, "lifts");
        vm.prank(address(council));
        ledger.suspendKey(_key(0), end);
        uint256 before = vm.snapshotState();
        vm.warp(end);
        _act(_account(0), abi.encodeCall(ICouncil.liftKeySuspension, (_key(0))), changed, "lifts when it is over");
        vm.revertToState(before);
        vm.warp(end - 1);
        _act(_account(0), abi.encodeCall(ICouncil.liftKeySuspension, (_key(0))), "", "lifts");
        vm.assertEq(ledger.keyOf(_key(0)).suspendedUntil, 0, "the key's suspension");
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

    function _assertLog(uint256 place, bytes32 name, bytes32 first, bytes32 second, bytes memory data) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertTrue(logs.length > place, "a log is missing");
        vm.assertEq(logs[place].topics[0], name, "the event");
        vm.assertEq(logs[place].topics[1], first, "its first topic");
        if (second != 0) vm.assertEq(logs[place].topics[2], second, "its second topic");
        vm.assertEq(logs[place].data, data, "its data");
    }

    // ---------------------------------------------------------------- steps

    function _assertCreated(bytes memory arguments, bool expected) private {
        bytes memory code = bytes.concat(vm.parseJsonBytes(_artifact("Council"), ".bytecode"), arguments);
        address created;
        assembly ("memory-safe") {
            created := create(0, add(code, 0x20), mload(code))
        }
        vm.assertTrue((created != address(0)) == expected, expected ? "it was not created" : "it was created");
    }

    function _manyMembers(uint256 count) private pure returns (ICouncil.Member[] memory many) {
        many = new ICouncil.Member[](count);
        for (uint256 i = 0; i < count; ++i) {
            many[i] = ICouncil.Member(_account(i), uint8((i % 9) + 1));
        }
    }

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
