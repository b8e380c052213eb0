// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";
import {Keys} from "./Keys.sol";

/// @title What the council does to a party, and through it to all its live keys.
/// @dev A key carries its party's suspension and class, so that recording reads one slot. Bit 0 of its flags tells a
/// suspension that came with the party (the key may still revoke) from one of its own (it may not). Where both are in
/// force the key keeps the later end without the bit.
abstract contract Suspensions is Keys {
    /// @inheritdoc ILabourLedger
    function suspendKey(address key, uint48 suspendedUntil) external onlyCouncil {
        uint64 party = _requireKnown(key);
        uint48 withParty = _parties[party].suspendedUntil;
        Key storage stored = _keys[key];
        if (suspendedUntil > block.timestamp) {
            stored.suspendedUntil = _later(suspendedUntil, withParty);
            stored.suspendedWithParty = false;
        } else {
            stored.suspendedUntil = withParty;
            stored.suspendedWithParty = withParty > block.timestamp;
        }
        _extendParty(ENTRY_KEY_SUSPENDED, party, abi.encode(key, suspendedUntil));
        emit KeySuspended(party, key, suspendedUntil);
    }

    /// @inheritdoc ILabourLedger
    function suspendParty(uint64 party, uint48 suspendedUntil) external onlyCouncil {
        _requireParty(party);
        if (suspendedUntil <= block.timestamp) revert SuspensionInPast(suspendedUntil);
        _parties[party].suspendedUntil = suspendedUntil;
        address[] storage live = _liveKeys[party];
        uint256 count = live.length;
        for (uint256 i = 0; i < count; ++i) {
            Key storage stored = _keys[live[i]];
            if (stored.suspendedUntil > block.timestamp && !stored.suspendedWithParty) {
                stored.suspendedUntil = _later(stored.suspendedUntil, suspendedUntil);
            } else {
                stored.suspendedUntil = suspendedUntil;
                stored.suspendedWithParty = true;
            }
        }
        _extendParty(ENTRY_PARTY_SUSPENDED, party, abi.encode(suspendedUntil));
        emit PartySuspended(party, suspendedUntil);
    }

    /// @inheritdoc ILabourLedger
    function reinstateParty(uint64 party) external onlyCouncil {
        _requireParty(party);
        if (_parties[party].suspendedUntil <= block.timestamp) revert PartyNotSuspended(party);
        _parties[party].suspendedUntil = 0;
        address[] storage live = _liveKeys[party];
        uint256 count = live.length;
        for (uint256 i = 0; i < count; ++i) {
            Key storage stored = _keys[live[i]];
            if (stored.suspendedWithParty) {
                stored.suspendedUntil = 0;
                stored.suspendedWithParty = false;
            }
        }
        _extendParty(ENTRY_PARTY_REINSTATED, party, "");
        emit PartyReinstated(party);
    }

    /// @inheritdoc ILabourLedger
    function reclassParty(uint64 party, uint8 class) external onlyCouncil {
        _requireParty(party);
        _requireClass(class);
        _parties[party].class = class;
        address[] storage live = _liveKeys[party];
        uint256 count = live.length;
        for (uint256 i = 0; i < count; ++i) {
            _keys[live[i]].class = class;
        }
        _extendParty(ENTRY_PARTY_RECLASSED, party, abi.encode(class));
        emit PartyReclassed(party, class);
    }

    function _later(uint48 one, uint48 other) private pure returns (uint48) {
        return one > other ? one : other;
    }
}
