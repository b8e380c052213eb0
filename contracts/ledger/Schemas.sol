// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CouncilOnly} from "../governance/CouncilOnly.sol";
import {ILabourLedger} from "../interfaces/ILabourLedger.sol";
import {StoredSchema} from "../libraries/PackedState.sol";
import {Histories} from "./Histories.sol";

/// @title What may be attested, by which classes of party, for how long.
abstract contract Schemas is CouncilOnly, Histories {
    uint8 internal constant FLAG_SELF_DECLARATION = 1;
    uint8 internal constant FLAG_ACCREDITATION_REQUIRED = 2;

    uint8 internal constant SCHEMA_REGISTERED = 1;
    uint8 internal constant SCHEMA_RETIRED = 2;

    /// @dev Bits 1 to 9, one for each class of party.
    uint16 private constant KNOWN_CLASSES = 0x3fe;
    /// @dev Bits 0 to 5, one for each outcome.
    uint8 private constant KNOWN_OUTCOMES = 0x3f;
    uint8 private constant KNOWN_FLAGS = FLAG_SELF_DECLARATION | FLAG_ACCREDITATION_REQUIRED;

    mapping(bytes32 schema => StoredSchema) internal _schemas;

    /// @inheritdoc ILabourLedger
    function registerSchema(
        string calldata id,
        SchemaRule calldata rule,
        bytes32 contentHash
    ) external onlyCouncil returns (bytes32 schema) {
        schema = keccak256(bytes(id));
        if (_schemas[schema].state != 0) revert SchemaAlreadyRegistered(schema);
        if (bytes(id).length == 0 || !_isRuleValid(rule)) revert SchemaRuleInvalid(schema);
        _schemas[schema] = StoredSchema({
            issuerClasses: rule.issuerClasses,
            outcomes: rule.outcomes,
            flags: rule.flags,
            longestValidity: rule.longestValidity,
            longestBackdating: rule.longestBackdating,
            state: SCHEMA_REGISTERED
        });
        _extendSchemas(ENTRY_SCHEMA_REGISTERED, abi.encode(schema, rule, contentHash));
        emit SchemaRegistered(
            schema,
            id,
            rule.issuerClasses,
            rule.outcomes,
            rule.flags,
            rule.longestValidity,
            rule.longestBackdating,
            contentHash
        );
    }

    /// @inheritdoc ILabourLedger
    function retireSchema(bytes32 schema) external onlyCouncil {
        _requireSchema(schema);
        StoredSchema storage stored = _schemas[schema];
        if (stored.state == SCHEMA_RETIRED) revert SchemaAlreadyRetired(schema);
        stored.state = SCHEMA_RETIRED;
        _extendSchemas(ENTRY_SCHEMA_RETIRED, abi.encode(schema));
        emit SchemaRetired(schema);
    }

    /// @inheritdoc ILabourLedger
    function schemaOf(bytes32 schema) external view returns (SchemaRule memory rule, bool retired) {
        StoredSchema memory stored = _schemas[schema];
        rule = SchemaRule({
            issuerClasses: stored.issuerClasses,
            outcomes: stored.outcomes,
            flags: stored.flags,
            longestValidity: stored.longestValidity,
            longestBackdating: stored.longestBackdating
        });
        retired = stored.state == SCHEMA_RETIRED;
    }

    function _requireSchema(bytes32 schema) internal view {
        if (_schemas[schema].state == 0) revert SchemaUnknown(schema);
    }

    /// @dev A rule under which nobody could ever record, or that uses a bit without a meaning, is a mistake.
    function _isRuleValid(SchemaRule calldata rule) private pure returns (bool) {
        if (rule.issuerClasses & ~KNOWN_CLASSES != 0 || rule.flags & ~KNOWN_FLAGS != 0) return false;
        if (rule.outcomes == 0 || rule.outcomes & ~KNOWN_OUTCOMES != 0) return false;
        return rule.issuerClasses != 0 || rule.flags & FLAG_SELF_DECLARATION != 0;
    }
}
