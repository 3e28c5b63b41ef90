// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICurveGauge} from "../interfaces/external/ICurveGauge.sol";
import {ICurveMinter} from "../interfaces/external/ICurveMinter.sol";
import {ICurvePool} from "../interfaces/external/ICurvePool.sol";
import {IAdapter} from "../interfaces/IAdapter.sol";
import {IRewardSource} from "../interfaces/IRewardSource.sol";
import {CurvePoolCalls} from "../libraries/CurvePoolCalls.sol";
import {Feed} from "../libraries/PriceFeed.sol";
import {Adapter} from "./Adapter.sol";
import {CurveMarket} from "./CurveMarket.sol";

/// @notice Everything a Curve adapter is deployed with.
/// @param pool The pool.
/// @param shareToken The pool's share token; the oldest pools have no getter for it.
/// @param gauge Where shares are staked, or zero to keep them unstaked.
/// @param feeds One price feed for each coin, in the pool's order, all in one currency.
/// @param rewardReceiver Where claimed CRV goes.
/// @param exitHaircutBps What the mark leaves out of the price for the cost of leaving in one coin.
/// @param maxEntryLossBps Most that entering may cost, from the price without haircut.
/// @param pegToleranceBps How far a coin's price may be from the asset's to count as par.
/// @param minShareBps Least part of the pool that each coin must have for the pool to be in order.
struct CurveParameters {
    ICurvePool pool;
    IERC20 shareToken;
    ICurveGauge gauge;
    Feed[] feeds;
    address rewardReceiver;
    uint16 exitHaircutBps;
    uint16 maxEntryLossBps;
    uint16 pegToleranceBps;
    uint16 minShareBps;
}

