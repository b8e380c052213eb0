// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";
import {AttestationTypes} from "../libraries/AttestationTypes.sol";

/// @title Who signed, and whether it was used before.
/// @dev Nonces are unordered: they guard against replay only, so a signer may prepare many records offline and any of
/// them may arrive first. One bitmap per issuer serves all signed types.
abstract contract Signatures is ILabourLedger, EIP712 {
    uint8 internal constant KIND_ACCOUNT = 1;
    uint8 internal constant KIND_CONTRACT = 2;

    /// @dev Enough for a multi-signature wallet; a wallet that wants more would make relaying a gamble.
    uint256 private constant ERC1271_GAS = 200_000;
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    mapping(address issuer => mapping(uint256 word => uint256 usedBits)) internal _nonces;

    constructor() EIP712(AttestationTypes.DOMAIN_NAME, AttestationTypes.DOMAIN_VERSION) {}

    /// @inheritdoc ILabourLedger
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @inheritdoc ILabourLedger
    function nonceWord(address issuer, uint64 word) external view returns (uint256 usedBits) {
        return _nonces[issuer][word];
    }

    function _requireBefore(uint64 deadline) internal view {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline);
    }

    function _isNonceUsed(address issuer, uint64 nonce) internal view returns (bool) {
        return _nonces[issuer][nonce >> 8] & (1 << (nonce & 0xff)) != 0;
    }

    function _spendNonce(address issuer, uint64 nonce) internal {
        if (_isNonceUsed(issuer, nonce)) revert NonceUsed(issuer, nonce);
        _nonces[issuer][nonce >> 8] |= 1 << (nonce & 0xff);
    }

    /// @notice Reverts unless `signer` signed the digest, and logs the signature.
    function _acceptSignature(bytes32 structHash, address signer, uint8 kind, bytes calldata signature) internal {
        _requireSignature(_hashTypedDataV4(structHash), signer, kind, signature);
        emit Signed(structHash, signature);
    }

    /// @dev A key registered as account is asked by recovery only, also when its address has code: an EIP-7702
    /// delegation must not change who can sign for it.
    function _requireSignature(bytes32 digest, address signer, uint8 kind, bytes calldata signature) internal view {
        if (kind == KIND_CONTRACT) {
            if (!_isApprovedByWallet(digest, signer, signature)) revert SignatureInvalid(signer);
            return;
        }
        if (signature.length != 65) revert SignatureLengthInvalid(signature.length);
        bytes32 r;
        bytes32 s;
        uint8 v;
        assembly ("memory-safe") {
            r := calldataload(signature.offset)
            s := calldataload(add(signature.offset, 0x20))
            v := byte(0, calldataload(add(signature.offset, 0x40)))
        }
        // A high s is the same signature written twice; only one spelling is taken.
        if (uint256(s) > HALF_ORDER) revert SignatureMalleable(s);
        // 27 and 28; a smaller `v` wraps around to a large number.
        unchecked {
            if (v - 27 > 1) revert SignatureRecoveryInvalid(v);
        }
        // A failed recovery gives zero, and nobody signs as address zero.
        address recovered = ecrecover(digest, v, r, s);
        if (recovered != signer) revert SignatureInvalid(signer);
        if (signer == address(0)) revert SignatureInvalid(signer);
    }

    /// @dev A static call, so that the wallet can change nothing; capped in gas; and only one word of its answer is
    /// copied, so that a long one costs it and not the sender.
    function _isApprovedByWallet(
        bytes32 digest,
        address wallet,
        bytes calldata signature
    ) private view returns (bool approved) {
        bytes memory question = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        bytes32 magic = bytes32(IERC1271.isValidSignature.selector);
        uint256 gasCap = ERC1271_GAS;
        assembly ("memory-safe") {
            let success := staticcall(gasCap, wallet, add(question, 0x20), mload(question), 0x00, 0x20)
            approved := and(and(success, gt(returndatasize(), 0x1f)), eq(mload(0x00), magic))
        }
    }
}
