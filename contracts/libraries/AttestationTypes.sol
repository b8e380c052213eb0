// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";

/// @dev `ILabourLedger.Attestation` with every field as wide as the word it stands in.
struct AttestationFields {
    uint256 issuer;
    uint256 nonce;
    uint256 deadline;
    bytes32 subject;
    bytes32 schema;
    uint256 outcome;
    uint256 validFrom;
    uint256 validUntil;
    bytes32 documentHash;
    bytes32 refUid;
}

/// @title EIP-712 type strings and struct hashes.
/// @notice The only place where they appear on chain; `docs/history-format.md` 2.2 is the norm.
library AttestationTypes {
    string internal constant DOMAIN_NAME = "LabourLedger";
    string internal constant DOMAIN_VERSION = "1";

    bytes32 internal constant ATTESTATION_TYPEHASH = keccak256(
        "Attestation(address issuer,uint64 nonce,uint64 deadline,bytes32 subject,bytes32 schema,uint8 outcome,uint64 validFrom,uint64 validUntil,bytes32 documentHash,bytes32 refUid)"
    );
    bytes32 internal constant BATCH_TYPEHASH = keccak256(
        "Batch(Attestation[] attestations)Attestation(address issuer,uint64 nonce,uint64 deadline,bytes32 subject,bytes32 schema,uint8 outcome,uint64 validFrom,uint64 validUntil,bytes32 documentHash,bytes32 refUid)"
    );
    bytes32 internal constant SUBJECT_REGISTRATION_TYPEHASH = keccak256(
        "SubjectRegistration(address issuer,uint64 nonce,uint64 deadline,bytes32 salt,uint8 kind,bytes2 country,uint64 controller,bytes32 identityHash,bytes32[] identifiers)"
    );
    bytes32 internal constant CONTROLLER_CHANGE_TYPEHASH = keccak256(
        "ControllerChange(bytes32 subject,uint64 controller,address issuer,uint64 nonce,uint64 deadline)"
    );
    bytes32 internal constant KEY_CHANGE_TYPEHASH = keccak256(
        "KeyChange(address issuer,uint64 nonce,uint64 deadline,address key,uint8 action,uint8 kind,uint8 role,uint48 notBefore,uint48 notAfter,uint48 compromisedFrom)"
    );
    bytes32 internal constant ACCREDITATION_CHANGE_TYPEHASH = keccak256(
        "AccreditationChange(address issuer,uint64 nonce,uint64 deadline,uint64 party,bytes32 schema,bytes2 country,uint8 action,uint48 from,uint48 until)"
    );
    bytes32 internal constant NONCE_CANCEL_TYPEHASH = keccak256(
        "NonceCancel(address issuer,uint64 word,uint256 mask,uint64 deadline)"
    );

    /// @dev The ten fields stand in calldata as EIP-712 wants them, so they are hashed where they are. A field with
    /// bits above its width would be signed as one number and read as another, so it is refused.
    /// @return structHash of the attestation, whose fields are known to be narrow from here on
    /// @return uid its digest: OpenZeppelin's `toTypedDataHash`, on memory that is in use already
    function hash(
        AttestationFields calldata attestation,
        bytes32 domainSeparator
    ) internal pure returns (bytes32 structHash, bytes32 uid) {
        bytes32 typeHash = ATTESTATION_TYPEHASH;
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, typeHash)
            calldatacopy(add(start, 0x20), attestation, 0x140)
            structHash := keccak256(start, 0x160)
            let wide := or(mload(add(start, 0x40)), mload(add(start, 0x60))) // nonce, deadline
            wide := or(wide, or(mload(add(start, 0xe0)), mload(add(start, 0x100)))) // validFrom, validUntil
            wide := shr(64, wide)
            wide := or(wide, shr(160, mload(add(start, 0x20)))) // issuer
            wide := or(wide, shr(8, mload(add(start, 0xc0)))) // outcome
            if wide {
                revert(0, 0)
            }
            mstore(start, hex"1901")
            mstore(add(start, 0x02), domainSeparator)
            mstore(add(start, 0x22), structHash)
            uid := keccak256(start, 0x42)
        }
    }

    /// @param start place in memory of the attestations' struct hashes, in order
    function hashBatch(uint256 start, uint256 count) internal pure returns (bytes32 structHash) {
        bytes32 joined;
        assembly ("memory-safe") {
            joined := keccak256(start, shl(5, count))
        }
        return keccak256(abi.encode(BATCH_TYPEHASH, joined));
    }

    function hash(ILabourLedger.SubjectRegistration calldata registration) internal pure returns (bytes32 structHash) {
        return
            keccak256(
                abi.encode(
                    SUBJECT_REGISTRATION_TYPEHASH,
                    registration.issuer,
                    registration.nonce,
                    registration.deadline,
                    registration.salt,
                    registration.kind,
                    registration.country,
                    registration.controller,
                    registration.identityHash,
                    keccak256(abi.encodePacked(registration.identifiers))
                )
            );
    }

    function hash(ILabourLedger.ControllerChange calldata change) internal pure returns (bytes32 structHash) {
        return keccak256(abi.encode(CONTROLLER_CHANGE_TYPEHASH, change));
    }

    function hash(ILabourLedger.KeyChange calldata change) internal pure returns (bytes32 structHash) {
        return keccak256(abi.encode(KEY_CHANGE_TYPEHASH, change));
    }

    function hash(ILabourLedger.AccreditationChange calldata change) internal pure returns (bytes32 structHash) {
        return keccak256(abi.encode(ACCREDITATION_CHANGE_TYPEHASH, change));
    }

    function hash(ILabourLedger.NonceCancel calldata cancel) internal pure returns (bytes32 structHash) {
        return keccak256(abi.encode(NONCE_CANCEL_TYPEHASH, cancel));
    }
}