/// @title CurveAdapter: provides the vault's asset alone to a plain StableSwap pool, and takes it back alone
/// @notice Works with plain pools that have `coins(uint256)` and `remove_liquidity_one_coin`, of any number of coins: the 3pool and its
/// successors. Price and health of the pool are `CurveMarket`'s.
///
/// POSITION. Pool shares, the measured change of the adapter's own: held, or staked in the gauge if there is one. Those sent here uninvited
/// are not counted. Shares unstaked for a withdrawal and not burned stay held until the next allocation stakes them again.
///
/// MARK. Shares × price, less `exitHaircutBps`: the fee for leaving in one coin and the price of a pool somewhat short of that coin. While
/// leaving costs less, the whole mark can be withdrawn at no loss to those who stay, and what it did not cost is theirs. While it costs
/// more, `withdrawable` is what can be had at the mark, down to nothing, and more for those who accept a loss. The mark does not follow the
/// pool's balance: one swap could move it.
///
/// ENTRY. Reverts if the shares minted are worth less than `assets` less `maxEntryLossBps`, at the price without haircut. Whoever
/// unbalances the pool around an allocation takes at most that.
///
/// EXIT. The pool pays exactly what is asked and burns at most what that is worth at the mark, less `maxLossBps`: whoever unbalances the
/// pool around a withdrawal takes at most the haircut and that loss. `withdrawable` finds by bisection how many shares can go within the
/// bound; it may understate by a hundredth of the position, and never overstates. `deallocate` of everything burns the last share and pays
/// what that brings, which may be more than the mark.
///
/// DUST. Of an asset with 18 decimals, less than a millionth of a millionth of a token cannot be moved alone, and may stay behind.
///
/// KILLED. A pool's owner can kill it in its first two months; then it pays in all its coins only, which is of no use here. No pool says so
/// in a view: `probeExit` tries to leave with one share, takes that back, and records whether it went.
///
/// REWARDS. CRV from the gauge, claimed to a fixed receiver by anyone. Other rewards of newer gauges are not claimed.
contract CurveAdapter is CurveMarket, IRewardSource {
    using Math for uint256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    uint256 private constant FEE_DENOMINATOR = 1e10;
    /// Each step asks the pool once, and the vault gives the whole search 800,000 gas.
    uint256 private constant EXIT_SEARCH_STEPS = 7;
    uint256 private constant ENTRY_SEARCH_STEPS = 12;
    /// More than the pool's own rounding of an invariant, in its shares.
    uint256 private constant ROUNDING_SHARES = 100;
    /// Fewer shares are worth nothing in any token, and pools fail to compute with them.
    uint256 private constant DUST_SHARES = 1e6;
    /// What the vault gives an exit: one that needs more is as good as closed.
    uint256 private constant EXIT_GAS = 3_000_000;

    /// @notice The pool's share token.
    IERC20 public immutable shareToken;
    /// @notice Where shares are staked; zero if nowhere.
    ICurveGauge public immutable gauge;
    /// @notice What the mark leaves out for the cost of leaving, in basis points.
    uint256 public immutable exitHaircutBps;
    /// @notice Most that entering may cost, in basis points.
    uint256 public immutable maxEntryLossBps;
    /// @inheritdoc IRewardSource
    address public immutable rewardReceiver;

    /// @notice The part of the position that lies here, in pool shares.
    uint128 public sharesHeld;
    /// @notice The part of the position that is staked, in pool shares.
    uint128 public sharesStaked;
    /// @notice Whether the pool refused when leaving was last tried.
    bool public exitClosed;

    /// @notice Somebody tried whether the position can be left.
    event ExitProbed(address indexed sender, bool open);

    /// @notice A limit given at deployment makes no sense.
    error LimitOutOfRange(uint256 bps);
    /// @notice Entering minted fewer shares than the money is worth.
    error EntryLossExceeded(uint256 minted, uint256 least);
    /// @notice There is no position to try to leave.
    error NothingToProbe();
    /// @notice Trying takes more gas than is left.
    error InsufficientGas(uint256 available, uint256 required);
    /// @notice Called from elsewhere than this contract.
    error OnlySelf(address caller);
    /// @notice Leaving went well: takes it back.
    error ExitWorks();

    constructor(
        address vault_,
        CurveParameters memory parameters,
        bytes32[] memory riskIds_
    ) Adapter(vault_, riskIds_) CurveMarket(parameters.pool, parameters.feeds, parameters.pegToleranceBps, parameters.minShareBps) {
        _requireBelow(parameters.exitHaircutBps, BPS);
        _requireBelow(parameters.maxEntryLossBps, BPS);
        _requireBelow(parameters.pegToleranceBps, BPS);
        _requireBelow(parameters.minShareBps * parameters.feeds.length, BPS);
        shareToken = parameters.shareToken;
        gauge = parameters.gauge;
        exitHaircutBps = parameters.exitHaircutBps;
        maxEntryLossBps = parameters.maxEntryLossBps;
        rewardReceiver = parameters.rewardReceiver;
        // For good: the adapter holds the asset only while it invests it, and the gauge takes shares only when told to.
        IERC20(asset).forceApprove(address(pool), type(uint256).max);
        if (address(gauge) == address(0)) return;
        if (gauge.lp_token() != address(shareToken)) revert SourceOfAnotherAsset(address(shareToken), gauge.lp_token());
        shareToken.forceApprove(address(gauge), type(uint256).max);
    }

    /* MOVES */

    function _invest(uint256 assets) internal override {
        uint256 least = _leastShares(assets, _sharePriceWad());
        uint256 sharesBefore = shareToken.balanceOf(address(this));
        CurvePoolCalls.addLiquidity(address(pool), _amounts(assets), least);
        uint256 minted = shareToken.balanceOf(address(this)) - sharesBefore;
        if (minted < least) revert EntryLossExceeded(minted, least);
        sharesHeld += minted.toUint128();
        _stake();
    }

    function _divest(uint256 assets, uint256 maxLossBps) internal override {
        uint256 maxBurn = Math.min(_mostShares(assets, _exitPriceWad(maxLossBps)), sharesPosition());
        _unstake(maxBurn);
        uint256 sharesBefore = shareToken.balanceOf(address(this));
        CurvePoolCalls.removeLiquidityImbalance(address(pool), _amounts(assets), maxBurn);
        sharesHeld -= (sharesBefore - shareToken.balanceOf(address(this))).toUint128();
        IERC20(asset).safeTransfer(vault, assets);
    }

    /// @dev If the whole mark can be had, so can whatever the last share brings beyond it.
    function _divestAll(uint256 available, uint256 maxLossBps) internal override returns (uint256 withdrawn) {
        uint256 shares = sharesPosition();
        if (available < totalAssets() || _payout(shares) < available) return super._divestAll(available, maxLossBps);
        _unstake(shares);
        uint256 assetsBefore = IERC20(asset).balanceOf(address(this));
        pool.remove_liquidity_one_coin(shares, _coin(), available);
        sharesHeld = 0;
        withdrawn = IERC20(asset).balanceOf(address(this)) - assetsBefore;
        IERC20(asset).safeTransfer(vault, withdrawn);
    }

    function _stake() private {
        if (address(gauge) == address(0)) return;
        uint256 stakedBefore = gauge.balanceOf(address(this));
        gauge.deposit(sharesHeld);
        sharesHeld = 0;
        sharesStaked += (gauge.balanceOf(address(this)) - stakedBefore).toUint128();
    }

    /// @dev Has at least `shares` of the position here.
    function _unstake(uint256 shares) private {
        if (shares <= sharesHeld) return;
        uint256 missing = shares - sharesHeld;
        gauge.withdraw(missing);
        sharesStaked -= missing.toUint128();
        sharesHeld = shares.toUint128();
    }

    /* REWARDS */

    /// @inheritdoc IRewardSource
    function claimRewards() external {
        if (address(gauge) == address(0)) return;
        ICurveMinter(gauge.minter()).mint(address(gauge));
        IERC20 crv = IERC20(gauge.crv_token());
        uint256 amount = crv.balanceOf(address(this));
        if (amount == 0) return;
        crv.safeTransfer(rewardReceiver, amount);
        emit RewardsClaimed(msg.sender, address(crv), amount);
    }

    /// @inheritdoc IRewardSource
    function rewardTokens() external view returns (address[] memory tokens) {
        if (address(gauge) == address(0)) return tokens;
        tokens = new address[](1);
        tokens[0] = gauge.crv_token();
    }

    /* PROBE */

    /// @notice Tries to leave with one share, takes that back, and records whether the pool let it. Anyone may call it: it says what is so.
    function probeExit() external {
        if (sharesPosition() == 0) revert NothingToProbe();
        if (_isLocked()) revert PoolLocked();
        // Of what is left, all but one part in 64 reaches the trial.
        uint256 required = EXIT_GAS + EXIT_GAS / 63;
        if (gasleft() < required) revert InsufficientGas(gasleft(), required);
        try this.tryExit() {
            // It reverts in any case.
            return;
        } catch (bytes memory reason) {
            exitClosed = bytes4(reason) != ExitWorks.selector;
        }
        emit ExitProbed(msg.sender, !exitClosed);
    }

    /// @notice Leaves with one share and reverts in any case: with `ExitWorks` if that went. Part of `probeExit`.
    function tryExit() external {
        if (msg.sender != address(this)) revert OnlySelf(msg.sender);
        uint256 shares = Math.min(sharesPosition(), WAD);
        _unstake(shares);
        pool.remove_liquidity_one_coin(shares, _coin(), 0);
        revert ExitWorks();
    }

    /* VIEWS */

    /// @notice The position in pool shares, held and staked.
    function sharesPosition() public view returns (uint256) {
        return uint256(sharesHeld) + sharesStaked;
    }

    /// @inheritdoc IAdapter
    function source() external view override returns (address) {
        return address(pool);
    }

    /// @inheritdoc IAdapter
    function totalAssets() public view override returns (uint256) {
        uint256 shares = sharesPosition();
        return shares == 0 ? 0 : _assetsFor(shares, _exitPriceWad(0));
    }

    /// @inheritdoc IAdapter
    function withdrawable(uint256 maxLossBps) public view override returns (uint256) {
        uint256 total = totalAssets();
        if (exitClosed || total == 0) return 0;
        uint256 shares = _greatest(sharesPosition(), EXIT_SEARCH_STEPS, _exitPriceWad(maxLossBps), _leavesWithin);
        return Math.min(total, _payout(shares));
    }

    /// @inheritdoc IAdapter
    function allocatable() external view returns (uint256) {
        if (exitClosed || _isLocked()) return 0;
        uint256 priceWad = _sharePriceWad();
        return _greatest(_assetsFor(_poolSizeWad(), WAD), ENTRY_SEARCH_STEPS, priceWad, _entersWithin);
    }

    /// @inheritdoc IAdapter
    function health() external view returns (bool healthy, bytes32 reason) {
        return exitClosed ? (false, bytes32("killed")) : _marketHealth();
    }

    /* BOUNDS */

    /// @dev The price at which shares are left: the mark's, less a loss.
    function _exitPriceWad(uint256 maxLossBps) private view returns (uint256) {
        return _sharePriceWad().mulDiv((BPS - exitHaircutBps) * BPS.saturatingSub(maxLossBps), BPS * BPS);
    }

    /// @dev Fewest shares that entering with `assets` must mint.
    function _leastShares(uint256 assets, uint256 priceWad) private view returns (uint256) {
        return _sharesFor(assets, priceWad).mulDiv(BPS - maxEntryLossBps, BPS, Math.Rounding.Ceil);
    }

    /// @dev Most shares that `assets` may cost: one unit more than they are worth, since amounts are rounded to units.
    function _mostShares(uint256 assets, uint256 priceWad) private view returns (uint256) {
        return priceWad == 0 ? type(uint256).max : _sharesFor(assets + 1, priceWad) + ROUNDING_SHARES;
    }

    /// @dev What leaving with `shares` brings. What it brings can also be withdrawn exactly for no more than those shares: the pool charges
    /// its fee on the difference from an even withdrawal, after the fee here and before it there, where it is less.
    function _payout(uint256 shares) private view returns (uint256) {
        return shares < DUST_SHARES ? 0 : pool.calc_withdraw_one_coin(shares - ROUNDING_SHARES, _coin());
    }

    /// @dev A cost a share that rises with the number of shares: true up to some number, false beyond.
    function _leavesWithin(uint256 shares, uint256 priceWad) private view returns (bool) {
        return _payout(shares) >= _assetsFor(shares, priceWad);
    }

    /// @dev Curve's estimate leaves the fee out: at most the imbalance fee on the amount and as much again on the other coins.
    function _entersWithin(uint256 assets, uint256 priceWad) private view returns (bool) {
        uint256 withoutFee = CurvePoolCalls.calcDeposit(address(pool), _amounts(assets));
        uint256 feeRate = (pool.fee() * coinCount) / (2 * (coinCount - 1)) + 1;
        uint256 minted = withoutFee - withoutFee.mulDiv(feeRate, FEE_DENOMINATOR, Math.Rounding.Ceil);
        return minted >= _leastShares(assets, priceWad) + ROUNDING_SHARES;
    }

    /// @dev The greatest amount up to `most` that holds, or less by at most `most` / 2 ** `steps`: by bisection.
    function _greatest(
        uint256 most,
        uint256 steps,
        uint256 priceWad,
        function(uint256, uint256) view returns (bool) holds
    ) private view returns (uint256 amount) {
        if (holds(most, priceWad)) return most;
        for (uint256 i = 1; i <= steps; ++i) {
            uint256 larger = amount + (most >> i);
            if (holds(larger, priceWad)) amount = larger;
        }
    }

    function _coin() private view returns (int128) {
        return int128(int256(assetIndex));
    }

    function _requireBelow(uint256 bps, uint256 limit) private pure {
        if (bps >= limit) revert LimitOutOfRange(bps);
    }
}
