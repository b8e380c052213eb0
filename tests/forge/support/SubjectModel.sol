// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";
import {RegistryModel} from "./RegistryModel.sol";

/// @title What the ledger should know of subjects and accreditations, and which changes of them it should refuse.
abstract contract SubjectModel is RegistryModel {
    struct KnownSubject {
        uint64 controller;
        bytes2 country;
        uint8 kind;
        bool closed;
    }

    bytes32 internal constant REGISTRATION = keccak256("ledger/site-registration@1");

    mapping(bytes32 subject => KnownSubject) internal subjects;
    mapping(bytes32 identifier => bytes32 subject) internal claims;
    bytes32[] internal knownIdentifiers;
    mapping(uint64 party => mapping(bytes32 schema => mapping(bytes2 country => ILabourLedger.Accreditation)))
        internal accreditations;

    // ---------------------------------------------------------------- accreditations

    function _isInForce(uint64 party, bytes32 schema, bytes2 country) internal view returns (bool) {
        ILabourLedger.Accreditation memory held = accreditations[party][schema][country];
        return held.from <= block.timestamp && block.timestamp < held.until;
    }

    function _refusalOfUnaccredited(
        uint256 item,
        uint64 party,
        bytes32 schema,
        bytes2 country
    ) internal view returns (bytes memory) {
        if (_isInForce(party, schema, country) || _isInForce(party, schema, 0)) return "";
        bytes2 lapsedIn = accreditations[party][schema][country].until != 0 ? country : bytes2(0);
        ILabourLedger.Accreditation memory lapsed = accreditations[party][schema][lapsedIn];
        if (lapsed.until == 0) {
            return abi.encodeWithSelector(ILabourLedger.AccreditationMissing.selector, item, party, schema, country);
        }
        return
            abi.encodeWithSelector(
                ILabourLedger.AccreditationNotInForce.selector,
                item,
                party,
                schema,
                lapsedIn,
                lapsed.from,
                lapsed.until
            );
    }

    function _refusalOfGift(
        uint64 party,
        bytes32 schema,
        bytes2 country,
        ILabourLedger.Accreditation memory given
    ) internal view returns (bytes memory refusal) {
        refusal = _refusalOfUnknownParty(party);
        if (refusal.length == 0) refusal = _refusalOfUnknownSchema(schema);
        if (refusal.length == 0) refusal = _refusalOfCountry(country);
        if (refusal.length != 0) return refusal;
        if (party == given.accreditor) {
            return abi.encodeWithSelector(ILabourLedger.AccreditationToItself.selector, party);
        }
        if (given.from >= given.until || given.until <= block.timestamp) {
            return abi.encodeWithSelector(ILabourLedger.AccreditationPeriodInvalid.selector, given.from, given.until);
        }
        if (accreditations[party][schema][country].until <= block.timestamp) return "";
        return _refusalOfForeignGiver(party, schema, country, given.accreditor);
    }

    function _refusalOfEnd(
        uint64 party,
        bytes32 schema,
        bytes2 country,
        uint64 by
    ) internal view returns (bytes memory) {
        if (accreditations[party][schema][country].until <= block.timestamp) {
            return abi.encodeWithSelector(ILabourLedger.AccreditationUnknown.selector, party, schema, country);
        }
        return _refusalOfForeignGiver(party, schema, country, by);
    }

    function _refusalOfForeignGiver(
        uint64 party,
        bytes32 schema,
        bytes2 country,
        uint64 by
    ) private view returns (bytes memory) {
        uint64 giver = accreditations[party][schema][country].accreditor;
        if (by == 0 || by == giver) return "";
        return abi.encodeWithSelector(ILabourLedger.AccreditationOfAnother.selector, party, schema, country, giver);
    }

    function _refusalOfGiver(uint64 giver, bytes32 schema, bytes2 country) internal view returns (bytes memory) {
        bool here = _isInForce(giver, schema, country) && accreditations[giver][schema][country].mayAccredit;
        bool everywhere = _isInForce(giver, schema, 0) && accreditations[giver][schema][0].mayAccredit;
        if (here || everywhere) return "";
        return abi.encodeWithSelector(ILabourLedger.MayNotAccredit.selector, giver, schema, country);
    }

    function _noteGift(
        uint64 party,
        bytes32 schema,
        bytes2 country,
        ILabourLedger.Accreditation memory given
    ) internal {
        accreditations[party][schema][country] = given;
        _extendParty(24, party, abi.encode(schema, country, given));
    }

    function _noteEnd(uint64 party, bytes32 schema, bytes2 country, uint64 by) internal {
        accreditations[party][schema][country].until = uint48(block.timestamp);
        _extendParty(25, party, abi.encode(schema, country, by));
    }

    // ---------------------------------------------------------------- subjects

    function _refusalOfSubject(
        ILabourLedger.SubjectRegistration memory asked,
        uint64 registrar
    ) internal view returns (bytes memory refusal) {
        if (asked.kind < 1 || asked.kind > 5) {
            return abi.encodeWithSelector(ILabourLedger.SubjectKindInvalid.selector, asked.kind);
        }
        refusal = _refusalOfCountry(asked.country);
        if (refusal.length != 0) return refusal;
        if (asked.kind == 1 && asked.country == 0) {
            return abi.encodeWithSelector(ILabourLedger.CountryInvalid.selector, asked.country);
        }
        if (asked.controller != 0) refusal = _refusalOfUnknownParty(asked.controller);
        if (refusal.length != 0) return refusal;
        bytes32 subject = _subjectId(registrar, asked.salt);
        if (subjects[subject].kind != 0) {
            return abi.encodeWithSelector(ILabourLedger.SubjectAlreadyRegistered.selector, subject);
        }
        return _refusalOfClaims(asked.identifiers, subject);
    }

    function _refusalOfClaims(bytes32[] memory asked, bytes32 subject) private view returns (bytes memory) {
        for (uint256 i = 0; i < asked.length; ++i) {
            bytes32 owner = claims[asked[i]];
            for (uint256 j = 0; j < i; ++j) {
                if (asked[j] == asked[i]) owner = subject;
            }
            if (owner != 0) {
                return abi.encodeWithSelector(ILabourLedger.IdentifierAlreadyClaimed.selector, asked[i], owner);
            }
        }
        return "";
    }

    function _refusalOfUnknownSubject(bytes32 subject) internal view returns (bytes memory) {
        if (subjects[subject].kind != 0) return "";
        return abi.encodeWithSelector(ILabourLedger.SubjectUnknown.selector, subject);
    }

    function _refusalOfController(
        bytes32 subject,
        uint64 taker,
        uint64 authority
    ) internal view returns (bytes memory) {
        bytes memory refusal = _refusalOfUnknownSubject(subject);
        if (refusal.length != 0) return refusal;
        uint64 previous = subjects[subject].controller;
        if (previous == taker) {
            return abi.encodeWithSelector(ILabourLedger.ControllerUnchanged.selector, subject, taker);
        }
        if (authority == taker) {
            return abi.encodeWithSelector(ILabourLedger.AuthorityNotIndependent.selector, authority);
        }
        bytes2 country = subjects[subject].country;
        bool registrar = _isInForce(authority, REGISTRATION, country) || _isInForce(authority, REGISTRATION, 0);
        if (authority == previous || registrar) return "";
        return abi.encodeWithSelector(ILabourLedger.AuthorityMissing.selector, authority, subject);
    }

    function _noteSubject(ILabourLedger.SubjectRegistration memory asked, uint64 registrar) internal {
        bytes32 subject = _subjectId(registrar, asked.salt);
        subjects[subject] = KnownSubject(asked.controller, asked.country, asked.kind, false);
        bytes memory words = abi.encode(subject, asked.kind, asked.country, asked.controller, registrar);
        _extendSubject(1, subject, bytes.concat(words, asked.identityHash));
        for (uint256 i = 0; i < asked.identifiers.length; ++i) {
            _noteClaim(asked.identifiers[i], subject);
        }
    }

    function _noteClaim(bytes32 identifier, bytes32 subject) internal {
        if (claims[identifier] != 0) _extendSubject(4, claims[identifier], abi.encode(identifier, subject));
        else knownIdentifiers.push(identifier);
        claims[identifier] = subject;
        _extendSubject(3, subject, abi.encode(identifier));
    }

    function _noteController(bytes32 subject, uint64 taker, uint64 authority) internal {
        _extendSubject(5, subject, abi.encode(subjects[subject].controller, taker, authority));
        subjects[subject].controller = taker;
    }

    function _noteClosed(bytes32 subject, bool closed) internal {
        subjects[subject].closed = closed;
        _extendSubject(closed ? 6 : 7, subject, "");
    }

    function _subjectId(uint64 registrar, bytes32 salt) internal pure returns (bytes32) {
        return keccak256(abi.encode(registrar, salt));
    }
}
