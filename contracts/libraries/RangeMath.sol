// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title RangeMath: what liquidity between two prices is made of
/// @notice As Uniswap V3 reckons, to the unit. Prices are roots, √(token 1 / token 0) · 2^96; a lower bound comes before its upper bound.
library RangeMath {
    using Math for uint256;
    using SafeCast for uint256;

    uint256 private constant Q96 = 1 << 96;

    /// @notice The token 0 that is exchanged when the price moves between the two bounds.
    function amount0(uint160 lowerX96, uint160 upperX96, uint128 liquidity, Math.Rounding rounding) internal pure returns (uint256) {
        uint256 scaled = (uint256(liquidity) << 96).mulDiv(upperX96 - lowerX96, upperX96, rounding);
        return rounding == Math.Rounding.Ceil ? scaled.ceilDiv(lowerX96) : scaled / lowerX96;
    }

    /// @notice The token 1 that is exchanged when the price moves between the two bounds.
    function amount1(uint160 lowerX96, uint160 upperX96, uint128 liquidity, Math.Rounding rounding) internal pure returns (uint256) {
        return uint256(liquidity).mulDiv(upperX96 - lowerX96, Q96, rounding);
    }

    /// @notice What liquidity in a range pays out at a price.
    function amounts(
        uint160 priceX96,
        uint160 lowerX96,
        uint160 upperX96,
        uint128 liquidity
    ) internal pure returns (uint256 token0, uint256 token1) {
        uint160 insideX96 = _clamp(priceX96, lowerX96, upperX96);
        token0 = amount0(insideX96, upperX96, liquidity, Math.Rounding.Floor);
        token1 = amount1(lowerX96, insideX96, liquidity, Math.Rounding.Floor);
    }

    /// @notice The most liquidity that the two amounts can provide to a range at a price.
    function liquidityFor(
        uint160 priceX96,
        uint160 lowerX96,
        uint160 upperX96,
        uint256 token0,
        uint256 token1
    ) internal pure returns (uint128) {
        uint160 insideX96 = _clamp(priceX96, lowerX96, upperX96);
        uint256 liquidity0 =
            insideX96 == upperX96 ? type(uint256).max : token0.mulDiv(uint256(insideX96).mulDiv(upperX96, Q96), upperX96 - insideX96);
        uint256 liquidity1 = insideX96 == lowerX96 ? type(uint256).max : token1.mulDiv(Q96, insideX96 - lowerX96);
        return Math.min(liquidity0, liquidity1).toUint128();
    }

    /// @notice What an amount of token 0 is worth in token 1 at a price, rounded down.
    function inToken1(uint256 token0, uint160 priceX96) internal pure returns (uint256) {
        return token0.mulDiv(priceX96, Q96).mulDiv(priceX96, Q96);
    }

    /// @notice What an amount of token 1 is worth in token 0 at a price, rounded down.
    function inToken0(uint256 token1, uint160 priceX96) internal pure returns (uint256) {
        return token1.mulDiv(Q96, priceX96).mulDiv(Q96, priceX96);
    }

    function _clamp(uint160 priceX96, uint160 lowerX96, uint160 upperX96) private pure returns (uint160) {
        if (priceX96 < lowerX96) return lowerX96;
        return priceX96 > upperX96 ? upperX96 : priceX96;
    }
}
