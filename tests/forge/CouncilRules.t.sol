// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ICouncil} from "../../contracts/interfaces/ICouncil.sol";
import {CouncilWorld} from "./support/CouncilWorld.sol";
import {Vm} from "./support/Vm.sol";

/// @title Members, threshold and delay: what a council begins with, and what it decides about itself.
contract CouncilRulesTest is CouncilWorld {
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

    /// @notice Whatever the council decides about itself, it can decide again; what would prevent that is refused.
    function testFuzz_rules_become_what_was_decided(uint256 seed) external {
        for (uint256 i = 0; i < 16; ++i) {
            ICouncil.Call memory change = _callToItself(uint256(keccak256(abi.encode(seed, i))));
            uint8 classBefore = classes[address(uint160(_argument(change.data, 0)))];
            bytes memory refusal = "";
            try this.attempt(change) {
                refusal = "";
            } catch (bytes memory reason) {
                refusal = reason;
            }
            vm.recordLogs();
            _act(address(council), change.data, refusal, "changes its rules");
            if (refusal.length == 0) _assertRuleLogged(change.data, classBefore);
            _assertCanDecide();
        }
    }

    function _assertRuleLogged(bytes memory data, uint8 classBefore) private {
        bytes32 value = bytes32(_argument(data, 0));
        bytes4 name = bytes4(data);
        if (name == ICouncil.addMember.selector) {
            _assertLog(0, ICouncil.MemberAdded.selector, value, bytes32(_argument(data, 1)), "");
        } else if (name == ICouncil.removeMember.selector) {
            _assertLog(0, ICouncil.MemberRemoved.selector, value, bytes32(uint256(classBefore)), "");
        } else {
            Vm.Log[] memory logs = vm.getRecordedLogs();
            bool isThreshold = name == ICouncil.setThreshold.selector;
            bytes32 event_ = isThreshold ? ICouncil.ThresholdChanged.selector : ICouncil.DelayChanged.selector;
            vm.assertEq(logs[0].topics[0], event_, "the event of a rule");
            vm.assertEq(bytes32(logs[0].data), value, "what the rule is now");
        }
    }

    function _argument(bytes memory data, uint256 place) private pure returns (uint256 word) {
        if (data.length < 36 + 32 * place) return 0;
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x24), mul(place, 0x20)))
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
}
