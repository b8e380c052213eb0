// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";
import {FoldedLogs} from "./FoldedLogs.sol";

/// @title What the ledger should know of parties, keys and schemas, told in plain words: nothing packed, nothing cached.
/// @dev Each `_refusalOf…` answers the error that the rules of `ILabourLedger` name first, or nothing; each `_note…` is
/// called once the ledger has taken an act, and extends the expected histories by the entry the act should add.
abstract contract RegistryModel is FoldedLogs {
    struct KnownKey {
        uint64 party;
        uint8 kind;
        uint8 role;
        uint256 notBefore;
        uint256 notAfter;
        uint256 suspendedUntil;
        bool suspendedWithParty;
        bool live;
    }

    struct KnownParty {
        uint8 class;
        bytes2 country;
        uint256 suspendedUntil;
    }

    struct KnownSchema {
        ILabourLedger.SchemaRule rule;
        bool registered;
        bool retired;
    }

    uint8 internal constant SIGN = 1;
    uint8 internal constant ADMIN = 2;

    uint64 internal partyCount;
    mapping(uint64 party => KnownParty) internal parties;
    mapping(address key => KnownKey) internal keys;
    mapping(uint64 party => address[]) internal keysOf;
    mapping(bytes32 schema => KnownSchema) internal schemas;

    mapping(bytes32 subject => bytes32) internal subjectHeads;
    mapping(uint64 party => bytes32) internal issuedHeads;
    mapping(uint64 party => bytes32) internal partyHeads;
    bytes32 internal schemasHead;

    bytes32[] internal knownSchemas;

    // ---------------------------------------------------------------- parties

    function _refusalOfParty(uint8 class, bytes2 country) internal pure returns (bytes memory) {
        if (class < 1 || class > 9) return abi.encodeWithSelector(ILabourLedger.ClassInvalid.selector, class);
        return _refusalOfCountry(country);
    }

    function _refusalOfCountry(bytes2 country) internal pure returns (bytes memory) {
        uint8 first = uint8(country[0]);
        uint8 second = uint8(country[1]);
        bool letters = first >= 65 && first <= 90 && second >= 65 && second <= 90;
        if (country == 0 || letters) return "";
        return abi.encodeWithSelector(ILabourLedger.CountryInvalid.selector, country);
    }

    function _refusalOfUnknownParty(uint64 party) internal view returns (bytes memory) {
        if (party != 0 && party <= partyCount) return "";
        return abi.encodeWithSelector(ILabourLedger.PartyUnknown.selector, party);
    }

    function _noteParty(uint8 class, bytes2 country, bytes32 profile) internal returns (uint64 party) {
        party = ++partyCount;
        parties[party] = KnownParty(class, country, 0);
        _extendParty(16, party, abi.encode(party, class, country, profile));
    }

    function _noteClass(uint64 party, uint8 class) internal {
        parties[party].class = class;
        _extendParty(23, party, abi.encode(class));
    }

    function _noteSuspendedParty(uint64 party, uint48 until) internal {
        parties[party].suspendedUntil = until;
        for (uint256 i = 0; i < keysOf[party].length; ++i) {
            KnownKey storage key = keys[keysOf[party][i]];
            if (!key.live) continue;
            bool hasOwn = key.suspendedUntil > block.timestamp && !key.suspendedWithParty;
            if (hasOwn && key.suspendedUntil > until) continue;
            key.suspendedUntil = until;
            key.suspendedWithParty = !hasOwn;
        }
        _extendParty(21, party, abi.encode(until));
    }

    function _noteReinstatedParty(uint64 party) internal {
        parties[party].suspendedUntil = 0;
        for (uint256 i = 0; i < keysOf[party].length; ++i) {
            KnownKey storage key = keys[keysOf[party][i]];
            if (!key.live || !key.suspendedWithParty) continue;
            key.suspendedUntil = 0;
            key.suspendedWithParty = false;
        }
        _extendParty(22, party, "");
    }

    // ---------------------------------------------------------------- keys

    function _refusalOfKeyShape(ILabourLedger.KeyChange memory added) internal pure returns (bytes memory) {
        if (added.kind < 1 || added.kind > 2) {
            return abi.encodeWithSelector(ILabourLedger.KeyKindInvalid.selector, added.kind);
        }
        if (added.role < 1 || added.role > 3) {
            return abi.encodeWithSelector(ILabourLedger.KeyRoleInvalid.selector, added.role);
        }
        if (added.notBefore >= added.notAfter) {
            return abi.encodeWithSelector(ILabourLedger.KeyPeriodEmpty.selector, added.notBefore, added.notAfter);
        }
        return "";
    }

    function _refusalOfNewKey(uint64 party, ILabourLedger.KeyChange memory added) internal view returns (bytes memory) {
        bytes memory refusal = _refusalOfKeyShape(added);
        if (refusal.length != 0) return refusal;
        uint64 known = keys[added.key].party;
        if (known != 0) return abi.encodeWithSelector(ILabourLedger.KeyAlreadyKnown.selector, added.key, known);
        if (_liveKeys(party) >= 16) return abi.encodeWithSelector(ILabourLedger.TooManyKeys.selector, party, 16);
        return "";
    }

    function _refusalOfUnknownKey(address key) internal view returns (bytes memory) {
        return keys[key].party == 0 ? abi.encodeWithSelector(ILabourLedger.KeyUnknown.selector, key) : bytes("");
    }

    /// @return refusal unless the key is known, in its period and has the role
    function _refusalOfKeyOutOfForce(address account, uint8 role) internal view returns (bytes memory refusal) {
        KnownKey memory key = keys[account];
        refusal = _refusalOfUnknownKey(account);
        if (refusal.length != 0) return refusal;
        if (block.timestamp < key.notBefore) {
            return abi.encodeWithSelector(ILabourLedger.KeyNotYetValid.selector, account, key.notBefore);
        }
        if (block.timestamp >= key.notAfter) {
            return abi.encodeWithSelector(ILabourLedger.KeyRetiredAt.selector, account, key.notAfter);
        }
        if (key.role & role == 0) return abi.encodeWithSelector(ILabourLedger.KeyRoleMissing.selector, account, role);
    }

    /// @return refusal unless the key may act in its role now
    function _refusalOfKey(address account, uint8 role) internal view returns (bytes memory refusal) {
        refusal = _refusalOfKeyOutOfForce(account, role);
        if (refusal.length == 0 && keys[account].suspendedUntil > block.timestamp) {
            refusal = _keySuspended(account);
        }
    }

    function _keySuspended(address account) internal view returns (bytes memory) {
        return abi.encodeWithSelector(ILabourLedger.KeySuspendedUntil.selector, account, keys[account].suspendedUntil);
    }

    function _refusalOfRetirement(address account) internal view returns (bytes memory) {
        if (keys[account].live) return "";
        return abi.encodeWithSelector(ILabourLedger.KeyRetiredAt.selector, account, keys[account].notAfter);
    }

    function _refusalOfMark(uint48 from) internal view returns (bytes memory) {
        if (from <= block.timestamp) return "";
        return abi.encodeWithSelector(ILabourLedger.CompromiseInFuture.selector, from);
    }

    function _noteKey(uint64 party, ILabourLedger.KeyChange memory added, address by) internal {
        uint256 inherited = parties[party].suspendedUntil > block.timestamp ? parties[party].suspendedUntil : 0;
        keys[added.key] = KnownKey({
            party: party,
            kind: added.kind,
            role: added.role,
            notBefore: added.notBefore,
            notAfter: added.notAfter,
            suspendedUntil: inherited,
            suspendedWithParty: inherited != 0,
            live: true
        });
        keysOf[party].push(added.key);
        bytes memory words = abi.encode(added.key, added.kind, added.role, added.notBefore, added.notAfter, by);
        _extendParty(17, party, words);
    }

    function _noteRetiredKey(address account, address by) internal {
        _endKey(account);
        _extendParty(18, keys[account].party, abi.encode(account, by));
    }

    function _noteCompromisedKey(address account, uint48 from, address by) internal {
        _endKey(account);
        _extendParty(19, keys[account].party, abi.encode(account, from, by));
    }

    function _noteSuspendedKey(address account, uint48 until) internal {
        KnownKey storage key = keys[account];
        uint256 ofParty = parties[key.party].suspendedUntil;
        bool own = until > block.timestamp;
        key.suspendedUntil = own && until > ofParty ? until : ofParty;
        key.suspendedWithParty = !own && ofParty > block.timestamp;
        _extendParty(20, key.party, abi.encode(account, until));
    }

    function _endKey(address account) private {
        if (keys[account].notAfter > block.timestamp) keys[account].notAfter = block.timestamp;
        keys[account].live = false;
    }

    function _liveKeys(uint64 party) internal view returns (uint256 count) {
        for (uint256 i = 0; i < keysOf[party].length; ++i) {
            if (keys[keysOf[party][i]].live) ++count;
        }
    }

    // ---------------------------------------------------------------- schemas

    function _refusalOfSchema(
        string memory id,
        ILabourLedger.SchemaRule memory rule
    ) internal view returns (bytes memory) {
        bytes32 schema = keccak256(bytes(id));
        if (schemas[schema].registered) {
            return abi.encodeWithSelector(ILabourLedger.SchemaAlreadyRegistered.selector, schema);
        }
        bool nobody = rule.issuerClasses == 0 && rule.flags % 2 == 0;
        bool unknownClass = rule.issuerClasses % 2 == 1 || rule.issuerClasses >= 1024;
        bool outcomes = rule.outcomes > 0 && rule.outcomes < 64;
        if (bytes(id).length > 0 && !nobody && !unknownClass && outcomes && rule.flags < 4) return "";
        return abi.encodeWithSelector(ILabourLedger.SchemaRuleInvalid.selector, schema);
    }

    function _refusalOfSchemaRetirement(bytes32 schema) internal view returns (bytes memory refusal) {
        refusal = _refusalOfUnknownSchema(schema);
        if (refusal.length == 0 && schemas[schema].retired) {
            refusal = abi.encodeWithSelector(ILabourLedger.SchemaAlreadyRetired.selector, schema);
        }
    }

    function _refusalOfUnknownSchema(bytes32 schema) internal view returns (bytes memory) {
        if (schemas[schema].registered) return "";
        return abi.encodeWithSelector(ILabourLedger.SchemaUnknown.selector, schema);
    }

    function _noteSchema(string memory id, ILabourLedger.SchemaRule memory rule, bytes32 content) internal {
        bytes32 schema = keccak256(bytes(id));
        schemas[schema].registered = true;
        knownSchemas.push(schema);
        schemas[schema].rule = rule;
        schemasHead = _fold(48, schemasHead, abi.encode(schema, rule, content));
    }

    function _noteRetiredSchema(bytes32 schema) internal {
        schemas[schema].retired = true;
        schemasHead = _fold(49, schemasHead, abi.encode(schema));
    }

    // ---------------------------------------------------------------- histories

    function _extendParty(uint256 entryType, uint64 party, bytes memory words) internal {
        partyHeads[party] = _fold(entryType, partyHeads[party], words);
    }

    function _extendSubject(uint256 entryType, bytes32 subject, bytes memory words) internal {
        subjectHeads[subject] = _fold(entryType, subjectHeads[subject], words);
    }
}
