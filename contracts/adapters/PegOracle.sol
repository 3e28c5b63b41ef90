// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAggregatorV3} from "../interfaces/external/IAggregatorV3.sol";
import {Feed, PriceFeed} from "../libraries/PriceFeed.sol";

/// @title PegOracle: what another token of the same peg is worth in the asset, as a pool of the two would say it
/// @notice The price is that of one whole other token in whole assets, from two feeds in USD. Pools say it as a root,
/// √(token 1 / token 0) · 2^96 in smallest units.
abstract contract PegOracle {
    using Math for uint256;
    using SafeCast for uint256;

    uint256 internal constant WAD = 1e18;
    uint256 internal constant BPS = 10_000;

    bool internal immutable _assetIsToken0;
    uint256 internal immutable _maxPegDeviationBps;

    uint256 private immutable _assetUnit;
    uint256 private immutable _otherUnit;
    uint256 private immutable _exitHaircutBps;
    IAggregatorV3 private immutable _assetAggregator;
    IAggregatorV3 private immutable _otherAggregator;
    uint32 private immutable _assetMaxAgeSeconds;
    uint32 private immutable _otherMaxAgeSeconds;

    /// @notice Basis points that are no part of a whole.
    error NotAPart(uint256 bps);

    constructor(
        address asset_,
        address other,
        Feed memory assetFeed,
        Feed memory otherFeed,
        uint256 maxPegDeviationBps,
        uint256 exitHaircutBps
    ) {
        _assetIsToken0 = asset_ < other;
        _assetUnit = 10 ** IERC20Metadata(asset_).decimals();
        _otherUnit = 10 ** IERC20Metadata(other).decimals();
        (_assetAggregator, _assetMaxAgeSeconds) = (assetFeed.aggregator, assetFeed.maxAgeSeconds);
        (_otherAggregator, _otherMaxAgeSeconds) = (otherFeed.aggregator, otherFeed.maxAgeSeconds);
        _maxPegDeviationBps = _part(maxPegDeviationBps);
        _exitHaircutBps = _part(exitHaircutBps);
    }

    /// @notice What one whole other token is worth in whole assets, by the feeds.
    /// @return usable Whether both feeds are fresh.
    /// @return priceWad The newest price, however old; zero if there is none.
    function oraclePrice() external view returns (bool usable, uint256 priceWad) {
        (bool assetUsable, uint256 assetUsdWad) = PriceFeed.newestPriceWad(Feed(_assetAggregator, _assetMaxAgeSeconds));
        (bool otherUsable, uint256 otherUsdWad) = PriceFeed.newestPriceWad(Feed(_otherAggregator, _otherMaxAgeSeconds));
        if (assetUsdWad != 0) priceWad = otherUsdWad.mulDiv(WAD, assetUsdWad);
        usable = assetUsable && otherUsable && priceWad != 0;
    }

    /// @dev The same, and unusable where a feed reverts.
    function _oraclePrice() internal view returns (bool usable, uint256 priceWad) {
        try this.oraclePrice() returns (bool usable_, uint256 priceWad_) {
            return (usable_, priceWad_);
        } catch {
            return (false, 0);
        }
    }

    /// @dev The price that the mark is made at: at most par, at most the band's lower end when the oracle cannot be used, less the haircut.
    function _markPrice(bool usable, uint256 oracleWad) internal view returns (uint256) {
        uint256 most = usable ? WAD : _below(WAD, _maxPegDeviationBps);
        return _below(oracleWad == 0 ? most : Math.min(oracleWad, most), _exitHaircutBps);
    }

    function _isOnPeg(uint256 oracleWad) internal view returns (bool) {
        return _below(WAD, _maxPegDeviationBps) <= oracleWad && oracleWad <= _above(WAD, _maxPegDeviationBps);
    }

    /// @dev Whether a pool's price is within this distance of another price.
    function _isNear(uint160 poolX96, uint256 priceWad, uint256 deviationBps) internal view returns (bool) {
        uint160 fromX96 = _rootOf(_below(priceWad, deviationBps));
        uint160 toX96 = _rootOf(_above(priceWad, deviationBps));
        return fromX96 < toX96 ? fromX96 <= poolX96 && poolX96 <= toX96 : toX96 <= poolX96 && poolX96 <= fromX96;
    }

    /// @dev The pool's price at which one whole other token costs `priceWad` of whole assets.
    function _rootOf(uint256 priceWad) internal view returns (uint160) {
        uint256 assets = priceWad * _assetUnit;
        uint256 others = WAD * _otherUnit;
        (uint256 amount0, uint256 amount1) = _assetIsToken0 ? (assets, others) : (others, assets);
        return amount1.mulDiv(1 << 192, amount0).sqrt().toUint160();
    }

    /// @dev A limit that is a part of something: below the whole.
    function _part(uint256 bps) internal pure returns (uint256) {
        if (bps >= BPS) revert NotAPart(bps);
        return bps;
    }

    function _below(uint256 value, uint256 bps) internal pure returns (uint256) {
        return value.mulDiv(BPS - bps, BPS);
    }

    function _above(uint256 value, uint256 bps) internal pure returns (uint256) {
        return value.mulDiv(BPS + bps, BPS, Math.Rounding.Ceil);
    }
}
