// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../contracts/interfaces/ILabourLedger.sol";
import {
    AccreditationWord,
    AccreditationWords,
    KeyWord,
    KeyWords,
    SchemaWord,
    SchemaWords,
    StoredSchema,
    SubjectWord,
    SubjectWords
} from "../../contracts/libraries/PackedState.sol";
import {Tested} from "./support/Vm.sol";

/// @title What Solidity packs into a slot is what `PackedState` reads out of it, whatever stands in the other fields.
/// @dev Fuzzed values and, for each field, nothing but ones or zeros around it: a shift or width that is off shows there.
contract PackedStateTest is Tested {
    ILabourLedger.Key private _key;
    ILabourLedger.Subject private _subject;
    StoredSchema private _schema;
    ILabourLedger.Accreditation private _accreditation;

    function testFuzz_key_is_read_as_written(ILabourLedger.Key calldata key, uint256 extremes) external {
        _key = key;
        if (extremes & 1 == 1) _key.party = extremes & 2 == 2 ? type(uint64).max : 0;
        if (extremes & 4 == 4) _key.notBefore = extremes & 8 == 8 ? type(uint48).max : 0;
        if (extremes & 16 == 16) _key.notAfter = extremes & 32 == 32 ? type(uint48).max : 0;
        if (extremes & 64 == 64) _key.suspendedUntil = extremes & 128 == 128 ? type(uint48).max : 0;
        if (extremes & 256 == 256) _key.country = extremes & 512 == 512 ? bytes2(0xffff) : bytes2(0);
        KeyWord word = KeyWords.load(_key);
        vm.assertEq(word.party(), _key.party, "party");
        vm.assertEq(word.class(), _key.class, "class");
        vm.assertEq(word.kind(), _key.kind, "kind");
        vm.assertEq(word.role(), _key.role, "role");
        vm.assertEq(word.notBefore(), _key.notBefore, "notBefore");
        vm.assertEq(word.notAfter(), _key.notAfter, "notAfter");
        vm.assertEq(word.suspendedUntil(), _key.suspendedUntil, "suspendedUntil");
        vm.assertTrue(word.suspendedWithParty() == _key.suspendedWithParty, "suspendedWithParty");
        uint256 basis = uint256(_key.party) + (uint256(_key.class) << 64) + (uint256(_key.kind) << 80);
        vm.assertEq(word.basis(), basis + (uint256(uint16(_key.country)) << 88), "basis");
    }

    function testFuzz_key_is_in_force_within_its_period_and_role(
        ILabourLedger.Key calldata key,
        uint8 role,
        uint48 now_,
        uint8 edge
    ) external {
        _key = key;
        uint256[6] memory moments = [
            uint256(now_),
            key.notBefore,
            uint256(key.notBefore) + 1,
            key.notAfter,
            uint256(key.notAfter) + 1,
            key.notAfter > 0 ? key.notAfter - 1 : 0
        ];
        vm.warp(moments[edge % 6]);
        role = uint8(_between(role, 1, 3));
        bool expected = key.notBefore <= block.timestamp && block.timestamp < key.notAfter && key.role & role != 0;
        vm.assertTrue(KeyWords.load(_key).isInForce(role) == expected, "whether a key is in force");
    }

    function testFuzz_subject_is_read_as_written(ILabourLedger.Subject calldata subject) external {
        _subject = subject;
        SubjectWord word = SubjectWords.load(_subject);
        vm.assertEq(word.controller(), subject.controller, "controller");
        vm.assertEq(bytes32(word.country()), bytes32(subject.country), "country");
        bool any = subject.kind != 0 || subject.controller != 0 || subject.country != 0 || subject.closed;
        vm.assertTrue(word.isRegistered() == any, "isRegistered");
    }

    function testFuzz_schema_is_read_as_written(StoredSchema calldata schema, uint8 bit) external {
        _schema = schema;
        SchemaWord word = SchemaWords.load(_schema);
        vm.assertTrue(word.allowsClass(bit % 16) == ((schema.issuerClasses >> (bit % 16)) & 1 == 1), "allowsClass");
        bool allowed = bit < 8 && (schema.outcomes >> bit) & 1 == 1;
        vm.assertTrue(word.allowsOutcome(bit) == allowed, "allowsOutcome");
        uint8 flag = uint8(1 << (bit % 8));
        vm.assertTrue(word.hasFlag(flag) == (schema.flags & flag != 0), "hasFlag");
        vm.assertEq(word.longestValidity(), schema.longestValidity, "longestValidity");
        vm.assertEq(word.longestBackdating(), schema.longestBackdating, "longestBackdating");
        vm.assertEq(word.state(), schema.state, "state");
    }

    function testFuzz_accreditation_is_read_as_written(
        ILabourLedger.Accreditation calldata given,
        uint8 reach,
        uint8 edge
    ) external {
        _accreditation = given;
        AccreditationWord word = AccreditationWords.load(_accreditation);
        vm.assertEq(word.from(), given.from, "from");
        vm.assertEq(word.until(), given.until, "until");
        vm.assertEq(word.accreditor(), given.accreditor, "accreditor");
        vm.assertTrue(word.mayAccredit() == given.mayAccredit, "mayAccredit");
        vm.assertEq(word.basis(reach), (uint256(reach) << 104) + (uint256(given.accreditor) << 112), "basis");
        uint256[4] memory moments = [given.from, given.until, uint256(given.from) + 1, uint256(given.until) + 1];
        vm.warp(moments[edge % 4]);
        bool expected = given.from <= block.timestamp && block.timestamp < given.until;
        vm.assertTrue(word.isInForce() == expected, "whether an accreditation is in force");
    }
}
