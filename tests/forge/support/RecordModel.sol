// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";
import {SubjectModel} from "./SubjectModel.sol";

/// @title Which attestations the ledger should record, and with which basis.
abstract contract RecordModel is SubjectModel {
    bytes32 internal constant REVOCATION = keccak256("ledger/revocation@1");
    bytes32 internal constant SAME_AS = keccak256("ledger/same-as@1");

    mapping(address issuer => mapping(uint64 nonce => bool)) internal spent;

    /// @return refusal that concerns the key as a whole, whatever it says
    function _refusalOfIssuer(address issuer) internal view returns (bytes memory refusal) {
        refusal = _refusalOfKeyOutOfForce(issuer, SIGN);
        bool suspended = keys[issuer].suspendedUntil > block.timestamp && !keys[issuer].suspendedWithParty;
        if (refusal.length == 0 && suspended) refusal = _keySuspended(issuer);
    }

    /// @dev A closed subject is not asked about: nothing is refused for it.
    function _refusalOfRecord(
        uint256 item,
        ILabourLedger.Attestation memory said
    ) internal view returns (bytes memory refusal) {
        refusal = _refusalOfMatter(item, said);
        if (refusal.length == 0) refusal = _refusalOfCapacity(item, said);
        if (refusal.length == 0) refusal = _refusalOfTimes(item, said);
    }

    function _refusalOfMatter(uint256 item, ILabourLedger.Attestation memory said) private view returns (bytes memory) {
        KnownSchema memory schema = schemas[said.schema];
        if (subjects[said.subject].kind == 0) {
            return abi.encodeWithSelector(ILabourLedger.AttestationSubjectUnknown.selector, item, said.subject);
        }
        if (!schema.registered) {
            return abi.encodeWithSelector(ILabourLedger.AttestationSchemaUnknown.selector, item, said.schema);
        }
        if (schema.retired) {
            return abi.encodeWithSelector(ILabourLedger.AttestationSchemaRetired.selector, item, said.schema);
        }
        if (keys[said.issuer].suspendedUntil > block.timestamp && said.schema != REVOCATION) {
            return
                abi.encodeWithSelector(
                    ILabourLedger.SuspendedKeyMayOnlyRevoke.selector,
                    item,
                    said.issuer,
                    said.schema
                );
        }
        if (said.outcome > 7 || (uint256(schema.rule.outcomes) / 2 ** said.outcome) % 2 == 0) {
            return abi.encodeWithSelector(ILabourLedger.OutcomeNotAllowed.selector, item, said.schema, said.outcome);
        }
        return "";
    }

    function _refusalOfCapacity(
        uint256 item,
        ILabourLedger.Attestation memory said
    ) private view returns (bytes memory) {
        uint64 party = keys[said.issuer].party;
        ILabourLedger.SchemaRule memory rule = schemas[said.schema].rule;
        if (subjects[said.subject].controller == party) {
            if (rule.flags % 2 == 1) return "";
            return abi.encodeWithSelector(ILabourLedger.SelfDeclarationNotAllowed.selector, item, said.schema, party);
        }
        uint8 class = parties[party].class;
        if ((rule.issuerClasses / 2 ** class) % 2 == 0) {
            return abi.encodeWithSelector(ILabourLedger.ClassNotAllowed.selector, item, said.schema, class);
        }
        if (rule.flags < 2) return "";
        return _refusalOfUnaccredited(item, party, said.schema, subjects[said.subject].country);
    }

    function _refusalOfTimes(uint256 item, ILabourLedger.Attestation memory said) private view returns (bytes memory) {
        ILabourLedger.SchemaRule memory rule = schemas[said.schema].rule;
        if (said.validFrom >= said.validUntil) {
            return abi.encodeWithSelector(ILabourLedger.ValidityEmpty.selector, item, said.validFrom, said.validUntil);
        }
        uint256 latest = block.timestamp + rule.longestValidity;
        if (rule.longestValidity > 0 && said.validUntil > latest) {
            return abi.encodeWithSelector(ILabourLedger.ValidityTooLong.selector, item, said.validUntil, latest);
        }
        if (rule.longestBackdating > 0 && uint256(said.validFrom) + rule.longestBackdating < block.timestamp) {
            uint256 earliest = block.timestamp - rule.longestBackdating;
            return abi.encodeWithSelector(ILabourLedger.BackdatingTooLong.selector, item, said.validFrom, earliest);
        }
        if (block.timestamp <= said.deadline) return "";
        return abi.encodeWithSelector(ILabourLedger.AttestationDeadlinePassed.selector, item, said.deadline);
    }

    function _refusalOfJoin(uint256 item, ILabourLedger.Attestation memory said) internal view returns (bytes memory) {
        if (said.schema != SAME_AS) return "";
        if (said.refUid == said.subject) {
            return abi.encodeWithSelector(ILabourLedger.JoinedToItself.selector, item, said.subject);
        }
        if (subjects[said.refUid].kind != 0) return "";
        return abi.encodeWithSelector(ILabourLedger.JoinedSubjectUnknown.selector, item, said.refUid);
    }

    function _refusalOfSpent(uint256 item, address issuer, uint64 nonce) internal view returns (bytes memory) {
        if (!spent[issuer][nonce]) return "";
        return abi.encodeWithSelector(ILabourLedger.AttestationNonceUsed.selector, item, issuer, nonce);
    }

    /// @return bits as `docs/history-format.md` 3.2 lists them
    function _basisOf(ILabourLedger.Attestation memory said) internal view returns (uint256 bits) {
        uint64 party = keys[said.issuer].party;
        bytes2 country = subjects[said.subject].country;
        bool self = subjects[said.subject].controller == party;
        bits = party + (uint256(parties[party].class) << 64) + (_methodOf(party, self) << 72);
        bits += (uint256(keys[said.issuer].kind) << 80) + (uint256(uint16(parties[party].country)) << 88);
        if (!self && schemas[said.schema].rule.flags >= 2) {
            bytes2 used = _isInForce(party, said.schema, country) ? country : bytes2(0);
            bits += (used == 0 ? uint256(2) : uint256(1)) << 104;
            bits += uint256(accreditations[party][said.schema][used].accreditor) << 112;
        }
    }

    function _methodOf(uint64 party, bool self) private view returns (uint256) {
        uint8 class = parties[party].class;
        if (self) return 1;
        if (class == 4) return 2;
        if (class == 6) return 3;
        if (class == 1) return 4;
        return class == 3 ? 5 : 6;
    }

    function _noteRecord(ILabourLedger.Attestation memory said, bytes32 uid, uint256 basis) internal {
        spent[said.issuer][said.nonce] = true;
        _extendSubject(2, said.subject, abi.encode(uid, said.schema, basis));
        uint64 party = keys[said.issuer].party;
        issuedHeads[party] = _fold(32, issuedHeads[party], abi.encode(uid, said.subject));
        if (said.schema == SAME_AS) _extendSubject(8, said.refUid, abi.encode(uid, said.subject, basis));
    }
}
