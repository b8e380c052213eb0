// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";
import {Signer} from "./Keyring.sol";
import {SignedActs} from "./SignedActs.sol";
import {TypedData} from "./TypedData.sol";

/// @title Records, alone, in batches and within one call, honest and hostile.
abstract contract RecordActs is SignedActs {
    bytes[] private _taken;

    function _record(uint8 who, uint8 about, uint8 under, uint8 outcome, uint32 times, uint32 how) internal {
        Signer memory signer = signers[who % signers.length];
        _recordOne(signer, _attestation(signer.account, about, under, outcome, times, how), how);
    }

    function _recordOne(Signer memory signer, ILabourLedger.Attestation memory said, uint32 how) internal {
        bytes32 structHash = TypedData.hash(said);
        bytes memory refusal = _refusalOfIssuer(signer.account);
        if (refusal.length == 0) refusal = _refusalOfRecord(0, said);
        _assertCheckAgrees(said, refusal);
        if (refusal.length == 0) refusal = _refusalOfSpent(0, said.issuer, said.nonce);
        if (refusal.length == 0) refusal = _refusalOfJoin(0, said);
        bytes memory signature = _sign(signer, structHash, _forgery(how));
        if (refusal.length == 0) {
            refusal = _signatureRefusal(signer, keys[signer.account].kind, signature, _forgery(how));
        }
        _expectRecorded(said);
        _expectSigned(structHash, signature);
        bytes memory call_ = abi.encodeCall(ILabourLedger.record, (said, signature));
        if (_act(_sender(how), call_, refusal, _wordsOf(said, "records"))) {
            _noteRecord(said, _digest(structHash), _basisOf(said));
            _taken.push(call_);
            _assertCheckAgrees(said, "");
        }
    }

    /// @param size 0 to 6 items; items that follow each other often share subject and schema
    function _recordBatch(
        uint8 who,
        uint8 size,
        uint64 about,
        uint64 under,
        uint64 outcomes,
        uint32 times,
        uint32 how
    ) internal {
        Signer memory signer = signers[who % signers.length];
        ILabourLedger.Attestation[] memory said = new ILabourLedger.Attestation[](size % 7);
        for (uint256 i = 0; i < said.length; ++i) {
            uint32 itemHow = i == 0 ? how : how | 3;
            said[i] = _attestation(
                _issuerOf(signer.account, i, how),
                uint8(about >> (8 * i)),
                uint8(under >> (how % 2 == 0 ? 0 : 8 * i)),
                uint8(outcomes >> (8 * i)),
                times,
                itemHow
            );
        }
        _recordRun(signer, said, how);
    }

    function _recordRun(Signer memory signer, ILabourLedger.Attestation[] memory said, uint32 how) internal {
        bytes memory signature = _sign(signer, TypedData.hash(said), _forgery(how));
        bytes memory refusal = _refusalOfRun(said, true);
        if (refusal.length == 0) {
            refusal = _signatureRefusal(signer, keys[signer.account].kind, signature, _forgery(how));
        }
        for (uint256 i = 0; i < said.length; ++i) {
            _expectRecorded(said[i]);
        }
        _expectSigned(TypedData.hash(said), signature);
        bytes memory call_ = abi.encodeCall(ILabourLedger.recordBatch, (said, signature));
        string memory words = string.concat(_nameOf(signer.account), " records a batch of ", _textOf(said.length));
        if (_act(_sender(how), call_, refusal, words)) {
            _noteRun(said);
            _taken.push(call_);
        }
    }

    /// @notice Two records in one `multicall`, each under its own signature; the second may be the first again.
    function _recordTwiceInOneCall(
        uint8 who,
        uint16 about,
        uint16 under,
        uint16 outcomes,
        uint32 times,
        uint32 how
    ) internal {
        Signer memory signer = signers[who % signers.length];
        ILabourLedger.Attestation[] memory said = new ILabourLedger.Attestation[](2);
        bytes[] memory calls = new bytes[](2);
        for (uint256 i = 0; i < 2; ++i) {
            bool again = i == 1 && how % 3 == 0;
            said[i] =
                again
                    ? said[0]
                    : _attestation(
                        signer.account,
                        uint8(about >> (8 * i)),
                        uint8(under >> (8 * i)),
                        uint8(outcomes >> (8 * i)),
                        times,
                        how
                    );
            bytes memory signature = _sign(signer, TypedData.hash(said[i]));
            _expectRecorded(said[i]);
            _expectSigned(TypedData.hash(said[i]), signature);
            calls[i] = abi.encodeCall(ILabourLedger.record, (said[i], signature));
        }
        bytes memory refusal = _refusalOfRun(said, false);
        if (refusal.length == 0 && keys[signer.account].kind != signer.kind) {
            refusal = abi.encodeWithSelector(ILabourLedger.SignatureInvalid.selector, signer.account);
        }
        bytes memory call_ = abi.encodeCall(Multicall.multicall, (calls));
        string memory words = string.concat(_nameOf(signer.account), " records two in one call");
        if (_act(_sender(how), call_, refusal, words)) _noteRun(said);
    }

    /// @notice Sends once more what was taken before.
    function _replay(uint256 which) internal {
        if (_taken.length == 0) return;
        vm.recordLogs();
        (bool done, ) = address(ledger).call(_taken[which % _taken.length]);
        emit log("somebody sends once more what was recorded before");
        vm.assertFalse(done, "a nonce was used twice");
    }

    function _cancelNonces(uint8 who, uint8 word, uint256 mask, uint32 how) internal {
        Signer memory signer = signers[who % signers.length];
        ILabourLedger.NonceCancel memory asked = ILabourLedger.NonceCancel({
            issuer: signer.account,
            word: word % 4 == 3 ? type(uint64).max >> 8 : word % 4,
            mask: mask & (mask >> 250 == 0 ? type(uint256).max : 1 << (mask >> 248)),
            deadline: _deadline(how)
        });
        bytes memory refusal = _refusalOfUnknownKey(signer.account);
        if (refusal.length == 0 && block.timestamp > asked.deadline) {
            refusal = abi.encodeWithSelector(ILabourLedger.DeadlinePassed.selector, asked.deadline);
        }
        bytes memory signature = _sign(signer, TypedData.hash(asked), _forgery(how));
        if (refusal.length == 0) {
            refusal = _signatureRefusal(signer, keys[signer.account].kind, signature, _forgery(how));
        }
        _expectCancelled(asked);
        _expectSigned(TypedData.hash(asked), signature);
        bytes memory call_ = abi.encodeCall(ILabourLedger.cancelNonces, (asked, signature));
        if (_act(_sender(how), call_, refusal, string.concat(_nameOf(signer.account), " cancels nonces"))) {
            for (uint64 bit = 0; bit < 256; ++bit) {
                if ((asked.mask >> bit) & 1 == 1) spent[signer.account][asked.word * 256 + bit] = true;
            }
        }
    }

    // ---------------------------------------------------------------- runs

    /// @param batch whether it is one signed run, or records that each have a place of 0
    function _refusalOfRun(
        ILabourLedger.Attestation[] memory said,
        bool batch
    ) private view returns (bytes memory refusal) {
        if (said.length == 0) return abi.encodeWithSelector(ILabourLedger.BatchEmpty.selector);
        refusal = _refusalOfIssuer(said[0].issuer);
        for (uint256 i = 0; i < said.length && refusal.length == 0; ++i) {
            if (said[i].issuer != said[0].issuer) {
                return abi.encodeWithSelector(ILabourLedger.BatchIssuerMixed.selector, i, said[i].issuer);
            }
            uint256 place = batch ? i : 0;
            refusal = _refusalOfRecord(place, said[i]);
            if (refusal.length == 0) refusal = _refusalOfSpent(place, said[i].issuer, said[i].nonce);
            for (uint256 j = 0; j < i && refusal.length == 0; ++j) {
                if (said[j].nonce == said[i].nonce) {
                    refusal = abi.encodeWithSelector(
                        ILabourLedger.AttestationNonceUsed.selector,
                        place,
                        said[i].issuer,
                        said[i].nonce
                    );
                }
            }
            if (refusal.length == 0) refusal = _refusalOfJoin(place, said[i]);
        }
    }

    function _noteRun(ILabourLedger.Attestation[] memory said) private {
        for (uint256 i = 0; i < said.length; ++i) {
            _noteRecord(said[i], _digest(TypedData.hash(said[i])), _basisOf(said[i]));
        }
    }

    /// @notice `check` says what `record` would, but for the signature.
    function _assertCheckAgrees(ILabourLedger.Attestation memory said, bytes memory refusal) private view {
        if (refusal.length == 0) refusal = _refusalOfJoin(0, said);
        if (refusal.length == 0) refusal = _refusalOfSpent(0, said.issuer, said.nonce);
        try ledger.check(said) returns (bytes32 uid, uint256 basis) {
            vm.assertEq(bytes(""), refusal, string.concat("check let through: ", _wordsOf(said, "records")));
            vm.assertEq(uid, _digest(TypedData.hash(said)), "the uid that check gives");
            vm.assertEq(basis, _basisOf(said), "the basis that check gives");
        } catch (bytes memory answer) {
            vm.assertEq(answer, refusal, string.concat("check refused: ", _wordsOf(said, "records")));
        }
    }

    // ---------------------------------------------------------------- what numbers choose

    function _attestation(
        address issuer,
        uint8 about,
        uint8 under,
        uint8 outcome,
        uint32 times,
        uint32 how
    ) internal returns (ILabourLedger.Attestation memory said) {
        said.issuer = issuer;
        said.nonce = _nonce(how);
        said.deadline = _deadline(how);
        said.subject = _subject(about);
        said.schema = _schema(under % 16 == 15 ? under : under % 5);
        said.outcome = outcome > 250 ? outcome : outcome % 6;
        (said.validFrom, said.validUntil) = _validity(times);
        said.documentHash = keccak256(abi.encode(times, how));
        said.refUid = _subject(about / 2 + 1);
    }

    function _validity(uint32 times) private view returns (uint64 from, uint64 until) {
        if (times % 4 != 0) return (uint64(block.timestamp), uint64(block.timestamp) + 1 hours);
        (from, until) = (_time(uint8(times >> 8)), _time(uint8(times >> 16)));
        if (times >> 28 == 15) until = type(uint64).max;
        if (times >> 28 == 14) from = type(uint64).max - 1;
    }

    function _issuerOf(address issuer, uint256 item, uint32 how) private view returns (address) {
        bool isMixed = item == 1 + ((how >> 23) % 4) && (how >> 21) % 4 == 0;
        return isMixed ? signers[0].account : issuer;
    }

    function _wordsOf(ILabourLedger.Attestation memory said, string memory verb) private view returns (string memory) {
        string memory words = string.concat(_nameOf(said.issuer), " ", verb, " outcome ", _textOf(said.outcome));
        return string.concat(words, " on ", vm.toString(said.subject), " with nonce ", _textOf(said.nonce));
    }
}
