// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IUniswapV3Adapter, UniswapV3Parameters} from "../../interfaces/IUniswapV3Adapter.sol";
import {LossBudget, LossRecord} from "../../libraries/LossBudget.sol";
import {ReentrancyLock} from "../../libraries/ReentrancyLock.sol";
import {UniswapAdapterFixture} from "../base/UniswapAdapterFixture.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";

/// @title Moving a Uniswap range: by keepers only, within fixed bounds, and at a loss that is bounded whatever the keeper does beside
contract UniswapV3RerangeTest is UniswapAdapterFixture {
    using LossBudget for LossRecord;

    uint256 private constant ROUNDING = 10;

    LossRecord private losses;

    function setUpInvested(bool assetFirst, uint256 assets) internal {
        setUpAdapter(assetFirst);
        setOracle(0);
        allocate(assets);
    }

    /* WHO, WHEN AND WHERE */

    function test_OnlyKeepersMoveTheRange() public {
        setUpInvested(true, 10 ** 9);
        VM.prank(address(0xbad));
        VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.OnlyKeeper.selector, address(0xbad)));
        adapter.rerange(-5, 5, 0, block.timestamp);
        VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.OnlyKeeper.selector, address(this)));
        adapter.rerange(-5, 5, 0, block.timestamp);
        rerange(-5, 5);
    }

    function test_NotLateNotClosedNotWithinAnotherCallOfTheVault() public {
        setUpInvested(true, 10 ** 9);
        VM.startPrank(KEEPER);
        VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.DeadlinePassed.selector, block.timestamp - 1, block.timestamp));
        adapter.rerange(-5, 5, 0, block.timestamp - 1);
        isClosed = true;
        VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.VaultClosed.selector));
        adapter.rerange(-5, 5, 0, block.timestamp);
        isClosed = false;
        isLocked = true;
        VM.expectRevert(abi.encodeWithSelector(VaultIsLocked.selector));
        adapter.rerange(-5, 5, 0, block.timestamp);
        isLocked = false;
        adapter.rerange(-5, 5, 0, block.timestamp);
    }

    function testFuzz_CooldownLiesBetween(uint256 time) public {
        setUpInvested(true, 10 ** 9);
        rerange(-5, 5);
        uint256 movedAt = block.timestamp;
        assertEq(adapter.lastRerangeAt(), movedAt, "moved at");
        time = within(time, 0, 1 hours - 1);
        VM.warp(movedAt + time);
        VM.prank(KEEPER);
        VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.RerangeTooEarly.selector, movedAt + time, movedAt + 1 hours));
        adapter.rerange(-6, 6, 0, block.timestamp);
        VM.warp(movedAt + 1 hours);
        rerange(-6, 6);
    }

    function test_BadRangesAreRefused() public {
        setUpInvested(true, 10 ** 9);
        int24[2][6] memory ranges = [
            [int24(10), -10],
            [int24(5), 5],
            [int24(0), 3],
            [int24(-61), 0],
            [int24(0), 61],
            [int24(-887272), 887272]
        ];
        for (uint256 i = 0; i < 6; ++i) {
            VM.prank(KEEPER);
            VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.BadRange.selector, ranges[i][0], ranges[i][1]));
            adapter.rerange(ranges[i][0], ranges[i][1], 0, block.timestamp);
        }
        VM.prank(KEEPER);
        VM.expectPartialRevert(IUniswapV3Adapter.OutOfRange.selector);
        adapter.rerange(1, 20, 0, block.timestamp);
    }

    function test_NotWhileTheMarketIsUnhealthy() public {
        setUpInvested(true, 10 ** 9);
        setPool(25);
        VM.startPrank(KEEPER);
        VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.Unhealthy.selector, bytes32("oracle-deviates")));
        adapter.rerange(-30, 0, 0, block.timestamp);
        VM.warp(block.timestamp + MAX_AGE + 1);
        VM.expectRevert(abi.encodeWithSelector(IUniswapV3Adapter.Unhealthy.selector, bytes32("oracle-stale")));
        adapter.rerange(-30, 0, 0, block.timestamp);
    }

    function test_PromisedMinimumHolds() public {
        setUpInvested(true, 10 ** 9);
        uint256 position = adapter.totalAssets();
        VM.prank(KEEPER);
        VM.expectPartialRevert(IUniswapV3Adapter.TotalAssetsBelowMinimum.selector);
        adapter.rerange(-5, 5, position, block.timestamp);
    }

    /* WHAT IT DOES */

    /// @dev The position follows the price, with all its cash and fees, and earns again.
    function testFuzz_PositionFollowsThePrice(bool assetFirst, uint256 assets, int256 tick, uint256 half) public {
        setUpInvested(assetFirst, within(assets, 10 ** 6, MONEY / 10));
        int24 there = tickWithin(tick, -40, -12);
        setPool(there);
        setOracle(int256(there) * 100);
        assertEq(adapter.allocatable(), 0, "out of range");
        int24 halfWidth = int24(uint24(within(half, 2, 15)));
        int24 center = assetIsToken0 ? -there : there;
        uint256 positionBefore = adapter.totalAssets();
        rerange(center - halfWidth, center + halfWidth);
        assertEq(adapter.allocatable(), type(uint256).max, "in range");
        (int24 lower, int24 upper, uint128 liquidity) = adapter.range();
        assertTrue(lower == center - halfWidth && upper == center + halfWidth, "range");
        assertTrue(liquidity != 0, "liquidity");
        assertNear(adapter.totalAssets(), positionBefore, positionBefore / 1000, positionBefore / 1000, "mark");
        // At most a tenth was left over: little liquidity lies here besides.
        uint256 cash = uint256(adapter.cash0()) + adapter.cash1();
        assertLe(cash, positionBefore / 10 + ROUNDING, "cash");
    }

    function testFuzz_GiftsToTheNextRangeStayThere(bool assetFirst, uint256 gift) public {
        setUpInvested(assetFirst, MONEY / 100);
        provide(address(adapter), -5, 5, uint128(within(gift, 1, 10 ** 16)));
        setPool(3);
        setPool(0);
        uint256 position = adapter.totalAssets();
        rerange(-5, 5);
        assertLe(adapter.totalAssets(), position, "mark");
        adapter.collectFees();
        assertLe(adapter.totalAssets(), position, "nothing of the gift's fees");
        for (uint256 i = 0; i < 3; ++i) adapter.deallocate(type(uint256).max, 0);
        assertLe(token.balanceOf(address(this)), MONEY / 100, "paid out in all");
    }

    /// @dev A token that calls strangers shows them no value while the position is between two ranges, and lets them do nothing.
    function testFuzz_NothingIsReadOrDoneInTheMiddle(bool assetFirst, bool isOther, uint256 which) public {
        ReentrantToken[2] memory hooked = [new ReentrantToken(), new ReentrantToken()];
        setUpAdapter(hooked[0], hooked[1], assetFirst);
        setOracle(0);
        allocate(10 ** 9);
        bytes[3] memory calls = [
            abi.encodeCall(adapter.totalAssets, ()),
            abi.encodeCall(adapter.collectFees, ()),
            abi.encodeCall(adapter.withdrawable, (100))
        ];
        which = within(which, 0, 2);
        ReentrantToken talking = ReentrantToken(address(isOther ? other : token));
        talking.callOnTransfer(address(adapter), calls[which]);
        rerange(-5, 5);
        assertTrue(talking.calls() != 0, "called");
        if (which == 2) {
            assertEq(abi.decode(talking.answer(), (uint256)), 0, "withdrawable");
        } else {
            assertTrue(!talking.succeeded(), "refused");
            assertEq(bytes32(talking.answer()), bytes32(ReentrancyLock.ReentrantCall.selector), "why");
        }
    }

    /* A HOSTILE KEEPER */

    /// @dev For two days a keeper moves the range whenever it may, and the pool around each move as it likes. Whatever it does, the position that
    /// others find afterwards is marked no lower than the daily limit allows, and brings that.
    function testFuzz_HostileKeeperLosesNoMoreThanTheDailyLimit(
        bool assetFirst,
        int256[48] memory pushes,
        int256[48] memory centers,
        uint256[48] memory widths
    ) public {
        setUpInvested(assetFirst, MONEY / 10);
        uint256 start = adapter.totalAssets();
        for (uint256 hour = 0; hour < 48; ++hour) {
            pass(1 hours);
            pushTo(tickWithin(pushes[hour], -19, 19));
            int24 center = tickWithin(centers[hour], -25, 25);
            int24 half = int24(uint24(within(widths[hour], 2, 30)));
            VM.prank(KEEPER);
            // Half of these are refused for one reason or another: the attacker tries whatever may pay.
            try adapter.rerange(center - half, center + half, 0, block.timestamp) {} catch {}
            pushTo(-tickWithin(centers[hour], -19, 19));
        }
        setPool(0);
        assertLe((start * (BPS - 40)) / BPS, adapter.totalAssets(), "mark after two days");
        uint256 paid;
        for (uint256 i = 0; i < 3; ++i) paid += adapter.deallocate(type(uint256).max, 20);
        assertLe((start * (BPS - 40 - 20)) / BPS, paid, "paid out after two days");
    }

    /// @dev The dearest of attacks: to the one edge before, to the other after, and the narrowest range at the edge. Only the limits stop it.
    function test_SandwichIsStoppedByTheLimits() public {
        (uint256 kept, uint256 refused) = sandwich(parameters());
        assertTrue(refused != 0, "some were refused");
        assertLe((MONEY / 10) * (BPS - 20 - 4), kept * BPS, "mark after a day");

        UniswapV3Parameters memory loose = parameters();
        (loose.maxRerangeLossBps, loose.maxDailyRerangeLossBps) = (9_999, 9_999);
        (kept, refused) = sandwich(loose);
        assertEq(refused, 0, "refused without limits");
        assertLe(kept * BPS, (MONEY / 10) * (BPS - 100), "mark after a day without limits");
    }

    function sandwich(UniswapV3Parameters memory chosen) private returns (uint256 kept, uint256 refused) {
        setUpAdapter(true);
        setOracle(0);
        adapter = newAdapter(chosen);
        allocate(MONEY / 10);
        for (uint256 hour = 0; hour < 24; ++hour) {
            pass(1 hours);
            int24 edge = hour % 2 == 0 ? int24(15) : int24(-15);
            pushTo(edge);
            VM.prank(KEEPER);
            try adapter.rerange(edge - 2, edge + 2, 0, block.timestamp) {} catch {
                ++refused;
            }
            pushTo(-edge);
        }
        setPool(0);
        kept = adapter.totalAssets();
    }

    function test_LossOfOneMoveIsBounded() public {
        setUpAdapter(true);
        setOracle(0);
        UniswapV3Parameters memory chosen = parameters();
        chosen.maxRerangeLossBps = 0;
        adapter = newAdapter(chosen);
        allocate(MONEY);
        VM.prank(KEEPER);
        VM.expectPartialRevert(IUniswapV3Adapter.RerangeLossExceeded.selector);
        adapter.rerange(-4, 4, 0, block.timestamp);
    }

    /* THE BUDGET */

    function spend(uint256 lossWad) external {
        losses.spend(lossWad, 1e16);
    }

    /// @dev Whatever was spent and refused, no 24 hours lose more than the limit.
    function testFuzz_NoDayLosesMoreThanItsLimit(uint256[32] memory amounts, uint256[32] memory waits) public {
        VM.warp(1_800_000_000);
        uint256[32] memory spentAt;
        uint256[32] memory spent;
        for (uint256 i = 0; i < 32; ++i) {
            VM.warp(block.timestamp + within(waits[i], 0, 8 hours));
            uint256 amount = within(amounts[i], 0, 6e15);
            try this.spend(amount) {
                (spentAt[i], spent[i]) = (block.timestamp, amount);
            } catch {}
            uint256 inADay;
            for (uint256 j = 0; j <= i; ++j) {
                if (spentAt[j] + 1 days > block.timestamp) inADay += spent[j];
            }
            assertLe(inADay, 1e16, "in 24 hours");
        }
    }

    function test_BudgetRefillsInADay() public {
        VM.warp(1_800_000_000);
        this.spend(5e15);
        VM.expectRevert(abi.encodeWithSelector(LossBudget.LossBudgetExceeded.selector, 1, 0));
        this.spend(1);
        VM.warp(block.timestamp + 12 hours);
        VM.expectRevert(abi.encodeWithSelector(LossBudget.LossBudgetExceeded.selector, 25e14 + 1, 25e14));
        this.spend(25e14 + 1);
        VM.warp(block.timestamp + 12 hours);
        this.spend(5e15);
    }
}
