// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";

/// @title The one address that governs the registries.
/// @dev Immutable, so that it is part of the code hash that verifiers pin. There is no owner beside it.
abstract contract CouncilOnly is ILabourLedger {
    /// @inheritdoc ILabourLedger
    address public immutable council;

    modifier onlyCouncil() {
        _requireCouncil();
        _;
    }

    constructor(address council_) {
        council = council_;
    }

    function _requireCouncil() private view {
        if (msg.sender != council) revert NotCouncil(msg.sender);
    }
}
