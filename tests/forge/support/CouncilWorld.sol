// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ICouncil} from "../../../contracts/interfaces/ICouncil.sol";
import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";
import {CouncilModel} from "./CouncilModel.sol";
import {Vm} from "./Vm.sol";

/// @title A council of five, its ledger, and its model; what a decision does to the model; what numbers choose.
abstract contract CouncilWorld is CouncilModel {
    uint256 internal constant ACCOUNTS = 9;
    uint256 internal constant KEYS = 3;

    bool internal enacting;

    constructor() {
        vm.warp(1_800_000_000);
        ICouncil.Member[] memory first = new ICouncil.Member[](5);
        for (uint8 i = 0; i < 5; ++i) {
            first[i] = ICouncil.Member(_account(i), (i % 4) + 1);
            _noteMember(_account(i), (i % 4) + 1);
        }
        (threshold, delay) = (3, 2 days);
        address next = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        council = ICouncil(_deploy("Council", abi.encode(next, first, threshold, delay)));
        ledger = _deployLedger(address(council));
        vm.assertEq(address(ledger), next, "the ledger's address");
        vm.prank(address(council));
        ledger.registerParty(6, "ID", 0);
        for (uint256 i = 0; i < KEYS; ++i) {
            vm.prank(address(council));
            ledger.addKey(1, _key(i), 1, 1, 0, type(uint48).max);
        }
    }

    /// @dev By itself only, so that what a part did before one of its calls failed is undone in the model too. The sender
    /// does not tell: a campaign also acts in the name of this very contract.
    function enact(bytes32 proposal, uint256 part) external {
        vm.assume(enacting);
        ++known[proposal].executed;
        for (uint256 i = 0; i < known[proposal].parts[part].length; ++i) {
            bytes memory reason = _enactCall(known[proposal].parts[part][i]);
            if (reason.length == 0) continue;
            bytes memory failed = abi.encodeWithSelector(ICouncil.CallFailed.selector, i, reason);
            assembly ("memory-safe") {
                revert(add(failed, 0x20), mload(failed))
            }
        }
    }

    function _act(
        address sender,
        bytes memory call_,
        bytes memory refusal,
        string memory words
    ) internal returns (bool taken) {
        vm.prank(sender);
        bytes memory answer;
        (taken, answer) = address(council).call(call_);
        words = string.concat(_nameOf(sender), " ", words);
        emit log(string.concat(words, taken ? "" : ": refused"));
        if (taken) vm.assertEq(bytes(""), refusal, string.concat("it was taken: ", words));
        else vm.assertEq(answer, refusal, string.concat("it was refused otherwise than expected: ", words));
    }

    function _nameOf(address sender) private pure returns (string memory) {
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            if (sender == _account(i)) return string.concat("member ", vm.toString(i));
        }
        return string.concat("stranger ", vm.toString(sender));
    }

    function _refusalOfParts(ICouncil.Call[][] memory parts) internal view returns (bytes memory) {
        if (parts.length == 0) return abi.encodeWithSelector(ICouncil.ProposalEmpty.selector);
        // The last part first, as their hashes are nested from there.
        for (uint256 i = parts.length; i > 0; --i) {
            if (parts[i - 1].length == 0) return abi.encodeWithSelector(ICouncil.ProposalEmpty.selector);
            for (uint256 j = 0; j < parts[i - 1].length; ++j) {
                address target = parts[i - 1][j].target;
                if (target != address(ledger) && target != address(council)) {
                    return abi.encodeWithSelector(ICouncil.TargetNotGoverned.selector, target);
                }
            }
        }
        return "";
    }

    function _enactCall(ICouncil.Call memory call_) internal returns (bytes memory refusal) {
        bytes4 name = bytes4(call_.data);
        if (call_.target == address(ledger)) {
            // A party of class 0 is refused, one of class 1 is not.
            bool refused = call_.data[35] == 0;
            return refused ? abi.encodeWithSelector(ILabourLedger.ClassInvalid.selector, 0) : bytes("");
        }
        bytes memory arguments = new bytes(call_.data.length - 4);
        for (uint256 i = 0; i < arguments.length; ++i) {
            arguments[i] = call_.data[i + 4];
        }
        bool lowered = false;
        if (name == ICouncil.addMember.selector) {
            (address member, uint8 class) = abi.decode(arguments, (address, uint8));
            refusal = _refusalOfMember(member, class);
            if (refusal.length == 0) _noteMember(member, class);
        } else if (name == ICouncil.removeMember.selector) {
            address member = abi.decode(arguments, (address));
            if (classes[member] == 0) return abi.encodeWithSelector(ICouncil.MemberUnknown.selector, member);
            _noteNoMember(member);
            refusal = _refusalOfRules();
        } else if (name == ICouncil.setThreshold.selector) {
            uint8 asked = abi.decode(arguments, (uint8));
            lowered = asked < threshold;
            threshold = asked;
            refusal = _refusalOfRules();
        } else {
            uint48 asked = abi.decode(arguments, (uint48));
            if (asked > 14 days) return abi.encodeWithSelector(ICouncil.DelayTooLong.selector, asked, 14 days);
            delay = asked;
        }
        if (refusal.length == 0) _noteCompleteness(lowered);
    }

    function _assertCanDecide() internal view {
        ICouncil.Member[] memory present = council.members();
        vm.assertEq(present.length, members.length, "number of members");
        for (uint256 i = 0; i < present.length; ++i) {
            vm.assertEq(present[i].account, members[i], "a member");
            vm.assertEq(present[i].class, classes[members[i]], "a member's class");
            vm.assertEq(council.classOf(members[i]), classes[members[i]], "a member's class");
        }
        vm.assertEq(council.threshold(), threshold, "the threshold");
        vm.assertEq(council.delay(), delay, "the delay");
        vm.assertEq(_refusalOfRules(), "", "nothing can be decided any more");
        vm.assertTrue(delay <= 14 days, "the delay is too long");
    }

    /// @param second topic, 0 if there is none
    function _assertLog(uint256 place, bytes32 name, bytes32 first, bytes32 second, bytes memory data) internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertTrue(logs.length > place, "a log is missing");
        vm.assertEq(logs[place].topics[0], name, "the event");
        vm.assertEq(logs[place].topics[1], first, "its first topic");
        if (second != 0) vm.assertEq(logs[place].topics[2], second, "its second topic");
        vm.assertEq(logs[place].data, data, "its data");
    }

    // ---------------------------------------------------------------- what numbers choose

    function _roll(uint256 seed) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, msg.sig)));
    }

    function _account(uint256 i) internal pure returns (address) {
        return address(uint160(0x3E3BE5 + i));
    }

    function _key(uint256 i) internal pure returns (address) {
        return address(uint160(0xBEEF + i));
    }

    /// @dev Mostly a present member; else a former one, or somebody who never was one.
    function _sender(uint256 r) internal view returns (address) {
        return r % 8 == 0 ? _account((r >> 3) % ACCOUNTS) : members[(r >> 3) % members.length];
    }

    function _chosen(uint256 r) internal view returns (address sender, bytes32 proposal) {
        sender = _sender(r);
        if (proposals.length == 0 || (r >> 32) % 32 == 0) return (sender, "none");
        // Mostly one of the latest three, so that approvals meet.
        uint256 back = (r >> 48) % 8 == 0 ? (r >> 40) % proposals.length : (r >> 40) % 3;
        proposal = proposals[back < proposals.length ? proposals.length - 1 - back : 0];
    }

    /// @return sender a member who has not said so about the proposal, if there is one
    /// @return proposal the latest that is open, if there is one
    function _missing(
        uint256 r,
        ICouncil.Vote vote,
        address sender_,
        bytes32 proposal_
    ) internal view returns (address sender, bytes32 proposal) {
        (sender, proposal) = (sender_, proposal_);
        for (uint256 i = proposals.length; i > 0; --i) {
            if (_stateOf(proposals[i - 1]) != ICouncil.State.Open) continue;
            proposal = proposals[i - 1];
            break;
        }
        for (uint256 i = 0; i < members.length; ++i) {
            address member = members[(i + r) % members.length];
            if (_voteOf(proposal, member) != vote) return (member, proposal);
        }
    }

    function _readyOr(bytes32 other) internal view returns (bytes32) {
        for (uint256 i = proposals.length; i > 0; --i) {
            if (_stateOf(proposals[i - 1]) == ICouncil.State.Ready) return proposals[i - 1];
        }
        return other;
    }

    function _call(uint256 r) internal view returns (ICouncil.Call memory) {
        if (r % 32 == 0) return ICouncil.Call(address(0xBAD), "");
        if (r % 4 != 0) return _callToItself(r >> 8);
        uint8 class = (r >> 8) % 4 == 0 ? 0 : 1;
        return ICouncil.Call(address(ledger), abi.encodeCall(ILabourLedger.registerParty, (class, "ID", 0)));
    }

    function _callToItself(uint256 r) internal view returns (ICouncil.Call memory) {
        bytes memory data;
        address who =
            (r >> 8) % 16 == 0
                ? address(council)
                : (r >> 8) % 16 == 1
                    ? address(ledger)
                    : _account((r >> 16) % ACCOUNTS);
        if ((r >> 8) % 16 == 2) who = address(0);
        if (r % 4 == 1 && (r >> 12) % 4 != 0) who = members[(r >> 16) % members.length];
        if (r % 4 == 0)
            data = abi.encodeCall(
                ICouncil.addMember,
                (who, uint8((r >> 24) % 4 == 0 ? (r >> 32) % 11 : ((r >> 32) % 5) + 1))
            );
        else if (r % 4 == 1) data = abi.encodeCall(ICouncil.removeMember, (who));
        else if (r % 4 == 2) data = abi.encodeCall(ICouncil.setThreshold, (uint8(2 + ((r >> 24) % 5))));
        else
            data = abi.encodeCall(
                ICouncil.setDelay,
                (uint48[4]([uint48(0), 2 days, 14 days, 14 days + 1])[(r >> 24) % 4])
            );
        return ICouncil.Call(address(council), data);
    }

    function _until(uint256 r) internal view returns (uint48) {
        uint48 now_ = uint48(block.timestamp);
        if (r % 8 > 3) return now_ + 28 days - uint48((r >> 8) % 10 days);
        return uint48[4]([now_, now_ + 1, now_ + 28 days, now_ + 28 days + 1])[r % 4];
    }
}
