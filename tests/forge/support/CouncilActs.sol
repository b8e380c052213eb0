// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";
import {World} from "./World.sol";

/// @title What the council can do, chosen by numbers.
abstract contract CouncilActs is World {
    uint256 private _freshSigners;
    string[7] private _schemaIds = [
        "ilo/c029@1930",
        "sai/sa8000@2014",
        "ledger/revocation@1",
        "ledger/same-as@1",
        "ledger/site-registration@1",
        "ledger/exit@1",
        ""
    ];

    function _registerParty(uint8 class, uint8 country, bytes32 profile) internal {
        class = uint8(_between(class, 0, 10));
        bytes2 from = _country(country);
        bytes memory call_ = abi.encodeCall(ILabourLedger.registerParty, (class, from, profile));
        string memory words = string.concat("the council registers a party of class ", _textOf(class));
        if (_act(COUNCIL, call_, _refusalOfParty(class, from), words)) _noteParty(class, from, profile);
    }

    function _addKey(uint8 who, uint8 to, uint8 shape, uint32 times) internal {
        uint64 party = _party(to);
        ILabourLedger.KeyChange memory added = _newKey(signers[who % signers.length].account, shape, times);
        bytes memory refusal = _refusalOfUnknownParty(party);
        if (refusal.length == 0) refusal = _refusalOfNewKey(party, added);
        bytes memory call_ = abi.encodeCall(
            ILabourLedger.addKey,
            (party, added.key, added.kind, added.role, added.notBefore, added.notAfter)
        );
        string memory words = string.concat("the council adds ", _nameOf(added.key), " to party ", _textOf(party));
        if (_act(COUNCIL, call_, refusal, words)) _noteKey(party, added, address(0));
    }

    /// @dev Keys end for ever, so most calls of this and the next bring a new one instead.
    function _retireKey(uint8 who) internal {
        if (who % 4 != 0) return _addFreshKey(who);
        address key = _key(who);
        bytes memory refusal = _refusalOfUnknownKey(key);
        if (refusal.length == 0) refusal = _refusalOfRetirement(key);
        bytes memory call_ = abi.encodeCall(ILabourLedger.retireKey, (key));
        string memory words = string.concat("the council retires ", _nameOf(key));
        if (_act(COUNCIL, call_, refusal, words)) _noteRetiredKey(key, address(0));
    }

    function _markKeyCompromised(uint8 who, uint8 when) internal {
        if (who % 4 != 1) return _addFreshKey(who);
        address key = _key(who);
        uint48 from = _time(when);
        bytes memory refusal = _refusalOfUnknownKey(key);
        if (refusal.length == 0) refusal = _refusalOfMark(from);
        bytes memory call_ = abi.encodeCall(ILabourLedger.markKeyCompromised, (key, from));
        string memory words = string.concat("the council marks ", _nameOf(key), " as compromised");
        if (_act(COUNCIL, call_, refusal, words)) _noteCompromisedKey(key, from, address(0));
    }

    function _suspendKey(uint8 who, uint8 when) internal {
        address key = _key(who);
        uint48 until = when % 3 == 0 ? _time(when) : 0;
        bytes memory call_ = abi.encodeCall(ILabourLedger.suspendKey, (key, until));
        string memory words = string.concat("the council suspends ", _nameOf(key), " until ", _textOf(until));
        if (_act(COUNCIL, call_, _refusalOfUnknownKey(key), words)) _noteSuspendedKey(key, until);
    }

    function _suspendParty(uint8 which, uint8 when) internal {
        uint64 party = _party(which);
        uint48 until = _time(when);
        bytes memory refusal = _refusalOfUnknownParty(party);
        if (which > 127) return _reinstateParty(which);
        if (refusal.length == 0 && until <= block.timestamp) {
            refusal = abi.encodeWithSelector(ILabourLedger.SuspensionInPast.selector, until);
        }
        bytes memory call_ = abi.encodeCall(ILabourLedger.suspendParty, (party, until));
        string memory words = string.concat("the council suspends party ", _textOf(party), " until ", _textOf(until));
        if (_act(COUNCIL, call_, refusal, words)) _noteSuspendedParty(party, until);
    }

    function _reinstateParty(uint8 which) internal {
        uint64 party = _party(which);
        bytes memory refusal = _refusalOfUnknownParty(party);
        if (refusal.length == 0 && parties[party].suspendedUntil <= block.timestamp) {
            refusal = abi.encodeWithSelector(ILabourLedger.PartyNotSuspended.selector, party);
        }
        bytes memory call_ = abi.encodeCall(ILabourLedger.reinstateParty, (party));
        string memory words = string.concat("the council reinstates party ", _textOf(party));
        if (_act(COUNCIL, call_, refusal, words)) _noteReinstatedParty(party);
    }

    function _reclassParty(uint8 which, uint8 class) internal {
        uint64 party = _party(which);
        class = uint8(_between(class, 0, 10));
        bytes memory refusal = _refusalOfUnknownParty(party);
        if (refusal.length == 0) refusal = _refusalOfParty(class, 0);
        bytes memory call_ = abi.encodeCall(ILabourLedger.reclassParty, (party, class));
        string memory words = string.concat("the council puts party ", _textOf(party), " into class ", _textOf(class));
        if (_act(COUNCIL, call_, refusal, words)) _noteClass(party, class);
    }

    function _registerSchema(uint8 which, uint16 classes, uint8 outcomes, uint8 flags, uint8 spans) internal {
        string memory id = _schemaIds[which % 7];
        // Bits without a meaning are tried, but rarely.
        ILabourLedger.SchemaRule memory rule = ILabourLedger.SchemaRule({
            issuerClasses: classes & (classes >> 14 == 3 ? 0xffff : 0x3fe),
            outcomes: outcomes & (outcomes >> 6 == 3 ? 0xff : 0x3f),
            flags: flags & (flags >> 4 == 15 ? 7 : 3),
            longestValidity: _span(spans % 16),
            longestBackdating: _span(spans / 16)
        });
        bytes memory call_ = abi.encodeCall(ILabourLedger.registerSchema, (id, rule, keccak256(abi.encode(rule))));
        string memory words = string.concat("the council registers schema ", id);
        if (_act(COUNCIL, call_, _refusalOfSchema(id, rule), words)) _noteSchema(id, rule, keccak256(abi.encode(rule)));
    }

    /// @dev No schema comes back, so most calls do something else.
    function _retireSchema(uint8 which) internal {
        if (which > 31) return _giveAccreditation(which, which / 4, which / 8, 0, 200, which % 2 == 0);
        bytes32 schema = _schema(which);
        bytes memory call_ = abi.encodeCall(ILabourLedger.retireSchema, (schema));
        string memory words = string.concat("the council retires schema ", _textOf(which % 7));
        if (_act(COUNCIL, call_, _refusalOfSchemaRetirement(schema), words)) _noteRetiredSchema(schema);
    }

    function _giveAccreditation(uint8 to, uint8 which, uint8 where, uint8 from, uint8 until, bool may) internal {
        (uint64 party, bytes32 schema, bytes2 country) = (_party(to), _schema(which), _country(where));
        ILabourLedger.Accreditation memory given = ILabourLedger.Accreditation(_time(from), _time(until), 0, may);
        bytes memory call_ = abi.encodeCall(
            ILabourLedger.giveAccreditation,
            (party, schema, country, given.from, given.until, may)
        );
        string memory words = string.concat("the council accredits party ", _textOf(party));
        words = string.concat(words, " for schema ", _textOf(which % 7), " until ", _textOf(given.until));
        if (_act(COUNCIL, call_, _refusalOfGift(party, schema, country, given), words)) {
            _noteGift(party, schema, country, given);
        }
    }

    function _endAccreditation(uint8 whose, uint8 which, uint8 where) internal {
        (uint64 party, bytes32 schema, bytes2 country) = (_party(whose), _schema(which), _country(where));
        bytes memory call_ = abi.encodeCall(ILabourLedger.endAccreditation, (party, schema, country));
        string memory words = string.concat("the council ends an accreditation of party ", _textOf(party));
        bytes memory refusal = _refusalOfEnd(party, schema, country, 0);
        if (_act(COUNCIL, call_, refusal, words)) _noteEnd(party, schema, country, 0);
    }

    function _registerSubjectByCouncil(
        uint8 salt,
        uint8 kind,
        uint8 where,
        uint8 controller,
        uint16 identifiers
    ) internal {
        ILabourLedger.SubjectRegistration memory asked = _newSubject(salt, kind, where, controller, identifiers);
        bytes memory call_ = abi.encodeCall(ILabourLedger.registerSubjectByCouncil, (asked));
        if (_act(COUNCIL, call_, _refusalOfSubject(asked, 0), "the council registers a subject")) {
            _noteNewSubject(asked, 0);
        }
    }

    function _assignIdentifier(uint8 which, uint8 to) internal {
        bytes32 identifier = _identifier(which);
        bytes32 subject = _subject(to);
        bytes memory refusal = _refusalOfUnknownSubject(subject);
        if (refusal.length == 0 && claims[identifier] == subject) {
            refusal = abi.encodeWithSelector(ILabourLedger.IdentifierAlreadyClaimed.selector, identifier, subject);
        }
        bytes memory call_ = abi.encodeCall(ILabourLedger.assignIdentifier, (identifier, subject));
        if (_act(COUNCIL, call_, refusal, "the council assigns an identifier")) _noteClaim(identifier, subject);
    }

    function _closeOrReopenSubject(uint8 which, bool close) internal {
        bytes32 subject = _subject(which);
        bytes memory refusal = _refusalOfUnknownSubject(subject);
        if (refusal.length == 0 && subjects[subject].closed == close) {
            bytes4 name = close ? ILabourLedger.SubjectAlreadyClosed.selector : ILabourLedger.SubjectNotClosed.selector;
            refusal = abi.encodeWithSelector(name, subject);
        }
        bytes4 act = close ? ILabourLedger.closeSubject.selector : ILabourLedger.reopenSubject.selector;
        string memory words = close ? "the council closes a subject" : "the council reopens a subject";
        if (_act(COUNCIL, abi.encodeWithSelector(act, subject), refusal, words)) _noteClosed(subject, close);
    }

    // ---------------------------------------------------------------- what numbers choose

    /// @dev In the place of an old signer, whose key stays known to ledger and model.
    function _addFreshKey(uint8 who) private {
        uint8 place = uint8(who % signers.length);
        uint256 secret = 0xF4E54 + ++_freshSigners;
        signers[place] = place % 2 == 1 ? _wallet(secret) : _account(secret);
        string memory name = string.concat(place % 2 == 1 ? "wallet " : "account ", vm.toString(place), ".");
        names[signers[place].account] = string.concat(name, vm.toString(_freshSigners));
        _addKey(place, who | 2, 200, 5);
    }

    function _noteNewSubject(ILabourLedger.SubjectRegistration memory asked, uint64 registrar) internal {
        _noteSubject(asked, registrar);
        knownSubjects.push(_subjectId(registrar, asked.salt));
    }

    function _newKey(
        address account,
        uint8 shape,
        uint32 times
    ) internal view returns (ILabourLedger.KeyChange memory key) {
        key.key = account;
        // A few have a kind or role that does not exist; most have the kind that fits the address.
        key.kind =
            shape < 8
                ? shape
                : account.code.length == 0
                    ? ACCOUNT
                    : WALLET;
        key.role =
            shape > 248
                ? shape - 248 + 3
                : shape > 244
                    ? 0
                    : uint8(_between(shape, 1, 3));
        key.notBefore = times % 16 == 0 ? _time(uint8(times >> 8)) : 0;
        key.notAfter = times % 32 < 3 ? _time(uint8(times >> 16)) : FOREVER;
    }

    function _newSubject(
        uint8 salt,
        uint8 kind,
        uint8 where,
        uint8 controller,
        uint16 identifiers
    ) internal view returns (ILabourLedger.SubjectRegistration memory asked) {
        asked.salt = bytes32(uint256(salt));
        asked.kind = uint8(_between(kind, 0, 6));
        asked.country = _country(where);
        asked.controller = controller % 4 == 0 ? 0 : _party(controller);
        asked.identityHash = keccak256(abi.encode(salt));
        asked.identifiers = new bytes32[](identifiers % 4);
        for (uint256 i = 0; i < asked.identifiers.length; ++i) {
            asked.identifiers[i] = _identifier(uint8(identifiers >> (4 + 3 * i)));
        }
    }

    /// @dev Numbers up to one more than there are, so that nobody is chosen now and then.
    function _party(uint8 which) internal view returns (uint64) {
        return uint64(_between(which, which % 16 == 0 ? 0 : 1, partyCount + (which % 16 == 1 ? 1 : 0)));
    }

    function _key(uint8 which) internal view returns (address) {
        return which == 255 ? address(0xDEAD) : signers[which % signers.length].account;
    }

    function _subject(uint8 which) internal view returns (bytes32) {
        if (which % 16 == 15 || knownSubjects.length == 0) return which % 32 == 15 ? bytes32(0) : bytes32("nothing");
        return knownSubjects[which % knownSubjects.length];
    }

    function _schema(uint8 which) internal view returns (bytes32) {
        return keccak256(bytes(_schemaIds[which % 7]));
    }

    function _identifier(uint8 which) internal pure returns (bytes32) {
        return keccak256(abi.encode("identifier", which % 8));
    }

    function _country(uint8 which) internal pure returns (bytes2) {
        if (which == 255) return "I[";
        if (which == 254) return "@D";
        if (which == 253) return hex"0044";
        return
            which % 3 == 0
                ? bytes2("ID")
                : which % 3 == 1
                    ? bytes2("BD")
                    : bytes2(0);
    }

    function _span(uint8 which) private pure returns (uint48) {
        uint48[4] memory spans = [uint48(0), 1 days, 400 days, FOREVER];
        return spans[which % 4];
    }

    /// @return moment one on, before or after one of the edges that rules about time have
    function _time(uint8 which) internal view returns (uint48 moment) {
        uint48 now_ = uint48(block.timestamp);
        if (which % 8 == 0) return which < 128 ? 0 : FOREVER;
        uint48[5] memory distances = [uint48(0), 1 days, 30 days, 400 days, 4000 days];
        uint48 distance = distances[(which / 8) % 5];
        moment = which % 2 == 0 ? now_ + distance : now_ - distance;
        uint8 nudge = (which >> 1) % 4;
        if (nudge == 0) ++moment;
        if (nudge == 1) --moment;
    }
}
