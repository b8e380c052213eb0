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

    /// @dev Entry 2, on memory that is not kept: a batch would otherwise pay for memory that only grows.
    function _foldRecorded(
        bytes32 head,
        bytes32 uid,
        bytes32 schema,
        uint256 basis
    ) internal view returns (bytes32 newHead) {
        uint256 entryType = ENTRY_RECORDED;
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, entryType)
            mstore(add(start, 0x20), head)
            mstore(add(start, 0x40), uid)
            mstore(add(start, 0x60), schema)
            mstore(add(start, 0x80), basis)
            mstore(add(start, 0xa0), timestamp())
            newHead := keccak256(start, 0xc0)
        }
    }

    /// @dev Entry 32, on memory that is not kept.
    function _foldIssued(bytes32 head, bytes32 uid, bytes32 subject) internal view returns (bytes32 newHead) {
        uint256 entryType = ENTRY_ISSUED;
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, entryType)
            mstore(add(start, 0x20), head)
            mstore(add(start, 0x40), uid)
            mstore(add(start, 0x60), subject)
            mstore(add(start, 0x80), timestamp())
            newHead := keccak256(start, 0xa0)
        }
    }
}
