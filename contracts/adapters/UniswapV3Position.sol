// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IUniswapV3Callbacks} from "../interfaces/external/IUniswapV3Callbacks.sol";
import {IUniswapV3Pool} from "../interfaces/external/IUniswapV3Pool.sol";
import {RangeMath} from "../libraries/RangeMath.sol";
import {Range} from "../libraries/SwapQuote.sol";
import {TickMath} from "../libraries/TickMath.sol";

/// @title UniswapV3Position: one range of liquidity in one pool, held without an NFT, and the two tokens beside it
/// @notice Knows the pool's tokens as 0 and 1 and nothing of values.
///
/// TRACKING. Liquidity is what was minted here, cash what the pool paid out and has not been paid in again, and fees are what the pool's fee
/// growth makes of the tracked liquidity since this contract's own checkpoint. Anyone can mint to this contract's range, which adds to the
/// pool's record of it, but to none of the three: what was given, and its fees, belong to nobody. Tokens and NFTs sent here are not looked at.
///
/// FEES. The pool rounds fees down whenever anybody adds to the range. Should a giver make it do so often, it may owe a few units less than
/// this contract's share: then the share is what it owes.
///
/// CALLBACKS. Only the pool may ask for money, and it asks only its own caller: nobody else can have it ask.
abstract contract UniswapV3Position is IUniswapV3Callbacks {
    using SafeCast for uint256;

    uint256 private constant Q128 = 1 << 128;

    /// @notice The pool; its code holds the money.
    IUniswapV3Pool public immutable pool;

    IERC20 internal immutable _token0;
    IERC20 internal immutable _token1;

    /// @notice The range and the liquidity minted to it.
    Range public range;
    /// @notice Token 0 held here, as accounted.
    uint128 public cash0;
    /// @notice Token 1 held here, as accounted.
    uint128 public cash1;

    /// What the pool owes us beside liquidity, up to the checkpoint.
    uint128 private _owed0;
    uint128 private _owed1;
    /// The checkpoint: fees per liquidity inside the range up to which `_owed` counts.
    uint256 private _growth0X128;
    uint256 private _growth1X128;

    /// @notice Only the pool may ask for money.
    error OnlyPool(address caller);

    constructor(IUniswapV3Pool pool_) {
        pool = pool_;
        _token0 = IERC20(pool_.token0());
        _token1 = IERC20(pool_.token1());
    }

    /* CALLBACKS */

    /// @inheritdoc IUniswapV3Callbacks
    function uniswapV3MintCallback(uint256 amount0Owed, uint256 amount1Owed, bytes calldata) external {
        _pay(amount0Owed.toInt256(), amount1Owed.toInt256());
    }

    /// @inheritdoc IUniswapV3Callbacks
    function uniswapV3SwapCallback(int256 amount0Delta, int256 amount1Delta, bytes calldata) external {
        _pay(amount0Delta, amount1Delta);
    }

    function _pay(int256 amount0, int256 amount1) private {
        if (msg.sender != address(pool)) revert OnlyPool(msg.sender);
        if (amount0 > 0) SafeERC20.safeTransfer(_token0, msg.sender, uint256(amount0));
        if (amount1 > 0) SafeERC20.safeTransfer(_token1, msg.sender, uint256(amount1));
    }

    /* ACTIONS */

    /// @dev Provides what the cash of both tokens allows at the pool's price.
    function _mint() internal {
        (uint160 priceX96, , ) = _slot0();
        (uint160 lowerX96, uint160 upperX96) = _bounds();
        uint128 liquidity = RangeMath.liquidityFor(priceX96, lowerX96, upperX96, cash0, cash1);
        // The pool refuses to mint nothing.
        if (liquidity == 0) return;
        (uint256 paid0, uint256 paid1) = pool.mint(address(this), range.tickLower, range.tickUpper, liquidity, "");
        _checkpoint();
        range.liquidity += liquidity;
        cash0 -= paid0.toUint128();
        cash1 -= paid1.toUint128();
    }

    /// @dev Takes liquidity out, zero to bring fees up to date; the money stays with the pool until `_collect`.
    function _burn(uint128 liquidity) internal {
        // The pool refuses to touch an empty position, which has no fees either.
        if (range.liquidity == 0) return;
        (uint256 paid0, uint256 paid1) = pool.burn(range.tickLower, range.tickUpper, liquidity);
        _checkpoint();
        range.liquidity -= liquidity;
        _owed0 += paid0.toUint128();
        _owed1 += paid1.toUint128();
    }

    /// @dev Turns what the pool owes into cash.
    function _collect() internal returns (uint128 collected0, uint128 collected1) {
        if (_owed0 == 0 && _owed1 == 0) return (0, 0);
        (collected0, collected1) = pool.collect(address(this), range.tickLower, range.tickUpper, _owed0, _owed1);
        (_owed0, _owed1) = (0, 0);
        cash0 += collected0;
        cash1 += collected1;
    }

    /// @dev Sells up to `amount` while the pool's price has not passed `limitX96`.
    function _swap(bool zeroForOne, uint256 amount, uint160 limitX96) internal {
        (uint160 priceX96, , ) = _slot0();
        if (amount == 0 || (zeroForOne ? priceX96 <= limitX96 : priceX96 >= limitX96)) return;
        (int256 paid0, int256 paid1) = pool.swap(address(this), zeroForOne, amount.toInt256(), limitX96, "");
        cash0 = _less(cash0, paid0);
        cash1 = _less(cash1, paid1);
    }

    /// @dev Everything must have been taken out and collected before.
    function _setRange(int24 tickLower, int24 tickUpper) internal {
        range = Range(tickLower, tickUpper, 0);
    }

    /* VIEWS */

    function _slot0() internal view returns (uint160 priceX96, int24 tick, bool unlocked) {
        (priceX96, tick, , , , , unlocked) = pool.slot0();
    }

    function _bounds() internal view returns (uint160 lowerX96, uint160 upperX96) {
        return (TickMath.sqrtPriceAtTick(range.tickLower), TickMath.sqrtPriceAtTick(range.tickUpper));
    }

    function _isInRange(uint160 priceX96) internal view returns (bool) {
        (uint160 lowerX96, uint160 upperX96) = _bounds();
        return lowerX96 < priceX96 && priceX96 < upperX96;
    }

    /// @dev What the liquidity would pay out if the pool's price were this.
    function _liquidityAmounts(uint160 priceX96) internal view returns (uint256 amount0, uint256 amount1) {
        (uint160 lowerX96, uint160 upperX96) = _bounds();
        return RangeMath.amounts(priceX96, lowerX96, upperX96, range.liquidity);
    }

    /// @dev Cash and what the pool owes beside liquidity, with the fees up to now.
    function _cashAndFees() internal view returns (uint256 amount0, uint256 amount1) {
        (amount0, amount1) = (cash0, cash1);
        uint128 liquidity = range.liquidity;
        if (liquidity == 0 && _owed0 == 0 && _owed1 == 0) return (amount0, amount1);
        (uint128 poolLiquidity, uint256 last0X128, uint256 last1X128, uint128 poolOwed0, uint128 poolOwed1) = pool.positions(_key());
        (uint256 now0X128, uint256 now1X128) = liquidity == 0 ? (last0X128, last1X128) : _growthInside();
        amount0 += Math.min(
            _owed0 + _growth(_growth0X128, now0X128, liquidity),
            uint256(poolOwed0) + _growth(last0X128, now0X128, poolLiquidity)
        );
        amount1 += Math.min(
            _owed1 + _growth(_growth1X128, now1X128, liquidity),
            uint256(poolOwed1) + _growth(last1X128, now1X128, poolLiquidity)
        );
    }

    /* INTERNAL */

    /// @dev Right after the pool has updated its own record of the range, and before our liquidity changes.
    function _checkpoint() private {
        (, uint256 now0X128, uint256 now1X128, , ) = pool.positions(_key());
        uint128 liquidity = range.liquidity;
        _owed0 += _growth(_growth0X128, now0X128, liquidity).toUint128();
        _owed1 += _growth(_growth1X128, now1X128, liquidity).toUint128();
        _growth0X128 = now0X128;
        _growth1X128 = now1X128;
    }

    /// @dev Fees per liquidity inside the range up to now: all there ever were less those below and above it. The pool's counters run over.
    function _growthInside() private view returns (uint256 inside0X128, uint256 inside1X128) {
        (, int24 tick, ) = _slot0();
        (uint256 lower0X128, uint256 lower1X128) = _growthOutside(range.tickLower);
        (uint256 upper0X128, uint256 upper1X128) = _growthOutside(range.tickUpper);
        unchecked {
            if (tick < range.tickLower) return (lower0X128 - upper0X128, lower1X128 - upper1X128);
            if (tick >= range.tickUpper) return (upper0X128 - lower0X128, upper1X128 - lower1X128);
            inside0X128 = pool.feeGrowthGlobal0X128() - lower0X128 - upper0X128;
            inside1X128 = pool.feeGrowthGlobal1X128() - lower1X128 - upper1X128;
        }
    }

    function _growthOutside(int24 tick) private view returns (uint256 outside0X128, uint256 outside1X128) {
        (, , outside0X128, outside1X128, , , , ) = pool.ticks(tick);
    }

    function _growth(uint256 fromX128, uint256 toX128, uint128 liquidity) private pure returns (uint256) {
        unchecked {
            return Math.mulDiv(toX128 - fromX128, liquidity, Q128);
        }
    }

    function _key() private view returns (bytes32) {
        return keccak256(abi.encodePacked(address(this), range.tickLower, range.tickUpper));
    }

    function _less(uint128 cash, int256 paid) private pure returns (uint128) {
        return (paid > 0 ? cash - uint256(paid) : cash + uint256(-paid)).toUint128();
    }
}
