// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAggregatorV3} from "../interfaces/external/IAggregatorV3.sol";

/// @notice A price feed and how old its answer may be.
/// @param aggregator The Chainlink feed.
/// @param maxAgeSeconds The feed's heartbeat and some slack; an older answer is stale.
struct Feed {
    IAggregatorV3 aggregator;
    uint32 maxAgeSeconds;
}

/// @title PriceFeed: reads Chainlink feeds in one unit, and says whether an answer may be used
/// @notice An answer is usable when it is positive, not from the future and not older than the feed's `maxAgeSeconds`. Feeds of more than 18
/// decimals do not exist and are refused.
library PriceFeed {
    using SafeCast for int256;

    /// @notice The feed's answer cannot be used: not positive, or too old.
    error PriceUnusable(address aggregator, uint256 updatedAt);

    /// @notice The price, in WAD, and whether it may be used; an unusable price is zero. Reverts where the feed itself does.
    function tryPriceWad(Feed memory feed) internal view returns (bool usable, uint256 price) {
        (usable, price, ) = _read(feed);
        if (!usable) price = 0;
    }

    /// @notice The newest price, in WAD, however old, and whether it may be used; zero if the answer is not positive. An old price is good for
    /// a bound only.
    function newestPriceWad(Feed memory feed) internal view returns (bool usable, uint256 price) {
        (usable, price, ) = _read(feed);
    }

    /// @notice The price, in WAD; reverts where it may not be used.
    function priceWad(Feed memory feed) internal view returns (uint256 price) {
        bool usable;
        uint256 updatedAt;
        (usable, price, updatedAt) = _read(feed);
        if (!usable) revert PriceUnusable(address(feed.aggregator), updatedAt);
    }

    function _read(Feed memory feed) private view returns (bool usable, uint256 price, uint256 updatedAt) {
        int256 answer;
        (, answer, , updatedAt, ) = feed.aggregator.latestRoundData();
        usable = answer > 0 && updatedAt <= block.timestamp && block.timestamp - updatedAt <= feed.maxAgeSeconds;
        if (answer > 0) price = answer.toUint256() * 10 ** (18 - feed.aggregator.decimals());
    }
}
