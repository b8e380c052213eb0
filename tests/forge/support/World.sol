// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";
import {Keyring, Signer} from "./Keyring.sol";
import {RecordModel} from "./RecordModel.sol";
import {TypedData} from "./TypedData.sol";

/// @title A ledger and its model, brought forward together, and compared.
abstract contract World is RecordModel, Keyring {
    address internal constant COUNCIL = address(0xC0C0);
    uint48 internal constant FOREVER = type(uint48).max;
    uint256 private constant BEGINNING = 1_800_000_000;

    Signer[] internal signers;
    mapping(address account => string name) internal names;
    bytes32[] internal knownSubjects;
    /// @dev What `loggedOthers` should be once the act is done.
    bytes32 private _expectedOthers;

    constructor() {
        vm.warp(BEGINNING);
        ledger = _deployLedger(COUNCIL);
        names[COUNCIL] = "the council";
        for (uint256 i = 0; i < 8; ++i) {
            bool wallet = i % 2 == 1;
            signers.push(wallet ? _wallet(0xA11CE + i) : _account(0xA11CE + i));
            names[signers[i].account] = string.concat(wallet ? "wallet " : "account ", vm.toString(i));
        }
        names[address(0xDEAD)] = "nobody";
    }

    /// @notice Sends a call and holds the ledger to what the model said: taken, or refused with these very bytes.
    /// @param words what is done, for who reads a failing sequence
    function _act(
        address sender,
        bytes memory call_,
        bytes memory refusal,
        string memory words
    ) internal returns (bool taken) {
        vm.recordLogs();
        vm.prank(sender);
        bytes memory answer;
        (taken, answer) = address(ledger).call(call_);
        emit log(string.concat(words, taken ? "" : ": refused"));
        if (taken) {
            vm.assertEq(bytes(""), refusal, string.concat("it was taken: ", words));
            _foldLogs(vm.getRecordedLogs(), address(ledger));
            vm.assertEq(loggedOthers, _expectedOthers, string.concat("other signatures were logged: ", words));
        } else {
            _expectedOthers = loggedOthers;
            vm.assertEq(answer, refusal, string.concat("it was refused otherwise than expected: ", words));
            vm.assertTrue(refusal.length != 0, string.concat("it was refused: ", words));
            vm.getRecordedLogs();
        }
    }

    /// @notice The next act should log this signature, after those that were told before.
    function _expectSigned(bytes32 structHash, bytes memory signature) internal {
        bytes32[] memory topics = new bytes32[](1);
        topics[0] = ILabourLedger.Signed.selector;
        _expectedOthers = _after(_expectedOthers, topics, abi.encode(structHash, signature));
    }

    /// @notice The next act should log this attestation with its whole body.
    function _expectRecorded(ILabourLedger.Attestation memory said) internal {
        bytes32[] memory topics = new bytes32[](4);
        (topics[0], topics[1], topics[2]) = (ILabourLedger.Recorded.selector, said.subject, said.schema);
        topics[3] = bytes32(uint256(uint160(said.issuer)));
        bytes32 uid = _digest(TypedData.hash(said));
        bytes memory data = abi.encode(uid, _basisOf(said), said.nonce, said.deadline, said.outcome);
        bytes memory rest = abi.encode(said.validFrom, said.validUntil, said.documentHash, said.refUid);
        _expectedOthers = _after(_expectedOthers, topics, bytes.concat(data, rest));
    }

    /// @notice The next act should log that these nonces are cancelled.
    function _expectCancelled(ILabourLedger.NonceCancel memory cancel) internal {
        bytes32[] memory topics = new bytes32[](2);
        (topics[0], topics[1]) = (ILabourLedger.NoncesCancelled.selector, bytes32(uint256(uint160(cancel.issuer))));
        _expectedOthers = _after(_expectedOthers, topics, abi.encode(cancel.word, cancel.mask));
    }

    function _nameOf(address account) internal view returns (string memory name) {
        name = names[account];
        if (bytes(name).length == 0) name = vm.toString(account);
    }

    function _textOf(uint256 number) internal pure returns (string memory text) {
        return vm.toString(number);
    }

    // ---------------------------------------------------------------- what must hold after every act

    /// @notice Each head is the fold of the events, and of what the model says the acts were.
    function _assertHeads() internal view {
        for (uint64 party = 0; party <= partyCount; ++party) {
            _assertHead(ledger.partyHead(party), partyHeads[party], loggedPartyHeads[party], "party", party);
            _assertHead(ledger.issuedHead(party), issuedHeads[party], loggedIssuedHeads[party], "issued", party);
        }
        for (uint256 i = 0; i < knownSubjects.length; ++i) {
            bytes32 subject = knownSubjects[i];
            _assertHead(ledger.subjectHead(subject), subjectHeads[subject], loggedSubjectHeads[subject], "subject", i);
        }
        _assertHead(ledger.schemasHead(), schemasHead, loggedSchemasHead, "schemas", 0);
    }

    function _assertHead(
        bytes32 head,
        bytes32 expected,
        bytes32 logged,
        string memory what,
        uint256 number
    ) private pure {
        if (head == expected && head == logged) return;
        string memory which = string.concat("head of ", what, " ", vm.toString(number));
        vm.assertEq(head, logged, string.concat(which, " is not the fold of its events"));
        vm.assertEq(head, expected, string.concat(which, " is not the fold of what was done"));
    }

    /// @notice Every view of the registries tells what the model knows.
    function _assertState() internal view {
        vm.assertEq(ledger.partyCount(), partyCount, "number of parties");
        for (uint64 party = 0; party <= partyCount + 1; ++party) {
            _assertParty(party);
        }
        for (uint256 i = 0; i < knownSubjects.length; ++i) {
            bytes memory expected = abi.encode(subjects[knownSubjects[i]]);
            vm.assertEq(abi.encode(ledger.subjectOf(knownSubjects[i])), expected, "a subject");
        }
        for (uint256 i = 0; i < knownIdentifiers.length; ++i) {
            bytes32 identifier = knownIdentifiers[i];
            vm.assertEq(ledger.subjectOfIdentifier(identifier), claims[identifier], "an identifier");
        }
        for (uint256 i = 0; i < knownSchemas.length; ++i) {
            (ILabourLedger.SchemaRule memory rule, bool retired) = ledger.schemaOf(knownSchemas[i]);
            vm.assertEq(abi.encode(rule), abi.encode(schemas[knownSchemas[i]].rule), "a schema's rule");
            vm.assertTrue(retired == schemas[knownSchemas[i]].retired, "a schema's retirement");
        }
    }

    function _assertParty(uint64 number) private view {
        ILabourLedger.Party memory party = ledger.partyOf(number);
        vm.assertEq(party.class, parties[number].class, "a party's class");
        vm.assertEq(bytes32(party.country), bytes32(parties[number].country), "a party's country");
        vm.assertEq(party.suspendedUntil, parties[number].suspendedUntil, "a party's suspension");
        vm.assertTrue(party.registered == (number != 0 && number <= partyCount), "a party's registration");
        address[] memory live = ledger.liveKeysOf(number);
        vm.assertEq(live.length, _liveKeys(number), "number of a party's live keys");
        for (uint256 i = 0; i < live.length; ++i) {
            vm.assertTrue(keys[live[i]].live && keys[live[i]].party == number, "a live key");
        }
        for (uint256 i = 0; i < keysOf[number].length; ++i) {
            _assertKey(keysOf[number][i], party);
        }
    }

    function _assertKey(address account, ILabourLedger.Party memory owner) private view {
        ILabourLedger.Key memory key = ledger.keyOf(account);
        KnownKey memory known = keys[account];
        vm.assertEq(key.party, known.party, "a key's party");
        if (known.live) vm.assertEq(key.class, owner.class, "the class that a live key copies");
        vm.assertEq(bytes32(key.country), bytes32(owner.country), "the country that a key copies");
        vm.assertEq(key.kind, known.kind, "a key's kind");
        vm.assertEq(key.role, known.role, "a key's role");
        vm.assertEq(key.notBefore, known.notBefore, "a key's beginning");
        vm.assertEq(key.notAfter, known.notAfter, "a key's end");
        vm.assertEq(key.suspendedUntil, known.suspendedUntil, "a key's suspension");
        vm.assertTrue(key.suspendedWithParty == known.suspendedWithParty, "whether a key is suspended with its party");
    }

    function _assertAccreditations() internal view {
        for (uint64 party = 1; party <= partyCount; ++party) {
            for (uint256 i = 0; i < knownSchemas.length * 3; ++i) {
                bytes32 schema = knownSchemas[i / 3];
                bytes2 country =
                    i % 3 == 0
                        ? bytes2(0)
                        : i % 3 == 1
                            ? bytes2("ID")
                            : bytes2("BD");
                bytes memory held = abi.encode(ledger.accreditationOf(party, schema, country));
                vm.assertEq(held, abi.encode(accreditations[party][schema][country]), "an accreditation");
            }
        }
    }

    function _assertNonces() internal view {
        for (uint256 i = 0; i < signers.length; ++i) {
            _assertNonces(signers[i].account, 0);
            _assertNonces(signers[i].account, 1);
            _assertNonces(signers[i].account, type(uint64).max >> 8);
        }
    }

    function _assertNonces(address issuer, uint64 word) internal view {
        uint256 used = ledger.nonceWord(issuer, word);
        for (uint64 bit = 0; bit < 256; ++bit) {
            bool isUsed = (used >> bit) & 1 == 1;
            if (isUsed != spent[issuer][word * 256 + bit]) vm.assertTrue(false, "a nonce");
        }
    }
}
