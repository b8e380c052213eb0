// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";
import {AttestationTypes} from "../libraries/AttestationTypes.sol";
import {KeyWord, KeyWords} from "../libraries/PackedState.sol";
import {Parties} from "./Parties.sol";
import {Signatures} from "./Signatures.sol";

/// @title The keys that sign for a party: added, retired, marked as compromised.
/// @dev An address belongs to one party for ever, so a signature names its party at any later time. A key is live
/// until it is retired or marked as compromised; a party keeps a list of those, short enough to be walked.
abstract contract Keys is Parties, Signatures {
    uint8 internal constant ROLE_SIGN = 1;
    uint8 internal constant ROLE_ADMIN = 2;

    uint8 private constant ACTION_ADD = 1;
    uint8 private constant ACTION_RETIRE = 2;
    uint8 private constant ACTION_COMPROMISE = 3;

    uint256 private constant MOST_LIVE_KEYS = 16;
    /// @dev How far back a party may date a compromise by itself. Further back it could shed its own bad record.
    uint48 private constant LONGEST_OWN_COMPROMISE = 30 days;
    /// @dev A key change by the council names no key.
    address private constant BY_COUNCIL = address(0);

    mapping(address key => Key) internal _keys;
    mapping(uint64 party => address[] keys) internal _liveKeys;

    /// @inheritdoc ILabourLedger
    function changeKey(KeyChange calldata change, bytes calldata signature, bytes calldata addedKeySignature) external {
        KeyWord admin = _requireKey(change.issuer, ROLE_ADMIN);
        _requireBefore(change.deadline);
        _spendNonce(change.issuer, change.nonce);
        _requireUnusedFieldsZero(change, addedKeySignature);
        if (change.action == ACTION_ADD) {
            Key memory added = _newKey(admin.party(), change.kind, change.role, change.notBefore, change.notAfter);
            _addKey(change.key, added, change.issuer);
        } else {
            uint64 party = _requireKnown(change.key);
            if (party != admin.party()) revert KeyOfAnotherParty(change.key, party);
            if (change.action == ACTION_RETIRE) {
                _retireKey(party, change.key, change.issuer);
            } else {
                _requireRecent(change.compromisedFrom);
                _markKeyCompromised(party, change.key, change.compromisedFrom, change.issuer);
            }
        }
        bytes32 structHash = AttestationTypes.hash(change);
        _acceptSignature(structHash, change.issuer, admin.kind(), signature);
        if (change.action == ACTION_ADD) {
            _acceptSignature(structHash, change.key, change.kind, addedKeySignature);
        }
    }

    /// @inheritdoc ILabourLedger
    function addKey(
        uint64 party,
        address key,
        uint8 kind,
        uint8 role,
        uint48 notBefore,
        uint48 notAfter
    ) external onlyCouncil {
        _requireParty(party);
        _addKey(key, _newKey(party, kind, role, notBefore, notAfter), BY_COUNCIL);
    }

    /// @inheritdoc ILabourLedger
    function retireKey(address key) external onlyCouncil {
        _retireKey(_requireKnown(key), key, BY_COUNCIL);
    }

    /// @inheritdoc ILabourLedger
    function markKeyCompromised(address key, uint48 compromisedFrom) external onlyCouncil {
        _markKeyCompromised(_requireKnown(key), key, compromisedFrom, BY_COUNCIL);
    }

    /// @inheritdoc ILabourLedger
    function keyOf(address key) external view returns (Key memory) {
        return _keys[key];
    }

    /// @inheritdoc ILabourLedger
    function liveKeysOf(uint64 party) external view returns (address[] memory) {
        return _liveKeys[party];
    }

    /// @return party that the key belongs to
    function _requireKnown(address key) internal view returns (uint64 party) {
        party = _keys[key].party;
        if (party == 0) revert KeyUnknown(key);
    }

    /// @notice Reverts unless the key is in force, not suspended, and has the role.
    function _requireKey(address key, uint8 role) internal view returns (KeyWord stored) {
        stored = _requireInForce(key, role);
        if (stored.suspendedUntil() > block.timestamp) revert KeySuspendedUntil(key, stored.suspendedUntil());
    }

    /// @notice Reverts unless the key is known, in its period, and has the role. Suspension is left to the caller.
    function _requireInForce(address key, uint8 role) internal view returns (KeyWord stored) {
        stored = KeyWords.load(_keys[key]);
        if (!stored.isInForce(role)) _refuseKey(key, stored, role);
    }

    /// @dev An unknown key has an empty period, so `isInForce` refuses it too; here it gets its name.
    function _refuseKey(address key, KeyWord stored, uint8 role) private view {
        if (stored.party() == 0) revert KeyUnknown(key);
        if (block.timestamp < stored.notBefore()) revert KeyNotYetValid(key, stored.notBefore());
        if (block.timestamp >= stored.notAfter()) revert KeyRetiredAt(key, stored.notAfter());
        revert KeyRoleMissing(key, role);
    }

    /// @dev What a key copies from its party saves a lookup in every record. A party under suspension passes that on.
    function _newKey(
        uint64 party,
        uint8 kind,
        uint8 role,
        uint48 notBefore,
        uint48 notAfter
    ) private view returns (Key memory) {
        if (kind != KIND_ACCOUNT && kind != KIND_CONTRACT) revert KeyKindInvalid(kind);
        if (role == 0 || role > (ROLE_SIGN | ROLE_ADMIN)) revert KeyRoleInvalid(role);
        if (notBefore >= notAfter) revert KeyPeriodEmpty(notBefore, notAfter);
        Party memory owner = _parties[party];
        bool suspended = owner.suspendedUntil > block.timestamp;
        return
            Key({
                party: party,
                class: owner.class,
                country: owner.country,
                kind: kind,
                role: role,
                notBefore: notBefore,
                notAfter: notAfter,
                suspendedUntil: suspended ? owner.suspendedUntil : 0,
                suspendedWithParty: suspended
            });
    }

    function _addKey(address key, Key memory added, address by) private {
        uint64 known = _keys[key].party;
        if (known != 0) revert KeyAlreadyKnown(key, known);
        address[] storage live = _liveKeys[added.party];
        if (live.length >= MOST_LIVE_KEYS) revert TooManyKeys(added.party, MOST_LIVE_KEYS);
        live.push(key);
        _keys[key] = added;
        _extendParty(
            ENTRY_KEY_ADDED,
            added.party,
            abi.encode(key, added.kind, added.role, added.notBefore, added.notAfter, by)
        );
        emit KeyAdded(added.party, key, added.kind, added.role, added.notBefore, added.notAfter, by);
    }

    function _retireKey(uint64 party, address key, address by) private {
        if (!_endLife(party, key)) revert KeyRetiredAt(key, _keys[key].notAfter);
        _extendParty(ENTRY_KEY_RETIRED, party, abi.encode(key, by));
        emit KeyRetired(party, key, by);
    }

    /// @dev Possible also on a retired key, and more than once: the earliest date counts, and marks are not undone.
    function _markKeyCompromised(uint64 party, address key, uint48 compromisedFrom, address by) private {
        if (compromisedFrom > block.timestamp) revert CompromiseInFuture(compromisedFrom);
        _endLife(party, key);
        _extendParty(ENTRY_KEY_COMPROMISED, party, abi.encode(key, compromisedFrom, by));
        emit KeyCompromised(party, key, compromisedFrom, by);
    }

    /// @dev The order of the list says nothing, so the last key takes the free place.
    /// @return wasLive whether the key was on its party's list
    function _endLife(uint64 party, address key) private returns (bool wasLive) {
        if (_keys[key].notAfter > block.timestamp) _keys[key].notAfter = _now();
        address[] storage live = _liveKeys[party];
        uint256 count = live.length;
        for (uint256 i = 0; i < count; ++i) {
            if (live[i] == key) {
                live[i] = live[count - 1];
                live.pop();
                return true;
            }
        }
    }

    function _requireRecent(uint48 compromisedFrom) private view {
        uint48 earliest = _now() - LONGEST_OWN_COMPROMISE;
        if (compromisedFrom < earliest) revert CompromiseTooFarBack(compromisedFrom, earliest);
    }

    /// @dev A wallet shows every field; one that means nothing could mislead who signs.
    function _requireUnusedFieldsZero(KeyChange calldata change, bytes calldata addedKeySignature) private pure {
        bool unusedSet;
        if (change.action == ACTION_ADD) {
            unusedSet = change.compromisedFrom != 0;
        } else if (change.action == ACTION_RETIRE || change.action == ACTION_COMPROMISE) {
            unusedSet = change.kind != 0 || change.role != 0 || change.notBefore != 0 || change.notAfter != 0;
            unusedSet = unusedSet || addedKeySignature.length != 0;
            unusedSet = unusedSet || (change.action == ACTION_RETIRE && change.compromisedFrom != 0);
        } else {
            revert KeyActionInvalid(change.action);
        }
        if (unusedSet) revert KeyFieldUnused(change.action);
    }
}
