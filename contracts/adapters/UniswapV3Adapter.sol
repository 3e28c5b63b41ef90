// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAdapter} from "../interfaces/IAdapter.sol";
import {IUniswapV3Pool} from "../interfaces/external/IUniswapV3Pool.sol";
import {IUniswapV3Adapter, UniswapV3Parameters} from "../interfaces/IUniswapV3Adapter.sol";
import {IVaultSettings} from "../interfaces/IVaultSettings.sol";
import {Status} from "../interfaces/VaultTypes.sol";
import {LossBudget, LossRecord} from "../libraries/LossBudget.sol";
import {Feed} from "../libraries/PriceFeed.sol";
import {RangeMath} from "../libraries/RangeMath.sol";
import {ReentrancyLock} from "../libraries/ReentrancyLock.sol";
import {SwapQuote} from "../libraries/SwapQuote.sol";
import {TickMath} from "../libraries/TickMath.sol";
import {Adapter} from "./Adapter.sol";
import {PegOracle} from "./PegOracle.sol";
import {UniswapV3Position} from "./UniswapV3Position.sol";
import {UniswapV3Valuation} from "./UniswapV3Valuation.sol";

/// @title UniswapV3Adapter: provides liquidity to a Uniswap V3 pool of the vault's asset and another token of the same peg
///
/// @notice POSITION. One range, minted on the pool itself, and cash of both tokens: what a mint left over, fees, what a withdrawal took out too
/// much. All of it is tracked (see `UniswapV3Position`); gifts of tokens, liquidity or NFTs change nothing.
///
/// MARK. Let v be the other token's price by the oracle, at most par, less the exit haircut. The position is marked at what its liquidity would
/// hold if the pool's price were v, all other tokens valued at v, fees included. That is the least the liquidity can be worth at v, wherever
/// the pool's price is: whoever moves the pool only adds to it. Swaps cannot move the mark, and a burn never lowers it. Fees enter it as they
/// grow: their counters rise only by fees that somebody paid, and crossing a tick moves nothing from one side of it to the other. If they
/// counted only when collected, whoever collects could buy shares before.
///
/// STALE ORACLE. The mark does not revert, which would let people leave at a record made before the oracle fell silent: v is then the lower of
/// the newest price and the lower end of the peg band, however little is known. So the mark falls, by no more than half the band's width if the
/// newest price was within it, and returns with the oracle. Until then, who leaves leaves that much to those who stay, and who enters
/// takes it from them: the adapter says "oracle-stale" so that the vault can close deposits on it. It takes no money meanwhile and pays out
/// only what needs no swap.
///
/// EXIT. Burns the liquidity that the amount needs, sells all of the other token that it brings, at v less the accepted loss or better and never
/// farther from the oracle's price than `maxSwapSlippageBps`, and burns more if the pool does not take it. What is left over stays as cash. So
/// leaving costs the mark no more than the accepted loss, and in a pool that stays near the oracle's price nothing. When all but a hundredth
/// of the liquidity would go, all goes. `withdrawable` walks the pool's ticks as such a swap would, with our own liquidity gone.
///
/// ENTRY. While the oracle is fresh, the other token on its peg and the pool near the oracle: swaps what the range needs and provides what can
/// be provided; the rest stays cash. It may cost the mark at most `maxEntryCostBps` of what enters, earlier cash included.
///
/// HEALTH. "locked" in the middle of another's call to the pool, "oracle-stale", "off-peg", "oracle-deviates" when the pool's price is not the
/// oracle's. A range that the price has left earns nothing and loses nothing more: that is no fault, but nothing can be allocated to it.
///
/// RE-RANGE. By the vault's keepers, within bounds fixed at deployment, not while the vault is in another call or closed. Since the mark is the
/// least value wherever the pool's price is, a keeper who moves the pool before and after takes no more than the mark shows and what
/// the haircut kept back; the mark's fall is bounded a call and in any 24 hours.
///
/// TOKENS. Both must move exactly the amounts asked. Neither may call strangers while it moves; if one does, the adapter cannot be read
/// meanwhile.
contract UniswapV3Adapter is Adapter, UniswapV3Valuation, ReentrancyLock, IUniswapV3Adapter {
    using LossBudget for LossRecord;
    using Math for uint256;
    using SafeCast for uint256;

    bytes32 private constant KEEPER_ROLE = keccak256("KEEPER_ROLE");
    uint256 private constant FEE_UNIT = 1e6;
    /// Liquidity to learn a range's proportions from: large enough for any, and far from overflow.
    uint128 private constant SAMPLE_LIQUIDITY = 1 << 100;
    /// One part in this many of the liquidity is not worth leaving in.
    uint128 private constant CRUMB = 100;
    /// What the roundings of one operation may take, beside one for each step of a swap.
    uint256 private constant ROUNDING = 8;

    int24 private immutable _tickSpacing;
    int24 private immutable _minRangeTicks;
    uint256 private immutable _poolFee;
    uint256 private immutable _maxPoolDeviationBps;
    uint256 private immutable _maxSwapSlippageBps;
    uint256 private immutable _maxEntryCostBps;
    uint256 private immutable _maxRerangeLossBps;
    uint256 private immutable _maxDailyRerangeLossBps;
    uint256 private immutable _rerangeCooldownSeconds;

    /// @notice When the range was last moved, unix seconds; zero before the first time.
    uint256 public lastRerangeAt;

    LossRecord private _rerangeLosses;

    constructor(
        address vault_,
        IUniswapV3Pool pool_,
        Feed memory assetFeed,
        Feed memory otherFeed,
        UniswapV3Parameters memory parameters,
        bytes32[] memory riskIds_
    )
        Adapter(vault_, riskIds_)
        PegOracle(
            IERC4626(vault_).asset(),
            _otherToken(pool_, IERC4626(vault_).asset()),
            assetFeed,
            otherFeed,
            parameters.maxPegDeviationBps,
            parameters.exitHaircutBps
        )
        UniswapV3Position(pool_)
    {
        _tickSpacing = pool_.tickSpacing();
        _poolFee = pool_.fee();
        _minRangeTicks = parameters.minRangeTicks;
        _maxPoolDeviationBps = _part(parameters.maxPoolDeviationBps);
        _maxSwapSlippageBps = _part(parameters.maxSwapSlippageBps);
        _maxEntryCostBps = _part(parameters.maxEntryCostBps);
        _maxRerangeLossBps = _part(parameters.maxRerangeLossBps);
        _maxDailyRerangeLossBps = _part(parameters.maxDailyRerangeLossBps);
        _rerangeCooldownSeconds = parameters.rerangeCooldownSeconds;
        _checkRange(parameters.tickLower, parameters.tickUpper, parameters.minRangeTicks, pool_.tickSpacing());
        _setRange(parameters.tickLower, parameters.tickUpper);
    }

    /* ACTIONS */

    function _invest(uint256 assets) internal override nonReentrant {
        Market memory market = _readMarket();
        _requireHealthy(market);
        _setCashOfAsset(_cashOfAsset() + assets);
        (uint256 entering, uint256 otherEntering) = _sorted(cash0, cash1);
        entering += _inAsset(otherEntering, market.markX96);
        uint256 positionBefore = _mark(market.markX96);
        _provide(market);
        uint256 cost = positionBefore.saturatingSub(_mark(market.markX96));
        uint256 maxCost = entering.mulDiv(_maxEntryCostBps, BPS) + ROUNDING;
        if (cost > maxCost) revert EntryTooCostly(cost, maxCost);
    }

    function _divest(uint256 assets, uint256 maxLossBps) internal override nonReentrant {
        if (_cashOfAsset() < assets) _raiseCash(assets, maxLossBps);
        _setCashOfAsset(_cashOfAsset() - assets);
        SafeERC20.safeTransfer(IERC20(asset), vault, assets);
    }

    /// @inheritdoc IUniswapV3Adapter
    function rerange(int24 tickLower, int24 tickUpper, uint256 minTotalAssets, uint256 deadline) external {
        if (!IAccessControl(vault).hasRole(KEEPER_ROLE, msg.sender)) revert OnlyKeeper(msg.sender);
        if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);
        uint256 earliest = lastRerangeAt + _rerangeCooldownSeconds;
        if (lastRerangeAt != 0 && block.timestamp < earliest) revert RerangeTooEarly(block.timestamp, earliest);
        (Status status, ) = IVaultSettings(vault).status();
        if (status != Status.Normal) revert VaultClosed();
        // Reverts while the vault is in another call. It reads this adapter, so it is asked before the lock is taken.
        IERC4626(vault).totalAssets();
        lastRerangeAt = block.timestamp;
        _rerange(tickLower, tickUpper, minTotalAssets);
    }

    /// @inheritdoc IUniswapV3Adapter
    function collectFees() external nonReentrant {
        _burn(0);
        (uint256 collected0, uint256 collected1) = _collect();
        (uint256 assets, uint256 others) = _sorted(collected0, collected1);
        emit FeesCollected(msg.sender, assets, others);
    }

    /* VIEWS */

    /// @inheritdoc IAdapter
    function source() external view override returns (address) {
        return address(pool);
    }

    /// @inheritdoc IAdapter
    function totalAssets() public view override nonReentrantView returns (uint256) {
        return _mark(_readMarket().markX96);
    }

    /// @inheritdoc IAdapter
    function withdrawable(uint256 maxLossBps) public view override returns (uint256) {
        Market memory market = _readMarket();
        if (_isLocked() || !market.unlocked) return 0;
        uint256 mark = _mark(market.markX96);
        (uint256 assets, uint256 others) = _liquidityHeld(market.poolX96);
        (uint256 cash, uint256 otherCash) = _cashAndFeesHeld();
        (assets, others) = (assets + cash, others + otherCash);
        if (market.oracleUsable && assets < mark + ROUNDING) {
            (, uint160 limitX96) = _exitPrices(market, maxLossBps);
            (uint256 bought, uint256 left, uint256 steps) = SwapQuote.sell(pool, !_assetIsToken0, others, limitX96, range);
            assets += bought;
            // If the pool does not take all, the exit goes in two steps, which round differently from one.
            if (left != 0 && range.liquidity != 0) assets = assets.saturatingSub(ROUNDING + steps);
        }
        return Math.min(mark, assets);
    }

    /// @inheritdoc IAdapter
    function allocatable() external view returns (uint256) {
        Market memory market = _readMarket();
        return _fault(market) == "" && _isInRange(market.poolX96) ? type(uint256).max : 0;
    }

    /// @inheritdoc IAdapter
    function health() external view returns (bool healthy, bytes32 reason) {
        reason = _fault(_readMarket());
        healthy = reason == "";
    }

    /* ENTRY */

    /// @dev Exchanges what the range needs of the cash, and provides it.
    function _provide(Market memory market) private {
        if (!_isInRange(market.poolX96)) revert OutOfRange(market.poolX96);
        (uint256 assets, uint256 others) = _sorted(cash0, cash1);
        uint256 total = assets + _inAsset(others, market.poolX96);
        uint256 wanted = total.mulDiv(_assetShareWad(market.poolX96), WAD);
        if (assets > wanted) {
            uint160 limitX96 = _rootOf(_above(market.oracleWad, _maxSwapSlippageBps));
            _swap(_assetIsToken0, _damped(assets - wanted, total), limitX96);
        } else {
            uint160 limitX96 = _rootOf(_below(market.oracleWad, _maxSwapSlippageBps));
            _swap(!_assetIsToken0, _inOther(_damped(wanted - assets, total), market.poolX96), limitX96);
        }
        _mint();
    }

    /// @dev The part of a position's value that is the asset, at the pool's price.
    function _assetShareWad(uint160 poolX96) private view returns (uint256) {
        (uint160 lowerX96, uint160 upperX96) = _bounds();
        (uint256 sample0, uint256 sample1) = RangeMath.amounts(poolX96, lowerX96, upperX96, SAMPLE_LIQUIDITY);
        (uint256 assets, uint256 others) = _sorted(sample0, sample1);
        return assets.mulDiv(WAD, assets + _inAsset(others, poolX96));
    }

    /// @dev A swap moves the price, and with it the proportions that the range wants, towards what is being sold. Over constant liquidity the two
    /// meet when the amount is cut to the part that the pool has in pool and new money together.
    function _damped(uint256 amount, uint256 total) private view returns (uint256) {
        (uint160 lowerX96, uint160 upperX96) = _bounds();
        uint128 liquidity = pool.liquidity();
        uint256 depth =
            _assetIsToken0
                ? RangeMath.amount0(lowerX96, upperX96, liquidity, Math.Rounding.Floor)
                : RangeMath.amount1(lowerX96, upperX96, liquidity, Math.Rounding.Floor);
        return depth == 0 ? 0 : amount.mulDiv(depth, depth + total);
    }

    /* EXIT */

    /// @dev Brings the cash in the asset up to `assets`, which `withdrawable` said can be done.
    function _raiseCash(uint256 assets, uint256 maxLossBps) private {
        Market memory market = _readMarket();
        (uint160 floorX96, uint160 limitX96) = _exitPrices(market, maxLossBps);
        _liquidate(_liquidityToRaise(assets, market.poolX96, floorX96), assets, limitX96);
        uint256 cash = _cashOfAsset();
        if (cash >= assets) return;
        // The pool has not taken all. At the limit where it stopped, what is left of the liquidity holds more of the asset instead.
        (uint160 poolX96, , ) = _slot0();
        (uint256 held, ) = _liquidityHeld(poolX96);
        _liquidate(_partOfLiquidity(assets - cash + ROUNDING, held), assets, limitX96);
    }

    /// @dev Turns liquidity and fees into cash and, if that is not enough of the asset, sells all of the other token.
    function _liquidate(uint128 liquidity, uint256 assets, uint160 limitX96) private {
        _burn(liquidity);
        _collect();
        if (_cashOfAsset() < assets && limitX96 != 0) _swap(!_assetIsToken0, _assetIsToken0 ? cash1 : cash0, limitX96);
    }

    /// @dev How much to burn for `assets` if all that comes of the other token sells at the floor price.
    function _liquidityToRaise(uint256 assets, uint160 poolX96, uint160 floorX96) private view returns (uint128 liquidity) {
        (uint256 cash, uint256 otherCash) = _cashAndFeesHeld();
        cash += _atFloor(otherCash, floorX96);
        if (cash >= assets) return 0;
        (uint256 held, uint256 otherHeld) = _liquidityHeld(poolX96);
        liquidity = _partOfLiquidity(assets - cash + ROUNDING, held + _atFloor(otherHeld, floorX96));
        if (liquidity > range.liquidity - range.liquidity / CRUMB) liquidity = range.liquidity;
    }

    function _partOfLiquidity(uint256 assets, uint256 ofAssets) private view returns (uint128) {
        return assets >= ofAssets ? range.liquidity : uint256(range.liquidity).mulDiv(assets, ofAssets, Math.Rounding.Ceil).toUint128();
    }

    /// @dev Nothing can be sold without a floor.
    function _atFloor(uint256 others, uint160 floorX96) private view returns (uint256) {
        return floorX96 == 0 ? 0 : _inAsset(others, floorX96);
    }

    /// @dev The least that the other token may be sold for, and the pool's price at which it would bring no more than that after the fee. Zero
    /// without an oracle.
    function _exitPrices(Market memory market, uint256 maxLossBps) private view returns (uint160 floorX96, uint160 limitX96) {
        if (!market.oracleUsable) return (0, 0);
        uint256 accepted = _below(market.markWad, Math.min(maxLossBps, BPS));
        uint256 floorWad = Math.max(accepted, _below(market.oracleWad, _maxSwapSlippageBps));
        floorX96 = _rootOf(floorWad);
        limitX96 = _rootOf(floorWad.mulDiv(FEE_UNIT, FEE_UNIT - _poolFee, Math.Rounding.Ceil));
    }

    /* RE-RANGE */

    function _rerange(int24 tickLower, int24 tickUpper, uint256 minTotalAssets) private nonReentrant {
        _checkRange(tickLower, tickUpper, _minRangeTicks, _tickSpacing);
        Market memory market = _readMarket();
        _requireHealthy(market);
        uint256 positionBefore = _mark(market.markX96);
        _burn(range.liquidity);
        _collect();
        _setRange(tickLower, tickUpper);
        _provide(market);
        uint256 positionAfter = _mark(market.markX96);
        if (positionAfter < minTotalAssets) revert TotalAssetsBelowMinimum(positionAfter, minTotalAssets);
        if (positionAfter < positionBefore) {
            uint256 loss = positionBefore - positionAfter;
            uint256 maxLoss = positionBefore.mulDiv(_maxRerangeLossBps, BPS);
            if (loss > maxLoss) revert RerangeLossExceeded(loss, maxLoss);
            _rerangeLosses.spend(loss.mulDiv(WAD, positionBefore, Math.Rounding.Ceil), (_maxDailyRerangeLossBps * WAD) / BPS);
        }
        emit Reranged(msg.sender, tickLower, tickUpper, range.liquidity, positionAfter.toInt256() - positionBefore.toInt256());
    }

    /// @dev Takes what may be an immutable by value: the constructor cannot read its own.
    function _checkRange(int24 tickLower, int24 tickUpper, int24 minRangeTicks, int24 tickSpacing) private view {
        // Ticks that no pool can have revert here, so the difference below cannot overflow.
        bool withinBand =
            _isNear(TickMath.sqrtPriceAtTick(tickLower), WAD, _maxPegDeviationBps) &&
                _isNear(TickMath.sqrtPriceAtTick(tickUpper), WAD, _maxPegDeviationBps);
        bool wide = tickLower < tickUpper && tickUpper - tickLower >= minRangeTicks;
        if (!withinBand || !wide || tickLower % tickSpacing != 0 || tickUpper % tickSpacing != 0) revert BadRange(tickLower, tickUpper);
    }

    /* INTERNAL */

    function _requireHealthy(Market memory market) private view {
        bytes32 reason = _fault(market);
        if (reason != "") revert Unhealthy(reason);
    }

    function _fault(Market memory market) private view returns (bytes32) {
        if (!market.unlocked) return "locked";
        if (!market.oracleUsable) return "oracle-stale";
        if (!_isOnPeg(market.oracleWad)) return "off-peg";
        if (!_isNear(market.poolX96, market.oracleWad, _maxPoolDeviationBps)) return "oracle-deviates";
        return "";
    }

    function _otherToken(IUniswapV3Pool pool_, address asset_) private view returns (address) {
        (address token0, address token1) = (pool_.token0(), pool_.token1());
        if (asset_ == token0) return token1;
        if (asset_ == token1) return token0;
        revert PoolOfOtherTokens(token0, token1);
    }
}
