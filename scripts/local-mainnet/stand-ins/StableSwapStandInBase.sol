// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {CurveTokenStandIn} from "./CurveTokenStandIn.sol";
import {StableSwapMath} from "./StableSwapMath.sol";

/// @title StableSwapStandInBase: state and views of `StableSwapStandIn`
abstract contract StableSwapStandInBase {
    /* solhint-disable func-name-mixedcase, var-name-mixedcase */

    /// @param owner Kills, unkills, and takes the admin fees.
    /// @param coins The tokens, in the pool's order.
    /// @param token The share token; this pool must be its minter.
    /// @param amplification Curve's A.
    /// @param fee Fee of a swap, over 1e10.
    /// @param adminFee The owner's part of fees, over 1e10.
    struct Configuration {
        address owner;
        address[] coins;
        CurveTokenStandIn token;
        uint256 amplification;
        uint256 fee;
        uint256 adminFee;
    }

    error NoSuchCoin(int128 coin);
    error SameCoin(int128 coin);

    uint256 internal constant FEE_DENOMINATOR = 1e10;
    uint256 private constant WAD = 1e18;

    /// @notice Kills, unkills, and takes the admin fees.
    address public immutable owner;
    /// @notice Curve's amplification A.
    uint256 public immutable A;
    /// @notice Fee of a swap, over 1e10.
    uint256 public immutable fee;
    /// @notice The owner's part of fees, over 1e10.
    uint256 public immutable admin_fee;

    /// @notice The tokens, in the pool's order.
    address[] public coins;
    /// @notice What belongs to the liquidity providers, in each token's own decimals.
    uint256[] public balances;

    // Neither has a getter in the originals.
    CurveTokenStandIn internal immutable _token;
    bool internal immutable _early;
    uint256 internal immutable _count;
    uint256[] internal _multipliers;

    /// @param early Whether it rounds as the pools of spring 2020.
    constructor(Configuration memory configuration, bool early) {
        owner = configuration.owner;
        A = configuration.amplification;
        fee = configuration.fee;
        admin_fee = configuration.adminFee;
        coins = configuration.coins;
        _token = configuration.token;
        _count = configuration.coins.length;
        balances = new uint256[](_count);
        for (uint256 i = 0; i < _count; ++i) _multipliers.push(10 ** (18 - IERC20Metadata(configuration.coins[i]).decimals()));
        _early = early;
    }

    /* VIEWS */

    /// @notice The invariant for one share, in WAD: grows by fees only.
    function get_virtual_price() external view returns (uint256) {
        return (_invariant(balances) * WAD) / _token.totalSupply();
    }

    /// @notice What a swap of `dx` would give.
    function get_dy(int128 i, int128 j, uint256 dx) external view returns (uint256) {
        (uint256 sold, uint256 bought) = _pair(i, j);
        uint256[] memory xp = _scaled(balances);
        uint256 dy = (xp[bought] - _balanceAfterSwap(xp, sold, bought, dx) - _keptBack()) / _multipliers[bought];
        return dy - (fee * dy) / FEE_DENOMINATOR;
    }

    /// @notice What burning `tokenAmount` shares for one coin would give.
    function calc_withdraw_one_coin(uint256 tokenAmount, int128 i) external view returns (uint256 amount) {
        (amount, ) = _oneCoin(tokenAmount, _index(i));
    }

    /// @notice What the owner can take of a coin.
    function admin_balances(uint256 i) public view returns (uint256) {
        return IERC20(coins[i]).balanceOf(address(this)) - balances[i];
    }

    /* INTERNAL */

    function _calcTokenAmount(uint256[] memory amounts, bool deposit) internal view returns (uint256) {
        uint256[] memory changed = balances;
        uint256 before = _invariant(changed);
        for (uint256 i = 0; i < _count; ++i) changed[i] = deposit ? changed[i] + amounts[i] : changed[i] - amounts[i];
        uint256 afterwards = _invariant(changed);
        return ((deposit ? afterwards - before : before - afterwards) * _token.totalSupply()) / before;
    }

    /// @dev What `amount` shares give in one coin, and how much the fee took.
    function _oneCoin(uint256 amount, uint256 coin) internal view returns (uint256 given, uint256 feeAmount) {
        uint256[] memory xp = _scaled(balances);
        uint256 before = StableSwapMath.invariant(xp, A, _divisorGuard());
        uint256 afterwards = before - (amount * before) / _token.totalSupply();
        uint256 y = StableSwapMath.balanceFor(xp, coin, afterwards, A);
        uint256 withoutFee = (xp[coin] - y) / _multipliers[coin];
        uint256[] memory reduced = new uint256[](_count);
        uint256 feeRate = _imbalanceFee();
        for (uint256 i = 0; i < _count; ++i) {
            uint256 even = (xp[i] * afterwards) / before;
            reduced[i] = xp[i] - (feeRate * (i == coin ? even - y : xp[i] - even)) / FEE_DENOMINATOR;
        }
        given = (reduced[coin] - StableSwapMath.balanceFor(reduced, coin, afterwards, A) - 1) / _multipliers[coin];
        feeAmount = withoutFee - given;
    }

    function _balanceAfterSwap(uint256[] memory xp, uint256 sold, uint256 bought, uint256 dx) internal view returns (uint256) {
        uint256 d = StableSwapMath.invariant(xp, A, _divisorGuard());
        uint256[] memory changed = new uint256[](_count);
        for (uint256 i = 0; i < _count; ++i) changed[i] = i == sold ? xp[i] + dx * _multipliers[i] : xp[i];
        return StableSwapMath.balanceFor(changed, bought, d, A);
    }

    function _invariant(uint256[] memory amounts) internal view returns (uint256) {
        return StableSwapMath.invariant(_scaled(amounts), A, _divisorGuard());
    }

    /// @dev In 18 decimals.
    function _scaled(uint256[] memory amounts) internal view returns (uint256[] memory xp) {
        xp = new uint256[](_count);
        for (uint256 i = 0; i < _count; ++i) xp[i] = amounts[i] * _multipliers[i];
    }

    function _imbalanceFee() internal view returns (uint256) {
        return (fee * _count) / (4 * (_count - 1));
    }

    function _divisorGuard() private view returns (uint256) {
        return _early ? 1 : 0;
    }

    function _keptBack() internal view returns (uint256) {
        return _early ? 0 : 1;
    }

    function _pair(int128 i, int128 j) internal view returns (uint256 sold, uint256 bought) {
        if (i == j) revert SameCoin(i);
        return (_index(i), _index(j));
    }

    function _index(int128 coin) internal view returns (uint256) {
        if (coin < 0 || uint256(uint128(coin)) >= _count) revert NoSuchCoin(coin);
        return uint256(uint128(coin));
    }
}
