// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ICouncil} from "../../../contracts/interfaces/ICouncil.sol";
import {CouncilWorld} from "./CouncilWorld.sol";

/// @title Members of a council, former members and strangers, acting on it in any order.
/// @dev As in `Everybody`, one number chooses an act's particulars, and the council's answer is compared at once.
contract CouncilMembersActs is CouncilWorld {
    // ---------------------------------------------------------------- proposals

    function propose(uint256 seed) external {
        uint256 r = _roll(seed);
        if (proposals.length != 0 && r >> 254 < 2) return _vote(seed, ICouncil.Vote.Approval);
        address sender = _sender(r);
        ICouncil.Call[][] memory parts = new ICouncil.Call[][]((r >> 8) % 16 == 0 ? 0 : 1 + ((r >> 12) % 5) / 4);
        for (uint256 i = 0; i < parts.length; ++i) {
            parts[i] = new ICouncil.Call[]((r >> 16) % 24 == 0 ? 0 : 1 + ((r >> (20 + i)) % 4) / 3);
            for (uint256 j = 0; j < parts[i].length; ++j) {
                parts[i][j] = _call(uint256(keccak256(abi.encode(r, i, j))));
            }
        }
        bytes32 description = bytes32(r % 1000);
        bytes32 proposal = keccak256(abi.encode(sender, description, _hashFrom(parts, 0)));
        bytes memory refusal = _notMember(sender);
        if (refusal.length == 0) refusal = _refusalOfParts(parts);
        if (refusal.length == 0 && known[proposal].proposer != address(0)) {
            refusal = abi.encodeWithSelector(ICouncil.ProposalKnown.selector, proposal);
        }
        if (_act(sender, abi.encodeCall(ICouncil.propose, (parts, description)), refusal, "proposes")) {
            _noteProposal(proposal, sender, parts);
        }
    }

    function approve(uint256 seed) external {
        _vote(seed, ICouncil.Vote.Approval);
    }

    function approveToo(uint256 seed) external {
        _vote(seed, ICouncil.Vote.Approval);
    }

    function object(uint256 seed) external {
        if (_roll(seed) % 4 == 0) _vote(seed, ICouncil.Vote.Objection);
        else _vote(seed, ICouncil.Vote.Approval);
    }

    function withdraw(uint256 seed) external {
        (address sender, bytes32 proposal) = _chosen(_roll(seed));
        bytes memory refusal = _refusalOfActingOn(proposal, sender);
        if (refusal.length == 0 && _voteOf(proposal, sender) == ICouncil.Vote.None) {
            refusal = abi.encodeWithSelector(ICouncil.VoteMissing.selector, proposal, sender);
        }
        if (_act(sender, abi.encodeCall(ICouncil.withdraw, (proposal)), refusal, "withdraws a vote")) {
            votes[proposal][sender][memberships[sender]] = ICouncil.Vote.None;
            _noteCompleteness(false);
        }
    }

    function cancel(uint256 seed) external {
        if (_roll(seed) % 3 != 0) return _vote(seed, ICouncil.Vote.Approval);
        (address sender, bytes32 proposal) = _chosen(_roll(_roll(seed)));
        bytes memory refusal = _refusalOfActingOn(proposal, sender);
        if (refusal.length == 0 && known[proposal].proposer != sender) {
            refusal = abi.encodeWithSelector(ICouncil.NotProposer.selector, proposal, sender);
        }
        if (_act(sender, abi.encodeCall(ICouncil.cancel, (proposal)), refusal, "cancels")) {
            known[proposal].cancelled = true;
        }
    }

    function execute(uint256 seed) external {
        uint256 r = _roll(seed);
        (address sender, bytes32 proposal) = _chosen(r);
        if ((r >> 80) % 4 != 0) proposal = _readyOr(proposal);
        KnownProposal storage found = known[proposal];
        if (found.parts.length == 0) return;
        uint256 next = (r >> 64) % 8 == 0 ? (r >> 72) % found.parts.length : found.executed % found.parts.length;
        bytes memory refusal = _refusalOfExecution(proposal, sender, next == found.executed);
        if (refusal.length == 0) {
            enacting = true;
            try this.enact(proposal, next) {
                refusal = "";
            } catch (bytes memory reason) {
                refusal = reason;
            }
            enacting = false;
        }
        ICouncil.Call[][] memory parts = found.parts;
        bytes memory call_ = abi.encodeCall(ICouncil.execute, (proposal, parts[next], _hashFrom(parts, next + 1)));
        _act(sender, call_, refusal, "executes");
    }

    // ---------------------------------------------------------------- suspensions

    function suspendKey(uint256 seed) external {
        uint256 r = _roll(seed);
        (address sender, address key, uint48 until) = (_sender(r), _key((r >> 8) % KEYS), _until(r >> 16));
        uint256 standing = ledger.keyOf(key).suspendedUntil;
        bytes memory refusal = _notMember(sender);
        if (refusal.length == 0) refusal = _refusalOfPause(partySuspensions[1]);
        if (refusal.length == 0) refusal = _refusalOfSuspension(keySuspensions[key], standing, until, sender);
        if (_act(sender, abi.encodeCall(ICouncil.suspendKey, (key, until)), refusal, "suspends a key")) {
            keySuspensions[key] = KnownSuspension(sender, block.timestamp, until);
            _noteAllowance(sender);
            vm.assertEq(ledger.keyOf(key).suspendedUntil, until, "the end that the ledger knows");
        }
    }

    function suspendParty(uint256 seed) external {
        uint256 r = _roll(seed);
        (address sender, uint48 until) = (_sender(r), _until(r >> 16));
        uint256 standing = ledger.partyOf(1).suspendedUntil;
        bytes memory refusal = _notMember(sender);
        if (refusal.length == 0) refusal = _refusalOfSuspension(partySuspensions[1], standing, until, sender);
        if (_act(sender, abi.encodeCall(ICouncil.suspendParty, (1, until)), refusal, "suspends a party")) {
            partySuspensions[1] = KnownSuspension(sender, block.timestamp, until);
            _noteAllowance(sender);
            vm.assertEq(ledger.partyOf(1).suspendedUntil, until, "the end that the ledger knows");
        }
    }

    function lift(uint256 seed) external {
        uint256 r = _roll(seed);
        address key = _key((r >> 8) % KEYS);
        bool ofKey = r >> 255 == 0;
        KnownSuspension storage earlier = ofKey ? keySuspensions[key] : partySuspensions[1];
        address sender = (r >> 64) % 3 == 0 || earlier.by == address(0) ? _sender(r) : earlier.by;
        uint256 standing = ofKey ? ledger.keyOf(key).suspendedUntil : ledger.partyOf(1).suspendedUntil;
        bytes memory refusal = _notMember(sender);
        if (refusal.length == 0) refusal = _refusalOfLifting(earlier, standing, sender);
        bytes memory call_ =
            ofKey
                ? abi.encodeCall(ICouncil.liftKeySuspension, (key))
                : abi.encodeCall(ICouncil.liftPartySuspension, (1));
        if (_act(sender, call_, refusal, "lifts a suspension")) {
            uint256 left = ofKey ? ledger.keyOf(key).suspendedUntil : ledger.partyOf(1).suspendedUntil;
            bool withParty = ofKey && left == ledger.partyOf(1).suspendedUntil;
            vm.assertTrue(left == 0 || withParty, "it was not lifted");
            (earlier.by, earlier.until) = (address(0), block.timestamp);
            earlier.until = block.timestamp;
        }
    }

    // ---------------------------------------------------------------- time and strangers

    function passTime(uint256 seed) external {
        uint256 r = _roll(seed);
        uint256[7] memory steps = [uint256(1), 2 days, 2 days - 1, 14 days, 28 days, 60 days, 90 days];
        vm.warp(block.timestamp + steps[r % 16 < 12 ? r % 3 : r % 7]);
        emit log(string.concat("it is ", vm.toString(block.timestamp)));
    }

    function changeRulesWithoutProposal(uint256 seed) external {
        uint256 r = _roll(seed);
        address sender = _sender(r);
        ICouncil.Call memory change = _callToItself(r >> 8);
        bytes memory refusal = abi.encodeWithSelector(ICouncil.NotByProposal.selector, sender);
        _act(sender, change.data, refusal, "changes the rules alone");
    }

    function sendEther(uint96 amount) external {
        vm.deal(address(this), amount);
        (bool taken, ) = address(council).call{value: amount}("");
        vm.assertFalse(taken, "ether was taken");
    }

    // ---------------------------------------------------------------- what must hold

    function assertCanDecide() external view {
        _assertCanDecide();
    }

    function assertProposals() external view {
        for (uint256 i = 0; i < proposals.length; ++i) {
            bytes32 proposal = proposals[i];
            ICouncil.Proposal memory found = council.proposalOf(proposal);
            vm.assertEq(uint8(council.stateOf(proposal)), uint8(_stateOf(proposal)), "a proposal's state");
            vm.assertEq(found.completedAt, known[proposal].completeSince, "since when approvals are complete");
            vm.assertEq(found.expiresAt, known[proposal].expiresAt, "when a proposal expires");
            vm.assertEq(found.proposer, known[proposal].proposer, "who proposed");
            vm.assertEq(found.remaining, _hashFrom(known[proposal].parts, known[proposal].executed), "what remains");
            for (uint256 j = 0; j < ACCOUNTS; ++j) {
                uint8 vote = uint8(council.voteOf(proposal, _account(j)));
                vm.assertEq(vote, uint8(_voteOf(proposal, _account(j))), "a member's vote");
            }
        }
        vm.assertEq(uint8(council.stateOf("none")), uint8(ICouncil.State.Unknown), "what was never proposed");
    }

    function assertSuspensions() external view {
        for (uint256 i = 0; i < KEYS; ++i) {
            (address by, uint48 until, uint48 from) = council.keySuspensionOf(_key(i));
            _assertSuspension(keySuspensions[_key(i)], by, until, from);
        }
        (address by_, uint48 until_, uint48 from_) = council.partySuspensionOf(1);
        _assertSuspension(partySuspensions[1], by_, until_, from_);
    }

    function _assertSuspension(KnownSuspension memory expected, address by, uint48 until, uint48 from) private pure {
        vm.assertEq(by, expected.by, "who may lift a suspension");
        vm.assertEq(until, expected.until, "a suspension's end");
        vm.assertEq(from, _possibleFrom(expected), "when it is possible again");
    }

    // ---------------------------------------------------------------- how acts are done

    function _vote(uint256 seed, ICouncil.Vote vote) private {
        uint256 r = _roll(seed);
        (address sender, bytes32 proposal) = _chosen(r);
        if ((r >> 80) % 4 != 0) (sender, proposal) = _missing(r, vote, sender, proposal);
        bytes memory refusal = _refusalOfActingOn(proposal, sender);
        if (refusal.length == 0 && _voteOf(proposal, sender) == vote) {
            refusal = abi.encodeWithSelector(ICouncil.VoteUnchanged.selector, proposal, sender);
        }
        bool approves = vote == ICouncil.Vote.Approval;
        bytes4 name = approves ? ICouncil.approve.selector : ICouncil.object.selector;
        string memory words = approves ? "approves" : "objects";
        if (_act(sender, abi.encodeWithSelector(name, proposal), refusal, words)) {
            votes[proposal][sender][memberships[sender]] = vote;
            _noteCompleteness(false);
            if (!approves) known[proposal].cancelled = _count(proposal, vote) >= threshold;
        }
    }
}
