// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IAaveV3ScaledToken: what the adapter uses of aTokens and variable debt tokens
/// @notice Scaled amounts do not grow; times the reserve's index they give assets.
interface IAaveV3ScaledToken {
    /// @notice The account's balance divided by the index.
    function scaledBalanceOf(address account) external view returns (uint256 scaled);

    /// @notice The supply divided by the index.
    function scaledTotalSupply() external view returns (uint256 scaled);
}
