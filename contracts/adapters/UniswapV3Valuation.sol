// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {RangeMath} from "../libraries/RangeMath.sol";
import {PegOracle} from "./PegOracle.sol";
import {UniswapV3Position} from "./UniswapV3Position.sol";

/// @title UniswapV3Valuation: a range and its cash as so much of the asset and so much of the other token, and what they are worth
/// @notice The mark: liquidity at what it would hold if the pool's price were the mark's own, all other tokens at that price.
abstract contract UniswapV3Valuation is PegOracle, UniswapV3Position {
    using SafeCast for uint256;

    /// @dev The outer world at the start of an action.
    struct Market {
        uint160 poolX96;
        bool unlocked;
        bool oracleUsable;
        uint256 oracleWad;
        uint256 markWad;
        uint160 markX96;
    }

    function _readMarket() internal view returns (Market memory market) {
        // First: were it to run out of gas, nothing after it could still succeed and pass its silence off as a stale oracle.
        (market.oracleUsable, market.oracleWad) = _oraclePrice();
        market.markWad = _markPrice(market.oracleUsable, market.oracleWad);
        market.markX96 = _rootOf(market.markWad);
        (market.poolX96, , market.unlocked) = _slot0();
    }

    function _mark(uint160 markX96) internal view returns (uint256) {
        (uint256 assets, uint256 others) = _liquidityHeld(markX96);
        (uint256 cash, uint256 otherCash) = _cashAndFeesHeld();
        return assets + cash + _inAsset(others + otherCash, markX96);
    }

    function _liquidityHeld(uint160 priceX96) internal view returns (uint256 assets, uint256 others) {
        (uint256 amount0, uint256 amount1) = _liquidityAmounts(priceX96);
        return _sorted(amount0, amount1);
    }

    function _cashAndFeesHeld() internal view returns (uint256 assets, uint256 others) {
        (uint256 amount0, uint256 amount1) = _cashAndFees();
        return _sorted(amount0, amount1);
    }

    function _cashOfAsset() internal view returns (uint256) {
        return _assetIsToken0 ? cash0 : cash1;
    }

    function _setCashOfAsset(uint256 cash) internal {
        if (_assetIsToken0) cash0 = cash.toUint128();
        else cash1 = cash.toUint128();
    }

    function _inAsset(uint256 others, uint160 priceX96) internal view returns (uint256) {
        return _assetIsToken0 ? RangeMath.inToken0(others, priceX96) : RangeMath.inToken1(others, priceX96);
    }

    function _inOther(uint256 assets, uint160 priceX96) internal view returns (uint256) {
        return _assetIsToken0 ? RangeMath.inToken1(assets, priceX96) : RangeMath.inToken0(assets, priceX96);
    }

    function _sorted(uint256 amount0, uint256 amount1) internal view returns (uint256 assets, uint256 others) {
        return _assetIsToken0 ? (amount0, amount1) : (amount1, amount0);
    }
}
