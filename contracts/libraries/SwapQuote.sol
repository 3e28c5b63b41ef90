// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IUniswapV3Pool} from "../interfaces/external/IUniswapV3Pool.sol";
import {RangeMath} from "./RangeMath.sol";
import {TickMath} from "./TickMath.sol";

/// @notice Liquidity in a range.
struct Range {
    int24 tickLower;
    int24 tickUpper;
    uint128 liquidity;
}

/// @title SwapQuote: what a Uniswap V3 pool would pay for an amount, in a view
/// @notice Walks from initialized tick to initialized tick as the pool itself does, with the pool's own rounding, so the answer is the pool's
/// answer; it only ever stops earlier, after `MAX_STEPS`, which makes it less. The walk can leave out liquidity that will be gone by then.
library SwapQuote {
    using Math for uint256;

    /// Ticks and words of the tick bitmap that are looked at: bounds the gas of a quote.
    uint256 internal constant MAX_STEPS = 32;

    uint256 private constant FEE_UNIT = 1e6;

    /// @dev Where the walk stands.
    struct Walk {
        uint160 priceX96;
        int24 tick;
        uint128 liquidity;
        uint256 remaining;
        uint256 bought;
        uint256 steps;
    }

    /// @dev What does not change on the way.
    struct Order {
        IUniswapV3Pool pool;
        int24 tickSpacing;
        bool zeroForOne;
        uint160 limitX96;
        uint256 fee;
    }

    /// @notice What selling up to `amount` pays while the price has not passed `limitX96`.
    /// @param gone Liquidity of the pool that is counted as withdrawn.
    /// @return bought What the pool pays.
    /// @return left What would not be sold.
    /// @return steps How often the answer was rounded.
    function sell(
        IUniswapV3Pool pool,
        bool zeroForOne,
        uint256 amount,
        uint160 limitX96,
        Range memory gone
    ) internal view returns (uint256 bought, uint256 left, uint256 steps) {
        Order memory order = Order(pool, pool.tickSpacing(), zeroForOne, limitX96, pool.fee());
        Walk memory walk;
        (walk.priceX96, walk.tick, , , , , ) = pool.slot0();
        walk.liquidity = pool.liquidity();
        if (gone.tickLower <= walk.tick && walk.tick < gone.tickUpper) walk.liquidity -= gone.liquidity;
        walk.remaining = amount;
        while (walk.remaining != 0 && _before(walk.priceX96, limitX96, zeroForOne) && walk.steps < MAX_STEPS) _step(order, walk, gone);
        return (walk.bought, walk.remaining, walk.steps);
    }

    /// @dev To the next tick, the limit, or as far as what remains goes.
    function _step(Order memory order, Walk memory walk, Range memory gone) private view {
        (int24 next, bool initialized) = _nextTick(order, walk.tick);
        uint160 nextX96 = TickMath.sqrtPriceAtTick(next);
        _trade(order, walk, _before(nextX96, order.limitX96, order.zeroForOne) ? nextX96 : order.limitX96);
        ++walk.steps;
        if (walk.priceX96 != nextX96) return;
        if (initialized) {
            (, int128 net, , , , , , ) = order.pool.ticks(next);
            int256 crossed = net;
            if (next == gone.tickLower) crossed -= int256(uint256(gone.liquidity));
            if (next == gone.tickUpper) crossed += int256(uint256(gone.liquidity));
            walk.liquidity = uint128(uint256(int256(uint256(walk.liquidity)) + (order.zeroForOne ? -crossed : crossed)));
        }
        walk.tick = order.zeroForOne ? next - 1 : next;
    }

    /// @dev One stretch of constant liquidity, no farther than `targetX96`.
    function _trade(Order memory order, Walk memory walk, uint160 targetX96) private pure {
        uint160 startX96 = walk.priceX96;
        uint256 afterFee = walk.remaining.mulDiv(FEE_UNIT - order.fee, FEE_UNIT);
        uint256 whole =
            order.zeroForOne
                ? RangeMath.amount0(targetX96, startX96, walk.liquidity, Math.Rounding.Ceil)
                : RangeMath.amount1(startX96, targetX96, walk.liquidity, Math.Rounding.Ceil);
        if (afterFee >= whole) {
            walk.priceX96 = targetX96;
            walk.remaining -= whole + whole.mulDiv(order.fee, FEE_UNIT - order.fee, Math.Rounding.Ceil);
        } else {
            walk.priceX96 = _priceAfter(startX96, walk.liquidity, afterFee, order.zeroForOne);
            walk.remaining = 0;
        }
        walk.bought +=
            order.zeroForOne
                ? RangeMath.amount1(walk.priceX96, startX96, walk.liquidity, Math.Rounding.Floor)
                : RangeMath.amount0(startX96, walk.priceX96, walk.liquidity, Math.Rounding.Floor);
    }

    /// @dev Rounded against the seller. The product of amount and price cannot overflow: the amount moves the price within one word of the
    /// tick bitmap.
    function _priceAfter(uint160 priceX96, uint128 liquidity, uint256 amount, bool zeroForOne) private pure returns (uint160) {
        if (!zeroForOne) return uint160(priceX96 + amount.mulDiv(1 << 96, liquidity));
        uint256 scaled = uint256(liquidity) << 96;
        return uint160(scaled.mulDiv(priceX96, scaled + amount * priceX96, Math.Rounding.Ceil));
    }

    /// @dev The next initialized tick in the direction of the sale, or the last one of the bitmap's word.
    function _nextTick(Order memory order, int24 tick) private view returns (int24 next, bool initialized) {
        int24 compressed = tick / order.tickSpacing;
        if (tick < 0 && tick % order.tickSpacing != 0) --compressed;
        if (!order.zeroForOne) ++compressed;
        uint8 bit = uint8(uint24(compressed));
        uint256 word = order.pool.tickBitmap(int16(compressed >> 8));
        int24 distance;
        if (order.zeroForOne) {
            // All bits from this one down; the highest of them comes next.
            word &= type(uint256).max >> (255 - bit);
            initialized = word != 0;
            distance = -int24(uint24(initialized ? bit - word.log2() : bit));
        } else {
            // All bits from this one up; the lowest of them comes next.
            word &= type(uint256).max << bit;
            initialized = word != 0;
            distance = int24(uint24(initialized ? (word & (~word + 1)).log2() - bit : 255 - bit));
        }
        int256 wide = (int256(compressed) + distance) * order.tickSpacing;
        if (wide > TickMath.MAX_TICK) wide = TickMath.MAX_TICK;
        if (wide < -TickMath.MAX_TICK) wide = -TickMath.MAX_TICK;
        next = int24(wide);
    }

    /// @dev Whether a falling (`zeroForOne`) or rising price has not come to the limit yet.
    function _before(uint160 priceX96, uint160 limitX96, bool zeroForOne) private pure returns (bool) {
        return zeroForOne ? priceX96 > limitX96 : priceX96 < limitX96;
    }
}
