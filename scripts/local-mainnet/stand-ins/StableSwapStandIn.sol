// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {StableSwapStandInBase} from "./StableSwapStandInBase.sol";

/// @title StableSwapStandIn: STAND-IN for Curve's plain StableSwap pools of 2020, for any number of coins
/// @notice Not Curve's code: the same behaviour for local chains. This contract has all that does not name the number of coins in its ABI;
/// a pool for N coins adds the four functions and three events that take arrays of N (`ThreePoolStandIn`, `SusdPoolStandIn`).
///
/// As in the originals: the invariant and every rounding; fees on swaps and on what makes a deposit or withdrawal uneven, of which
/// `admin_fee` leaves the pool's balances; balances kept by the pool itself, so that tokens sent to it belong to the owner; a lock on what
/// changes state and none on views, which in the middle of a call show what is there at that moment; `remove_liquidity` alone works in a
/// killed pool, and the owner can kill only in the first two months.
///
/// Two generations differ by units of rounding. `early`, the pools of spring 2020 (sUSD): one is added to divisors in the invariant; a swap
/// keeps no unit back and derives the outgoing coin's balance from the invariant; an uneven withdrawal burns no unit more. Those from
/// summer 2020 on (3pool): the opposite. What differs apart from rounding is left as in the 3pool.
///
/// Left out: ramping A, changing fees and owner, `get_dy_underlying`, and lending of coins.
abstract contract StableSwapStandIn is StableSwapStandInBase {
    using SafeERC20 for IERC20;

    /* solhint-disable func-name-mixedcase */

    error NotOwner(address caller);
    error Locked();
    error Killed();
    error KillDeadlinePassed(uint256 deadline);
    error EmptyPool();
    error InitialDepositNeedsAllCoins();
    error NothingAdded();
    error NothingBurned();
    error Slippage(uint256 actual, uint256 bound);

    event TokenExchange(address indexed buyer, int128 soldId, uint256 tokensSold, int128 boughtId, uint256 tokensBought);
    event RemoveLiquidityOne(address indexed provider, uint256 tokenAmount, uint256 coinAmount);

    uint256 private constant KILL_DEADLINE_SECONDS = 60 days;
    /// No coin's received amount is measured.
    uint256 internal constant NONE = type(uint256).max;

    uint256 private immutable _killDeadline;
    uint256 private immutable _measuredCoin;
    bool private _killed;
    bool private _locked;

    modifier nonReentrant() {
        if (_locked) revert Locked();
        _locked = true;
        _;
        _locked = false;
    }

    modifier whenAlive() {
        if (_killed) revert Killed();
        _;
    }

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        _;
    }

    /// @param early Whether it rounds as the pools of spring 2020.
    /// @param measuredCoin The coin that may take a fee on transfer, whose received amount is measured; `NONE` for none.
    constructor(Configuration memory configuration, bool early, uint256 measuredCoin) StableSwapStandInBase(configuration, early) {
        _measuredCoin = measuredCoin;
        _killDeadline = block.timestamp + KILL_DEADLINE_SECONDS;
    }

    /* SWAP AND LEAVE IN ONE COIN: the same ABI for any number of coins */

    /// @notice Sells `dx` of coin `i` for coin `j`.
    function exchange(int128 i, int128 j, uint256 dx, uint256 minDy) external nonReentrant whenAlive {
        (uint256 sold, uint256 bought) = _pair(i, j);
        uint256[] memory old = balances;
        uint256[] memory xp = _scaled(old);
        uint256 received = _pull(sold, dx);
        uint256 y = _balanceAfterSwap(xp, sold, bought, received);
        uint256 gross = xp[bought] - y - _keptBack();
        uint256 swapFee = (gross * fee) / FEE_DENOMINATOR;
        uint256 adminPart = (swapFee * admin_fee) / FEE_DENOMINATOR;
        uint256 multiplier = _multipliers[bought];
        uint256 dy = (gross - swapFee) / multiplier;
        if (dy < minDy) revert Slippage(dy, minDy);
        balances[sold] = old[sold] + received;
        balances[bought] = _early ? (y + swapFee - adminPart) / multiplier : old[bought] - dy - adminPart / multiplier;
        IERC20(coins[bought]).safeTransfer(msg.sender, dy);
        emit TokenExchange(msg.sender, i, dx, j, dy);
    }

    /// @notice Burns `tokenAmount` of the caller's shares for one coin.
    function remove_liquidity_one_coin(uint256 tokenAmount, int128 i, uint256 minAmount) external nonReentrant whenAlive {
        uint256 coin = _index(i);
        (uint256 amount, uint256 feeAmount) = _oneCoin(tokenAmount, coin);
        if (amount < minAmount) revert Slippage(amount, minAmount);
        balances[coin] -= amount + (feeAmount * admin_fee) / FEE_DENOMINATOR;
        _token.burnFrom(msg.sender, tokenAmount);
        IERC20(coins[coin]).safeTransfer(msg.sender, amount);
        emit RemoveLiquidityOne(msg.sender, tokenAmount, amount);
    }

    /* ADMINISTRATION */

    /// @notice Stops everything but `remove_liquidity`.
    function kill_me() external onlyOwner {
        if (_killDeadline <= block.timestamp) revert KillDeadlinePassed(_killDeadline);
        _killed = true;
    }

    /// @notice Undoes `kill_me`.
    function unkill_me() external onlyOwner {
        _killed = false;
    }

    /// @notice Pays the owner what is not the providers'.
    function withdraw_admin_fees() external onlyOwner {
        for (uint256 i = 0; i < _count; ++i) {
            uint256 amount = admin_balances(i);
            if (amount > 0) IERC20(coins[i]).safeTransfer(msg.sender, amount);
        }
    }

    /// @notice Gives the providers what is the owner's.
    function donate_admin_fees() external onlyOwner {
        for (uint256 i = 0; i < _count; ++i) balances[i] = IERC20(coins[i]).balanceOf(address(this));
    }

    /* FOR THE POOLS OF N COINS */

    function _addLiquidity(uint256[] memory amounts, uint256 minMint) internal nonReentrant whenAlive {
        uint256 supply = _token.totalSupply();
        uint256[] memory old = balances;
        uint256 before = supply > 0 ? _invariant(old) : 0;
        uint256[] memory changed = new uint256[](_count);
        for (uint256 i = 0; i < _count; ++i) {
            if (supply == 0 && amounts[i] == 0) revert InitialDepositNeedsAllCoins();
            changed[i] = old[i] + (amounts[i] > 0 ? _pull(i, amounts[i]) : 0);
        }
        uint256 afterwards = _invariant(changed);
        if (afterwards <= before) revert NothingAdded();
        uint256[] memory fees = new uint256[](_count);
        uint256 minted = afterwards;
        if (supply > 0) {
            uint256 afterFees;
            (fees, afterFees) = _chargeImbalance(old, changed, before, afterwards);
            minted = (supply * (afterFees - before)) / before;
        } else {
            balances = changed;
        }
        if (minted < minMint) revert Slippage(minted, minMint);
        _token.mint(msg.sender, minted);
        _emitAddLiquidity(amounts, fees, afterwards, supply + minted);
    }

    function _removeLiquidity(uint256 amount, uint256[] memory minAmounts) internal nonReentrant {
        uint256 supply = _token.totalSupply();
        uint256[] memory amounts = new uint256[](_count);
        for (uint256 i = 0; i < _count; ++i) {
            amounts[i] = (balances[i] * amount) / supply;
            if (amounts[i] < minAmounts[i]) revert Slippage(amounts[i], minAmounts[i]);
            balances[i] -= amounts[i];
            // Here a receiver with a hook sees balances that have left and shares that have not.
            IERC20(coins[i]).safeTransfer(msg.sender, amounts[i]);
        }
        _token.burnFrom(msg.sender, amount);
        _emitRemoveLiquidity(amounts, supply - amount);
    }

    function _removeLiquidityImbalance(uint256[] memory amounts, uint256 maxBurn) internal nonReentrant whenAlive {
        uint256 supply = _token.totalSupply();
        if (supply == 0) revert EmptyPool();
        uint256[] memory old = balances;
        uint256 before = _invariant(old);
        uint256[] memory changed = new uint256[](_count);
        for (uint256 i = 0; i < _count; ++i) changed[i] = old[i] - amounts[i];
        uint256 afterwards = _invariant(changed);
        (uint256[] memory fees, uint256 afterFees) = _chargeImbalance(old, changed, before, afterwards);
        uint256 burned = ((before - afterFees) * supply) / before;
        if (burned == 0) revert NothingBurned();
        burned += _keptBack();
        if (burned > maxBurn) revert Slippage(burned, maxBurn);
        _token.burnFrom(msg.sender, burned);
        for (uint256 i = 0; i < _count; ++i) {
            if (amounts[i] != 0) IERC20(coins[i]).safeTransfer(msg.sender, amounts[i]);
        }
        _emitRemoveLiquidityImbalance(amounts, fees, afterwards, supply - burned);
    }

    function _emitAddLiquidity(uint256[] memory amounts, uint256[] memory fees, uint256 invariant, uint256 supply) internal virtual;

    function _emitRemoveLiquidity(uint256[] memory amounts, uint256 supply) internal virtual;

    function _emitRemoveLiquidityImbalance(
        uint256[] memory amounts,
        uint256[] memory fees,
        uint256 invariant,
        uint256 supply
    ) internal virtual;

    /* INTERNAL */

    /// @dev Charges each coin's distance from an even change, stores the balances less the owner's part, and returns the invariant of the
    /// balances less the whole fees.
    function _chargeImbalance(
        uint256[] memory old,
        uint256[] memory changed,
        uint256 before,
        uint256 afterwards
    ) private returns (uint256[] memory fees, uint256 afterFees) {
        fees = new uint256[](_count);
        uint256 feeRate = _imbalanceFee();
        for (uint256 i = 0; i < _count; ++i) {
            uint256 even = (afterwards * old[i]) / before;
            uint256 distance = even > changed[i] ? even - changed[i] : changed[i] - even;
            fees[i] = (feeRate * distance) / FEE_DENOMINATOR;
            balances[i] = changed[i] - (fees[i] * admin_fee) / FEE_DENOMINATOR;
            changed[i] -= fees[i];
        }
        afterFees = _invariant(changed);
    }

    function _pull(uint256 coin, uint256 amount) private returns (uint256 received) {
        IERC20 token = IERC20(coins[coin]);
        if (coin != _measuredCoin) {
            token.safeTransferFrom(msg.sender, address(this), amount);
            return amount;
        }
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        received = token.balanceOf(address(this)) - before;
    }
}
