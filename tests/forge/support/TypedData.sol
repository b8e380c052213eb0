// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";

/// @title Digests as `docs/history-format.md` 2 gives them, written apart from those of the contract.
library TypedData {
    string private constant ATTESTATION =
        "Attestation(address issuer,uint64 nonce,uint64 deadline,bytes32 subject,bytes32 schema,uint8 outcome,uint64 validFrom,uint64 validUntil,bytes32 documentHash,bytes32 refUid)";

    function domain(uint256 chainId, address ledger) internal pure returns (bytes32 separator) {
        bytes32 typeHash = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
        );
        return keccak256(abi.encode(typeHash, keccak256("LabourLedger"), keccak256("1"), chainId, ledger));
    }

    function digest(bytes32 separator, bytes32 structHash) internal pure returns (bytes32 hash_) {
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }

    function hash(ILabourLedger.Attestation memory signed) internal pure returns (bytes32 structHash) {
        return keccak256(abi.encode(keccak256(bytes(ATTESTATION)), signed));
    }

    function hash(ILabourLedger.Attestation[] memory signed) internal pure returns (bytes32 structHash) {
        bytes32[] memory items = new bytes32[](signed.length);
        for (uint256 i = 0; i < signed.length; ++i) {
            items[i] = hash(signed[i]);
        }
        bytes32 typeHash = keccak256(bytes(string.concat("Batch(Attestation[] attestations)", ATTESTATION)));
        return keccak256(abi.encode(typeHash, keccak256(abi.encodePacked(items))));
    }

    function hash(ILabourLedger.SubjectRegistration memory signed) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = keccak256(
            "SubjectRegistration(address issuer,uint64 nonce,uint64 deadline,bytes32 salt,uint8 kind,bytes2 country,uint64 controller,bytes32 identityHash,bytes32[] identifiers)"
        );
        bytes memory words = abi.encode(typeHash, signed.issuer, signed.nonce, signed.deadline, signed.salt);
        words = bytes.concat(words, abi.encode(signed.kind, signed.country, signed.controller, signed.identityHash));
        return keccak256(bytes.concat(words, keccak256(abi.encodePacked(signed.identifiers))));
    }

    function hash(ILabourLedger.ControllerChange memory signed) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = keccak256(
            "ControllerChange(bytes32 subject,uint64 controller,address issuer,uint64 nonce,uint64 deadline)"
        );
        return keccak256(abi.encode(typeHash, signed));
    }

    function hash(ILabourLedger.KeyChange memory signed) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = keccak256(
            "KeyChange(address issuer,uint64 nonce,uint64 deadline,address key,uint8 action,uint8 kind,uint8 role,uint48 notBefore,uint48 notAfter,uint48 compromisedFrom)"
        );
        return keccak256(abi.encode(typeHash, signed));
    }

    function hash(ILabourLedger.AccreditationChange memory signed) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = keccak256(
            "AccreditationChange(address issuer,uint64 nonce,uint64 deadline,uint64 party,bytes32 schema,bytes2 country,uint8 action,uint48 from,uint48 until)"
        );
        return keccak256(abi.encode(typeHash, signed));
    }

    function hash(ILabourLedger.NonceCancel memory signed) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = keccak256("NonceCancel(address issuer,uint64 word,uint256 mask,uint64 deadline)");
        return keccak256(abi.encode(typeHash, signed));
    }
}
