// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";
import {AttestationFields, AttestationTypes} from "../libraries/AttestationTypes.sol";
import {KeyWord, SchemaWord, SchemaWords, SubjectWord, SubjectWords} from "../libraries/PackedState.sol";
import {Subjects} from "./Subjects.sol";

/// @title Attestations: checked, folded into their histories, logged.
/// @dev Single records and batches share one path, and `check` shares all of it that writes nothing. What repeats in a
/// run (key, schema, accreditation, subject) is read once; a subject's head is written when the run leaves the subject,
/// the issuer's when it ends.
abstract contract Records is Subjects {
    uint256 private constant METHOD_SELF = 1;
    uint256 private constant METHOD_SECOND_PARTY = 2;
    uint256 private constant METHOD_THIRD_PARTY = 3;
    uint256 private constant METHOD_GOVERNMENT = 4;
    uint256 private constant METHOD_WORKERS = 5;
    uint256 private constant METHOD_OTHER = 6;

    bytes32 private constant REVOCATION = keccak256("ledger/revocation@1");
    bytes32 private constant SAME_AS = keccak256("ledger/same-as@1");

    /// @dev Working memory of one issuer's run of attestations. Fields are full words: narrower ones would be masked
    /// at every use.
    struct Run {
        bytes32 domainSeparator;
        KeyWord key;
        uint256 onlyRevocations;
        bytes32 issuedHead;
        bytes32 schema;
        SchemaWord rule;
        bytes32 subject;
        SubjectWord about;
        bytes32 subjectHead;
        bytes32 accreditedSchema;
        bytes32 accreditedCountry;
        uint256 accreditationBasis;
    }

    /// @inheritdoc ILabourLedger
    function record(Attestation calldata attestation, bytes calldata signature) external returns (bytes32 uid) {
        address issuer = attestation.issuer;
        Run memory run = _open(issuer);
        bytes32 structHash;
        (structHash, uid) = _append(run, 0, attestation);
        _close(run);
        _requireSignature(uid, issuer, run.key.kind(), signature);
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
        _acceptSignature(AttestationTypes.hashBatch(structHashes), issuer, run.key.kind(), signature);
    }

    /// @inheritdoc ILabourLedger
    function check(Attestation calldata attestation) external view returns (bytes32 uid, uint256 basis) {
        (bytes32 structHash, AttestationFields calldata fields) = AttestationTypes.hash(attestation);
        Run memory run = _open(attestation.issuer);
        uid = MessageHashUtils.toTypedDataHash(run.domainSeparator, structHash);
        basis = _assess(run, 0, fields);
        if (_isNonceUsed(attestation.issuer, attestation.nonce)) {
            revert AttestationNonceUsed(0, attestation.issuer, attestation.nonce);
        }
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
        KeyWord key = _requireInForce(issuer, ROLE_SIGN);
        if (key.suspendedUntil() > block.timestamp) {
            if (!key.suspendedWithParty()) revert KeySuspendedUntil(issuer, key.suspendedUntil());
            run.onlyRevocations = 1;
        }
        run.domainSeparator = _domainSeparatorV4();
        run.key = key;
        run.issuedHead = _issuedHeads[key.party()];
    }

    function _close(Run memory run) private {
        _subjectHeads[run.subject] = run.subjectHead;
        _issuedHeads[run.key.party()] = run.issuedHead;
    }

    /// @notice Checks one attestation, extends both its histories, logs it.
    function _append(
        Run memory run,
        uint256 item,
        Attestation calldata attestation
    ) private returns (bytes32 structHash, bytes32 uid) {
        AttestationFields calldata fields;
        (structHash, fields) = AttestationTypes.hash(attestation);
        uid = MessageHashUtils.toTypedDataHash(run.domainSeparator, structHash);
        bytes32 subject = fields.subject;
        if (run.subject != subject && run.subject != 0) _subjectHeads[run.subject] = run.subjectHead;
        uint256 basis = _assess(run, item, fields);
        _spend(item, fields);
        run.subjectHead = _foldRecorded(run.subjectHead, uid, fields.schema, basis);
        run.issuedHead = _foldIssued(run.issuedHead, uid, subject);
        _log(fields, uid, basis);
        if (fields.schema == SAME_AS) _join(fields.refUid, subject, uid, basis);
    }

    /// @dev Narrowing casts: `AttestationTypes.hash` refused every field wider than its type.
    function _log(AttestationFields calldata fields, bytes32 uid, uint256 basis) private {
        emit Recorded(
            fields.subject,
            fields.schema,
            address(uint160(fields.issuer)),
            uid,
            basis,
            uint64(fields.nonce),
            uint64(fields.deadline),
            uint8(fields.outcome),
            uint64(fields.validFrom),
            uint64(fields.validUntil),
            fields.documentHash,
            fields.refUid
        );
    }

    /// @dev Narrowing casts: `AttestationTypes.hash` refused every field wider than its type.
    function _spend(uint256 item, AttestationFields calldata fields) private {
        uint256 nonce = fields.nonce;
        mapping(uint256 => uint256) storage words = _nonces[address(uint160(fields.issuer))];
        uint256 used = words[nonce >> 8];
        uint256 bit = 1 << (nonce & 0xff);
        if (used & bit != 0) revert AttestationNonceUsed(item, address(uint160(fields.issuer)), uint64(nonce));
        words[nonce >> 8] = used | bit;
    }

    /// @dev The joined subject is never the one whose head the run holds, so its head in state is the current one.
    function _join(bytes32 joined, bytes32 subject, bytes32 uid, uint256 basis) private {
        _extendSubject(ENTRY_JOINED_BY, joined, abi.encode(uid, subject, basis));
        emit JoinedBy(joined, subject, uid, basis);
    }

    /// @notice Makes every check but those of nonce and signature. Writes nothing but the run's working memory.
    /// @dev Narrowing casts: `AttestationTypes.hash` refused every field wider than its type.
    function _assess(
        Run memory run,
        uint256 item,
        AttestationFields calldata fields
    ) private view returns (uint256 basis) {
        bytes32 schema = fields.schema;
        _turnTo(run, item, fields.subject, schema);
        if (run.onlyRevocations != 0 && schema != REVOCATION) {
            revert SuspendedKeyMayOnlyRevoke(item, address(uint160(fields.issuer)), schema);
        }
        basis = run.key.basis() | _capacity(run, item, fields.outcome);
        _requirePeriod(run.rule, item, fields.validFrom, fields.validUntil);
        if (block.timestamp > fields.deadline) revert AttestationDeadlinePassed(item, uint64(fields.deadline));
        if (schema == SAME_AS) _requireJoinable(item, fields.subject, fields.refUid);
    }

    /// @notice Loads the subject and the schema, unless the run has them already.
    function _turnTo(Run memory run, uint256 item, bytes32 subject, bytes32 schema) private view {
        if (run.subject != subject) {
            run.subject = subject;
            run.about = SubjectWords.load(_subjects[subject]);
            run.subjectHead = _subjectHeads[subject];
        }
        if (!run.about.isRegistered()) revert AttestationSubjectUnknown(item, subject);
        if (run.schema != schema) {
            run.schema = schema;
            run.rule = SchemaWords.load(_schemas[schema]);
        }
        uint8 state = run.rule.state();
        if (state != SCHEMA_REGISTERED) {
            if (state == SCHEMA_RETIRED) revert AttestationSchemaRetired(item, schema);
            revert AttestationSchemaUnknown(item, schema);
        }
    }

    /// @notice In what capacity the issuer speaks about the subject.
    /// @return basis the bits that depend on the subject and the schema: method, accreditation, accreditor
    function _capacity(Run memory run, uint256 item, uint256 outcome) private view returns (uint256 basis) {
        SchemaWord rule = run.rule;
        uint8 class = run.key.class();
        // A party is never 0, so nobody is the controller of an unclaimed subject.
        bool isController = run.about.controller() == run.key.party();
        if (!isController && !rule.allowsClass(class)) revert ClassNotAllowed(item, run.schema, class);
        if (!rule.allowsOutcome(outcome)) revert OutcomeNotAllowed(item, run.schema, uint8(outcome));
        if (isController) {
            if (!rule.hasFlag(FLAG_SELF_DECLARATION)) {
                revert SelfDeclarationNotAllowed(item, run.schema, run.key.party());
            }
            return METHOD_SELF << 72;
        }
        basis = _methodOf(class) << 72;
        if (rule.hasFlag(FLAG_ACCREDITATION_REQUIRED)) basis |= _accreditation(run, item);
    }

    /// @return basis the bits of accreditation and accreditor; never zero, so zero marks that none was looked up
    function _accreditation(Run memory run, uint256 item) private view returns (uint256 basis) {
        bytes2 country = run.about.country();
        basis = run.accreditationBasis;
        if (basis != 0 && run.accreditedSchema == run.schema && run.accreditedCountry == country) return basis;
        (uint64 accreditor, uint8 reach) = _requireAccreditation(item, run.key.party(), run.schema, country);
        basis = (uint256(reach) << 104) | (uint256(accreditor) << 112);
        run.accreditedSchema = run.schema;
        run.accreditedCountry = country;
        run.accreditationBasis = basis;
    }

    /// @dev Unchecked: times have 64 bits and spans 48, added in 256; the one difference is positive by its condition.
    function _requirePeriod(SchemaWord rule, uint256 item, uint256 validFrom, uint256 validUntil) private view {
        if (validFrom >= validUntil) revert ValidityEmpty(item, uint64(validFrom), uint64(validUntil));
        unchecked {
            uint256 latest = block.timestamp + rule.longestValidity();
            if (validUntil > latest && rule.longestValidity() != 0)
                revert ValidityTooLong(item, uint64(validUntil), latest);
            uint256 longest = rule.longestBackdating();
            if (validFrom + longest < block.timestamp && longest != 0) {
                revert BackdatingTooLong(item, uint64(validFrom), block.timestamp - longest);
            }
        }
    }

    function _requireJoinable(uint256 item, bytes32 subject, bytes32 joined) private view {
        if (joined == subject) revert JoinedToItself(item, subject);
        if (!_isSubject(joined)) revert JoinedSubjectUnknown(item, joined);
    }

    function _methodOf(uint8 class) private pure returns (uint256) {
        if (class == CLASS_AUDITOR) return METHOD_THIRD_PARTY;
        if (class == CLASS_BUSINESS) return METHOD_SECOND_PARTY;
        if (class == CLASS_GOVERNMENT) return METHOD_GOVERNMENT;
        if (class == CLASS_WORKERS) return METHOD_WORKERS;
        return METHOD_OTHER;
    }
}
