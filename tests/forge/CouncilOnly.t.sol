// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {ILabourLedger} from "../../contracts/interfaces/ILabourLedger.sol";
import {World} from "./support/World.sol";

/// @title Only the council changes registries, and nobody sends ether.
contract CouncilOnlyTest is World {
    function testFuzz_every_function_of_the_council_refuses_everybody_else(address stranger, uint256 any) external {
        vm.assume(stranger != COUNCIL);
        bytes memory refusal = abi.encodeWithSelector(ILabourLedger.NotCouncil.selector, stranger);
        bytes[] memory calls = _callsOfCouncil(any);
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.assertFalse(_act(stranger, calls[i], refusal, "somebody acts as the council"), "it was done");
            bytes[] memory one = new bytes[](1);
            one[0] = calls[i];
            _act(stranger, abi.encodeCall(Multicall.multicall, (one)), refusal, "somebody hides it in a multicall");
        }
    }

    /// @dev Whoever adds a function that asks for the council has to add it here: the interface says so in these words.
    function test_no_function_of_the_council_is_left_out() external view {
        string memory source = vm.readFile("contracts/interfaces/ILabourLedger.sol");
        uint256 said = _count(bytes(source), "Council only.") + _count(bytes(source), "as the council");
        vm.assertEq(_callsOfCouncil(0).length, said, "functions of the council");
    }

    function testFuzz_no_function_takes_ether(uint96 amount, uint256 any) external {
        vm.assume(amount != 0);
        vm.deal(address(this), amount);
        bytes[] memory calls = _callsOfCouncil(any);
        for (uint256 i = 0; i < calls.length; ++i) {
            _assertTakesNoEther(amount, calls[i]);
        }
        bytes4[15] memory others = _otherFunctions();
        for (uint256 i = 0; i < others.length; ++i) {
            _assertTakesNoEther(amount, abi.encodeWithSelector(others[i], any));
        }
        _assertTakesNoEther(amount, "");
        vm.assertEq(address(ledger).balance, 0, "ether is kept");
    }

    function testFuzz_ether_is_refused_with_any_data(uint96 amount, bytes calldata data) external {
        vm.assume(amount != 0);
        vm.deal(address(this), amount);
        _assertTakesNoEther(amount, data);
    }

    function _assertTakesNoEther(uint256 amount, bytes memory data) private {
        (bool taken, ) = address(ledger).call{value: amount}(data);
        vm.assertFalse(taken, "ether was taken");
    }

    function _callsOfCouncil(uint256 any) private pure returns (bytes[] memory calls) {
        ILabourLedger.SubjectRegistration memory site;
        (site.salt, site.kind, site.country) = (bytes32(any), 1, "ID");
        ILabourLedger.SchemaRule memory rule = ILabourLedger.SchemaRule(2, 1, 0, 0, 0);
        (uint64 party, bytes32 word, address key) = (uint64(any), bytes32(any), address(uint160(any)));
        calls = new bytes[](16);
        calls[0] = abi.encodeCall(ILabourLedger.registerParty, (1, "ID", word));
        calls[1] = abi.encodeCall(ILabourLedger.addKey, (party, key, 1, 3, 0, FOREVER));
        calls[2] = abi.encodeCall(ILabourLedger.retireKey, (key));
        calls[3] = abi.encodeCall(ILabourLedger.markKeyCompromised, (key, uint48(any)));
        calls[4] = abi.encodeCall(ILabourLedger.suspendKey, (key, uint48(any)));
        calls[5] = abi.encodeCall(ILabourLedger.suspendParty, (party, uint48(any)));
        calls[6] = abi.encodeCall(ILabourLedger.reinstateParty, (party));
        calls[7] = abi.encodeCall(ILabourLedger.reclassParty, (party, 2));
        calls[8] = abi.encodeCall(ILabourLedger.registerSchema, ("a/b@1", rule, word));
        calls[9] = abi.encodeCall(ILabourLedger.retireSchema, (word));
        calls[10] = abi.encodeCall(ILabourLedger.giveAccreditation, (party, word, "ID", 0, FOREVER, true));
        calls[11] = abi.encodeCall(ILabourLedger.endAccreditation, (party, word, "ID"));
        calls[12] = abi.encodeCall(ILabourLedger.registerSubjectByCouncil, (site));
        calls[13] = abi.encodeCall(ILabourLedger.assignIdentifier, (word, word));
        calls[14] = abi.encodeCall(ILabourLedger.closeSubject, (word));
        calls[15] = abi.encodeCall(ILabourLedger.reopenSubject, (word));
    }

    function _otherFunctions() private pure returns (bytes4[15] memory selectors) {
        selectors[0] = ILabourLedger.record.selector;
        selectors[1] = ILabourLedger.recordBatch.selector;
        selectors[2] = ILabourLedger.check.selector;
        selectors[3] = ILabourLedger.cancelNonces.selector;
        selectors[4] = ILabourLedger.registerSubject.selector;
        selectors[5] = ILabourLedger.changeController.selector;
        selectors[6] = ILabourLedger.changeKey.selector;
        selectors[7] = ILabourLedger.changeAccreditation.selector;
        selectors[8] = Multicall.multicall.selector;
        selectors[9] = ILabourLedger.council.selector;
        selectors[10] = ILabourLedger.domainSeparator.selector;
        selectors[11] = ILabourLedger.keyOf.selector;
        selectors[12] = ILabourLedger.liveKeysOf.selector;
        selectors[13] = ILabourLedger.subjectHead.selector;
        selectors[14] = ILabourLedger.schemasHead.selector;
    }

    function _count(bytes memory text, bytes memory words) private pure returns (uint256 times) {
        for (uint256 i = 0; i + words.length <= text.length; ++i) {
            uint256 same = 0;
            while (same < words.length && text[i + same] == words[same]) ++same;
            if (same == words.length) ++times;
        }
    }
}
