// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title The cheatcodes of forge that these tests use; the whole list is in the Foundry book.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function warp(uint256 timestamp) external;
    function chainId(uint256 id) external;
    function deal(address account, uint256 balance) external;
    function getNonce(address account) external view returns (uint64 nonce);
    function computeCreateAddress(address creator, uint256 nonce) external pure returns (address created);
    function prank(address sender) external;
    function assume(bool condition) external pure;
    function snapshotState() external returns (uint256 id);
    function revertToState(uint256 id) external returns (bool done);
    function addr(uint256 secret) external pure returns (address account);
    function sign(uint256 secret, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function signAndAttachDelegation(address implementation, uint256 secret) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory logs);
    function readFile(string calldata path) external view returns (string memory text);
    function parseJsonBytes(string calldata json, string calldata key) external pure returns (bytes memory value);
    function parseJsonKeys(string calldata json, string calldata key) external pure returns (string[] memory keys);
    function envOr(string calldata name, string calldata fallback_) external view returns (string memory value);
    function toString(uint256 value) external pure returns (string memory text);
    function toString(bytes calldata value) external pure returns (string memory text);
    function toString(bytes32 value) external pure returns (string memory text);
    function toString(address value) external pure returns (string memory text);
    function assertTrue(bool condition, string calldata message) external pure;
    function assertFalse(bool condition, string calldata message) external pure;
    function assertEq(uint256 left, uint256 right, string calldata message) external pure;
    function assertEq(address left, address right, string calldata message) external pure;
    function assertEq(bytes32 left, bytes32 right, string calldata message) external pure;
    function assertEq(bytes calldata left, bytes calldata right, string calldata message) external pure;
}

/// @title What every test here has: the cheatcodes, ranges, and words for who reads a failure.
abstract contract Tested {
    /// @dev forge shows events of this name as lines of the log.
    event log(string line);

    /// @dev The address account which forge answers cheatcodes: the last 20 bytes of keccak256("hevm cheat code").
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @return chosen a value of `first` to `last`, each as likely as the others if `any` is
    function _between(uint256 any, uint256 first, uint256 last) internal pure returns (uint256 chosen) {
        return first + (any % (last - first + 1));
    }
}
