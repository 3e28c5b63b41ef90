// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Adapter} from "../../adapters/Adapter.sol";
import {UniswapAdapterFixture} from "../base/UniswapAdapterFixture.sol";
import {IUniswapV3PoolSetup} from "../base/UniswapFixture.sol";

/// @title Leaving a Uniswap range: `withdrawable` is paid in every state, and costs no more than was accepted
contract UniswapV3ExitTest is UniswapAdapterFixture {
    /// What one operation may take from the mark by rounding, in units of six decimals.
    uint256 private constant ROUNDING = 8;

    struct Disorder {
        uint256 invested;
        uint256 othersLiquidity;
        int256 oraclePips;
        int256 firstTick;
        int256 secondTick;
        uint256 protocolFee;
        bool stale;
        bool assetFirst;
    }

    /// @dev Any state of pool and oracle around a position, fees and cash of both tokens included.
    function disorder(Disorder memory chosen) internal {
        setUpAdapter(chosen.assetFirst);
        uint8 protocolFee = uint8(within(chosen.protocolFee, 3, 10));
        // None, or one part in four to ten of the fees.
        if (protocolFee != 3) IUniswapV3PoolSetup(address(pool)).setFeeProtocol(protocolFee, protocolFee);
        setOracle(0);
        allocate(within(chosen.invested, 10, MONEY));
        setPool(tickWithin(chosen.firstTick, -20, 20));
        setPool(1);
        adapter.collectFees();
        // Little liquidity, so that the pool can be too small for the position.
        pool.burn(-10, 10, 2 * 10 ** 16 - uint128(within(chosen.othersLiquidity, 0, 2 * 10 ** 16)));
        setPool(tickWithin(chosen.secondTick, -90, 90));
        setOracle(signedWithin(chosen.oraclePips, -12_000, 12_000));
        if (chosen.stale) VM.warp(block.timestamp + MAX_AGE + 1);
    }

    function maxFall(uint256 assets, uint256 maxLossBps) internal pure returns (uint256) {
        return (assets * BPS) / (BPS - maxLossBps) + ROUNDING;
    }

    /// @dev Any part of what is withdrawable is paid exactly, and takes no more off the mark than the accepted loss; so is the rest.
    function testFuzz_WithdrawableIsPaidAtTheAcceptedLoss(Disorder memory chosen, uint256 part, uint256 maxLossBps) public {
        disorder(chosen);
        maxLossBps = within(maxLossBps, 0, 100);
        uint256 positionBefore = adapter.totalAssets();
        uint256 available = adapter.withdrawable(maxLossBps);
        assertLe(available, positionBefore, "withdrawable");
        assertLe(adapter.withdrawable(0), available, "less at no loss");

        uint256 wanted = within(part, 0, available);
        assertEq(adapter.deallocate(wanted, maxLossBps), wanted, "what it says it withdrew");
        assertEq(token.balanceOf(address(this)), wanted, "received");
        assertLe(positionBefore, adapter.totalAssets() + maxFall(wanted, maxLossBps), "cost");

        positionBefore = adapter.totalAssets();
        uint256 rest = adapter.deallocate(type(uint256).max, maxLossBps);
        assertEq(token.balanceOf(address(this)), wanted + rest, "received in all");
        assertLe(positionBefore, adapter.totalAssets() + maxFall(rest, maxLossBps), "cost of the rest");
    }

    /// @dev The same for all of it at once, the hardest part, and for more, which is refused.
    function testFuzz_AllThatIsWithdrawableIsPaid(Disorder memory chosen, uint256 maxLossBps) public {
        disorder(chosen);
        maxLossBps = within(maxLossBps, 0, 100);
        uint256 positionBefore = adapter.totalAssets();
        uint256 available = adapter.withdrawable(maxLossBps);
        VM.expectRevert(abi.encodeWithSelector(Adapter.NotWithdrawable.selector, available + 1, available));
        adapter.deallocate(available + 1, maxLossBps);
        assertEq(adapter.deallocate(type(uint256).max, maxLossBps), available, "withdrawn");
        assertEq(token.balanceOf(address(this)), available, "received");
        assertLe(positionBefore, adapter.totalAssets() + maxFall(available, maxLossBps), "cost");
        assertLe(adapter.cash0(), token0.balanceOf(address(adapter)), "cash 0 is there");
        assertLe(adapter.cash1(), token1.balanceOf(address(adapter)), "cash 1 is there");
    }

    /// @dev Where the pool is near the oracle and large enough, everything leaves at no loss, in two steps: the second takes what the haircut kept
    /// back and the first did not use.
    function testFuzz_EverythingLeavesNothing(bool assetFirst, uint256 assets, int256 tick) public {
        setUpAdapter(assetFirst);
        setOracle(0);
        uint256 invested = allocate(within(assets, 10, MONEY / 16));
        int24 there = tickWithin(tick, -1, 8);
        setPool(there);
        uint256 position = adapter.totalAssets();
        assertLe(invested, position, "the pool's price costs nothing");
        assertNear(adapter.deallocate(type(uint256).max, 0), position, ROUNDING, 0, "withdrawn");
        adapter.deallocate(type(uint256).max, 0);
        assertEq(adapter.totalAssets(), 0, "position");
        assertEq(adapter.withdrawable(0), 0, "withdrawable");
        assertEq(adapter.deallocate(type(uint256).max, 0), 0, "nothing left");
        (, , uint128 liquidity) = adapter.range();
        assertEq(liquidity, 0, "liquidity");
    }

    /// @dev With all of the asset bought out of the pool, what is in the other token stays where it is.
    function testFuzz_DrainedPoolPaysOnlyWhatIsThere(bool assetFirst, uint256 assets) public {
        setUpAdapter(assetFirst);
        setOracle(0);
        uint256 position = allocate(within(assets, 1000, MONEY / 4));
        setPool(-90);
        adapter.collectFees();
        uint256 cash = assetIsToken0 ? adapter.cash0() : adapter.cash1();
        assertNear(adapter.withdrawable(0), cash, ROUNDING, 0, "withdrawable");
        assertLe(position, adapter.totalAssets() + ROUNDING, "still worth what it was");
        setPool(0);
        assertLe(position, adapter.withdrawable(0) + ROUNDING, "withdrawable again");
    }

    /// @dev Without an oracle, what needs no swap can still be had.
    function testFuzz_StaleOraclePaysWithoutASwap(bool assetFirst, uint256 assets, int256 tick) public {
        setUpAdapter(assetFirst);
        setOracle(0);
        allocate(within(assets, 1000, MONEY));
        setPool(tickWithin(tick, -9, 20));
        uint160 price = poolPriceX96();
        VM.warp(block.timestamp + MAX_AGE + 1);
        uint256 position = adapter.totalAssets();
        uint256 paid = adapter.deallocate(type(uint256).max, 100);
        assertTrue(paid != 0, "something");
        assertEq(poolPriceX96(), price, "no swap");
        assertLe(position, adapter.totalAssets() + paid + ROUNDING, "cost");
    }
}
