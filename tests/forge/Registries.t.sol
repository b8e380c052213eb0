// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../contracts/interfaces/ILabourLedger.sol";
import {SignedActs} from "./support/SignedActs.sol";

/// @title Registries take what the rules allow and no more, at every width and edge.
contract RegistriesTest is SignedActs {
    function testFuzz_parties_are_registered_as_the_model_says(uint8 class, bytes2 country, bytes32 profile) external {
        bytes memory call_ = abi.encodeCall(ILabourLedger.registerParty, (class, country, profile));
        if (_act(COUNCIL, call_, _refusalOfParty(class, country), "a party of any class and country")) {
            _noteParty(class, country, profile);
        }
        _assertAll();
    }

    /// @dev The neighbours of A and Z in either place.
    function test_countries_are_two_capital_letters_or_none() external {
        bytes1[6] memory letters = [bytes1("@"), "A", "M", "Z", "[", 0];
        for (uint256 i = 0; i < 36; ++i) {
            bytes2 country = bytes2(bytes.concat(letters[i / 6], letters[i % 6]));
            bytes memory call_ = abi.encodeCall(ILabourLedger.registerParty, (1, country, 0));
            if (_act(COUNCIL, call_, _refusalOfParty(1, country), "an edge of the alphabet")) _noteParty(1, country, 0);
        }
        _assertAll();
    }

    function testFuzz_keys_keep_every_field_at_full_width(
        uint8 kind,
        uint8 role,
        uint48 notBefore,
        uint48 notAfter,
        address account
    ) external {
        _registerParty(6, 0, "profile");
        ILabourLedger.KeyChange memory added;
        (added.key, added.kind, added.role) = (account, kind % 4, role % 5);
        (added.notBefore, added.notAfter) = (notBefore, notAfter);
        bytes memory call_ = abi.encodeCall(
            ILabourLedger.addKey,
            (1, account, added.kind, added.role, notBefore, notAfter)
        );
        if (_act(COUNCIL, call_, _refusalOfNewKey(1, added), "a key of any shape")) _noteKey(1, added, address(0));
        _assertAll();
    }

    function testFuzz_schemas_keep_every_field_at_full_width(
        string calldata id,
        ILabourLedger.SchemaRule calldata rule,
        bytes32 content
    ) external {
        bytes memory call_ = abi.encodeCall(ILabourLedger.registerSchema, (id, rule, content));
        if (_act(COUNCIL, call_, _refusalOfSchema(id, rule), "a schema of any rule")) _noteSchema(id, rule, content);
        _assertAll();
    }

    function testFuzz_schemas_with_known_bits_are_taken(
        uint16 classes,
        uint8 outcomes,
        uint8 flags,
        uint48 validity,
        uint48 backdating
    ) external {
        ILabourLedger.SchemaRule memory rule = ILabourLedger.SchemaRule({
            issuerClasses: classes & 0x3fe,
            outcomes: outcomes & 0x3f,
            flags: flags & 3,
            longestValidity: validity,
            longestBackdating: backdating
        });
        bytes memory call_ = abi.encodeCall(ILabourLedger.registerSchema, ("a/b@1", rule, 0));
        if (_act(COUNCIL, call_, _refusalOfSchema("a/b@1", rule), "a schema")) _noteSchema("a/b@1", rule, 0);
        _assertAll();
    }

    function testFuzz_accreditations_keep_every_field_at_full_width(
        bytes2 country,
        uint48 from,
        uint48 until,
        bool mayAccredit
    ) external {
        _registerParty(1, 0, 0);
        _registerSchema(0, 2, 1, 0, 0);
        bytes32 schema = _schema(0);
        country = uint16(country) % 4 == 0 ? country : _country(uint8(uint16(country)));
        ILabourLedger.Accreditation memory given = ILabourLedger.Accreditation(from, until, 0, mayAccredit);
        bytes memory call_ = abi.encodeCall(
            ILabourLedger.giveAccreditation,
            (1, schema, country, from, until, mayAccredit)
        );
        if (_act(COUNCIL, call_, _refusalOfGift(1, schema, country, given), "any accreditation")) {
            _noteGift(1, schema, country, given);
        }
        bytes memory held = abi.encode(ledger.accreditationOf(1, schema, country));
        vm.assertEq(held, abi.encode(accreditations[1][schema][country]), "an accreditation");
        _assertAll();
    }

    function testFuzz_subjects_keep_every_field_at_full_width(
        bytes32 salt,
        uint8 kind,
        bytes2 country,
        uint64 controller,
        bytes32 identity,
        bytes32[] calldata identifiers
    ) external {
        _registerParty(4, 0, 0);
        ILabourLedger.SubjectRegistration memory asked;
        (asked.salt, asked.kind) = (salt, kind % 8);
        asked.country = uint16(country) % 4 == 0 ? country : _country(uint8(uint16(country)));
        asked.controller = controller % 2 == 0 ? uint64(controller % 4) / 2 : controller;
        asked.identityHash = identity;
        asked.identifiers = identifiers;
        bytes memory call_ = abi.encodeCall(ILabourLedger.registerSubjectByCouncil, (asked));
        if (_act(COUNCIL, call_, _refusalOfSubject(asked, 0), "a subject of any shape")) _noteNewSubject(asked, 0);
        for (uint256 i = 0; i < identifiers.length; ++i) {
            bytes32 owner = ledger.subjectOfIdentifier(identifiers[i]);
            vm.assertEq(owner, claims[identifiers[i]], "who has an identifier");
        }
        _assertAll();
    }

    function testFuzz_suspensions_keep_every_width(uint48 ofKey, uint48 ofParty, uint48 again, bool keyFirst) external {
        _registerParty(6, 0, 0);
        _addKey(0, 2, 200, 5);
        _addKey(1, 2, 200, 5);
        if (keyFirst) _suspend(0, ofKey);
        _suspendAll(ofParty);
        if (!keyFirst) _suspend(0, ofKey);
        _addKey(2, 2, 200, 5);
        _suspendAll(again);
        vm.warp(uint256(ofParty) > block.timestamp ? ofParty : block.timestamp + 1);
        _reinstateParty(2);
        _suspend(1, ofKey);
        _assertAll();
    }

    function test_a_party_has_sixteen_live_keys_and_no_more() external {
        _registerParty(6, 0, 0);
        for (uint160 i = 1; i <= 18; ++i) {
            if (i == 18) _retire(address(3));
            ILabourLedger.KeyChange memory added;
            (added.key, added.kind, added.role, added.notAfter) = (address(i), ACCOUNT, SIGN, FOREVER);
            bytes memory call_ = abi.encodeCall(ILabourLedger.addKey, (1, address(i), ACCOUNT, SIGN, 0, FOREVER));
            if (_act(COUNCIL, call_, _refusalOfNewKey(1, added), "one key more")) _noteKey(1, added, address(0));
        }
        _suspendAll(FOREVER);
        _reclassParty(2, 2);
        _reinstateParty(2);
        vm.assertEq(ledger.liveKeysOf(1).length, 16, "live keys");
        _assertAll();
    }

    function _suspend(uint8 who, uint48 until) private {
        address key = signers[who].account;
        bytes memory call_ = abi.encodeCall(ILabourLedger.suspendKey, (key, until));
        if (_act(COUNCIL, call_, "", "the council suspends a key")) _noteSuspendedKey(key, until);
    }

    function _suspendAll(uint48 until) private {
        bytes memory refusal =
            until > block.timestamp
                ? bytes("")
                : abi.encodeWithSelector(ILabourLedger.SuspensionInPast.selector, until);
        bytes memory call_ = abi.encodeCall(ILabourLedger.suspendParty, (1, until));
        if (_act(COUNCIL, call_, refusal, "the council suspends party 1")) _noteSuspendedParty(1, until);
    }

    function _retire(address key) private {
        bytes memory call_ = abi.encodeCall(ILabourLedger.retireKey, (key));
        if (_act(COUNCIL, call_, "", "the council retires a key")) _noteRetiredKey(key, address(0));
    }

    function _assertAll() private view {
        _assertHeads();
        _assertState();
    }
}
