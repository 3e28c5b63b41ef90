// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title BoundedCall: calls that the callee cannot turn against the caller
/// @notice Whatever the target does (reverts, burns its gas, returns nothing, too little or a megabyte, has no code), the caller goes
/// on with little more than `gasLimit` gas spent. Solidity's `try` protects from reverts only: an answer too short to decode reverts the
/// caller.
library BoundedCall {
    /// @notice The transaction left less gas for a read than its limit: try again with more.
    error InsufficientGas(uint256 available, uint256 required);

    // A bound on the gas and on the bytes copied back cannot be had from Solidity's own calls.
    /* solhint-disable no-inline-assembly */

    /// @notice Reads one word from a view function. A failure is the target's, never one that whoever sent the transaction brought about
    /// with too little gas: then this reverts.
    /// @return success False if the call reverted or returned less than one word, though it was offered all of `gasLimit`.
    /// @return value The word; zero when not successful.
    function tryRead(address target, bytes memory data, uint256 gasLimit) internal view returns (bool success, uint256 value) {
        (success, value, ) = _read(target, data, gasLimit, 0x20);
    }

    /// @notice Reads two words from a view function, by the same rule.
    /// @return success False if the call reverted or returned less than two words, though it was offered all of `gasLimit`.
    /// @return first The first word; zero when not successful.
    /// @return second The second word; zero when not successful.
    function tryReadTwo(
        address target,
        bytes memory data,
        uint256 gasLimit
    ) internal view returns (bool success, uint256 first, uint256 second) {
        return _read(target, data, gasLimit, 0x40);
    }

    /// @notice Calls a function whose answer does not matter.
    /// @return success False if the call reverted.
    function tryCall(address target, bytes memory data, uint256 gasLimit) internal returns (bool success) {
        assembly ("memory-safe") {
            success := call(gasLimit, target, 0, add(data, 0x20), mload(data), 0x00, 0x00)
        }
    }

    /// @notice Reverts unless a read could now be offered all of `gasLimit`. For targets that catch a failure of their own and answer
    /// nevertheless: before such an answer counts against them, it must not be for want of gas.
    function requireGas(uint256 gasLimit) internal view {
        _requireGas(gasleft(), gasLimit);
    }

    /// @dev `size` is at most the 64 bytes of scratch space.
    function _read(
        address target,
        bytes memory data,
        uint256 gasLimit,
        uint256 size
    ) private view returns (bool success, uint256 first, uint256 second) {
        uint256 available = gasleft();
        assembly ("memory-safe") {
            success := staticcall(gasLimit, target, add(data, 0x20), mload(data), 0x00, size)
            success := and(success, iszero(lt(returndatasize(), size)))
            first := mul(mload(0x00), success)
            second := mul(mload(0x20), success)
        }
        if (!success) _requireGas(available, gasLimit);
    }

    function _requireGas(uint256 available, uint256 gasLimit) private pure {
        // EIP-150 keeps back one part in 64; the rest covers the call itself.
        uint256 required = gasLimit + gasLimit / 63 + 5_000;
        if (available < required) revert InsufficientGas(available, required);
    }
}
