// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";
import {AttestationTypes} from "../libraries/AttestationTypes.sol";
import {KeyWord} from "../libraries/PackedState.sol";
import {Accreditations} from "./Accreditations.sol";

/// @title What is attested about: sites, organisations, lots, networks, countries; their identifiers and controllers.
abstract contract Subjects is Accreditations {
    bytes32 internal constant SITE_REGISTRATION = keccak256("ledger/site-registration@1");

    uint8 private constant KIND_SITE = 1;
    uint8 private constant LAST_KIND = 5;
    uint64 private constant REGISTRAR_COUNCIL = 0;

    mapping(bytes32 subject => Subject) internal _subjects;
    mapping(bytes32 identifier => bytes32 subject) internal _identifiers;

    /// @inheritdoc ILabourLedger
    function registerSubject(
        SubjectRegistration calldata registration,
        bytes calldata signature
    ) external returns (bytes32 subject) {
        KeyWord registrar = _requireKey(registration.issuer, ROLE_SIGN);
        _requireBefore(registration.deadline);
        _spendNonce(registration.issuer, registration.nonce);
        _requireAccreditation(0, registrar.party(), SITE_REGISTRATION, registration.country);
        subject = _register(registration, registrar.party());
        _acceptSignature(AttestationTypes.hash(registration), registration.issuer, registrar.kind(), signature);
    }

    /// @inheritdoc ILabourLedger
    function registerSubjectByCouncil(
        SubjectRegistration calldata registration
    ) external onlyCouncil returns (bytes32 subject) {
        return _register(registration, REGISTRAR_COUNCIL);
    }

    /// @inheritdoc ILabourLedger
    function changeController(
        ControllerChange calldata change,
        bytes calldata signature,
        address authority,
        bytes calldata authoritySignature
    ) external {
        KeyWord taker = _requireKey(change.issuer, ROLE_SIGN);
        KeyWord consenter = _requireKey(authority, ROLE_SIGN);
        _requireBefore(change.deadline);
        _spendNonce(change.issuer, change.nonce);
        if (taker.party() != change.controller) revert KeyOfAnotherParty(change.issuer, taker.party());
        _changeController(change.subject, taker.party(), consenter.party());
        bytes32 structHash = AttestationTypes.hash(change);
        _acceptSignature(structHash, change.issuer, taker.kind(), signature);
        _acceptSignature(structHash, authority, consenter.kind(), authoritySignature);
    }

    /// @inheritdoc ILabourLedger
    function assignIdentifier(bytes32 identifier, bytes32 subject) external onlyCouncil {
        _requireSubject(subject);
        bytes32 previous = _identifiers[identifier];
        if (previous == subject) revert IdentifierAlreadyClaimed(identifier, subject);
        if (previous != 0) {
            _extendSubject(ENTRY_IDENTIFIER_REASSIGNED, previous, abi.encode(identifier, subject));
            emit IdentifierReassigned(previous, identifier, subject);
        }
        _claim(identifier, subject);
    }

    /// @inheritdoc ILabourLedger
    function closeSubject(bytes32 subject) external onlyCouncil {
        _requireSubject(subject);
        if (_subjects[subject].closed) revert SubjectAlreadyClosed(subject);
        _subjects[subject].closed = true;
        _extendSubject(ENTRY_SUBJECT_CLOSED, subject, "");
        emit SubjectClosed(subject);
    }

    /// @inheritdoc ILabourLedger
    function reopenSubject(bytes32 subject) external onlyCouncil {
        _requireSubject(subject);
        if (!_subjects[subject].closed) revert SubjectNotClosed(subject);
        _subjects[subject].closed = false;
        _extendSubject(ENTRY_SUBJECT_REOPENED, subject, "");
        emit SubjectReopened(subject);
    }

    /// @inheritdoc ILabourLedger
    function subjectOf(bytes32 subject) external view returns (Subject memory) {
        return _subjects[subject];
    }

    /// @inheritdoc ILabourLedger
    function subjectOfIdentifier(bytes32 identifier) external view returns (bytes32 subject) {
        return _identifiers[identifier];
    }

    function _isSubject(bytes32 subject) internal view returns (bool) {
        return _subjects[subject].kind != 0;
    }

    function _requireSubject(bytes32 subject) private view {
        if (!_isSubject(subject)) revert SubjectUnknown(subject);
    }

    function _register(SubjectRegistration calldata registration, uint64 registrar) private returns (bytes32 subject) {
        _requireRegistrable(registration);
        subject = keccak256(abi.encode(registrar, registration.salt));
        if (_isSubject(subject)) revert SubjectAlreadyRegistered(subject);
        _subjects[subject] = Subject({
            controller: registration.controller,
            country: registration.country,
            kind: registration.kind,
            closed: false
        });
        _extendSubject(
            ENTRY_SUBJECT_REGISTERED,
            subject,
            abi.encode(
                subject,
                registration.kind,
                registration.country,
                registration.controller,
                registrar,
                registration.identityHash
            )
        );
        emit SubjectRegistered(
            subject,
            registration.kind,
            registration.country,
            registration.controller,
            registrar,
            registration.identityHash
        );
        _claimAll(registration.identifiers, subject);
    }

    /// @dev A site lies in a country: whoever audits or registers it is accredited for one.
    function _requireRegistrable(SubjectRegistration calldata registration) private view {
        if (registration.kind == 0 || registration.kind > LAST_KIND) revert SubjectKindInvalid(registration.kind);
        _requireCountryShape(registration.country);
        if (registration.kind == KIND_SITE && registration.country == 0) revert CountryInvalid(registration.country);
        if (registration.controller != 0) _requireParty(registration.controller);
    }

    function _claimAll(bytes32[] calldata identifiers, bytes32 subject) private {
        for (uint256 i = 0; i < identifiers.length; ++i) {
            bytes32 claimedBy = _identifiers[identifiers[i]];
            if (claimedBy != 0) revert IdentifierAlreadyClaimed(identifiers[i], claimedBy);
            _claim(identifiers[i], subject);
        }
    }

    function _claim(bytes32 identifier, bytes32 subject) private {
        _identifiers[identifier] = subject;
        _extendSubject(ENTRY_IDENTIFIER_CLAIMED, subject, abi.encode(identifier));
        emit IdentifierClaimed(subject, identifier);
    }

    /// @param authority the party that consents: the present controller or a registrar, never the taker itself
    function _changeController(bytes32 subject, uint64 controller, uint64 authority) private {
        _requireSubject(subject);
        uint64 previous = _subjects[subject].controller;
        if (previous == controller) revert ControllerUnchanged(subject, controller);
        if (authority == controller) revert AuthorityNotIndependent(authority);
        if (authority != previous && !_isAccredited(authority, SITE_REGISTRATION, _subjects[subject].country)) {
            revert AuthorityMissing(authority, subject);
        }
        _subjects[subject].controller = controller;
        _extendSubject(ENTRY_CONTROLLER_CHANGED, subject, abi.encode(previous, controller, authority));
        emit ControllerChanged(subject, previous, controller, authority);
    }
}
