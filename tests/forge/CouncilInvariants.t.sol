// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CouncilMembersActs} from "./support/CouncilMembersActs.sol";

/// @title What holds on a council after everything that members and strangers can do to it.
contract CouncilInvariants {
    CouncilMembersActs private _acts;

    function setUp() public {
        _acts = new CouncilMembersActs();
    }

    /// @dev forge asks for this name.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_acts);
    }

    function invariant_council_can_decide_and_its_rules_are_those_it_decided_on() external view {
        _acts.assertCanDecide();
    }

    /// @dev At the end of a sequence, as there is much to read. forge asks for this name.
    function afterInvariant() external view {
        _acts.assertProposals();
        _acts.assertSuspensions();
    }
}
