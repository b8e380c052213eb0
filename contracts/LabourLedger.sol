// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {CouncilOnly} from "./governance/CouncilOnly.sol";
import {Records} from "./ledger/Records.sol";

/// @title The labour ledger.
/// @notice Composition only: each concept has its own file under `ledger/`. Not upgradeable, without owner, takes no
/// ether. `multicall` makes several changes in one transaction, all or none.
contract LabourLedger is Records, Multicall {
    /// @param council_ the address that governs the registries, for ever
    constructor(address council_) CouncilOnly(council_) {}
}
