// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../contracts/interfaces/ILabourLedger.sol";
import {Begun} from "./support/Begun.sol";
import {Signer} from "./support/Keyring.sol";
import {TypedData} from "./support/TypedData.sol";

/// @title Accreditations and periods at their edges: who may say what, where, and about when.
contract AccreditationsTest is Begun {
    uint32 private constant HONEST = 0xffff_e7fb;
    bytes32 private constant AUDIT = keccak256("test/audit@1");
    bytes32 private constant DATED = keccak256("test/dated@1");

    constructor() {
        _registerNamed("test/audit@1", ILabourLedger.SchemaRule(0x3fe, 0x3f, 2, 0, 0));
        _registerNamed("test/dated@1", ILabourLedger.SchemaRule(0x3fe, 0x3f, 1, 10 days, 20 days));
        for (uint8 i = 20; i < 24; ++i) {
            _registerSubjectByCouncil(
                i,
                i % 2 == 0 ? 1 : 2,
                i < 22
                    ? 0
                    : i == 22
                        ? 1
                        : 2,
                0,
                0
            );
        }
    }

    /// @notice The subject's own country goes before every country; what lapsed is named; what is to come does not count.
    function testFuzz_the_entry_in_force_decides(uint8 local, uint8 general, uint8 about, uint48 wait) external {
        Signer memory signer = signers[0];
        uint64 party = keys[signer.account].party;
        bytes32 subject = knownSubjects[knownSubjects.length - 1 - (about % 4)];
        bytes2 country = subjects[subject].country;
        if (country != 0) _giveEntry(party, country, local);
        _giveEntry(party, 0, general);
        vm.warp(block.timestamp + _between(wait, 0, 4));
        ILabourLedger.Attestation[] memory said = new ILabourLedger.Attestation[](3);
        for (uint256 i = 0; i < 3; ++i) {
            said[i] = _attestation(signer.account, 0, 2, 1, 1, HONEST);
            (said[i].subject, said[i].schema) = (i == 1 ? knownSubjects[0] : subject, i == 0 ? DATED : AUDIT);
        }
        _recordOne(signer, said[1], HONEST);
        said[1].nonce += 1_000_000;
        _recordOne(signer, said[2], HONEST);
        said[2].nonce += 1_000_000;
        _recordRun(signer, said, HONEST);
        _assertHeads();
    }

    /// @notice A period may not be empty, begin too early or end too late; each by one second.
    function testFuzz_periods_are_refused_by_the_second(uint8 from, uint8 until, uint8 deadline) external {
        uint256[8] memory moments = [
            block.timestamp - 20 days - 1,
            block.timestamp - 20 days,
            block.timestamp - 20 days + 1,
            block.timestamp,
            block.timestamp + 1,
            block.timestamp + 10 days,
            block.timestamp + 10 days + 1,
            type(uint64).max
        ];
        ILabourLedger.Attestation memory said = _attestation(signers[0].account, 0, 2, 1, 1, HONEST);
        said.schema = DATED;
        said.validFrom = uint64(moments[from % 7]);
        said.validUntil = uint64(moments[until % 8]);
        said.deadline = uint64(block.timestamp - 1 + (deadline % 3));
        _recordOne(signers[0], said, HONEST);
        _assertHeads();
    }

    /// @notice An accreditor gives in the schema and the country that it holds, while it holds them, and never to
    /// itself; a live entry is replaced and ended by who gave it, or by the council.
    function testFuzz_accreditors_give_what_they_hold(uint256 seed) external {
        for (uint256 i = 0; i < 10; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            // Three accreditors, of one country, of every country, of the other, and three whom they may accredit.
            (uint8 who, uint8 to, uint8 where) = (uint8(r >> 8) % 3, 2 + (uint8(r >> 16) % 3), uint8(r >> 24) % 3);
            uint16 times = r % 8 == 7 ? uint16(r >> 32) : uint16(200 << 8);
            uint32 how = r % 16 == 1 ? uint32(r >> 48) : HONEST;
            uint8 schema = r % 16 == 2 ? uint8(r >> 80) : 4;
            if (r % 8 == 3) _giveAccreditation(to, 4, where, 0, 200, r % 16 == 3);
            if (r % 8 == 4) _endAccreditation(to, 4, where);
            _changeAccreditation(who, to, schema, where, (r >> 100) % 3 == 0 ? 2 : 1, times, how);
            if (r % 8 == 5) vm.warp(block.timestamp + ((r >> 104) % 2 days));
        }
        _assertHeads();
        _assertAccreditations();
        for (uint256 i = 0; i < 3; ++i) {
            _assertNonces(signers[i].account, 0);
        }
    }

    /// @notice Half a period, on either side, is no ending.
    function testFuzz_an_end_has_no_period(uint48 from, uint48 until) external {
        Signer memory giver = signers[0];
        ILabourLedger.AccreditationChange memory asked;
        (asked.issuer, asked.nonce, asked.deadline) = (giver.account, 1, uint64(block.timestamp));
        (asked.party, asked.schema, asked.action) = (1, AUDIT, 2);
        (asked.from, asked.until) = (from % 3 == 0 ? 0 : from, until % 3 == 0 ? 0 : until);
        bytes memory refusal =
            asked.from == 0 && asked.until == 0
                ? abi.encodeWithSelector(ILabourLedger.AccreditationUnknown.selector, 1, AUDIT, bytes2(0))
                : abi.encodeWithSelector(ILabourLedger.AccreditationPeriodInvalid.selector, asked.from, asked.until);
        bytes memory call_ = abi.encodeCall(ledger.changeAccreditation, (asked, _sign(giver, TypedData.hash(asked))));
        _act(COUNCIL, call_, refusal, "it ends with a period");
    }

    function testFuzz_nothing_is_given_to_who_is_unknown_or_for_what_is(uint64 party, bytes32 schema) external {
        ILabourLedger.Accreditation memory given = ILabourLedger.Accreditation(0, FOREVER, 0, true);
        for (uint256 i = 0; i < 2; ++i) {
            (uint64 to, bytes32 under) = i == 0 ? (party, AUDIT) : (party % 10, schema);
            bytes memory call_ = abi.encodeCall(ledger.giveAccreditation, (to, under, "ID", 0, FOREVER, true));
            if (_act(COUNCIL, call_, _refusalOfGift(to, under, "ID", given), "to any party, for any schema")) {
                _noteGift(to, under, "ID", given);
            }
        }
        _assertHeads();
    }

    /// @dev None, lapsed, lapsing within the wait, beginning within it, or for ever; none where the ledger refuses it.
    function _giveEntry(uint64 party, bytes2 country, uint8 kind) private {
        uint48 now_ = uint48(block.timestamp);
        uint48[5] memory from = [uint48(0), 0, 0, now_ + 2, 0];
        uint48[5] memory until = [uint48(0), now_ + 1, now_ + 2, now_ + 4, FOREVER];
        if (kind % 5 == 0) return;
        ILabourLedger.Accreditation memory given = ILabourLedger.Accreditation(
            from[kind % 5],
            until[kind % 5],
            0,
            false
        );
        bytes memory call_ = abi.encodeCall(
            ledger.giveAccreditation,
            (party, AUDIT, country, given.from, given.until, false)
        );
        _act(COUNCIL, call_, "", "the council gives an entry");
        _noteGift(party, AUDIT, country, given);
    }

    function _registerNamed(string memory id, ILabourLedger.SchemaRule memory rule) private {
        bytes memory call_ = abi.encodeCall(ledger.registerSchema, (id, rule, 0));
        _act(COUNCIL, call_, "", "the council registers a schema");
        _noteSchema(id, rule, 0);
    }
}
