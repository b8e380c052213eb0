// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../contracts/interfaces/ILabourLedger.sol";
import {
    DirtyAnswerWallet,
    RevertingWallet,
    ShortAnswerWallet,
    WrongAnswerWallet
} from "../../contracts/mocks/MisbehavingWallets.sol";
import {Begun} from "./support/Begun.sol";

/// @title Wallets that answer wrongly, and the address that nobody has.
contract WalletsTest is Begun {
    uint32 private constant HONEST = 0xffff_e7fb;

    function testFuzz_no_wrong_answer_is_an_approval(bytes calldata signature) external {
        address[4] memory wallets = [
            address(new DirtyAnswerWallet()),
            address(new RevertingWallet()),
            address(new ShortAnswerWallet()),
            address(new WrongAnswerWallet())
        ];
        for (uint256 i = 0; i < wallets.length; ++i) {
            _assertRefused(wallets[i], WALLET, signature);
        }
    }

    /// @notice A recovery that fails gives the zero address: a key of that address must not sign by it.
    function testFuzz_nobody_signs_as_address_zero(uint128 s, bool odd) external {
        // No point of the curve has 0 as its first coordinate, so no recovery succeeds.
        bytes32 r = 0;
        _assertRefused(address(0), ACCOUNT, abi.encodePacked(r, uint256(s), odd ? uint8(27) : uint8(28)));
    }

    function _assertRefused(address key, uint8 kind, bytes memory signature) private {
        vm.prank(COUNCIL);
        ledger.addKey(1, key, kind, SIGN, 0, FOREVER);
        ILabourLedger.Attestation memory said = _attestation(key, 0, 2, 1, 1, HONEST);
        bytes memory invalid = abi.encodeWithSelector(ILabourLedger.SignatureInvalid.selector, key);
        _act(COUNCIL, abi.encodeCall(ledger.record, (said, signature)), invalid, "nobody approved it");
    }
}
