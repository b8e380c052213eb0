// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";

/// @title Entry types, and the heads of the hash-linked histories.
/// @dev `head' = keccak256(abi.encode(type, head, words…, recordedAt))`, `docs/history-format.md` 3. A type number is
/// used for one shape only, across all histories, so no entry can pass for another.
abstract contract Histories is ILabourLedger {
    uint256 internal constant ENTRY_SUBJECT_REGISTERED = 1;
    uint256 internal constant ENTRY_RECORDED = 2;
    uint256 internal constant ENTRY_IDENTIFIER_CLAIMED = 3;
    uint256 internal constant ENTRY_IDENTIFIER_REASSIGNED = 4;
    uint256 internal constant ENTRY_CONTROLLER_CHANGED = 5;
    uint256 internal constant ENTRY_SUBJECT_CLOSED = 6;
    uint256 internal constant ENTRY_SUBJECT_REOPENED = 7;
    uint256 internal constant ENTRY_JOINED_BY = 8;

    uint256 internal constant ENTRY_PARTY_REGISTERED = 16;
    uint256 internal constant ENTRY_KEY_ADDED = 17;
    uint256 internal constant ENTRY_KEY_RETIRED = 18;
    uint256 internal constant ENTRY_KEY_COMPROMISED = 19;
    uint256 internal constant ENTRY_KEY_SUSPENDED = 20;
    uint256 internal constant ENTRY_PARTY_SUSPENDED = 21;
    uint256 internal constant ENTRY_PARTY_REINSTATED = 22;
    uint256 internal constant ENTRY_PARTY_RECLASSED = 23;
    uint256 internal constant ENTRY_ACCREDITATION_GIVEN = 24;
    uint256 internal constant ENTRY_ACCREDITATION_ENDED = 25;

    uint256 internal constant ENTRY_ISSUED = 32;

    uint256 internal constant ENTRY_SCHEMA_REGISTERED = 48;
    uint256 internal constant ENTRY_SCHEMA_RETIRED = 49;

    mapping(bytes32 subject => bytes32 head) internal _subjectHeads;
    mapping(uint64 party => bytes32 head) internal _issuedHeads;
    mapping(uint64 party => bytes32 head) internal _partyHeads;
    bytes32 internal _schemasHead;

    /// @inheritdoc ILabourLedger
    function subjectHead(bytes32 subject) external view returns (bytes32) {
        return _subjectHeads[subject];
    }

    /// @inheritdoc ILabourLedger
    function issuedHead(uint64 party) external view returns (bytes32) {
        return _issuedHeads[party];
    }

    /// @inheritdoc ILabourLedger
    function partyHead(uint64 party) external view returns (bytes32) {
        return _partyHeads[party];
    }

    /// @inheritdoc ILabourLedger
    function schemasHead() external view returns (bytes32) {
        return _schemasHead;
    }

    /// @param words of the entry between the head and `recordedAt`, encoded by the caller
    function _extendSubject(uint256 entryType, bytes32 subject, bytes memory words) internal {
        _subjectHeads[subject] = _fold(entryType, _subjectHeads[subject], words);
    }

    /// @param words of the entry between the head and `recordedAt`, encoded by the caller
    function _extendParty(uint256 entryType, uint64 party, bytes memory words) internal {
        _partyHeads[party] = _fold(entryType, _partyHeads[party], words);
    }

    /// @param words of the entry between the head and `recordedAt`, encoded by the caller
    function _extendSchemas(uint256 entryType, bytes memory words) internal {
        _schemasHead = _fold(entryType, _schemasHead, words);
    }

    /// @dev Packing words that are 32 bytes each gives what `abi.encode` of all of them gives.
    function _fold(uint256 entryType, bytes32 head, bytes memory words) private view returns (bytes32) {
        return keccak256(abi.encodePacked(entryType, head, words, block.timestamp));
    }

    // Recording reads a head once and writes it once; Solidity would work out the slot for each.

    function _slotOfSubjectHead(bytes32 subject) internal pure returns (uint256 slot) {
        assembly ("memory-safe") {
            mstore(0x00, subject)
            mstore(0x20, _subjectHeads.slot)
            slot := keccak256(0x00, 0x40)
        }
    }

    /// @param party as a whole word: assembly must not meet what stands above a narrower one
    function _slotOfIssuedHead(uint256 party) internal pure returns (uint256 slot) {
        assembly ("memory-safe") {
            mstore(0x00, party)
            mstore(0x20, _issuedHeads.slot)
            slot := keccak256(0x00, 0x40)
        }
    }

    function _load(uint256 slot) internal view returns (uint256 head) {
        assembly ("memory-safe") {
            head := sload(slot)
        }
    }

    function _store(uint256 slot, uint256 head) internal {
        assembly ("memory-safe") {
            sstore(slot, head)
        }
    }
}
