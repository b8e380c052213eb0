// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {RecordActs} from "./RecordActs.sol";

/// @title A ledger on which most acts have something to act on: six parties, their keys, schemas, accreditations, sites.
abstract contract Begun is RecordActs {
    constructor() {
        for (uint8 class = 1; class < 7; ++class) {
            _registerParty(class, class % 3, bytes32(uint256(class)));
        }
        // One signer stays unknown.
        for (uint8 i = 0; i < 7; ++i) {
            _addKey(i, 2 + i, 200, 5);
        }
        // An audit, a scheme's audit, revocation, same-as, registration: 1 lets controllers speak, 2 asks accreditation.
        uint8[5] memory flags = [2, 3, 1, 1, 3];
        for (uint8 i = 0; i < 5; ++i) {
            _registerSchema(i, i == 0 ? 0x2aa : 0x3fe, i == 1 ? 0x2e : 0x3f, flags[i], i == 1 ? 0x21 : 0);
        }
        for (uint8 i = 0; i < 6; ++i) {
            _giveAccreditation(2 + i, 1, i, 0, 200, i % 2 == 0);
            _giveAccreditation(2 + i, 4, i + 1, 0, 200, i < 3);
            _registerSubjectByCouncil(i, 1, i % 2, i * 3, 0);
        }
        // Two that lie in no country: only an accreditation for every country reaches them.
        for (uint8 i = 6; i < 8; ++i) {
            _registerSubjectByCouncil(i, 2, 2, i * 3, 0);
        }
    }
}
