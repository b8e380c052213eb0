// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @dev Working memory of one issuer's run of attestations: the place where it begins.
type Run is uint256;

using RunMemory for Run global;

/// @title Words that recording keeps between one attestation and the next.
/// @notice A run begins with the two entries that every record adds, word for word as `docs/history-format.md` 3 hashes
/// them, so that extending a history is one hash over memory that is there already.
/// @dev Not a struct: Solidity writes zeros into every field of a new struct, and again for every function that
/// returns one, which costs a record as much as several of its checks. Each block below touches only memory that `open`
/// has taken.
library RunMemory {
    // Entry 2, of the subject's history.
    uint256 internal constant RECORDED = 0x00;
    uint256 internal constant SUBJECT_HEAD = 0x20;
    uint256 internal constant RECORDED_UID = 0x40;
    uint256 internal constant SCHEMA = 0x60;
    uint256 internal constant BASIS = 0x80;
    uint256 internal constant RECORDED_AT = 0xa0;
    // Entry 32, of the party's issued history.
    uint256 internal constant ISSUED = 0xc0;
    uint256 internal constant ISSUED_HEAD = 0xe0;
    uint256 internal constant ISSUED_UID = 0x100;
    uint256 internal constant SUBJECT = 0x120;
    uint256 internal constant ISSUED_AT = 0x140;
    // What was read for the issuer, the subject and the schema.
    uint256 internal constant DOMAIN_SEPARATOR = 0x160;
    uint256 internal constant KEY = 0x180;
    uint256 internal constant ONLY_REVOCATIONS = 0x1a0;
    uint256 internal constant RULE = 0x1c0;
    uint256 internal constant ABOUT = 0x1e0;
    uint256 internal constant ACCREDITED_SCHEMA = 0x200;
    uint256 internal constant ACCREDITED_COUNTRY = 0x220;
    uint256 internal constant ACCREDITATION_BASIS = 0x240;
    uint256 internal constant SUBJECT_HEAD_SLOT = 0x260;
    uint256 internal constant ISSUED_HEAD_SLOT = 0x280;
    // The struct hashes of all its attestations.
    uint256 internal constant STRUCT_HASHES = 0x2a0;

    /// @dev Memory that no call has used yet is zero, and the run is the first that a call takes.
    function open(uint256 count) internal pure returns (Run run) {
        assembly ("memory-safe") {
            run := mload(0x40)
            mstore(0x40, add(add(run, STRUCT_HASHES), shl(5, count)))
        }
    }

    function get(Run self, uint256 field) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(self, field))
        }
    }

    function set(Run self, uint256 field, uint256 word) internal pure {
        assembly ("memory-safe") {
            mstore(add(self, field), word)
        }
    }

    function setStructHash(Run self, uint256 item, bytes32 structHash) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(self, STRUCT_HASHES), shl(5, item)), structHash)
        }
    }

    /// @return differs whether the accreditation that the run holds is for another schema or country
    function isAccreditedElsewhere(Run self, bytes32 schema, bytes2 country) internal pure returns (bool differs) {
        assembly ("memory-safe") {
            let difference := xor(mload(add(self, ACCREDITED_SCHEMA)), schema)
            difference := or(difference, xor(mload(add(self, ACCREDITED_COUNTRY)), country))
            differs := iszero(iszero(difference))
        }
    }

    /// @notice Extends both histories by the record, whose schema and subject the run holds.
    function fold(Run self, bytes32 uid, uint256 basis) internal pure {
        assembly ("memory-safe") {
            mstore(add(self, RECORDED_UID), uid)
            mstore(add(self, BASIS), basis)
            mstore(add(self, ISSUED_UID), uid)
            mstore(add(self, SUBJECT_HEAD), keccak256(self, 0xc0))
            mstore(add(self, ISSUED_HEAD), keccak256(add(self, ISSUED), 0xa0))
        }
    }
}
