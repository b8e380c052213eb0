// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";
import {CouncilMembers} from "./CouncilMembers.sol";
import {CouncilProposals} from "./CouncilProposals.sol";
import {CouncilSuspensions} from "./CouncilSuspensions.sol";

/// @title The council of a labour ledger.
/// @notice Composition only: members, proposals and suspensions have their own files. Not upgradeable, without owner,
/// takes no ether.
contract Council is CouncilProposals, CouncilSuspensions {
    /// @dev The ledger names its council for ever and the council its ledger, so one of the two addresses must be known
    /// before there is anything: the council is created first, for the address that its creator's next contract will get.
    /// @param ledger_ the ledger to govern
    /// @param members_ at least a government, an employers' and a workers' organisation
    /// @param threshold_ how many must approve in all, at least three
    /// @param delay_ seconds between complete approvals and execution
    constructor(
        ILabourLedger ledger_,
        Member[] memory members_,
        uint8 threshold_,
        uint48 delay_
    ) CouncilMembers(ledger_, members_, threshold_, delay_) {}
}
