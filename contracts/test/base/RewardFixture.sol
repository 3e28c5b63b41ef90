// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAggregatorV3} from "../../interfaces/external/IAggregatorV3.sol";
import {Route, RoutedToken} from "../../interfaces/IRewardSeller.sol";
import {Feed} from "../../libraries/PriceFeed.sol";
import {ContributionVault} from "../mocks/ContributionVault.sol";
import {PriceSource} from "../mocks/PriceSource.sol";
import {PurseRouter} from "../mocks/PurseRouter.sol";
import {Token} from "../mocks/Token.sol";
import {IRewardSellerUnderTest} from "./IRewardSellerUnderTest.sol";
import {TestBase} from "./TestBase.sol";

/// @title RewardFixture: a vault of dollars with a seller, and a reward token worth 50 of them that may be sold 3 % below
abstract contract RewardFixture is TestBase {
    address internal constant CURATOR = address(0x0222);
    address internal constant KEEPER = address(0x0333);
    address internal constant GUARDIAN = address(0x0444);
    address internal constant STRANGER = address(0x0bad);
    address internal constant RECIPIENT = address(0x0777);
    address internal constant WETH = address(0x0e78);

    uint256 internal constant ALL = type(uint256).max;
    uint256 internal constant TIMELOCK = 3 days;
    uint32 internal constant MAX_AGE = 1 hours;
    uint16 internal constant SLIPPAGE_BPS = 300;

    Token internal token;
    Token internal reward;
    ContributionVault internal vault;
    PurseRouter internal router;
    PriceSource internal rewardFeed;
    PriceSource internal assetFeed;
    IRewardSellerUnderTest internal seller;

    function setUpSeller(Token token_, Token reward_, PurseRouter router_) internal {
        VM.warp(1_800_000_000);
        (token, reward, router) = (token_, reward_, router_);
        rewardFeed = new PriceSource(8, 50e8);
        assetFeed = new PriceSource(8, 1e8);
        vault = new ContributionVault(address(token));
        vault.grantRole(keccak256("CURATOR_ROLE"), CURATOR);
        vault.grantRole(keccak256("KEEPER_ROLE"), KEEPER);
        vault.grantRole(keccak256("GUARDIAN_ROLE"), GUARDIAN);
        token.mint(address(router), 1e60);
        RoutedToken[] memory routes = new RoutedToken[](1);
        routes[0] = RoutedToken(address(reward), usualRoute());
        seller = newSeller(routes);
    }

    function newSeller(RoutedToken[] memory routes) internal returns (IRewardSellerUnderTest) {
        bytes memory arguments = abi.encode(vault, router, RECIPIENT, TIMELOCK, routes);
        return IRewardSellerUnderTest(deploy("contracts/RewardSeller.sol:RewardSeller", arguments));
    }

    function usualRoute() internal view returns (Route memory) {
        return routeOf(address(reward), SLIPPAGE_BPS);
    }

    function routeOf(address token_, uint16 maxSlippageBps) internal view returns (Route memory) {
        return
            Route({
                path: pathOf(token_),
                rewardFeed: Feed(IAggregatorV3(address(rewardFeed)), MAX_AGE),
                assetFeed: Feed(IAggregatorV3(address(assetFeed)), MAX_AGE),
                maxSlippageBps: maxSlippageBps
            });
    }

    function pathOf(address token_) internal view returns (bytes memory) {
        return abi.encodePacked(token_, uint24(3_000), WETH, uint24(500), address(token));
    }

    function sell(uint256 amount, uint256 minAssetsOut) internal returns (uint256) {
        VM.prank(KEEPER);
        return seller.sell(address(reward), amount, minAssetsOut, block.timestamp);
    }

    /// @dev The arguments are evaluated first: reading them would use up the prank.
    function submitRoute(address token_, Route memory route) internal {
        VM.prank(CURATOR);
        seller.submit(abi.encodeCall(seller.setRoute, (token_, route)));
    }

    function setRoute(address token_, Route memory route) internal {
        submitRoute(token_, route);
        VM.warp(block.timestamp + TIMELOCK);
        VM.prank(CURATOR);
        seller.setRoute(token_, route);
    }

    function checkNothingAllowed() internal view {
        assertEq(reward.allowance(address(seller), address(router)), 0, "allowance of the router");
        assertEq(token.allowance(address(seller), address(vault)), 0, "allowance of the vault");
    }
}
