// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";
import {AttestationFields, AttestationTypes} from "../libraries/AttestationTypes.sol";
import {KeyWord, SchemaWord, SchemaWords, SubjectWord, SubjectWords} from "../libraries/PackedState.sol";
import {Run, RunMemory} from "../libraries/RunMemory.sol";
import {Subjects} from "./Subjects.sol";

/// @title Attestations: checked, folded into their histories, logged.
/// @dev A single record is a run of one, so single records and batches share one path, and `check` shares all of it that
/// writes nothing. What repeats in a run (key, schema, accreditation, subject) is read once, and the issuer's head is
/// written once, when the run ends. Most of a record's gas is the price of its slots, its log and its call data; the
/// assembly here and in `RunMemory` is what brings the rest from 6,500 to 5,500.
abstract contract Records is Subjects {
    uint256 private constant METHOD_SELF = 1;
    /// @dev Methods of those who do not control the subject, eight bits for each class from 0: government 4, workers'
    /// organisation 5, business 2, auditor 3, all others 6.
    uint256 private constant METHODS_BY_CLASS = 0x06_06_06_03_06_02_05_06_04_06;

    bytes32 private constant REVOCATION = keccak256("ledger/revocation@1");
    bytes32 private constant SAME_AS = keccak256("ledger/same-as@1");

    /// @inheritdoc ILabourLedger
    function record(Attestation calldata attestation, bytes calldata signature) external returns (bytes32 uid) {
        Attestation[] calldata one;
        // A single attestation is a run of one: it stands in call data as the only item of an array would.
        assembly ("memory-safe") {
            one.offset := attestation
            one.length := 1
        }
        Run run = _recordAll(one);
        uid = bytes32(run.get(RunMemory.RECORDED_UID));
        KeyWord key = KeyWord.wrap(run.get(RunMemory.KEY));
        _requireSignature(uid, attestation.issuer, key.kind(), signature);
        emit Signed(bytes32(run.get(RunMemory.STRUCT_HASHES)), signature);
    }

    /// @inheritdoc ILabourLedger
    function recordBatch(Attestation[] calldata attestations, bytes calldata signature) external {
        uint256 count = attestations.length;
        if (count == 0) revert BatchEmpty();
        Run run = _recordAll(attestations);
        KeyWord key = KeyWord.wrap(run.get(RunMemory.KEY));
        bytes32 structHash = AttestationTypes.hashBatch(Run.unwrap(run) + RunMemory.STRUCT_HASHES, count);
        _acceptSignature(structHash, attestations[0].issuer, key.kind(), signature);
    }

    /// @inheritdoc ILabourLedger
    function check(Attestation calldata attestation) external view returns (bytes32 uid, uint256 basis) {
        Run run = _open(attestation.issuer, 1);
        AttestationFields calldata fields;
        // The same words, read as `hash` reads them: it refuses those that are too wide for their type.
        assembly ("memory-safe") {
            fields := attestation
        }
        (, uid, basis) = _assess(run, 0, fields);
        if (fields.schema == SAME_AS) _requireJoinable(0, fields.subject, fields.refUid);
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

    /// @notice Checks the attestations one by one, extends their histories, logs them.
    /// @dev Stepping through call data by hand is safe: the decoder has checked that all of the array lies in it.
    function _recordAll(Attestation[] calldata attestations) private returns (Run run) {
        AttestationFields calldata fields;
        assembly ("memory-safe") {
            fields := attestations.offset
        }
        uint256 issuer = fields.issuer;
        run = _open(address(uint160(issuer)), attestations.length);
        mapping(uint256 => uint256) storage nonces = _nonces[address(uint160(issuer))];
        uint256 item = 0;
        while (true) {
            if (fields.issuer != issuer) revert BatchIssuerMixed(item, address(uint160(fields.issuer)));
            (bytes32 structHash, bytes32 uid, uint256 basis) = _assess(run, item, fields);
            run.setStructHash(item, structHash);
            if (_spend(nonces, fields.nonce) != 0) {
                revert AttestationNonceUsed(item, address(uint160(issuer)), uint64(fields.nonce));
            }
            run.fold(uid, basis);
            _store(run.get(RunMemory.SUBJECT_HEAD_SLOT), run.get(RunMemory.SUBJECT_HEAD));
            _log(fields, uid, basis);
            if (fields.schema == SAME_AS) _join(item, fields.refUid, fields.subject, uid, basis);
            assembly ("memory-safe") {
                item := add(item, 1)
                fields := add(fields, 0x140)
            }
            if (item == attestations.length) break;
        }
        _store(run.get(RunMemory.ISSUED_HEAD_SLOT), run.get(RunMemory.ISSUED_HEAD));
    }

    /// @dev By hand, so that the word's slot is worked out once for reading and writing.
    /// @return usedBit not zero if the nonce was used before
    function _spend(mapping(uint256 => uint256) storage words, uint256 nonce) private returns (uint256 usedBit) {
        assembly ("memory-safe") {
            mstore(0x00, shr(8, nonce))
            mstore(0x20, words.slot)
            let slot := keccak256(0x00, 0x40)
            let used := sload(slot)
            let bit := shl(and(nonce, 0xff), 1)
            usedBit := and(used, bit)
            sstore(slot, or(used, bit))
        }
    }

    function _open(address issuer, uint256 count) private view returns (Run run) {
        KeyWord key = _requireInForce(issuer, ROLE_SIGN);
        run = RunMemory.open(count);
        if (key.suspendedUntil() > block.timestamp) {
            if (!key.suspendedWithParty()) revert KeySuspendedUntil(issuer, key.suspendedUntil());
            run.set(RunMemory.ONLY_REVOCATIONS, 1);
        }
        run.set(RunMemory.RECORDED, ENTRY_RECORDED);
        run.set(RunMemory.RECORDED_AT, block.timestamp);
        run.set(RunMemory.ISSUED, ENTRY_ISSUED);
        run.set(RunMemory.ISSUED_AT, block.timestamp);
        run.set(RunMemory.DOMAIN_SEPARATOR, uint256(_domainSeparatorV4()));
        run.set(RunMemory.KEY, KeyWord.unwrap(key));
        uint256 slot = _slotOfIssuedHead(key.party());
        run.set(RunMemory.ISSUED_HEAD_SLOT, slot);
        run.set(RunMemory.ISSUED_HEAD, _load(slot));
    }

    /// @dev Written by hand because all but two of the words stand in call data as the event wants them.
    function _log(AttestationFields calldata fields, bytes32 uid, uint256 basis) private {
        bytes32 topic = Recorded.selector;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, uid)
            mstore(add(data, 0x20), basis)
            calldatacopy(add(data, 0x40), add(fields, 0x20), 0x40) // nonce, deadline
            calldatacopy(add(data, 0x80), add(fields, 0xa0), 0xa0) // outcome to refUid
            log4(
                data,
                0x120,
                topic,
                calldataload(add(fields, 0x60)), // subject
                calldataload(add(fields, 0x80)), // schema
                calldataload(fields) // issuer
            )
        }
    }

    /// @dev The joined subject is never the one whose head the run holds, so its head in state is the current one.
    function _join(uint256 item, bytes32 joined, bytes32 subject, bytes32 uid, uint256 basis) private {
        _requireJoinable(item, subject, joined);
        _extendSubject(ENTRY_JOINED_BY, joined, abi.encode(uid, subject, basis));
        emit JoinedBy(joined, subject, uid, basis);
    }

    /// @notice Makes every check but those of nonce and signature. Writes nothing but the run's working memory.
    /// @dev Narrowing casts: `AttestationTypes.hash` refuses every field wider than its type.
    function _assess(
        Run run,
        uint256 item,
        AttestationFields calldata fields
    ) private view returns (bytes32 structHash, bytes32 uid, uint256 basis) {
        (structHash, uid) = AttestationTypes.hash(fields, bytes32(run.get(RunMemory.DOMAIN_SEPARATOR)));
        bytes32 schema = fields.schema;
        SubjectWord about = _turnToSubject(run, item, fields.subject);
        SchemaWord rule = _turnToSchema(run, item, schema);
        if (run.get(RunMemory.ONLY_REVOCATIONS) != 0) {
            if (schema != REVOCATION) {
                revert SuspendedKeyMayOnlyRevoke(item, address(uint160(fields.issuer)), schema);
            }
        }
        basis = _capacity(run, item, about, rule, fields);
        _requirePeriod(rule, item, fields.validFrom, fields.validUntil);
        if (block.timestamp > fields.deadline) revert AttestationDeadlinePassed(item, uint64(fields.deadline));
    }

    /// @notice Loads the subject, unless the run has it already.
    function _turnToSubject(Run run, uint256 item, bytes32 subject) private view returns (SubjectWord about) {
        if (bytes32(run.get(RunMemory.SUBJECT)) != subject) {
            uint256 slot = _slotOfSubjectHead(subject);
            run.set(RunMemory.SUBJECT, uint256(subject));
            run.set(RunMemory.ABOUT, SubjectWord.unwrap(SubjectWords.load(_subjects[subject])));
            run.set(RunMemory.SUBJECT_HEAD_SLOT, slot);
            run.set(RunMemory.SUBJECT_HEAD, _load(slot));
        }
        about = SubjectWord.wrap(run.get(RunMemory.ABOUT));
        // Outside the condition, as a run begins with subject zero.
        if (!about.isRegistered()) revert AttestationSubjectUnknown(item, subject);
    }

    /// @notice Loads the schema, unless the run has it already.
    function _turnToSchema(Run run, uint256 item, bytes32 schema) private view returns (SchemaWord rule) {
        if (bytes32(run.get(RunMemory.SCHEMA)) != schema) {
            run.set(RunMemory.SCHEMA, uint256(schema));
            run.set(RunMemory.RULE, SchemaWord.unwrap(SchemaWords.load(_schemas[schema])));
        }
        rule = SchemaWord.wrap(run.get(RunMemory.RULE));
        // Outside the condition, as a run begins with schema zero.
        uint8 state = rule.state();
        if (state != SCHEMA_REGISTERED) {
            if (state == SCHEMA_RETIRED) revert AttestationSchemaRetired(item, schema);
            revert AttestationSchemaUnknown(item, schema);
        }
    }

    /// @notice In what capacity the issuer speaks about the subject.
    function _capacity(
        Run run,
        uint256 item,
        SubjectWord about,
        SchemaWord rule,
        AttestationFields calldata fields
    ) private view returns (uint256 basis) {
        KeyWord key = KeyWord.wrap(run.get(RunMemory.KEY));
        basis = key.basis();
        uint8 class = key.class();
        if (!rule.allowsOutcome(fields.outcome)) revert OutcomeNotAllowed(item, fields.schema, uint8(fields.outcome));
        // A party is never 0, so nobody is the controller of an unclaimed subject.
        if (about.controller() == key.party()) {
            if (!rule.hasFlag(FLAG_SELF_DECLARATION)) {
                revert SelfDeclarationNotAllowed(item, fields.schema, key.party());
            }
            basis |= METHOD_SELF << 72;
        } else {
            if (!rule.allowsClass(class)) revert ClassNotAllowed(item, fields.schema, class);
            basis |= ((METHODS_BY_CLASS >> (uint256(class) << 3)) & 0xff) << 72;
            if (rule.hasFlag(FLAG_ACCREDITATION_REQUIRED)) {
                basis |= _accreditation(run, item, key.party(), fields.schema, about.country());
            }
        }
    }

    /// @return basis the bits of accreditation and accreditor; never zero, so zero marks that none was looked up
    function _accreditation(
        Run run,
        uint256 item,
        uint64 party,
        bytes32 schema,
        bytes2 country
    ) private view returns (uint256 basis) {
        basis = run.get(RunMemory.ACCREDITATION_BASIS);
        if (basis == 0 || run.isAccreditedElsewhere(schema, country)) {
            basis = _requireAccreditation(item, party, schema, country);
            run.set(RunMemory.ACCREDITED_SCHEMA, uint256(schema));
            run.set(RunMemory.ACCREDITED_COUNTRY, uint256(bytes32(country)));
            run.set(RunMemory.ACCREDITATION_BASIS, basis);
        }
    }

    /// @dev Unchecked: times have 64 bits and spans 48, added in 256; the one difference is positive by its condition.
    function _requirePeriod(SchemaWord rule, uint256 item, uint256 validFrom, uint256 validUntil) private view {
        if (validFrom >= validUntil) revert ValidityEmpty(item, uint64(validFrom), uint64(validUntil));
        unchecked {
            uint256 latest = block.timestamp + rule.longestValidity();
            if (validUntil > latest) {
                if (latest != block.timestamp) revert ValidityTooLong(item, uint64(validUntil), latest);
            }
            uint256 longest = rule.longestBackdating();
            if (validFrom + longest < block.timestamp) {
                if (longest != 0) revert BackdatingTooLong(item, uint64(validFrom), block.timestamp - longest);
            }
        }
    }

    function _requireJoinable(uint256 item, bytes32 subject, bytes32 joined) private view {
        if (joined == subject) revert JoinedToItself(item, subject);
        if (!_isSubject(joined)) revert JoinedSubjectUnknown(item, joined);
    }
}
