// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ICouncil} from "../../contracts/interfaces/ICouncil.sol";
import {ILabourLedger} from "../../contracts/interfaces/ILabourLedger.sol";
import {CouncilWorld} from "./support/CouncilWorld.sol";

/// @title What one member may do alone, and for how long.
contract CouncilSuspensionsTest is CouncilWorld {
    function testFuzz_one_member_suspends_for_28_days_at_most(uint48 until, bool party) external {
        until = until % 2 == 0 ? until : uint48(block.timestamp + 28 days - 1 + ((until >> 1) % 3));
        bytes memory refusal = _refusalOfSuspension(KnownSuspension(address(0), 0, 0), 0, until, _account(0));
        bytes memory call_ =
            party
                ? abi.encodeCall(ICouncil.suspendParty, (1, until))
                : abi.encodeCall(ICouncil.suspendKey, (_key(0), until));
        vm.recordLogs();
        bytes32 target = party ? bytes32(uint256(1)) : bytes32(uint256(uint160(_key(0))));
        if (_act(_account(0), call_, refusal, "suspends")) {
            bytes32 name = party ? ICouncil.PartySuspendedByMember.selector : ICouncil.KeySuspendedByMember.selector;
            _assertLog(0, name, target, _member0(), abi.encode(until));
        }
        uint256 standing = party ? ledger.partyOf(1).suspendedUntil : ledger.keyOf(_key(0)).suspendedUntil;
        vm.assertEq(standing, refusal.length == 0 ? until : 0, "the end that the ledger knows");
        if (standing == 0) return;
        bytes memory lift =
            party
                ? abi.encodeCall(ICouncil.liftPartySuspension, (1))
                : abi.encodeCall(ICouncil.liftKeySuspension, (_key(0)));
        vm.getRecordedLogs();
        _act(_account(0), lift, "", "lifts");
        bytes32 lifted = party ? ICouncil.PartySuspensionLifted.selector : ICouncil.KeySuspensionLifted.selector;
        _assertLog(0, lifted, target, _member0(), "");
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
        vm.prank(address(council));
        ledger.registerParty(6, 0, 0);
        _act(_account(0), abi.encodeCall(ICouncil.suspendParty, (16, end)), "", "has twelve anew");
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

    function test_what_the_council_suspended_is_free_from_its_last_second_on() external {
        uint48 end = uint48(block.timestamp + 90 days);
        vm.prank(address(council));
        ledger.suspendKey(_key(0), end);
        bytes memory call_ = abi.encodeCall(ICouncil.suspendKey, (_key(0), end + 1 days));
        vm.warp(end - 1);
        _act(_account(0), call_, abi.encodeWithSelector(ICouncil.AlreadySuspended.selector, end), "suspends");
        vm.warp(end);
        _act(_account(0), call_, "", "suspends");
    }

    /// @notice In the party's history a lifted suspension of a key is one that ends at zero.
    function test_a_lifted_suspension_is_written_down_as_ending_at_zero() external {
        bytes memory suspend = abi.encodeCall(ICouncil.suspendKey, (_key(0), uint48(block.timestamp + 1)));
        _act(_account(0), suspend, "", "suspends");
        vm.recordLogs();
        _act(_account(0), abi.encodeCall(ICouncil.liftKeySuspension, (_key(0))), "", "lifts");
        bytes32 key = bytes32(uint256(uint160(_key(0))));
        _assertLog(1, ILabourLedger.KeySuspended.selector, bytes32(uint256(1)), key, abi.encode(0));
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

    function _member0() private pure returns (bytes32) {
        return bytes32(uint256(uint160(_account(0))));
    }
}
