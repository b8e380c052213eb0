// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";
import {AttestationTypes} from "../libraries/AttestationTypes.sol";
import {Subjects} from "./Subjects.sol";

/// @title Attestations: checked, folded into their histories, logged.
/// @dev Single records and batches share one path, and `check` shares all of it that writes nothing. What repeats in a
/// run (key, schema, accreditation, subject) is read once; a subject's head is written when the run leaves the subject,
/// the issuer's when it ends.
abstract contract Records is Subjects {
    uint8 private constant METHOD_SELF = 1;
    uint8 private constant METHOD_SECOND_PARTY = 2;
    uint8 private constant METHOD_THIRD_PARTY = 3;
    uint8 private constant METHOD_GOVERNMENT = 4;
    uint8 private constant METHOD_WORKERS = 5;
    uint8 private constant METHOD_OTHER = 6;

    bytes32 private constant REVOCATION = keccak256("ledger/revocation@1");
    bytes32 private constant SAME_AS = keccak256("ledger/same-as@1");

    /// @dev Working memory of one issuer's run of attestations.
    struct Run {
        bytes32 domainSeparator;
        uint64 party;
        uint8 class;
        uint8 signerKind;
        bool onlyRevocations;
        uint256 issuerBasis;
        bytes32 issuedHead;
        bytes32 schema;
        StoredSchema rule;
        bytes32 subject;
        Subject about;
        bytes32 subjectHead;
        bytes32 accreditedSchema;
        bytes2 accreditedCountry;
        uint256 accreditationBasis;
    }

    /// @inheritdoc ILabourLedger
    function record(Attestation calldata attestation, bytes calldata signature) external returns (bytes32 uid) {
        Run memory run = _open(attestation.issuer);
        bytes32 structHash;
        (structHash, uid) = _append(run, 0, attestation);
        _close(run);
        _requireSignature(uid, attestation.issuer, run.signerKind, signature);
        emit Signed(structHash, signature);
    }

    /// @inheritdoc ILabourLedger
    function recordBatch(Attestation[] calldata attestations, bytes calldata signature) external {
        uint256 count = attestations.length;
        if (count == 0) revert BatchEmpty();
        address issuer = attestations[0].issuer;
        Run memory run = _open(issuer);
        bytes32[] memory structHashes = new bytes32[](count);
        for (uint256 item = 0; item < count; ++item) {
            Attestation calldata attestation = attestations[item];
            if (attestation.issuer != issuer) revert BatchIssuerMixed(item, attestation.issuer);
            (structHashes[item], ) = _append(run, item, attestation);
        }
        _close(run);
        _acceptSignature(AttestationTypes.hashBatch(structHashes), issuer, run.signerKind, signature);
    }

    /// @inheritdoc ILabourLedger
    function check(Attestation calldata attestation) external view returns (bytes32 uid, uint256 basis) {
        (, uid, basis) = _assess(_open(attestation.issuer), 0, attestation);
    }

    /// @inheritdoc ILabourLedger
    function cancelNonces(NonceCancel calldata cancel, bytes calldata signature) external {
        _requireKnown(cancel.issuer);
        _requireBefore(cancel.deadline);
        _nonces[cancel.issuer][cancel.word] |= cancel.mask;
        emit NoncesCancelled(cancel.issuer, cancel.word, cancel.mask);
        _acceptSignature(AttestationTypes.hash(cancel), cancel.issuer, _keys[cancel.issuer].kind, signature);
    }

    function _open(address issuer) private view returns (Run memory run) {
        Key memory key = _requireInForce(issuer, ROLE_SIGN);
        if (key.suspendedUntil > block.timestamp) {
            if (!key.suspendedWithParty) revert KeySuspendedUntil(issuer, key.suspendedUntil);
            run.onlyRevocations = true;
        }
        run.domainSeparator = _domainSeparatorV4();
        run.party = key.party;
        run.class = key.class;
        run.signerKind = key.kind;
        run.issuerBasis =
            uint256(key.party) |
            (uint256(key.class) << 64) |
            (uint256(key.kind) << 80) |
            (uint256(uint16(key.country)) << 88);
        run.issuedHead = _issuedHeads[key.party];
    }

    function _close(Run memory run) private {
        _subjectHeads[run.subject] = run.subjectHead;
        _issuedHeads[run.party] = run.issuedHead;
    }

    /// @notice Checks one attestation, extends both its histories, logs it.
    function _append(
        Run memory run,
        uint256 item,
        Attestation calldata attestation
    ) private returns (bytes32 structHash, bytes32 uid) {
        bytes32 subject = attestation.subject;
        if (run.subject != subject && run.subject != 0) _subjectHeads[run.subject] = run.subjectHead;
        uint256 basis;
        (structHash, uid, basis) = _assess(run, item, attestation);
        _nonces[attestation.issuer][attestation.nonce >> 8] |= 1 << (attestation.nonce & 0xff);
        run.subjectHead = _foldRecorded(run.subjectHead, uid, attestation.schema, basis);
        run.issuedHead = _foldIssued(run.issuedHead, uid, subject);
        emit Recorded(
            subject,
            attestation.schema,
            attestation.issuer,
            uid,
            basis,
            attestation.nonce,
            attestation.deadline,
            attestation.outcome,
            attestation.validFrom,
            attestation.validUntil,
            attestation.documentHash,
            attestation.refUid
        );
        if (attestation.schema == SAME_AS) _join(attestation.refUid, subject, uid, basis);
    }

    /// @dev The joined subject is never the one whose head the run holds, so its head in state is the current one.
    function _join(bytes32 joined, bytes32 subject, bytes32 uid, uint256 basis) private {
        _extendSubject(ENTRY_JOINED_BY, joined, abi.encode(uid, subject, basis));
        emit JoinedBy(joined, subject, uid, basis);
    }

    /// @notice Makes every check but the signature. Writes nothing but the run's working memory.
    function _assess(
        Run memory run,
        uint256 item,
        Attestation calldata attestation
    ) private view returns (bytes32 structHash, bytes32 uid, uint256 basis) {
        structHash = AttestationTypes.hash(attestation);
        uid = MessageHashUtils.toTypedDataHash(run.domainSeparator, structHash);
        _turnTo(run, item, attestation.subject, attestation.schema);
        if (run.onlyRevocations && attestation.schema != REVOCATION) {
            revert SuspendedKeyMayOnlyRevoke(item, attestation.issuer, attestation.schema);
        }
        basis = run.issuerBasis | _capacity(run, item, attestation.outcome);
        _requirePeriod(run.rule, item, attestation.validFrom, attestation.validUntil);
        if (block.timestamp > attestation.deadline) revert AttestationDeadlinePassed(item, attestation.deadline);
        if (_isNonceUsed(attestation.issuer, attestation.nonce)) {
            revert AttestationNonceUsed(item, attestation.issuer, attestation.nonce);
        }
        if (attestation.schema == SAME_AS) _requireJoinable(item, attestation.subject, attestation.refUid);
    }

    /// @notice Loads the subject and the schema, unless the run has them already.
    function _turnTo(Run memory run, uint256 item, bytes32 subject, bytes32 schema) private view {
        if (run.subject != subject) {
            run.subject = subject;
            run.about = _subjects[subject];
            run.subjectHead = _subjectHeads[subject];
        }
        if (run.about.kind == 0) revert AttestationSubjectUnknown(item, subject);
        if (run.schema != schema) {
            run.schema = schema;
            run.rule = _schemas[schema];
        }
        if (run.rule.state == 0) revert AttestationSchemaUnknown(item, schema);
        if (run.rule.state == SCHEMA_RETIRED) revert AttestationSchemaRetired(item, schema);
    }

    /// @notice In what capacity the issuer speaks about the subject.
    /// @return basis the bits that depend on the subject and the schema: method, accreditation, accreditor
    function _capacity(Run memory run, uint256 item, uint8 outcome) private view returns (uint256 basis) {
        StoredSchema memory rule = run.rule;
        // A party is never 0, so nobody is the controller of an unclaimed subject.
        bool isController = run.about.controller == run.party;
        if (!isController && (rule.issuerClasses >> run.class) & 1 == 0) {
            revert ClassNotAllowed(item, run.schema, run.class);
        }
        if ((rule.outcomes >> outcome) & 1 == 0) revert OutcomeNotAllowed(item, run.schema, outcome);
        if (isController) {
            if (rule.flags & FLAG_SELF_DECLARATION == 0) {
                revert SelfDeclarationNotAllowed(item, run.schema, run.party);
            }
            return uint256(METHOD_SELF) << 72;
        }
        basis = uint256(_methodOf(run.class)) << 72;
        if (rule.flags & FLAG_ACCREDITATION_REQUIRED != 0) basis |= _accreditation(run, item);
    }

    /// @return basis the bits of accreditation and accreditor; never zero, so zero marks that none was looked up
    function _accreditation(Run memory run, uint256 item) private view returns (uint256 basis) {
        bytes2 country = run.about.country;
        basis = run.accreditationBasis;
        if (basis != 0 && run.accreditedSchema == run.schema && run.accreditedCountry == country) return basis;
        (uint64 accreditor, uint8 reach) = _requireAccreditation(item, run.party, run.schema, country);
        basis = (uint256(reach) << 104) | (uint256(accreditor) << 112);
        run.accreditedSchema = run.schema;
        run.accreditedCountry = country;
        run.accreditationBasis = basis;
    }

    /// @dev Sums cannot overflow: times have 64 bits, spans 48, and they are added in 256.
    function _requirePeriod(StoredSchema memory rule, uint256 item, uint64 validFrom, uint64 validUntil) private view {
        if (validFrom >= validUntil) revert ValidityEmpty(item, validFrom, validUntil);
        uint256 longest = rule.longestValidity;
        if (longest != 0 && validUntil > block.timestamp + longest) {
            revert ValidityTooLong(item, validUntil, block.timestamp + longest);
        }
        longest = rule.longestBackdating;
        if (longest != 0 && validFrom + longest < block.timestamp) {
            revert BackdatingTooLong(item, validFrom, block.timestamp - longest);
        }
    }

    function _requireJoinable(uint256 item, bytes32 subject, bytes32 joined) private view {
        if (joined == subject) revert JoinedToItself(item, subject);
        if (!_isSubject(joined)) revert JoinedSubjectUnknown(item, joined);
    }

    function _methodOf(uint8 class) private pure returns (uint8) {
        if (class == CLASS_AUDITOR) return METHOD_THIRD_PARTY;
        if (class == CLASS_BUSINESS) return METHOD_SECOND_PARTY;
        if (class == CLASS_GOVERNMENT) return METHOD_GOVERNMENT;
        if (class == CLASS_WORKERS) return METHOD_WORKERS;
        return METHOD_OTHER;
    }
}
