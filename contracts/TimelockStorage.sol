// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title TimelockStorage: what a timelock remembers
/// @notice Apart from `Timelocked`, for contracts that share their storage with one.
abstract contract TimelockStorage {
    /// When the call with these bytes may be made, unix seconds.
    mapping(bytes32 dataHash => uint256) internal _executableAt;
    /// Functions that can never again be used to raise risk.
    mapping(bytes4 selector => bool) internal _abdicated;
}
