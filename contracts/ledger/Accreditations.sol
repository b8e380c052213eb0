// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../interfaces/ILabourLedger.sol";
import {AttestationTypes} from "../libraries/AttestationTypes.sol";
import {AccreditationWord, AccreditationWords, KeyWord} from "../libraries/PackedState.sol";
import {Schemas} from "./Schemas.sol";
import {Suspensions} from "./Suspensions.sol";

/// @title Which party may issue under which schema, where, until when, and who said so.
/// @dev Country zero stands for every country. The council accredits as party zero.
abstract contract Accreditations is Suspensions, Schemas {
    uint8 internal constant REACH_COUNTRY = 1;
    uint8 internal constant REACH_EVERYWHERE = 2;

    uint8 private constant ACTION_GIVE = 1;
    uint8 private constant ACTION_END = 2;

    uint64 private constant COUNCIL_PARTY = 0;
    bytes2 private constant EVERY_COUNTRY = 0;

    mapping(uint64 party => mapping(bytes32 schema => mapping(bytes2 country => Accreditation)))
        internal _accreditations;

    /// @inheritdoc ILabourLedger
    function changeAccreditation(AccreditationChange calldata change, bytes calldata signature) external {
        KeyWord giver = _requireKey(change.issuer, ROLE_SIGN);
        _requireBefore(change.deadline);
        _spendNonce(change.issuer, change.nonce);
        if (change.action == ACTION_GIVE) {
            _requireMayAccredit(giver.party(), change.schema, change.country);
            Accreditation memory given = Accreditation({
                from: change.from,
                until: change.until,
                accreditor: giver.party(),
                mayAccredit: false
            });
            _give(change.party, change.schema, change.country, given);
        } else if (change.action == ACTION_END) {
            if (change.from != 0 || change.until != 0) revert AccreditationPeriodInvalid(change.from, change.until);
            _end(change.party, change.schema, change.country, giver.party());
        } else {
            revert AccreditationActionInvalid(change.action);
        }
        _acceptSignature(AttestationTypes.hash(change), change.issuer, giver.kind(), signature);
    }

    /// @inheritdoc ILabourLedger
    function giveAccreditation(
        uint64 party,
        bytes32 schema,
        bytes2 country,
        uint48 from,
        uint48 until,
        bool mayAccredit
    ) external onlyCouncil {
        Accreditation memory given = Accreditation({
            from: from,
            until: until,
            accreditor: COUNCIL_PARTY,
            mayAccredit: mayAccredit
        });
        _give(party, schema, country, given);
    }

    /// @inheritdoc ILabourLedger
    function endAccreditation(uint64 party, bytes32 schema, bytes2 country) external onlyCouncil {
        _end(party, schema, country, COUNCIL_PARTY);
    }

    /// @inheritdoc ILabourLedger
    function accreditationOf(
        uint64 party,
        bytes32 schema,
        bytes2 country
    ) external view returns (Accreditation memory) {
        return _accreditations[party][schema][country];
    }

    /// @notice Reverts unless the party is accredited now for the schema in the country. The country's own entry goes
    /// before the one for every country.
    /// @param item place in a batch, for the error
    /// @return basis the bits of a record's basis that say which of the two entries was used, and who gave it
    function _requireAccreditation(
        uint256 item,
        uint64 party,
        bytes32 schema,
        bytes2 country
    ) internal view returns (uint256 basis) {
        mapping(bytes2 => Accreditation) storage entries = _accreditations[party][schema];
        AccreditationWord local = AccreditationWords.load(entries[country]);
        if (local.isInForce()) {
            basis = local.basis(country == EVERY_COUNTRY ? REACH_EVERYWHERE : REACH_COUNTRY);
        } else {
            AccreditationWord general = AccreditationWords.load(entries[EVERY_COUNTRY]);
            if (!general.isInForce()) _refuseAccreditation(item, party, schema, country, local, general);
            basis = general.basis(REACH_EVERYWHERE);
        }
    }

    function _refuseAccreditation(
        uint256 item,
        uint64 party,
        bytes32 schema,
        bytes2 country,
        AccreditationWord local,
        AccreditationWord general
    ) private pure {
        if (local.until() != 0) {
            revert AccreditationNotInForce(item, party, schema, country, local.from(), local.until());
        }
        if (general.until() != 0) {
            revert AccreditationNotInForce(item, party, schema, EVERY_COUNTRY, general.from(), general.until());
        }
        revert AccreditationMissing(item, party, schema, country);
    }

    function _isAccredited(uint64 party, bytes32 schema, bytes2 country) internal view returns (bool) {
        return _entry(party, schema, country).isInForce() || _entry(party, schema, EVERY_COUNTRY).isInForce();
    }

    /// @dev A live entry is a promise of who gave it: nobody but the giver or the council may change it.
    function _give(uint64 party, bytes32 schema, bytes2 country, Accreditation memory given) private {
        _requireParty(party);
        _requireSchema(schema);
        _requireCountryShape(country);
        if (party == given.accreditor) revert AccreditationToItself(party);
        if (given.from >= given.until || given.until <= block.timestamp) {
            revert AccreditationPeriodInvalid(given.from, given.until);
        }
        AccreditationWord old = _entry(party, schema, country);
        if (old.until() > block.timestamp) _requireGiver(party, schema, country, old.accreditor(), given.accreditor);
        _accreditations[party][schema][country] = given;
        _extendParty(ENTRY_ACCREDITATION_GIVEN, party, abi.encode(schema, country, given));
        emit AccreditationGiven(party, schema, country, given.from, given.until, given.accreditor, given.mayAccredit);
    }

    /// @param by the party that ends it, 0 for the council
    function _end(uint64 party, bytes32 schema, bytes2 country, uint64 by) private {
        Accreditation storage stored = _accreditations[party][schema][country];
        if (stored.until <= block.timestamp) revert AccreditationUnknown(party, schema, country);
        _requireGiver(party, schema, country, stored.accreditor, by);
        stored.until = _now();
        _extendParty(ENTRY_ACCREDITATION_ENDED, party, abi.encode(schema, country, by));
        emit AccreditationEnded(party, schema, country, by);
    }

    function _requireGiver(uint64 party, bytes32 schema, bytes2 country, uint64 accreditor, uint64 by) private pure {
        if (by != COUNCIL_PARTY && by != accreditor) {
            revert AccreditationOfAnother(party, schema, country, accreditor);
        }
    }

    function _requireMayAccredit(uint64 party, bytes32 schema, bytes2 country) private view {
        if (_mayAccreditNow(_entry(party, schema, country))) return;
        if (_mayAccreditNow(_entry(party, schema, EVERY_COUNTRY))) return;
        revert MayNotAccredit(party, schema, country);
    }

    function _mayAccreditNow(AccreditationWord held) private view returns (bool) {
        return held.mayAccredit() && held.isInForce();
    }

    function _entry(uint64 party, bytes32 schema, bytes2 country) private view returns (AccreditationWord) {
        return AccreditationWords.load(_accreditations[party][schema][country]);
    }
}
