// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAggregatorV3} from "../interfaces/external/IAggregatorV3.sol";
import {Feed, PriceFeed} from "../libraries/PriceFeed.sol";
import {TestBase} from "./base/TestBase.sol";

/// @title StatedFeed: a Chainlink feed that answers what it is told
contract StatedFeed is IAggregatorV3 {
    uint8 public decimals;
    int256 private _answer;
    uint256 private _updatedAt;

    function state(uint8 decimals_, int256 answer, uint256 updatedAt) external {
        (decimals, _answer, _updatedAt) = (decimals_, answer, updatedAt);
    }

    /// @dev Round and start are far from any time or price: whoever takes one for the other fails.
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (type(uint80).max, _answer, type(uint128).max, _updatedAt, type(uint80).max);
    }
}

/// @title Prices come in one unit whatever the feed's, and only while they are fresh and make sense
contract PriceFeedTest is TestBase {
    uint256 private constant NOW = 1_800_000_000;
    uint32 private constant MAX_AGE = 90_000;

    StatedFeed private _aggregator = new StatedFeed();

    function setUp() public {
        VM.warp(NOW);
    }

    function priceWad() external view returns (uint256) {
        return PriceFeed.priceWad(Feed(_aggregator, MAX_AGE));
    }

    function tryPriceWad() public view returns (bool usable, uint256 price) {
        return PriceFeed.tryPriceWad(Feed(_aggregator, MAX_AGE));
    }

    function checkUnusable(uint256 updatedAt) private {
        (bool usable, uint256 price) = tryPriceWad();
        assertTrue(!usable, "usable");
        assertEq(price, 0, "price");
        VM.expectRevert(abi.encodeWithSelector(PriceFeed.PriceUnusable.selector, _aggregator, updatedAt));
        this.priceWad();
    }

    function testFuzz_FreshPriceIsScaledToWad(uint256 answer, uint256 decimals, uint256 age) public {
        answer = within(answer, 1, 10 ** 40);
        decimals = within(decimals, 0, 18);
        _aggregator.state(uint8(decimals), int256(answer), NOW - within(age, 0, MAX_AGE));
        (bool usable, uint256 price) = tryPriceWad();
        assertTrue(usable, "usable");
        assertEq(price * 10 ** decimals, answer * 1e18, "price");
        assertEq(this.priceWad(), price, "the price that may revert");
    }

    function testFuzz_StalePriceIsUnusable(uint256 age) public {
        uint256 updatedAt = NOW - within(age, MAX_AGE + 1, NOW);
        _aggregator.state(8, 1e8, updatedAt);
        checkUnusable(updatedAt);
    }

    function testFuzz_PriceFromTheFutureIsUnusable(uint256 updatedAt) public {
        updatedAt = within(updatedAt, NOW + 1, type(uint256).max);
        _aggregator.state(8, 1e8, updatedAt);
        checkUnusable(updatedAt);
    }

    function testFuzz_PriceThatIsNotPositiveIsUnusable(uint256 below) public {
        _aggregator.state(8, -int256(within(below, 0, uint256(type(int256).max))), NOW);
        checkUnusable(NOW);
    }

    function test_MoreThan18DecimalsAreRefused() public {
        _aggregator.state(19, 1e19, NOW);
        VM.expectRevert();
        this.tryPriceWad();
    }
}
