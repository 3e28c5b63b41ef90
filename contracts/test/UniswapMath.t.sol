// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RangeMath} from "../libraries/RangeMath.sol";
import {Range, SwapQuote} from "../libraries/SwapQuote.sol";
import {TickMath} from "../libraries/TickMath.sol";
import {UniswapFixture} from "./base/UniswapFixture.sol";
import {Token} from "./mocks/Token.sol";

/// @title The libraries' numbers are those of Uniswap's own code
contract UniswapMathTest is UniswapFixture {
    int24 private constant MAX_TICK = 887_272;
    uint24[4] private fees = [100, 500, 3000, 10_000];

    function setUp() public {
        setUpFactory();
    }

    function newPool(uint256 feeIndex, uint160 sqrtPriceX96) internal returns (int24 spacing) {
        setUpPool(new Token(6), new Token(6), fees[feeIndex % 4], sqrtPriceX96);
        return pool.tickSpacing();
    }

    function tickOf(uint160 sqrtPriceX96) internal returns (int24 tick) {
        newPool(0, sqrtPriceX96);
        (, tick, , , , , ) = pool.slot0();
    }

    function within24(int256 value, int24 least, int24 most) internal pure returns (int24) {
        return int24(least + int256(within(uint256(value), 0, uint256(int256(most) - least))));
    }

    /// @dev The pool puts a price at the highest tick whose root is not above it: so the root is right exactly if it is the first price of its tick.
    function testFuzz_RootsAreTheFirstPricesOfTheirTicks(int256 seed) public {
        int24 tick = within24(seed, -MAX_TICK + 1, MAX_TICK - 1);
        uint160 root = TickMath.sqrtPriceAtTick(tick);
        assertTrue(tickOf(root) == tick, "the root's tick");
        assertTrue(tickOf(root - 1) == tick - 1, "the tick before it");
    }

    function test_RootsOfTheFarthestTicks() public {
        // `TickMath.MIN_SQRT_RATIO` and `MAX_SQRT_RATIO` of Uniswap.
        assertEq(TickMath.sqrtPriceAtTick(-MAX_TICK), 4295128739, "lowest");
        assertEq(TickMath.sqrtPriceAtTick(MAX_TICK), 1461446703485210103287273052203988822378723970342, "highest");
        for (int24 tick = 1; tick < MAX_TICK; tick *= 2) {
            testFuzz_RootsAreTheFirstPricesOfTheirTicks(int256(MAX_TICK) - 1 + tick);
            testFuzz_RootsAreTheFirstPricesOfTheirTicks(int256(MAX_TICK) - 1 - tick);
        }
    }

    function rootAt(int24 tick) external pure returns (uint160) {
        return TickMath.sqrtPriceAtTick(tick);
    }

    function testFuzz_TicksThatCannotBeAreRefused(int24 tick) public {
        if (tick >= -MAX_TICK && tick <= MAX_TICK) tick = MAX_TICK + 1;
        VM.expectRevert(abi.encodeWithSelector(TickMath.TickOutOfRange.selector, tick));
        this.rootAt(tick);
    }

    /// @dev What the liquidity of two amounts costs is no more than the two, one unit more of liquidity costs more, and what it pays out is what
    /// the pool pays out.
    function testFuzz_LiquidityAndAmountsAreThePools(int256 start, int256 lower, uint256 width, uint256 token0_, uint256 token1_) public {
        int24 tick = within24(start, -400_000, 400_000);
        newPool(0, TickMath.sqrtPriceAtTick(tick));
        int24 tickLower = within24(lower, tick - 300, tick + 100);
        int24 tickUpper = tickLower + int24(uint24(within(width, 1, 300)));
        (uint160 lowerX96, uint160 upperX96) = (TickMath.sqrtPriceAtTick(tickLower), TickMath.sqrtPriceAtTick(tickUpper));
        token0_ = within(token0_, 0, 1e15);
        token1_ = within(token1_, 0, 1e15);
        uint128 liquidity = RangeMath.liquidityFor(poolPriceX96(), lowerX96, upperX96, token0_, token1_);
        if (liquidity == 0 || liquidity > 1e30) return;
        (uint256 paid0, uint256 paid1) = pool.mint(address(this), tickLower, tickUpper, liquidity, "");
        assertLe(paid0, token0_, "token 0 paid");
        assertLe(paid1, token1_, "token 1 paid");

        (uint256 amount0, uint256 amount1) = RangeMath.amounts(poolPriceX96(), lowerX96, upperX96, liquidity);
        (paid0, paid1) = pool.burn(tickLower, tickUpper, liquidity);
        assertEq(amount0, paid0, "token 0 paid out");
        assertEq(amount1, paid1, "token 1 paid out");
    }

    /// @dev Up to the quote's last step the pool pays what was quoted, to the unit, whatever lies in it; and all of the sale is quoted if there are
    /// few ticks on the way.
    function testFuzz_QuotesAreWhatThePoolPays(
        uint256 feeIndex,
        int256[6] memory ticks,
        uint256[6] memory liquidities,
        uint256 amount,
        int256 limit,
        bool zeroForOne
    ) public {
        int24 spacing = newPool(feeIndex, TickMath.sqrtPriceAtTick(within24(ticks[0], -2000, 2000)));
        (, int24 start, , , , , ) = pool.slot0();
        for (uint256 i = 1; i < 6; ++i) {
            int24 lower = (within24(ticks[i], start - 3000, start + 2000) / spacing) * spacing;
            provide(
                address(this),
                lower,
                lower + spacing * int24(uint24(within(liquidities[i] >> 128, 1, 20))),
                uint128(within(liquidities[i], 1, 1e20))
            );
        }
        amount = within(amount, 1, 1e18);
        uint160 limitX96 = TickMath.sqrtPriceAtTick(
            zeroForOne ? within24(limit, start - 4000, start - 1) : within24(limit, start + 1, start + 4000)
        );
        (uint256 quoted, uint256 left, uint256 steps) = SwapQuote.sell(pool, zeroForOne, amount, limitX96, Range(0, 0, 0));
        (uint256 sold, uint256 bought) = trade(zeroForOne, amount, limitX96);
        if (steps < SwapQuote.MAX_STEPS) {
            assertEq(quoted, bought, "quoted");
            assertEq(left, amount - sold, "left");
        } else {
            assertLe(quoted, bought, "quoted");
            assertLe(amount - sold, left, "left");
        }
    }

    /// @dev Liquidity that is counted as gone is quoted as if it had been burnt: to the unit, or three less (what it takes, its fee, what it pays) for each of two ticks that are no stops any more.
    function testFuzz_QuotesWithoutWhatWillBeGone(
        int256 lower,
        uint256 width,
        uint256 liquidity,
        int256 tick,
        uint256 amount,
        bool zeroForOne
    ) public {
        newPool(0, TickMath.sqrtPriceAtTick(0));
        int24 tickLower = within24(lower, -60, 40);
        int24 tickUpper = tickLower + int24(uint24(within(width, 1, 60)));
        provide(address(this), -100, 100, 1e15);
        provide(address(this), -7, 9, 3e15);
        provide(address(this), tickLower, tickUpper, uint128(within(liquidity, 1, 1e18)));
        pushTo(within24(tick, -90, 90));
        uint160 startX96 = poolPriceX96();
        uint160 limitX96 = TickMath.sqrtPriceAtTick(zeroForOne ? int24(-100) : int24(100));
        if (zeroForOne ? startX96 <= limitX96 : startX96 >= limitX96) return;
        amount = within(amount, 1, 1e15);
        Range memory gone = Range(tickLower, tickUpper, uint128(within(liquidity, 1, 1e18)));
        (uint256 quoted, , ) = SwapQuote.sell(pool, zeroForOne, amount, limitX96, gone);
        pool.burn(tickLower, tickUpper, gone.liquidity);
        (, uint256 bought) = trade(zeroForOne, amount, limitX96);
        assertNear(quoted, bought, 6, 0, "quoted");
    }
}
