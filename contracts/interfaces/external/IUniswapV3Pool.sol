// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IUniswapV3Pool: what is used of Uniswap V3's pool
/// @notice Prices are roots, √(token 1 / token 0) · 2^96.
interface IUniswapV3Pool {
    /// @notice The token with the lower address.
    function token0() external view returns (address);

    /// @notice The token with the higher address.
    function token1() external view returns (address);

    /// @notice The fee, in hundredths of a basis point of what is sold.
    function fee() external view returns (uint24);

    /// @notice Ranges begin and end at multiples of this.
    function tickSpacing() external view returns (int24);

    /// @notice The price and the lock.
    function slot0()
        external
        view
        returns (
            uint160 sqrtPriceX96,
            int24 tick,
            uint16 observationIndex,
            uint16 observationCardinality,
            uint16 observationCardinalityNext,
            uint8 feeProtocol,
            bool unlocked
        );

    /// @notice The liquidity in range at the current price.
    function liquidity() external view returns (uint128);

    /// @notice All fees in token 0 per unit of liquidity in range, in 2^-128; runs over.
    function feeGrowthGlobal0X128() external view returns (uint256);

    /// @notice The same in token 1.
    function feeGrowthGlobal1X128() external view returns (uint256);

    /// @notice A tick's liquidity and the fees on its other side.
    function ticks(
        int24 tick
    )
        external
        view
        returns (
            uint128 liquidityGross,
            int128 liquidityNet,
            uint256 feeGrowthOutside0X128,
            uint256 feeGrowthOutside1X128,
            int56 tickCumulativeOutside,
            uint160 secondsPerLiquidityOutsideX128,
            uint32 secondsOutside,
            bool initialized
        );

    /// @notice Which of 256 possible ticks are initialized.
    function tickBitmap(int16 wordPosition) external view returns (uint256);

    /// @notice The pool's record of a range of an owner; the key is the hash of owner and ticks.
    function positions(
        bytes32 key
    )
        external
        view
        returns (
            uint128 liquidity,
            uint256 feeGrowthInside0LastX128,
            uint256 feeGrowthInside1LastX128,
            uint128 tokensOwed0,
            uint128 tokensOwed1
        );

    /// @notice Adds liquidity to the range of `recipient`, paid for in the callback.
    function mint(
        address recipient,
        int24 tickLower,
        int24 tickUpper,
        uint128 amount,
        bytes calldata data
    ) external returns (uint256 amount0, uint256 amount1);

    /// @notice Takes liquidity out of the caller's range; the money stays until it is collected. Zero brings the fees up to date.
    function burn(int24 tickLower, int24 tickUpper, uint128 amount) external returns (uint256 amount0, uint256 amount1);

    /// @notice Pays out what the pool owes the caller's range.
    function collect(
        address recipient,
        int24 tickLower,
        int24 tickUpper,
        uint128 amount0Requested,
        uint128 amount1Requested
    ) external returns (uint128 amount0, uint128 amount1);

    /// @notice Exchanges one token for the other, paid for in the callback, until the amount or the price limit is reached.
    /// @param amountSpecified What is sold if positive, what is bought if negative.
    /// @return amount0 What the pool received of token 0; negative for what it paid.
    /// @return amount1 The same of token 1.
    function swap(
        address recipient,
        bool zeroForOne,
        int256 amountSpecified,
        uint160 sqrtPriceLimitX96,
        bytes calldata data
    ) external returns (int256 amount0, int256 amount1);
}
