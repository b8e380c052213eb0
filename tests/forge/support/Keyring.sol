// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";
import {OwnedWallet} from "../../../contracts/mocks/OwnedWallet.sol";
import {Shipped} from "./Shipped.sol";
import {TypedData} from "./TypedData.sol";

/// @dev Who signs: `account` is the address that the ledger knows, `secret` the private key behind it.
struct Signer {
    address account;
    uint256 secret;
    uint8 kind;
}

/// @dev Ways in which a signature can be wrong; every other number makes a true one.
uint8 constant FORGED_BY_ANOTHER = 1;
uint8 constant FORGED_HIGH_S = 2;
uint8 constant FORGED_SHORT = 3;
uint8 constant FORGED_RECOVERY = 4;
uint8 constant FORGED_FOREIGN_CHAIN = 5;
uint8 constant FORGED_EMPTY = 6;

/// @title Signers of both kinds, true and false signatures, and what the ledger should say of them.
abstract contract Keyring is Shipped {
    uint8 internal constant ACCOUNT = 1;
    uint8 internal constant WALLET = 2;
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    uint256 private constant STRANGER = 0xbad;

    ILabourLedger internal ledger;

    function _account(uint256 secret) internal pure returns (Signer memory signer) {
        return Signer({account: vm.addr(secret), secret: secret, kind: ACCOUNT});
    }

    function _wallet(uint256 secret) internal returns (Signer memory signer) {
        return Signer({account: address(new OwnedWallet(vm.addr(secret))), secret: secret, kind: WALLET});
    }

    function _digest(bytes32 structHash) internal view returns (bytes32 digest) {
        return TypedData.digest(TypedData.domain(block.chainid, address(ledger)), structHash);
    }

    function _sign(Signer memory signer, bytes32 structHash) internal view returns (bytes memory signature) {
        return _signed(signer.secret, _digest(structHash));
    }

    /// @param forgery one of the ways above, or any other number for a true signature
    function _sign(
        Signer memory signer,
        bytes32 structHash,
        uint8 forgery
    ) internal view returns (bytes memory signature) {
        bytes32 digest = _digest(structHash);
        if (forgery == FORGED_EMPTY) return "";
        if (forgery == FORGED_BY_ANOTHER) return _signed(STRANGER, digest);
        if (forgery == FORGED_FOREIGN_CHAIN) {
            bytes32 foreign = TypedData.domain(block.chainid + 1, address(ledger));
            return _signed(signer.secret, TypedData.digest(foreign, structHash));
        }
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(signer.secret, digest);
        if (forgery == FORGED_HIGH_S) return abi.encodePacked(r, ORDER - uint256(s), v == 27 ? uint8(28) : uint8(27));
        if (forgery == FORGED_SHORT) return abi.encodePacked(r, s);
        if (forgery == FORGED_RECOVERY) return abi.encodePacked(r, s, v - 27);
        return abi.encodePacked(r, s, v);
    }

    /// @param kind what the ledger has the key registered as, which need not be what it is
    /// @return refusal what the ledger should answer to such a signature; empty if it should take it
    function _signatureRefusal(
        Signer memory signer,
        uint8 kind,
        bytes memory signature,
        uint8 forgery
    ) internal pure returns (bytes memory refusal) {
        bool isTrue = forgery == 0 || forgery > FORGED_EMPTY;
        if (isTrue && kind == signer.kind) return "";
        if (kind == ACCOUNT) {
            if (forgery == FORGED_SHORT || forgery == FORGED_EMPTY) {
                return abi.encodeWithSelector(ILabourLedger.SignatureLengthInvalid.selector, signature.length);
            }
            (, bytes32 s, uint8 v) = _parts(signature);
            if (forgery == FORGED_HIGH_S) return abi.encodeWithSelector(ILabourLedger.SignatureMalleable.selector, s);
            if (forgery == FORGED_RECOVERY) {
                return abi.encodeWithSelector(ILabourLedger.SignatureRecoveryInvalid.selector, v);
            }
        }
        return abi.encodeWithSelector(ILabourLedger.SignatureInvalid.selector, signer.account);
    }

    function _signed(uint256 secret, bytes32 digest) private pure returns (bytes memory signature) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(secret, digest);
        return abi.encodePacked(r, s, v);
    }

    function _parts(bytes memory signature) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
            v := byte(0, mload(add(signature, 0x60)))
        }
    }
}
