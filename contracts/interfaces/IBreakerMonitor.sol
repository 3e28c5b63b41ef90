// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IBreakerMonitor: says whether something outside a vault's own books calls for reducing risk
/// @notice Only reads. Set by a vault's curator, asked by anyone through `checkBreakers`.
interface IBreakerMonitor {
    /// @notice The first condition that holds.
    /// @param vault The vault to look at.
    /// @return reason ASCII text such as "asset-off-peg"; empty when all is well.
    /// @return subject The adapter, feed or vault the reason is about.
    function check(address vault) external view returns (bytes32 reason, address subject);
}
