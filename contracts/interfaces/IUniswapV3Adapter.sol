// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What is fixed for good when the adapter is deployed, so that no keeper and no curator can loosen it. Basis points unless named
/// otherwise.
/// @param tickLower The first range's lower tick.
/// @param tickUpper The first range's upper tick.
/// @param minRangeTicks The narrowest range.
/// @param maxPegDeviationBps How far from par the other token may be, and how far a range may reach.
/// @param maxPoolDeviationBps How far the pool's price may be from the oracle's when money goes in.
/// @param maxSwapSlippageBps How far from the oracle's price a swap may go.
/// @param exitHaircutBps What the mark keeps back of the other token's price for the way out.
/// @param maxEntryCostBps How much less than itself money may be marked at once it has gone in.
/// @param maxRerangeLossBps What one re-range may take off the mark.
/// @param maxDailyRerangeLossBps What all re-ranges of any 24 hours may take off the mark.
/// @param rerangeCooldownSeconds The time between two re-ranges.
struct UniswapV3Parameters {
    int24 tickLower;
    int24 tickUpper;
    int24 minRangeTicks;
    uint16 maxPegDeviationBps;
    uint16 maxPoolDeviationBps;
    uint16 maxSwapSlippageBps;
    uint16 exitHaircutBps;
    uint16 maxEntryCostBps;
    uint16 maxRerangeLossBps;
    uint16 maxDailyRerangeLossBps;
    uint32 rerangeCooldownSeconds;
}

/// @title IUniswapV3Adapter: what a Uniswap V3 range can do beside being an adapter
/// @notice Other tokens are those of the pool that are not the asset.
interface IUniswapV3Adapter {
    /// @notice The position moved to another range, or to the same one anew.
    /// @param change The mark's change.
    event Reranged(address indexed sender, int24 tickLower, int24 tickUpper, uint128 liquidity, int256 change);
    /// @notice Fees became cash.
    event FeesCollected(address indexed sender, uint256 assets, uint256 others);

    /// @notice Neither of the pool's tokens is the vault's asset.
    error PoolOfOtherTokens(address token0, address token1);
    /// @notice The ticks are in the wrong order, no multiples of the pool's spacing, too close together, or too far from the peg.
    error BadRange(int24 tickLower, int24 tickUpper);
    /// @notice Money goes in only while the market is healthy.
    error Unhealthy(bytes32 reason);
    /// @notice The pool's price is outside the range: what went in would earn nothing.
    error OutOfRange(uint160 sqrtPriceX96);
    /// @notice Going in would cost more than the limit.
    error EntryTooCostly(uint256 cost, uint256 maxCost);
    /// @notice Only who holds the vault's keeper role may move the range.
    error OnlyKeeper(address caller);
    /// @notice While the vault is not open nothing goes into a market.
    error VaultClosed();
    /// @notice The plan is too old.
    error DeadlinePassed(uint256 deadline, uint256 timestamp);
    /// @notice The range was moved too recently.
    error RerangeTooEarly(uint256 timestamp, uint256 earliest);
    /// @notice The re-range would take more off the mark than it may.
    error RerangeLossExceeded(uint256 loss, uint256 maxLoss);
    /// @notice The re-range would leave less than it promised.
    error TotalAssetsBelowMinimum(uint256 totalAssets, uint256 minTotalAssets);

    /// @notice Takes the position out, exchanges what the new range needs, and provides everything to it, fees and cash included. The same range
    /// reinvests. Keepers of the vault only.
    /// @param tickLower The new lower tick, within the bounds of the deployment.
    /// @param tickUpper The new upper tick.
    /// @param minTotalAssets The least the position must be marked at afterwards.
    /// @param deadline The last second at which this may happen, unix time.
    function rerange(int24 tickLower, int24 tickUpper, uint256 minTotalAssets, uint256 deadline) external;

    /// @notice Turns the position's fees into cash, which changes no value. Anyone may call it.
    function collectFees() external;
}
