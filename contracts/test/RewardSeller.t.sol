// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IRewardSeller, RoutedToken} from "../interfaces/IRewardSeller.sol";
import {PriceFeed} from "../libraries/PriceFeed.sol";
import {ReentrancyLock} from "../libraries/ReentrancyLock.sol";
import {RewardFixture} from "./base/RewardFixture.sol";
import {FeeOnTransferToken} from "./mocks/FeeOnTransferToken.sol";
import {HalfTakingRouter} from "./mocks/HalfTakingRouter.sol";
import {PriceSource} from "./mocks/PriceSource.sol";
import {PurseRouter} from "./mocks/PurseRouter.sol";
import {ReentrantToken} from "./mocks/ReentrantToken.sol";
import {ShortPayingRouter} from "./mocks/ShortPayingRouter.sol";
import {Token} from "./mocks/Token.sol";

/// @title What the reward seller sells reaches the vault, at no worse a price than the feeds and the keeper allow
contract RewardSellerTest is RewardFixture {
    /// Ten reward tokens are worth 500 dollars: at least 485 must come.
    uint256 internal constant TEN = 10e18;
    uint256 internal constant WORTH = 500e6;
    uint256 internal constant LEAST = 485e6;

    function setUp() public {
        setUpSeller(new Token(6), new Token(18), new PurseRouter());
        reward.mint(address(seller), TEN);
    }

    /* PRICE */

    function test_WhatComesGoesToTheVault() public {
        router.setProceeds(495e6);
        VM.expectEmit(address(seller));
        emit IRewardSeller.RewardsSold(KEEPER, address(reward), TEN, 495e6, WORTH);
        VM.expectEmit(address(seller));
        emit IRewardSeller.AssetsContributed(KEEPER, 495e6);
        assertEq(sell(TEN, 0), 495e6, "what it says it got");
        assertEq(vault.idle(), 495e6, "idle");
        assertEq(token.balanceOf(address(seller)), 0, "left in the seller");
        assertEq(keccak256(router.lastPath()), keccak256(pathOf(address(reward))), "path");
        assertEq(router.lastDeadline(), block.timestamp, "deadline");
        checkNothingAllowed();
    }

    function test_SellsAPartAndThenAllThatIsLeft() public {
        router.setProceeds(200e6);
        sell(4e18, 0);
        assertEq(reward.balanceOf(address(seller)), 6e18, "left");
        router.setProceeds(300e6);
        sell(ALL, 0);
        assertEq(reward.balanceOf(address(seller)), 0, "left at the end");
        assertEq(vault.idle(), 500e6, "idle");
    }

    function test_TheRouterIsToldTheHigherMinimum() public {
        router.setProceeds(495e6);
        sell(5e18, 0);
        assertEq(router.lastMinimum(), LEAST / 2, "the feeds'");
        sell(5e18, 490e6);
        assertEq(router.lastMinimum(), 490e6, "the keeper's");
    }

    function test_TheKeeperCannotSellBelowTheFeeds() public {
        router.setProceeds(LEAST - 1);
        VM.expectRevert(bytes("Too little received"));
        sell(TEN, 0);
        router.setProceeds(LEAST);
        assertEq(sell(TEN, 0), LEAST, "just enough");
    }

    /// @dev Whatever token, asset, prices and feed decimals: a sale passes exactly if it brings the feeds' value less the slippage.
    function testFuzz_MinimumIsTheFeedsValueLessSlippage(
        uint256 amount,
        uint256[2] memory answers,
        uint8[3] memory decimals,
        uint256 slippageBps,
        uint256 proceeds
    ) public {
        uint256 tokenDecimals = within(decimals[0], 0, 18);
        uint256 assetDecimals = within(decimals[1], 6, 18);
        uint256 feedDecimals = within(decimals[2], 0, 18);
        setUpSeller(new Token(uint8(assetDecimals)), new Token(uint8(tokenDecimals)), new PurseRouter());
        amount = within(amount, 1, 1e27);
        answers[0] = within(answers[0], 1, 1e14);
        answers[1] = within(answers[1], 1e7, 1e10);
        assetFeed.publish(int256(answers[1]), block.timestamp);
        rewardFeed = new PriceSource(uint8(feedDecimals), int256(answers[0]));
        slippageBps = within(slippageBps, 0, 500);
        RoutedToken[] memory routes = new RoutedToken[](1);
        routes[0] = RoutedToken(address(reward), routeOf(address(reward), uint16(slippageBps)));
        seller = newSeller(routes);
        reward.mint(address(seller), amount);

        // Amount × answer / 10 ** decimals, each in its own unit; the asset's answer has 8 decimals.
        uint256 worth = Math.mulDiv(amount * answers[0], 10 ** (assetDecimals + 8), answers[1] * 10 ** (tokenDecimals + feedDecimals));
        assertEq(seller.oracleAssets(address(reward), amount), worth, "oracle value");
        uint256 kept = worth * (10_000 - slippageBps);
        uint256 least = kept / 10_000 + (kept % 10_000 == 0 ? 0 : 1);
        // At the edge, where one unit decides.
        proceeds = within(proceeds, least == 0 ? 0 : least - 1, least + 1);
        router.setProceeds(proceeds);
        if (proceeds < least) VM.expectRevert(bytes("Too little received"));
        uint256 assets = sell(ALL, 0);
        if (proceeds < least) {
            assertEq(vault.idle(), 0, "nothing came");
            assertEq(reward.balanceOf(address(seller)), amount, "nothing went");
        } else {
            assertEq(router.lastMinimum(), least, "minimum");
            assertEq(assets, proceeds, "received");
            assertEq(vault.idle(), proceeds, "idle");
            assertEq(reward.balanceOf(address(seller)), 0, "sold");
        }
        checkNothingAllowed();
    }

    function test_StalePricesStopSales() public {
        router.setProceeds(WORTH);
        uint256 stale = block.timestamp - MAX_AGE - 1;
        rewardFeed.publish(50e8, stale);
        expectUnusable(rewardFeed, stale);
        sell(TEN, 0);
        rewardFeed.publish(50e8, stale + 1);
        assetFeed.publish(1e8, stale);
        expectUnusable(assetFeed, stale);
        sell(TEN, 0);
        assetFeed.publish(1e8, stale + 1);
        sell(TEN, 0);
    }

    function test_PricesFromTheFutureAndOfNothingStopSales() public {
        router.setProceeds(WORTH);
        rewardFeed.publish(50e8, block.timestamp + 1);
        expectUnusable(rewardFeed, block.timestamp + 1);
        sell(TEN, 0);
        for (int256 answer = -1; answer <= 0; ++answer) {
            rewardFeed.publish(answer, block.timestamp);
            expectUnusable(rewardFeed, block.timestamp);
            sell(TEN, 0);
        }
        rewardFeed.publish(50e8, block.timestamp);
        assetFeed.publish(0, block.timestamp);
        expectUnusable(assetFeed, block.timestamp);
        sell(TEN, 0);
    }

    function expectUnusable(PriceSource feed, uint256 updatedAt) internal {
        VM.expectRevert(abi.encodeWithSelector(PriceFeed.PriceUnusable.selector, feed, updatedAt));
    }

    /* WHO AND WHEN */

    function test_OnlyTheKeeperSellsAndContributes() public {
        token.mint(address(seller), 1);
        router.setProceeds(WORTH);
        address[3] memory others = [CURATOR, GUARDIAN, STRANGER];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes memory refusal = abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector,
                others[i],
                keccak256("KEEPER_ROLE")
            );
            VM.startPrank(others[i]);
            VM.expectRevert(refusal);
            seller.sell(address(reward), TEN, 0, block.timestamp);
            VM.expectRevert(refusal);
            seller.contribute();
            VM.stopPrank();
        }
    }

    function test_ALateSaleIsRefused() public {
        router.setProceeds(WORTH);
        VM.startPrank(KEEPER);
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.DeadlinePassed.selector, block.timestamp - 1, block.timestamp));
        seller.sell(address(reward), TEN, 0, block.timestamp - 1);
        VM.stopPrank();
    }

    function test_NothingIsSoldWithoutARouteOrWithoutTokens() public {
        Token other = new Token(18);
        other.mint(address(seller), 1);
        VM.startPrank(KEEPER);
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.NoRoute.selector, other));
        seller.sell(address(other), ALL, 0, block.timestamp);
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.NothingHere.selector, reward));
        seller.sell(address(reward), 0, 0, block.timestamp);
        reward.burn(address(seller), TEN);
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.NothingHere.selector, reward));
        seller.sell(address(reward), ALL, 0, block.timestamp);
        VM.stopPrank();
    }

    /* FAULTS */

    /// @dev Pays one unit less than it says: what arrives counts.
    function test_ARouterThatPaysLessIsFound() public {
        setUpSeller(new Token(6), new Token(18), new ShortPayingRouter());
        reward.mint(address(seller), TEN);
        router.setProceeds(LEAST);
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.TooFewAssets.selector, LEAST - 1, LEAST));
        sell(TEN, 0);
        router.setProceeds(LEAST + 1);
        assertEq(sell(TEN, 0), LEAST, "what arrived");
        assertEq(vault.idle(), LEAST, "idle");
        checkNothingAllowed();
    }

    function test_ARouterThatTakesLessLeavesTheRestAndNoAllowance() public {
        setUpSeller(new Token(6), new Token(18), new HalfTakingRouter());
        reward.mint(address(seller), TEN);
        router.setProceeds(LEAST);
        VM.expectEmit(address(seller));
        emit IRewardSeller.RewardsSold(KEEPER, address(reward), TEN / 2, LEAST, WORTH);
        sell(TEN, 0);
        assertEq(reward.balanceOf(address(seller)), TEN / 2, "left");
        checkNothingAllowed();
    }

    /// @dev What the market sent is not what arrives; what arrived is what can be sold.
    function test_ATokenWithAFeeIsSoldAsItArrived() public {
        FeeOnTransferToken taxed = new FeeOnTransferToken();
        setUpSeller(new Token(6), taxed, new PurseRouter());
        taxed.mint(address(this), 10e6);
        taxed.transfer(address(seller), 10e6);
        router.setProceeds(495e6);
        VM.expectEmit(address(seller));
        emit IRewardSeller.RewardsSold(KEEPER, address(reward), 9.9e6, 495e6, 495e6);
        sell(ALL, 0);
        assertEq(taxed.balanceOf(address(seller)), 0, "left");
        checkNothingAllowed();
    }

    /// @dev From inside a transfer, with every role: nothing but the lock stands in the way.
    function test_NothingCanBeDoneInTheMiddleOfASale() public {
        ReentrantToken hooked = new ReentrantToken();
        setUpSeller(new Token(6), hooked, new PurseRouter());
        hooked.mint(address(seller), 10e6);
        token.mint(address(seller), 7);
        vault.grantRole(keccak256("KEEPER_ROLE"), address(hooked));
        vault.grantRole(keccak256("CURATOR_ROLE"), address(hooked));
        bytes[] memory entries = new bytes[](5);
        entries[0] = abi.encodeCall(IRewardSeller.sell, (address(reward), 1, 0, block.timestamp));
        entries[1] = abi.encodeCall(IRewardSeller.contribute, ());
        entries[2] = abi.encodeCall(IRewardSeller.sweep, (address(new Token(6))));
        entries[3] = abi.encodeCall(IRewardSeller.removeRoute, (address(reward)));
        entries[4] = abi.encodeCall(IRewardSeller.setRoute, (address(reward), usualRoute()));
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256 idle = vault.idle();
            hooked.callOnTransfer(address(seller), entries[i]);
            router.setProceeds(50e6);
            uint256 calls = hooked.calls();
            assertEq(sell(1e6, 0), 50e6, "received");
            assertTrue(hooked.calls() > calls && !hooked.succeeded(), "refused");
            assertEq(bytes32(hooked.answer()), bytes32(ReentrancyLock.ReentrantCall.selector), "by the lock");
            assertEq(vault.idle(), idle + 50e6, "idle");
        }
        assertEq(token.balanceOf(address(seller)), 7, "what lay there");
    }

    /* THE ASSET */

    /// @dev A sale gives the vault what it brought; what lay here before is contributed apart, once.
    function testFuzz_TheAssetIsContributedOnce(uint256 here, uint256 proceeds) public {
        here = within(here, 1, 1e18);
        proceeds = within(proceeds, LEAST, 1e18);
        token.mint(address(seller), here);
        router.setProceeds(proceeds);
        assertEq(sell(TEN, 0), proceeds, "of the sale");
        assertEq(token.balanceOf(address(seller)), here, "lies here still");
        VM.startPrank(KEEPER);
        assertEq(seller.contribute(), here, "contributed");
        assertEq(vault.idle(), here + proceeds, "idle");
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.NothingHere.selector, token));
        seller.contribute();
        VM.stopPrank();
        checkNothingAllowed();
    }

    /* SWEEPING */

    function test_ATokenWithoutARouteGoesToTheRecipient() public {
        Token other = new Token(18);
        other.mint(address(seller), 5);
        VM.expectEmit(address(seller));
        emit IRewardSeller.TokenSwept(CURATOR, address(other), 5);
        VM.startPrank(CURATOR);
        assertEq(seller.sweep(address(other)), 5, "swept");
        assertEq(other.balanceOf(RECIPIENT), 5, "received");
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.NothingHere.selector, other));
        seller.sweep(address(other));
        VM.stopPrank();
    }

    function test_NeitherTheAssetNorARoutedTokenIsSwept() public {
        token.mint(address(seller), 5);
        VM.startPrank(CURATOR);
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.NotSweepable.selector, token));
        seller.sweep(address(token));
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.NotSweepable.selector, reward));
        seller.sweep(address(reward));
        seller.removeRoute(address(reward));
        assertEq(seller.sweep(address(reward)), TEN, "once the route is gone");
        VM.stopPrank();
    }

    function test_OnlyTheCuratorSweeps() public {
        Token other = new Token(18);
        other.mint(address(seller), 5);
        address[3] memory others = [KEEPER, GUARDIAN, STRANGER];
        for (uint256 i = 0; i < others.length; ++i) {
            VM.prank(others[i]);
            VM.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
            seller.sweep(address(other));
        }
    }
}
