// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

// solhint-disable no-complex-fallback, avoid-low-level-calls

/// @title A member that is a contract, and does what anybody tells it.
contract MemberWallet {
    function forward(address target, bytes calldata data) external {
        _call(target, data);
    }

    function _call(address target, bytes memory data) internal {
        (bool success, bytes memory reason) = target.call(data);
        assembly ("memory-safe") {
            if iszero(success) {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }
}

/// @title Stands where the ledger should, and calls somebody else whatever it is called with.
contract ReenteringLedger is MemberWallet {
    address private _target;
    bytes private _data;

    function prepare(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    fallback() external {
        _call(_target, _data);
    }
}
