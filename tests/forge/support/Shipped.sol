// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";
import {Tested} from "./Vm.sol";

/// @title Deploys the contracts as they ship: the creation code of the exported artifacts.
/// @dev So the optimised code is what is tested, whatever the settings of the tests, and a change of a contract
/// compiles no test again. The mutants put folders of their own in the place of the artifacts.
abstract contract Shipped is Tested {
    string private constant ARTIFACTS = "backend/labour_ledger/chain/artifacts";

    function _deployLedger(address council) internal returns (ILabourLedger ledger) {
        return ILabourLedger(_deploy("LabourLedger", abi.encode(council)));
    }

    function _deploy(string memory name, bytes memory arguments) internal returns (address deployed) {
        string memory artifact = _artifact(name);
        bytes memory code = bytes.concat(vm.parseJsonBytes(artifact, ".bytecode"), arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        vm.assertTrue(deployed != address(0), string.concat(name, " was not deployed"));
    }

    function _artifact(string memory name) internal view returns (string memory json) {
        return vm.readFile(string.concat(vm.envOr("LABOUR_LEDGER_ARTIFACTS", ARTIFACTS), "/", name, ".json"));
    }
}
