// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ICouncil} from "../interfaces/ICouncil.sol";
import {ILabourLedger} from "../interfaces/ILabourLedger.sol";
import {CouncilMembers} from "./CouncilMembers.sol";

/// @title What one member may do alone: stop a key or a party for a while.
/// @dev A stolen key must be stopped within the hour, and a stolen member's key must not stop much or for long. A
/// suspension that stands is never replaced: the ledger keeps one end, and a member's would shorten the council's.
abstract contract CouncilSuspensions is CouncilMembers {
    uint48 private constant LONGEST_SUSPENSION = 28 days;
    /// @dev The pause after a suspension is so many times as long as it lasted, so that nobody suspends a target for more
    /// than a third of the time. A pause of fixed length could be begun by a suspension of a second: a stolen member's
    /// key would deny the others the suspension that is needed next.
    uint48 private constant PAUSE_MULTIPLE = 2;
    uint8 private constant MOST_SUSPENSIONS = 12;
    uint48 private constant ALLOWANCE_PERIOD = 28 days;
    /// @dev For the ledger, an end that is not in the future lifts a key's suspension.
    uint48 private constant LIFTED = 0;

    /// @param by who may lift it; zero once that was done
    /// @param until its end; where it was lifted, when
    struct Suspension {
        address by;
        uint48 since;
        uint48 until;
    }

    struct Allowance {
        uint48 since;
        uint8 used;
    }

    mapping(address key => Suspension) private _keySuspensions;
    mapping(uint64 party => Suspension) private _partySuspensions;
    mapping(address member => Allowance) private _allowances;

    /// @inheritdoc ICouncil
    function suspendKey(address key, uint48 until) external onlyMember {
        ILabourLedger.Key memory held = ledger.keyOf(key);
        // Otherwise a party's keys would prolong its suspension one by one.
        _requirePauseOver(_partySuspensions[held.party]);
        _suspend(_keySuspensions[key], held.suspendedUntil, until);
        emit KeySuspendedByMember(key, msg.sender, until);
        ledger.suspendKey(key, until);
    }

    /// @inheritdoc ICouncil
    function suspendParty(uint64 party, uint48 until) external onlyMember {
        _suspend(_partySuspensions[party], ledger.partyOf(party).suspendedUntil, until);
        emit PartySuspendedByMember(party, msg.sender, until);
        ledger.suspendParty(party, until);
    }

    /// @inheritdoc ICouncil
    function liftKeySuspension(address key) external onlyMember {
        _lift(_keySuspensions[key], ledger.keyOf(key).suspendedUntil);
        emit KeySuspensionLifted(key, msg.sender);
        ledger.suspendKey(key, LIFTED);
    }

    /// @inheritdoc ICouncil
    function liftPartySuspension(uint64 party) external onlyMember {
        _lift(_partySuspensions[party], ledger.partyOf(party).suspendedUntil);
        emit PartySuspensionLifted(party, msg.sender);
        ledger.reinstateParty(party);
    }

    /// @inheritdoc ICouncil
    function keySuspensionOf(address key) external view returns (address by, uint48 until, uint48 possibleFrom) {
        return _read(_keySuspensions[key]);
    }

    /// @inheritdoc ICouncil
    function partySuspensionOf(uint64 party) external view returns (address by, uint48 until, uint48 possibleFrom) {
        return _read(_partySuspensions[party]);
    }

    /// @param standing the end that the ledger knows
    function _suspend(Suspension storage suspension, uint48 standing, uint48 until) private {
        uint48 latest = uint48(block.timestamp) + LONGEST_SUSPENSION;
        if (until <= block.timestamp || until > latest) revert SuspensionPeriodInvalid(until, latest);
        if (standing > block.timestamp) revert AlreadySuspended(standing);
        _requirePauseOver(suspension);
        _spendAllowance();
        suspension.by = msg.sender;
        suspension.since = uint48(block.timestamp);
        suspension.until = until;
    }

    /// @dev Where a proposal has set another end since, it is the council's and no longer the member's.
    function _lift(Suspension storage suspension, uint48 standing) private {
        if (suspension.by != msg.sender) revert NotSuspender(msg.sender);
        if (standing <= block.timestamp || standing != suspension.until) revert SuspensionNotStanding();
        suspension.by = address(0);
        suspension.until = uint48(block.timestamp);
    }

    function _spendAllowance() private {
        Allowance storage allowance = _allowances[msg.sender];
        uint48 renewedAt = allowance.since + ALLOWANCE_PERIOD;
        if (block.timestamp >= renewedAt) {
            allowance.since = uint48(block.timestamp);
            allowance.used = 0;
        } else if (allowance.used >= MOST_SUSPENSIONS) {
            revert TooManySuspensions(renewedAt);
        }
        ++allowance.used;
    }

    function _requirePauseOver(Suspension storage suspension) private view {
        uint48 possibleFrom = _possibleFrom(suspension);
        if (block.timestamp < possibleFrom) revert SuspensionTooSoon(possibleFrom);
    }

    function _read(Suspension storage suspension) private view returns (address, uint48, uint48) {
        return (suspension.by, suspension.until, _possibleFrom(suspension));
    }

    function _possibleFrom(Suspension storage suspension) private view returns (uint48) {
        return suspension.until + PAUSE_MULTIPLE * (suspension.until - suspension.since);
    }
}
