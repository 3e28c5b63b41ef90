// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ICurvePool: what the adapter uses of a plain StableSwap pool, apart from the functions that take one amount a coin
/// @notice Those are in `CurvePoolCalls`, since their ABI depends on the number of coins. Names are Curve's. See
/// https://github.com/curvefi/curve-contract/blob/master/contracts/pools/3pool/StableSwap3Pool.vy
interface ICurvePool {
    /* solhint-disable func-name-mixedcase */

    /// @notice Burns `lpAmount` of the caller's shares for coin `i` alone.
    function remove_liquidity_one_coin(uint256 lpAmount, int128 i, uint256 minAmount) external;

    /// @notice What `remove_liquidity_one_coin` would give now, fees taken off.
    function calc_withdraw_one_coin(uint256 lpAmount, int128 i) external view returns (uint256 amount);

    /// @notice The invariant for one share, in WAD: what a share is worth in coins at par. Fees raise it, nothing lowers it.
    function get_virtual_price() external view returns (uint256 priceWad);

    /// @notice A token of the pool, in its order; reverts beyond the last.
    function coins(uint256 index) external view returns (address token);

    /// @notice What belongs to the liquidity providers, in the token's own decimals.
    function balances(uint256 index) external view returns (uint256 amount);

    /// @notice Fee of a swap, over 1e10.
    function fee() external view returns (uint256 rate);
}
