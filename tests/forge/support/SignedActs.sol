// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";
import {CouncilActs} from "./CouncilActs.sol";
import {Signer} from "./Keyring.sol";
import {TypedData} from "./TypedData.sol";

/// @title What parties do to the registries with their signatures, true and false, sent by anybody.
abstract contract SignedActs is CouncilActs {
    uint64 private _freshNonce = 1;

    /// @param how bits that say who sends, which nonce, which deadline, and how the signature is forged
    function _registerSubject(
        uint8 who,
        uint8 salt,
        uint8 kind,
        uint8 where,
        uint8 controller,
        uint16 identifiers,
        uint32 how
    ) internal {
        Signer memory signer = signers[who % signers.length];
        ILabourLedger.SubjectRegistration memory asked = _newSubject(salt, kind, where, controller, identifiers);
        (asked.issuer, asked.nonce, asked.deadline) = (signer.account, _nonce(how), _deadline(how));
        uint64 registrar = keys[signer.account].party;
        bytes memory refusal = _refusalOfSigned(signer.account, SIGN, asked.nonce, asked.deadline);
        if (refusal.length == 0) refusal = _refusalOfUnaccredited(0, registrar, REGISTRATION, asked.country);
        if (refusal.length == 0) refusal = _refusalOfSubject(asked, registrar);
        bytes memory signature = _sign(signer, TypedData.hash(asked), _forgery(how));
        if (refusal.length == 0)
            refusal = _signatureRefusal(signer, keys[signer.account].kind, signature, _forgery(how));
        bytes memory call_ = abi.encodeCall(ILabourLedger.registerSubject, (asked, signature));
        _expectSigned(TypedData.hash(asked), signature);
        if (_act(_sender(how), call_, refusal, string.concat(_nameOf(signer.account), " registers a subject"))) {
            spent[signer.account][asked.nonce] = true;
            _noteNewSubject(asked, registrar);
        }
    }

    function _changeController(uint8 who, uint8 authority, uint8 which, uint8 to, uint32 how) internal {
        Signer memory taker = signers[who % signers.length];
        Signer memory consenter = signers[authority % signers.length];
        ILabourLedger.ControllerChange memory asked = ILabourLedger.ControllerChange({
            subject: _subject(which),
            controller: to < 240 ? keys[taker.account].party : _party(to),
            issuer: taker.account,
            nonce: _nonce(how),
            deadline: _deadline(how)
        });
        bytes memory refusal = _refusalOfTaking(asked, consenter.account);
        bytes memory signature = _sign(taker, TypedData.hash(asked), _forgery(how));
        bytes memory consent = _sign(consenter, TypedData.hash(asked), _forgery(how >> 8));
        if (refusal.length == 0) refusal = _signatureRefusal(taker, keys[taker.account].kind, signature, _forgery(how));
        if (refusal.length == 0)
            refusal = _signatureRefusal(consenter, keys[consenter.account].kind, consent, _forgery(how >> 8));
        _expectSigned(TypedData.hash(asked), signature);
        _expectSigned(TypedData.hash(asked), consent);
        bytes memory call_ = abi.encodeCall(
            ILabourLedger.changeController,
            (asked, signature, consenter.account, consent)
        );
        string memory words = string.concat(_nameOf(taker.account), " takes a subject by consent of ");
        if (_act(_sender(how), call_, refusal, string.concat(words, _nameOf(consenter.account)))) {
            spent[taker.account][asked.nonce] = true;
            _noteController(asked.subject, asked.controller, keys[consenter.account].party);
        }
    }

    function _refusalOfTaking(
        ILabourLedger.ControllerChange memory asked,
        address authority
    ) private view returns (bytes memory refusal) {
        refusal = _refusalOfKey(asked.issuer, SIGN);
        if (refusal.length == 0) refusal = _refusalOfKey(authority, SIGN);
        if (refusal.length == 0) refusal = _refusalOfSigned(asked.issuer, SIGN, asked.nonce, asked.deadline);
        uint64 party = keys[asked.issuer].party;
        if (refusal.length == 0 && party != asked.controller) {
            refusal = abi.encodeWithSelector(ILabourLedger.KeyOfAnotherParty.selector, asked.issuer, party);
        }
        if (refusal.length == 0) refusal = _refusalOfController(asked.subject, party, keys[authority].party);
    }

    function _changeKey(uint8 who, uint8 which, uint8 action, uint8 shape, uint32 times, uint32 how) internal {
        Signer memory admin = signers[who % signers.length];
        Signer memory other = signers[which % signers.length];
        ILabourLedger.KeyChange memory asked;
        action = action > 15 ? 1 + (action % 3) : action;
        // A field that means nothing for the action is filled now and then.
        if (action == 1 || how >> 29 == 7) asked = _newKey(other.account, shape, times);
        if (action == 3 || how >> 29 == 6) asked.compromisedFrom = _time(uint8(times));
        (asked.issuer, asked.nonce, asked.deadline) = (admin.account, _nonce(how), _deadline(how));
        (asked.key, asked.action) = (other.account, action);
        bytes memory signature = _sign(admin, TypedData.hash(asked), _forgery(how));
        bytes memory added =
            action == 1 || how >> 29 == 5 ? _sign(other, TypedData.hash(asked), _forgery(how >> 8)) : bytes("");
        bytes memory refusal = _refusalOfKeyChange(asked, added.length != 0);
        if (refusal.length == 0) refusal = _signatureRefusal(admin, keys[admin.account].kind, signature, _forgery(how));
        if (refusal.length == 0 && action == 1) {
            refusal = _signatureRefusal(other, asked.kind, added, _forgery(how >> 8));
        }
        _expectSigned(TypedData.hash(asked), signature);
        if (action == 1) _expectSigned(TypedData.hash(asked), added);
        bytes memory call_ = abi.encodeCall(ILabourLedger.changeKey, (asked, signature, added));
        string memory words = string.concat(_nameOf(admin.account), " does ", _textOf(action), " to key ");
        if (_act(_sender(how), call_, refusal, string.concat(words, _nameOf(other.account)))) _noteKeyChange(asked);
    }

    function _refusalOfKeyChange(
        ILabourLedger.KeyChange memory asked,
        bool signedByAdded
    ) private view returns (bytes memory refusal) {
        refusal = _refusalOfSigned(asked.issuer, ADMIN, asked.nonce, asked.deadline);
        if (refusal.length != 0) return refusal;
        if (asked.action < 1 || asked.action > 3) {
            return abi.encodeWithSelector(ILabourLedger.KeyActionInvalid.selector, asked.action);
        }
        bool describes = asked.kind != 0 || asked.role != 0 || asked.notBefore != 0 || asked.notAfter != 0;
        bool unused = asked.action == 1 ? asked.compromisedFrom != 0 : describes || signedByAdded;
        if (unused || (asked.action == 2 && asked.compromisedFrom != 0)) {
            return abi.encodeWithSelector(ILabourLedger.KeyFieldUnused.selector, asked.action);
        }
        uint64 party = keys[asked.issuer].party;
        if (asked.action == 1) return _refusalOfNewKey(party, asked);
        refusal = _refusalOfUnknownKey(asked.key);
        if (refusal.length != 0) return refusal;
        if (keys[asked.key].party != party) {
            return abi.encodeWithSelector(ILabourLedger.KeyOfAnotherParty.selector, asked.key, keys[asked.key].party);
        }
        if (asked.action == 2) return _refusalOfRetirement(asked.key);
        if (asked.compromisedFrom < block.timestamp - 30 days) {
            uint256 earliest = block.timestamp - 30 days;
            return abi.encodeWithSelector(ILabourLedger.CompromiseTooFarBack.selector, asked.compromisedFrom, earliest);
        }
        return _refusalOfMark(asked.compromisedFrom);
    }

    function _noteKeyChange(ILabourLedger.KeyChange memory asked) private {
        spent[asked.issuer][asked.nonce] = true;
        if (asked.action == 1) _noteKey(keys[asked.issuer].party, asked, asked.issuer);
        if (asked.action == 2) _noteRetiredKey(asked.key, asked.issuer);
        if (asked.action == 3) _noteCompromisedKey(asked.key, asked.compromisedFrom, asked.issuer);
    }

    function _changeAccreditation(
        uint8 who,
        uint8 to,
        uint8 which,
        uint8 where,
        uint8 action,
        uint16 times,
        uint32 how
    ) internal {
        Signer memory giver = signers[who % signers.length];
        ILabourLedger.AccreditationChange memory asked;
        (asked.issuer, asked.nonce, asked.deadline) = (giver.account, _nonce(how), _deadline(how));
        (asked.party, asked.schema, asked.country) = (_party(to), _schema(which), _country(where));
        asked.action = action > 15 ? 1 + (action % 2) : action;
        if (asked.action == 1 || how >> 29 == 7)
            (asked.from, asked.until) = (_time(uint8(times)), _time(uint8(times >> 8) | 128));
        bytes memory refusal = _refusalOfAccreditation(asked);
        bytes memory signature = _sign(giver, TypedData.hash(asked), _forgery(how));
        if (refusal.length == 0) refusal = _signatureRefusal(giver, keys[giver.account].kind, signature, _forgery(how));
        _expectSigned(TypedData.hash(asked), signature);
        bytes memory call_ = abi.encodeCall(ILabourLedger.changeAccreditation, (asked, signature));
        string memory words = string.concat(_nameOf(giver.account), asked.action == 1 ? " accredits" : " ends that of");
        if (_act(_sender(how), call_, refusal, string.concat(words, " party ", _textOf(asked.party)))) {
            spent[giver.account][asked.nonce] = true;
            uint64 by = keys[giver.account].party;
            ILabourLedger.Accreditation memory given = ILabourLedger.Accreditation(asked.from, asked.until, by, false);
            if (asked.action == 1) _noteGift(asked.party, asked.schema, asked.country, given);
            if (asked.action == 2) _noteEnd(asked.party, asked.schema, asked.country, by);
        }
    }

    function _refusalOfAccreditation(
        ILabourLedger.AccreditationChange memory asked
    ) private view returns (bytes memory refusal) {
        refusal = _refusalOfSigned(asked.issuer, SIGN, asked.nonce, asked.deadline);
        if (refusal.length != 0) return refusal;
        uint64 by = keys[asked.issuer].party;
        if (asked.action == 1) {
            refusal = _refusalOfGiver(by, asked.schema, asked.country);
            ILabourLedger.Accreditation memory given = ILabourLedger.Accreditation(asked.from, asked.until, by, false);
            if (refusal.length == 0) refusal = _refusalOfGift(asked.party, asked.schema, asked.country, given);
            return refusal;
        }
        if (asked.action != 2) {
            return abi.encodeWithSelector(ILabourLedger.AccreditationActionInvalid.selector, asked.action);
        }
        if (asked.from != 0 || asked.until != 0) {
            return abi.encodeWithSelector(ILabourLedger.AccreditationPeriodInvalid.selector, asked.from, asked.until);
        }
        return _refusalOfEnd(asked.party, asked.schema, asked.country, by);
    }

    /// @return refusal of what is signed by a key that must be able to act, before what it says is looked at
    function _refusalOfSigned(
        address issuer,
        uint8 role,
        uint64 nonce,
        uint64 deadline
    ) internal view returns (bytes memory refusal) {
        refusal = _refusalOfKey(issuer, role);
        if (refusal.length != 0) return refusal;
        if (block.timestamp > deadline) return abi.encodeWithSelector(ILabourLedger.DeadlinePassed.selector, deadline);
        if (spent[issuer][nonce]) return abi.encodeWithSelector(ILabourLedger.NonceUsed.selector, issuer, nonce);
    }

    // ---------------------------------------------------------------- what numbers choose

    /// @dev Mostly one that is new; else one of a few, at the edges of a word and of the type.
    function _nonce(uint32 how) internal returns (uint64) {
        if (how % 4 != 0) return ++_freshNonce;
        uint64[6] memory few = [uint64(0), 1, 255, 256, 511, type(uint64).max];
        return few[(how >> 2) % 6];
    }

    function _deadline(uint32 how) internal view returns (uint64) {
        uint256 choice = (how >> 5) % 16;
        if (choice == 0) return uint64(block.timestamp);
        if (choice == 1) return uint64(block.timestamp - 1);
        return choice == 2 ? type(uint64).max : uint64(block.timestamp + 1 days);
    }

    /// @dev One in eight is false.
    function _forgery(uint32 how) internal pure returns (uint8) {
        return (how >> 9) % 16 < 2 ? uint8(_between(how >> 13, 1, 6)) : 0;
    }

    /// @dev Anybody may relay, the council as well as a stranger.
    function _sender(uint32 how) internal view returns (address) {
        return
            (how >> 17) % 3 == 0
                ? COUNCIL
                : (how >> 17) % 3 == 1
                    ? address(0xDEAD)
                    : signers[0].account;
    }
}
