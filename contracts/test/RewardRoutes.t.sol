// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IAggregatorV3} from "../interfaces/external/IAggregatorV3.sol";
import {IRewardSeller, Route, RoutedToken} from "../interfaces/IRewardSeller.sol";
import {Timelocked} from "../Timelocked.sol";
import {RewardFixture} from "./base/RewardFixture.sol";
import {PriceSource} from "./mocks/PriceSource.sol";
import {PurseRouter} from "./mocks/PurseRouter.sol";
import {Token} from "./mocks/Token.sol";

/// @title A route is added or loosened after the timelock only, tightened and removed at once, and leads nowhere but to the asset
contract RewardRoutesTest is RewardFixture {
    Token internal other;

    function setUp() public {
        setUpSeller(new Token(6), new Token(18), new PurseRouter());
        other = new Token(18);
    }

    function checkRoute(address token_, Route memory expected) internal view {
        assertEq(keccak256(abi.encode(seller.route(token_))), keccak256(abi.encode(expected)), "route");
    }

    function expectRefusal(address account, string memory role) internal {
        bytes32 id = keccak256(bytes(role));
        VM.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, account, id));
    }

    function trySetRoute(address token_, Route memory route) internal {
        VM.prank(CURATOR);
        seller.setRoute(token_, route);
    }

    /* THE TIMELOCK */

    function test_IsBornWithItsFirstRoutes() public view {
        checkRoute(address(reward), usualRoute());
        assertEq(seller.vault(), address(vault), "vault");
        assertEq(seller.asset(), address(token), "asset");
        assertEq(seller.sweepRecipient(), RECIPIENT, "recipient");
        assertEq(seller.timelockSeconds(), TIMELOCK, "timelock");
    }

    function test_ARouteIsAddedAfterTheTimelock() public {
        Route memory added = routeOf(address(other), 100);
        bytes memory data = abi.encodeCall(seller.setRoute, (address(other), added));
        uint256 time = block.timestamp + TIMELOCK;
        VM.expectEmit(address(seller));
        emit Timelocked.Submitted(CURATOR, IRewardSeller.setRoute.selector, data, time);
        submitRoute(address(other), added);

        VM.warp(time - 1);
        VM.expectRevert(abi.encodeWithSelector(Timelocked.TimelockNotElapsed.selector, time));
        trySetRoute(address(other), added);

        VM.warp(time);
        VM.expectEmit(address(seller));
        emit IRewardSeller.RouteSet(CURATOR, address(other), added);
        trySetRoute(address(other), added);
        checkRoute(address(other), added);
    }

    function test_NothingElseThanWhatWasSubmittedIsSet() public {
        address third = address(new Token(18));
        submitRoute(address(other), routeOf(address(other), 100));
        VM.warp(block.timestamp + TIMELOCK);
        VM.expectPartialRevert(Timelocked.NotSubmitted.selector);
        trySetRoute(address(other), routeOf(address(other), 101));
        VM.expectPartialRevert(Timelocked.NotSubmitted.selector);
        trySetRoute(third, routeOf(third, 100));
    }

    function test_AnAnnouncementIsUsedUp() public {
        Route memory added = routeOf(address(other), 100);
        setRoute(address(other), added);
        VM.prank(GUARDIAN);
        seller.removeRoute(address(other));
        VM.expectPartialRevert(Timelocked.NotSubmitted.selector);
        trySetRoute(address(other), added);
    }

    function test_GuardianAndCuratorRevoke() public {
        Route memory added = routeOf(address(other), 100);
        bytes memory data = abi.encodeCall(seller.setRoute, (address(other), added));
        address[2] memory revokers = [GUARDIAN, CURATOR];
        for (uint256 i = 0; i < revokers.length; ++i) {
            submitRoute(address(other), added);
            VM.prank(revokers[i]);
            seller.revoke(data);
            VM.warp(block.timestamp + TIMELOCK);
            VM.expectPartialRevert(Timelocked.NotSubmitted.selector);
            trySetRoute(address(other), added);
        }
    }

    function test_OnlyTheCuratorAddsAndOnlyTheTwoRevoke() public {
        Route memory added = routeOf(address(other), 100);
        bytes memory data = abi.encodeCall(seller.setRoute, (address(other), added));
        address[3] memory others = [GUARDIAN, KEEPER, STRANGER];
        for (uint256 i = 0; i < others.length; ++i) {
            expectRefusal(others[i], "CURATOR_ROLE");
            VM.prank(others[i]);
            seller.submit(data);
        }
        submitRoute(address(other), added);
        VM.warp(block.timestamp + TIMELOCK);
        for (uint256 i = 0; i < others.length; ++i) {
            expectRefusal(others[i], "CURATOR_ROLE");
            VM.prank(others[i]);
            seller.setRoute(address(other), added);
            if (others[i] == GUARDIAN) continue;
            expectRefusal(others[i], "CURATOR_ROLE");
            VM.prank(others[i]);
            seller.revoke(data);
        }
    }

    function test_SetRouteCanBeGivenUpForGood() public {
        Route memory loose = routeOf(address(reward), SLIPPAGE_BPS + 1);
        bytes4 selector = IRewardSeller.setRoute.selector;
        submitRoute(address(reward), loose);
        VM.startPrank(CURATOR);
        VM.expectPartialRevert(Timelocked.NotSubmitted.selector);
        seller.abdicate(selector);
        seller.submit(abi.encodeCall(seller.abdicate, (selector)));
        VM.warp(block.timestamp + TIMELOCK);
        seller.abdicate(selector);
        VM.expectRevert(abi.encodeWithSelector(Timelocked.FunctionAbdicated.selector, selector));
        seller.setRoute(address(reward), loose);
        // What lowers risk stays possible.
        seller.setRoute(address(reward), routeOf(address(reward), SLIPPAGE_BPS - 1));
        seller.removeRoute(address(reward));
        VM.stopPrank();
    }

    /* TIGHTENING AND REMOVING */

    function test_TighteningIsImmediateForCuratorAndGuardian() public {
        Route memory tighter = usualRoute();
        tighter.maxSlippageBps = SLIPPAGE_BPS - 1;
        VM.prank(GUARDIAN);
        seller.setRoute(address(reward), tighter);
        --tighter.rewardFeed.maxAgeSeconds;
        --tighter.assetFeed.maxAgeSeconds;
        VM.prank(CURATOR);
        seller.setRoute(address(reward), tighter);
        checkRoute(address(reward), tighter);
        expectRefusal(KEEPER, "CURATOR_ROLE");
        VM.prank(KEEPER);
        seller.setRoute(address(reward), tighter);
    }

    /// @dev One bound wider, or anything other than a bound, and it has to wait, whatever else is tighter.
    function test_AnythingLooserWaits() public {
        Route[7] memory looser;
        for (uint256 i = 0; i < looser.length; ++i) {
            looser[i] = routeOf(address(reward), SLIPPAGE_BPS - 1);
        }
        looser[0].maxSlippageBps = SLIPPAGE_BPS + 1;
        ++looser[1].rewardFeed.maxAgeSeconds;
        ++looser[2].assetFeed.maxAgeSeconds;
        looser[3].rewardFeed.aggregator = IAggregatorV3(address(new PriceSource(8, 1)));
        looser[4].assetFeed.aggregator = IAggregatorV3(address(new PriceSource(8, 1)));
        looser[5].path = abi.encodePacked(reward, uint24(3_000), token);
        looser[6].path = abi.encodePacked(reward, uint24(3_000), WETH, uint24(501), token);
        for (uint256 i = 0; i < looser.length; ++i) {
            VM.expectPartialRevert(Timelocked.NotSubmitted.selector);
            trySetRoute(address(reward), looser[i]);
            expectRefusal(GUARDIAN, "CURATOR_ROLE");
            VM.prank(GUARDIAN);
            seller.setRoute(address(reward), looser[i]);
        }
        checkRoute(address(reward), usualRoute());
        for (uint256 i = 0; i < looser.length; ++i) {
            setRoute(address(reward), looser[i]);
            checkRoute(address(reward), looser[i]);
        }
    }

    function test_RemovingIsImmediateForCuratorAndGuardian() public {
        address[2] memory strangers = [KEEPER, STRANGER];
        for (uint256 i = 0; i < strangers.length; ++i) {
            expectRefusal(strangers[i], "CURATOR_ROLE");
            VM.prank(strangers[i]);
            seller.removeRoute(address(reward));
        }
        VM.expectEmit(address(seller));
        emit IRewardSeller.RouteRemoved(GUARDIAN, address(reward));
        VM.startPrank(GUARDIAN);
        seller.removeRoute(address(reward));
        assertEq(seller.route(address(reward)).path.length, 0, "path");
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.NoRoute.selector, reward));
        seller.removeRoute(address(reward));
        VM.stopPrank();
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.NoRoute.selector, reward));
        sell(1, 0);
        setRoute(address(reward), usualRoute());
        VM.prank(CURATOR);
        seller.removeRoute(address(reward));
    }

    /* PATHS AND BOUNDS */

    function test_PathsThatDoNotLeadFromTheTokenToTheAssetAreRefused() public {
        bytes[8] memory paths;
        paths[1] = abi.encodePacked(other);
        paths[2] = abi.encodePacked(other, token);
        paths[3] = abi.encodePacked(reward, uint24(500), token);
        paths[4] = abi.encodePacked(other, uint24(500), WETH);
        paths[5] = abi.encodePacked(other, uint24(500), token, uint8(0));
        paths[6] = abi.encodePacked(uint8(0), other, uint24(500), token);
        paths[7] = abi.encodePacked(other, uint24(500), WETH, token);
        for (uint256 i = 0; i < paths.length; ++i) {
            refuseAtBirth(address(other), paths[i]);
        }
        refuseAtBirth(address(token), abi.encodePacked(token, uint24(500), token));
        Route memory direct = routeOf(address(other), 0);
        direct.path = abi.encodePacked(other, uint24(500), token);
        setRoute(address(other), direct);
        checkRoute(address(other), direct);
    }

    function refuseAtBirth(address token_, bytes memory path) internal {
        RoutedToken[] memory routes = new RoutedToken[](1);
        routes[0] = RoutedToken(token_, routeOf(token_, 0));
        routes[0].route.path = path;
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.PathNotToAsset.selector, token_, path));
        this.deploySeller(routes);
    }

    /// @dev A call of its own, for its revert to be expected.
    function deploySeller(RoutedToken[] calldata routes) external {
        newSeller(routes);
    }

    function test_NoRouteExceedsTheCeiling() public {
        uint16 ceiling = uint16(seller.MAX_SLIPPAGE_CEILING_BPS());
        setRoute(address(other), routeOf(address(other), ceiling));
        Route memory beyond = routeOf(address(other), ceiling + 1);
        submitRoute(address(other), beyond);
        VM.warp(block.timestamp + TIMELOCK);
        VM.expectRevert(abi.encodeWithSelector(IRewardSeller.SlippageOutOfRange.selector, ceiling + 1, ceiling));
        trySetRoute(address(other), beyond);
    }

    function test_ARouteNeedsFeedsThatExistThoughTheyMayBeStale() public {
        rewardFeed.publish(50e8, 1);
        setRoute(address(other), routeOf(address(other), 1));
        Route memory blind = routeOf(address(other), 2);
        blind.rewardFeed.aggregator = IAggregatorV3(address(0));
        submitRoute(address(other), blind);
        VM.warp(block.timestamp + TIMELOCK);
        VM.expectRevert();
        trySetRoute(address(other), blind);
    }
}
