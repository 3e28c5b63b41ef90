// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title BoundedCall: calls that the callee cannot turn against the caller
/// @notice Whatever the target does (reverts, burns its gas, returns nothing, too little or a megabyte, has no code), the caller goes
/// on with little more than `gasLimit` gas spent. Solidity's `try` protects from reverts only: an answer too short to decode reverts the
/// caller.
library BoundedCall {
    /// @notice A read failed for which the transaction left less gas than its limit: try again with more.
    error InsufficientGas(uint256 available, uint256 required);

    // A bound on the gas and on the bytes copied back cannot be had from Solidity's own calls.
    /* solhint-disable no-inline-assembly */

    /// @notice Reads one word from a view function. A failure is the target's, never one that whoever sent the transaction brought about
    /// with too little gas: then this reverts.
    /// @return success False if the call reverted or returned less than one word, though it was offered all of `gasLimit`.
    /// @return value The word; zero when not successful.
    function tryRead(address target, bytes memory data, uint256 gasLimit) internal view returns (bool success, uint256 value) {
        uint256 available = gasleft();
        assembly ("memory-safe") {
            success := staticcall(gasLimit, target, add(data, 0x20), mload(data), 0x00, 0x20)
            success := and(success, gt(returndatasize(), 0x1f))
            value := mul(mload(0x00), success)
        }
        if (!success) {
            // EIP-150 keeps back one part in 64; the rest covers the call itself.
            uint256 required = gasLimit + gasLimit / 63 + 5_000;
            if (available < required) revert InsufficientGas(available, required);
        }
    }

    /// @notice Calls a function whose answer does not matter.
    /// @return success False if the call reverted.
    function tryCall(address target, bytes memory data, uint256 gasLimit) internal returns (bool success) {
        assembly ("memory-safe") {
            success := call(gasLimit, target, 0, add(data, 0x20), mload(data), 0x00, 0x00)
        }
    }
}
