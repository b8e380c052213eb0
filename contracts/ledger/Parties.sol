// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CouncilOnly} from "../governance/CouncilOnly.sol";
import {ILabourLedger} from "../interfaces/ILabourLedger.sol";
import {Histories} from "./Histories.sol";

/// @title Organisations: who is registered, of which class, from where.
abstract contract Parties is CouncilOnly, Histories {
    uint8 private constant LAST_CLASS = 9;

    uint64 private _partyCount;
    mapping(uint64 party => Party) internal _parties;

    /// @inheritdoc ILabourLedger
    function registerParty(
        uint8 class,
        bytes2 country,
        bytes32 profileHash
    ) external onlyCouncil returns (uint64 party) {
        _requireClass(class);
        _requireCountryShape(country);
        party = ++_partyCount;
        _parties[party] = Party({class: class, country: country, suspendedUntil: 0, registered: true});
        _extendParty(ENTRY_PARTY_REGISTERED, party, abi.encode(party, class, country, profileHash));
        emit PartyRegistered(party, class, country, profileHash);
    }

    /// @inheritdoc ILabourLedger
    function partyCount() external view returns (uint64) {
        return _partyCount;
    }

    /// @inheritdoc ILabourLedger
    function partyOf(uint64 party) external view returns (Party memory) {
        return _parties[party];
    }

    function _requireParty(uint64 party) internal view {
        if (!_parties[party].registered) revert PartyUnknown(party);
    }

    function _requireClass(uint8 class) internal pure {
        if (class == 0 || class > LAST_CLASS) revert ClassInvalid(class);
    }

    /// @dev Zero, or two capital ASCII letters.
    function _requireCountryShape(bytes2 country) internal pure {
        if (country == 0) return;
        if (!_isCapital(country[0]) || !_isCapital(country[1])) revert CountryInvalid(country);
    }

    function _isCapital(bytes1 letter) private pure returns (bool) {
        return letter >= "A" && letter <= "Z";
    }

    /// @dev Narrowing is safe: 48 bits of seconds last for eight million years.
    function _now() internal view returns (uint48) {
        return uint48(block.timestamp);
    }
}
