// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICurvePool} from "../interfaces/external/ICurvePool.sol";
import {CurvePoolCalls} from "../libraries/CurvePoolCalls.sol";
import {Feed, PriceFeed} from "../libraries/PriceFeed.sol";
import {Adapter} from "./Adapter.sol";

/// @title CurveMarket: a StableSwap pool as an adapter sees it: what a share is worth, and whether the pool is in order
///
/// @notice PRICE. A pool share is worth its virtual price, the pool's invariant for one share, in the vault's asset: no swap can lower it,
/// and one can raise it only by the fees it pays. If the feeds have a coin of the pool more than `pegToleranceBps` below the vault's asset,
/// the share is worth that many times less, by the worst of the coins: whoever can will have changed all else for it. Within the tolerance
/// coins count as par, or the ordinary noise of feeds would look like gains and losses. A coin above the asset never makes a share worth
/// more.
///
/// STALE FEEDS. A feed's last answer counts however old it is: taking a late feed for a fallen price would be a loss that never happened,
/// at which newcomers buy cheaply and leavers sell, and taking it for par would undo a fall already reported. `health` says that the answer
/// is stale. A feed that answers nothing, or nothing above zero, leaves the share without a price: the adapter then cannot be read, for
/// which the vault has its own rules.
///
/// LOCK. In the middle of a withdrawal the pool has paid coins and not yet burned shares, and its virtual price is too low. Only a token
/// that calls its receiver lets anyone act then: DAI, USDC and USDT do not. Should one be upgraded to do so, there is no price meanwhile.
abstract contract CurveMarket is Adapter {
    using Math for uint256;
    using PriceFeed for Feed;

    uint256 internal constant BPS = 10_000;
    uint256 internal constant WAD = 1e18;

    /// @notice The pool.
    ICurvePool public immutable pool;
    /// @notice How many coins the pool has.
    uint256 public immutable coinCount;
    /// @notice The place of the vault's asset among them.
    uint256 public immutable assetIndex;
    /// @notice How far a coin's price may be from the asset's, in basis points of it, to count as par.
    uint256 public immutable pegToleranceBps;
    /// @notice Least part of the pool that each coin must have, in basis points, for the pool to be in order.
    uint256 public immutable minShareBps;

    /// Feeds and units of 1e-18 in a coin's smallest unit, in the pool's order.
    Feed[] private _feeds;
    uint256[] private _scales;

    /// @notice The pool has another number of coins than there are feeds.
    error FeedForEachCoin(uint256 feeds);
    /// @notice The vault's asset is none of the pool's coins.
    error AssetNotInPool(address asset);
    /// @notice The pool is in the middle of another call.
    error PoolLocked();

    /// @notice Reads the pool's coins.
    /// @param feeds One for each coin, in the pool's order, all in one currency.
    constructor(ICurvePool pool_, Feed[] memory feeds, uint256 pegToleranceBps_, uint256 minShareBps_) {
        pool = pool_;
        coinCount = feeds.length;
        pegToleranceBps = pegToleranceBps_;
        minShareBps = minShareBps_;
        uint256 found = type(uint256).max;
        for (uint256 i = 0; i < feeds.length; ++i) {
            address coin = pool_.coins(i);
            if (coin == asset) found = i;
            _feeds.push(feeds[i]);
            _scales.push(10 ** (18 - IERC20Metadata(coin).decimals()));
        }
        if (found == type(uint256).max) revert AssetNotInPool(asset);
        assetIndex = found;
        try pool_.coins(feeds.length) {
            revert FeedForEachCoin(feeds.length);
        } catch {
            // As it should be: there is no coin beyond the last.
            return;
        }
    }

    /* PRICE */

    /// @dev What a pool share is worth of the asset, in WAD.
    function _sharePriceWad() internal view returns (uint256) {
        uint256 virtualPriceWad = pool.get_virtual_price();
        if (_isLocked()) revert PoolLocked();
        return virtualPriceWad.mulDiv(_worstPriceWad(), WAD);
    }

    /// @dev The asset's smallest units in `shares` of the pool at a price, rounded down.
    function _assetsFor(uint256 shares, uint256 priceWad) internal view returns (uint256) {
        return shares.mulDiv(priceWad, WAD * _scales[assetIndex]);
    }

    /// @dev The pool shares that `assets` are at a price, rounded up.
    function _sharesFor(uint256 assets, uint256 priceWad) internal view returns (uint256) {
        return assets.mulDiv(WAD * _scales[assetIndex], priceWad, Math.Rounding.Ceil);
    }

    /// @dev The lowest price of a coin in the asset, of those that are off their peg: at most one.
    function _worstPriceWad() private view returns (uint256 worstWad) {
        uint256[] memory pricesWad = _lastPricesWad();
        worstWad = WAD;
        for (uint256 i = 0; i < coinCount; ++i) {
            if (!_isPar(pricesWad[i])) worstWad = Math.min(worstWad, pricesWad[i]);
        }
    }

    /// @dev The coins' prices in the asset by the feeds' last answers, of whatever age.
    function _lastPricesWad() private view returns (uint256[] memory pricesWad) {
        pricesWad = new uint256[](coinCount);
        for (uint256 i = 0; i < coinCount; ++i) pricesWad[i] = Feed(_feeds[i].aggregator, type(uint32).max).priceWad();
        uint256 assetPriceWad = pricesWad[assetIndex];
        for (uint256 i = 0; i < coinCount; ++i) pricesWad[i] = pricesWad[i].mulDiv(WAD, assetPriceWad);
    }

    function _isPar(uint256 priceWad) private view returns (bool) {
        uint256 distance = priceWad > WAD ? priceWad - WAD : WAD - priceWad;
        return distance * BPS <= WAD * pegToleranceBps;
    }

    /* HEALTH */

    function _isLocked() internal view returns (bool) {
        return CurvePoolCalls.isLocked(address(pool), coinCount);
    }

    function _marketHealth() internal view returns (bool healthy, bytes32 reason) {
        if (_isLocked()) return (false, "reentered");
        if (!_feedsAreFresh()) return (false, "oracle-stale");
        if (!_coinsAreOnPeg()) return (false, "off-peg");
        if (!_poolIsBalanced()) return (false, "imbalanced");
        return (true, "");
    }

    function _feedsAreFresh() private view returns (bool) {
        for (uint256 i = 0; i < coinCount; ++i) {
            (bool usable, ) = _feeds[i].tryPriceWad();
            if (!usable) return false;
        }
        return true;
    }

    /// @dev On either side: a coin above the asset may be the asset below its peg.
    function _coinsAreOnPeg() private view returns (bool) {
        uint256[] memory pricesWad = _lastPricesWad();
        for (uint256 i = 0; i < coinCount; ++i) {
            if (!_isPar(pricesWad[i])) return false;
        }
        return true;
    }

    function _poolIsBalanced() private view returns (bool) {
        uint256 size = _poolSizeWad();
        for (uint256 i = 0; i < coinCount; ++i) {
            if (_balanceWad(i) * BPS < size * minShareBps) return false;
        }
        return true;
    }

    /// @dev The sum of the pool's coins at par, in 18 decimals.
    function _poolSizeWad() internal view returns (uint256 size) {
        for (uint256 i = 0; i < coinCount; ++i) size += _balanceWad(i);
    }

    function _balanceWad(uint256 coin) private view returns (uint256) {
        return pool.balances(coin) * _scales[coin];
    }

    /// @dev One amount a coin: the asset's, and nothing of the others.
    function _amounts(uint256 assets) internal view returns (uint256[] memory amounts) {
        amounts = new uint256[](coinCount);
        amounts[assetIndex] = assets;
    }
}
