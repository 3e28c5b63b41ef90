// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ICometRewards: what the adapter uses of Compound III's rewards
/// @notice See https://github.com/compound-finance/comet/blob/main/contracts/CometRewards.sol
interface ICometRewards {
    /// @notice Sends what `src` has earned in the market to `to`. Only `src` and whom it allowed in the market may call it; but anybody may
    /// have it sent to `src` itself, by `claim`.
    function claimTo(address comet, address src, address to, bool shouldAccrue) external;

    /// @notice The market's reward token, zero if it has none, and how what the market counts is scaled to the token's decimals.
    function rewardConfig(address comet) external view returns (address token, uint64 rescaleFactor, bool shouldUpscale);
}
