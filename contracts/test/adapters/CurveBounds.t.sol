// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CurvePoolCalls} from "../../libraries/CurvePoolCalls.sol";
import {CurveFixture, ITestAdapter} from "../base/CurveFixture.sol";
import {Token} from "../mocks/Token.sol";

/// @title Whatever somebody does to the pool around a move of the Curve adapter, the vault loses no more than the stated bounds
/// @notice The test contract is the vault. The pool is of the 3pool's size and setting, and the position up to a third of it.
abstract contract CurveBounds is CurveFixture {
    /// Less than this of the asset cannot be moved alone.
    uint256 private dust;
    uint256 private coin;
    uint256 private unit;
    uint256 private scale;

    Token private token;
    ITestAdapter private adapter;

    function setUpBounds(uint256 assetCoin) internal {
        coins = [new Token(18), new Token(6), new Token(6)];
        coin = assetCoin;
        token = coins[coin];
        unit = 10 ** token.decimals();
        scale = 1e18 / unit;
        dust = scale == 1 ? 1e6 : 0;
        setUpPool(20_000_000, 2_000, 1e6, 5e9);
        setUpGauge();
        adapter = ITestAdapter(deployCurveAdapter(address(this), parameters()));
    }

    /// @dev The adapter asks its vault for the asset.
    function asset() external view returns (address) {
        return address(token);
    }

    function invest(uint256 assets) internal {
        token.mint(address(adapter), assets);
        adapter.allocate(assets);
    }

    /// @dev Any swap in any direction, up to four fifths of all there is of a coin.
    function unbalance(uint256 sold, uint256 step, uint256 whole) internal returns (uint256 from, uint256 to, uint256 brought) {
        from = sold % 3;
        to = (from + 1 + (step % 2)) % 3;
        uint256 amount = within(whole, 1, 16_000_000) * 10 ** coins[from].decimals();
        brought = attackerSells(from, to, amount);
    }

    /// @dev At the virtual price, without haircut: what the position is worth to whoever waits.
    function fairValue() internal view returns (uint256) {
        return worth(adapter.sharesPosition(), coin);
    }

    /* ENTRY */

    /// @dev Sold before, bought back after: the allocation either reverts or is worth its money less the bound.
    function testFuzz_SandwichedEntryCostsAtMostTheBound(uint256 assets, uint256 sold, uint256 step, uint256 whole) public {
        assets = within(assets, unit, 20_000_000 * unit);
        (uint256 from, uint256 to, uint256 brought) = unbalance(sold, step, whole);
        token.mint(address(adapter), assets);
        try adapter.allocate(assets) {
            attackerSwaps(to, from, brought);
            assertLe((assets * (BPS - ENTRY_LOSS_BPS)) / BPS, fairValue() + 1, "fair value");
            assertLe((assets * (BPS - ENTRY_LOSS_BPS) * (BPS - HAIRCUT_BPS)) / (BPS * BPS), adapter.totalAssets() + 1, "mark");
        } catch {
            assertLe(adapter.sharesPosition(), 0, "a refused allocation leaves no position");
        }
    }

    /// @dev Without an attacker nobody is refused for less than half the pool's coin: the bound is for attacks.
    function testFuzz_OrdinaryEntryIsWithinTheBound(uint256 assets) public {
        assets = within(assets, 1, 10_000_000 * unit);
        invest(assets);
        assertLe((assets * (BPS - ENTRY_LOSS_BPS)) / BPS, fairValue() + 1, "fair value");
    }

    /// @dev In any pool: what is called allocatable is taken, and so is any part of it.
    function testFuzz_AllocatableIsTaken(uint256 sold, uint256 step, uint256 whole, uint256 part) public {
        unbalance(sold, step, whole);
        uint256 most = adapter.allocatable();
        part = part % 3 == 0 ? most : within(part, 0, most);
        if (part > dust) invest(part);
    }

    /// @dev And a hundredth of the pool more would cost nearly the bound: all of it but a basis point. Unless it is more than the pool.
    function testFuzz_LittleMoreWouldBeTaken(uint256 sold, uint256 step, uint256 whole) public {
        unbalance(sold, step, whole);
        uint256 most = adapter.allocatable();
        uint256 size = (pool.balances(0) + (pool.balances(1) + pool.balances(2)) * 1e12) / scale;
        if (most == size) return;
        Parameters memory stricter = parameters();
        stricter.maxEntryLossBps = uint16(ENTRY_LOSS_BPS - 1);
        adapter = ITestAdapter(deployCurveAdapter(address(this), stricter));
        token.mint(address(adapter), most + size / 100);
        VM.expectRevert();
        adapter.allocate(most + size / 100);
    }

    /* EXIT */

    /// @dev In any pool, at any accepted loss: what is called withdrawable is paid exactly, and so is any part of it, for no more shares
    /// than that is worth.
    function testFuzz_WithdrawableIsPaidForNoMoreThanItIsWorth(
        uint256 assets,
        uint256 maxLossBps,
        uint256 sold,
        uint256 step,
        uint256 whole,
        uint256 part
    ) public {
        invest(within(assets, unit, 10_000_000 * unit));
        unbalance(sold, step, whole);
        maxLossBps = within(maxLossBps, 0, 100);
        uint256 available = adapter.withdrawable(maxLossBps);
        assertLe(available, adapter.totalAssets(), "withdrawable");
        part = part % 3 == 0 || available < dust ? available : within(part, dust, available);
        uint256 price = pool.get_virtual_price();
        uint256 before = adapter.sharesPosition();
        assertEq(adapter.deallocate(part, maxLossBps), part, "what it says it paid");
        assertEq(token.balanceOf(address(this)), part, "paid");
        assertEq(token.balanceOf(address(adapter)), 0, "left lying");
        uint256 burned = before - adapter.sharesPosition();
        uint256 bound = ((part + 1) * scale * WAD * BPS * BPS) / (price * (BPS - HAIRCUT_BPS) * (BPS - maxLossBps));
        assertLe(burned, bound + 200, "burned");
    }

    /// @dev The search finds all but a hundredth of the position.
    function testFuzz_LittleMoreCouldBeHad(uint256 assets, uint256 sold, uint256 step, uint256 whole) public {
        gauge = address(0);
        adapter = ITestAdapter(deployCurveAdapter(address(this), parameters()));
        invest(within(assets, 1_000 * unit, 10_000_000 * unit));
        unbalance(sold, step, whole);
        uint256 total = adapter.totalAssets();
        uint256 available = adapter.withdrawable(0);
        if (available + total / 100 > total) return;
        uint256[] memory amounts = new uint256[](3);
        amounts[coin] = available + total / 100;
        uint256 bound = (amounts[coin] * scale * WAD * BPS) / (pool.get_virtual_price() * (BPS - HAIRCUT_BPS));
        VM.startPrank(address(adapter));
        VM.expectRevert();
        this.withdrawFromPool(amounts, bound);
        VM.stopPrank();
    }

    function withdrawFromPool(uint256[] calldata amounts, uint256 maxBurn) external {
        CurvePoolCalls.removeLiquidityImbalance(address(pool), amounts, maxBurn);
    }

    /// @dev Sold before, bought back after: the withdrawal costs at most the haircut and the accepted loss.
    function testFuzz_SandwichedExitCostsAtMostTheBound(
        uint256 assets,
        uint256 maxLossBps,
        uint256 sold,
        uint256 step,
        uint256 whole,
        uint256 part
    ) public {
        invest(within(assets, unit, 10_000_000 * unit));
        uint256 before = fairValue();
        maxLossBps = within(maxLossBps, 0, 100);
        (uint256 from, uint256 to, uint256 brought) = unbalance(sold, step, whole);
        uint256 available = adapter.withdrawable(maxLossBps);
        uint256 received =
            part % 4 == 0
                ? adapter.deallocate(type(uint256).max, maxLossBps)
                : adapter.deallocate(available < dust ? 0 : within(part, dust, available), maxLossBps);
        attackerSwaps(to, from, brought);
        // What went is worth at most what came, over (1 − haircut) · (1 − loss).
        uint256 worthOfReceived = ((received + 2) * BPS * BPS) / ((BPS - HAIRCUT_BPS) * (BPS - maxLossBps));
        assertLe(before, fairValue() + worthOfReceived + 2, "fair value before");
        // And the position gained nothing but the attacker's fees, which are in the virtual price.
        assertEq(token.balanceOf(address(this)), received, "received");
    }

    /// @dev In an ordinary pool all can be had at its mark, and whoever stays gains what that did not cost.
    function testFuzz_OrdinaryExitCostsThoseWhoStayNothing(uint256 assets, uint256 part) public {
        invest(within(assets, unit, 5_000_000 * unit));
        uint256 total = adapter.totalAssets();
        assertEq(adapter.withdrawable(0), total, "withdrawable");
        part = within(part, dust, total);
        adapter.deallocate(part, 0);
        assertLe(total - part, adapter.totalAssets() + 1, "the rest");
        uint256 rest = adapter.deallocate(type(uint256).max, 0);
        assertLe(total, part + rest + 1, "in all");
        assertEq(adapter.sharesPosition(), 0, "shares");
    }

    /* POSITION */

    /// @dev Shares wait here only between a withdrawal and the next allocation.
    function testFuzz_SharesAreStaked(uint256 assets, uint256 part) public {
        invest(within(assets, unit, 5_000_000 * unit));
        assertEq(adapter.sharesHeld(), 0, "held after entry");
        assertEq(adapter.sharesStaked(), shares.balanceOf(gauge), "staked");
        adapter.deallocate(within(part, dust, adapter.totalAssets()), 0);
        assertEq(adapter.sharesHeld(), shares.balanceOf(address(adapter)), "held after exit");
        assertEq(adapter.sharesStaked(), shares.balanceOf(gauge), "still staked");
        invest(unit);
        assertEq(adapter.sharesHeld(), 0, "held after the next entry");
        assertEq(adapter.sharesPosition(), shares.balanceOf(gauge), "all staked");
    }

    /// @dev Tokens given to the pool are its owner's, and move no mark.
    function testFuzz_GiftsToThePoolMoveNothing(uint256 assets, uint256 gift) public {
        invest(within(assets, unit, 5_000_000 * unit));
        uint256 total = adapter.totalAssets();
        for (uint256 i = 0; i < 3; ++i) coins[i].mint(address(pool), within(gift, 1, 1e30));
        assertEq(adapter.totalAssets(), total, "total");
        assertEq(adapter.withdrawable(0), total, "withdrawable");
    }
}

contract CurveBoundsOfUsdcTest is CurveBounds {
    function setUp() public {
        setUpBounds(1);
    }
}

contract CurveBoundsOfDaiTest is CurveBounds {
    function setUp() public {
        setUpBounds(0);
    }
}
