// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Begun} from "./Begun.sol";

/// @title Everybody acts on one ledger, in any order: council, honest parties, forgers, relays, and time.
/// @dev Each act compares the ledger's answer with the model's, so whatever breaks a rule ends the sequence there. One
/// number chooses an act's particulars; it is mixed first, as the fuzzer prefers a few numbers to all others.
contract Everybody is Begun {
    // ---------------------------------------------------------------- the council

    function registerParty(uint256 seed) external {
        uint256 r = _roll(seed);
        if (partyCount < 12) _registerParty(uint8(r), uint8(r >> 8), bytes32(r));
    }

    function addKey(uint256 seed) external {
        uint256 r = _roll(seed);
        _addKey(uint8(r), uint8(r >> 8), uint8(r >> 16), uint32(r >> 24));
    }

    function retireKey(uint256 seed) external {
        _retireKey(uint8(_roll(seed)));
    }

    function markKeyCompromised(uint256 seed) external {
        uint256 r = _roll(seed);
        _markKeyCompromised(uint8(r), uint8(r >> 8));
    }

    function suspendKey(uint256 seed) external {
        uint256 r = _roll(seed);
        _suspendKey(uint8(r), uint8(r >> 8));
    }

    function suspendOrReinstateParty(uint256 seed) external {
        uint256 r = _roll(seed);
        if (r >> 16 < type(uint240).max / 2) _suspendParty(uint8(r), uint8(r >> 8));
        else _reinstateParty(uint8(r));
    }

    function reclassParty(uint256 seed) external {
        uint256 r = _roll(seed);
        _reclassParty(uint8(r), uint8(r >> 8));
    }

    function registerSchema(uint256 seed) external {
        uint256 r = _roll(seed);
        _registerSchema(uint8(r), uint16(r >> 8), uint8(r >> 24), uint8(r >> 32), uint8(r >> 40));
    }

    function retireSchema(uint256 seed) external {
        _retireSchema(uint8(_roll(seed)));
    }

    function giveAccreditation(uint256 seed) external {
        uint256 r = _roll(seed);
        (uint8 from, uint8 until) = (uint8(r >> 24), uint8(r >> 32));
        _giveAccreditation(uint8(r), uint8(r >> 8), uint8(r >> 16), from, until, r % 2 == 0);
    }

    function endAccreditation(uint256 seed) external {
        uint256 r = _roll(seed);
        _endAccreditation(uint8(r), uint8(r >> 8), uint8(r >> 16));
    }

    function registerSubjectByCouncil(uint256 seed) external {
        uint256 r = _roll(seed);
        _registerSubjectByCouncil(uint8(r), uint8(r >> 8), uint8(r >> 16), uint8(r >> 24), uint16(r >> 32));
    }

    function assignIdentifier(uint256 seed) external {
        uint256 r = _roll(seed);
        _assignIdentifier(uint8(r), uint8(r >> 8));
    }

    function closeOrReopenSubject(uint256 seed) external {
        uint256 r = _roll(seed);
        _closeOrReopenSubject(uint8(r), r >> 255 == 0);
    }

    // ---------------------------------------------------------------- keys

    function registerSubject(uint256 seed) external {
        uint256 r = _roll(seed);
        (uint8 controller, uint16 identifiers) = (uint8(r >> 32), uint16(r >> 40));
        _registerSubject(
            uint8(r),
            uint8(r >> 8),
            uint8(r >> 16),
            uint8(r >> 24),
            controller,
            identifiers,
            uint32(r >> 56)
        );
    }

    function changeController(uint256 seed) external {
        uint256 r = _roll(seed);
        _changeController(uint8(r), uint8(r >> 8), uint8(r >> 16), uint8(r >> 24), uint32(r >> 32));
    }

    function changeKey(uint256 seed) external {
        uint256 r = _roll(seed);
        // Half of the time its own key: others are mostly another party's.
        _changeKey(
            uint8(r),
            uint8(r >> ((r >> 96) & 1 == 0 ? 0 : 8)),
            uint8(r >> 16),
            uint8(r >> 24),
            uint32(r >> 32),
            uint32(r >> 64)
        );
    }

    function changeAccreditation(uint256 seed) external {
        uint256 r = _roll(seed);
        (uint8 action, uint16 times) = (uint8(r >> 32), uint16(r >> 40));
        _changeAccreditation(uint8(r), uint8(r >> 8), uint8(r >> 16), uint8(r >> 24), action, times, uint32(r >> 56));
    }

    function record(uint256 seed) external {
        uint256 r = _roll(seed);
        _record(uint8(r), uint8(r >> 8), uint8(r >> 16), uint8(r >> 24), uint32(r >> 32), uint32(r >> 64));
    }

    function recordBatch(uint256 seed) external {
        uint256 r = _roll(seed);
        (uint64 about, uint64 under, uint64 outcomes) = (uint64(r >> 64), uint64(r >> 128), uint64(r >> 192));
        _recordBatch(uint8(r), uint8(r >> 8), about, under, outcomes, uint32(r >> 16), uint32(r >> 40));
    }

    function recordTwiceInOneCall(uint256 seed) external {
        uint256 r = _roll(seed);
        _recordTwiceInOneCall(
            uint8(r),
            uint16(r >> 8),
            uint16(r >> 24),
            uint16(r >> 40),
            uint32(r >> 56),
            uint32(r >> 88)
        );
    }

    function replay(uint256 seed) external {
        _replay(_roll(seed));
    }

    function cancelNonces(uint256 seed) external {
        uint256 r = _roll(seed);
        _cancelNonces(uint8(r), uint8(r >> 8), _roll(r), uint32(r >> 16));
    }

    // ---------------------------------------------------------------- time and strangers

    function passTime(uint8 how) external {
        uint256[4] memory steps = [uint256(0), 1, 12, 1 days];
        uint256 step =
            how < 16
                ? 30 days
                : how < 24
                    ? 400 days
                    : steps[how % 4];
        vm.warp(block.timestamp + step);
        emit log(string.concat("it is ", _textOf(block.timestamp)));
    }

    function sendEther(uint8 how, bytes calldata data) external {
        vm.deal(address(this), 1 ether);
        (bool taken, ) = address(ledger).call{value: uint256(how) + 1}(data);
        emit log("somebody sends ether");
        vm.assertFalse(taken, "ether was taken");
    }

    // ---------------------------------------------------------------- what must hold

    function assertHeads() external view {
        _assertHeads();
    }

    function assertState() external view {
        _assertState();
    }

    /// @dev There are too many of these to read after every act.
    function assertTables() external view {
        _assertAccreditations();
        _assertNonces();
    }

    function assertNoEther() external view {
        vm.assertEq(address(ledger).balance, 0, "ether is stuck");
    }

    function _roll(uint256 seed) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, msg.sig)));
    }
}
