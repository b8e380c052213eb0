// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "../../../contracts/interfaces/ILabourLedger.sol";
import {Tested, Vm} from "./Vm.sol";

/// @title Histories as anybody recomputes them: from logs and block times alone.
/// @dev Knows nothing of calls or state. The table is `docs/history-format.md` 3.1.
abstract contract FoldedLogs is Tested {
    mapping(bytes32 subject => bytes32 head) internal loggedSubjectHeads;
    mapping(uint64 party => bytes32 head) internal loggedIssuedHeads;
    mapping(uint64 party => bytes32 head) internal loggedPartyHeads;
    bytes32 internal loggedSchemasHead;
    /// @dev Hash over the logs that say more than their entries do, in order: `Recorded`, `Signed`, `NoncesCancelled`.
    bytes32 internal loggedOthers;

    /// @param emitter logs of other contracts are passed over
    function _foldLogs(Vm.Log[] memory logs, address emitter) internal {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != emitter) continue;
            bytes32 name = logs[i].topics[0];
            bool isEntry = name != ILabourLedger.Signed.selector && name != ILabourLedger.NoncesCancelled.selector;
            if (!isEntry || name == ILabourLedger.Recorded.selector) {
                loggedOthers = _after(loggedOthers, logs[i].topics, logs[i].data);
            }
            if (isEntry) {
                bool folded = _foldSubjectLog(name, logs[i]) || _foldPartyLog(name, logs[i]);
                vm.assertTrue(folded || _foldSchemaLog(name, logs[i]), "an event that no table lists");
            }
        }
    }

    function _after(bytes32 earlier, bytes32[] memory topics, bytes memory data) internal pure returns (bytes32) {
        return keccak256(abi.encode(earlier, topics, data));
    }

    function _foldSubjectLog(bytes32 name, Vm.Log memory entry) private returns (bool done) {
        bytes32[] memory topics = entry.topics;
        if (name == ILabourLedger.SubjectRegistered.selector) {
            (bytes32 kind, bytes32 controller, bytes32 identity) = abi.decode(entry.data, (bytes32, bytes32, bytes32));
            bytes memory words = abi.encode(topics[1], kind, topics[2], controller, topics[3], identity);
            _foldSubject(1, topics[1], words);
        } else if (name == ILabourLedger.Recorded.selector) {
            (bytes32 uid, uint256 basis) = abi.decode(entry.data, (bytes32, uint256));
            _foldSubject(2, topics[1], abi.encode(uid, topics[2], basis));
            uint64 party = uint64(basis);
            loggedIssuedHeads[party] = _fold(32, loggedIssuedHeads[party], abi.encode(uid, topics[1]));
        } else if (name == ILabourLedger.IdentifierClaimed.selector) {
            _foldSubject(3, topics[1], abi.encode(topics[2]));
        } else if (name == ILabourLedger.IdentifierReassigned.selector) {
            _foldSubject(4, topics[1], abi.encode(topics[2], topics[3]));
        } else if (name == ILabourLedger.ControllerChanged.selector) {
            _foldSubject(5, topics[1], abi.encode(topics[2], topics[3], bytes32(entry.data)));
        } else if (name == ILabourLedger.SubjectClosed.selector) {
            _foldSubject(6, topics[1], "");
        } else if (name == ILabourLedger.SubjectReopened.selector) {
            _foldSubject(7, topics[1], "");
        } else if (name == ILabourLedger.JoinedBy.selector) {
            _foldSubject(8, topics[1], abi.encode(topics[3], topics[2], bytes32(entry.data)));
        } else {
            return false;
        }
        return true;
    }

    function _foldPartyLog(bytes32 name, Vm.Log memory entry) private returns (bool done) {
        bytes32[] memory topics = entry.topics;
        if (name == ILabourLedger.PartyRegistered.selector) {
            _foldParty(16, topics[1], abi.encode(topics[1], topics[2], topics[3], bytes32(entry.data)));
        } else if (name == ILabourLedger.KeyAdded.selector) {
            _foldParty(17, topics[1], bytes.concat(topics[2], entry.data));
        } else if (name == ILabourLedger.KeyRetired.selector) {
            _foldParty(18, topics[1], bytes.concat(topics[2], entry.data));
        } else if (name == ILabourLedger.KeyCompromised.selector) {
            _foldParty(19, topics[1], bytes.concat(topics[2], entry.data));
        } else if (name == ILabourLedger.KeySuspended.selector) {
            _foldParty(20, topics[1], bytes.concat(topics[2], entry.data));
        } else if (name == ILabourLedger.PartySuspended.selector) {
            _foldParty(21, topics[1], entry.data);
        } else if (name == ILabourLedger.PartyReinstated.selector) {
            _foldParty(22, topics[1], "");
        } else if (name == ILabourLedger.PartyReclassed.selector) {
            _foldParty(23, topics[1], entry.data);
        } else if (name == ILabourLedger.AccreditationGiven.selector) {
            _foldParty(24, topics[1], bytes.concat(topics[2], topics[3], entry.data));
        } else if (name == ILabourLedger.AccreditationEnded.selector) {
            _foldParty(25, topics[1], bytes.concat(topics[2], topics[3], entry.data));
        } else {
            return false;
        }
        return true;
    }

    function _foldSchemaLog(bytes32 name, Vm.Log memory entry) private returns (bool done) {
        if (name == ILabourLedger.SchemaRegistered.selector) {
            // The words of the rule and the content's hash follow the place of the text.
            (, ILabourLedger.SchemaRule memory rule, bytes32 contentHash) = abi.decode(
                entry.data,
                (string, ILabourLedger.SchemaRule, bytes32)
            );
            loggedSchemasHead = _fold(48, loggedSchemasHead, abi.encode(entry.topics[1], rule, contentHash));
        } else if (name == ILabourLedger.SchemaRetired.selector) {
            loggedSchemasHead = _fold(49, loggedSchemasHead, abi.encode(entry.topics[1]));
        } else {
            return false;
        }
        return true;
    }

    function _foldSubject(uint256 entryType, bytes32 subject, bytes memory words) private {
        loggedSubjectHeads[subject] = _fold(entryType, loggedSubjectHeads[subject], words);
    }

    function _foldParty(uint256 entryType, bytes32 party, bytes memory words) private {
        uint64 number = uint64(uint256(party));
        loggedPartyHeads[number] = _fold(entryType, loggedPartyHeads[number], words);
    }

    function _fold(uint256 entryType, bytes32 head, bytes memory words) internal view returns (bytes32) {
        return keccak256(bytes.concat(abi.encode(entryType, head), words, abi.encode(block.timestamp)));
    }
}
