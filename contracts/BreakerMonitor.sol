// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IAdapter} from "./interfaces/IAdapter.sol";
import {IBreakerMonitor} from "./interfaces/IBreakerMonitor.sol";
import {IYieldVault} from "./interfaces/IYieldVault.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {Feed, PriceFeed} from "./libraries/PriceFeed.sol";

/// @notice A price feed and the prices at which it raises no alarm.
/// @param feed The feed, and how old its answer may be.
/// @param minPriceWad Least price that is no alarm, in WAD.
/// @param maxPriceWad Greatest price that is no alarm, in WAD.
struct WatchedFeed {
    Feed feed;
    uint128 minPriceWad;
    uint128 maxPriceWad;
}

/// @notice Two watched feeds that should tell the same price.
/// @param first Place of one in the list of feeds.
/// @param second Place of the other.
/// @param maxDeviationBps How far the higher price may lie above the lower one.
struct FeedPair {
    uint8 first;
    uint8 second;
    uint16 maxDeviationBps;
}

/// @title BreakerMonitor: looks at what a vault is invested in and at the prices it depends on
/// @notice Serves any vault of one asset. Has no owner; everything is fixed at birth: a vault that wants other bounds sets another monitor.
///
/// CONDITIONS, in this order
/// - An adapter with a position that cannot be read: "adapter-unreadable". One that reports itself unhealthy: its own reason.
/// - Idle and what adapters could pay out without loss are together less than a part of gross assets: "exit-liquidity".
/// - A feed that reverts or answers nonsense: "price-unreadable"; whose answer is too old or not positive: "price-stale"; whose price is
///   out of bounds: "off-peg".
/// - Two feeds that tell prices too far apart: "price-deviates".
///
/// FALSE ALARMS
/// - Nobody can bring one about with too little gas: nothing is asked unless all the gas it may take is at hand.
/// - A dust bound keeps what is left over in a market that was abandoned from closing the vault.
/// - Liquidity is what it is at this instant: whoever can borrow a market dry can raise this alarm. It costs the vault nothing but time
///   without new deposits and allocations. A monitor born with a bound of zero does not look.
contract BreakerMonitor is IBreakerMonitor {
    uint256 private constant BPS = 10_000;

    /// Most gas one question to an adapter may take: as much as the vault allows, so that both agree on who can be read.
    uint256 private constant ADAPTER_READ_GAS = 800_000;

    /// Most gas reading one feed may take.
    uint256 private constant FEED_READ_GAS = 200_000;

    /// @notice Positions of at most this many assets, smallest units, raise no alarm.
    uint256 public immutable dustAssets;
    /// @notice Least part of gross assets that must be there for withdrawals; zero: any.
    uint256 public immutable minExitLiquidityBps;

    WatchedFeed[] private _feeds;
    FeedPair[] private _pairs;

    /// @notice The bounds make no sense: more than all must be liquid, a feed is no contract, has no heartbeat or no price without alarm, or a
    /// pair is not of two feeds in the list.
    error InvalidBounds();

    /// @notice Fixes all bounds for good.
    /// @param dustAssets_ Positions of at most this many assets raise no alarm.
    /// @param minExitLiquidityBps_ Least part of gross assets that must be there for withdrawals.
    /// @param feeds_ The feeds to watch.
    /// @param pairs_ The feeds to compare.
    constructor(uint256 dustAssets_, uint256 minExitLiquidityBps_, WatchedFeed[] memory feeds_, FeedPair[] memory pairs_) {
        if (minExitLiquidityBps_ > BPS) revert InvalidBounds();
        dustAssets = dustAssets_;
        minExitLiquidityBps = minExitLiquidityBps_;
        for (uint256 i = 0; i < feeds_.length; ++i) {
            WatchedFeed memory watched = feeds_[i];
            if (address(watched.feed.aggregator).code.length == 0 || watched.feed.maxAgeSeconds == 0) revert InvalidBounds();
            if (watched.maxPriceWad == 0 || watched.minPriceWad > watched.maxPriceWad) revert InvalidBounds();
            _feeds.push(watched);
        }
        for (uint256 i = 0; i < pairs_.length; ++i) {
            FeedPair memory pair = pairs_[i];
            if (pair.first >= feeds_.length || pair.second >= feeds_.length || pair.first == pair.second) revert InvalidBounds();
            _pairs.push(pair);
        }
    }

    /// @inheritdoc IBreakerMonitor
    function check(address vault) external view returns (bytes32 reason, address subject) {
        (reason, subject) = _checkAdapters(IYieldVault(vault));
        if (reason == "") (reason, subject) = _checkFeeds();
    }

    /// @notice The feeds watched.
    function feeds() external view returns (WatchedFeed[] memory) {
        return _feeds;
    }

    /// @notice The feeds compared.
    function pairs() external view returns (FeedPair[] memory) {
        return _pairs;
    }

    /// @notice A feed's price, in WAD, and whether it may be used. Reverts where the feed does: the monitor asks itself, with bounded gas.
    /// @param feed Any feed.
    /// @return usable False if the answer is too old or not positive.
    /// @return priceWad The price; zero if it may not be used.
    function readPrice(Feed calldata feed) external view returns (bool usable, uint256 priceWad) {
        return PriceFeed.tryPriceWad(feed);
    }

    function _checkAdapters(IYieldVault vault) private view returns (bytes32 reason, address subject) {
        address[] memory adapters = vault.adapters();
        uint256 liquid = vault.idle();
        for (uint256 i = 0; i < adapters.length; ++i) {
            address adapter = adapters[i];
            uint256 recorded = vault.adapterState(adapter).lastTotalAssets;
            (bool readable, uint256 position) = _readPosition(adapter);
            if (Math.max(position, recorded) > dustAssets) {
                reason = readable ? _readSickness(adapter) : bytes32("adapter-unreadable");
                if (reason != "") return (reason, adapter);
            }
            if (!readable) position = recorded;
            // No adapter is believed to pay more than it has.
            if (position != 0) liquid += Math.min(_readWithdrawable(adapter), position);
        }
        if (liquid * BPS < vault.grossAssets() * minExitLiquidityBps) return ("exit-liquidity", address(vault));
    }

    function _checkFeeds() private view returns (bytes32 reason, address subject) {
        uint256 length = _feeds.length;
        uint256[] memory pricesWad = new uint256[](length);
        for (uint256 i = 0; i < length; ++i) {
            WatchedFeed memory watched = _feeds[i];
            subject = address(watched.feed.aggregator);
            BoundedCall.requireGas(FEED_READ_GAS);
            bytes memory question = abi.encodeCall(this.readPrice, (watched.feed));
            (bool answered, uint256 usable, uint256 priceWad) = BoundedCall.tryReadTwo(address(this), question, FEED_READ_GAS);
            if (!answered) return ("price-unreadable", subject);
            if (usable == 0) return ("price-stale", subject);
            if (priceWad < watched.minPriceWad || priceWad > watched.maxPriceWad) return ("off-peg", subject);
            pricesWad[i] = priceWad;
        }
        for (uint256 i = 0; i < _pairs.length; ++i) {
            FeedPair memory pair = _pairs[i];
            (uint256 one, uint256 other) = (pricesWad[pair.first], pricesWad[pair.second]);
            uint256 lower = Math.min(one, other);
            if ((Math.max(one, other) - lower) * BPS > lower * pair.maxDeviationBps) {
                return ("price-deviates", address(_feeds[pair.first].feed.aggregator));
            }
        }
        return ("", address(0));
    }

    /// @dev As the vault reads it: a value that fits no accounting is none.
    function _readPosition(address adapter) private view returns (bool readable, uint256 position) {
        BoundedCall.requireGas(ADAPTER_READ_GAS);
        (readable, position) = BoundedCall.tryRead(adapter, abi.encodeCall(IAdapter.totalAssets, ()), ADAPTER_READ_GAS);
        if (position > type(uint104).max) return (false, 0);
    }

    function _readWithdrawable(address adapter) private view returns (uint256 assets) {
        BoundedCall.requireGas(ADAPTER_READ_GAS);
        (, assets) = BoundedCall.tryRead(adapter, abi.encodeCall(IAdapter.withdrawable, (0)), ADAPTER_READ_GAS);
    }

    /// @dev What is wrong with an adapter by its own account; nothing if it is healthy.
    function _readSickness(address adapter) private view returns (bytes32 reason) {
        BoundedCall.requireGas(ADAPTER_READ_GAS);
        bytes memory question = abi.encodeCall(IAdapter.health, ());
        (bool answered, uint256 healthy, uint256 itsReason) = BoundedCall.tryReadTwo(adapter, question, ADAPTER_READ_GAS);
        if (!answered) return "adapter-unreadable";
        if (healthy == 1) return "";
        return itsReason == 0 ? bytes32("adapter-unhealthy") : bytes32(itsReason);
    }
}
