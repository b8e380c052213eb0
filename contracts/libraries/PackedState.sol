// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";

/// @dev One slot each, read whole. Recording asks for a few fields of many slots: unpacking all of them into memory
/// would cost more than the checks themselves. Bits are those of `docs/history-format.md` 4.
type KeyWord is uint256;
type SubjectWord is uint256;
type SchemaWord is uint256;
type AccreditationWord is uint256;

using KeyWords for KeyWord global;
using SubjectWords for SubjectWord global;
using SchemaWords for SchemaWord global;
using AccreditationWords for AccreditationWord global;

/// @dev What `schemas[schema]` holds; the API shows it as a rule and whether it is retired.
struct StoredSchema {
    uint16 issuerClasses;
    uint8 outcomes;
    uint8 flags;
    uint48 longestValidity;
    uint48 longestBackdating;
    uint8 state;
}

/// @title Fields of `keys[address]`.
library KeyWords {
    function load(ILabourLedger.Key storage stored) internal view returns (KeyWord word) {
        assembly ("memory-safe") {
            word := sload(stored.slot)
        }
    }

    function party(KeyWord self) internal pure returns (uint64) {
        return uint64(KeyWord.unwrap(self));
    }

    function class(KeyWord self) internal pure returns (uint8) {
        return uint8(KeyWord.unwrap(self) >> 64);
    }

    function kind(KeyWord self) internal pure returns (uint8) {
        return uint8(KeyWord.unwrap(self) >> 88);
    }

    function role(KeyWord self) internal pure returns (uint8) {
        return uint8(KeyWord.unwrap(self) >> 96);
    }

    function notBefore(KeyWord self) internal pure returns (uint48) {
        return uint48(KeyWord.unwrap(self) >> 104);
    }

    function notAfter(KeyWord self) internal pure returns (uint48) {
        return uint48(KeyWord.unwrap(self) >> 152);
    }

    function suspendedUntil(KeyWord self) internal pure returns (uint48) {
        return uint48(KeyWord.unwrap(self) >> 200);
    }

    function suspendedWithParty(KeyWord self) internal pure returns (bool) {
        return KeyWord.unwrap(self) >> 248 != 0;
    }

    /// @dev `and` and not `&&`: with comparisons this cheap, a jump costs more than all of them.
    /// @return yes whether now is in the key's period and it has the role
    function isInForce(KeyWord self, uint8 neededRole) internal view returns (bool yes) {
        uint256 notBefore_ = self.notBefore();
        uint256 notAfter_ = self.notAfter();
        assembly ("memory-safe") {
            yes := and(iszero(gt(notBefore_, timestamp())), lt(timestamp(), notAfter_))
            yes := and(yes, iszero(iszero(and(self, shl(96, neededRole)))))
        }
    }

    /// @return bits of a record's basis that the key alone fixes: party and class (as they stand in the slot), kind
    /// of signer, country
    function basis(KeyWord self) internal pure returns (uint256 bits) {
        uint256 word = KeyWord.unwrap(self);
        bits = word & ((1 << 72) - 1);
        bits |= ((word >> 88) & 0xff) << 80;
        bits |= ((word >> 72) & 0xffff) << 88;
    }
}

/// @title Fields of `subjects[subject]`.
library SubjectWords {
    function load(ILabourLedger.Subject storage stored) internal view returns (SubjectWord word) {
        assembly ("memory-safe") {
            word := sload(stored.slot)
        }
    }

    function controller(SubjectWord self) internal pure returns (uint64) {
        return uint64(SubjectWord.unwrap(self));
    }

    function country(SubjectWord self) internal pure returns (bytes2) {
        return bytes2(uint16(SubjectWord.unwrap(self) >> 64));
    }

    /// @dev Every subject has a kind, so its slot is never zero.
    function isRegistered(SubjectWord self) internal pure returns (bool) {
        return SubjectWord.unwrap(self) != 0;
    }
}

/// @title Fields of `schemas[schema]`.
library SchemaWords {
    function load(StoredSchema storage stored) internal view returns (SchemaWord word) {
        assembly ("memory-safe") {
            word := sload(stored.slot)
        }
    }

    function allowsClass(SchemaWord self, uint8 class) internal pure returns (bool) {
        return ((SchemaWord.unwrap(self) & 0xffff) >> class) & 1 != 0;
    }

    function allowsOutcome(SchemaWord self, uint256 outcome) internal pure returns (bool) {
        return (((SchemaWord.unwrap(self) >> 16) & 0xff) >> outcome) & 1 != 0;
    }

    function hasFlag(SchemaWord self, uint8 flag) internal pure returns (bool) {
        return SchemaWord.unwrap(self) & (uint256(flag) << 24) != 0;
    }

    function longestValidity(SchemaWord self) internal pure returns (uint256) {
        return uint48(SchemaWord.unwrap(self) >> 32);
    }

    function longestBackdating(SchemaWord self) internal pure returns (uint256) {
        return uint48(SchemaWord.unwrap(self) >> 80);
    }

    function state(SchemaWord self) internal pure returns (uint8) {
        return uint8(SchemaWord.unwrap(self) >> 128);
    }
}

/// @title Fields of `accreditations[party][schema][country]`.
library AccreditationWords {
    function load(ILabourLedger.Accreditation storage stored) internal view returns (AccreditationWord word) {
        assembly ("memory-safe") {
            word := sload(stored.slot)
        }
    }

    function from(AccreditationWord self) internal pure returns (uint48) {
        return uint48(AccreditationWord.unwrap(self));
    }

    function until(AccreditationWord self) internal pure returns (uint48) {
        return uint48(AccreditationWord.unwrap(self) >> 48);
    }

    function accreditor(AccreditationWord self) internal pure returns (uint64) {
        return uint64(AccreditationWord.unwrap(self) >> 96);
    }

    function mayAccredit(AccreditationWord self) internal pure returns (bool) {
        return AccreditationWord.unwrap(self) >> 160 != 0;
    }

    /// @dev `and` and not `&&`: with two comparisons this cheap, a jump costs more than the second of them.
    function isInForce(AccreditationWord self) internal view returns (bool yes) {
        uint256 from_ = self.from();
        uint256 until_ = self.until();
        assembly ("memory-safe") {
            yes := and(iszero(gt(from_, timestamp())), lt(timestamp(), until_))
        }
    }

    /// @param reach which entry it is: the country's own, or that of every country
    /// @return bits of a record's basis that the accreditation fixes
    function basis(AccreditationWord self, uint8 reach) internal pure returns (uint256 bits) {
        bits = (uint256(reach) << 104) | (uint256(self.accreditor()) << 112);
    }
}
