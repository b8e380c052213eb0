// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";

// solhint-disable no-complex-fallback
// A dozen lines each, told apart best beside each other; what makes them wrong is their fallback.

/// @title Answers another magic value.
contract WrongAnswerWallet is IERC1271 {
    /// @inheritdoc IERC1271
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return 0x20c13b0b; // what the draft of ERC-1271 for `bytes` answered
    }
}

/// @title Answers the magic value in four bytes instead of a word.
contract ShortAnswerWallet {
    /// @dev Also the shape of an answer that a low-level fallback would give.
    fallback(bytes calldata) external returns (bytes memory) {
        return abi.encodePacked(IERC1271.isValidSignature.selector);
    }
}

/// @title Answers the magic value with other bytes behind it in the same word.
contract DirtyAnswerWallet {
    fallback(bytes calldata) external returns (bytes memory) {
        return abi.encodePacked(IERC1271.isValidSignature.selector, uint224(1));
    }
}

/// @title Reverts with the magic value as its reason.
contract RevertingWallet {
    fallback() external {
        bytes32 magic = bytes32(IERC1271.isValidSignature.selector);
        assembly ("memory-safe") {
            mstore(0x00, magic)
            revert(0x00, 0x20)
        }
    }
}

/// @title Burns all gas it is given before it would approve.
contract GasBurningWallet is IERC1271 {
    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata) external view returns (bytes4) {
        while (gasleft() > 0) {
            hash = keccak256(abi.encode(hash));
        }
        return IERC1271.isValidSignature.selector;
    }
}

/// @title Approves, but only after most of the gas that the ledger gives it.
contract HungryWallet is IERC1271 {
    uint256 private constant APPETITE = 150_000;

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata) external view returns (bytes4) {
        uint256 start = gasleft();
        while (start - gasleft() < APPETITE) {
            hash = keccak256(abi.encode(hash));
        }
        return IERC1271.isValidSignature.selector;
    }
}

/// @title Answers with far more than one word.
contract LongAnswerWallet {
    fallback() external {
        bytes32 magic = bytes32(IERC1271.isValidSignature.selector);
        assembly ("memory-safe") {
            mstore(0x00, magic)
            return(0x00, 0x2000)
        }
    }
}

/// @title Tries to record once more while it is asked for its signature.
contract ReenteringWallet is IERC1271 {
    ILabourLedger private immutable _ledger;
    bytes private _call;

    constructor(ILabourLedger ledger) {
        _ledger = ledger;
    }

    function prepare(bytes calldata call_) external {
        _call = call_;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        (bool success, ) = address(_ledger).staticcall(_call);
        return success ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
