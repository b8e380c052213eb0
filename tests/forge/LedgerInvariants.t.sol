// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Everybody} from "./support/Everybody.sol";

/// @title What holds on a ledger after everything that anybody can do to it.
contract LedgerInvariants {
    Everybody private _everybody;

    function setUp() public {
        _everybody = new Everybody();
    }

    /// @dev forge asks for this name.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_everybody);
    }

    /// @dev One function, so that one campaign serves all.
    function invariant_heads_are_the_folds_of_the_events_and_no_ether_is_kept() external view {
        _everybody.assertHeads();
        _everybody.assertNoEther();
    }

    /// @dev At the end of a sequence, as there is much to read. forge asks for this name.
    function afterInvariant() external view {
        _everybody.assertState();
        _everybody.assertTables();
    }
}
