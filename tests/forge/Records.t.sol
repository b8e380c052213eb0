// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../contracts/interfaces/ILabourLedger.sol";
import {Begun} from "./support/Begun.sol";
import {Signer} from "./support/Keyring.sol";
import {TypedData} from "./support/TypedData.sol";

/// @title Records, one act at a time, near every edge that the rules have.
contract RecordsTest is Begun {
    uint32 private constant HONEST = 0xffff_e7fb;

    function testFuzz_record_is_taken_or_refused_as_the_model_says(uint256 seed) external {
        for (uint256 i = 0; i < 6; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            _record(uint8(r), uint8(r >> 8), uint8(r >> 16), uint8(r >> 24), uint32(r >> 32), uint32(r >> 64));
        }
        _assertAll();
    }

    function testFuzz_honest_records_of_any_subject_schema_and_time(uint256 seed) external {
        for (uint256 i = 0; i < 8; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            _record(uint8(r) % 7, uint8(r >> 8) % 8, uint8(r >> 16) % 5, uint8(r >> 24) % 6, uint32(r >> 32), HONEST);
        }
        _assertAll();
    }

    function testFuzz_batches_are_taken_or_refused_as_the_model_says(uint256 seed) external {
        for (uint256 i = 0; i < 4; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            uint64 under = r % 2 == 0 ? 0x0101_0101_0101 : uint64(r >> 128) & 0x0404_0404_0404;
            uint32 how = r % 4 == 0 ? uint32(r >> 40) : HONEST;
            _recordBatch(uint8(r) % 7, uint8(r >> 8), uint64(r >> 64), under, uint64(r >> 192), 1, how);
            _recordTwiceInOneCall(uint8(r), uint16(r >> 8), uint16(under), uint16(r >> 40), 1, how);
        }
        _assertAll();
    }

    /// @notice A batch says what its items would say one by one: same heads, same nonces.
    function testFuzz_a_batch_is_what_its_records_are_alone(uint256 seed, uint8 size) external {
        Signer memory signer = signers[0];
        ILabourLedger.Attestation[] memory said = new ILabourLedger.Attestation[](_between(size, 1, 12));
        for (uint256 i = 0; i < said.length; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            uint8 under = uint8(r >> 8) % 2 == 0 ? 2 : 3;
            said[i] = _attestation(signer.account, uint8(r) % 6, under, uint8(r >> 16) % 6, 1, HONEST);
            if (under == 3 && said[i].refUid == said[i].subject) said[i].refUid = _subject((uint8(r) % 6) + 1);
        }
        uint256 before = vm.snapshotState();
        for (uint256 i = 0; i < said.length; ++i) {
            ledger.record(said[i], _sign(signer, TypedData.hash(said[i])));
        }
        bytes32 alone = _fingerprint(signer.account);
        vm.revertToState(before);
        ledger.recordBatch(said, _sign(signer, TypedData.hash(said)));
        vm.assertEq(_fingerprint(signer.account), alone, "a batch and its records leave different histories");
    }

    /// @notice What is wider than its type is refused wherever it stands, alone, in a batch and by `check`.
    function testFuzz_a_field_wider_than_its_type_is_refused(uint256 field, uint256 item, uint8 above) external {
        ILabourLedger.Attestation[] memory said = new ILabourLedger.Attestation[](3);
        for (uint8 i = 0; i < 3; ++i) {
            said[i] = _attestation(signers[0].account, i, 2, 1, 1, HONEST);
        }
        uint8[6] memory places = [0, 1, 2, 5, 6, 7];
        uint8[6] memory widths = [160, 64, 64, 8, 64, 64];
        (field, item) = (field % 6, item % 3);
        uint256 bit = 1 << _between(above, widths[field], 255);
        bytes memory record = abi.encodeCall(ledger.record, (said[item], new bytes(65)));
        _widen(record, places[field], bit);
        _assertRefusedEmpty(record);
        bytes memory check = abi.encodeCall(ledger.check, (said[item]));
        _widen(check, places[field], bit);
        _assertRefusedEmpty(check);
        bytes memory batch = abi.encodeCall(ledger.recordBatch, (said, new bytes(65)));
        // Two places of arrays, one length, then the items.
        _widen(batch, 3 + 10 * item + places[field], bit);
        (bool taken, ) = address(ledger).call(batch);
        vm.assertFalse(taken, "a field wider than its type was taken");
    }

    function testFuzz_a_suspended_party_revokes_and_nothing_else_until_the_last_second(
        uint32 span,
        uint8 under
    ) external {
        uint256 until = block.timestamp + _between(span, 1, 100 days);
        uint64 party = keys[signers[0].account].party;
        vm.prank(COUNCIL);
        ledger.suspendParty(party, uint48(until));
        _noteSuspendedParty(party, uint48(until));
        vm.recordLogs();
        loggedPartyHeads[party] = partyHeads[party];
        vm.warp(until - 1);
        _record(0, 0, under, 1, 1, HONEST);
        _record(0, 0, 2, 1, 1, HONEST);
        _recordBatch(0, 2, 0, 0x0202, 0x0101, 1, HONEST);
        vm.warp(until);
        _record(0, 0, under, 1, 1, HONEST);
        _record(0, 0, 0, 1, 1, HONEST);
        _assertAll();
    }

    function testFuzz_a_suspended_key_says_nothing_until_the_last_second(uint32 span, uint8 under) external {
        uint256 until = block.timestamp + _between(span, 1, 100 days);
        address key = signers[0].account;
        vm.prank(COUNCIL);
        ledger.suspendKey(key, uint48(until));
        _noteSuspendedKey(key, uint48(until));
        loggedPartyHeads[keys[key].party] = partyHeads[keys[key].party];
        vm.warp(until - 1);
        _record(0, 0, 2, 1, 1, HONEST);
        vm.warp(until);
        _record(0, 0, under, 1, 1, HONEST);
        _record(0, 0, 2, 1, 1, HONEST);
        _assertAll();
    }

    function testFuzz_nothing_is_refused_for_a_closed_subject(uint8 which, uint8 under, uint8 outcome) external {
        bytes32 subject = _subject(which % 6);
        ILabourLedger.Attestation memory said = _attestation(
            signers[0].account,
            which % 6,
            under % 5,
            outcome,
            1,
            HONEST
        );
        (bool open, bytes memory ifOpen) = address(ledger).call(abi.encodeCall(ledger.check, (said)));
        vm.prank(COUNCIL);
        ledger.closeSubject(subject);
        (bool closed, bytes memory ifClosed) = address(ledger).call(abi.encodeCall(ledger.check, (said)));
        vm.assertTrue(open == closed, "a closed subject is treated otherwise");
        vm.assertEq(ifOpen, ifClosed, "a closed subject is treated otherwise");
    }

    /// @notice The same signature on another chain, or for another ledger, is none.
    function testFuzz_a_signature_is_for_one_chain_and_one_ledger(uint64 chain) external {
        vm.assume(chain != 0 && chain != block.chainid);
        ILabourLedger.Attestation memory said = _attestation(signers[0].account, 0, 2, 1, 1, HONEST);
        bytes memory signature = _sign(signers[0], TypedData.hash(said));
        vm.chainId(chain);
        bytes memory invalid = abi.encodeWithSelector(ILabourLedger.SignatureInvalid.selector, signers[0].account);
        _act(COUNCIL, abi.encodeCall(ledger.record, (said, signature)), invalid, "a signature of another chain");
        vm.assertEq(ledger.domainSeparator(), TypedData.domain(chain, address(ledger)), "the domain");
    }

    /// @notice One bit changed, anywhere in a signature, makes it worth nothing, for keys of both kinds.
    function testFuzz_a_signature_with_one_bit_changed_is_refused(uint256 bit, uint8 who) external {
        Signer memory signer = signers[who % 2];
        ILabourLedger.Attestation memory said = _attestation(signer.account, 0, 2, 1, 1, HONEST);
        bytes memory signature = _sign(signer, TypedData.hash(said));
        bit %= 520;
        signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        (bool taken, ) = address(ledger).call(abi.encodeCall(ledger.record, (said, signature)));
        vm.assertFalse(taken, "a changed signature was taken");
    }

    function testFuzz_garbage_is_no_signature(bytes calldata signature, uint8 who) external {
        ILabourLedger.Attestation memory said = _attestation(signers[who % 2].account, 0, 2, 1, 1, HONEST);
        (bool taken, ) = address(ledger).call(abi.encodeCall(ledger.record, (said, signature)));
        vm.assertFalse(taken, "garbage was taken for a signature");
    }

    /// @notice The highest `s` that is taken is half of the order; `v` is 27 or 28. What is beyond is named.
    function test_signatures_are_told_apart_at_their_edges() external {
        uint256 half = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;
        bytes memory invalid = abi.encodeWithSelector(ILabourLedger.SignatureInvalid.selector, signers[0].account);
        _assertSignature(abi.encodePacked(uint256(1), half, uint8(27)), invalid);
        bytes memory malleable = abi.encodeWithSelector(ILabourLedger.SignatureMalleable.selector, half + 1);
        _assertSignature(abi.encodePacked(uint256(1), half + 1, uint8(27)), malleable);
        for (uint8 v = 26; v <= 29; ++v) {
            bool known = v == 27 || v == 28;
            bytes memory unknown = abi.encodeWithSelector(ILabourLedger.SignatureRecoveryInvalid.selector, v);
            _assertSignature(abi.encodePacked(uint256(1), uint256(1), v), known ? invalid : unknown);
        }
        for (uint256 length = 64; length <= 66; ++length) {
            bytes memory wrong = abi.encodeWithSelector(ILabourLedger.SignatureLengthInvalid.selector, length);
            if (length != 65) _assertSignature(new bytes(length), wrong);
        }
    }

    function _assertSignature(bytes memory signature, bytes memory refusal) private {
        ILabourLedger.Attestation memory said = _attestation(signers[0].account, 0, 2, 1, 1, HONEST);
        _act(COUNCIL, abi.encodeCall(ledger.record, (said, signature)), refusal, "it is signed at an edge");
    }

    /// @notice An account that delegated to a wallet (EIP-7702) still signs for itself, and the wallet does not.
    function test_a_delegated_account_is_asked_by_recovery_only() external {
        vm.signAndAttachDelegation(signers[1].account, signers[0].secret);
        ILabourLedger.Attestation memory said = _attestation(signers[0].account, 0, 2, 1, 1, HONEST);
        Signer memory walletOwner = Signer(signers[0].account, signers[1].secret, ACCOUNT);
        bytes memory invalid = abi.encodeWithSelector(ILabourLedger.SignatureInvalid.selector, signers[0].account);
        bytes memory owners = _sign(walletOwner, TypedData.hash(said));
        _act(COUNCIL, abi.encodeCall(ledger.record, (said, owners)), invalid, "the wallet's owner signs");
        bytes memory own = _sign(signers[0], TypedData.hash(said));
        _expectRecorded(said);
        _expectSigned(TypedData.hash(said), own);
        _act(COUNCIL, abi.encodeCall(ledger.record, (said, own)), "", "the account signs");
    }

    /// @notice A nonce of any number is used once, whether by a record or by cancelling it.
    function testFuzz_a_nonce_is_used_once(uint64 nonce, bool cancelled) external {
        Signer memory signer = signers[1];
        ILabourLedger.Attestation memory said = _attestation(signer.account, 0, 2, 1, 1, HONEST);
        said.nonce = nonce;
        bytes memory call_ = abi.encodeCall(ledger.record, (said, _sign(signer, TypedData.hash(said))));
        if (cancelled) {
            ILabourLedger.NonceCancel memory cancel = ILabourLedger.NonceCancel({
                issuer: signer.account,
                word: nonce >> 8,
                mask: 1 << (nonce & 0xff),
                deadline: uint64(block.timestamp)
            });
            ledger.cancelNonces(cancel, _sign(signer, TypedData.hash(cancel)));
        } else {
            (bool taken, ) = address(ledger).call(call_);
            vm.assertTrue(taken, "a fresh nonce was refused");
        }
        vm.assertEq(ledger.nonceWord(signer.account, nonce >> 8), 1 << (nonce & 0xff), "the word of the nonce");
        bytes memory used = abi.encodeWithSelector(
            ILabourLedger.AttestationNonceUsed.selector,
            0,
            signer.account,
            nonce
        );
        _act(COUNCIL, call_, used, "it is recorded once more");
    }

    function _fingerprint(address issuer) private view returns (bytes32) {
        bytes memory all = abi.encode(ledger.issuedHead(keys[issuer].party));
        for (uint256 i = 0; i < knownSubjects.length; ++i) {
            all = bytes.concat(all, ledger.subjectHead(knownSubjects[i]));
        }
        for (uint64 word = 0; word < 8; ++word) {
            all = bytes.concat(all, bytes32(ledger.nonceWord(issuer, word)));
        }
        return keccak256(all);
    }

    function _widen(bytes memory call_, uint256 word, uint256 bit) private pure {
        assembly ("memory-safe") {
            let place := add(add(call_, 0x24), mul(word, 0x20))
            mstore(place, or(mload(place), bit))
        }
    }

    function _assertRefusedEmpty(bytes memory call_) private {
        (bool taken, bytes memory answer) = address(ledger).call(call_);
        vm.assertFalse(taken, "a field wider than its type was taken");
        bool byName = bytes4(answer) == ILabourLedger.KeyUnknown.selector;
        vm.assertTrue(answer.length == 0 || byName, "a field wider than its type was read");
    }

    function _assertAll() private view {
        _assertHeads();
        _assertState();
    }
}
