// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ICouncil} from "../interfaces/ICouncil.sol";
import {ILabourLedger} from "../interfaces/ILabourLedger.sol";

/// @title Who decides, and how many it takes.
/// @dev Every change is refused after which a decision could no longer be made. A membership has a number of its own, so
/// that what was said in an earlier one does not count when an account comes back.
abstract contract CouncilMembers is ICouncil {
    /// @dev Each decision walks the members.
    uint256 private constant MOST_MEMBERS = 64;
    uint8 private constant LAST_CLASS = 9;
    uint8 private constant LAST_NEEDED_CLASS = 3;
    /// @dev Bits of government, employers' and workers' organisations.
    uint256 internal constant NEEDED_CLASSES = 0x0e;
    /// @dev One of each needed class. Less would say something that is not so.
    uint256 private constant LEAST_THRESHOLD = 3;
    /// @dev Half of the longest suspension by one member, so that a proposal can follow before it lapses.
    uint48 private constant LONGEST_DELAY = 14 days;

    struct Membership {
        uint64 number;
        uint8 class;
    }

    /// @inheritdoc ICouncil
    ILabourLedger public immutable ledger;
    /// @inheritdoc ICouncil
    uint48 public delay;
    /// @inheritdoc ICouncil
    uint8 public threshold;
    /// @dev When approvals that did not suffice may have become sufficient without anybody approving.
    uint48 internal _thresholdLoweredAt;
    uint64 private _memberships;

    address[] internal _accounts;
    mapping(address member => Membership) internal _membershipOf;

    modifier onlyMember() {
        if (_membershipOf[msg.sender].number == 0) revert NotMember(msg.sender);
        _;
    }

    modifier onlyByProposal() {
        if (msg.sender != address(this)) revert NotByProposal(msg.sender);
        _;
    }

    constructor(ILabourLedger ledger_, Member[] memory members_, uint8 threshold_, uint48 delay_) {
        if (address(ledger_) == address(0)) revert LedgerMissing();
        ledger = ledger_;
        for (uint256 i = 0; i < members_.length; ++i) {
            _addMember(members_[i].account, members_[i].class);
        }
        _setThreshold(threshold_);
        _setDelay(delay_);
    }

    /// @inheritdoc ICouncil
    function addMember(address member, uint8 class) external onlyByProposal {
        _addMember(member, class);
    }

    /// @inheritdoc ICouncil
    function removeMember(address member) external onlyByProposal {
        uint8 class = _membershipOf[member].class;
        if (class == 0) revert MemberUnknown(member);
        delete _membershipOf[member];
        uint256 last = _accounts.length - 1;
        for (uint256 i = 0; i < last; ++i) {
            if (_accounts[i] == member) {
                _accounts[i] = _accounts[last];
                break;
            }
        }
        _accounts.pop();
        emit MemberRemoved(member, class);
        _requireAbleToDecide();
    }

    /// @inheritdoc ICouncil
    function setThreshold(uint8 newThreshold) external onlyByProposal {
        if (newThreshold < threshold) _thresholdLoweredAt = uint48(block.timestamp);
        _setThreshold(newThreshold);
    }

    /// @inheritdoc ICouncil
    function setDelay(uint48 newDelay) external onlyByProposal {
        _setDelay(newDelay);
    }

    /// @inheritdoc ICouncil
    function members() external view returns (Member[] memory list) {
        list = new Member[](_accounts.length);
        for (uint256 i = 0; i < list.length; ++i) {
            list[i] = Member(_accounts[i], _membershipOf[_accounts[i]].class);
        }
    }

    /// @inheritdoc ICouncil
    function classOf(address account) public view returns (uint8 class) {
        return _membershipOf[account].class;
    }

    function _addMember(address member, uint8 class) private {
        // None of these could ever say anything.
        if (member == address(0) || member == address(this) || member == address(ledger)) {
            revert MemberAddressInvalid(member);
        }
        if (class == 0 || class > LAST_CLASS) revert MemberClassInvalid(class);
        if (_membershipOf[member].number != 0) revert MemberKnown(member);
        if (_accounts.length >= MOST_MEMBERS) revert TooManyMembers(MOST_MEMBERS);
        _membershipOf[member] = Membership(++_memberships, class);
        _accounts.push(member);
        emit MemberAdded(member, class);
    }

    function _setThreshold(uint8 newThreshold) private {
        threshold = newThreshold;
        emit ThresholdChanged(newThreshold);
        _requireAbleToDecide();
    }

    function _setDelay(uint48 newDelay) private {
        if (newDelay > LONGEST_DELAY) revert DelayTooLong(newDelay, LONGEST_DELAY);
        delay = newDelay;
        emit DelayChanged(newDelay);
    }

    function _requireAbleToDecide() private view {
        uint256 count = _accounts.length;
        uint256 classes = 0;
        for (uint256 i = 0; i < count; ++i) {
            classes |= 1 << _membershipOf[_accounts[i]].class;
        }
        for (uint8 class = 1; class <= LAST_NEEDED_CLASS; ++class) {
            if ((classes >> class) & 1 == 0) revert ClassWithoutMember(class);
        }
        if (threshold < LEAST_THRESHOLD) revert ThresholdTooLow(threshold, LEAST_THRESHOLD);
        if (threshold > count) revert ThresholdUnreachable(threshold, count);
    }
}
